/*
 * Kinds of overlapped operation that sockets have, for the canonical cases
 * (W-051 W-052 W-054 W-055 W-066).
 */
#ifndef TESTS_CANONICAL_SOCKET_KINDS_H
#define TESTS_CANONICAL_SOCKET_KINDS_H

#include "kinds.h"
#include "sock.h"

static inline BOOL open_sock_read(struct setup *s)
{
	SOCKET a, b;

	tcp_pair(&a, &b);
	s->file = (HANDLE)a;
	s->peer = (HANDLE)b;
	return TRUE;
}

/* Not TCP, which goes on moving what it was given, and then has room again. */
static inline BOOL open_sock_write(struct setup *s)
{
	SOCKET a, b;

	if (!unix_pair(&a, &b))
		return FALSE;
	s->file = (HANDLE)a;
	s->peer = (HANDLE)b;
	s->full = fill(s->file);
	return TRUE;
}

static inline BOOL start_recv(struct setup *s, struct io *io)
{
	/* one of none, so that there is more than one; gone with this call */
	WSABUF bufs[2] = {{sizeof(io->buf), (char *)io->buf}, {0, NULL}};
	DWORD flags = 0, moved;

	return !WSARecv((SOCKET)s->file, bufs, 2, &moved, &flags, &io->ov, NULL);
}

static inline BOOL start_send(struct setup *s, struct io *io)
{
	WSABUF bufs[2] = {{32, (char *)io->buf}, {32, (char *)io->buf + 32}};
	DWORD moved;

	return !WSASend((SOCKET)s->file, bufs, 2, &moved, 0, &io->ov, NULL);
}

static inline BOOL open_sock_from(struct setup *s)
{
	struct sockaddr_in name;
	SOCKET peer;

	s->file = (HANDLE)sock_bound(SOCK_DGRAM, &name);
	peer = socket(AF_INET, SOCK_DGRAM, 0);
	ok(!connect(peer, (struct sockaddr *)&name, sizeof(name)),
	   "error %d\n", WSAGetLastError());
	s->peer = (HANDLE)peer;
	return TRUE;
}

static struct sockaddr_in from[8];
static int from_length[8], from_count;

static inline BOOL start_from(struct setup *s, struct io *io)
{
	WSABUF buf = {sizeof(io->buf), (char *)io->buf};
	DWORD flags = 0, moved;
	int i = from_count++ % 8;

	from_length[i] = sizeof(from[i]);
	return !WSARecvFrom((SOCKET)s->file, &buf, 1, &moved, &flags,
			    (struct sockaddr *)&from[i], &from_length[i],
			    &io->ov, NULL);
}

/* A datagram for each. */
static inline void serve_sock_from(struct setup *s)
{
	for (int i = 0; i < s->pending; i++)
		ok(send((SOCKET)s->peer, "s", 1, 0) == 1, "error %d\n",
		   WSAGetLastError());
}

#define ADDRESS_ROOM (sizeof(struct sockaddr_in) + 16)
#define ACCEPTS 8
static struct {
	SOCKET s[ACCEPTS];
	char out[ACCEPTS][2 * ADDRESS_ROOM + 16];
	int count;
	struct sockaddr_in name;
} accepts;

static inline BOOL open_listener(struct setup *s)
{
	accepts.count = 0;
	s->file = (HANDLE)sock_listener(&accepts.name, 8);
	return TRUE;
}

static inline BOOL start_accept_room(struct setup *s, struct io *io, DWORD room)
{
	int i = accepts.count++ % ACCEPTS;
	DWORD moved;

	accepts.s[i] = socket(AF_INET, SOCK_STREAM, 0);
	return AcceptEx((SOCKET)s->file, accepts.s[i], accepts.out[i], room,
			ADDRESS_ROOM, ADDRESS_ROOM, &moved, &io->ov);
}

static inline BOOL start_accept(struct setup *s, struct io *io)
{
	return start_accept_room(s, io, 0);
}

static inline void serve_accept(struct setup *s)
{
	for (int i = 0; i < s->pending; i++)
		sock_connected(&accepts.name);
}

/* Its connection is there, and nothing has come on it yet. */
static SOCKET silent[ACCEPTS];

static inline BOOL start_accept_data(struct setup *s, struct io *io)
{
	int i = accepts.count % ACCEPTS;
	BOOL done = start_accept_room(s, io, 16);

	if (!done && GetLastError() == ERROR_IO_PENDING) {
		silent[i] = sock_connected(&accepts.name);
		SetLastError(ERROR_IO_PENDING);
	}
	return done;
}

static inline void serve_accept_data(struct setup *s)
{
	(void)s;
	for (int i = 0; i < accepts.count; i++)
		send(silent[i], "s", 1, 0);
}

/* A listener whose queue is full: it answers no more. */
static inline BOOL open_sock_connect(struct setup *s)
{
	struct sockaddr_in own;

	accepts.count = 0;
	s->peer = (HANDLE)sock_listener(&accepts.name, 0);
	sock_connected(&accepts.name);
	s->file = (HANDLE)sock_bound(SOCK_STREAM, &own);
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine's queue is longer\n");
	return FALSE;
}

static inline BOOL start_sock_connect(struct setup *s, struct io *io)
{
	GUID id = WSAID_CONNECTEX;
	connect_ex_fn connect_ex = (connect_ex_fn)sock_extension(
		(SOCKET)s->file, id);

	return connect_ex((SOCKET)s->file, (struct sockaddr *)&accepts.name,
			  sizeof(accepts.name), NULL, 0, NULL, &io->ov);
}

static inline void serve_sock_connect(struct setup *s)
{
	ok(accept((SOCKET)s->peer, NULL, NULL) != INVALID_SOCKET, "error %d\n",
	   WSAGetLastError());
}

static inline BOOL start_transmit(struct setup *s, struct io *io)
{
	TRANSMIT_FILE_BUFFERS b = {io->buf, 32, io->buf + 32, 32};

	return TransmitFile((SOCKET)s->file, NULL, 0, 0, &io->ov, &b, 0);
}

static const struct kind sock_read = {
	.open = open_sock_read, .serve = serve_pipe_read, .moves = 1};
static const struct kind sock_write = {.open = open_sock_write,
				       .serve = serve_pipe_write,
				       .take = take_pipe,
				       .writes = TRUE,
				       .moves = 64};
static const struct kind sock_recv = {.open = open_sock_read,
				      .serve = serve_pipe_read,
				      .start = start_recv,
				      .moves = 1};
static const struct kind sock_send = {.open = open_sock_write,
				      .serve = serve_pipe_write,
				      .start = start_send,
				      .take = take_pipe,
				      .writes = TRUE,
				      .moves = 64};
static const struct kind sock_from = {.open = open_sock_from,
				      .serve = serve_sock_from,
				      .start = start_from,
				      .moves = 1};
static const struct kind sock_accept = {.open = open_listener,
					.serve = serve_accept,
					.start = start_accept,
					.listens = TRUE};
static const struct kind sock_accept_data = {.open = open_listener,
					     .serve = serve_accept_data,
					     .start = start_accept_data,
					     .listens = TRUE,
					     .moves = 1};
static const struct kind sock_connect = {.open = open_sock_connect,
					 .serve = serve_sock_connect,
					 .start = start_sock_connect,
					 .alone = TRUE};
static const struct kind sock_transmit = {.open = open_sock_write,
					  .serve = serve_pipe_write,
					  .start = start_transmit,
					  .take = take_pipe,
					  .moves = 64};

#endif
