/*
 * WSACancelBlockingCall: what a blocked thread's hook ends, and what is left of it; and
 * what else ends a call that runs a hook.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "hooked.h"
#include "lib/names.h"

static int calls;

static BOOL WINAPI cancels(void)
{
	calls++;
	ok(WSAIsBlocking(), "not blocking\n");
	ok(!WSACancelBlockingCall(), "error %d\n", WSAGetLastError());
	return TRUE; /* it is not called again for that */
}

/* W-035: by its hook, with WSAEINTR, and then there is none any more. */
#define interrupted(call, bad)                                               \
	do {                                                                 \
		calls = 0;                                                   \
		set_hook(cancels);                                           \
		refused(call, bad, WSAEINTR);                                \
		ok(calls == 1, "%s: %d calls of the hook\n", #call, calls);   \
		refused(WSACancelBlockingCall(), SOCKET_ERROR, WSAEINVAL);   \
		ok(!WSAIsBlocking(), "still blocking\n");                    \
		WSAUnhookBlockingHook();                                     \
	} while (0)

/* W-036; Wine's says that it has cancelled something. */
static void none(void)
{
	WSADATA data;

	todo_wine
	refused(WSACancelBlockingCall(), SOCKET_ERROR, WSANOTINITIALISED);
	ok(!WSAStartup(MAKEWORD(1, 1), &data), "no Winsock\n");
	todo_wine
	refused(WSACancelBlockingCall(), SOCKET_ERROR, WSAEINVAL);
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	todo_wine
	refused(WSACancelBlockingCall(), SOCKET_ERROR, WSANOTINITIALISED);
}

/* W-035, W-038: here what comes later is still read, exactly once. */
static void receiving(void)
{
	struct sockaddr_in name, from;
	int n = sizeof(from);
	char buf[8] = "";
	SOCKET a, s;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	interrupted(recv(s, buf, sizeof(buf), 0), SOCKET_ERROR);
	ok(send(a, "later", 5, 0) == 5, "error %d\n", WSAGetLastError());
	closesocket(a);
	ok(recv(s, buf, sizeof(buf), 0) == 5 && !memcmp(buf, "later", 5),
	   "error %d\n", WSAGetLastError());
	ok(recv(s, buf, sizeof(buf), 0) == 0, "more\n");
	closesocket(s);
	s = sock_bound(SOCK_DGRAM, &name);
	interrupted(recvfrom(s, buf, sizeof(buf), 0, (struct sockaddr *)&from,
			     &n), SOCKET_ERROR);
	sendto(s, "dgram", 5, 0, (struct sockaddr *)&name, sizeof(name));
	ok(recvfrom(s, buf, sizeof(buf), 0, (struct sockaddr *)&from, &n) == 5 &&
		   from.sin_port == name.sin_port,
	   "error %d\n", WSAGetLastError());
	closesocket(s);
}

/* W-035 W-038: as many as have gone are told: all of them get there, no other. */
static void sending(void)
{
	enum { SIZE = 16 << 20 };
	char *all = malloc(SIZE), *part = malloc(65536);
	int sent = 0, n, came = 0;
	BOOL right = TRUE;
	SOCKET a, s;

	if (!hooks_run())
		return;
	for (int i = 0; i < SIZE; i++)
		all[i] = (char)(i % 251);
	tcp_pair(&a, &s);
	small_room(s);
	set_hook(cancels);
	/* Until there is room for none. One that another thread was about to try for
	 * this one may be cancelled before that. */
	do {
		calls = 0;
		n = send(a, all + sent, SIZE - sent, 0);
		sent += n > 0 ? n : 0;
		ok(calls == 1, "%d calls\n", calls);
	} while (n > 0 || !sent);
	ok(n == SOCKET_ERROR && WSAGetLastError() == WSAEINTR && sent < SIZE,
	   "%d sent, error %d\n", sent, WSAGetLastError());
	WSAUnhookBlockingHook();
	closesocket(a);
	while ((n = recv(s, part, 65536, 0)) > 0) {
		for (int i = 0; i < n; i++)
			right &= part[i] == (char)((came + i) % 251);
		came += n;
	}
	ok(!n && came == sent && right, "%d came of %d, right %d\n", came, sent,
	   right);
	closesocket(s);
	free(all);
	free(part);
}

/* W-037 */
static void accepting(void)
{
	struct sockaddr_in name, peer;
	SOCKET l = sock_listener(&name, 1), a, s;
	int n = sizeof(peer);

	if (!hooks_run())
		return;
	interrupted(accept(l, NULL, NULL), INVALID_SOCKET);
	a = sock_connected(&name);
	s = accept(l, (struct sockaddr *)&peer, &n);
	ok(s != INVALID_SOCKET && n == sizeof(peer), "error %d\n",
	   WSAGetLastError());
	closesocket(a);
	closesocket(s);
	closesocket(l);
}

/* W-037 */
static void selecting(void)
{
	struct timeval later = { 3600, 0 };
	fd_set set;
	SOCKET a, s;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	FD_ZERO(&set);
	FD_SET(s, &set);
	interrupted(select(0, &set, NULL, NULL, NULL), SOCKET_ERROR);
	FD_ZERO(&set);
	FD_SET(s, &set);
	interrupted(select(0, &set, NULL, NULL, &later), SOCKET_ERROR);
	send(a, "x", 1, 0);
	FD_ZERO(&set);
	FD_SET(s, &set);
	ok(select(0, &set, NULL, NULL, NULL) == 1 && FD_ISSET(s, &set),
	   "error %d\n", WSAGetLastError());
	closesocket(a);
	closesocket(s);
}

/* W-035: a listener that takes no more answers nobody. */
static void connecting(void)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 0), fill[8], s;
	struct timeval soon = { 0, 50000 };
	u_long on = 1;
	int n = 0;
	fd_set set;

	if (!hooks_run())
		return;
	for (; n < 8; n++) {
		fill[n] = socket(AF_INET, SOCK_STREAM, 0);
		ioctlsocket(fill[n], FIONBIO, &on);
		connect(fill[n], (struct sockaddr *)&name, sizeof(name));
		FD_ZERO(&set);
		FD_SET(fill[n], &set);
		if (select(0, NULL, &set, NULL, &soon) == 0)
			break;
	}
	ok(n < 8, "it takes all\n");
	s = socket(AF_INET, SOCK_STREAM, 0);
	interrupted(connect(s, (struct sockaddr *)&name, sizeof(name)),
		    SOCKET_ERROR);
	ok(!closesocket(s), "error %d\n", WSAGetLastError());
	for (int i = 0; i <= n && i < 8; i++)
		closesocket(fill[i]);
	closesocket(l);
}

