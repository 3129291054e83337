/*
 * AcceptEx, and connections that wait for their end, besides the canonical cases.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"

#define ROOM (sizeof(struct sockaddr_in) + 16)

static char out[2 * ROOM + 16];

static BOOL start(SOCKET l, SOCKET s, DWORD data, OVERLAPPED *o)
{
	DWORD moved;

	memset(o, 0, sizeof(*o));
	return AcceptEx(l, s, out, data, ROOM, ROOM, &moved, o);
}

static SOCKET fresh(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

/* W-056 */
static void refused(void)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 1), s = fresh(), other = fresh(),
	       third = fresh();
	OVERLAPPED o = {0};
	DWORD moved;

	fails(AcceptEx(l, s, out, 0, ROOM, ROOM, &moved, NULL),
	      ERROR_INVALID_PARAMETER);
	fails(AcceptEx(l, s, out, 0, ROOM, 0, &moved, &o), WSAEFAULT);
	/* Wine lets it wait on what will never listen */
	todo_wine fails(AcceptEx(other, third, out, 0, ROOM, ROOM, &moved, &o), WSAEINVAL);
	fails(AcceptEx(l, (SOCKET)0xbad0, out, 0, ROOM, ROOM, &moved, &o),
	      WSAENOTSOCK);
	fails(start(l, s, 0, &o), ERROR_IO_PENDING);
	ok(o.Internal == STATUS_PENDING, "status %#x\n", (unsigned)o.Internal);
	fails(start(l, s, 0, &(OVERLAPPED){0}), WSAEINVAL);
	closesocket(l);
	closesocket(s);
	closesocket(other);
	closesocket(third);
}

/* W-055: cancelled where it was begun; the socket can be used again. */
static void cancelled(void)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 1), s = fresh(), c;
	OVERLAPPED o;
	DWORD moved, flags;

	fails(start(l, s, 0, &o), ERROR_IO_PENDING);
	/* Wine says TRUE when it finds nothing, too */
	todo_wine fails(CancelIoEx((HANDLE)s, NULL), ERROR_NOT_FOUND);
	works(CancelIo((HANDLE)l));
	ok(!WSAGetOverlappedResult(l, &o, &moved, TRUE, &flags) &&
		   WSAGetLastError() == WSA_OPERATION_ABORTED,
	   "error %d\n", WSAGetLastError());
	fails(start(l, s, 0, &o), ERROR_IO_PENDING);
	c = sock_connected(&name);
	works(WSAGetOverlappedResult(l, &o, &moved, TRUE, &flags));
	ok(!setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&l,
		       sizeof(l)),
	   "error %d\n", WSAGetLastError());
	ok(send(c, "x", 1, 0) == 1 && recv(s, out, 1, 0) == 1, "error %d\n",
	   WSAGetLastError());
	closesocket(c);
	closesocket(s);
	closesocket(l);
}

/* W-057 W-061 */
static void closed(void)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 1), s = fresh();
	HANDLE port = CreateIoCompletionPort((HANDLE)l, NULL, 7, 0), copy;
	OVERLAPPED o, *got;
	ULONG_PTR key;
	DWORD moved;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine lets the accept wait for ever\n");
		closesocket(l);
		closesocket(s);
		CloseHandle(port);
		return;
	}
	fails(start(l, s, 0, &o), ERROR_IO_PENDING);
	closesocket(s);
	ok(!GetQueuedCompletionStatus(port, &moved, &key, &got, 20000) &&
		   got == &o && (GetLastError() == ERROR_OPERATION_ABORTED ||
				 GetLastError() == ERROR_CONNECTION_ABORTED),
	   "error %u\n", GetLastError());
	s = fresh();
	fails(start(l, s, 0, &o), ERROR_IO_PENDING);
	works(DuplicateHandle(GetCurrentProcess(), (HANDLE)l, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	closesocket(l);
	ok(!GetQueuedCompletionStatus(port, &moved, &key, &got, 0) && !got,
	   "it ended\n");
	closesocket((SOCKET)copy);
	ok(!GetQueuedCompletionStatus(port, &moved, &key, &got, 20000) &&
		   got == &o && GetLastError() == ERROR_OPERATION_ABORTED,
	   "error %u\n", GetLastError());
	ok(!GetQueuedCompletionStatus(port, &moved, &key, &got, 0) && !got,
	   "one more\n");
	closesocket(s);
	CloseHandle(port);
}

/* Both addresses, and the first data. */
static void told(void)
{
	struct sockaddr_in name, own, *local, *remote;
	SOCKET l = sock_listener(&name, 1), s = fresh(), c;
	int n = sizeof(own), ln, rn;
	OVERLAPPED o;
	DWORD moved, flags;

	fails(start(l, s, 16, &o), ERROR_IO_PENDING);
	c = sock_connected(&name);
	getsockname(c, (struct sockaddr *)&own, &n);
	send(c, "first", 5, 0);
	works(WSAGetOverlappedResult(l, &o, &moved, TRUE, &flags));
	ok(moved == 5 && !memcmp(out, "first", 5), "moved %u\n", moved);
	GetAcceptExSockaddrs(out, 16, ROOM, ROOM, (struct sockaddr **)&local, &ln,
			     (struct sockaddr **)&remote, &rn);
	ok(ln == sizeof(*local) && local->sin_port == name.sin_port,
	   "length %d port %u\n", ln, ntohs(local->sin_port));
	ok(rn == sizeof(*remote) && remote->sin_port == own.sin_port,
	   "length %d port %u\n", rn, ntohs(remote->sin_port));
	closesocket(c);
	closesocket(s);
	closesocket(l);
}

/* W-054 W-069: a whole file between two pieces of memory. */
static void transmitted(void)
{
	TRANSMIT_FILE_BUFFERS parts = {(void *)"head ", 5, (void *)" tail", 5};
	HANDLE file = CreateFileA(fixture_path("sent"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_NEW, 0, NULL);
	OVERLAPPED o = {0};
	char buf[32];
	DWORD moved, flags;
	SOCKET a, s;

	tcp_pair(&a, &s);
	works(WriteFile(file, "0123456789", 10, &moved, NULL));
	o.Offset = 2;
	if (!TransmitFile(a, file, 4, 0, &o, &parts, 0))
		ok(WSAGetLastError() == WSA_IO_PENDING, "error %d\n",
		   WSAGetLastError());
	works(WSAGetOverlappedResult(a, &o, &moved, TRUE, &flags));
	ok(moved == 14, "moved %u\n", moved);
	ok(recv(s, buf, 14, MSG_WAITALL) == 14 && !memcmp(buf, "head 2345 tail", 14),
	   "error %d\n", WSAGetLastError());
	CloseHandle(file);
	closesocket(a);
	closesocket(s);
}

START_TEST(AcceptEx)
{
	RUN(refused);
	RUN(cancelled);
	RUN(closed);
	RUN(told);
	RUN(transmitted);
}
