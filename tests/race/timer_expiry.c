/*
 * A timer's time comes while it is set anew, cancelled or closed, or its thread
 * ends: either all of it has happened, or nothing does.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "lib/sync.h"
#include "lib/timer.h"

static HANDLE timer;
static struct call_note note;

/* The library's own thread is held where it passes; the case's are not. */
static __thread int mine;
static int held, let_go;

static void hold(void *arg)
{
	(void)arg;
	if (mine || raised(&let_go))
		return;
	raise_flag(&held);
	await_flag(&let_go);
}

/* On a busy machine its time may come while it is being set. */
static void set_until_held(PTIMERAPCROUTINE fn)
{
	mine = 1;
	do
		set_call(timer, 2, fn, &note);
	while (!await_flag_briefly(&held, 200));
}

/* Its time has come, and who is to act on it is held at this point. */
static void come_and_held(const char *point, PTIMERAPCROUTINE fn)
{
	mine = 1;
	timer = CreateWaitableTimerA(NULL, TRUE, NULL);
	point_arm(point, hold, NULL);
	set_until_held(fn);
}

/* It goes on, and has been through when this returns. */
static void go_on(void)
{
	raise_flag(&let_go);
	let_time_pass(2);
}

static void nothing_runs(void)
{
	ok(SleepEx(0, TRUE) == 0, "something ran\n");
	ok(note.calls == 0, "%d calls\n", note.calls);
}

/* K-158 */
static void come_then_cancelled(void)
{
	come_and_held("timer:expire", note_call);
	succeeds(CancelWaitableTimer(timer));
	go_on();
	not_signalled(timer);
	nothing_runs();
	CloseHandle(timer);
}

/* K-158: signalled and queued, and nobody woken yet */
static void done_then_cancelled(void)
{
	come_and_held("timer:wake", note_call);
	succeeds(CancelWaitableTimer(timer));
	is_signalled(timer);
	nothing_runs();
	go_on();
	is_signalled(timer);
	nothing_runs();
	CloseHandle(timer);
}

/* T-006 T-012 */
static void come_then_set(void)
{
	come_and_held("timer:expire", note_call);
	set_timer(timer, FAR_MS);
	go_on();
	not_signalled(timer);
	nothing_runs();
	CloseHandle(timer);
}

/* T-006 T-012 */
static void done_then_set(void)
{
	come_and_held("timer:wake", note_call);
	set_timer(timer, FAR_MS);
	not_signalled(timer);
	go_on();
	not_signalled(timer);
	nothing_runs();
	CloseHandle(timer);
}

/* T-012: the same routine once more is once, not twice */
static void done_then_set_for_now(void)
{
	come_and_held("timer:wake", note_call);
	set_call(timer, 0, note_call, &note);
	go_on();
	is_signalled(timer);
	SleepEx(0, TRUE);
	ok(note.calls == 1, "%d calls\n", note.calls);
	CloseHandle(timer);
}

/* T-014: other timers are none the worse */
static void closed_at(const char *point)
{
	come_and_held(point, note_call);
	CloseHandle(timer);
	go_on();
	nothing_runs();
	let_time_pass(2);
}

static void come_then_closed(void)
{
	closed_at("timer:expire");
}

static void done_then_closed(void)
{
	closed_at("timer:wake");
}

/* T-014: closed while it is being set */
static void close_it(void *arg)
{
	(void)arg;
	if (first_time(&held))
		CloseHandle(timer);
}

static void closed_then_set(void)
{
	LARGE_INTEGER due;

	timer = CreateWaitableTimerA(NULL, TRUE, NULL);
	point_arm("timer:set", close_it, NULL);
	refuses(SetWaitableTimer(timer, from_now(&due, 0), 0, note_call, &note,
				 FALSE), ERROR_INVALID_HANDLE);
	nothing_runs();
	let_time_pass(2);
}

/* T-013 */
static DWORD WINAPI set_and_end(void *arg)
{
	(void)arg;
	set_until_held(note_call);
	return 0;
}

static void thread_ends_at(const char *point)
{
	mine = 1;
	timer = CreateWaitableTimerA(NULL, TRUE, NULL);
	point_arm(point, hold, NULL);
	thread_ends(start_thread(set_and_end, NULL), 0);
}

static void come_then_thread_ended(void)
{
	thread_ends_at("timer:expire");
	go_on();
	not_signalled(timer);
	nothing_runs();
	set_call(timer, 1, note_call, &note);
	ok(SleepEx(LONG_WAIT, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	CloseHandle(timer);
}

static void done_then_thread_ended(void)
{
	thread_ends_at("timer:wake");
	is_signalled(timer);
	go_on();
	nothing_runs();
	CloseHandle(timer);
}

static DWORD WINAPI wait_long(void *arg)
{
	mine = 1;
	return WaitForSingleObject(arg, LONG_WAIT);
}

static void nothing(void *arg)
{
	(void)arg;
}

static HANDLE start_waiter(void)
{
	HANDLE thread;

	point_arm("wait:enlisted", nothing, NULL);
	thread = start_thread(wait_long, timer);
	while (!point_count("wait:enlisted"))
		SwitchToThread();
	return thread;
}

/* T-007: its last handle goes, and somebody waits */
static void closed_while_waited_for(DWORD period)
{
	LARGE_INTEGER due;
	HANDLE thread;

	timer = CreateWaitableTimerA(NULL, FALSE, NULL);
	thread = start_waiter();
	succeeds(SetWaitableTimer(timer, from_now(&due, 20), period, note_call,
				  &note, FALSE));
	CloseHandle(timer);
	thread_ends(thread, WAIT_OBJECT_0);
	nothing_runs();
	/* nobody waits for it: it comes once more at most */
	let_time_pass(5);
	point_arm("timer:expire", nothing, NULL);
	let_time_pass(20);
	ok(point_count("timer:expire") < 8, "%u times\n",
	   point_count("timer:expire"));
}

static void waited_for_once(void)
{
	closed_while_waited_for(0);
}

static void waited_for_with_a_period(void)
{
	closed_while_waited_for(1);
}

/* T-006 T-007: the waiter has the signal that was there before */
static void done_for_a_waiter_then_set(void)
{
	HANDLE thread;

	mine = 1;
	timer = CreateWaitableTimerA(NULL, FALSE, NULL);
	point_arm("timer:wake", hold, NULL);
	thread = start_waiter();
	set_until_held(NULL);
	set_timer(timer, FAR_MS);
	go_on();
	thread_ends(thread, WAIT_OBJECT_0);
	not_signalled(timer);
	CloseHandle(timer);
}

/* T-010: the service thread is held, who sets a time that is over sees to it */
static void nobody_else_is_needed(void)
{
	HANDLE other;

	come_and_held("timer:expire", NULL);
	other = CreateWaitableTimerA(NULL, TRUE, NULL);
	set_call(other, 0, note_call, &note);
	is_signalled(other);
	ok(SleepEx(0, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	ok(note.calls == 1, "%d calls\n", note.calls);
	go_on();
	is_signalled(timer);
	CloseHandle(other);
	CloseHandle(timer);
}

START_TEST(timer_expiry)
{
	RUN(come_then_cancelled);
	RUN(done_then_cancelled);
	RUN(come_then_set);
	RUN(done_then_set);
	RUN(done_then_set_for_now);
	RUN(come_then_closed);
	RUN(done_then_closed);
	RUN(closed_then_set);
	RUN(come_then_thread_ended);
	RUN(done_then_thread_ended);
	RUN(waited_for_once);
	RUN(waited_for_with_a_period);
	RUN(done_for_a_waiter_then_set);
	RUN(nobody_else_is_needed);
}
