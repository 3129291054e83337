/*
 * The storm's connections: accepted by AcceptEx or accept, connected by ConnectEx or
 * connect, any of which may be cancelled at any moment and is begun anew then.
 */
#ifndef TESTS_STRESS_SOCKETS_MAKE_H
#define TESTS_STRESS_SOCKETS_MAKE_H

#include "sockets.h"

#define MAKERS 2
#define NAME_ROOM (sizeof(struct sockaddr_in) + 16)
#define HELLO_ROOM 64
#define KERNEL_ROOM 16384 /* little: sends wait, and go in parts */

struct maker {
	int number;
	unsigned seed;
	SOCKET listener;
	struct sockaddr_in name;
	connect_ex_fn connect_ex;
	WSAOVERLAPPED accepting, connecting;
	char out[HELLO_ROOM + 2 * NAME_ROOM];
	unsigned char hello[HELLO_ROOM];
	DWORD hello_size; /* 0: none */
};

static struct maker makers[MAKERS];

static inline void little_room(SOCKET s)
{
	int room = KERNEL_ROOM;

	ok(!setsockopt(s, SOL_SOCKET, SO_SNDBUF, (char *)&room, sizeof(room)) &&
		   !setsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&room,
			       sizeof(room)),
	   "error %d\n", WSAGetLastError());
}

static inline void maker_init(struct maker *m, int number)
{
	GUID id = WSAID_CONNECTEX;

	memset(m, 0, sizeof(*m));
	m->number = number;
	m->seed = 8191 + number;
	m->listener = sock_bound(SOCK_STREAM, &m->name);
	little_room(m->listener);
	ok(!listen(m->listener, 8), "error %d\n", WSAGetLastError());
	m->connect_ex = (connect_ex_fn)sock_extension(m->listener, id);
	m->accepting.hEvent = WSACreateEvent();
	m->connecting.hEvent = WSACreateEvent();
}

static inline void maker_fini(struct maker *m)
{
	closesocket(m->listener);
	WSACloseEvent(m->accepting.hEvent);
	WSACloseEvent(m->connecting.hEvent);
}

static inline u_short port_of(SOCKET s, BOOL peer)
{
	struct sockaddr_in name = {0};
	int n = sizeof(name);

	if ((peer ? getpeername : getsockname)(s, (struct sockaddr *)&name, &n))
		return 0; /* torn meanwhile */
	return name.sin_port;
}

/* Its operation has ended, or never began. */
static inline int maker_await(WSAOVERLAPPED *o, BOOL done, DWORD *moved)
{
	DWORD flags;

	*moved = 0;
	if (!done && WSAGetLastError() != WSA_IO_PENDING)
		return WSAGetLastError();
	if (WaitForSingleObject(o->hEvent, INFINITE) != WAIT_OBJECT_0)
		ok(0, "wait: error %u\n", GetLastError());
	return WSAGetOverlappedResult(INVALID_SOCKET, o, moved, FALSE, &flags) ?
		       0 : WSAGetLastError();
}

/* 0, or the error: 995 if a canceller was there first. */
static inline int maker_connect(struct maker *m, SOCKET s)
{
	DWORD moved = 0;
	int error;

	add64(&books.connects, 1);
	if (m->hello_size || rnd(&m->seed, 2)) {
		m->connecting.Internal = 0;
		error = maker_await(&m->connecting,
				    m->connect_ex(s, (struct sockaddr *)&m->name,
						  sizeof(m->name),
						  m->hello_size ? m->hello : NULL,
						  m->hello_size, NULL,
						  &m->connecting),
				    &moved);
		ok(error || moved == m->hello_size, "sent %u of %u\n", moved,
		   m->hello_size);
	} else {
		error = connect(s, (struct sockaddr *)&m->name, sizeof(m->name)) ?
				WSAGetLastError() : 0;
	}
	if (error)
		add64(&books.connects_cancelled, 1);
	ok(!error || error == WSA_OPERATION_ABORTED, "connect: error %d\n", error);
	return error;
}

static inline BOOL maker_accept_begin(struct maker *m, SOCKET s)
{
	DWORD moved;

	add64(&books.accepts, 1);
	return AcceptEx(m->listener, s, m->out, m->hello_size ? HELLO_ROOM : 0,
			NAME_ROOM, NAME_ROOM, &moved, &m->accepting);
}

static inline int maker_accept_end(struct maker *m, BOOL done, DWORD *moved)
{
	int error = maker_await(&m->accepting, done, moved);

	if (error)
		add64(&books.accepts_cancelled, 1);
	return error;
}

