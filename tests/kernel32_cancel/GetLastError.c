/* GetLastError: what SetLastError stored, thread by thread. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void stored(void)
{
	SetLastError(5);
	ok(GetLastError() == 5, "error %u\n", GetLastError());
	ok(GetLastError() == 5, "second: error %u\n", GetLastError());
	SetLastError(0xffffffff);
	ok(GetLastError() == 0xffffffff, "error %u\n", GetLastError());
	SetLastError(0);
	ok(GetLastError() == 0, "error %u\n", GetLastError());
}

static void CALLBACK spoil(ULONG_PTR arg)
{
	SetLastError((DWORD)arg);
}

/* a routine runs on the thread itself: its error is the thread's */
static void after_a_routine(void)
{
	HANDLE never = auto_event(FALSE);
	DWORD ret;

	SetLastError(1);
	QueueUserAPC(spoil, GetCurrentThread(), 12345);
	ret = WaitForSingleObjectEx(never, INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(GetLastError() == 12345, "error %u\n", GetLastError());
	CloseHandle(never);
}

static DWORD WINAPI fail_often(void *arg)
{
	DWORD wrong = 0;
	int i;

	for (i = 0; i < 1000; i++) {
		SetLastError((DWORD)(ULONG_PTR)arg);
		CloseHandle(NULL);
		wrong += GetLastError() != ERROR_INVALID_HANDLE;
		SetLastError((DWORD)(ULONG_PTR)arg);
		SwitchToThread();
		wrong += GetLastError() != (DWORD)(ULONG_PTR)arg;
	}
	return wrong;
}

static void each_thread_its_own(void)
{
	HANDLE threads[4];
	int i;

	for (i = 0; i < 4; i++)
		threads[i] = start_thread(fail_often,
					  (void *)(ULONG_PTR)(1000 + i));
	for (i = 0; i < 4; i++)
		thread_ends(threads[i], 0);
}

START_TEST(GetLastError)
{
	RUN(stored);
	RUN(after_a_routine);
	RUN(each_thread_its_own);
}
