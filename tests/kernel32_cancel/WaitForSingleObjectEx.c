/* WaitForSingleObjectEx and WaitForMultipleObjectsEx: alertable waits. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static int apc_calls;
static ULONG_PTR apc_last;

static void CALLBACK note_apc(ULONG_PTR arg)
{
	apc_calls++;
	apc_last = arg;
}

static void queue(ULONG_PTR arg)
{
	DWORD ret = QueueUserAPC(note_apc, GetCurrentThread(), arg);

	ok(ret, "QueueUserAPC: error %u\n", GetLastError());
}

/* K-115: what was queued before runs at once, even if the time is unlimited */
static void queued_before(void)
{
	HANDLE event = auto_event(FALSE);
	DWORD ret;

	queue(1);
	ret = WaitForSingleObjectEx(event, INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 1 && apc_last == 1, "%d calls\n", apc_calls);
	ret = WaitForSingleObjectEx(event, 0, TRUE);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	queue(2);
	ret = WaitForSingleObjectEx(event, 0, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 2, "%d calls\n", apc_calls);
	CloseHandle(event);
}

/* K-113: a plain wait delivers nothing */
static void not_alertable(void)
{
	HANDLE event = auto_event(FALSE);
	DWORD ret;

	queue(1);
	ret = WaitForSingleObjectEx(event, 10, FALSE);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	ret = WaitForMultipleObjectsEx(1, &event, FALSE, 10, FALSE);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	waits(event, 10, WAIT_TIMEOUT);
	SetEvent(event);
	waits(event, 10, WAIT_OBJECT_0);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	ret = WaitForMultipleObjectsEx(1, &event, FALSE, 10, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 1, "%d calls\n", apc_calls);
	CloseHandle(event);
}

/* K-114: all of them run before the wait returns */
static void several(void)
{
	HANDLE h[2] = { auto_event(FALSE), auto_event(FALSE) };
	DWORD ret;
	int i;

	for (i = 0; i < 10; i++)
		queue(i);
	ret = WaitForMultipleObjectsEx(2, h, TRUE, INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 10, "%d calls\n", apc_calls);
	ret = WaitForMultipleObjectsEx(2, h, FALSE, 0, TRUE);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	CloseHandle(h[0]);
	CloseHandle(h[1]);
}

/* an object that is signalled already comes first, the call stays queued */
static void signalled_already(void)
{
	HANDLE event = auto_event(TRUE);
	DWORD ret;

	queue(1);
	ret = WaitForSingleObjectEx(event, INFINITE, TRUE);
	ok(ret == WAIT_OBJECT_0 || ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	if (ret == WAIT_OBJECT_0) {
		ok(apc_calls == 0, "%d calls\n", apc_calls);
		ret = SleepEx(0, TRUE);
		ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	} else {
		is_signalled(event);
	}
	ok(apc_calls == 1, "%d calls\n", apc_calls);
	CloseHandle(event);
}

struct target {
	HANDLE ready;
	HANDLE never;
	DWORD thread_id;
	DWORD apc_thread_id;
};

static void CALLBACK note_thread(ULONG_PTR arg)
{
	((struct target *)arg)->apc_thread_id = GetCurrentThreadId();
}

static DWORD WINAPI wait_alertably(void *arg)
{
	struct target *t = arg;

	t->thread_id = GetCurrentThreadId();
	SetEvent(t->ready);
	return WaitForSingleObjectEx(t->never, LONG_WAIT, TRUE);
}

static void from_another_thread(void)
{
	struct target t = { manual_event(FALSE), manual_event(FALSE), 0, 0 };
	HANDLE thread = start_thread(wait_alertably, &t);

	waits(t.ready, LONG_WAIT, WAIT_OBJECT_0);
	ok(QueueUserAPC(note_thread, thread, (ULONG_PTR)&t), "error %u\n",
	   GetLastError());
	thread_ends(thread, WAIT_IO_COMPLETION);
	ok(t.apc_thread_id == t.thread_id, "ran on %u\n", t.apc_thread_id);
	CloseHandle(t.ready);
	CloseHandle(t.never);
}

static void CALLBACK set_event(ULONG_PTR arg)
{
	SetEvent((HANDLE)arg);
}

/* a call that signals the very object: the wait still says what ended it */
static void apc_signals_object(void)
{
	HANDLE event = auto_event(FALSE);
	DWORD ret;

	QueueUserAPC(set_event, GetCurrentThread(), (ULONG_PTR)event);
	ret = WaitForSingleObjectEx(event, INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	is_signalled(event);
	CloseHandle(event);
}

static void bad_handles(void)
{
	HANDLE h[2] = { manual_event(TRUE), NULL };

	queue(1);
	wait_refused(WaitForSingleObjectEx(NULL, 0, TRUE),
		     ERROR_INVALID_HANDLE);
	wait_refused(WaitForMultipleObjectsEx(2, h, TRUE, 0, TRUE),
		     ERROR_INVALID_HANDLE);
	wait_refused(WaitForMultipleObjectsEx(0, h, TRUE, 0, TRUE),
		     ERROR_INVALID_PARAMETER);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	CloseHandle(h[0]);
}

START_TEST(WaitForSingleObjectEx)
{
	RUN(queued_before);
	RUN(not_alertable);
	RUN(several);
	RUN(signalled_already);
	RUN(from_another_thread);
	RUN(apc_signals_object);
	RUN(bad_handles);
}
