/* SleepEx: alertable and plain sleep. */
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

static void nothing_queued(void)
{
	double start = now_ms(), passed;
	DWORD ret;

	ret = SleepEx(0, TRUE);
	ok(ret == 0, "%#x\n", ret);
	ret = SleepEx(0, FALSE);
	ok(ret == 0, "%#x\n", ret);
	ret = SleepEx(30, TRUE);
	ok(ret == 0, "%#x\n", ret);
	passed = now_ms() - start;
	ok(passed > 28, "%f ms\n", passed);
}

/* K-115 */
static void queued_before(void)
{
	DWORD ret;

	queue(5);
	ret = SleepEx(INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 1 && apc_last == 5, "%d calls\n", apc_calls);
	queue(6);
	ret = SleepEx(0, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 2 && apc_last == 6, "%d calls\n", apc_calls);
}

/* K-113 */
static void not_alertable(void)
{
	DWORD ret;

	queue(1);
	ret = SleepEx(10, FALSE);
	ok(ret == 0, "%#x\n", ret);
	Sleep(1);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	ret = SleepEx(0, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 1, "%d calls\n", apc_calls);
}

/* K-114 */
static void several(void)
{
	DWORD ret;
	int i;

	for (i = 0; i < 5; i++)
		queue(i);
	ret = SleepEx(INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 5, "%d calls\n", apc_calls);
	ret = SleepEx(0, TRUE);
	ok(ret == 0, "%#x\n", ret);
}

static void CALLBACK queue_another(ULONG_PTR arg)
{
	apc_calls++;
	if (arg)
		QueueUserAPC(queue_another, GetCurrentThread(), arg - 1);
}

/* a routine that queues another: it runs too, in this wait */
static void queued_by_routine(void)
{
	DWORD ret;

	QueueUserAPC(queue_another, GetCurrentThread(), 3);
	ret = SleepEx(INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(apc_calls == 4, "%d calls\n", apc_calls);
	ret = SleepEx(0, TRUE);
	ok(ret == 0, "%#x\n", ret);
}

static int nested_calls;

static void CALLBACK sleep_inside(ULONG_PTR arg)
{
	nested_calls++;
	if (arg) {
		DWORD ret = SleepEx(0, TRUE);

		ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
		ok(nested_calls == 2, "%d calls\n", nested_calls);
	}
}

/* an alertable wait inside a routine delivers the rest of the queue */
static void nested(void)
{
	DWORD ret;

	QueueUserAPC(sleep_inside, GetCurrentThread(), 1);
	QueueUserAPC(sleep_inside, GetCurrentThread(), 0);
	ret = SleepEx(INFINITE, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	ok(nested_calls == 2, "%d calls\n", nested_calls);
}

static DWORD WINAPI sleep_alertably(void *arg)
{
	SetEvent(arg);
	return SleepEx(INFINITE, TRUE);
}

static void woken_by_another(void)
{
	HANDLE ready = manual_event(FALSE);
	HANDLE thread = start_thread(sleep_alertably, ready);

	waits(ready, LONG_WAIT, WAIT_OBJECT_0);
	ok(QueueUserAPC(note_apc, thread, 9), "error %u\n", GetLastError());
	thread_ends(thread, WAIT_IO_COMPLETION);
	ok(apc_calls == 1 && apc_last == 9, "%d calls\n", apc_calls);
	CloseHandle(ready);
}

START_TEST(SleepEx)
{
	RUN(nothing_queued);
	RUN(queued_before);
	RUN(not_alertable);
	RUN(several);
	RUN(queued_by_routine);
	RUN(nested);
	RUN(woken_by_another);
}
