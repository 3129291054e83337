/*
 * A socket's news against all that may come between: another selection, closesocket,
 * a recv that enables them again. The thread that has the news is held before it
 * looks (select:news), or with a message that it has not posted yet (select:post); the
 * one that receives, before it enables again what it has received (select:again).
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "news.h"

#define BRIEFLY 200

static struct news news, other;
static SOCKET peer, sock;
static int arrived, go, returned, holds;

/* Once, wherever it is first. */
static void hold(void *arg)
{
	(void)arg;
	if (!first_time(&holds))
		return;
	raise_flag(&arrived);
	await_flag(&go);
}

static void begin(BOOL messages)
{
	arrived = go = returned = holds = 0;
	tcp_pair(&peer, &sock);
	news = messages ? news_by_message() : news_by_event();
	other = messages ? news_by_message() : news_by_event();
}

static void end(void)
{
	closesocket(peer);
	closesocket(sock);
	news_end(&news);
	news_end(&other);
}

static void hold_at(const char *point)
{
	point_arm(point, hold, NULL);
	ok(send(peer, "a", 1, 0) == 1, "error %d\n", WSAGetLastError());
	await_flag(&arrived);
}

static HANDLE start(DWORD (WINAPI *what)(void *))
{
	return CreateThread(NULL, 0, what, NULL, 0, NULL);
}

