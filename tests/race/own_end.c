/*
 * A socket that is shut down or disconnected, as who is beside it sees that before
 * the call has returned (socket:shut): as this side's own doing.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "news.h"

static SOCKET peer, sock;
static int arrived, go;
static unsigned looks;

static void hold(void *arg)
{
	(void)arg;
	raise_flag(&arrived);
	await_flag(&go);
}

static DWORD WINAPI shuts_down(void *arg)
{
	(void)arg;
	ok(!shutdown(sock, SD_SEND), "error %d\n", WSAGetLastError());
	return 0;
}

/* What it refuses is told as that, and not as a connection that is torn. */
static void send_beside_shutdown(void)
{
	HANDLE thread;

	tcp_pair(&peer, &sock);
	point_arm("socket:shut", hold, NULL);
	thread = CreateThread(NULL, 0, shuts_down, NULL, 0, NULL);
	await_flag(&arrived);
	ok(send(sock, "x", 1, 0) == SOCKET_ERROR &&
		   WSAGetLastError() == WSAESHUTDOWN,
	   "error %d\n", WSAGetLastError());
	raise_flag(&go);
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(thread);
	closesocket(peer);
	closesocket(sock);
}

static void nothing(void *arg)
{
	(void)arg; /* point_count is asked */
}

/* Until somebody has looked at what the socket has to tell now. */
static void await_look(void *arg)
{
	DWORD start = GetTickCount();

	(void)arg;
	while (point_count("select:news") == looks &&
	       GetTickCount() - start < 5000)
		SwitchToThread();
}

/* No FD_CLOSE, which is the peer's end. */
static void news(int family, DWORD flags)
{
	struct news n = news_by_message();

	family_pair(family, &peer, &sock);
	news_on(&n, sock, FD_WRITE | FD_CLOSE);
	news_come(&n, sock, FD_WRITE);
	point_arm("select:news", nothing, NULL);
	looks = point_count("select:news");
	point_arm("socket:shut", await_look, NULL);
	sock_disconnect(sock, flags);
	ok(point_count("select:news") != looks, "nobody has looked\n");
	news_none(&n, sock);
	closesocket(peer);
	closesocket(sock);
	news_end(&n);
}

static void look_beside_disconnect(void)
{
	sock_start();
	news(AF_INET, 0);
}

static void look_beside_reuse(void)
{
	sock_start();
	news(AF_INET, TF_REUSE_SOCKET);
}

static void look_beside_reuse_unix(void)
{
	sock_start();
	news(AF_UNIX, TF_REUSE_SOCKET);
}

START_TEST(own_end)
{
	RUN(send_beside_shutdown);
	RUN(look_beside_disconnect);
	RUN(look_beside_reuse);
	RUN(look_beside_reuse_unix);
}
