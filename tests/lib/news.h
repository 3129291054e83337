/*
 * Being told of a socket's news, by an event and its record or by messages: the same
 * cases hold for both, each of which is called with the way it is told.
 */
#ifndef TESTS_LIB_NEWS_H
#define TESTS_LIB_NEWS_H

#include "sock.h"
#include "window.h"

#define WM_NEWS (WM_USER + 7)
#define ALL_NEWS \
	(FD_READ | FD_WRITE | FD_OOB | FD_ACCEPT | FD_CONNECT | FD_CLOSE)
#define NEWS_MS 5000
#define QUIET_MS 60

struct news {
	HANDLE event; /* or */
	HWND window;
	int errors[FD_MAX_EVENTS];
};

static inline struct news news_by_event(void)
{
	struct news n = {WSACreateEvent(), NULL, {0}};

	return n;
}

static inline struct news news_by_message(void)
{
	struct news n = {NULL, window_new(), {0}};

	return n;
}

static inline void news_end(struct news *n)
{
	if (n->event)
		WSACloseEvent(n->event);
	else
		DestroyWindow(n->window);
}

static inline int news_select(struct news *n, SOCKET s, LONG events)
{
	return n->event ? WSAEventSelect(s, n->event, events) :
			  WSAAsyncSelect(s, n->window, WM_NEWS, events);
}

/* What came within the time; one message, or all that is recorded. */
#define NEWS_TWICE 0x40000000 /* or of another socket */
static inline LONG news_next(struct news *n, SOCKET s, DWORD ms)
{
	WSANETWORKEVENTS got = {0};
	LONG event;
	MSG msg;

	if (n->event) {
		if (WaitForSingleObject(n->event, ms) != WAIT_OBJECT_0)
			return 0;
		ok(!WSAEnumNetworkEvents(s, n->event, &got), "error %d\n",
		   WSAGetLastError());
		for (int i = 0; i < FD_MAX_EVENTS; i++)
			if (got.lNetworkEvents & 1 << i)
				n->errors[i] = got.iErrorCode[i];
		return got.lNetworkEvents;
	}
	if (!window_next(n->window, &msg, ms))
		return 0;
	if (msg.message != WM_NEWS || msg.wParam != s)
		return NEWS_TWICE;
	event = WSAGETSELECTEVENT(msg.lParam);
	for (int i = 0; i < FD_MAX_EVENTS; i++)
		if (event & 1 << i)
			n->errors[i] = WSAGETSELECTERROR(msg.lParam);
	return event;
}

/* What comes until it is all of these, or something that is not to be. */
static inline LONG news_got(struct news *n, SOCKET s, LONG events)
{
	DWORD start = GetTickCount();
	LONG got = 0, more;

	while (got != events && GetTickCount() - start < NEWS_MS) {
		more = news_next(n, s, NEWS_MS);
		if (got & more)
			got |= NEWS_TWICE;
		got |= more;
		if (got & ~events)
			break;
	}
	return got;
}

/* Each of them once, and nothing besides by the time the last of them has. */
#define news_come(n, s, events) news_come_(__LINE__, news_got(n, s, events), events)
static inline void news_come_(int line, LONG got, LONG events)
{
	ok_(__FILE__, line)(got == events, "%#lx, not %#lx\n", (long)got,
			    (long)events);
}

#define news_none(n, s) news_none_(__LINE__, n, s)
static inline void news_none_(int line, struct news *n, SOCKET s)
{
	LONG got = news_next(n, s, QUIET_MS);

	ok_(__FILE__, line)(!got, "%#lx came\n", (long)got);
}

static inline void news_off(struct news *n, SOCKET s)
{
	ok(!news_select(n, s, 0), "error %d\n", WSAGetLastError());
}

#define news_on(n, s, events) \
	ok(!news_select(n, s, events), "error %d\n", WSAGetLastError())

/* The other end goes as if it had crashed. */
static inline void news_reset(SOCKET s)
{
	struct linger hard = {1, 0};

	ok(!setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)),
	   "error %d\n", WSAGetLastError());
	closesocket(s);
}

