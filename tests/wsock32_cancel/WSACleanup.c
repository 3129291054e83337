/*
 * The last WSACleanup while another thread is blocked and runs its hook.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "hooked.h"

static HANDLE in_hook;

static BOOL WINAPI tells(void)
{
	SetEvent(in_hook);
	return FALSE;
}

static DWORD WINAPI blocks(void *arg)
{
	SOCKET s = *(SOCKET *)arg;
	char c;

	set_hook(tells);
	ok(recv(s, &c, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEINTR,
	   "error %d\n", WSAGetLastError());
	return 0;
}

/* W-062 */
static void hooked_call_ends(void)
{
	WSADATA data;
	SOCKET a, s;
	HANDLE thread;

	if (!hooks_run())
		return;
	in_hook = CreateEventA(NULL, TRUE, FALSE, NULL);
	tcp_pair(&a, &s);
	thread = CreateThread(NULL, 0, blocks, &s, 0, NULL);
	ok(WaitForSingleObject(in_hook, 20000) == WAIT_OBJECT_0, "no hook\n");
	ok(!WSACleanup(), "error %d\n", WSAGetLastError());
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "still blocked\n");
	CloseHandle(thread);
	ok(!WSAStartup(MAKEWORD(1, 1), &data), "no Winsock\n");
	closesocket(a);
	closesocket(s);
	CloseHandle(in_hook);
}

START_TEST(WSACleanup)
{
	RUN(hooked_call_ends);
}
