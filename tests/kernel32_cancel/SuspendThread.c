/* SuspendThread and ResumeThread: the count, and that nothing runs meanwhile. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

struct echo {
	HANDLE go, done;
	volatile LONG stop;
};

static DWORD WINAPI echo(void *arg)
{
	struct echo *e = arg;

	for (;;) {
		waits(e->go, LONG_WAIT, WAIT_OBJECT_0);
		if (InterlockedCompareExchange(&e->stop, 0, 0))
			return 4;
		SetEvent(e->done);
	}
}

static void end_echo(struct echo *e, HANDLE thread)
{
	InterlockedExchange(&e->stop, 1);
	SetEvent(e->go);
	thread_ends(thread, 4);
	CloseHandle(e->go);
	CloseHandle(e->done);
}

static void stops(void)
{
	struct echo e = { auto_event(FALSE), auto_event(FALSE), 0 };
	HANDLE thread = start_thread(echo, &e);
	DWORD ret;

	ret = SignalObjectAndWait(e.go, e.done, LONG_WAIT, FALSE);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	ret = SuspendThread(thread);
	ok(ret == 0, "count was %u\n", ret);
	ret = SignalObjectAndWait(e.go, e.done, 30, FALSE);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	ret = ResumeThread(thread);
	ok(ret == 1, "count was %u\n", ret);
	waits(e.done, LONG_WAIT, WAIT_OBJECT_0);
	end_echo(&e, thread);
}

static void counts(void)
{
	struct echo e = { auto_event(FALSE), auto_event(FALSE), 0 };
	HANDLE thread = start_thread(echo, &e);
	DWORD ret, i;

	for (i = 0; i < 3; i++) {
		ret = SuspendThread(thread);
		ok(ret == i, "count was %u, not %u\n", ret, i);
	}
	for (i = 3; i > 1; i--) {
		ret = ResumeThread(thread);
		ok(ret == i, "count was %u, not %u\n", ret, i);
	}
	ret = SignalObjectAndWait(e.go, e.done, 20, FALSE);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	ret = ResumeThread(thread);
	ok(ret == 1, "count was %u\n", ret);
	waits(e.done, LONG_WAIT, WAIT_OBJECT_0);
	ret = ResumeThread(thread);
	ok(ret == 0, "count was %u\n", ret);
	end_echo(&e, thread);
}

static UNWATCHED void spin_until(volatile LONG *stop)
{
	volatile LONG turns = 0;

	while (!*stop)
		turns++;
}

static DWORD WINAPI spin(void *arg)
{
	struct echo *e = arg;

	SetEvent(e->done);
	spin_until(&e->stop);
	return 4;
}

/* a thread that computes and never calls us */
static void stops_computing(void)
{
	struct echo e = { auto_event(FALSE), auto_event(FALSE), 0 };
	HANDLE thread = start_thread(spin, &e);
	DWORD ret;

	waits(e.done, LONG_WAIT, WAIT_OBJECT_0);
	ret = SuspendThread(thread);
	ok(ret == 0, "count was %u\n", ret);
	InterlockedExchange(&e.stop, 1);
	waits(thread, 20, WAIT_TIMEOUT);
	ret = ResumeThread(thread);
	ok(ret == 1, "count was %u\n", ret);
	end_echo(&e, thread);
}

static DWORD WINAPI nothing(void *arg)
{
	(void)arg;
	return 0;
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE);
	HANDLE thread = start_thread(nothing, NULL);
	DWORD ret;

	waits(thread, LONG_WAIT, WAIT_OBJECT_0);
	SetLastError(UNSET_ERROR);
	ret = SuspendThread(thread);
	ok(ret == ~0u && GetLastError() == ERROR_ACCESS_DENIED,
	   "ended: %u error %u\n", ret, GetLastError());
	SetLastError(UNSET_ERROR);
	ret = SuspendThread(NULL);
	ok(ret == ~0u && GetLastError() == ERROR_INVALID_HANDLE,
	   "null: %u error %u\n", ret, GetLastError());
	SetLastError(UNSET_ERROR);
	ret = ResumeThread(event);
	ok(ret == ~0u && GetLastError() == ERROR_INVALID_HANDLE,
	   "event: %u error %u\n", ret, GetLastError());
	SetLastError(UNSET_ERROR);
	ret = ResumeThread(FOREIGN_HANDLE);
	ok(ret == ~0u && GetLastError() == ERROR_INVALID_HANDLE,
	   "foreign: %u error %u\n", ret, GetLastError());
	CloseHandle(event);
	CloseHandle(thread);
}

START_TEST(SuspendThread)
{
	RUN(stops);
	RUN(counts);
	RUN(stops_computing);
	RUN(bad_handles);
}