static inline SOCKET fresh(BOOL bound)
{
	struct sockaddr_in name = loopback();
	SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

	ok(s != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	little_room(s);
	if (bound)
		ok(!bind(s, (struct sockaddr *)&name, sizeof(name)),
		   "error %d\n", WSAGetLastError());
	return s;
}

/* What AcceptEx leaves to be done. W-057: now and then its socket is closed under it. */
static inline SOCKET accept_by_block(struct maker *m, SOCKET client)
{
	SOCKET s = fresh(FALSE);
	BOOL done = maker_accept_begin(m, s);
	DWORD moved = 0;
	int error;

	if (!done && WSAGetLastError() == WSA_IO_PENDING && rnd(&m->seed, 16) == 0) {
		closesocket(s);
		error = maker_accept_end(m, done, &moved);
		ok(!error || error == WSA_OPERATION_ABORTED ||
			   error == WSAECONNABORTED, "closed: error %d\n", error);
		/* it may have been accepted, and be gone with that */
		return INVALID_SOCKET;
	}
	if (client != INVALID_SOCKET && maker_connect(m, client)) {
		CancelIoEx((HANDLE)m->listener, &m->accepting);
		maker_accept_end(m, done, &moved);
		closesocket(s);
		return INVALID_SOCKET;
	}
	while ((error = maker_accept_end(m, done, &moved)) ==
		       WSA_OPERATION_ABORTED && !m->hello_size)
		done = maker_accept_begin(m, s); /* W-055 */
	/* The connection may be that of a client which has given up. */
	if (error && error != WSA_OPERATION_ABORTED && error != WSAECONNRESET)
		ok(0, "AcceptEx: error %d\n", error);
	if (error || moved != m->hello_size ||
	    memcmp(m->out, m->hello, m->hello_size)) {
		closesocket(s);
		return INVALID_SOCKET;
	}
	ok(!setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
		       (char *)&m->listener, sizeof(m->listener)),
	   "error %d\n", WSAGetLastError());
	return s;
}

static inline SOCKET accept_by_call(struct maker *m, SOCKET client)
{
	SOCKET s = INVALID_SOCKET;

	m->hello_size = 0;
	if (maker_connect(m, client))
		return INVALID_SOCKET;
	while (s == INVALID_SOCKET) {
		add64(&books.accepts, 1);
		s = accept(m->listener, NULL, NULL);
		if (s != INVALID_SOCKET)
			break;
		add64(&books.accepts_cancelled, 1);
		if (WSAGetLastError() != WSA_OPERATION_ABORTED) {
			ok(0, "accept: error %d\n", WSAGetLastError());
			return INVALID_SOCKET;
		}
	}
	return s;
}

/* Connections whose clients have given up: else each accept would give an older one. */
static inline void forget_others(struct maker *m)
{
	u_long on = 1, off = 0;
	SOCKET s;

	ioctlsocket(m->listener, FIONBIO, &on);
	while ((s = accept(m->listener, NULL, NULL)) != INVALID_SOCKET)
		closesocket(s);
	ok(WSAGetLastError() == WSAEWOULDBLOCK, "error %d\n", WSAGetLastError());
	ioctlsocket(m->listener, FIONBIO, &off);
}

/* FALSE: something was cancelled that can't be begun anew. */
static inline BOOL stream_make(struct maker *m, struct stream *st)
{
	SOCKET client = fresh(TRUE), s;
	u_short own = port_of(client, FALSE);
	enum end end;

	forget_others(m);
	st->life++;
	st->by_port = rnd(&m->seed, 3) == 0;
	m->hello_size = rnd(&m->seed, 2) ? 1 + rnd(&m->seed, HELLO_ROOM - 1) : 0;
	fill_in(m->hello, st, HELLO, 0, m->hello_size);
	s = m->number ? accept_by_call(m, client) : accept_by_block(m, client);
	if (s == INVALID_SOCKET || port_of(s, TRUE) != own) {
		if (s != INVALID_SOCKET)
			closesocket(s);
		closesocket(client);
		return FALSE;
	}
	end = m->hello_size || rnd(&m->seed, 2) ? GIVE : TAKE;
	__atomic_store_n(&st->s[end], client, __ATOMIC_SEQ_CST);
	__atomic_store_n(&st->s[!end], s, __ATOMIC_SEQ_CST);
	if (m->hello_size) {
		st->sent[HELLO].count = 1;
		st->sent[HELLO].moved[0] = m->hello_size;
		st->size = m->hello_size;
		received(st, m->out, m->hello_size);
	}
	if (st->by_port)
		for (int e = TAKE; e <= GIVE; e++)
			ok(CreateIoCompletionPort((HANDLE)st->s[e], port, 0, 0) ==
				   port, "error %u\n", GetLastError());
	InterlockedExchange(&st->state, LIVE);
	return TRUE;
}

static DWORD WINAPI make(void *arg)
{
	struct maker *m = arg;

	while (!load(&stopping)) {
		struct stream *st = &streams[rnd(&m->seed, STREAMS)];

		if (st->number % MAKERS != m->number ||
		    load(&st->state) != WANTED || !stream_make(m, st))
			SwitchToThread();
	}
	return 0;
}

#endif
