/*
 * Timers: what they share (threadpool_timer.h), and CreateThreadpoolTimer and its
 * kind.
 */
#include "kernel32_cancel/threadpool_timer.h"

static void ring(struct alarm *alarm, struct after *after)
{
	struct timer *timer = CONTAINING_RECORD(alarm, struct timer, alarm);
	struct callback callback = { .apart = TRUE };

	timer->rung = TRUE;
	if (timer->period) {
		ULONGLONG due = alarm->due + timer->period * MILLISECOND;
		ULONGLONG now = pool_now();

		/* what was missed is not made up for */
		alarm_set(alarm, due > now ? due : now, after);
	}
	if (!timer->apart) {
		if (!timer->task.queued)
			task_queue(&timer->task, after);
		return;
	}
	task_begin(&timer->task, &callback, after);
	task_execute(&timer->task, &callback, after);
}

void timer_set(struct timer *timer, ULONGLONG due, ULONG period,
	       struct after *after)
{
	timer->rung = FALSE;
	timer->period = period;
	alarm_set(&timer->alarm, due, after);
}

static void timer_stop(struct task *task, struct after *after)
{
	struct timer *timer = (struct timer *)task;

	(void)after;
	timer->period = 0;
	alarm_cancel(&timer->alarm);
}

static void timer_ended(struct task *task, struct after *after)
{
	(void)task;
	(void)after;
	alarm_give_back();
}

struct timer *timer_new(const TP_CALLBACK_ENVIRON *environment, void *context)
{
	struct timer *timer;

	if (!alarm_reserve())
		return NULL;
	timer = task_new(sizeof(*timer), environment, context);
	if (!timer) {
		DWORD error = GetLastError();

		alarm_unreserve();
		SetLastError(error);
		return NULL;
	}
	timer->alarm.ring = ring;
	timer->task.stop = timer_stop;
	timer->task.ended = timer_ended;
	return timer;
}

static void run_timer(struct task *task, struct callback *callback)
{
	struct timer *timer = (struct timer *)task;

	timer->call.timer((PTP_CALLBACK_INSTANCE)callback, task->context,
			  (PTP_TIMER)task);
}

/*
 * CreateThreadpoolTimer: NULL on failure.  (Microsoft: CreateThreadpoolTimer)
 */
TP_TIMER *WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK callback,
				       void *context,
				       TP_CALLBACK_ENVIRON *environment)
{
	struct timer *timer;

	if (!callback) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	timer = timer_new(environment, context);
	if (!timer)
		return NULL;
	timer->task.run = run_timer;
	timer->call.timer = callback;
	task_known(&timer->task);
	return (TP_TIMER *)timer;
}

/*
 * SetThreadpoolTimer: a callback at that time, and then each `period` milliseconds;
 * instead of what was set before. NULL: none from now on; one that is queued stays.
 * `window`, by which it may be late, is not needed: it is on time.
 * (Microsoft: SetThreadpoolTimer)
 */
void WINAPI SetThreadpoolTimer(TP_TIMER *handle, FILETIME *due, DWORD period,
			       DWORD window)
{
	struct timer *timer = (struct timer *)handle;
	struct after after;

	(void)window;
	pool_lock(&after);
	/* A callback may go on after the close. */
	if (!timer->task.closed) {
		timer->set = !!due;
		timer_set(timer, due_at(due), due ? period : 0, &after);
	}
	pool_unlock(&after);
}

/*
 * IsThreadpoolTimerSet: whether SetThreadpoolTimer was last called with a time.
 * (Microsoft: IsThreadpoolTimerSet)
 */
BOOL WINAPI IsThreadpoolTimerSet(TP_TIMER *handle)
{
	struct timer *timer = (struct timer *)handle;
	struct after after;
	BOOL set;

	pool_lock(&after);
	set = timer->set;
	pool_unlock(&after);
	return set;
}

/*
 * WaitForThreadpoolTimerCallbacks: until those that are queued or run are over;
 * with `cancel` those that have not begun are dropped. The timer goes on.
 * (Microsoft: WaitForThreadpoolTimerCallbacks)
 */
void WINAPI WaitForThreadpoolTimerCallbacks(TP_TIMER *timer, BOOL cancel)
{
	task_wait((struct task *)timer, cancel);
}

/*
 * CloseThreadpoolTimer: it does not ring any more; what is queued still runs, then
 * it goes.  (Microsoft: CloseThreadpoolTimer)
 */
void WINAPI CloseThreadpoolTimer(TP_TIMER *timer)
{
	task_close_now((struct task *)timer);
}
