/*
 * WSAIsBlocking: what a hook may call while its thread's call is in progress, and what
 * it may not.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "hooked.h"

static int calls;
static SOCKET outer, idle;

/* What nested is about. */
static BOOL WINAPI tries_all(void)
{
	struct sockaddr_in name = loopback();
	struct sockaddr *to = (struct sockaddr *)&name;
	char c = 0, host[MAXGETHOSTSTRUCT];
	int n = sizeof(name);
	u_long on = 1;
	WSADATA data;
	fd_set set;

	FD_ZERO(&set);
	FD_SET(idle, &set);
	calls++;
	refused(recv(idle, &c, 1, 0), SOCKET_ERROR, WSAEINPROGRESS);
	refused(send(outer, &c, 1, 0), SOCKET_ERROR, WSAEINPROGRESS);
	refused(recvfrom(idle, &c, 1, 0, NULL, NULL), SOCKET_ERROR,
		WSAEINPROGRESS);
	refused(sendto(idle, &c, 1, 0, to, n), SOCKET_ERROR, WSAEINPROGRESS);
	refused(socket(AF_INET, SOCK_STREAM, 0), INVALID_SOCKET, WSAEINPROGRESS);
	refused(bind(idle, to, n), SOCKET_ERROR, WSAEINPROGRESS);
	refused(listen(idle, 1), SOCKET_ERROR, WSAEINPROGRESS);
	refused(accept(idle, NULL, NULL), INVALID_SOCKET, WSAEINPROGRESS);
	refused(connect(idle, to, n), SOCKET_ERROR, WSAEINPROGRESS);
	refused(shutdown(outer, 2), SOCKET_ERROR, WSAEINPROGRESS);
	refused(closesocket(outer), SOCKET_ERROR, WSAEINPROGRESS);
	refused(ioctlsocket(idle, FIONBIO, &on), SOCKET_ERROR, WSAEINPROGRESS);
	refused(getsockname(idle, to, &n), SOCKET_ERROR, WSAEINPROGRESS);
	refused(getpeername(idle, to, &n), SOCKET_ERROR, WSAEINPROGRESS);
	refused(getsockopt(idle, SOL_SOCKET, SO_ERROR, host, &n), SOCKET_ERROR,
		WSAEINPROGRESS);
	refused(setsockopt(idle, SOL_SOCKET, SO_KEEPALIVE, (char *)&on, 4),
		SOCKET_ERROR, WSAEINPROGRESS);
	refused(select(0, &set, NULL, NULL, NULL), SOCKET_ERROR, WSAEINPROGRESS);
	refused(gethostname(host, sizeof(host)), SOCKET_ERROR, WSAEINPROGRESS);
	refused(gethostbyname("127.0.0.1"), NULL, WSAEINPROGRESS);
	refused(gethostbyaddr(&c, 4, AF_INET), NULL, WSAEINPROGRESS);
	refused(getservbyname("domain", NULL), NULL, WSAEINPROGRESS);
	refused(getservbyport(0, NULL), NULL, WSAEINPROGRESS);
	refused(getprotobyname("tcp"), NULL, WSAEINPROGRESS);
	refused(getprotobynumber(6), NULL, WSAEINPROGRESS);
	refused(WSAAsyncGetHostByName(NULL, 0, "x", host, sizeof(host)), NULL,
		WSAEINPROGRESS);
	refused(WSAAsyncGetHostByAddr(NULL, 0, &c, 4, AF_INET, host, 1), NULL,
		WSAEINPROGRESS);
	refused(WSAAsyncGetServByName(NULL, 0, "x", "y", host, 1), NULL,
		WSAEINPROGRESS);
	refused(WSAAsyncGetServByPort(NULL, 0, 1, "y", host, 1), NULL,
		WSAEINPROGRESS);
	refused(WSAAsyncGetProtoByName(NULL, 0, "x", host, 1), NULL,
		WSAEINPROGRESS);
	refused(WSAAsyncGetProtoByNumber(NULL, 0, 1, host, 1), NULL,
		WSAEINPROGRESS);
	refused(WSACancelAsyncRequest((HANDLE)1), SOCKET_ERROR, WSAEINPROGRESS);
	refused(WSASetBlockingHook((FARPROC)(void *)tries_all), NULL,
		WSAEINPROGRESS);
	refused(WSAUnhookBlockingHook(), SOCKET_ERROR, WSAEINPROGRESS);
	refused(WSACleanup(), SOCKET_ERROR, WSAEINPROGRESS);
	n = WSAStartup(MAKEWORD(1, 1), &data);
	ok(n == WSAEINPROGRESS, "WSAStartup: %d\n", n);
	ok(WSAIsBlocking(), "not blocking\n");
	/* cannot fail, so they don't */
	ok(ntohs(htons(0x1234)) == 0x1234, "the order of bytes\n");
	ok(!WSACancelBlockingCall(), "error %d\n", WSAGetLastError());
	return FALSE;
}

/* W-007 W-033 W-039: all is refused meanwhile, and afterwards it is as it was. */
static void nested(void)
{
	SOCKET a;
	char c;

	if (!hooks_run())
		return;
	tcp_pair(&a, &outer);
	idle = socket(AF_INET, SOCK_DGRAM, 0);
	set_hook(tries_all);
	refused(recv(outer, &c, 1, 0), SOCKET_ERROR, WSAEINTR);
	ok(calls == 1, "%d calls\n", calls);
	WSAUnhookBlockingHook();
	ok(send(a, "x", 1, 0) == 1 && recv(outer, &c, 1, 0) == 1, "error %d\n",
	   WSAGetLastError());
	ok(!closesocket(idle) && !closesocket(a) && !closesocket(outer),
	   "error %d\n", WSAGetLastError());
}

START_TEST(WSAIsBlocking)
{
	RUN(nested);
}
