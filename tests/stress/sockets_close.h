/*
 * The storm's closer: ends streams in five ways, under everything that pends on them.
 */
#ifndef TESTS_STRESS_SOCKETS_CLOSE_H
#define TESTS_STRESS_SOCKETS_CLOSE_H

#include "sockets.h"

static void disconnect(struct stream *st)
{
	GUID id = WSAID_DISCONNECTEX;
	LPFN_DISCONNECTEX disconnect_ex = (LPFN_DISCONNECTEX)sock_extension(
		stream_socket(st, GIVE), id);
	WSAOVERLAPPED ov = {0};
	HANDLE event = WSACreateEvent();
	DWORD moved, flags;

	ov.hEvent = (HANDLE)((ULONG_PTR)event | st->by_port);
	if (!disconnect_ex(stream_socket(st, GIVE), &ov, 0, 0) &&
	    WSAGetLastError() != WSA_IO_PENDING)
		ok(0, "error %d\n", WSAGetLastError());
	else
		WaitForSingleObject(event, INFINITE);
	if (!WSAGetOverlappedResult(INVALID_SOCKET, &ov, &moved, FALSE, &flags)) {
		ok(WSAGetLastError() == WSA_OPERATION_ABORTED, "error %d\n",
		   WSAGetLastError());
		stream_close(st, GIVE);
	}
	WSACloseEvent(event);
}

/* By the one thread that does; what it leaves open the receiver closes. */
static void stream_end(struct stream *st, enum ending how)
{
	struct linger none = {1, 0};

	InterlockedIncrement(&st->busy);
	InterlockedExchange(&st->ending, how);
	InterlockedExchange(&st->state, CLOSING);
	switch (how) {
	case BY_ABORT:
		ok(!setsockopt(stream_socket(st, GIVE), SOL_SOCKET, SO_LINGER,
			       (char *)&none, sizeof(none)),
		   "error %d\n", WSAGetLastError());
		/* fall through */
	case BY_SENDER:
		stream_close(st, GIVE);
		break;
	case BY_RECEIVER:
		stream_close(st, TAKE);
		break;
	case BY_SHUTDOWN:
		ok(!shutdown(stream_socket(st, GIVE), SD_SEND), "error %d\n",
		   WSAGetLastError());
		break;
	case BY_DISCONNECT:
		disconnect(st);
		break;
	case ENDINGS:
		break;
	}
	stream_leave(st);
}

static DWORD WINAPI close_some(void *arg)
{
	unsigned seed = 6007;
	int left = 1;

	(void)arg;
	while (!load(&closing) || left) {
		struct stream *st = &streams[rnd(&seed, STREAMS)];

		if (load(&st->state) == LIVE &&
		    (load(&closing) ||
		     rnd(&seed, STREAM_ROOM) < (unsigned)load(&st->size)))
			stream_end(st, rnd(&seed, ENDINGS));
		yield_times(rnd(&seed, 20));
		left = 0;
		for (int i = 0; load(&closing) && i < STREAMS; i++)
			left += load(&streams[i].state) == LIVE;
	}
	return 0;
}

#endif
