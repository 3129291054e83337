/*
 * What the tests of blocking hooks share: Winsock 1.1, a hook that does what a case
 * wants, and a second thread that does what the hook may not. Include it after
 * winsock2.h, windows.h and wine/test.h.
 */
#ifndef TESTS_WSOCK32_HOOKED_H
#define TESTS_WSOCK32_HOOKED_H

#define SOCK_VERSION MAKEWORD(1, 1)
#include "lib/sock.h"

/* Wine's wsock32 takes hooks and never runs one. */
static inline BOOL hooks_run(void)
{
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine runs no hooks\n");
	return FALSE;
}

static inline void set_hook(BOOL(WINAPI *hook)(void))
{
	ok(WSASetBlockingHook((FARPROC)(void *)hook) != NULL, "error %d\n",
	   WSAGetLastError());
}

/* Another thread, which does one thing when it is let. */
struct second {
	HANDLE thread, go;
	void (*act)(struct second *second);
	SOCKET s;
	HWND window;
	DWORD of; /* who made it */
};

static DWORD WINAPI second_run(void *arg)
{
	struct second *second = arg;

	WaitForSingleObject(second->go, INFINITE);
	second->act(second);
	return 0;
}

static inline void second_begin(struct second *second, SOCKET s,
				void (*act)(struct second *second))
{
	second->act = act;
	second->s = s;
	second->of = GetCurrentThreadId();
	second->go = CreateEventA(NULL, FALSE, FALSE, NULL);
	second->thread = CreateThread(NULL, 0, second_run, second, 0, NULL);
	ok(second->thread != NULL, "error %u\n", GetLastError());
}

static inline void second_end(struct second *second)
{
	SetEvent(second->go);
	ok(WaitForSingleObject(second->thread, 20000) == WAIT_OBJECT_0,
	   "the second thread is still there\n");
	CloseHandle(second->thread);
	CloseHandle(second->go);
}

/* What comes fills it soon: else Linux makes it larger and larger. */
static inline void small_room(SOCKET s)
{
	int room = 65536;

	ok(!setsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&room, sizeof(room)),
	   "error %d\n", WSAGetLastError());
}

/* Until something is there: what was sent may take a moment. */
static inline void await_data(SOCKET s)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(s, &set);
	ok(select(0, &set, NULL, NULL, NULL) == 1, "error %d\n",
	   WSAGetLastError());
}

static inline void send_one(struct second *second)
{
	ok(send(second->s, "x", 1, 0) == 1, "error %d\n", WSAGetLastError());
}

#define refused(call, bad, error)                                         \
	do {                                                              \
		WSASetLastError(0);                                       \
		ok((call) == (bad) && WSAGetLastError() == (error),       \
		   "%s: error %d, not %d\n", #call, WSAGetLastError(),    \
		   error);                                                \
	} while (0)

#endif
