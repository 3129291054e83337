/*
 * A thread that ends in the hook of a blocking call, by itself or by another: the call
 * has been taken back when the thread has gone. It keeps no socket, takes no byte and
 * writes to none of its memory any more.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "hooked.h"
#include "lib/names.h"

#define ROUNDS 40

static HANDLE in_hook;
static BOOL by_itself;

static BOOL WINAPI ends(void)
{
	SetEvent(in_hook);
	if (by_itself)
		ExitThread(7);
	return FALSE;
}

static struct {
	SOCKET s, t;
	void (*call)(void);
	int returned;
} blocked;

static DWORD WINAPI blocks(void *arg)
{
	(void)arg;
	set_hook(ends);
	blocked.call();
	blocked.returned++;
	return 0;
}

/* Ends in the call, wherever it is by then. */
static void end_in(void (*call)(void), BOOL itself)
{
	HANDLE thread;
	DWORD code;

	blocked.call = call;
	by_itself = itself;
	in_hook = CreateEventA(NULL, TRUE, FALSE, NULL);
	thread = CreateThread(NULL, 0, blocks, NULL, 0, NULL);
	ok(WaitForSingleObject(in_hook, 20000) == WAIT_OBJECT_0, "no hook\n");
	if (!itself)
		ok(TerminateThread(thread, 7), "error %u\n", GetLastError());
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "it goes on\n");
	ok(GetExitCodeThread(thread, &code) && code == 7, "code %u\n", code);
	ok(!blocked.returned, "the call has returned\n");
	CloseHandle(thread);
	CloseHandle(in_hook);
}

static void receives(void)
{
	char buf[64];

	recv(blocked.s, buf, sizeof(buf), 0);
}

static void receiving(void)
{
	SOCKET a, s;
	char c;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	blocked.s = s;
	for (int i = 0; i < ROUNDS; i++) {
		end_in(receives, i % 2);
		/* what comes now is nobody's but the next one's */
		ok(send(a, "x", 1, 0) == 1, "error %d\n", WSAGetLastError());
		c = 0;
		ok(recv(s, &c, 1, 0) == 1 && c == 'x', "error %d\n",
		   WSAGetLastError());
	}
	ok(!closesocket(s), "error %d\n", WSAGetLastError());
	closesocket(a);
}

static void sends(void)
{
	static char much[8 << 20];

	send(blocked.s, much, sizeof(much), 0);
}

static void sending(void)
{
	SOCKET a, s;

	if (!hooks_run())
		return;
	for (int i = 0; i < ROUNDS / 4; i++) {
		tcp_pair(&a, &s);
		small_room(a);
		blocked.s = s;
		end_in(sends, i % 2);
		ok(!closesocket(s), "error %d\n", WSAGetLastError());
		closesocket(a);
	}
}

static void accepts(void)
{
	accept(blocked.s, NULL, NULL);
}

static void accepting(void)
{
	struct sockaddr_in name;
	SOCKET l, a, s;

	if (!hooks_run())
		return;
	l = sock_listener(&name, 4);
	blocked.s = l;
	for (int i = 0; i < ROUNDS; i++) {
		end_in(accepts, i % 2);
		a = sock_connected(&name);
		s = accept(l, NULL, NULL);
		ok(s != INVALID_SOCKET, "error %d\n", WSAGetLastError());
		closesocket(a);
		closesocket(s);
	}
	ok(!closesocket(l), "error %d\n", WSAGetLastError());
}

static void selects(void)
{
	fd_set reads;

	FD_ZERO(&reads);
	FD_SET(blocked.s, &reads);
	FD_SET(blocked.t, &reads);
	select(0, &reads, NULL, NULL, NULL);
}

static void selecting(void)
{
	SOCKET a, s, b, t;

	if (!hooks_run())
		return;
	for (int i = 0; i < ROUNDS; i++) {
		tcp_pair(&a, &s);
		tcp_pair(&b, &t);
		blocked.s = s;
		blocked.t = t;
		end_in(selects, i % 2);
		ok(!closesocket(s) && !closesocket(t), "error %d\n",
		   WSAGetLastError());
		closesocket(a);
		closesocket(b);
	}
}

static void lingers(void)
{
	closesocket(blocked.s);
}

/* The close goes on by itself. */
static void closing(void)
{
	static char much[1 << 20];
	struct linger wait = {1, 100};
	u_long on = 1, off = 0;
	SOCKET a, s;
	int n;

	if (!hooks_run())
		return;
	for (int i = 0; i < 4; i++) {
		tcp_pair(&a, &s);
		small_room(a);
		setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&wait, sizeof(wait));
		ioctlsocket(s, FIONBIO, &on);
		while (send(s, much, sizeof(much), 0) > 0)
			;
		ioctlsocket(s, FIONBIO, &off);
		blocked.s = s;
		end_in(lingers, i % 2);
		do
			n = recv(a, much, sizeof(much), 0);
		while (n > 0);
		ok(!n, "error %d\n", WSAGetLastError());
		closesocket(a);
	}
}

static void looks_up(void)
{
	gethostbyname("a.hang.example.");
}

static void looking_up(void)
{
	if (!hooks_run())
		return;
	if (!names_silent()) {
		skip("no server that says nothing\n");
		return;
	}
	sock_start();
	for (int i = 0; i < ROUNDS; i++)
		end_in(looks_up, i % 2);
	/* the resolver is as it was */
	ok(gethostbyname("127.0.0.1") != NULL, "error %d\n", WSAGetLastError());
}

START_TEST(WSASetBlockingHook_ended)
{
	RUN(receiving);
	RUN(sending);
	RUN(accepting);
	RUN(selecting);
	RUN(closing);
	RUN(looking_up);
}
