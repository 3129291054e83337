/*
 * The last WSACleanup passes while an operation is on its way into its socket's queue,
 * and while a blocking call is about to wait: neither is left over (W-062).
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "sock.h"

static int cleanups;

static void clean(void *arg)
{
	(void)arg;
	if (!cleanups++)
		ok(!WSACleanup(), "error %d\n", WSAGetLastError());
}

static void again(SOCKET a, SOCKET b)
{
	WSADATA data;

	ok(cleanups == 1, "passed %d times\n", cleanups);
	cleanups = 0;
	ok(!WSAStartup(MAKEWORD(2, 2), &data), "no Winsock\n");
	closesocket(a);
	closesocket(b);
}

/* W-062: it is queued when all others have been ended. */
static void on_its_way(void)
{
	OVERLAPPED o = { .hEvent = CreateEventA(NULL, TRUE, FALSE, NULL) };
	char c;
	WSABUF buf = { 1, &c };
	DWORD flags = 0;
	SOCKET a, b;

	tcp_pair(&a, &b);
	point_arm("try:eagain", clean, NULL);
	WSARecv(a, &buf, 1, NULL, &flags, &o, NULL);
	point_arm("try:eagain", NULL, NULL);
	ok((DWORD)o.Internal == 0xc0000120, "status %#lx\n", (unsigned long)o.Internal);
	ok(WaitForSingleObject(o.hEvent, 0) == WAIT_TIMEOUT, "it was told\n");
	again(a, b);
	CloseHandle(o.hEvent);
}

/* W-062: the call is open, and has not looked yet. */
static void about_to_wait(void)
{
	SOCKET a, b;
	char c;
	fd_set set;

	tcp_pair(&a, &b);
	point_arm("call:enter", clean, NULL);
	ok(recv(a, &c, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEINTR,
	   "error %d\n", WSAGetLastError());
	point_arm("call:enter", NULL, NULL);
	again(a, b);
	tcp_pair(&a, &b);
	FD_ZERO(&set);
	FD_SET(a, &set);
	point_arm("call:enter", clean, NULL);
	ok(select(0, &set, NULL, NULL, NULL) == SOCKET_ERROR &&
	   WSAGetLastError() == WSAEINTR, "error %d\n", WSAGetLastError());
	point_arm("call:enter", NULL, NULL);
	again(a, b);
}

START_TEST(sockets_end)
{
	RUN(on_its_way);
	RUN(about_to_wait);
}
