/*
 * Before the first WSAStartup and after the last WSACleanup; error codes, options,
 * select.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"

#define refused(call, bad, error)                                         \
	do {                                                              \
		WSASetLastError(0);                                       \
		ok((call) == (bad) && WSAGetLastError() == (error),       \
		   "%s: error %d, not %d\n", #call, WSAGetLastError(),    \
		   error);                                                \
	} while (0)

/* W-063 */
static void not_started(void)
{
	struct sockaddr_in name = loopback();
	WSABUF b = {0, NULL};
	DWORD n, flags = 0;
	fd_set set;
	SOCKET s = (SOCKET)4;

	FD_ZERO(&set);
	refused(socket(AF_INET, SOCK_STREAM, 0), INVALID_SOCKET, WSANOTINITIALISED);
	/* Wine looks at the socket first */
	todo_wine refused(bind(s, (struct sockaddr *)&name, sizeof(name)),
			  SOCKET_ERROR, WSANOTINITIALISED);
	todo_wine refused(WSARecv(s, &b, 1, &n, &flags, NULL, NULL), SOCKET_ERROR,
		WSANOTINITIALISED);
	refused(closesocket(s), SOCKET_ERROR, WSANOTINITIALISED);
	todo_wine refused(select(0, &set, NULL, NULL, NULL), SOCKET_ERROR, WSANOTINITIALISED);
	refused(WSACleanup(), SOCKET_ERROR, WSANOTINITIALISED);
}

/* W-062: counted. */
static void counted(void)
{
	WSADATA data;
	SOCKET s;

	ok(!WSAStartup(MAKEWORD(1, 1), &data) && data.wVersion == MAKEWORD(1, 1),
	   "version %x\n", data.wVersion);
	ok(!WSAStartup(MAKEWORD(9, 9), &data) && data.wVersion == MAKEWORD(2, 2),
	   "version %x\n", data.wVersion);
	ok(WSAStartup(MAKEWORD(0, 1), &data) == WSAVERNOTSUPPORTED, "taken\n");
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	s = socket(AF_INET, SOCK_STREAM, 0);
	ok(s != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	closesocket(s);
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	not_started();
}

static void codes(void)
{
	struct sockaddr_in name, gone;
	SOCKET s = sock_bound(SOCK_STREAM, &name), other = sock_bound(SOCK_STREAM, &gone);
	u_long on = 1;
	char c;
	int n;

	refused(bind(s, (struct sockaddr *)&name, sizeof(name)), SOCKET_ERROR,
		WSAEINVAL);
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSAENOTCONN);
	todo_wine refused(send(s, &c, 1, 0), SOCKET_ERROR, WSAENOTCONN);
	closesocket(other);
	other = socket(AF_INET, SOCK_STREAM, 0);
	refused(listen(other, 1), SOCKET_ERROR, WSAEINVAL);
	n = sizeof(name);
	refused(getsockname(other, (struct sockaddr *)&name, &n), SOCKET_ERROR,
		WSAEINVAL);
	refused(connect(other, (struct sockaddr *)&gone, sizeof(gone)), SOCKET_ERROR,
		WSAECONNREFUSED);
	todo_wine refused(connect(other, NULL, 0), SOCKET_ERROR, WSAEFAULT);
	refused(shutdown(other, 3), SOCKET_ERROR, WSAEINVAL);
	refused(socket(AF_INET, 77, 0), INVALID_SOCKET, WSAESOCKTNOSUPPORT);
	refused(socket(77, SOCK_STREAM, 0), INVALID_SOCKET, WSAEAFNOSUPPORT);
	refused(recv((SOCKET)GetCurrentThread(), &c, 1, 0), SOCKET_ERROR, WSAENOTSOCK);
	closesocket(s);
	closesocket(other);
	tcp_pair(&s, &other);
	ok(!ioctlsocket(s, FIONBIO, &on), "error %d\n", WSAGetLastError());
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSAEWOULDBLOCK);
	ok(!shutdown(s, SD_SEND), "error %d\n", WSAGetLastError());
	refused(send(s, &c, 1, 0), SOCKET_ERROR, WSAESHUTDOWN);
	refused(connect(other, (struct sockaddr *)&gone, sizeof(gone)), SOCKET_ERROR,
		WSAEISCONN);
	closesocket(s);
	closesocket(other);
}

