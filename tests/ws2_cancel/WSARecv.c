/*
 * Overlapped receiving and sending, besides the canonical cases (tests/canonical):
 * what Winsock has of its own.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"

#define sock_fails(call, error) \
	sock_fails_(__LINE__, #call, (WSASetLastError(UNTOUCHED), (call)), error)
static void sock_fails_(int line, const char *text, int ret, int error)
{
	int err = WSAGetLastError();

	ok_(__FILE__, line)(ret == SOCKET_ERROR && err == error,
			    "%s: result %d error %d, not %d\n", text, ret, err,
			    error);
}

static int receive(SOCKET s, void *buf, ULONG n, OVERLAPPED *o)
{
	WSABUF b = {n, buf};
	DWORD flags = 0, moved;

	return WSARecv(s, &b, 1, &moved, &flags, o, NULL);
}

/* W-051: at once, and told all the same. */
static void at_once(void)
{
	OVERLAPPED o = {0};
	WSABUF b = {0};
	char buf[8];
	DWORD moved = UNTOUCHED, flags = 0;
	SOCKET a, s;

	tcp_pair(&a, &s);
	ok(send(a, "seven..", 7, 0) == 7, "error %d\n", WSAGetLastError());
	o.hEvent = WSACreateEvent();
	b.len = sizeof(buf);
	b.buf = buf;
	ok(!WSARecv(s, &b, 1, &moved, &flags, &o, NULL), "error %d\n",
	   WSAGetLastError());
	ok(moved == 7 && !flags && !memcmp(buf, "seven..", 7),
	   "moved %u flags %u\n", moved, flags);
	ok(WaitForSingleObject(o.hEvent, 0) == WAIT_OBJECT_0, "not set\n");
	/* W-051: refused, and nothing is told */
	WSAResetEvent(o.hEvent);
	sock_fails(WSARecv(s, NULL, 1, &moved, &flags, &o, NULL), WSAEFAULT);
	sock_fails(WSARecv(s, &b, 1, &moved, NULL, &o, NULL), WSAEFAULT);
	sock_fails(WSARecv((SOCKET)0xbad0, &b, 1, &moved, &flags, &o, NULL),
		   WSAENOTSOCK);
	ok(WaitForSingleObject(o.hEvent, 0) == WAIT_TIMEOUT, "set\n");
	CloseHandle(o.hEvent);
	closesocket(a);
	/* the end of the stream is no error */
	ok(recv(s, buf, sizeof(buf), 0) == 0, "error %d\n", WSAGetLastError());
	closesocket(s);
}

/* W-052 */
static void captured(void)
{
	OVERLAPPED o = {0};
	char one[2] = "", two[4] = "";
	WSABUF b[2] = {{2, one}, {4, two}};
	DWORD moved, flags = 0;
	SOCKET a, s;

	tcp_pair(&a, &s);
	sock_fails(WSARecv(s, b, 2, &moved, &flags, &o, NULL), WSA_IO_PENDING);
	memset(b, 0x5a, sizeof(b));
	send(a, "abcdef", 6, 0);
	ok(WSAGetOverlappedResult(s, &o, &moved, TRUE, &flags) && moved == 6,
	   "error %d moved %u\n", WSAGetLastError(), moved);
	ok(!memcmp(one, "ab", 2) && !memcmp(two, "cdef", 4), "wrong bytes\n");
	closesocket(a);
	closesocket(s);
}

static int runs;
static DWORD run_error, run_moved;

static void CALLBACK routine(DWORD error, DWORD moved, WSAOVERLAPPED *o, DWORD flags)
{
	(void)o;
	ok(!flags, "flags %u\n", flags);
	runs++;
	run_error = error;
	run_moved = moved;
}

/* W-053 */
static void by_routine(void)
{
	OVERLAPPED o = {0};
	char buf[8];
	WSABUF b = {sizeof(buf), buf};
	DWORD moved, flags = 0;
	SOCKET a, s;

	tcp_pair(&a, &s);
	o.hEvent = (HANDLE)0xbad1; /* not looked at */
	sock_fails(WSARecv(s, &b, 1, &moved, &flags, &o, routine), WSA_IO_PENDING);
	works(CancelIoEx((HANDLE)s, &o));
	ok(!runs, "not in an alertable wait\n");
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(runs == 1 && run_error == WSA_OPERATION_ABORTED && !run_moved,
	   "%d runs error %u moved %u\n", runs, run_error, run_moved);
	sock_fails(WSARecv(s, &b, 1, &moved, &flags, &o, routine), WSA_IO_PENDING);
	send(a, "xyz", 3, 0);
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(runs == 2 && !run_error && run_moved == 3,
	   "%d runs error %u moved %u\n", runs, run_error, run_moved);
	closesocket(a);
	closesocket(s);
}

/* W-058 */
static void results(void)
{
	OVERLAPPED o = {0};
	DWORD moved = UNTOUCHED, flags = 0;
	char buf[8];
	SOCKET a, s;

	tcp_pair(&a, &s);
	sock_fails(receive(s, buf, sizeof(buf), &o), WSA_IO_PENDING);
	WSASetLastError(0);
	ok(!WSAGetOverlappedResult(s, &o, &moved, FALSE, &flags) &&
		   WSAGetLastError() == WSA_IO_INCOMPLETE,
	   "error %d\n", WSAGetLastError());
	works(CancelIoEx((HANDLE)s, &o));
	ok(!WSAGetOverlappedResult(s, &o, &moved, TRUE, &flags) &&
		   WSAGetLastError() == WSA_OPERATION_ABORTED,
	   "error %d\n", WSAGetLastError());
	/* Wine counts all the same */
	todo_wine ok(moved == UNTOUCHED, "moved %u\n", moved);
	closesocket(a);
	closesocket(s);
}

