/*
 * An AcceptEx that wants data becomes an operation of the socket it has filled. Its
 * thread ends meanwhile: the operation, which has a packet and no event, outlives
 * that (K-162), belongs to nobody from then on, and keeps nobody waiting.
 */
#include <winsock2.h>
#include <windows.h>
#include <mswsock.h>
#include "wine/test.h"
#include "race.h"
#include "sock.h"
#include "port.h"

#define ROOM (sizeof(struct sockaddr_in) + 16)

static SOCKET listener, filled, peer;
static struct sockaddr_in name;
static HANDLE port;
static struct io io;
static char out[1 + 2 * ROOM];
static int begun, arrived, go, gone, may_end;
static __thread BOOL ends;

static void hold(void *arg)
{
	(void)arg;
	raise_flag(&arrived);
	await_flag(&go);
}

static void note(void *arg)
{
	(void)arg;
	raise_flag(&gone);
}

/* It has cancelled on the first of its files, which is the filled one. */
static void go_over_now(void *arg)
{
	(void)arg;
	if (!ends || raised(&go))
		return;
	raise_flag(&go);
	await_flag(&gone);
}

static DWORD WINAPI accepts(void *arg)
{
	DWORD moved;

	(void)arg;
	ends = TRUE;
	memset(&io.ov, 0, sizeof(io.ov));
	ok(!AcceptEx(listener, filled, out, 1, ROOM, ROOM, &moved, &io.ov) &&
	   WSAGetLastError() == WSA_IO_PENDING, "error %d\n", WSAGetLastError());
	raise_flag(&begun);
	await_flag(&may_end);
	return 0;
}

/* Held on its way over, with the thread that it was begun by. */
static HANDLE begin_over(void)
{
	HANDLE thread;

	begun = arrived = go = gone = may_end = 0;
	listener = sock_listener(&name, 8);
	port = new_port(0);
	port_add(port, (HANDLE)listener);
	/* The filled one last: the youngest file is looked at first. */
	peer = socket(AF_INET, SOCK_STREAM, 0);
	filled = socket(AF_INET, SOCK_STREAM, 0);
	point_arm("accept:over", hold, NULL);
	point_arm("accept:gone", note, NULL);
	thread = CreateThread(NULL, 0, accepts, NULL, 0, NULL);
	/* not before it waits: then it is the service that fills it */
	await_flag(&begun);
	ok(!connect(peer, (struct sockaddr *)&name, sizeof(name)), "error %d\n",
	   WSAGetLastError());
	await_flag(&arrived);
	return thread;
}

static void end_over(void)
{
	OVERLAPPED *which = NULL;
	ULONG_PTR key;
	DWORD moved = 0;

	await_flag(&gone);
	ok(send(peer, "d", 1, 0) == 1, "error %d\n", WSAGetLastError());
	ok(GetQueuedCompletionStatus(port, &moved, &key, &which, 10000),
	   "error %u\n", GetLastError());
	ok(which == &io.ov && moved == 1 && out[0] == 'd', "moved %u\n", moved);
	closesocket(peer);
	closesocket(filled);
	closesocket(listener);
	CloseHandle(port);
}

/* The thread looks at the filled socket first, and there is nothing yet. */
static void thread_ends_around(void)
{
	HANDLE thread = begin_over();

	point_arm("exit:cancelled", go_over_now, NULL);
	raise_flag(&may_end);
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(thread);
	end_over();
}

/* Where its thread was there is another one now, which cancels its own. */
static DWORD WINAPI cancels(void *arg)
{
	SOCKET a, b;
	struct io own;

	(void)arg;
	tcp_pair(&a, &b);
	io_init(&own);
	io_read((HANDLE)a, &own);
	works(CancelIo((HANDLE)filled));
	works(CancelIo((HANDLE)a));
	io_ends((HANDLE)a, &own, ERROR_OPERATION_ABORTED, 0);
	io_fini(&own);
	closesocket(a);
	closesocket(b);
	return 0;
}

static void thread_ended_before(void)
{
	HANDLE thread = begin_over(), next;

	raise_flag(&may_end);
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(thread);
	raise_flag(&go);
	await_flag(&gone);
	/* one of them gets its place, as places are given up a few at a time */
	for (int i = 0; i < 32; i++) {
		next = CreateThread(NULL, 0, cancels, NULL, 0, NULL);
		ok(WaitForSingleObject(next, 10000) == WAIT_OBJECT_0,
		   "no end\n");
		CloseHandle(next);
	}
	end_over();
}

static struct io again;

/* Its status can be seen, and nobody has been told yet. */
static void accept_again(void *arg)
{
	static int once;
	DWORD moved;

	(void)arg;
	if (HasOverlappedIoCompleted(&io.ov) && first_time(&once))
		ok(!AcceptEx(listener, filled, out, 0, ROOM, ROOM, &moved,
			     &again.ov) &&
			   WSAGetLastError() == WSA_IO_PENDING,
		   "error %d\n", WSAGetLastError());
}

/* W-055: its socket can be used again as soon as it has ended. */
static void socket_used_again(void)
{
	DWORD moved;

	listener = sock_listener(&name, 8);
	filled = socket(AF_INET, SOCK_STREAM, 0);
	io_init(&io);
	io_init(&again);
	ok(!AcceptEx(listener, filled, out, 0, ROOM, ROOM, &moved, &io.ov) &&
		   WSAGetLastError() == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	point_arm("publish:status", accept_again, NULL);
	works(CancelIoEx((HANDLE)listener, &io.ov));
	point_arm("publish:status", NULL, NULL);
	io_ends((HANDLE)listener, &io, ERROR_OPERATION_ABORTED, 0);
	/* the end of the first has not taken the second one's mark along */
	fails(AcceptEx(listener, filled, out, 0, ROOM, ROOM, &moved,
		       &(OVERLAPPED){0}), WSAEINVAL);
	closesocket(filled);
	io_ends((HANDLE)listener, &again, ERROR_OPERATION_ABORTED, 0);
	closesocket(listener);
	io_fini(&io);
	io_fini(&again);
}

START_TEST(accept_over)
{
	RUN(socket_used_again);
	RUN(thread_ends_around);
	RUN(thread_ended_before);
}
