/*
 * A TCP server on a completion port, which sends back what it is sent: WSARecv, its
 * packet, WSASend, its packet, and again, one thread for all connections. Each of
 * them has one message under way; who sends those and takes them back is a process
 * of its own, the same one for the floor (load_elf.c): for each message, the
 * sender's part included.
 *
 * Large messages have no buffer for each connection, which would be out of the
 * cache whenever it is used: WSARecv of no bytes tells that some have come, then
 * they are received into the one buffer there is, and sent from it. If that has to
 * wait the buffer is the connection's until it is done.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdlib.h>

#include "bench.h"

#define BATCH 64
/* Room that is never used, as in a server that does not know how long messages are. */
#define MORE 4096

#define LARGE 4096

struct connection {
	OVERLAPPED overlapped;	/* first: a packet leads to its connection */
	SOCKET socket;
	BOOL sending;
	char *buffer;		/* large: NULL, or it is sent from */
};

static HANDLE port;
static SOCKET control;
static ULONG size, room;
static char *common;		/* NULL: the messages are not large */

static SOCKET listen_at(USHORT *number)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
	int length = sizeof(name);

	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&name, sizeof(name)) ||
	    listen(listener, SOMAXCONN) ||
	    getsockname(listener, (struct sockaddr *)&name, &length))
		return INVALID_SOCKET;
	*number = ntohs(name.sin_port);
	return listener;
}

static int begun(int result)
{
	return !result || WSAGetLastError() == WSA_IO_PENDING ? 0 : -1;
}

static int receive(struct connection *c)
{
	WSABUF all = { common ? 0 : room, c->buffer };
	DWORD flags = 0;

	c->sending = FALSE;
	return begun(WSARecv(c->socket, &all, 1, NULL, &flags, &c->overlapped,
			     NULL));
}

static int transmit(struct connection *c, DWORD length)
{
	WSABUF all = { length, common ? common : c->buffer };
	int result;

	c->sending = TRUE;
	result = WSASend(c->socket, &all, 1, NULL, 0, &c->overlapped, NULL);
	if (result && common) {
		c->buffer = common;
		common = malloc(room);
	}
	return begun(result);
}

/* What there is, and back with it. */
static int answer(struct connection *c)
{
	int length = recv(c->socket, common, room, 0);

	if (length > 0)
		return transmit(c, length);
	return length && WSAGetLastError() == WSAEWOULDBLOCK ? receive(c) : -1;
}

static int admit(SOCKET listener)
{
	struct connection *c = calloc(1, sizeof(*c));
	u_long without_waiting = TRUE;
	BOOL now = TRUE;

	if (!c || (!common && !(c->buffer = malloc(room))))
		return -1;
	c->socket = accept(listener, NULL, NULL);
	if (c->socket == INVALID_SOCKET ||
	    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, (char *)&now,
		       sizeof(now)) ||
	    ioctlsocket(c->socket, FIONBIO, &without_waiting) ||
	    !CreateIoCompletionPort((HANDLE)c->socket, port, 1, 0))
		return -1;
	return receive(c);
}

static int open_server(ULONG message, unsigned connections)
{
	SOCKET listener;
	USHORT number;
	WSADATA data;
	unsigned i;

	size = message;
	room = size + MORE;
	if (size > LARGE && !(common = malloc(room)))
		return -1;
	if (WSAStartup(MAKEWORD(2, 2), &data))
		return -1;
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	listener = listen_at(&number);
	if (listener == INVALID_SOCKET ||
	    bench_load(number, connections, size))
		return -1;
	control = accept(listener, NULL, NULL);
	for (i = 0; i < connections; i++)
		if (admit(listener))
			return -1;
	closesocket(listener);
	return 0;
}

/* How much of a message has gone back by c's operation, which is done. */
static LONG go_on(struct connection *c, DWORD bytes)
{
	if (!c->sending) {
		if (common)
			return answer(c);
		return bytes ? transmit(c, bytes) : -1;
	}
	if (common) {
		free(c->buffer);
		c->buffer = NULL;
	}
	return receive(c) ? -1 : (LONG)bytes;
}

static double echo(unsigned ops)
{
	OVERLAPPED_ENTRY entries[BATCH];
	double start = bench_now();
	LONGLONG left = (LONGLONG)ops * size;
	ULONG got, i;

	if (send(control, (char *)&ops, sizeof(ops), 0) != sizeof(ops))
		return bench_fail("the load");
	while (left > 0) {
		if (!GetQueuedCompletionStatusEx(port, entries, BATCH, &got,
						 INFINITE, FALSE))
			return bench_fail("no packet");
		for (i = 0; i < got; i++) {
			LONG gone = go_on((struct connection *)
					  entries[i].lpOverlapped,
					  entries[i].dwNumberOfBytesTransferred);

			if (gone < 0)
				return bench_fail("a connection");
			left -= gone;
		}
	}
	/* All have arrived there. */
	if (recv(control, (char *)&ops, sizeof(ops), 0) != sizeof(ops))
		return bench_fail("the load's end");
	return (bench_now() - start) / ops;
}

#define ECHO(message, connections, messages) \
static int open_##message##_##connections(char *const fifo[2]) \
{ \
	(void)fifo; \
	return open_server(message, connections); \
} \
const struct bench tcp_echo_##message##_##connections = { \
	.name = "tcp_echo_" #message "_" #connections, .unit = "ns", \
	.ops = messages, .limit = 1.11, .threads = 2, \
	.open = open_##message##_##connections, .round = echo, \
};

ECHO(64, 1, 1000)
ECHO(64, 100, 2000)
ECHO(64, 1000, 4000)
ECHO(65536, 1, 500)
ECHO(65536, 100, 500)
ECHO(65536, 1000, 2000)