static void options(void)
{
	struct linger l = {1, 7};
	DWORD ms = 50, value = UNTOUCHED;
	int n = sizeof(value);
	SOCKET s, other;
	char c;

	tcp_pair(&s, &other);
	ok(!setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof(ms)) &&
		   !getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&value, &n),
	   "error %d\n", WSAGetLastError());
	ok(value == 50 && n == 4, "value %u length %d\n", value, n);
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSAETIMEDOUT);
	ok(!getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&value, &n) &&
		   value == SOCK_STREAM,
	   "value %u\n", value);
	ok(!getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&value, &n) && !value,
	   "value %u\n", value);
	ok(!setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)),
	   "error %d\n", WSAGetLastError());
	n = sizeof(l);
	memset(&l, 0, sizeof(l));
	ok(!getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, &n) && l.l_onoff &&
		   l.l_linger == 7 && n == 4,
	   "%u %u length %d\n", l.l_onoff, l.l_linger, n);
	refused(setsockopt(s, SOL_SOCKET, 0x7777, (char *)&ms, 4), SOCKET_ERROR,
		WSAENOPROTOOPT);
	refused(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, NULL, 4), SOCKET_ERROR,
		WSAEFAULT);
	closesocket(s);
	closesocket(other);
}

static void selected(void)
{
	struct timeval now = {0, 0};
	fd_set r, w;
	WSAPOLLFD p;
	SOCKET s, other;

	tcp_pair(&s, &other);
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_SET(s, &r);
	FD_SET(s, &w);
	ok(select(0, &r, &w, NULL, &now) == 1 && !FD_ISSET(s, &r) &&
		   FD_ISSET(s, &w),
	   "error %d\n", WSAGetLastError());
	send(other, "x", 1, 0);
	FD_SET(s, &r);
	ok(select(0, &r, NULL, NULL, NULL) == 1 && FD_ISSET(s, &r), "error %d\n",
	   WSAGetLastError());
	p.fd = s;
	p.events = POLLRDNORM;
	ok(WSAPoll(&p, 1, -1) == 1 && p.revents == POLLRDNORM, "events %x\n",
	   p.revents);
	FD_ZERO(&r);
	refused(select(0, &r, NULL, NULL, &now), SOCKET_ERROR, WSAEINVAL);
	closesocket(s);
	FD_SET(s, &r);
	refused(select(0, &r, NULL, NULL, &now), SOCKET_ERROR, WSAENOTSOCK);
	closesocket(other);
}

struct selecting {
	SOCKET s;
	int ret, err;
};

static DWORD WINAPI select_it(void *arg)
{
	struct selecting *x = arg;
	fd_set r;

	FD_ZERO(&r);
	FD_SET(x->s, &r);
	x->ret = select(0, &r, NULL, NULL, NULL);
	x->err = WSAGetLastError();
	return 0;
}

/* Cancelled by its thread; and a closed socket is none any more. */
static void select_ends(void)
{
	struct selecting x;
	SOCKET other;
	HANDLE thread;

	tcp_pair(&x.s, &other);
	thread = CreateThread(NULL, 0, select_it, &x, 0, NULL);
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine's select is not cancelled\n");
		send(other, "x", 1, 0);
		WaitForSingleObject(thread, 20000);
		return;
	}
	while (!CancelSynchronousIo(thread) &&
	       WaitForSingleObject(thread, 0) == WAIT_TIMEOUT)
		SwitchToThread();
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "still there\n");
	ok(x.ret == SOCKET_ERROR && x.err == WSA_OPERATION_ABORTED,
	   "result %d error %d\n", x.ret, x.err);
	CloseHandle(thread);
	thread = CreateThread(NULL, 0, select_it, &x, 0, NULL);
	ok(!closesocket(x.s), "error %d\n", WSAGetLastError());
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "still there\n");
	ok(x.ret == SOCKET_ERROR && x.err == WSAENOTSOCK, "result %d error %d\n",
	   x.ret, x.err);
	CloseHandle(thread);
	closesocket(other);
}

START_TEST(WSAStartup)
{
	RUN(not_started);
	RUN(counted);
	RUN(codes);
	RUN(options);
	RUN(selected);
	RUN(select_ends);
}