/* W-035 */
static void looking_up(void)
{
	if (!hooks_run())
		return;
	if (!names_silent()) {
		skip("no server that says nothing\n");
		return;
	}
	sock_start();
	interrupted(gethostbyname("a.hang.example."), NULL);
	ok(gethostbyname("127.0.0.1") != NULL, "error %d\n", WSAGetLastError());
}

/* W-035 W-038: the socket is gone, whatever becomes of what was sent. */
static void closing(void)
{
	enum { SIZE = 16 << 20 };
	struct linger wait = { 1, 60 };
	char *all = calloc(SIZE, 1);
	u_long on = 1;
	SOCKET a, s;
	int sent = 0, n;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	small_room(s);
	ok(!setsockopt(a, SOL_SOCKET, SO_LINGER, (char *)&wait, sizeof(wait)),
	   "error %d\n", WSAGetLastError());
	ioctlsocket(a, FIONBIO, &on);
	/* the first may find connect's last step still going on */
	while ((n = send(a, all, SIZE, 0)) > 0 || !sent)
		sent += n > 0 ? n : 0;
	on = 0;
	ioctlsocket(a, FIONBIO, &on);
	interrupted(closesocket(a), SOCKET_ERROR);
	while (sent > 0 && (n = recv(s, all, SIZE, 0)) > 0)
		sent -= n;
	ok(!sent, "%d bytes are missing\n", sent);
	closesocket(s);
	free(all);
}

static struct second second;

static BOOL WINAPI lets_it(void)
{
	calls++;
	SetEvent(second.go);
	return FALSE;
}

static void close_it(struct second *x)
{
	ok(!closesocket(x->s), "error %d\n", WSAGetLastError());
}

static void cancel_it(struct second *x)
{
	ok(CancelIoEx((HANDLE)x->s, NULL), "error %u\n", GetLastError());
}