/* W-059 W-060, X.12: either code will do. */
static void closed(void)
{
	OVERLAPPED o = {0}, *got;
	DWORD moved = UNTOUCHED;
	ULONG_PTR key;
	HANDLE port;
	char buf[8];
	SOCKET a, s;
	BOOL ret;

	tcp_pair(&a, &s);
	port = CreateIoCompletionPort((HANDLE)s, NULL, 7, 0);
	sock_fails(receive(s, buf, sizeof(buf), &o), WSA_IO_PENDING);
	ok(!closesocket(s), "error %d\n", WSAGetLastError());
	ret = GetQueuedCompletionStatus(port, &moved, &key, &got, 20000);
	/* Wine: ERROR_HANDLES_CLOSED */
	todo_wine ok(!ret && got == &o && key == 7 && !moved &&
		   (GetLastError() == ERROR_OPERATION_ABORTED ||
		    GetLastError() == ERROR_CONNECTION_ABORTED),
	   "result %d error %u\n", ret, GetLastError());
	ok(!GetQueuedCompletionStatus(port, &moved, &key, &got, 0), "one more\n");
	sock_fails(closesocket(s), WSAENOTSOCK);
	CloseHandle(port);
	closesocket(a);
}

/* W-067: what was taken is no operation any more, and gets there. */
static void taken(void)
{
	WSABUF b = {5, (char *)"there"};
	u_long on = 1;
	char buf[8];
	DWORD moved;
	SOCKET a, s;

	tcp_pair(&a, &s);
	ok(!ioctlsocket(a, FIONBIO, &on), "error %d\n", WSAGetLastError());
	ok(!WSASend(a, &b, 1, &moved, 0, NULL, NULL) && moved == 5,
	   "error %d\n", WSAGetLastError());
	/* Wine says TRUE when it finds nothing, too */
	todo_wine fails(CancelIoEx((HANDLE)a, NULL), ERROR_NOT_FOUND);
	works(CancelIo((HANDLE)a));
	closesocket(a);
	ok(recv(s, buf, 8, MSG_WAITALL) == 5 && !memcmp(buf, "there", 5),
	   "error %d\n", WSAGetLastError());
	closesocket(s);
}

/* W-068: it blocks, whatever it is given. */
static void not_overlapped(void)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 1), a, s;
	OVERLAPPED o = {0};
	char buf[8];

	s = WSASocketA(AF_INET, SOCK_STREAM, 0, NULL, 0, 0);
	ok(!connect(s, (struct sockaddr *)&name, sizeof(name)), "error %d\n",
	   WSAGetLastError());
	a = accept(l, NULL, NULL);
	send(a, "x", 1, 0);
	ok(!receive(s, buf, sizeof(buf), &o), "error %d\n", WSAGetLastError());
	fails(CreateIoCompletionPort((HANDLE)s, NULL, 0, 0) != NULL,
	      ERROR_INVALID_PARAMETER);
	closesocket(a);
	closesocket(s);
	closesocket(l);
}

/* A datagram that is too long is cut, and said to be. */
static void datagrams(void)
{
	struct sockaddr_in name, from, own;
	SOCKET s = sock_bound(SOCK_DGRAM, &name), a = sock_bound(SOCK_DGRAM, &own);
	int n = sizeof(from);
	char buf[4];

	ok(sendto(a, "toolong", 7, 0, (struct sockaddr *)&name, sizeof(name)) == 7,
	   "error %d\n", WSAGetLastError());
	sock_fails(recvfrom(s, buf, 4, 0, (struct sockaddr *)&from, &n), WSAEMSGSIZE);
	ok(!memcmp(buf, "tool", 4) && n == sizeof(from) &&
		   from.sin_port == own.sin_port && from.sin_family == AF_INET,
	   "length %d port %u\n", n, ntohs(from.sin_port));
	ok(sendto(a, "", 0, 0, (struct sockaddr *)&name, sizeof(name)) == 0,
	   "error %d\n", WSAGetLastError());
	ok(recv(s, buf, 4, 0) == 0, "error %d\n", WSAGetLastError());
	closesocket(a);
	closesocket(s);
}

/* Reads stay in their order; nothing is asked for until something is there. */
static void in_order(void)
{
	OVERLAPPED first = {0}, second = {0};
	char one, two;
	DWORD moved, flags;
	SOCKET a, s;

	tcp_pair(&a, &s);
	sock_fails(receive(s, NULL, 0, &first), WSA_IO_PENDING);
	send(a, "12", 2, 0);
	ok(WSAGetOverlappedResult(s, &first, &moved, TRUE, &flags) && !moved,
	   "error %d\n", WSAGetLastError());
	ok(!receive(s, &one, 1, &first) && one == '1', "error %d\n",
	   WSAGetLastError());
	ok(!receive(s, &two, 1, &first) && two == '2', "error %d\n",
	   WSAGetLastError());
	sock_fails(receive(s, &one, 1, &first), WSA_IO_PENDING);
	sock_fails(receive(s, &two, 1, &second), WSA_IO_PENDING);
	send(a, "34", 2, 0);
	ok(WSAGetOverlappedResult(s, &first, &moved, TRUE, &flags) &&
		   WSAGetOverlappedResult(s, &second, &moved, TRUE, &flags),
	   "error %d\n", WSAGetLastError());
	ok(one == '3' && two == '4', "%c %c\n", one, two);
	closesocket(a);
	closesocket(s);
}

START_TEST(WSARecv)
{
	RUN(at_once);
	RUN(captured);
	RUN(by_routine);
	RUN(results);
	RUN(closed);
	RUN(taken);
	RUN(not_overlapped);
	RUN(datagrams);
	RUN(in_order);
}
