/*
 * Questions to name servers. c-ares has the protocol; a few channels of it are
 * shared by all questions, each with one socket for each server in the readiness
 * loop. resolver.h has the contract.
 */
#ifndef WINCANCEL_DNS_H
#define WINCANCEL_DNS_H

#include "ws2_cancel/mark.h"
#include <pthread.h>

struct channel;

/* Embedded in a look-up. */
struct question {
	union mark *mark; /* the look-up's: held while a packet of it is sent */
	void *owner;
	/* Once, without a lock: the question is the owner's again. */
	void (*ended)(struct question *q);

	/* What came of it: status is c-ares', reply (free) may be NULL. */
	int status;
	unsigned char *reply;
	int reply_length;

	/* dns_elf.c's own */
	struct channel *channel;
	struct question *next;
	unsigned char *packet;
	int packet_length;
	uint16_t id;
};

/* mark and ended are set; ended may be called before this returns. A
 * truncated answer is fetched by TCP. */
void dns_ask(struct question *q, const char *name, int type);

/* resolv.conf and its like, read once. */
struct dns_settings {
	const char *order; /* f: hosts file, b: servers */
	char **domains;
	int domain_count;
	int ndots;
};
/* NULL: c-ares could not be set up. */
const struct dns_settings *dns_settings(void);
/* A c-ares channel to read the hosts file with. */
void *dns_any_channel(void);

#endif
