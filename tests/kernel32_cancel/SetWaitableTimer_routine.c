/* SetWaitableTimer with a routine: where, when and how often it runs. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

static HANDLE timer;
static struct call_note note;

static void begin(void)
{
	timer = CreateWaitableTimerA(NULL, TRUE, NULL);
	ok(timer != NULL, "error %u\n", GetLastError());
}

#define called(n) ok(note.calls == (n), "%d calls, not %d\n", note.calls, n)

/* T-010: on the thread that set it, in an alertable wait only, with its time */
static void arguments(void)
{
	LONGLONG before = time_of_day(), after;
	DWORD ret;

	begin();
	set_call(timer, 5, note_call, &note);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	after = time_of_day();
	called(0);
	ret = SleepEx(LONG_WAIT, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	called(1);
	ok(note.thread == GetCurrentThreadId(), "on %u\n", note.thread);
	/* Wine counts a time from now by another clock. */
	todo_wine_if(note.time > after || note.time < before)
		ok(note.time >= before + 49000 && note.time <= after,
		   "%d after the start, %d before the end\n",
		   (int)(note.time - before), (int)(after - note.time));
	ok(SleepEx(0, TRUE) == 0, "there was another\n");
	CloseHandle(timer);
}

/* T-010 */
static void time_of_the_day(void)
{
	LARGE_INTEGER due;

	begin();
	due.QuadPart = time_of_day() + 50000;
	succeeds(SetWaitableTimer(timer, &due, 0, note_call, &note, FALSE));
	ok(SleepEx(LONG_WAIT, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	called(1);
	ok(note.time >= due.QuadPart && note.time <= time_of_day(),
	   "%d after its time\n", (int)(note.time - due.QuadPart));
	CloseHandle(timer);
}

/* T-010 */
static void wakes_a_sleeper(void)
{
	DWORD ret;

	begin();
	set_call(timer, 10, note_call, &note);
	ret = SleepEx(LONG_WAIT, TRUE);
	ok(ret == WAIT_IO_COMPLETION, "%#x\n", ret);
	called(1);
	is_signalled(timer);
	CloseHandle(timer);
}

/* T-010 */
static void at_once(void)
{
	begin();
	set_call(timer, 0, note_call, &note);
	ok(SleepEx(LONG_WAIT, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	called(1);
	CloseHandle(timer);
}

/* T-010 */
static void other_waits(void)
{
	HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
	HANDLE event = auto_event(FALSE), h[2] = { event, NULL };
	OVERLAPPED_ENTRY entry;
	ULONG n;

	begin();
	h[1] = manual_event(FALSE);
	set_call(timer, 5, note_call, &note);
	ok(WaitForSingleObjectEx(event, LONG_WAIT, TRUE) == WAIT_IO_COMPLETION,
	   "nothing ran\n");
	called(1);
	set_call(timer, 5, note_call, &note);
	ok(WaitForMultipleObjectsEx(2, h, TRUE, LONG_WAIT, TRUE) ==
	   WAIT_IO_COMPLETION, "nothing ran\n");
	called(2);
	set_call(timer, 5, note_call, &note);
	SetLastError(UNSET_ERROR);
	ok(!GetQueuedCompletionStatusEx(port, &entry, 1, &n, LONG_WAIT, TRUE) &&
	   GetLastError() == WAIT_IO_COMPLETION, "error %u\n", GetLastError());
	called(3);
	set_call(timer, 5, note_call, &note);
	ok(SignalObjectAndWait(h[1], event, LONG_WAIT, TRUE) ==
	   WAIT_IO_COMPLETION, "nothing ran\n");
	called(4);
	CloseHandle(h[1]);
	CloseHandle(event);
	CloseHandle(port);
	CloseHandle(timer);
}

/* T-011: one is queued at a time, however often its time comes */
static void periods_in_one(void)
{
	LARGE_INTEGER due;

	begin();
	succeeds(SetWaitableTimer(timer, from_now(&due, 1), 10, note_call,
				  &note, FALSE));
	let_time_pass(35);
	called(0);
	ok(SleepEx(0, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	called(1);
	/* Wine loses the next when one was queued already. */
	todo_wine ok(SleepEx(1000, TRUE) == WAIT_IO_COMPLETION, "it ended\n");
	succeeds(CancelWaitableTimer(timer));
	note.calls = 0;
	ok(SleepEx(20, TRUE) == 0, "it ran on\n");
	called(0);
	CloseHandle(timer);
}

/* T-012: what is queued belongs to the setting before */
static void set_again(void)
{
	struct call_note other = { 0 };

	begin();
	set_call(timer, 0, note_call, &note);
	is_signalled(timer);
	set_call(timer, 20, note_call, &other);
	ok(SleepEx(LONG_WAIT, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	called(0);
	ok(other.calls == 1, "%d calls\n", other.calls);
	set_call(timer, 0, note_call, &note);
	is_signalled(timer);
	set_timer(timer, 0);
	ok(SleepEx(0, TRUE) == 0, "something ran\n");
	called(0);
	CloseHandle(timer);
}

/* T-012: with the routine it goes to whoever sets it */
static DWORD WINAPI set_mine(void *arg)
{
	struct call_note *mine = arg;

	set_call(timer, 20, note_call, mine);
	SleepEx(LONG_WAIT, TRUE);
	return mine->thread == GetCurrentThreadId();
}

static void set_by_another(void)
{
	struct call_note other = { 0 };

	begin();
	set_call(timer, 0, note_call, &note);
	is_signalled(timer);
	thread_ends(start_thread(set_mine, &other), 1);
	ok(SleepEx(0, TRUE) == 0, "something ran\n");
	called(0);
	ok(other.calls == 1, "%d calls\n", other.calls);
	CloseHandle(timer);
}

static void CALLBACK set_once_more(void *arg, DWORD low, DWORD high)
{
	note_call(arg, low, high);
	if (note.calls < 4)
		set_call(timer, note.calls % 2, set_once_more, arg);
}

/* T-012: from within itself */
static void set_by_itself(void)
{
	begin();
	set_call(timer, 1, set_once_more, &note);
	while (note.calls < 4)
		ok(SleepEx(LONG_WAIT, TRUE) == WAIT_IO_COMPLETION,
		   "nothing ran\n");
	ok(SleepEx(20, TRUE) == 0, "something ran\n");
	called(4);
	CloseHandle(timer);
}

static void CALLBACK close_it(void *arg, DWORD low, DWORD high)
{
	note_call(arg, low, high);
	CloseHandle(timer);
}

/* T-014 */
static void closed_by_itself(void)
{
	LARGE_INTEGER due;

	begin();
	succeeds(SetWaitableTimer(timer, from_now(&due, 1), 1, close_it, &note,
				  FALSE));
	ok(SleepEx(LONG_WAIT, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	ok(SleepEx(20, TRUE) == 0, "it ran on\n");
	called(1);
}

/* T-014: the last handle takes back what is queued */
static void closed(void)
{
	HANDLE other, process = GetCurrentProcess();

	begin();
	set_call(timer, 0, note_call, &note);
	is_signalled(timer);
	succeeds(DuplicateHandle(process, timer, process, &other, 0, FALSE,
				 DUPLICATE_SAME_ACCESS));
	CloseHandle(other);
	ok(SleepEx(0, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	called(1);
	set_call(timer, 100, note_call, &note);
	CloseHandle(timer);
	ok(SleepEx(120, TRUE) == 0, "something ran\n");
	called(1);
}

/* T-014: Wine runs what it has queued */
static void closed_after(void)
{
	begin();
	set_call(timer, 0, note_call, &note);
	is_signalled(timer);
	CloseHandle(timer);
	todo_wine ok(SleepEx(0, TRUE) == 0, "something ran\n");
	todo_wine called(0);
}

static DWORD WINAPI set_and_end(void *arg)
{
	LARGE_INTEGER due;

	return SetWaitableTimer(timer, from_now(&due, 100), 100, arg, &note,
				FALSE);
}

/* T-013: the thread that set it has gone; Wine's timer goes on */
static void thread_ended(void)
{
	begin();
	thread_ends(start_thread(set_and_end, note_call), TRUE);
	let_time_pass(120);
	todo_wine not_signalled(timer);
	thread_ends(start_thread(set_and_end, NULL), TRUE);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	called(0);
	CloseHandle(timer);
}

static DWORD WINAPI set_now_and_end(void *arg)
{
	LARGE_INTEGER due;

	return SetWaitableTimer(timer, from_now(&due, 0), 0, arg, &note, FALSE);
}

/* T-013: its signal stays */
static void thread_ended_after(void)
{
	begin();
	thread_ends(start_thread(set_now_and_end, note_call), TRUE);
	is_signalled(timer);
	SleepEx(0, TRUE);
	called(0);
	CloseHandle(timer);
}

/* T-013: it can be set anew, by those who live */
static void thread_ended_and_set_again(void)
{
	begin();
	thread_ends(start_thread(set_and_end, note_call), TRUE);
	set_call(timer, 1, note_call, &note);
	ok(SleepEx(LONG_WAIT, TRUE) == WAIT_IO_COMPLETION, "nothing ran\n");
	called(1);
	CloseHandle(timer);
}

START_TEST(SetWaitableTimer_routine)
{
	RUN(arguments);
	RUN(time_of_the_day);
	RUN(wakes_a_sleeper);
	RUN(at_once);
	RUN(other_waits);
	RUN(periods_in_one);
	RUN(set_again);
	RUN(set_by_another);
	RUN(set_by_itself);
	RUN(closed_by_itself);
	RUN(closed);
	RUN(closed_after);
	RUN(thread_ended);
	RUN(thread_ended_after);
	RUN(thread_ended_and_set_again);
}
