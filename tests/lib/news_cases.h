/*
 * What holds of a socket's news however it is told: cases of the suites of
 * WSAEventSelect and WSAAsyncSelect, for TCP of both families and for AF_UNIX, whose
 * connections are there or refused at once. A suite says how it is told (NEWS_HOW),
 * and includes this; NEWS_RUN is for its START_TEST.
 */
#ifndef TESTS_LIB_NEWS_CASES_H
#define TESTS_LIB_NEWS_CASES_H

#include "news_ends.h"

static inline void news_reading(struct news *n)
{
	char buf[8];
	SOCKET a, s;

	news_pair(n, &a, &s);
	news_on(n, s, FD_READ);
	news_none(n, s);
	send(a, "abcd", 4, 0);
	news_come(n, s, FD_READ);
	/* told until somebody reads */
	send(a, "ef", 2, 0);
	news_none(n, s);
	ok(recv(s, buf, 2, MSG_PEEK) == 2, "error %d\n", WSAGetLastError());
	news_come(n, s, FD_READ);
	ok(recv(s, buf, 4, 0) == 4, "error %d\n", WSAGetLastError());
	news_come(n, s, FD_READ);
	ok(recv(s, buf, 8, 0) == 2, "error %d\n", WSAGetLastError());
	news_none(n, s);
	ok(recv(s, buf, 8, 0) < 0 && WSAGetLastError() == WSAEWOULDBLOCK,
	   "error %d\n", WSAGetLastError());
	send(a, "g", 1, 0);
	news_come(n, s, FD_READ);
	closesocket(a);
	closesocket(s);
}

/* What is there is told at once, to whoever asks. */
static inline void news_again(struct news *n)
{
	char buf[8];
	SOCKET a, s;

	news_pair(n, &a, &s);
	send(a, "x", 1, 0);
	news_on(n, s, FD_READ | FD_WRITE);
	news_come(n, s, FD_READ | FD_WRITE);
	news_on(n, s, FD_READ | FD_WRITE);
	/* Wine's event is told once, its messages again */
	todo_wine_if(n->event != NULL) news_come(n, s, FD_READ | FD_WRITE);
	news_on(n, s, FD_CLOSE);
	news_none(n, s);
	ok(recv(s, buf, 8, 0) == 1, "error %d\n", WSAGetLastError());
	closesocket(a);
	news_come(n, s, FD_CLOSE);
	closesocket(s);
}

static inline void news_writing(struct news *n)
{
	static char much[65536];
	u_long on = 1;
	SOCKET a, s;
	int r;

	news_pair(n, &a, &s);
	ok(!ioctlsocket(a, FIONBIO, &on), "error %d\n", WSAGetLastError());
	news_on(n, s, FD_WRITE);
	news_come(n, s, FD_WRITE);
	ok(send(s, "x", 1, 0) == 1, "error %d\n", WSAGetLastError());
	news_none(n, s);
	do
		r = send(s, much, sizeof(much), 0);
	while (r > 0);
	ok(WSAGetLastError() == WSAEWOULDBLOCK, "error %d\n", WSAGetLastError());
	news_none(n, s);
	/* room again, after as much was read as it takes */
	for (DWORD start = GetTickCount(); GetTickCount() - start < NEWS_MS;) {
		while (recv(a, much, sizeof(much), 0) > 0)
			;
		r = news_next(n, s, 10);
		if (r)
			break;
	}
	ok(r == FD_WRITE, "%#x\n", r);
	closesocket(a);
	closesocket(s);
}

static inline void news_connecting(struct news *n)
{
	int begun = n->family == AF_UNIX ? 0 : WSAEWOULDBLOCK, r;
	struct sock_name name;
	SOCKET l = family_listener(n->family, &name, 2);
	SOCKET c = socket(n->family, SOCK_STREAM, 0);

	news_on(n, c, ALL_NEWS);
	news_none(n, c);
	r = news_connect(c, &name);
	ok(r == begun, "error %d\n", r);
	news_come(n, c, FD_CONNECT | FD_WRITE);
	ok(!n->errors[FD_CONNECT_BIT], "error %d\n", n->errors[FD_CONNECT_BIT]);
	/* once */
	news_on(n, c, FD_CONNECT);
	news_none(n, c);
	closesocket(c);
	/* asked for before the selection was there */
	c = family_connected(&name);
	news_on(n, c, FD_CONNECT);
	/* Wine's messages forget it */
	todo_wine_if(n->window != NULL) news_come(n, c, FD_CONNECT);
	closesocket(c);
	closesocket(l);
}

