/*
 * WSAEnumNetworkEvents: the record of a socket's news, taken together with the event.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/news.h"

static void record(void)
{
	WSANETWORKEVENTS got;
	struct news n;
	char buf[8];
	SOCKET a, s;

	tcp_pair(&a, &s);
	n = news_by_event();
	/* nothing is selected, and the event is reset all the same */
	SetEvent(n.event);
	ok(!WSAEnumNetworkEvents(s, n.event, &got) && !got.lNetworkEvents,
	   "%#lx\n", (long)got.lNetworkEvents);
	ok(WaitForSingleObject(n.event, 0) == WAIT_TIMEOUT, "set\n");
	news_on(&n, s, FD_READ | FD_WRITE | FD_CLOSE);
	ok(WaitForSingleObject(n.event, NEWS_MS) == WAIT_OBJECT_0, "not set\n");
	/* without it the event stays, and the record goes; errors of what has not
	 * happened are not written */
	memset(&got, 0x5a, sizeof(got));
	ok(!WSAEnumNetworkEvents(s, NULL, &got), "error %d\n", WSAGetLastError());
	ok(got.lNetworkEvents == FD_WRITE && !got.iErrorCode[FD_WRITE_BIT] &&
		   got.iErrorCode[FD_READ_BIT] == 0x5a5a5a5a,
	   "%#lx\n", (long)got.lNetworkEvents);
	ok(WaitForSingleObject(n.event, 0) == WAIT_OBJECT_0, "not set\n");
	ok(!WSAEnumNetworkEvents(s, n.event, &got) && !got.lNetworkEvents,
	   "%#lx\n", (long)got.lNetworkEvents);
	ok(WaitForSingleObject(n.event, 0) == WAIT_TIMEOUT, "set\n");
	/* what was read meanwhile is no news any more */
	send(a, "x", 1, 0);
	ok(WaitForSingleObject(n.event, NEWS_MS) == WAIT_OBJECT_0, "not set\n");
	ok(recv(s, buf, 8, 0) == 1, "error %d\n", WSAGetLastError());
	ok(!WSAEnumNetworkEvents(s, n.event, &got) && !got.lNetworkEvents,
	   "%#lx\n", (long)got.lNetworkEvents);
	closesocket(a);
	closesocket(s);
	news_end(&n);
}

/* Another selection forgets what was recorded and is not so any more. */
static void forgotten(void)
{
	WSANETWORKEVENTS got;
	struct news n;
	SOCKET a, s;

	tcp_pair(&a, &s);
	n = news_by_event();
	news_on(&n, s, FD_WRITE);
	ok(WaitForSingleObject(n.event, NEWS_MS) == WAIT_OBJECT_0, "not set\n");
	ok(!WSAEventSelect(s, n.event, FD_READ), "error %d\n", WSAGetLastError());
	ok(!WSAEnumNetworkEvents(s, n.event, &got) && !got.lNetworkEvents,
	   "%#lx\n", (long)got.lNetworkEvents);
	closesocket(a);
	closesocket(s);
	news_end(&n);
}

static void refused(void)
{
	WSANETWORKEVENTS got = {0};
	struct news n;
	SOCKET a, s;

	todo_wine select_fails(WSAEnumNetworkEvents(1234, NULL, &got),
			     WSANOTINITIALISED);
	tcp_pair(&a, &s);
	n = news_by_event();
	news_on(&n, s, FD_WRITE);
	ok(WaitForSingleObject(n.event, NEWS_MS) == WAIT_OBJECT_0, "not set\n");
	select_fails(WSAEnumNetworkEvents(0xbad0, n.event, &got), WSAENOTSOCK);
	if (strcmp(winetest_platform, "wine")) {
		/* Wine takes any, and writes to any */
		select_fails(WSAEnumNetworkEvents(s, (HANDLE)0xbad0, &got),
			   WSAEINVAL);
		select_fails(WSAEnumNetworkEvents(s, n.event, NULL), WSAEFAULT);
	}
	/* nothing has been taken, nor reset, which Wine does all the same */
	todo_wine ok(WaitForSingleObject(n.event, 0) == WAIT_OBJECT_0,
		     "not set\n");
	ok(!WSAEnumNetworkEvents(s, n.event, &got) &&
		   got.lNetworkEvents == FD_WRITE,
	   "%#lx\n", (long)got.lNetworkEvents);
	closesocket(a);
	closesocket(s);
	news_end(&n);
	WSACleanup();
	todo_wine select_fails(WSAEnumNetworkEvents(s, NULL, &got),
			     WSANOTINITIALISED);
}

START_TEST(WSAEnumNetworkEvents)
{
	RUN(record);
	RUN(forgotten);
	RUN(refused);
}
