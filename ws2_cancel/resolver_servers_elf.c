/*
 * The part of a look-up that asks servers: candidates of the search list one after
 * the other, each in one or two questions at once, and what their answers say.
 */
#include "ws2_cancel/resolver_elf.h"
#include <ares.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MOST_ADDRESSES 512

/* The i-th name to try, as resolv.conf(5) says; false: there is none. */
static bool candidate(const struct lookup *l, int i, char name[2 * NAME_ROOM])
{
	const struct dns_settings *s = dns_settings();
	size_t length = strlen(l->name);
	int dots = 0;
	for (size_t k = 0; k < length; k++)
		dots += l->name[k] == '.';
	bool whole = l->name[length - 1] == '.' || !s->domain_count;
	int plain = dots >= s->ndots ? 0 : s->domain_count;
	if (whole ? i > 0 : i > s->domain_count)
		return false;
	if (whole || i == plain)
		snprintf(name, 2 * NAME_ROOM, "%s", l->name);
	else
		snprintf(name, 2 * NAME_ROOM, "%s.%.255s", l->name,
			 s->domains[i - (plain == 0)]);
	return true;
}

static void reverse_name(const struct host_address *a, char name[2 * NAME_ROOM])
{
	const uint8_t *b = a->bytes;
	if (a->length == 4) {
		snprintf(name, NAME_ROOM, "%u.%u.%u.%u.in-addr.arpa", b[3],
			 b[2], b[1], b[0]);
		return;
	}
	for (int i = 15; i >= 0; i--)
		name += sprintf(name, "%x.%x.", b[i] & 15u, b[i] >> 4);
	strcpy(name, "ip6.arpa");
}

static int error_of(int status)
{
	switch (status) {
	case ARES_ENOTFOUND:
	case ARES_EBADNAME:
		return NO_SUCH_HOST;
	case ARES_ENODATA:
		return NOTHING_OF_THIS_KIND;
	case ARES_ETIMEOUT:
	case ARES_ECONNREFUSED:
	case ARES_ESERVFAIL:
		return ASK_AGAIN;
	default:
		return NO_RECOVERY_FROM;
	}
}

/* c-ares looks at lengths and pointers; what the header says is ours to read. */
static int parse(const struct lookup *l, const struct question *q, int family,
		 struct hostent **host)
{
	*host = NULL;
	if (q->status != ARES_SUCCESS)
		return q->status;
	switch (q->reply[3] & 15) {
	case ns_r_noerror:
		break;
	case ns_r_nxdomain:
		return ARES_ENOTFOUND;
	case ns_r_servfail:
		return ARES_ESERVFAIL;
	default:
		return ARES_EREFUSED;
	}
	if (l->by_address)
		return ares_parse_ptr_reply(q->reply, q->reply_length,
					    l->address.bytes,
					    l->address.length, family, host);
	if (family == AF_INET6)
		return ares_parse_aaaa_reply(q->reply, q->reply_length, host,
					     NULL, NULL);
	return ares_parse_a_reply(q->reply, q->reply_length, host, NULL, NULL);
}

static void try_candidate(struct lookup *l);

/* The last of a candidate's questions has ended. */
static void candidate_over(struct lookup *l, unsigned count)
{
	struct answer *a = NULL;
	bool again = false;
	for (unsigned i = 0; i < count; i++) {
		struct question *q = &l->questions[i];
		struct hostent *h;
		int family = l->by_address ?
				     (l->address.length == 4 ? AF_INET :
							       AF_INET6) :
			     (l->families & FAMILY_4) && !i ? AF_INET :
							      AF_INET6;
		int status = parse(l, q, family, &h);
		if (status == ARES_SUCCESS && h->h_addr_list[0]) {
			if (!a)
				a = answer_of_host(h);
			else
				answer_add_host(a, h);
		} else {
			int error = status == ARES_SUCCESS ?
					    NOTHING_OF_THIS_KIND :
					    error_of(status);
			again |= error == ASK_AGAIN;
			if (!l->error || l->error == NO_SUCH_HOST ||
			    error == ASK_AGAIN)
				l->error = error;
		}
		if (h)
			ares_free_hostent(h);
		free(q->reply);
		q->reply = NULL;
	}
	/* Servers that don't answer won't for the next name. */
	if (a || again || lookup_stopped(l))
		lookup_end(l, a);
	else
		try_candidate(l);
}

static void question_done(struct question *q)
{
	struct lookup *l = q->owner;
	unsigned count = !l->by_address && l->families == (FAMILY_4 | FAMILY_6);
	if (atomic_fetch_sub(&l->unanswered, 1) == 1)
		candidate_over(l, 1 + count);
}

static void ask(struct lookup *l, struct question *q, const char *name, int type)
{
	q->mark = l->mark;
	q->owner = l;
	q->ended = question_done;
	dns_ask(q, name, type);
}

static void try_candidate(struct lookup *l)
{
	char name[2 * NAME_ROOM];
	if (lookup_stopped(l)) {
		lookup_end(l, NULL);
		return;
	}
	if (l->by_address && !l->candidate++) {
		reverse_name(&l->address, name);
		l->unanswered = 1;
		ask(l, &l->questions[0], name, ns_t_ptr);
		return;
	}
	if (l->by_address || !l->name[0] ||
	    !candidate(l, l->candidate++, name)) {
		lookup_go_on(l);
		return;
	}
	unsigned families = l->families;
	if (families == (FAMILY_4 | FAMILY_6)) {
		l->unanswered = 2;
		ask(l, &l->questions[0], name, ns_t_a);
		ask(l, &l->questions[1], name, ns_t_aaaa);
		return;
	}
	l->unanswered = 1;
	ask(l, &l->questions[0], name,
	    families == FAMILY_6 ? ns_t_aaaa : ns_t_a);
}

void servers_ask(struct lookup *l)
{
	l->candidate = 0;
	try_candidate(l);
}