/* The other ways for it to end work as ever; another thread's calls do, too. */
static void other_ends(void)
{
	DWORD ms = 30;
	SOCKET a, s;
	struct sockaddr_in name;
	char c;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	set_hook(lets_it);
	second_begin(&second, s, cancel_it);
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSA_OPERATION_ABORTED);
	second_end(&second);
	second_begin(&second, a, send_one);
	ok(recv(s, &c, 1, 0) == 1 && c == 'x', "error %d\n", WSAGetLastError());
	second_end(&second);
	second_begin(&second, s, close_it);
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSAEINTR);
	second_end(&second);
	closesocket(a);
	s = sock_listener(&name, 1);
	second_begin(&second, s, close_it);
	refused(accept(s, NULL, NULL), INVALID_SOCKET, WSAEINTR);
	second_end(&second);
	tcp_pair(&a, &s);
	second_begin(&second, a, send_one);
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof(ms));
	WSAUnhookBlockingHook();
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSAETIMEDOUT);
	second_end(&second);
	closesocket(a);
	closesocket(s);
}

static HANDLE first;

static void cancel_call(struct second *x)
{
	(void)x;
	ok(CancelSynchronousIo(first), "error %u\n", GetLastError());
}

#define aborted(call, bad)                                                   \
	do {                                                                 \
		second_begin(&second, 0, cancel_call);                       \
		refused(call, bad, WSA_OPERATION_ABORTED);                   \
		second_end(&second);                                         \
	} while (0)

static void clean_up(struct second *x)
{
	(void)x;
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
}

/* W-062: the last WSACleanup ends what another thread waits for. */
static void shut_down(void)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 1), a, s;
	WSADATA data;
	fd_set set;
	char c;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	FD_ZERO(&set);
	FD_SET(s, &set);
	set_hook(lets_it);
	second_begin(&second, 0, clean_up);
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSAEINTR);
	second_end(&second);
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSANOTINITIALISED);
	ok(!WSAStartup(MAKEWORD(1, 1), &data), "no Winsock\n");
	second_begin(&second, 0, clean_up);
	refused(select(0, &set, NULL, NULL, NULL), SOCKET_ERROR, WSAEINTR);
	second_end(&second);
	ok(!WSAStartup(MAKEWORD(1, 1), &data), "no Winsock\n");
	second_begin(&second, 0, clean_up);
	refused(accept(l, NULL, NULL), INVALID_SOCKET, WSAEINTR);
	second_end(&second);
}

/* CancelSynchronousIo finds a call that runs a hook, too, and no other. */
static void by_other_thread(void)
{
	struct sockaddr_in name;
	SOCKET l = sock_listener(&name, 1), a, s;
	fd_set set;
	char c;

	if (!hooks_run())
		return;
	DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
			GetCurrentProcess(), &first, 0, FALSE,
			DUPLICATE_SAME_ACCESS);
	tcp_pair(&a, &s);
	set_hook(lets_it);
	FD_ZERO(&set);
	FD_SET(s, &set);
	aborted(recv(s, &c, 1, 0), SOCKET_ERROR);
	aborted(select(0, &set, NULL, NULL, NULL), SOCKET_ERROR);
	aborted(accept(l, NULL, NULL), INVALID_SOCKET);
	ok(!CancelSynchronousIo(first) && GetLastError() == ERROR_NOT_FOUND,
	   "error %u\n", GetLastError());
	second_begin(&second, a, send_one);
	ok(recv(s, &c, 1, 0) == 1, "error %d\n", WSAGetLastError());
	second_end(&second);
	CloseHandle(first);
	closesocket(a);
	closesocket(s);
	closesocket(l);
}

/* The data have come by the time that it is cancelled, or has not: never half. */
static BOOL WINAPI when_it_has_come(void)
{
	SetEvent(second.go);
	WaitForSingleObject(second.thread, INFINITE);
	ok(!WSACancelBlockingCall(), "error %d\n", WSAGetLastError());
	return FALSE;
}

static void both_at_once(void)
{
	int n, lost = 0;
	SOCKET a, s;
	char c;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	for (int i = 0; i < 200; i++) {
		second_begin(&second, a, send_one);
		set_hook(when_it_has_come);
		c = 0;
		n = recv(s, &c, 1, 0);
		WSAUnhookBlockingHook();
		if (n != 1 && WSAGetLastError() == WSAEINTR)
			n = recv(s, &c, 1, 0);
		lost += n != 1 || c != 'x';
		second_end(&second);
	}
	closesocket(a);
	ok(!lost && recv(s, &c, 1, 0) == 0, "%d lost\n", lost);
	closesocket(s);
}

START_TEST(WSACancelBlockingCall)
{
	RUN(none);
	RUN(receiving);
	RUN(sending);
	RUN(accepting);
	RUN(selecting);
	RUN(connecting);
	RUN(looking_up);
	RUN(closing);
	RUN(other_ends);
	RUN(shut_down);
	RUN(by_other_thread);
	RUN(both_at_once);
}
