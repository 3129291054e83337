/*
 * Channels: made when they are needed, entered and left; and what they were told
 * about the servers (dns_channel.h).
 */
#define _GNU_SOURCE
#include "ws2_cancel/dns_channel.h"
#include <stdlib.h>
#include <string.h>

#define TRIES 2 /* of each server, the second with twice the patience */

void question_ended(struct question *q);

static pthread_mutex_t channels_lock = PTHREAD_MUTEX_INITIALIZER;
static struct channel *channels[2][CHANNELS]; /* [tcp] */
static struct dns_settings settings;
static int timeout_ms;

static bool open_ares(struct channel *c)
{
	const char *servers = getenv("WINCANCEL_DNS");
	const char *options = getenv("RES_OPTIONS");
	struct ares_options o = {
		.flags = ARES_FLAG_IGNTC | ARES_FLAG_STAYOPEN |
			 (c->tcp ? ARES_FLAG_USEVC : 0),
		.tries = TRIES,
	};
	int which = ARES_OPT_FLAGS;
	if (!options || !strstr(options, "retry:"))
		which |= ARES_OPT_TRIES;
	if (ares_init_options(&c->ares, &o, which) != ARES_SUCCESS)
		return false;
	ares_set_socket_functions(c->ares, &channel_sockets, c);
	if (servers && ares_set_servers_ports_csv(c->ares, servers) !=
			       ARES_SUCCESS) {
		ares_destroy(c->ares);
		return false;
	}
	return true;
}

/* [channels_lock] */
static struct channel *channel_new(bool tcp)
{
	struct channel *c;
	size_t size = (sizeof(*c) + 63) & ~(size_t)63;
	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		return NULL;
	c = aligned_alloc(64, size);
	if (!c)
		return NULL;
	memset(c, 0, size);
	pthread_mutex_init(&c->lock, NULL);
	c->tcp = tcp;
	c->ended_last = &c->ended;
	for (unsigned i = 0; i < SERVERS; i++)
		c->wires[i] = (struct wire){ .watched.event = channel_event,
					     .channel = c, .fd = -1 };
	if (open_ares(c))
		return c;
	free(c); /* no socket yet: nothing watches it */
	return NULL;
}

/* [channels_lock] The i-th of its kind, made if need be. */
static struct channel *channel_at(bool tcp, unsigned i)
{
	if (!channels[tcp][i])
		channels[tcp][i] = channel_new(tcp);
	return channels[tcp][i];
}

struct channel *channel_enter(bool tcp)
{
	thread_hold();
	for (unsigned i = 0; i < CHANNELS; i++) {
		pthread_mutex_lock(&channels_lock);
		struct channel *c = channel_at(tcp, i);
		pthread_mutex_unlock(&channels_lock);
		if (!c)
			break;
		pthread_mutex_lock(&c->lock);
		if (c->asked < QUESTIONS)
			return c;
		pthread_mutex_unlock(&c->lock);
	}
	thread_let_go();
	return NULL;
}

void channel_leave(struct channel *c)
{
	struct question *q = c->ended, *next;
	c->ended = NULL;
	c->ended_last = &c->ended;
	pthread_mutex_unlock(&c->lock);
	thread_let_go();
	for (; q; q = next) {
		next = q->next;
		question_ended(q);
	}
}

void channel_asked(struct channel *c)
{
	/* A stream is written when it is writable, whose edge may have been. */
	for (unsigned i = 0; c->tcp && i < SERVERS; i++)
		if (c->wires[i].fd >= 0)
			ares_process_fd(c->ares, ARES_SOCKET_BAD,
					c->wires[i].fd);
	tick_need(timeout_ms);
}

bool channels_tick(void)
{
	bool any = false;
	for (unsigned i = 0; i < 2 * CHANNELS; i++) {
		pthread_mutex_lock(&channels_lock);
		struct channel *c = channels[i % 2][i / 2];
		pthread_mutex_unlock(&channels_lock);
		if (!c)
			continue;
		thread_hold();
		pthread_mutex_lock(&c->lock);
		if (c->asked)
			ares_process_fd(c->ares, ARES_SOCKET_BAD,
					ARES_SOCKET_BAD);
		any |= c->asked != 0;
		channel_leave(c);
	}
	return any;
}

/* Kept as long as the process: who reads them has no lock. */
static bool read_settings(struct channel *c)
{
	static struct ares_options kept;
	struct ares_options *o = &kept;
	int which = 0;
	if (ares_save_options(c->ares, o, &which) != ARES_SUCCESS)
		return false;
	settings.order = which & ARES_OPT_LOOKUPS && o->lookups ? o->lookups :
								  "fb";
	settings.domains = o->domains;
	settings.domain_count = which & ARES_OPT_DOMAINS ? o->ndomains : 0;
	settings.ndots = which & ARES_OPT_NDOTS ? o->ndots : 1;
	timeout_ms = which & ARES_OPT_TIMEOUTMS ? o->timeout : 5000;
	return true;
}

const struct dns_settings *dns_settings(void)
{
	static bool known;
	thread_hold();
	pthread_mutex_lock(&channels_lock);
	struct channel *c = channel_at(false, 0);
	if (!known)
		known = c && read_settings(c);
	bool good = known;
	pthread_mutex_unlock(&channels_lock);
	thread_let_go();
	return good ? &settings : NULL;
}

void *dns_any_channel(void)
{
	return channels[false][0] ? channels[false][0]->ares : NULL;
}