static inline void news_reading(struct news *n)
{
	char buf[8];
	SOCKET a, s;

	tcp_pair(&a, &s);
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

	tcp_pair(&a, &s);
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

	tcp_pair(&a, &s);
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
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 2), c = socket(AF_INET, SOCK_STREAM, 0);

	news_on(n, c, ALL_NEWS);
	news_none(n, c);
	ok(connect(c, (struct sockaddr *)&name, sizeof(name)) < 0 &&
		   WSAGetLastError() == WSAEWOULDBLOCK,
	   "error %d\n", WSAGetLastError());
	news_come(n, c, FD_CONNECT | FD_WRITE);
	ok(!n->errors[FD_CONNECT_BIT], "error %d\n", n->errors[FD_CONNECT_BIT]);
	/* once */
	news_on(n, c, FD_CONNECT);
	news_none(n, c);
	closesocket(c);
	/* asked for before the selection was there */
	c = sock_connected(&name);
	news_on(n, c, FD_CONNECT);
	/* Wine's messages forget it */
	todo_wine_if(n->window != NULL) news_come(n, c, FD_CONNECT);
	closesocket(c);
	closesocket(l);
}

static inline void news_refusing(struct news *n)
{
	struct sockaddr_in name;
	SOCKET l = sock_bound(SOCK_STREAM, &name), c;
	int error = 0, size = sizeof(error);

	/* bound, and nobody listens */
	c = socket(AF_INET, SOCK_STREAM, 0);
	news_on(n, c, ALL_NEWS);
	ok(connect(c, (struct sockaddr *)&name, sizeof(name)) < 0 &&
		   WSAGetLastError() == WSAEWOULDBLOCK,
	   "error %d\n", WSAGetLastError());
	news_come(n, c, FD_CONNECT);
	ok(n->errors[FD_CONNECT_BIT] == WSAECONNREFUSED, "error %d\n",
	   n->errors[FD_CONNECT_BIT]);
	ok(!getsockopt(c, SOL_SOCKET, SO_ERROR, (char *)&error, &size) &&
		   error == WSAECONNREFUSED,
	   "error %d\n", error);
	/* Wine has no second try */
	ok(!listen(l, 1), "error %d\n", WSAGetLastError());
	connect(c, (struct sockaddr *)&name, sizeof(name));
	todo_wine ok(WSAGetLastError() == WSAEWOULDBLOCK, "error %d\n",
		     WSAGetLastError());
	if (WSAGetLastError() == WSAEWOULDBLOCK)
		news_come(n, c, FD_CONNECT | FD_WRITE);
	closesocket(c);
	closesocket(l);
}

/* The accepted one is told in the same way. */
static inline void news_accepting(struct news *n)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 4), a, b, s, t;
	u_long off = 0;

	news_on(n, l, FD_ACCEPT | FD_READ);
	news_none(n, l);
	a = sock_connected(&name);
	news_come(n, l, FD_ACCEPT);
	b = sock_connected(&name);
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

/* Not before the data in front of it have been read; once. */
static inline void news_closing(struct news *n)
{
	char buf[8];
	SOCKET a, s;

	tcp_pair(&a, &s);
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
	tcp_pair(&a, &s);
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

	tcp_pair(&a, &s);
	news_on(n, s, FD_CLOSE);
	news_reset(a);
	news_come(n, s, FD_CLOSE);
	/* Wine does not say how */
	todo_wine ok(n->errors[FD_CLOSE_BIT] == WSAECONNRESET, "error %d\n",
		     n->errors[FD_CLOSE_BIT]);
	ok(recv(s, buf, 8, 0) <= 0, "data\n");
	news_none(n, s);
	closesocket(s);
}

/* What came out of band is no FD_READ. */
static inline void news_urgent(struct news *n)
{
	char buf[8];
	SOCKET a, s;

	tcp_pair(&a, &s);
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
	struct sockaddr_in name;
	SOCKET s = sock_bound(SOCK_DGRAM, &name);
	const struct sockaddr *to = (struct sockaddr *)&name;
	char buf[8];

	news_on(n, s, FD_READ | FD_WRITE | FD_CLOSE);
	news_come(n, s, FD_WRITE);
	sendto(s, "", 0, 0, to, sizeof(name));
	news_come(n, s, FD_READ);
	sendto(s, "ab", 2, 0, to, sizeof(name));
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

	tcp_pair(&a, &s);
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
static inline void news_replaced(struct news *n, struct news *other)
{
	char buf[8];
	SOCKET a, s;

	tcp_pair(&a, &s);
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
}

/* W-065: nothing is told of what has been closed. */
static inline void news_closed(struct news *n)
{
	SOCKET a, s;

	tcp_pair(&a, &s);
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

#define NEWS_CASES(X) \
	X(reading) X(again) X(writing) X(connecting) X(refusing) X(accepting) \
	X(closing) X(crashing) X(urgent) X(datagrams) X(mode) X(closed)

#endif
