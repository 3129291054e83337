/*
 * The resolver: names and addresses looked up without a thread each, and stopped
 * one by one. This is the contract of resolver_elf.c (what a look-up goes through),
 * resolver_hosts_elf.c (what this machine knows), resolver_system_elf.c (getaddrinfo
 * in its place) and dns_elf.c (questions to servers, through c-ares).
 *
 *   NEW ─ lookup_start ─► numeric, hosts file, own name ── known ──────► ENDED
 *                         │ unknown                                       ▲
 *                         ▼                                               │
 *                        ASKING: one or two questions (A, AAAA or PTR) of │
 *                         │ one candidate of the search list              │
 *                         └─ all ended: an answer, or none left ──────────┘
 *   STOPPED is a mark beside these: set once, never taken back.
 *
 * OWNERS. A look-up counts its references: who made it has one and drops it with
 * lookup_release, the resolver has one from lookup_start to its end. `done` is called
 * exactly once after lookup_start, on any thread, perhaps before that returns, with no
 * lock held: with an answer, which it then owns, or with NULL if the look-up was
 * stopped. A stopped one may stay in the resolver until its server's time is up
 * (seconds), which nobody waits for.
 *
 * PACKETS. A question is a c-ares query with an id that we chose; c-ares sends
 * through a function of ours, which finds the question by the id in the packet and
 * holds the look-up's lock (mark.h) from the look at its mark to the end of sendto. So when
 * lookup_stop has returned no packet of the look-up leaves any more. A refused send
 * makes c-ares give the question up.
 *
 * LOCKS. The look-up's lock covers the mark and one non-blocking send: whoever stops
 * takes that one alone. A channel's lock serialises c-ares; nothing of ours is called
 * back under it. Order: the table of tasks (task.h) or a channel, then the mark.
 */
#ifndef WINCANCEL_RESOLVER_H
#define WINCANCEL_RESOLVER_H

#include "ws2_cancel/answer.h"

#define FAMILY_4 1u
#define FAMILY_6 2u

/* Winsock's codes that the resolver speaks. */
enum {
	NO_SUCH_HOST = 11001,
	ASK_AGAIN = 11002,
	NO_RECOVERY_FROM = 11003,
	NOTHING_OF_THIS_KIND = 11004,
	NO_SUCH_TYPE = 10109,
	OUT_OF_MEMORY = 8
};

struct lookup_wanted {
	const char *name; /* "": this machine; NULL: the name of address */
	unsigned families;
	struct host_address address;
	bool numeric; /* what is no number is no name */
};

struct lookup;
union mark;

/* NULL: no memory. */
struct lookup *lookup_new(const struct lookup_wanted *w,
			  void (*done)(void *owner, struct answer *a),
			  void *owner);
void lookup_start(struct lookup *l);
/* At any time while one has a reference; waits for nothing. */
void lookup_stop(struct lookup *l);
/* Lives as long; to stop by (mark_stop). */
union mark *lookup_mark(const struct lookup *l);
void lookup_release(struct lookup *l);

/* worker.c: on a thread of the module's own pool, one for each that waits. */
bool worker_run(void (*work)(void *arg), void *arg);

/* database_elf.c: services and protocols, from the system's databases; blocks as
 * long as these do. NULL: no memory. proto may be NULL. */
struct answer *service_by_name(const char *name, const char *proto);
struct answer *service_by_port(int port, const char *proto);
struct answer *protocol_by_name(const char *name);
struct answer *protocol_by_number(int number);

#endif
