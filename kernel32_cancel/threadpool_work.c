/*
 * Work: callbacks that are asked for, as often as they are asked for.
 */
#include "kernel32_cancel/threadpool.h"

/* Nobody impersonates anybody here, so there is nothing to transfer. */
#define KNOWN_FLAGS \
	(WT_EXECUTEINIOTHREAD | WT_EXECUTELONGFUNCTION | \
	 WT_EXECUTEINPERSISTENTIOTHREAD | WT_EXECUTEINPERSISTENTTHREAD | \
	 WT_TRANSFER_IMPERSONATION | 0xffff0000)

struct work {
	struct task task; /* first */
	union {
		PTP_WORK_CALLBACK work;
		PTP_SIMPLE_CALLBACK simple;
		LPTHREAD_START_ROUTINE routine;
	} call;
};

static void run_work(struct task *task, struct callback *callback)
{
	struct work *work = (struct work *)task;

	work->call.work((PTP_CALLBACK_INSTANCE)callback, task->context,
			(PTP_WORK)task);
}

static void run_simple(struct task *task, struct callback *callback)
{
	struct work *work = (struct work *)task;

	work->call.simple((PTP_CALLBACK_INSTANCE)callback, task->context);
}

static void run_routine(struct task *task, struct callback *callback)
{
	struct work *work = (struct work *)task;

	(void)callback;
	work->call.routine(task->context);
}

/*
 * CreateThreadpoolWork: NULL on failure (ERROR_INVALID_PARAMETER,
 * ERROR_NOT_SUPPORTED: an environment that asks for what is not there).
 * (Microsoft: CreateThreadpoolWork)
 */
TP_WORK *WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK callback, void *context,
				     TP_CALLBACK_ENVIRON *environment)
{
	struct work *work;

	if (!callback) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	work = task_new(sizeof(*work), environment, context);
	if (!work)
		return NULL;
	work->task.run = run_work;
	work->call.work = callback;
	task_known(&work->task);
	return (TP_WORK *)work;
}

/*
 * SubmitThreadpoolWork: one callback more; never fails. None once it is closed:
 * a callback that asks for the next would keep who closes its group for ever.
 * (Microsoft: SubmitThreadpoolWork)
 */
void WINAPI SubmitThreadpoolWork(TP_WORK *work)
{
	struct task *task = (struct task *)work;
	struct after after;

	pool_lock(&after);
	if (!task->closed)
		task_queue(task, &after);
	pool_unlock(&after);
}

/*
 * WaitForThreadpoolWorkCallbacks: until all that were asked for are over; with
 * `cancel` those that have not begun are dropped. A callback does not wait for
 * itself.  (Microsoft: WaitForThreadpoolWorkCallbacks)
 */
void WINAPI WaitForThreadpoolWorkCallbacks(TP_WORK *work, BOOL cancel)
{
	task_wait((struct task *)work, cancel);
}

/*
 * CloseThreadpoolWork: at once; what was asked for still runs, and then it goes.
 * (Microsoft: CloseThreadpoolWork)
 */
void WINAPI CloseThreadpoolWork(TP_WORK *work)
{
	task_close_now((struct task *)work);
}

static void run_once(struct work *work)
{
	struct after after;

	pool_lock(&after);
	work->task.simple = TRUE;
	if (work->task.group)
		group_enter(work->task.group, &work->task);
	task_queue(&work->task, &after);
	task_close(&work->task, &after);
	pool_unlock(&after);
}

/*
 * TrySubmitThreadpoolCallback: one callback; FALSE on failure.
 * (Microsoft: TrySubmitThreadpoolCallback)
 */
BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK callback,
					void *context,
					TP_CALLBACK_ENVIRON *environment)
{
	struct work *work;

	if (!callback)
		return fail_with(ERROR_INVALID_PARAMETER);
	work = task_new(sizeof(*work), environment, context);
	if (!work)
		return FALSE;
	work->task.run = run_simple;
	work->call.simple = callback;
	run_once(work);
	return TRUE;
}

/*
 * QueueUserWorkItem: routine(context) once, on a thread of the default pool. Of
 * the flags WT_EXECUTELONGFUNCTION lets the pool grow, those that want a thread
 * that stays make the one it runs on stay; the upper 16 bits, if any, are the
 * greatest number of threads.  (Microsoft: QueueUserWorkItem)
 */
BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE routine, void *context,
			      ULONG flags)
{
	struct work *work;

	if (!routine || flags & ~KNOWN_FLAGS)
		return fail_with(ERROR_INVALID_PARAMETER);
	work = task_new(sizeof(*work), NULL, context);
	if (!work)
		return FALSE;
	work->task.run = run_routine;
	work->call.routine = routine;
	work->task.lengthy = !!(flags & WT_EXECUTELONGFUNCTION);
	work->task.persistent = !!(flags & (WT_EXECUTEINPERSISTENTTHREAD |
					    WT_EXECUTEINIOTHREAD |
					    WT_EXECUTEINPERSISTENTIOTHREAD));
	if (flags >> 16)
		SetThreadpoolThreadMaximum(NULL, flags >> 16);
	run_once(work);
	return TRUE;
}
