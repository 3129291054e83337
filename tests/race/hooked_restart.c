/*
 * Winsock ends, and begins again, while a call that is to run a hook has begun what
 * it waits for, and does not wait yet (hook:run): the call has ended all the same.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#define SOCK_VERSION MAKEWORD(1, 1)
#include "race.h"
#include "sock.h"

static int hooks;

static BOOL WINAPI hook(void)
{
	hooks++;
	return FALSE;
}

static DWORD WINAPI restarts(void *arg)
{
	WSADATA data;

	(void)arg;
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	ok(!WSAStartup(SOCK_VERSION, &data), "no Winsock\n");
	return 0;
}

/* On a thread of its own: this one is in a call. */
static void restart(void *arg)
{
	HANDLE thread = CreateThread(NULL, 0, restarts, NULL, 0, NULL);

	(void)arg;
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
}

/* W-062 */
static void receiving(void)
{
	SOCKET a, s;
	char c;

	tcp_pair(&a, &s);
	ok(WSASetBlockingHook((FARPROC)(void *)hook) != NULL, "error %d\n",
	   WSAGetLastError());
	point_arm("hook:run", restart, NULL);
	ok(recv(s, &c, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEINTR,
	   "error %d\n", WSAGetLastError());
	ok(send(a, "x", 1, 0) == 1, "error %d\n", WSAGetLastError());
	ok(recv(s, &c, 1, 0) == 1 && c == 'x', "error %d\n", WSAGetLastError());
	closesocket(a);
	closesocket(s);
}

START_TEST(hooked_restart)
{
	RUN(receiving);
}