static void finish(HANDLE thread)
{
	ok(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(thread);
}

static DWORD WINAPI reselects(void *arg)
{
	(void)arg;
	news_on(&other, sock, FD_READ);
	raise_flag(&returned);
	return 0;
}

static DWORD WINAPI cancels(void *arg)
{
	(void)arg;
	news_off(&news, sock);
	raise_flag(&returned);
	return 0;
}

static DWORD WINAPI closes(void *arg)
{
	(void)arg;
	ok(!closesocket(sock), "error %d\n", WSAGetLastError());
	raise_flag(&returned);
	return 0;
}

/* It returns when the message on its way has been posted: W-064, W-065. */
static void returns_after(DWORD (WINAPI *what)(void *))
{
	HANDLE thread;
	MSG msg;

	news_on(&news, sock, FD_READ);
	hold_at("select:post");
	thread = start(what);
	ok(!await_flag_briefly(&returned, BRIEFLY), "did not wait\n");
	raise_flag(&go);
	finish(thread);
	/* this one was before; there is none after it */
	ok(PeekMessageA(&msg, news.window, WM_NEWS, WM_NEWS, PM_REMOVE) &&
		   msg.lParam == FD_READ,
	   "no message\n");
	send(peer, "b", 1, 0);
	news_none(&news, sock);
}

static void posting_against_another(void)
{
	begin(TRUE);
	returns_after(reselects);
	news_come(&other, sock, FD_READ);
	end();
}

static void posting_against_none(void)
{
	begin(TRUE);
	returns_after(cancels);
	end();
}

static void posting_against_closesocket(void)
{
	begin(TRUE);
	returns_after(closes);
	end();
}

/* It has not looked yet: the new one finds the news, and the old one does not. */
static void looking_against_another(BOOL messages)
{
	char buf[8];

	begin(messages);
	news_on(&news, sock, FD_READ);
	hold_at("select:news");
	news_on(&other, sock, FD_READ);
	news_come(&other, sock, FD_READ);
	raise_flag(&go);
	news_none(&news, sock);
	news_none(&other, sock);
	ok(recv(sock, buf, 8, 0) == 1, "error %d\n", WSAGetLastError());
	send(peer, "b", 1, 0);
	news_come(&other, sock, FD_READ);
	end();
}

static void event_against_another(void)
{
	looking_against_another(FALSE);
}

static void message_against_another(void)
{
	looking_against_another(TRUE);
}

/* Who looks uses the socket: closesocket waits for that, and nothing comes later. */
static void looking_against_closesocket(void)
{
	HANDLE thread;
	MSG msg;

	begin(TRUE);
	news_on(&news, sock, FD_READ);
	hold_at("select:news");
	thread = start(closes);
	ok(!await_flag_briefly(&returned, BRIEFLY), "did not wait\n");
	raise_flag(&go);
	finish(thread);
	PeekMessageA(&msg, news.window, WM_NEWS, WM_NEWS, PM_REMOVE);
	news_none(&news, sock);
	end();
}

static DWORD WINAPI receives(void *arg)
{
	char buf[8];

	(void)arg;
	ok(recv(sock, buf, 8, 0) == 1, "error %d\n", WSAGetLastError());
	raise_flag(&returned);
	return 0;
}

static void note(void *arg)
{
	(void)arg; /* point_count is asked */
}

/* What arrives between a recv and its enabling again is told, once. */
static void arrival_before_again(BOOL messages)
{
	HANDLE thread;
	unsigned before;

	begin(messages);
	point_arm("select:news", note, NULL);
	news_on(&news, sock, FD_READ);
	send(peer, "a", 1, 0);
	news_come(&news, sock, FD_READ);
	point_arm("select:again", hold, NULL);
	thread = start(receives);
	await_flag(&arrived);
	before = point_count("select:news");
	send(peer, "b", 1, 0);
	while (point_count("select:news") == before)
		SwitchToThread();
	/* it is told already, until the recv has returned */
	news_none(&news, sock);
	raise_flag(&go);
	finish(thread);
	news_come(&news, sock, FD_READ);
	news_none(&news, sock);
	end();
}

static void event_before_again(void)
{
	arrival_before_again(FALSE);
}

static void message_before_again(void)
{
	arrival_before_again(TRUE);
}

/* The news are late: a recv has taken what they are about. */
static void read_before_look(void)
{
	char buf[8];

	begin(FALSE);
	news_on(&news, sock, FD_READ);
	hold_at("select:news");
	ok(recv(sock, buf, 8, 0) == 1, "error %d\n", WSAGetLastError());
	raise_flag(&go);
	news_none(&news, sock);
	send(peer, "b", 1, 0);
	news_come(&news, sock, FD_READ);
	end();
}

static unsigned looked;

static void await_look(void)
{
	DWORD start = GetTickCount();

	while (point_count("select:looked") == looked &&
	       GetTickCount() - start < 5000)
		SwitchToThread();
}

/* Who looks is let go, and has looked. */
static void look_first(void *arg)
{
	(void)arg;
	if (!first_time(&returned))
		return;
	await_flag(&arrived);
	looked = point_count("select:looked");
	raise_flag(&go);
	await_look();
}

/* How it went is there before connect has enabled what it enables. */
static void connecting(BOOL listens)
{
	struct sockaddr_in name;
	SOCKET l = sock_bound(SOCK_STREAM, &name);

	if (listens)
		listen(l, 1);
	arrived = go = returned = holds = 0;
	sock = socket(AF_INET, SOCK_STREAM, 0);
	news = news_by_event();
	point_arm("select:looked", note, NULL);
	looked = point_count("select:looked");
	news_on(&news, sock, ALL_NEWS);
	await_look(); /* a fresh one has an event, which says nothing */
	point_arm("select:news", hold, NULL);
	point_arm("select:again", look_first, NULL);
	ok(connect(sock, (struct sockaddr *)&name, sizeof(name)) < 0 &&
		   WSAGetLastError() == WSAEWOULDBLOCK,
	   "error %d\n", WSAGetLastError());
	if (listens)
		news_come(&news, sock, FD_CONNECT | FD_WRITE);
	else
		news_come(&news, sock, FD_CONNECT);
	ok(news.errors[FD_CONNECT_BIT] == (listens ? 0 : WSAECONNREFUSED),
	   "error %d\n", news.errors[FD_CONNECT_BIT]);
	closesocket(sock);
	closesocket(l);
	news_end(&news);
}

static void connected_before_again(void)
{
	connecting(TRUE);
}

static void refused_before_again(void)
{
	connecting(FALSE);
}

#define MUCH 20000

static int over;

static DWORD WINAPI sends(void *arg)
{
	(void)arg;
	for (int i = 0; i < MUCH; i++)
		send(peer, "x", 1, 0);
	return 0;
}

static DWORD WINAPI changes(void *arg)
{
	(void)arg;
	while (!raised(&over)) {
		news_on(&news, sock, FD_READ | FD_CLOSE);
		SwitchToThread();
	}
	return 0;
}

/* Who reads only when it is told, a little at a time, gets all of it, whatever
 * changes the selection meanwhile; two do. */
static void nothing_is_lost(void)
{
	HANDLE threads[3];
	char buf[16];
	int got = 0, n;

	begin(FALSE);
	over = 0;
	news_on(&news, sock, FD_READ | FD_CLOSE);
	threads[0] = start(sends);
	threads[1] = start(changes);
	threads[2] = start(changes);
	while (got < MUCH) {
		/* what is forgotten is recorded anew, so an empty record is none */
		if (WaitForSingleObject(news.event, 10000) != WAIT_OBJECT_0)
			break;
		news_next(&news, sock, 0);
		n = recv(sock, buf, sizeof(buf), 0);
		if (n > 0)
			got += n;
	}
	ok(got == MUCH, "%d of %d\n", got, MUCH);
	raise_flag(&over);
	for (int i = 0; i < 3; i++)
		finish(threads[i]);
	end();
}

#define TURNS 300

static int taken;

/* One at a time, that each is news. */
static DWORD WINAPI sends_by_turns(void *arg)
{
	(void)arg;
	for (int i = 0; i < TURNS; i++) {
		while (__atomic_load_n(&taken, __ATOMIC_ACQUIRE) < i) {
			if (raised(&over))
				return 0;
			SwitchToThread();
		}
		send(peer, "x", 1, 0);
	}
	return 0;
}

/* Who asks for the record without waiting: when it has taken FD_READ, and has not
 * received yet, the event that was set with it is no longer set. */
static void record_with_event(void)
{
	WSANETWORKEVENTS got;
	HANDLE thread;
	char byte;
	int n = 0, late = 0;

	begin(FALSE);
	over = taken = 0;
	news_on(&news, sock, FD_READ);
	thread = start(sends_by_turns);
	for (DWORD began = GetTickCount();
	     n < TURNS && GetTickCount() - began < 10000;) {
		ok(!WSAEnumNetworkEvents(sock, news.event, &got), "error %d\n",
		   WSAGetLastError());
		if (!got.lNetworkEvents)
			continue;
		late += WaitForSingleObject(news.event, 0) != WAIT_TIMEOUT;
		n += recv(sock, &byte, 1, 0) == 1;
		__atomic_store_n(&taken, n, __ATOMIC_RELEASE);
	}
	raise_flag(&over);
	ok(n == TURNS, "%d of %d\n", n, TURNS);
	ok(!late, "set %d times\n", late);
	finish(thread);
	end();
}

static DWORD WINAPI fills(void *arg)
{
	(void)arg;
	for (unsigned i = 0; !raised(&over); i++) {
		PostMessageA(news.window, WM_USER, 0, 0);
		if (!(i % 64))
			SwitchToThread();
	}
	return 0;
}

/* A queue that is full now and then: after closesocket there is nothing of the
 * socket's but what is in the queue by then. */
static void full_against_closesocket(void)
{
	HANDLE thread;
	MSG msg;

	begin(TRUE);
	over = 0;
	thread = start(fills);
	for (int round = 0; round < 300; round++) {
		SOCKET a, s;

		tcp_pair(&a, &s);
		news_on(&news, s, FD_READ | FD_WRITE);
		send(a, "x", 1, 0);
		while (PeekMessageA(&msg, news.window, WM_USER, WM_USER,
				    PM_REMOVE) &&
		       round % 3)
			;
		closesocket(s);
		while (PeekMessageA(&msg, news.window, WM_NEWS, WM_NEWS,
				    PM_REMOVE))
			;
		closesocket(a);
	}
	raise_flag(&over);
	finish(thread);
	while (PeekMessageA(&msg, news.window, WM_USER, WM_USER, PM_REMOVE))
		;
	ok(!window_next(news.window, &msg, QUIET_MS), "message %#x\n",
	   msg.message);
	end();
}

START_TEST(socket_news)
{
	RUN(posting_against_another);
	RUN(posting_against_none);
	RUN(posting_against_closesocket);
	RUN(event_against_another);
	RUN(message_against_another);
	RUN(looking_against_closesocket);
	RUN(event_before_again);
	RUN(message_before_again);
	RUN(read_before_look);
	RUN(connected_before_again);
	RUN(refused_before_again);
	RUN(nothing_is_lost);
	RUN(record_with_event);
	RUN(full_against_closesocket);
}
