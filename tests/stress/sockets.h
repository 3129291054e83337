/*
 * What the threads of the storm of sockets share: streams (TCP connections that are
 * made, used and closed again and again), their books, and the overlapped operation
 * with its checks.
 *
 *   WANTED ── made (sockets_make.h) ─► LIVE ── closed (sockets_close.h) ─► CLOSING
 *      ▲                                                                     │
 *      └── its receiver has come to the end, nothing pends: audited ◄────────┘
 *
 * Each byte tells whose it is: a message begins with the number of its sender and its
 * own; the rest follows from these. Each sender's messages go out in the order in which
 * they were begun, so what arrives must be the senders' messages, merged, each whole up
 * to what its end said had moved, and nothing in between.
 *
 * Nobody guards a socket's value against its closer: handles stay stale for long (see
 * rest_handles), and a call with one that is closed is refused.
 */
#ifndef TESTS_STRESS_SOCKETS_H
#define TESTS_STRESS_SOCKETS_H

#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"
#include "dice.h"

#define STREAMS 12
#define SENDERS 3	/* the last one blocks */
#define HELLO SENDERS	/* what comes along with the connection */
#define MESSAGES 4000	/* of a sender, in the life of a connection */
#define STREAM_ROOM (256 << 10)
#define BIG 20000
#define MAGIC 0x5a5a5a5a

enum end { TAKE,
	   GIVE };
enum state { WANTED,
	     LIVE,
	     CLOSING };
/* How a stream ends. What was sent arrives, but where it is torn. */
enum ending { BY_SENDER,   /* closesocket under what is pending */
	      BY_SHUTDOWN,
	      BY_DISCONNECT,
	      BY_RECEIVER, /* torn */
	      BY_ABORT,	   /* torn: no linger */
	      ENDINGS };
#define TORN(ending) ((ending) >= BY_RECEIVER)

enum outcome { DONE,
	       CANCELLED,
	       PARTIAL,
	       CLOSED, /* the socket was closed under it, or before it */
	       RESET,  /* the connection is torn, or shut down */
	       OUTCOMES };

struct messages {
	LONG count;
	DWORD moved[MESSAGES];
};

struct stream {
	int number;
	LONG state, ending, life;
	LONG busy; /* who uses it, and operations that are not booked yet */
	LONG size; /* bytes that were begun to be sent */
	BOOL by_port;
	SOCKET s[2];
	struct messages sent[SENDERS + 1];
	/* the receiver's */
	unsigned char *got;
	DWORD got_size;
};

static struct stream streams[STREAMS];
/* The stages of an end: nothing new is made or sent; everything is closed. */
static LONG stopping, closing;
static HANDLE port;

static struct {
	LONG64 begun, ended[OUTCOMES];
	LONG64 sent, received, torn; /* bytes; torn: sent, and not received */
	LONG64 lives[ENDINGS];
	LONG64 accepts, accepts_cancelled, connects, connects_cancelled;
	LONG64 datagrams, waits_cancelled;
} books;

static inline unsigned char content(const struct stream *st, int from, LONG k,
				    DWORD i)
{
	switch (i) {
	case 0:
		return from;
	case 1:
		return k;
	case 2:
		return k >> 8;
	}
	return st->life * 3 + st->number * 41 + from * 101 + k * 31 + i * 7 +
	       (i >> 8);
}

static inline void fill_in(unsigned char *buf, const struct stream *st, int from,
			   LONG k, DWORD size)
{
	for (DWORD i = 0; i < size; i++)
		buf[i] = content(st, from, k, i);
}

/* FALSE: it is none now. Else it is not audited before stream_leave. */
static inline BOOL stream_enter(struct stream *st)
{
	InterlockedIncrement(&st->busy);
	if (load(&st->state) == LIVE)
		return TRUE;
	InterlockedDecrement(&st->busy);
	return FALSE;
}

static inline void stream_leave(struct stream *st)
{
	InterlockedDecrement(&st->busy);
}

/* A place for a message of so many bytes; -1: the stream has had enough. */
static inline LONG message_new(struct stream *st, int from, DWORD size)
{
	struct messages *m = &st->sent[from];
	LONG k = m->count;

	if (k == MESSAGES ||
	    InterlockedExchangeAdd(&st->size, size) + size > STREAM_ROOM)
		return -1;
	m->moved[k] = 0;
	m->count++;
	return k;
}

static inline void received(struct stream *st, const void *buf, DWORD n)
{
	if (st->got_size + n > STREAM_ROOM) {
		ok(0, "stream %d: more than was sent\n", st->number);
		return;
	}
	memcpy(st->got + st->got_size, buf, n);
	st->got_size += n;
}

