/*
 * Waits of the thread pool: CreateThreadpoolWait and its kind, one watch each.
 */
#include "kernel32_cancel/threadpool_watch.h"

static void run_wait(struct task *task, struct callback *callback)
{
	struct watch *watch = (struct watch *)task;

	watch->call.wait((PTP_CALLBACK_INSTANCE)callback, task->context,
			 (PTP_WAIT)task, callback->result);
}

/*
 * CreateThreadpoolWait: NULL on failure.  (Microsoft: CreateThreadpoolWait)
 */
TP_WAIT *WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK callback, void *context,
				     TP_CALLBACK_ENVIRON *environment)
{
	struct watch *watch;

	if (!callback) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	watch = watch_new(environment, context);
	if (!watch)
		return NULL;
	watch->task.run = run_wait;
	watch->call.wait = callback;
	task_known(&watch->task);
	return (TP_WAIT *)watch;
}

/*
 * SetThreadpoolWait: one callback when the object is signalled, or when the time is
 * over; NULL for the object: none. What was set before and has not come is
 * forgotten; a callback that is queued already stays.
 * (Microsoft: SetThreadpoolWait)
 */
void WINAPI SetThreadpoolWait(TP_WAIT *wait, HANDLE object, FILETIME *timeout)
{
	struct watch *watch = (struct watch *)wait;
	struct after after;

	pool_lock(&after);
	watch_disarm(watch, &after);
	if (object && !watch->task.closed)
		watch_arm(watch, object, due_at(timeout), &after);
	pool_unlock(&after);
}

/*
 * WaitForThreadpoolWaitCallbacks: until those that are queued or run are over; with
 * `cancel` those that have not begun are dropped.
 * (Microsoft: WaitForThreadpoolWaitCallbacks)
 */
void WINAPI WaitForThreadpoolWaitCallbacks(TP_WAIT *wait, BOOL cancel)
{
	task_wait((struct task *)wait, cancel);
}

/*
 * CloseThreadpoolWait: nothing is waited for any more; what is queued still runs,
 * then it goes.  (Microsoft: CloseThreadpoolWait)
 */
void WINAPI CloseThreadpoolWait(TP_WAIT *wait)
{
	task_close_now((struct task *)wait);
}
