/* SwitchToThread: gives way, changes nothing. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static LONG turn;

static DWORD WINAPI take_turns(void *arg)
{
	LONG me = (LONG)(LONG_PTR)arg;
	int i;

	for (i = 0; i < 200; i++) {
		while (InterlockedCompareExchange(&turn, -1, me) != me)
			SwitchToThread();
		InterlockedExchange(&turn, !me);
	}
	return i;
}

static void gives_way(void)
{
	HANDLE a = start_thread(take_turns, (void *)0);
	HANDLE b = start_thread(take_turns, (void *)1);

	thread_ends(a, 200);
	thread_ends(b, 200);
	ok(turn == 0, "turn %d\n", (int)turn);
}

static void last_error(void)
{
	SetLastError(UNSET_ERROR);
	SwitchToThread();
	ok(GetLastError() == UNSET_ERROR, "error %u\n", GetLastError());
}

START_TEST(SwitchToThread)
{
	RUN(gives_way);
	RUN(last_error);
}
