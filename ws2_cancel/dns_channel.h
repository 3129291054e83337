/*
 * A channel: one c-ares channel, its sockets, and the questions asked through it,
 * by their ids. Channels are made when those before them are full and never freed:
 * a late event of a socket finds its place used by another, or by none.
 */
#ifndef WINCANCEL_DNS_CHANNEL_H
#define WINCANCEL_DNS_CHANNEL_H

#include "ntdll_cancel/private.h"
#include "ws2_cancel/dns.h"
#include <ares.h>

#define CHANNELS 16u
#define SERVERS 16u	    /* sockets of one channel */
#define QUESTIONS 16384u    /* of one channel: an id is free at the fourth try */
#define IDS 65536u

struct wire {
	struct watched watched;
	struct channel *channel;
	int fd;	     /* -1: free */
	bool midway; /* TCP: a part of a message has left, the rest has to */
};

struct channel {
	struct wire wires[SERVERS];
	pthread_mutex_t lock; /* all of it, and every call of c-ares */
	ares_channel ares;
	bool tcp;
	unsigned asked;
	struct question *by_id[IDS];
	struct question *ended, **ended_last;
};

/* dns_channel_elf.c: locked, with room for one more; NULL: there is none. */
struct channel *channel_enter(bool tcp);
/* Drops the lock; what has ended meanwhile is told so. */
void channel_leave(struct channel *c);
/* After a question was asked: it may have to be written, and its time runs. */
void channel_asked(struct channel *c);

/* dns_socket_elf.c */
extern const struct ares_socket_functions channel_sockets;
void channel_event(struct watched *w, uint32_t events);

/* dns_tick_elf.c: calls channels_tick now and then while questions are asked. */
void tick_need(int timeout_ms);
/* dns_channel_elf.c: time-outs. False: nothing is asked. */
bool channels_tick(void);

#endif