static inline void news_refusing(struct news *n)
{
	struct sock_name name;
	SOCKET l = family_bound(n->family, SOCK_STREAM, &name);
	SOCKET c = socket(n->family, SOCK_STREAM, 0);
	int error = 0, size = sizeof(error), r;

	/* bound, and nobody listens */
	news_on(n, c, ALL_NEWS);
	r = news_connect(c, &name);
	if (n->family == AF_UNIX) {
		ok(r == WSAECONNREFUSED, "error %d\n", r);
		news_none(n, c);
	} else {
		ok(r == WSAEWOULDBLOCK, "error %d\n", r);
		news_come(n, c, FD_CONNECT);
		ok(n->errors[FD_CONNECT_BIT] == WSAECONNREFUSED, "error %d\n",
		   n->errors[FD_CONNECT_BIT]);
		ok(!getsockopt(c, SOL_SOCKET, SO_ERROR, (char *)&error, &size) &&
			   error == WSAECONNREFUSED,
		   "error %d\n", error);
	}
	/* Wine has no second try */
	ok(!listen(l, 1), "error %d\n", WSAGetLastError());
	r = news_connect(c, &name);
	if (n->family != AF_UNIX)
		todo_wine ok(r == WSAEWOULDBLOCK, "error %d\n", r);
	if (!r || r == WSAEWOULDBLOCK) {
		news_come(n, c, FD_CONNECT | FD_WRITE);
		ok(!n->errors[FD_CONNECT_BIT], "error %d\n",
		   n->errors[FD_CONNECT_BIT]);
	}
	closesocket(c);
	closesocket(l);
}

/* The accepted one is told in the same way. */
static inline void news_accepting(struct news *n)
{
	struct sock_name name;
	SOCKET l = family_listener(n->family, &name, 4), a, b, s, t;
	u_long off = 0;

	news_on(n, l, FD_ACCEPT | FD_READ);
	news_none(n, l);
	a = family_connected(&name);
	news_come(n, l, FD_ACCEPT);
	b = family_connected(&name);
	news_none(n, l);
	s = accept(l, NULL, NULL);
	ok(s != INVALID_SOCKET, "error %d\n", WSAGetLastError());
	news_come(n, l, FD_ACCEPT);
	t = accept(l, NULL, NULL);
	news_none(n, l);
	ok(accept(l, NULL, NULL) == INVALID_SOCKET &&
		   WSAGetLastError() == WSAEWOULDBLOCK,
	   "error %d\n", WSAGetLastError());
	send(a, "x", 1, 0);
	news_come(n, s, FD_READ);
	ok(ioctlsocket(s, FIONBIO, &off) < 0 && WSAGetLastError() == WSAEINVAL,
	   "error %d\n", WSAGetLastError());
	closesocket(s);
	news_off(n, t);
	send(b, "x", 1, 0);
	news_none(n, t);
	closesocket(a);
	closesocket(b);
	closesocket(t);
	closesocket(l);
}

/* What came out of band is no FD_READ. */
static inline void news_urgent(struct news *n)
{
	char buf[8];
	SOCKET a, s;

	news_pair(n, &a, &s);
	news_on(n, s, FD_READ | FD_OOB);
	ok(send(a, "!", 1, MSG_OOB) == 1, "error %d\n", WSAGetLastError());
	news_come(n, s, FD_OOB);
	ok(recv(s, buf, 1, MSG_OOB) == 1 && buf[0] == '!', "error %d\n",
	   WSAGetLastError());
	news_none(n, s);
	ok(send(a, "?", 1, MSG_OOB) == 1, "error %d\n", WSAGetLastError());
	news_come(n, s, FD_OOB);
	closesocket(a);
	closesocket(s);
}

