/* SetWaitableTimer: times, periods, setting again, waits of every sort. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

static HANDLE timer;

static void begin(BOOL manual)
{
	timer = CreateWaitableTimerA(NULL, manual, NULL);
	ok(timer != NULL, "error %u\n", GetLastError());
}

/* T-004: not before its time */
static void from_now_on(void)
{
	double start = now_ms();

	begin(TRUE);
	set_timer(timer, 100);
	not_signalled(timer);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	ok(now_ms() - start > 99.9, "after %f ms\n", now_ms() - start);
	is_signalled(timer);
	CloseHandle(timer);
}

/* T-004 */
static void time_of_the_day(void)
{
	LARGE_INTEGER due;

	begin(FALSE);
	due.QuadPart = time_of_day() + 300000;
	succeeds(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	ok(time_of_day() >= due.QuadPart, "%d too early\n",
	   (int)(due.QuadPart - time_of_day()));
	not_signalled(timer);
	CloseHandle(timer);
}

/* T-004: what is over is now */
static void at_once(void)
{
	static const LONGLONG times[] = { 0, 1, 116444736000000000,
					  116444736000000001 };
	LARGE_INTEGER due;
	unsigned int i;

	begin(FALSE);
	for (i = 0; i < sizeof(times) / sizeof(*times); i++) {
		due.QuadPart = times[i];
		succeeds(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
		waits(timer, LONG_WAIT, WAIT_OBJECT_0);
		not_signalled(timer);
	}
	due.QuadPart = time_of_day() - 10000000;
	succeeds(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(timer);
}

/* T-004: nothing overflows */
static void never(void)
{
	static const LONGLONG times[] = {
		0x7fffffffffffffff, 0x7ffffffffffffffe, 0x4000000000000000,
		(LONGLONG)0x8000000000000001, (LONGLONG)0xc000000000000000,
		-92233720368547758, -92233720368547759,
	};
	LARGE_INTEGER due;
	unsigned int i;

	begin(TRUE);
	for (i = 0; i < sizeof(times) / sizeof(*times); i++) {
		due.QuadPart = times[i];
		succeeds(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE));
		waits(timer, 1, WAIT_TIMEOUT);
	}
	CloseHandle(timer);
}

/* T-005 */
static void again_and_again(void)
{
	LARGE_INTEGER due;
	double start = now_ms();
	int i;

	begin(FALSE);
	succeeds(SetWaitableTimer(timer, from_now(&due, 1), 5, NULL, NULL,
				  FALSE));
	for (i = 0; i < 5; i++)
		waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	ok(now_ms() - start > 20.9, "five in %f ms\n", now_ms() - start);
	succeeds(CancelWaitableTimer(timer));
	WaitForSingleObject(timer, 0);
	waits(timer, 20, WAIT_TIMEOUT);
	CloseHandle(timer);
}

/* T-005: times that nobody waits for are one signal */
static void missed(void)
{
	LARGE_INTEGER due;

	begin(FALSE);
	succeeds(SetWaitableTimer(timer, from_now(&due, 1), 1, NULL, NULL,
				  FALSE));
	let_time_pass(20);
	is_signalled(timer);
	succeeds(SetWaitableTimer(timer, from_now(&due, 0), FAR_MS, NULL, NULL,
				  FALSE));
	is_signalled(timer);
	not_signalled(timer);
	CloseHandle(timer);
}

/* T-005 */
static void day_then_period(void)
{
	LARGE_INTEGER due;
	int i;

	begin(FALSE);
	due.QuadPart = time_of_day() + 10000;
	succeeds(SetWaitableTimer(timer, &due, 2, NULL, NULL, FALSE));
	for (i = 0; i < 4; i++)
		waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(timer);
}

/* T-006 */
static void set_again(void)
{
	begin(TRUE);
	set_timer(timer, 0);
	is_signalled(timer);
	set_timer(timer, FAR_MS);
	not_signalled(timer);
	set_timer(timer, 20);
	set_timer(timer, FAR_MS);
	let_time_pass(30);
	not_signalled(timer);
	set_timer(timer, 1);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(timer);
}

/* T-006: a period ends when it is set anew */
static void no_period_left(void)
{
	LARGE_INTEGER due;

	begin(FALSE);
	succeeds(SetWaitableTimer(timer, from_now(&due, 0), 1, NULL, NULL,
				  FALSE));
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	set_timer(timer, 1);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	waits(timer, 20, WAIT_TIMEOUT);
	CloseHandle(timer);
}

/* T-004: each in its order, however they were set */
static void many(void)
{
	HANDLE timers[60];
	double start = now_ms();
	int i;

	for (i = 0; i < 60; i++) {
		timers[i] = CreateWaitableTimerA(NULL, TRUE, NULL);
		set_timer(timers[i], 300 + i * 7 % 60);
	}
	for (i = 0; i < 60; i += 3)
		succeeds(CancelWaitableTimer(timers[i]));
	for (i = 0; i < 60; i++) {
		DWORD ret = WaitForSingleObject(timers[i], i % 3 ? LONG_WAIT : 0);
		double least = 299.9 + i * 7 % 60;

		ok(ret == (i % 3 ? WAIT_OBJECT_0 : WAIT_TIMEOUT), "%d: %#x\n",
		   i, ret);
		ok(!(i % 3) || now_ms() - start > least,
		   "%d after %f ms\n", i, now_ms() - start);
	}
	for (i = 0; i < 60; i++)
		CloseHandle(timers[i]);
}

/* T-007 */
static void any_and_all(void)
{
	HANDLE h[3] = { auto_event(FALSE), NULL, NULL };
	DWORD ret;

	h[1] = CreateWaitableTimerA(NULL, FALSE, NULL);
	h[2] = CreateWaitableTimerA(NULL, TRUE, NULL);
	set_timer(h[1], FAR_MS);
	set_timer(h[2], 5);
	ret = WaitForMultipleObjects(3, h, FALSE, LONG_WAIT);
	ok(ret == WAIT_OBJECT_0 + 2, "%#x\n", ret);
	set_timer(h[1], 5);
	ret = WaitForMultipleObjects(3, h, TRUE, 20);
	ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
	SetEvent(h[0]);
	ret = WaitForMultipleObjects(3, h, TRUE, LONG_WAIT);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	not_signalled(h[0]);
	not_signalled(h[1]);
	is_signalled(h[2]);
	set_timer(h[1], 10);
	SetEvent(h[0]);
	ret = WaitForMultipleObjects(3, h, TRUE, LONG_WAIT);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	for (int i = 0; i < 3; i++)
		CloseHandle(h[i]);
}

/* T-007: it can be waited for, not signalled by hand */
static void signal_and_wait(void)
{
	HANDLE event = auto_event(FALSE);
	DWORD ret;

	begin(FALSE);
	set_timer(timer, 5);
	ret = SignalObjectAndWait(event, timer, LONG_WAIT, FALSE);
	ok(ret == WAIT_OBJECT_0, "%#x\n", ret);
	is_signalled(event);
	SetEvent(event);
	wait_refused(SignalObjectAndWait(timer, event, 0, FALSE),
		     ERROR_INVALID_HANDLE);
	is_signalled(event);
	refuses(SetEvent(timer), ERROR_INVALID_HANDLE);
	CloseHandle(event);
	CloseHandle(timer);
}

/* T-007 */
static void duplicate(void)
{
	HANDLE other, process = GetCurrentProcess();

	begin(TRUE);
	succeeds(DuplicateHandle(process, timer, process, &other,
				 TIMER_MODIFY_STATE, FALSE, 0));
	set_timer(other, 1);
	CloseHandle(other);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(timer);
}

static DWORD WINAPI wait_long(void *arg)
{
	return WaitForSingleObject(arg, LONG_WAIT);
}

/* T-007: an automatic one lets one go, a manual one all */
static void waiters(BOOL manual)
{
	HANDLE threads[3];
	DWORD ret, n;

	begin(manual);
	for (n = 0; n < 3; n++)
		threads[n] = start_thread(wait_long, timer);
	if (manual)
		set_timer(timer, 20);
	for (; n; n--) {
		if (!manual)
			set_timer(timer, 20);
		ret = WaitForMultipleObjects(n, threads, FALSE, LONG_WAIT);
		ok(ret < n, "%#x\n", ret);
		thread_ends(threads[ret % n], WAIT_OBJECT_0);
		threads[ret % n] = threads[n - 1];
		if (!manual && n > 1) {
			ret = WaitForMultipleObjects(n - 1, threads, FALSE, 10);
			ok(ret == WAIT_TIMEOUT, "%#x\n", ret);
		}
	}
	CloseHandle(timer);
}

static void waiters_of_a_manual_one(void)
{
	waiters(TRUE);
}

static void waiters_of_an_automatic_one(void)
{
	waiters(FALSE);
}

/* T-008 */
static void resume(void)
{
	LARGE_INTEGER due;

	begin(TRUE);
	SetLastError(UNSET_ERROR);
	ok(SetWaitableTimer(timer, from_now(&due, 0), 0, NULL, NULL, TRUE),
	   "error %u\n", GetLastError());
	/* Wine tells it by a number that no page has. */
	todo_wine ok(GetLastError() == ERROR_NOT_SUPPORTED, "error %u\n",
		     GetLastError());
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(timer);
}

/* T-008 */
static void bad_input(void)
{
	HANDLE event = manual_event(FALSE);
	LARGE_INTEGER due;

	begin(TRUE);
	from_now(&due, 0);
	refuses(SetWaitableTimer(event, &due, 0, NULL, NULL, FALSE),
		ERROR_INVALID_HANDLE);
	refuses(SetWaitableTimer(NULL, &due, 0, NULL, NULL, FALSE),
		ERROR_INVALID_HANDLE);
	refuses(SetWaitableTimer(FOREIGN_HANDLE, &due, 0, NULL, NULL, FALSE),
		ERROR_INVALID_HANDLE);
	not_signalled(timer);
	CloseHandle(timer);
	refuses(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

/* T-008: Wine takes it for a long one */
static void negative_period(void)
{
	LARGE_INTEGER due;

	begin(TRUE);
	todo_wine refuses(SetWaitableTimer(timer, from_now(&due, FAR_MS), -1,
					   NULL, NULL, FALSE),
			  ERROR_INVALID_PARAMETER);
	not_signalled(timer);
	CloseHandle(timer);
}

/* T-007: a handle may go while somebody waits */
static void closed_while_waited_for(void)
{
	HANDLE thread;

	begin(TRUE);
	thread = start_thread(wait_long, timer);
	set_timer(timer, 50);
	let_time_pass(20); /* time for it to begin, which it may lack */
	CloseHandle(timer);
	ok(WaitForSingleObject(thread, LONG_WAIT) == WAIT_OBJECT_0,
	   "it hangs\n");
	CloseHandle(thread);
}

START_TEST(SetWaitableTimer)
{
	RUN(from_now_on);
	RUN(time_of_the_day);
	RUN(at_once);
	RUN(never);
	RUN(again_and_again);
	RUN(missed);
	RUN(day_then_period);
	RUN(set_again);
	RUN(no_period_left);
	RUN(many);
	RUN(any_and_all);
	RUN(signal_and_wait);
	RUN(duplicate);
	RUN(waiters_of_a_manual_one);
	RUN(waiters_of_an_automatic_one);
	RUN(resume);
	RUN(bad_input);
	RUN(negative_period);
	RUN(closed_while_waited_for);
}
