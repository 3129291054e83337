/*
 * Being told of a socket's news, by an event and its record or by messages: what a
 * test needs to select it and to say what has come, whichever way it is told. The
 * cases that hold for both stand in news_cases.h.
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

#define select_fails(call, error) \
	ok((WSASetLastError(UNTOUCHED), (call)) == SOCKET_ERROR && \
		   WSAGetLastError() == (error), \
	   "%s: error %d, not %d\n", #call, WSAGetLastError(), error)

struct news {
	HANDLE event; /* or */
	HWND window;
	int family; /* of the sockets that it is about */
	int errors[FD_MAX_EVENTS];
};

static inline struct news news_by_event(void)
{
	struct news n = {WSACreateEvent(), NULL, AF_INET, {0}};

	return n;
}

static inline struct news news_by_message(void)
{
	struct news n = {NULL, window_new(), AF_INET, {0}};

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
#define news_come(n, s, events) \
	news_come_(__FILE__, __LINE__, news_got(n, s, events), events)
static inline void news_come_(const char *src, int line, LONG got, LONG events)
{
	ok_(src, line)(got == events, "%#lx, not %#lx\n", (long)got,
			    (long)events);
}

#define news_none(n, s) news_none_(__FILE__, __LINE__, n, s)
static inline void news_none_(const char *src, int line, struct news *n, SOCKET s)
{
	LONG got = news_next(n, s, QUIET_MS);

	ok_(src, line)(!got, "%#lx came\n", (long)got);
}

static inline void news_off(struct news *n, SOCKET s)
{
	ok(!news_select(n, s, 0), "error %d\n", WSAGetLastError());
}

#define news_on(n, s, events) \
	ok(!news_select(n, s, events), "error %d\n", WSAGetLastError())

static inline void news_pair(struct news *n, SOCKET *a, SOCKET *s)
{
	family_pair(n->family, a, s);
}

/* Does not wait, as the socket has a selection. */
static inline int news_connect(SOCKET c, const struct sock_name *name)
{
	WSASetLastError(0);
	connect(c, &name->any, name->length);
	return WSAGetLastError();
}

#endif
