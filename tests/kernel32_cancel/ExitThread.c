/* ExitThread: ends the calling thread from any depth. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static volatile int came_back, bottom = 17;

static void __attribute__((noinline)) deep(int n)
{
	if (n)
		deep(n - 1);
	else if (bottom)
		ExitThread(bottom);
	came_back++;
}

static DWORD WINAPI exit_deep(void *arg)
{
	(void)arg;
	deep(10);
	return 1;
}

static void from_depth(void)
{
	thread_ends(start_thread(exit_deep, NULL), 17);
	ok(!came_back, "came back %d times\n", came_back);
}

static void CALLBACK exit_in_apc(ULONG_PTR arg)
{
	ExitThread((DWORD)arg);
}

static DWORD WINAPI sleep_alertably(void *arg)
{
	SetEvent(arg);
	SleepEx(INFINITE, TRUE);
	return 1;
}

static void from_apc(void)
{
	HANDLE ready = manual_event(FALSE);
	HANDLE thread = start_thread(sleep_alertably, ready);

	waits(ready, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(QueueUserAPC(exit_in_apc, thread, 23));
	thread_ends(thread, 23);
	CloseHandle(ready);
}

static DWORD WINAPI exit_owning(void *arg)
{
	waits(arg, 0, WAIT_OBJECT_0);
	ExitThread(2);
}

static void owning_a_mutex(void)
{
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

	thread_ends(start_thread(exit_owning, mutex), 2);
	waits(mutex, 0, WAIT_ABANDONED);
	succeeds(ReleaseMutex(mutex));
	CloseHandle(mutex);
}

START_TEST(ExitThread)
{
	RUN(from_depth);
	RUN(from_apc);
	RUN(owning_a_mutex);
}
