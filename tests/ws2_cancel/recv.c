/*
 * Bad arguments to the calls that every socket program makes: no socket, a handle of
 * something else, no buffer, bad lengths and flags, a socket in the wrong state.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"

#define fails_with(call, bad, error)                                        \
	do {                                                                \
		WSASetLastError(0xdead);                                    \
		ok((call) == (bad) && WSAGetLastError() == (error),         \
		   "%s: error %d, not %d\n", #call, WSAGetLastError(), error); \
	} while (0)
#define refused(call, error) fails_with(call, SOCKET_ERROR, error)

static struct sockaddr_in name;
static struct sockaddr *const at = (struct sockaddr *)&name;

static BOOL on_wine(void)
{
	return !strcmp(winetest_platform, "wine");
}

/* All of them, on what is no socket. */
static void on(SOCKET s)
{
	int length = sizeof(name), n = 4;
	WSABUF b = {4, (char *)&n};
	DWORD moved, flags = 0;
	u_long value = 0;

	name = loopback();
	refused(recv(s, (char *)&n, 4, 0), WSAENOTSOCK);
	refused(recvfrom(s, (char *)&n, 4, 0, at, &length), WSAENOTSOCK);
	refused(send(s, (char *)&n, 4, 0), WSAENOTSOCK);
	refused(sendto(s, (char *)&n, 4, 0, at, length), WSAENOTSOCK);
	refused(WSARecv(s, &b, 1, &moved, &flags, NULL, NULL), WSAENOTSOCK);
	refused(WSARecvFrom(s, &b, 1, &moved, &flags, at, &length, NULL, NULL), WSAENOTSOCK);
	refused(WSASend(s, &b, 1, &moved, 0, NULL, NULL), WSAENOTSOCK);
	refused(WSASendTo(s, &b, 1, &moved, 0, at, length, NULL, NULL), WSAENOTSOCK);
	fails_with(accept(s, NULL, NULL), INVALID_SOCKET, WSAENOTSOCK);
	refused(connect(s, at, length), WSAENOTSOCK);
	refused(WSAConnect(s, at, length, NULL, NULL, NULL, NULL), WSAENOTSOCK);
	refused(bind(s, at, length), WSAENOTSOCK);
	refused(listen(s, 1), WSAENOTSOCK);
	refused(shutdown(s, SD_BOTH), WSAENOTSOCK);
	refused(closesocket(s), WSAENOTSOCK);
	refused(getpeername(s, at, &length), WSAENOTSOCK);
	refused(getsockname(s, at, &length), WSAENOTSOCK);
	refused(ioctlsocket(s, FIONREAD, &value), WSAENOTSOCK);
	length = sizeof(n);
	refused(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&n, &length), WSAENOTSOCK);
	refused(setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, (char *)&n, 4), WSAENOTSOCK);
	refused(WSAIoctl(s, FIONREAD, NULL, 0, &n, 4, &moved, NULL, NULL), WSAENOTSOCK);
}

static void no_socket(void)
{
	HANDLE file = CreateFileA(fixture_path("file"), GENERIC_READ | GENERIC_WRITE,
				  PAIR_SHARE, NULL, CREATE_NEW, FILE_FLAG_OVERLAPPED, NULL);
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	SOCKET gone;

	sock_start();
	gone = socket(AF_INET, SOCK_STREAM, 0);
	closesocket(gone);
	on(gone);
	if (!on_wine()) /* of a file some are WSAEOPNOTSUPP there */
		on((SOCKET)file);
	on((SOCKET)event);
	on(INVALID_SOCKET);
	on(0);
	works(CloseHandle(file));
	works(CloseHandle(event));
}

