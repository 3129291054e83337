/*
 * What a look-up found, in a form that is neither Linux's nor Windows': one block
 * for hosts, services and protocols. It owns its strings; error is Winsock's code
 * and 0 means that the rest is there. pack.c turns it into Windows' structures.
 */
#ifndef WINCANCEL_ANSWER_H
#define WINCANCEL_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_address {
	uint8_t length; /* 4 or 16 */
	uint8_t bytes[16];
	uint32_t scope;
};

struct answer {
	int error;
	int number; /* a service's port, in network order; a protocol's number */
	char *name;
	char *proto; /* a service's */
	size_t alias_count, address_count;
	char **aliases;
	struct host_address *addresses;
};

/* All of these: NULL or false where there is no memory. */
struct answer *answer_new(int error);
bool answer_set_name(struct answer *a, const char *name);
bool answer_set_proto(struct answer *a, const char *proto);
/* What is there already is not added again. */
bool answer_add_alias(struct answer *a, const char *alias);
bool answer_add_address(struct answer *a, const void *bytes, size_t length,
			uint32_t scope);
void answer_free(struct answer *a);

#endif
