/*
 * How a socket ends, as its news (news_cases.h): by the peer's end, by one's own, by
 * closesocket; and how it goes on when DisconnectEx lets it be used again.
 */
#ifndef TESTS_LIB_NEWS_ENDS_H
#define TESTS_LIB_NEWS_ENDS_H

#include "news.h"

/* The other end of s goes as if it had crashed: by a reset, or with data unread. */
static inline void news_crash(struct news *n, SOCKET s, SOCKET other)
{
	struct linger hard = {1, 0};

	if (n->family == AF_UNIX)
		ok(send(s, "x", 1, 0) == 1, "error %d\n", WSAGetLastError());
	else
		ok(!setsockopt(other, SOL_SOCKET, SO_LINGER, (char *)&hard,
			       sizeof(hard)),
		   "error %d\n", WSAGetLastError());
	closesocket(other);
}

/* Not before the data in front of it have been read; once. */
static inline void news_closing(struct news *n)
{
	char buf[8];
	SOCKET a, s;

	news_pair(n, &a, &s);
	news_on(n, s, FD_READ | FD_CLOSE);
	send(a, "last", 4, 0);
	ok(!shutdown(a, SD_SEND), "error %d\n", WSAGetLastError());
	news_come(n, s, FD_READ);
	news_none(n, s);
	ok(recv(s, buf, 2, 0) == 2, "error %d\n", WSAGetLastError());
	news_come(n, s, FD_READ);
	ok(recv(s, buf, 8, 0) == 2, "error %d\n", WSAGetLastError());
	news_come(n, s, FD_CLOSE);
	ok(!n->errors[FD_CLOSE_BIT], "error %d\n", n->errors[FD_CLOSE_BIT]);
	ok(!recv(s, buf, 8, 0), "error %d\n", WSAGetLastError());
	closesocket(a);
	news_none(n, s);
	closesocket(s);
	/* one's own end is none */
	news_pair(n, &a, &s);
	news_on(n, s, FD_CLOSE);
	ok(!shutdown(s, SD_SEND), "error %d\n", WSAGetLastError());
	news_none(n, s);
	closesocket(a);
	news_come(n, s, FD_CLOSE);
	closesocket(s);
}

static inline void news_crashing(struct news *n)
{
	char buf[8];
	SOCKET a, s;

	news_pair(n, &a, &s);
	news_on(n, s, FD_CLOSE);
	news_crash(n, s, a);
	news_come(n, s, FD_CLOSE);
	/* Wine does not say how */
	todo_wine ok(n->errors[FD_CLOSE_BIT] == WSAECONNRESET, "error %d\n",
		     n->errors[FD_CLOSE_BIT]);
	ok(recv(s, buf, 8, 0) <= 0, "data\n");
	news_none(n, s);
	closesocket(s);
}

/* W-065: nothing is told of what has been closed. */
static inline void news_closed(struct news *n)
{
	SOCKET a, s;

	news_pair(n, &a, &s);
	news_on(n, s, FD_READ | FD_CLOSE);
	ok(!closesocket(s), "error %d\n", WSAGetLastError());
	send(a, "x", 1, 0);
	closesocket(a);
	if (n->event)
		ok(WaitForSingleObject(n->event, QUIET_MS) == WAIT_TIMEOUT,
		   "set\n");
	else
		news_none(n, s);
}

/* One's own end is no news, the peer's is. With AF_UNIX it is the peer's as well. */
static inline void news_disconnected(struct news *n)
{
	SOCKET a, s;

	news_pair(n, &a, &s);
	news_on(n, s, FD_READ | FD_WRITE | FD_CLOSE);
	news_come(n, s, FD_WRITE);
	sock_disconnect(s, 0);
	if (n->family == AF_UNIX)
		news_come(n, s, FD_CLOSE);
	else
		news_none(n, s);
	news_on(n, s, FD_READ | FD_WRITE | FD_CLOSE);
	if (n->family != AF_UNIX)
		news_none(n, s);
	closesocket(a);
	news_come(n, s, FD_CLOSE);
	ok(!n->errors[FD_CLOSE_BIT], "error %d\n", n->errors[FD_CLOSE_BIT]);
	closesocket(s);
}

static inline BOOL have_reuse(void)
{
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine's can't be used again\n");
	return FALSE;
}

/* As if just made, and still selected: for a connection that it asks for, */
static inline void news_reused(struct news *n)
{
	struct sock_name name;
	SOCKET l, a, s;
	char buf[8];
	int r;

	if (!have_reuse())
		return;
	l = family_listener(n->family, &name, 1);
	news_pair(n, &s, &a);
	news_on(n, s, ALL_NEWS);
	news_come(n, s, FD_CONNECT | FD_WRITE);
	sock_disconnect(s, TF_REUSE_SOCKET);
	ok(!recv(a, buf, 8, 0), "error %d\n", WSAGetLastError());
	closesocket(a);
	news_none(n, s);
	r = news_connect(s, &name);
	ok(r == (n->family == AF_UNIX ? 0 : WSAEWOULDBLOCK), "error %d\n", r);
	news_come(n, s, FD_CONNECT | FD_WRITE);
	a = accept(l, NULL, NULL);
	send(a, "x", 1, 0);
	news_come(n, s, FD_READ);
	ok(recv(s, buf, 8, 0) == 1, "error %d\n", WSAGetLastError());
	closesocket(a);
	news_come(n, s, FD_CLOSE);
	closesocket(s);
	closesocket(l);
}

/* and for one that AcceptEx puts there. */
static inline void news_reaccepted(struct news *n)
{
	char out[2 * (sizeof(struct sock_name) + 16)];
	OVERLAPPED accepting = {0};
	struct sock_name name;
	SOCKET l, a, s;
	DWORD moved, flags;

	if (!have_reuse())
		return;
	l = family_listener(n->family, &name, 1);
	news_pair(n, &a, &s);
	news_on(n, s, ALL_NEWS);
	news_come(n, s, FD_WRITE);
	sock_disconnect(s, TF_REUSE_SOCKET);
	ok(!AcceptEx(l, s, out, 0, sizeof(out) / 2, sizeof(out) / 2, &moved,
		     &accepting) &&
		   WSAGetLastError() == WSA_IO_PENDING,
	   "error %d\n", WSAGetLastError());
	news_none(n, s);
	closesocket(a);
	a = family_connected(&name);
	ok(WSAGetOverlappedResult(l, &accepting, &moved, TRUE, &flags),
	   "error %d\n", WSAGetLastError());
	news_come(n, s, FD_WRITE);
	send(a, "x", 1, 0);
	news_come(n, s, FD_READ);
	closesocket(a);
	closesocket(s);
	closesocket(l);
}

#endif