static inline void news_datagrams(struct news *n)
{
	struct sock_name name;
	SOCKET s = family_bound(n->family, SOCK_DGRAM, &name);
	char buf[8];

	news_on(n, s, FD_READ | FD_WRITE | FD_CLOSE);
	news_come(n, s, FD_WRITE);
	sendto(s, "", 0, 0, &name.any, name.length);
	news_come(n, s, FD_READ);
	sendto(s, "ab", 2, 0, &name.any, name.length);
	ok(recv(s, buf, 8, 0) == 0, "error %d\n", WSAGetLastError());
	news_come(n, s, FD_READ);
	ok(recv(s, buf, 8, 0) == 2, "error %d\n", WSAGetLastError());
	news_none(n, s);
	closesocket(s);
}

/* Nonblocking while it lasts, and after that until somebody says so. */
static inline void news_mode(struct news *n)
{
	u_long off = 0;
	char buf[8];
	SOCKET a, s;

	news_pair(n, &a, &s);
	news_on(n, s, FD_READ);
	ok(recv(s, buf, 8, 0) < 0 && WSAGetLastError() == WSAEWOULDBLOCK,
	   "error %d\n", WSAGetLastError());
	ok(ioctlsocket(s, FIONBIO, &off) < 0 && WSAGetLastError() == WSAEINVAL,
	   "error %d\n", WSAGetLastError());
	ok(!(n->event ? WSAEventSelect(s, NULL, 0) :
			WSAAsyncSelect(s, n->window, 0, 0)),
	   "error %d\n", WSAGetLastError());
	ok(recv(s, buf, 8, 0) < 0 && WSAGetLastError() == WSAEWOULDBLOCK,
	   "error %d\n", WSAGetLastError());
	send(a, "x", 1, 0);
	news_none(n, s);
	ok(!ioctlsocket(s, FIONBIO, &off), "error %d\n", WSAGetLastError());
	closesocket(a);
	closesocket(s);
}

/* The other way of being told ends this one. */
static inline void news_replaced(struct news *n)
{
	struct news end = n->event ? news_by_message() : news_by_event();
	struct news *other = &end;
	char buf[8];
	SOCKET a, s;

	news_pair(n, &a, &s);
	news_on(n, s, FD_READ);
	news_on(other, s, FD_READ);
	send(a, "x", 1, 0);
	news_come(other, s, FD_READ);
	news_none(n, s);
	news_on(n, s, FD_READ);
	/* Wine's is told once whoever it is */
	todo_wine_if(n->event != NULL) news_come(n, s, FD_READ);
	ok(recv(s, buf, 8, 0) == 1, "error %d\n", WSAGetLastError());
	send(a, "x", 1, 0);
	news_come(n, s, FD_READ);
	news_none(other, s);
	closesocket(a);
	closesocket(s);
	news_end(other);
}

static inline void news_case(struct news (*how)(void), int family,
			     void (*test)(struct news *))
{
	struct news n;

	if (family == AF_UNIX && !have_unix())
		return;
	sock_start();
	n = how();
	n.family = family;
	test(&n);
	news_end(&n);
}

#define NEWS_STREAMS(X) \
	X(reading) X(again) X(writing) X(connecting) X(refusing) X(accepting) \
	X(closing) X(crashing) X(mode) X(replaced) X(closed) X(disconnected) \
	X(reused) X(reaccepted)
#define NEWS_INTERNET(X) NEWS_STREAMS(X) X(urgent) X(datagrams)

#define NEWS_CASE(name, suffix, family) \
	static void name##suffix(void) \
	{ \
		news_case(NEWS_HOW, family, news_##name); \
	}
#define NEWS_INET(name) NEWS_CASE(name, , AF_INET)
#define NEWS_INET6(name) NEWS_CASE(name, _inet6, AF_INET6)
#define NEWS_UNIX(name) NEWS_CASE(name, _unix, AF_UNIX)
NEWS_INTERNET(NEWS_INET)
NEWS_INTERNET(NEWS_INET6)
NEWS_STREAMS(NEWS_UNIX)

#define NEWS_RUN_INET(name) RUN(name);
#define NEWS_RUN_INET6(name) RUN(name##_inet6);
#define NEWS_RUN_UNIX(name) RUN(name##_unix);
#define NEWS_RUN \
	NEWS_INTERNET(NEWS_RUN_INET) \
	NEWS_INTERNET(NEWS_RUN_INET6) \
	NEWS_STREAMS(NEWS_RUN_UNIX)

#endif
