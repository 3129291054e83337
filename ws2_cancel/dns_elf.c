/*
 * Questions to name servers: asked, and ended (dns.h). The packet is made here, with
 * an id of ours, so that what c-ares sends can be told apart (dns_socket_elf.c).
 */
#define _GNU_SOURCE
#include "ws2_cancel/dns_channel.h"
#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define TRUNCATED 2 /* in the header's third octet */

/* Under the channel's lock, by c-ares. */
static void question_over(void *arg, int status, int timeouts,
			  unsigned char *reply, int length)
{
	struct question *q = arg;
	struct channel *c = q->channel;
	(void)timeouts;
	c->by_id[q->id] = NULL;
	c->asked--;
	q->status = status;
	q->reply_length = 0;
	if (status == ARES_SUCCESS &&
	    (length < HFIXEDSZ || !(q->reply = malloc(length))))
		q->status = length < HFIXEDSZ ? ARES_EBADRESP : ARES_ENOMEM;
	if (q->reply) {
		memcpy(q->reply, reply, length);
		q->reply_length = length;
	}
	q->next = NULL;
	*c->ended_last = q;
	c->ended_last = &q->next;
}

static bool choose_id(struct channel *c, uint16_t *id)
{
	do {
		if (getrandom(id, sizeof(*id), 0) != sizeof(*id))
			return false;
	} while (c->by_id[*id]);
	return true;
}

static void end_with(struct question *q, int status)
{
	ares_free_string(q->packet);
	q->packet = NULL;
	q->status = status;
	q->ended(q);
}

static void ask(struct question *q, bool tcp)
{
	struct channel *c = channel_enter(tcp);
	if (!c) {
		end_with(q, ARES_ENOTINITIALIZED);
		return;
	}
	if (!choose_id(c, &q->id)) {
		channel_leave(c);
		end_with(q, ARES_ENOTINITIALIZED);
		return;
	}
	q->packet[0] = q->id >> 8;
	q->packet[1] = q->id;
	q->channel = c;
	c->by_id[q->id] = q;
	c->asked++;
	ares_send(c->ares, q->packet, q->packet_length, question_over, q);
	channel_asked(c);
	channel_leave(c);
}

void dns_ask(struct question *q, const char *name, int type)
{
	int status = ares_create_query(name, ns_c_in, type, 0, 1, &q->packet,
				       &q->packet_length, 0);
	q->reply = NULL;
	if (status != ARES_SUCCESS) {
		q->packet = NULL;
		end_with(q, status);
		return;
	}
	ask(q, false);
}

/* By channel_leave, without a lock. */
void question_ended(struct question *q)
{
	if (q->reply && (q->reply[2] & TRUNCATED) && !q->channel->tcp &&
	    !mark_stopped(q->mark)) {
		free(q->reply);
		q->reply = NULL;
		ask(q, true);
		return;
	}
	end_with(q, q->status);
}
