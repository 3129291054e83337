/*
 * WSAEventSelect: a socket's news as an event. The cases that messages have as well
 * stand in lib/news_cases.h.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"

#define NEWS_HOW news_by_event
#include "lib/news_cases.h"

static void refused(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), file;
	char path[MAX_PATH];
	SOCKET s;

	/* Wine: WSAENOTSOCK */
	todo_wine select_fails(WSAEventSelect(1234, event, FD_READ),
			       WSANOTINITIALISED);
	sock_start();
	s = socket(AF_INET, SOCK_STREAM, 0);
	select_fails(WSAEventSelect(0xbad0, event, FD_READ), WSAENOTSOCK);
	select_fails(WSAEventSelect((SOCKET)event, event, FD_READ), WSAENOTSOCK);
	GetModuleFileNameA(NULL, path, sizeof(path));
	file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL,
			   OPEN_EXISTING, 0, NULL);
	/* Wine: WSAEOPNOTSUPP */
	todo_wine select_fails(WSAEventSelect((SOCKET)file, event, FD_READ),
			       WSAENOTSOCK);
	CloseHandle(file);
	select_fails(WSAEventSelect(s, NULL, FD_READ), WSAEINVAL);
	select_fails(WSAEventSelect(s, (HANDLE)0xbad0, FD_READ), WSAEINVAL);
	/* the event it has is the one that it keeps */
	ok(!WSAEventSelect(s, event, FD_READ), "error %d\n", WSAGetLastError());
	ok(!WSAEventSelect(s, NULL, 0), "error %d\n", WSAGetLastError());
	ok(!WSAEventSelect(s, event, FD_QOS | FD_ADDRESS_LIST_CHANGE),
	   "error %d\n", WSAGetLastError());
	closesocket(s);
	WSACleanup();
	todo_wine select_fails(WSAEventSelect(s, event, FD_READ),
			       WSANOTINITIALISED);
	CloseHandle(event);
}

/* One event for several sockets; its handle may be closed meanwhile. */
static void shared(void)
{
	HANDLE event, own;
	WSANETWORKEVENTS got;
	SOCKET a, s, b, t;

	tcp_pair(&a, &s);
	tcp_pair(&b, &t);
	event = WSACreateEvent();
	DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &own, 0,
			FALSE, DUPLICATE_SAME_ACCESS);
	ok(!WSAEventSelect(s, event, FD_READ), "error %d\n", WSAGetLastError());
	ok(!WSAEventSelect(t, event, FD_READ), "error %d\n", WSAGetLastError());
	WSACloseEvent(event);
	send(b, "x", 1, 0);
	ok(WaitForSingleObject(own, NEWS_MS) == WAIT_OBJECT_0, "not set\n");
	ok(!WSAEnumNetworkEvents(s, NULL, &got) && !got.lNetworkEvents,
	   "%#lx\n", (long)got.lNetworkEvents);
	ok(!WSAEnumNetworkEvents(t, own, &got) && got.lNetworkEvents == FD_READ,
	   "%#lx\n", (long)got.lNetworkEvents);
	ok(WaitForSingleObject(own, 0) == WAIT_TIMEOUT, "set\n");
	closesocket(a);
	closesocket(s);
	closesocket(b);
	closesocket(t);
	CloseHandle(own);
}

/* Overlapped receivers take what comes before it is news. */
static void overlapped(void)
{
	struct news n;
	OVERLAPPED o = {0};
	char byte;
	WSABUF b = {1, &byte};
	DWORD moved, flags = 0;
	SOCKET a, s;

	tcp_pair(&a, &s);
	n = news_by_event();
	news_on(&n, s, FD_READ);
	o.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	ok(WSARecv(s, &b, 1, &moved, &flags, &o, NULL) < 0 &&
		   WSAGetLastError() == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	send(a, "x", 1, 0);
	ok(WSAGetOverlappedResult(s, &o, &moved, TRUE, &flags) && moved == 1,
	   "error %d\n", WSAGetLastError());
	news_none(&n, s);
	send(a, "y", 1, 0);
	news_come(&n, s, FD_READ);
	CloseHandle(o.hEvent);
	closesocket(a);
	closesocket(s);
	news_end(&n);
}

/* A connection that came of ConnectEx and AcceptEx. */
static void extensions(void)
{
	char out[2 * (sizeof(struct sockaddr_in) + 16)];
	struct sockaddr_in name, own = loopback();
	SOCKET l = sock_listener(&name, 1), c, s;
	OVERLAPPED accepting = {0}, connecting = {0};
	struct news n = news_by_event(), m = news_by_event();
	DWORD moved, flags;
	connect_ex_fn connect_ex;

	c = socket(AF_INET, SOCK_STREAM, 0);
	s = socket(AF_INET, SOCK_STREAM, 0);
	bind(c, (struct sockaddr *)&own, sizeof(own));
	connect_ex = (connect_ex_fn)sock_extension(c, (GUID)WSAID_CONNECTEX);
	news_on(&n, c, ALL_NEWS);
	news_on(&m, s, ALL_NEWS);
	ok(!AcceptEx(l, s, out, 0, sizeof(out) / 2, sizeof(out) / 2, &moved,
		     &accepting) &&
		   WSAGetLastError() == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	connect_ex(c, (struct sockaddr *)&name, sizeof(name), NULL, 0, &moved,
		   &connecting);
	ok(WSAGetOverlappedResult(c, &connecting, &moved, TRUE, &flags),
	   "error %d\n", WSAGetLastError());
	ok(WSAGetOverlappedResult(l, &accepting, &moved, TRUE, &flags),
	   "error %d\n", WSAGetLastError());
	news_come(&n, c, FD_CONNECT | FD_WRITE);
	/* Wine's forgets what it had selected */
	if (strcmp(winetest_platform, "wine")) {
		news_come(&m, s, FD_WRITE);
		send(c, "x", 1, 0);
		news_come(&m, s, FD_READ);
	}
	closesocket(c);
	closesocket(s);
	closesocket(l);
	news_end(&n);
	news_end(&m);
}

START_TEST(WSAEventSelect)
{
	NEWS_RUN
	RUN(refused);
	RUN(shared);
	RUN(overlapped);
	RUN(extensions);
}
