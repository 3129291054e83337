/*
 * WSAAccept and its condition; WSASendDisconnect, WSARecvDisconnect, WSARecvEx.
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
		   "%s: error %d\n", #call, WSAGetLastError());             \
	} while (0)

static struct sockaddr_in name, client;
static unsigned asked;

static int CALLBACK decide(WSABUF *caller, WSABUF *caller_data, QOS *sqos, QOS *gqos,
			   WSABUF *callee, WSABUF *callee_data, GROUP *group, DWORD_PTR data)
{
	struct sockaddr_in *peer = (struct sockaddr_in *)caller->buf;

	(void)sqos;
	(void)gqos;
	(void)group;
	(void)callee_data;
	asked++;
	ok(caller->len >= sizeof(*peer) && peer->sin_family == AF_INET &&
		   peer->sin_port == client.sin_port,
	   "length %u port %u\n", (unsigned)caller->len, ntohs(peer->sin_port));
	ok(!caller_data || !caller_data->len, "data\n");
	/* Wine tells nothing of ourselves. */
	todo_wine_if(!callee->buf)
	ok(callee->buf && ((struct sockaddr_in *)callee->buf)->sin_port == name.sin_port,
	   "another name\n");
	return (int)data;
}

static SOCKET connected(void)
{
	SOCKET s = sock_connected(&name);
	int n = sizeof(client);

	getsockname(s, (struct sockaddr *)&client, &n);
	return s;
}

static void accepted(void)
{
	SOCKET l = sock_listener(&name, 2), c = connected(), s;
	struct sockaddr_in from;
	int n = sizeof(from);

	s = WSAAccept(l, (struct sockaddr *)&from, &n, decide, CF_ACCEPT);
	ok(s != INVALID_SOCKET && asked == 1, "error %d\n", WSAGetLastError());
	ok(n == sizeof(from) && from.sin_port == client.sin_port, "another address\n");
	closesocket(s);
	closesocket(c);
	c = connected();
	s = WSAAccept(l, NULL, NULL, NULL, 0);
	ok(s != INVALID_SOCKET && asked == 1, "error %d\n", WSAGetLastError());
	closesocket(s);
	closesocket(c);
	closesocket(l);
	fails_with(WSAAccept(l, NULL, NULL, decide, 0), INVALID_SOCKET, WSAENOTSOCK);
}

static void rejected(void)
{
	SOCKET l = sock_listener(&name, 2), c = connected();
	char x;

	fails_with(WSAAccept(l, NULL, NULL, decide, CF_REJECT), INVALID_SOCKET,
		   WSAECONNREFUSED);
	ok(asked == 1, "asked %u\n", asked);
	if (strcmp(winetest_platform, "wine")) /* which closes it in good order */
		fails_with(recv(c, &x, 1, 0), SOCKET_ERROR, WSAECONNRESET);
	closesocket(c);
	closesocket(l);
}

/* Put off twice; then whoever accepts gets the same one. */
static void deferred(void)
{
	SOCKET l = sock_listener(&name, 2), c = connected(), s;
	struct sockaddr_in from;
	int n = sizeof(from);

	for (int i = 0; i < 2; i++)
		fails_with(WSAAccept(l, NULL, NULL, decide, CF_DEFER), INVALID_SOCKET,
			   WSATRY_AGAIN);
	send(c, "x", 1, 0);
	s = accept(l, (struct sockaddr *)&from, &n);
	ok(s != INVALID_SOCKET && from.sin_port == client.sin_port, "error %d\n",
	   WSAGetLastError());
	ok(recv(s, (char *)&from, 1, 0) == 1, "error %d\n", WSAGetLastError());
	closesocket(s);
	closesocket(c);
	/* One that nobody takes ends with its listener. */
	c = connected();
	fails_with(WSAAccept(l, NULL, NULL, decide, CF_DEFER), INVALID_SOCKET, WSATRY_AGAIN);
	closesocket(l);
	if (strcmp(winetest_platform, "wine"))
		ok(recv(c, (char *)&from, 1, 0) <= 0, "still there\n");
	closesocket(c);
}

static void disconnected(void)
{
	WSABUF data = {1, (char *)"x"};
	SOCKET a, b;
	char x;

	tcp_pair(&a, &b);
	todo_wine fails_with(WSASendDisconnect(a, &data), SOCKET_ERROR, WSAENOPROTOOPT);
	if (strcmp(winetest_platform, "wine")) { /* it has shut it down by now */
		ok(!WSASendDisconnect(a, NULL), "error %d\n", WSAGetLastError());
		fails_with(send(a, "x", 1, 0), SOCKET_ERROR, WSAESHUTDOWN);
		ok(recv(b, &x, 1, 0) == 0, "error %d\n", WSAGetLastError());
		ok(send(b, "x", 1, 0) == 1 && recv(a, &x, 1, 0) == 1, "error %d\n",
		   WSAGetLastError());
		ok(!WSARecvDisconnect(a, NULL), "error %d\n", WSAGetLastError());
		fails_with(recv(a, &x, 1, 0), SOCKET_ERROR, WSAESHUTDOWN);
	}
	closesocket(a);
	closesocket(b);
	fails_with(WSASendDisconnect(a, NULL), SOCKET_ERROR, WSAENOTSOCK);
	fails_with(WSARecvDisconnect(a, NULL), SOCKET_ERROR, WSAENOTSOCK);
}

static void partly(void)
{
	struct sockaddr_in at;
	SOCKET u = sock_bound(SOCK_DGRAM, &at);
	int flags = 0;
	char x[4];

	sendto(u, "abcdef", 6, 0, (struct sockaddr *)&at, sizeof(at));
	sendto(u, "gh", 2, 0, (struct sockaddr *)&at, sizeof(at));
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine fails it\n");
		closesocket(u);
		return;
	}
	ok(WSARecvEx(u, x, 4, &flags) == 4 && flags == MSG_PARTIAL, "flags %x error %d\n",
	   flags, WSAGetLastError());
	flags = 0;
	ok(WSARecvEx(u, x, 4, &flags) == 2 && !flags && !memcmp(x, "gh", 2), "flags %x\n",
	   flags);
	fails_with(WSARecvEx(u, x, 4, NULL), SOCKET_ERROR, WSAEFAULT);
	closesocket(u);
	fails_with(WSARecvEx(u, x, 4, &flags), SOCKET_ERROR, WSAENOTSOCK);
}

START_TEST(WSAAccept)
{
	RUN(accepted);
	RUN(rejected);
	RUN(deferred);
	RUN(disconnected);
	RUN(partly);
}
