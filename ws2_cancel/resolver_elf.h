/* What the files of the resolver share; resolver.h has the contract. */
#ifndef WINCANCEL_RESOLVER_ELF_H
#define WINCANCEL_RESOLVER_ELF_H

#include "ws2_cancel/dns.h"
#include "ws2_cancel/resolver.h"
#include <stdatomic.h>

#define NAME_ROOM 256

struct lookup {
	union mark *mark;
	atomic_int refs;

	void (*done)(void *owner, struct answer *a);
	void *owner;
	bool by_address, numeric;
	unsigned families;
	struct host_address address;
	char name[NAME_ROOM];

	const char *order;	/* what is left of dns_settings.order */
	int candidate;		/* of the search list, the next */
	int error;		/* if nothing else comes */
	atomic_uint unanswered; /* questions */
	struct question questions[2];
};

/* resolver_elf.c. Takes over a, which may be NULL: the resolver's reference goes. */
void lookup_end(struct lookup *l, struct answer *a);
static inline bool lookup_stopped(const struct lookup *l)
{
	return mark_stopped(l->mark);
}


/* resolver_hosts_elf.c: NULL, it is not known here. */
struct answer *local_numeric(const struct lookup *l);
struct answer *local_file(const struct lookup *l);
struct answer *local_own(const struct lookup *l);

/* resolver_servers_elf.c: ends l, or goes on with what is left of order. */
void servers_ask(struct lookup *l);
/* resolver_elf.c: servers know nothing, go on. */
void lookup_go_on(struct lookup *l);

/* resolver_system_elf.c */
bool system_wanted(void);
void system_ask(struct lookup *l);

/* answer_elf.c: from libc's, names and all. NULL: no memory. */
struct hostent;
struct answer *answer_of_host(const struct hostent *h);
bool answer_add_host(struct answer *a, const struct hostent *h);

#endif