static void buffers(void)
{
	WSABUF b = {4, NULL};
	DWORD moved, flags = 0;
	SOCKET a, s;
	char c[4];
	int n = -1;

	tcp_pair(&a, &s);
	send(s, "abcd", 4, 0);
	refused(recv(a, c, -1, 0), WSAEFAULT);
	refused(send(a, c, -1, 0), WSAEFAULT);
	refused(getsockname(a, NULL, &n), WSAEFAULT);
	refused(ioctlsocket(a, 0x7777, (u_long *)&n), WSAEOPNOTSUPP);
	if (on_wine()) {
		skip("Wine takes any flags, no buffers at all, and crashes on others\n");
		closesocket(a);
		closesocket(s);
		return;
	}
	refused(recv(a, c, 4, 0x4000), WSAEOPNOTSUPP);
	refused(send(a, c, 4, 0x4000), WSAEOPNOTSUPP);
	refused(WSARecv(a, NULL, 1, &moved, &flags, NULL, NULL), WSAEFAULT);
	refused(WSARecv(a, &b, 0, &moved, &flags, NULL, NULL), WSAEINVAL);
	refused(WSARecv(a, &b, 1, &moved, NULL, NULL, NULL), WSAEFAULT);
	refused(WSASend(a, NULL, 1, &moved, 0, NULL, NULL), WSAEFAULT);
	refused(WSASend(a, &b, 0, &moved, 0, NULL, NULL), WSAEINVAL);
	refused(recv(a, NULL, 4, 0), WSAEFAULT);
	refused(send(a, NULL, 4, 0), WSAEFAULT);
	refused(recvfrom(a, c, 4, 0, (struct sockaddr *)&name, NULL), WSAEFAULT);
	refused(getsockname(a, at, NULL), WSAEFAULT);
	refused(getsockname(a, at, &n), WSAEFAULT);
	n = sizeof(name) - 1;
	refused(getpeername(a, at, &n), WSAEFAULT);
	refused(getpeername(a, NULL, NULL), WSAEFAULT);
	refused(getsockopt(a, SOL_SOCKET, SO_TYPE, NULL, &n), WSAEFAULT);
	refused(getsockopt(a, SOL_SOCKET, SO_TYPE, c, NULL), WSAEFAULT);
	refused(setsockopt(a, SOL_SOCKET, SO_KEEPALIVE, c, 0), WSAEFAULT);
	refused(ioctlsocket(a, FIONREAD, NULL), WSAEFAULT);
	/* Nothing of it was taken. */
	ok(recv(a, c, 4, 0) == 4 && !memcmp(c, "abcd", 4), "error %d\n", WSAGetLastError());
	closesocket(a);
	closesocket(s);
}

static void addresses(void)
{
	SOCKET s, u;

	sock_start();
	s = socket(AF_INET, SOCK_STREAM, 0);
	u = socket(AF_INET, SOCK_DGRAM, 0);
	name = loopback();
	refused(bind(s, NULL, sizeof(name)), WSAEFAULT);
	refused(bind(s, at, sizeof(name) - 1), WSAEFAULT);
	name.sin_family = 77;
	refused(bind(s, at, sizeof(name)), WSAEAFNOSUPPORT);
	name.sin_family = AF_INET;
	name.sin_addr.s_addr = htonl(0xc0000201); /* 192.0.2.1 is nobody's */
	refused(bind(s, at, sizeof(name)), WSAEADDRNOTAVAIL);
	todo_wine refused(connect(s, at, sizeof(name) - 1), WSAEFAULT);
	refused(sendto(u, "x", 1, 0, at, sizeof(name) - 1), WSAEFAULT);
	todo_wine refused(send(u, "x", 1, 0), WSAENOTCONN);
	refused(getpeername(s, at, &(int){sizeof(name)}), WSAENOTCONN);
	closesocket(s);
	closesocket(u);
}

static void states(void)
{
	struct sockaddr_in bound;
	SOCKET l, c, s, u, second;
	char x;

	l = sock_listener(&bound, 1);
	if (on_wine()) {
		skip("Wine waits before it looks at its arguments\n");
		closesocket(l);
		return;
	}
	fails_with(accept(l, at, NULL), INVALID_SOCKET, WSAEFAULT);
	second = socket(AF_INET, SOCK_STREAM, 0);
	refused(bind(second, (struct sockaddr *)&bound, sizeof(bound)), WSAEADDRINUSE);
	fails_with(accept(second, NULL, NULL), INVALID_SOCKET, WSAEINVAL);
	u = sock_bound(SOCK_DGRAM, &name);
	refused(listen(u, 1), WSAEOPNOTSUPP);
	fails_with(accept(u, NULL, NULL), INVALID_SOCKET, WSAEOPNOTSUPP);
	refused(recv(u, &x, 1, MSG_OOB), WSAEOPNOTSUPP);
	closesocket(l);
	tcp_pair(&c, &s);
	refused(connect(c, (struct sockaddr *)&bound, sizeof(bound)), WSAEISCONN);
	refused(listen(c, 1), WSAEISCONN);
	ok(!shutdown(c, SD_RECEIVE), "error %d\n", WSAGetLastError());
	refused(recv(c, &x, 1, 0), WSAESHUTDOWN);
	closesocket(c);
	closesocket(s);
	closesocket(u);
	closesocket(second);
}

