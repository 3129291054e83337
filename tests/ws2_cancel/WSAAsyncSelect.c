/*
 * WSAAsyncSelect: a socket's news as messages. The cases that events have as well
 * stand in lib/news_cases.h; closed is W-065's, and full's second socket is.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"

#define NEWS_HOW news_by_message
#include "lib/news_cases.h"

#define FULL 10000

static void refused(void)
{
	HWND window = window_new();
	SOCKET s;

	todo_wine select_fails(WSAAsyncSelect(1234, window, WM_NEWS, FD_READ),
			       WSANOTINITIALISED);
	sock_start();
	s = socket(AF_INET, SOCK_STREAM, 0);
	select_fails(WSAAsyncSelect(0xbad0, window, WM_NEWS, FD_READ),
		     WSAENOTSOCK);
	select_fails(WSAAsyncSelect(0xbad0, window, 0, 0), WSAENOTSOCK);
	/* Wine takes any */
	todo_wine {
		select_fails(WSAAsyncSelect(s, (HWND)0xbad0, WM_NEWS, FD_READ),
			     WSAEINVAL);
		select_fails(WSAAsyncSelect(s, NULL, WM_NEWS, FD_READ),
			     WSAEINVAL);
	}
	ok(!WSAAsyncSelect(s, NULL, 0, 0), "error %d\n", WSAGetLastError());
	closesocket(s);
	WSACleanup();
	todo_wine select_fails(WSAAsyncSelect(s, window, WM_NEWS, FD_READ),
			       WSANOTINITIALISED);
	DestroyWindow(window);
}

/* W-064: what is in the queue may come, nothing else does. */
static void cancelled(void)
{
	struct news n;
	char buf[8];
	SOCKET a, s;

	tcp_pair(&a, &s);
	n = news_by_message();
	news_on(&n, s, FD_READ);
	send(a, "x", 1, 0);
	ok(MsgWaitForMultipleObjects(0, NULL, FALSE, NEWS_MS, QS_ALLINPUT) !=
		   WAIT_TIMEOUT,
	   "no message\n");
	ok(!WSAAsyncSelect(s, n.window, 0, 0), "error %d\n", WSAGetLastError());
	news_come(&n, s, FD_READ);
	ok(recv(s, buf, 8, 0) == 1, "error %d\n", WSAGetLastError());
	send(a, "x", 1, 0);
	news_none(&n, s);
	closesocket(a);
	closesocket(s);
	news_end(&n);
}

/* W-064: another window, another message. */
static void moved(void)
{
	HWND first = window_new(), second = window_new();
	SOCKET a, s;
	MSG msg;

	tcp_pair(&a, &s);
	ok(!WSAAsyncSelect(s, first, WM_NEWS, FD_READ), "error %d\n",
	   WSAGetLastError());
	ok(!WSAAsyncSelect(s, second, WM_NEWS + 1, FD_CLOSE), "error %d\n",
	   WSAGetLastError());
	send(a, "x", 1, 0);
	ok(!window_next(first, &msg, QUIET_MS), "message %#x\n", msg.message);
	ok(!WSAAsyncSelect(s, second, WM_NEWS + 1, FD_READ), "error %d\n",
	   WSAGetLastError());
	ok(window_next(second, &msg, NEWS_MS) && msg.message == WM_NEWS + 1 &&
		   msg.wParam == s && msg.lParam == FD_READ,
	   "message %#x %#lx\n", msg.message, (long)msg.lParam);
	closesocket(a);
	closesocket(s);
	DestroyWindow(first);
	DestroyWindow(second);
}

static void fill_queue(HWND window)
{
	for (int i = 0; i < FULL; i++)
		ok(PostMessageA(window, WM_USER, 0, 0), "error %u\n",
		   GetLastError());
	ok(!PostMessageA(window, WM_USER, 0, 0), "there is room\n");
}

static int empty_queue(HWND window)
{
	MSG msg;
	int n = 0;

	while (PeekMessageA(&msg, window, WM_USER, WM_USER, PM_REMOVE))
		n++;
	return n;
}

/* What a full queue refuses comes when there is room; what was read meanwhile does
 * not, nor what was closed. */
static void full(void)
{
	struct news n;
	SOCKET a, s, b, t;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine's queues take any number\n");
		return;
	}
	tcp_pair(&a, &s);
	tcp_pair(&b, &t);
	n = news_by_message();
	fill_queue(n.window);
	news_on(&n, s, FD_WRITE | FD_READ);
	news_on(&n, t, FD_WRITE);
	ok(!closesocket(t), "error %d\n", WSAGetLastError());
	ok(empty_queue(n.window) == FULL, "not all\n");
	news_come(&n, s, FD_WRITE);
	fill_queue(n.window);
	send(a, "x", 1, 0);
	news_on(&n, s, FD_CLOSE);
	ok(empty_queue(n.window) == FULL, "not all\n");
	news_none(&n, s);
	closesocket(a);
	closesocket(b);
	closesocket(s);
	news_end(&n);
}

/* Nobody to tell: the selection ends, and the socket can be told to block. */
static void dead_window(void)
{
	struct news n;
	u_long off = 0;
	DWORD start = GetTickCount();
	SOCKET a, s;
	int r;

	tcp_pair(&a, &s);
	n = news_by_message();
	news_on(&n, s, FD_READ);
	DestroyWindow(n.window);
	send(a, "x", 1, 0);
	/* when the news have come and found nobody */
	do
		r = ioctlsocket(s, FIONBIO, &off);
	while (r && GetTickCount() - start < 1000);
	todo_wine ok(!r, "error %d\n", WSAGetLastError());
	n = news_by_message();
	news_on(&n, s, FD_READ);
	news_come(&n, s, FD_READ);
	closesocket(a);
	closesocket(s);
	news_end(&n);
}

/* W-062: nothing is posted after the last WSACleanup. */
static void shut_down(void)
{
	struct news n;
	WSADATA data;
	SOCKET a, s;

	tcp_pair(&a, &s);
	n = news_by_message();
	if (strcmp(winetest_platform, "wine"))
		fill_queue(n.window);
	news_on(&n, s, FD_READ);
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	empty_queue(n.window);
	news_none(&n, s);
	ok(!WSAStartup(MAKEWORD(2, 2), &data), "no Winsock\n");
	closesocket(a);
	closesocket(s);
	news_end(&n);
}

START_TEST(WSAAsyncSelect)
{
	NEWS_RUN
	RUN(refused);
	RUN(cancelled);
	RUN(moved);
	RUN(full);
	RUN(dead_window);
	RUN(shut_down);
}
