/* WaitForSingleObject: states, time-outs, what can be waited for. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void states(void)
{
	HANDLE event = manual_event(TRUE);

	SetLastError(UNSET_ERROR);
	waits(event, 0, WAIT_OBJECT_0);
	waits(event, 100, WAIT_OBJECT_0);
	waits(event, INFINITE, WAIT_OBJECT_0);
	ResetEvent(event);
	waits(event, 0, WAIT_TIMEOUT);
	waits(event, 1, WAIT_TIMEOUT);
	ok(GetLastError() == UNSET_ERROR, "error %u\n", GetLastError());
	CloseHandle(event);
}

/* never too early; how late it is depends on who else is running */
static void time_out(void)
{
	HANDLE event = manual_event(FALSE);
	double start = now_ms(), passed;

	waits(event, 50, WAIT_TIMEOUT);
	passed = now_ms() - start;
	ok(passed > 48, "%f ms\n", passed);
	CloseHandle(event);
}

struct setter {
	HANDLE event;
	HANDLE go;
};

static DWORD WINAPI set_on_go(void *arg)
{
	struct setter *s = arg;

	waits(s->go, LONG_WAIT, WAIT_OBJECT_0);
	SetEvent(s->event);
	return 0;
}

static void set_while_waiting(void)
{
	struct setter s = { manual_event(FALSE), manual_event(FALSE) };
	HANDLE thread = start_thread(set_on_go, &s);

	waits(s.event, 0, WAIT_TIMEOUT);
	SignalObjectAndWait(s.go, s.event, INFINITE, FALSE);
	waits(s.event, 0, WAIT_OBJECT_0);
	thread_ends(thread, 0);
	CloseHandle(s.event);
	CloseHandle(s.go);
}

static DWORD WINAPI wait_auto(void *arg)
{
	return WaitForSingleObject(arg, LONG_WAIT);
}

/* one set lets exactly one waiter through */
static void one_at_a_time(void)
{
	HANDLE event = auto_event(FALSE), threads[3];
	DWORD ret, left = 3, i;

	for (i = 0; i < 3; i++)
		threads[i] = start_thread(wait_auto, event);
	while (left) {
		succeeds(SetEvent(event));
		ret = WaitForMultipleObjects(left, threads, FALSE, LONG_WAIT);
		ok(ret < left, "%#x\n", ret);
		if (ret >= left)
			break;
		thread_ends(threads[ret], WAIT_OBJECT_0);
		threads[ret] = threads[--left];
		if (left) {
			ret = WaitForMultipleObjects(left, threads, FALSE, 10);
			ok(ret == WAIT_TIMEOUT, "another: %#x\n", ret);
		}
	}
	CloseHandle(event);
}

static DWORD WINAPI end_on_go(void *arg)
{
	waits(arg, LONG_WAIT, WAIT_OBJECT_0);
	return 5;
}

static void a_thread(void)
{
	HANDLE go = manual_event(FALSE);
	HANDLE thread = start_thread(end_on_go, go);

	waits(thread, 0, WAIT_TIMEOUT);
	waits(thread, 10, WAIT_TIMEOUT);
	SetEvent(go);
	waits(thread, LONG_WAIT, WAIT_OBJECT_0);
	waits(thread, 0, WAIT_OBJECT_0);
	thread_ends(thread, 5);
	CloseHandle(go);
}

static void own_pseudo_handles(void)
{
	waits(GetCurrentThread(), 0, WAIT_TIMEOUT);
	waits(GetCurrentProcess(), 0, WAIT_TIMEOUT);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(TRUE);

	wait_refused(WaitForSingleObject(NULL, 0), ERROR_INVALID_HANDLE);
	wait_refused(WaitForSingleObject(FOREIGN_HANDLE, 0),
		     ERROR_INVALID_HANDLE);
	wait_refused(WaitForSingleObject(NULL, INFINITE),
		     ERROR_INVALID_HANDLE);
	CloseHandle(event);
	wait_refused(WaitForSingleObject(event, INFINITE),
		     ERROR_INVALID_HANDLE);
}

static DWORD WINAPI wait_forever(void *arg)
{
	return WaitForSingleObject(arg, INFINITE);
}

/* the wait holds the object: closing the handle does not end it */
static void closed_while_waiting(void)
{
	HANDLE event = manual_event(FALSE), copy, thread;

	succeeds(DuplicateHandle(GetCurrentProcess(), event,
				 GetCurrentProcess(), &copy, 0, FALSE,
				 DUPLICATE_SAME_ACCESS));
	thread = start_thread(wait_forever, copy);
	waits(thread, 20, WAIT_TIMEOUT);
	CloseHandle(copy);
	waits(thread, 20, WAIT_TIMEOUT);
	SetEvent(event);
	thread_ends(thread, WAIT_OBJECT_0);
	CloseHandle(event);
}

START_TEST(WaitForSingleObject)
{
	RUN(states);
	RUN(time_out);
	RUN(set_while_waiting);
	RUN(one_at_a_time);
	RUN(a_thread);
	RUN(own_pseudo_handles);
	RUN(bad_handles);
	RUN(closed_while_waiting);
}
