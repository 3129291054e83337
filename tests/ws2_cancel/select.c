/*
 * select and WSAPoll in a thread that is ended: it keeps none of the sockets.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "lib/sock.h"
#include "lib/asleep.h"

#define ROUNDS 30

static SOCKET near_ends[3], far_ends[3];
static HANDLE begun;
static int returned;

static DWORD WINAPI selects(void *arg)
{
	fd_set reads;

	(void)arg;
	FD_ZERO(&reads);
	for (int i = 0; i < 3; i++)
		FD_SET(near_ends[i], &reads);
	SetEvent(begun);
	select(0, &reads, NULL, NULL, NULL);
	returned++;
	return 0;
}

static DWORD WINAPI polls(void *arg)
{
	WSAPOLLFD p[3];

	(void)arg;
	for (int i = 0; i < 3; i++)
		p[i] = (WSAPOLLFD){near_ends[i], POLLRDNORM, 0};
	SetEvent(begun);
	WSAPoll(p, 3, -1);
	returned++;
	return 0;
}

static void terminated(DWORD (WINAPI *call)(void *))
{
	HANDLE thread;

	if (!strcmp(winetest_platform, "wine")) {
		skip("there's no telling where it is; it may take Wine's locks along\n");
		return;
	}
	begun = CreateEventA(NULL, FALSE, FALSE, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		for (int k = 0; k < 3; k++)
			tcp_pair(&far_ends[k], &near_ends[k]);
		returned = 0;
		thread = CreateThread(NULL, 0, call, NULL, 0, NULL);
		ok(WaitForSingleObject(begun, 20000) == WAIT_OBJECT_0, "no call\n");
		await_asleep(thread);
		ok(TerminateThread(thread, 7), "error %u\n", GetLastError());
		ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0,
		   "it goes on\n");
		ok(!returned, "the call has returned\n");
		CloseHandle(thread);
		for (int k = 0; k < 3; k++) {
			ok(!closesocket(near_ends[k]), "error %d\n",
			   WSAGetLastError());
			closesocket(far_ends[k]);
		}
	}
	CloseHandle(begun);
}

static void terminated_in_select(void)
{
	terminated(selects);
}

static void terminated_in_poll(void)
{
	terminated(polls);
}

START_TEST(select)
{
	RUN(terminated_in_select);
	RUN(terminated_in_poll);
}