/* What was refused has not been done. */
static void ends_refused(void)
{
	struct sockaddr_in bound;
	SOCKET l = sock_listener(&bound, 2), c, u;
	disconnect_ex_fn disconnect_ex;
	char x;

	c = socket(AF_INET, SOCK_STREAM, 0);
	disconnect_ex = (disconnect_ex_fn)sock_extension(c, (GUID)WSAID_DISCONNECTEX);
	for (int how = SD_RECEIVE; how <= SD_BOTH; how++)
		refused(shutdown(c, how), WSAENOTCONN);
	refused(shutdown(c, SD_BOTH + 1), WSAEINVAL);
	refused(shutdown(c, -1), WSAEINVAL);
	fails_with(disconnect_ex(c, NULL, 0, 0), FALSE, WSAENOTCONN);
	fails_with(disconnect_ex(c, NULL, TF_REUSE_SOCKET, 0), FALSE, WSAENOTCONN);
	/* Wine: WSAECONNRESET, Linux has shut it down all the same */
	todo_wine refused(send(c, "x", 1, 0), WSAENOTCONN);
	refused(recv(c, &x, 1, 0), WSAENOTCONN);
	ok(!connect(c, (struct sockaddr *)&bound, sizeof(bound)), "error %d\n",
	   WSAGetLastError());
	u = accept(l, NULL, NULL);
	ok(send(c, "x", 1, 0) == 1, "error %d\n", WSAGetLastError());
	ok(send(u, "y", 1, 0) == 1, "error %d\n", WSAGetLastError());
	ok(recv(c, &x, 1, 0) == 1 && x == 'y', "error %d\n", WSAGetLastError());
	closesocket(c);
	closesocket(u);
	refused(shutdown(l, SD_RECEIVE), WSAENOTCONN);
	c = sock_connected(&bound);
	closesocket(c);
	/* a name that it had is still its own */
	u = sock_bound(SOCK_STREAM, &bound);
	fails_with(disconnect_ex(u, NULL, TF_REUSE_SOCKET, 0), FALSE, WSAENOTCONN);
	refused(bind(u, (struct sockaddr *)&bound, sizeof(bound)), WSAEINVAL);
	ok(!listen(u, 1), "error %d\n", WSAGetLastError());
	closesocket(u);
	closesocket(l);
}

/* A datagram's socket needs no peer for it. */
static void end_of_datagrams(void)
{
	SOCKET s = sock_bound(SOCK_DGRAM, &name);
	OVERLAPPED o = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	int length = sizeof(name);
	DWORD moved, flags = 0;
	char x;
	WSABUF b = {1, &x};

	refused(WSARecv(s, &b, 1, NULL, &flags, &o, NULL), WSA_IO_PENDING);
	ok(!shutdown(s, SD_RECEIVE), "error %d\n", WSAGetLastError());
	/* Wine lets it wait for what never comes */
	if (on_wine())
		ok(CancelIoEx((HANDLE)s, &o), "error %u\n", GetLastError());
	fails_with(WSAGetOverlappedResult(s, &o, &moved, TRUE, &flags), FALSE,
		   on_wine() ? WSA_OPERATION_ABORTED : WSAESHUTDOWN);
	CloseHandle(o.hEvent);
	fails_with(recvfrom(s, &x, 1, 0, NULL, NULL), SOCKET_ERROR, WSAESHUTDOWN);
	ok(sendto(s, "x", 1, 0, at, length) == 1, "error %d\n",
	   WSAGetLastError());
	ok(!shutdown(s, SD_SEND), "error %d\n", WSAGetLastError());
	refused(sendto(s, "x", 1, 0, at, length), WSAESHUTDOWN);
	closesocket(s);
}

START_TEST(recv)
{
	RUN(no_socket);
	RUN(buffers);
	RUN(addresses);
	RUN(states);
	RUN(ends_refused);
	RUN(end_of_datagrams);
}
