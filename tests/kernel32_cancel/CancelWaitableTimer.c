/* CancelWaitableTimer: what ends, what stays, whom it may concern. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

static HANDLE timer;
static struct call_note note;

static void begin(BOOL manual)
{
	timer = CreateWaitableTimerA(NULL, manual, NULL);
	ok(timer != NULL, "error %u\n", GetLastError());
}

/* K-158: its time does not come */
static void pending(void)
{
	begin(TRUE);
	set_timer(timer, 100);
	succeeds(CancelWaitableTimer(timer));
	let_time_pass(120);
	not_signalled(timer);
	CloseHandle(timer);
}

/* K-158 */
static void signal_stays(void)
{
	begin(TRUE);
	set_timer(timer, 0);
	is_signalled(timer);
	succeeds(CancelWaitableTimer(timer));
	is_signalled(timer);
	CloseHandle(timer);
	begin(FALSE);
	set_timer(timer, 0);
	let_time_pass(1);
	succeeds(CancelWaitableTimer(timer));
	is_signalled(timer);
	not_signalled(timer);
	CloseHandle(timer);
}

/* K-158: never set, set and over, cancelled before */
static void nothing_to_cancel(void)
{
	begin(FALSE);
	succeeds(CancelWaitableTimer(timer));
	not_signalled(timer);
	set_timer(timer, FAR_MS);
	succeeds(CancelWaitableTimer(timer));
	succeeds(CancelWaitableTimer(timer));
	set_timer(timer, 1);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(CancelWaitableTimer(timer));
	not_signalled(timer);
	CloseHandle(timer);
}

/* K-158 */
static void queued_routine(void)
{
	begin(TRUE);
	set_call(timer, 0, note_call, &note);
	is_signalled(timer);
	succeeds(CancelWaitableTimer(timer));
	ok(SleepEx(0, TRUE) == 0, "something ran\n");
	is_signalled(timer);
	set_call(timer, 20, note_call, &note);
	succeeds(CancelWaitableTimer(timer));
	ok(SleepEx(30, TRUE) == 0, "something ran\n");
	ok(note.calls == 0, "%d calls\n", note.calls);
	CloseHandle(timer);
}

static void CALLBACK count(ULONG_PTR arg)
{
	++*(int *)arg;
}

/* K-158: other timers', and what was queued by hand */
static void others_routines(void)
{
	HANDLE other = CreateWaitableTimerA(NULL, TRUE, NULL);
	struct call_note mine = { 0 };
	int calls = 0;

	begin(TRUE);
	QueueUserAPC(count, GetCurrentThread(), (ULONG_PTR)&calls);
	set_call(timer, 0, note_call, &note);
	is_signalled(timer);
	set_call(other, 0, note_call, &mine);
	is_signalled(other);
	QueueUserAPC(count, GetCurrentThread(), (ULONG_PTR)&calls);
	let_time_pass(5);
	succeeds(CancelWaitableTimer(timer));
	QueueUserAPC(count, GetCurrentThread(), (ULONG_PTR)&calls);
	ok(SleepEx(0, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	ok(note.calls == 0 && mine.calls == 1 && calls == 3,
	   "%d %d %d calls\n", note.calls, mine.calls, calls);
	CloseHandle(other);
	CloseHandle(timer);
}

/* K-158: the last of the queue, and then more is queued */
static void last_routine(void)
{
	int calls = 0;

	begin(TRUE);
	QueueUserAPC(count, GetCurrentThread(), (ULONG_PTR)&calls);
	set_call(timer, 0, note_call, &note);
	let_time_pass(5);
	succeeds(CancelWaitableTimer(timer));
	QueueUserAPC(count, GetCurrentThread(), (ULONG_PTR)&calls);
	ok(SleepEx(0, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	ok(note.calls == 0 && calls == 2, "%d %d calls\n", note.calls, calls);
	CloseHandle(timer);
}

static DWORD WINAPI cancel(void *arg)
{
	return CancelWaitableTimer(arg);
}

/* K-158: from any thread */
static void by_another_thread(void)
{
	begin(TRUE);
	set_call(timer, 0, note_call, &note);
	is_signalled(timer);
	thread_ends(start_thread(cancel, timer), TRUE);
	ok(SleepEx(0, TRUE) == 0, "something ran\n");
	ok(note.calls == 0, "%d calls\n", note.calls);
	CloseHandle(timer);
}

static DWORD WINAPI wait_long(void *arg)
{
	return WaitForSingleObject(arg, LONG_WAIT);
}

/* K-158: who waits waits on, and has what comes later */
static void waiter_stays(void)
{
	HANDLE thread;

	begin(FALSE);
	set_timer(timer, FAR_MS);
	thread = start_thread(wait_long, timer);
	let_time_pass(5);
	succeeds(CancelWaitableTimer(timer));
	waits(thread, 10, WAIT_TIMEOUT);
	set_timer(timer, 1);
	thread_ends(thread, WAIT_OBJECT_0);
	CloseHandle(timer);
}

/* K-158: a duplicate is the same timer; others are others */
static void which_timer(void)
{
	HANDLE other = CreateWaitableTimerA(NULL, TRUE, NULL), same;
	HANDLE process = GetCurrentProcess();

	begin(TRUE);
	succeeds(DuplicateHandle(process, timer, process, &same,
				 TIMER_MODIFY_STATE, FALSE, 0));
	set_timer(timer, 100);
	set_timer(other, 100);
	succeeds(CancelWaitableTimer(same));
	waits(other, LONG_WAIT, WAIT_OBJECT_0);
	not_signalled(timer);
	CloseHandle(same);
	CloseHandle(other);
	CloseHandle(timer);
}

/* K-158: TIMER_MODIFY_STATE, and a timer */
static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE), weak, process = GetCurrentProcess();

	begin(TRUE);
	set_timer(timer, 10);
	succeeds(DuplicateHandle(process, timer, process, &weak,
				 SYNCHRONIZE | TIMER_QUERY_STATE, FALSE, 0));
	refuses(CancelWaitableTimer(weak), ERROR_ACCESS_DENIED);
	refuses(CancelWaitableTimer(event), ERROR_INVALID_HANDLE);
	refuses(CancelWaitableTimer(NULL), ERROR_INVALID_HANDLE);
	refuses(CancelWaitableTimer(INVALID_HANDLE_VALUE),
		ERROR_INVALID_HANDLE);
	refuses(CancelWaitableTimer(FOREIGN_HANDLE), ERROR_INVALID_HANDLE);
	waits(weak, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(weak);
	CloseHandle(timer);
	refuses(CancelWaitableTimer(timer), ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(CancelWaitableTimer)
{
	RUN(pending);
	RUN(signal_stays);
	RUN(nothing_to_cancel);
	RUN(queued_routine);
	RUN(others_routines);
	RUN(last_routine);
	RUN(by_another_thread);
	RUN(waiter_stays);
	RUN(which_timer);
	RUN(bad_handles);
}