/* The next message of this sender of which anything went out. */
static inline LONG next_sent(const struct messages *m, LONG k)
{
	while (k < m->count && !m->moved[k])
		k++;
	return k;
}

/* What arrived against what was sent; whole: up to the last byte. */
static inline void audit(struct stream *st, BOOL whole)
{
	LONG at[SENDERS + 1] = {0};
	DWORD p = 0, total = 0;

	for (int t = 0; t <= SENDERS; t++)
		for (LONG k = 0; k < st->sent[t].count; k++)
			total += st->sent[t].moved[k];
	while (p < st->got_size) {
		int t = st->got[p];
		LONG k = t <= SENDERS ? next_sent(&st->sent[t], at[t]) : 0;
		DWORD n, i;

		if (t > SENDERS || k == st->sent[t].count) {
			ok(0, "stream %d: byte %u of %u is nobody's: %#x\n",
			   st->number, p, st->got_size, t);
			return;
		}
		n = st->sent[t].moved[k];
		for (i = 0; i < n && p < st->got_size; i++, p++)
			if (st->got[p] != content(st, t, k, i)) {
				ok(0, "stream %d: %u bytes of message %d of %d "
				   "are good, not %u\n", st->number, i, k, t, n);
				return;
			}
		at[t] = k + 1;
	}
	if (whole)
		ok(total == st->got_size, "stream %d: %u bytes of %u, ended by %d\n",
		   st->number, st->got_size, total, st->ending);
	add64(&books.sent, total);
	add64(&books.received, st->got_size);
	add64(&books.torn, total - st->got_size);
}

/* Closes an end, unless somebody has. */
static inline void stream_close(struct stream *st, enum end e)
{
	SOCKET s = (SOCKET)InterlockedExchangePointer((void **)&st->s[e],
						      (void *)INVALID_SOCKET);

	if (s != INVALID_SOCKET && closesocket(s))
		ok(0, "closesocket: error %d\n", WSAGetLastError());
}

static inline SOCKET stream_socket(struct stream *st, enum end e)
{
	return __atomic_load_n(&st->s[e], __ATOMIC_SEQ_CST);
}

/* By its receiver, who has come to its end; FALSE: somebody is still busy with it. */
static inline BOOL stream_over(struct stream *st)
{
	/* one that ends without having been closed is torn from elsewhere */
	if (load(&st->state) != CLOSING || load(&st->busy))
		return FALSE;
	stream_close(st, TAKE);
	stream_close(st, GIVE);
	audit(st, !TORN(st->ending));
	add64(&books.lives[st->ending], 1);
	for (int t = 0; t <= SENDERS; t++)
		st->sent[t].count = 0;
	st->got_size = 0;
	st->size = 0;
	InterlockedExchange(&st->state, WANTED);
	return TRUE;
}

static inline void book(enum outcome how)
{
	add64(&books.ended[how], 1);
}

static inline LONG64 all_ended(void)
{
	LONG64 n = 0;

	for (int i = 0; i < OUTCOMES; i++)
		n += read64(&books.ended[i]);
	return n;
}

/* An operation that has failed: as its stream's way to end allows. */
static inline enum outcome failed(struct stream *st, int error)
{
	LONG ending = load(&st->ending);
	BOOL closing = load(&st->state) == CLOSING;

	switch (error) {
	case WSA_OPERATION_ABORTED:
		return closing ? CLOSED : CANCELLED;
	case WSAEINTR:
	case WSAENOTSOCK:
		ok(closing, "stream %d: error %d\n", st->number, error);
		return CLOSED;
	case WSAESHUTDOWN:
		ok(closing && (ending == BY_SHUTDOWN || ending == BY_DISCONNECT),
		   "stream %d: error %d\n", st->number, error);
		return RESET;
	case WSAECONNRESET:
	case WSAECONNABORTED:
		ok(closing && TORN(ending), "stream %d: error %d, ended by %d\n",
		   st->number, error, ending);
		return RESET;
	}
	ok(0, "stream %d: error %d, ended by %d\n", st->number, error, ending);
	return RESET;
}

/* So many handles are given before a value comes again. */
static inline void rest_handles(void)
{
	static HANDLE h[2000];

	for (int i = 0; i < 2000; i++)
		h[i] = CreateEventA(NULL, TRUE, FALSE, NULL);
	for (int i = 0; i < 2000; i++)
		CloseHandle(h[i]);
}

#endif
