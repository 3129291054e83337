/*
 * Timer queues. A queue is a list of timers, and lives until it is deleted and its
 * last timer is over. Timers and queues are named by numbers (threadpool_id.c). The
 * default queue is the one of those who name none; it stays.
 */
#include "kernel32_cancel/threadpool_timer.h"

#define KNOWN_FLAGS \
	(WT_EXECUTEINIOTHREAD | WT_EXECUTEINTIMERTHREAD | \
	 WT_EXECUTEONLYONCE | WT_EXECUTELONGFUNCTION | \
	 WT_EXECUTEINPERSISTENTIOTHREAD | WT_EXECUTEINPERSISTENTTHREAD | \
	 WT_TRANSFER_IMPERSONATION | 0xffff0000)

struct timer_queue {
	ULONG_PTR id;
	struct timer *first;
	ULONG timers; /* not over yet, deleted or not */
	BOOL deleted;
	ULONG held;
	struct idler *idlers;
	HANDLE told;
};

static struct timer_queue the_default;

static struct timer_queue *find_queue(HANDLE queue)
{
	if (!queue)
		return &the_default;
	return id_find((ULONG_PTR)queue, ID_QUEUE);
}

static void queue_settle(struct timer_queue *queue, struct after *after)
{
	after_wake(after, &queue->idlers);
	if (!queue->deleted || queue->timers || queue->held)
		return;
	if (queue->told)
		after_set(after, queue->told);
	HeapFree(GetProcessHeap(), 0, queue);
}

static void queued_timer_ended(struct task *task, struct after *after)
{
	struct timer *timer = (struct timer *)task;

	alarm_give_back();
	timer->queue->timers--;
	queue_settle(timer->queue, after);
}

static void run_queued(struct task *task, struct callback *callback)
{
	struct timer *timer = (struct timer *)task;

	(void)callback;
	timer->call.queued(task->context, TRUE);
}

static void enlist(struct timer_queue *queue, struct timer *timer)
{
	timer->queue = queue;
	timer->next = queue->first;
	if (timer->next)
		timer->next->link = &timer->next;
	timer->link = &queue->first;
	queue->first = timer;
	queue->timers++;
}

/* It has no number and no place any more; it is closed. May drop the lock. */
static void delete_timer(struct timer *timer, struct after *after)
{
	id_free(timer->id);
	*timer->link = timer->next;
	if (timer->next)
		timer->next->link = timer->link;
	task_close(&timer->task, after);
}

/*
 * CreateTimerQueue: NULL on failure.  (Microsoft: CreateTimerQueue)
 */
HANDLE WINAPI CreateTimerQueue(void)
{
	struct timer_queue *queue = zeroed(sizeof(*queue));
	struct after after;
	ULONG_PTR id;

	if (!queue)
		return no_memory();
	pool_lock(&after);
	id = queue->id = id_new(queue, ID_QUEUE);
	pool_unlock(&after);
	if (id)
		return (HANDLE)id;
	HeapFree(GetProcessHeap(), 0, queue);
	return no_memory();
}

static DWORD start_timer(struct timer *timer, HANDLE *out, HANDLE queue,
			 DWORD due, DWORD period)
{
	struct timer_queue *found;
	struct after after;
	DWORD error = 0;

	pool_lock(&after);
	found = find_queue(queue);
	if (!found)
		error = ERROR_INVALID_HANDLE;
	else if (!(timer->id = id_new(timer, ID_TIMER)))
		error = ERROR_NOT_ENOUGH_MEMORY;
	if (!error) {
		enlist(found, timer);
		timer->task.ended = queued_timer_ended;
		/* before a callback can want it */
		*out = (HANDLE)timer->id;
		timer_set(timer, due == INFINITE ? NEVER :
			  pool_now() + due * MILLISECOND, period, &after);
	}
	pool_unlock(&after);
	return error;
}

/*
 * CreateTimerQueueTimer: callback(context, TRUE) in `due` milliseconds, and then
 * each `period`, if that is not 0, and without WT_EXECUTEONLYONCE. The queue may be
 * NULL. WT_EXECUTEINTIMERTHREAD: on the clock's thread, which rings for nobody
 * meanwhile; else in the default pool. To be deleted even when it has rung.
 * (Microsoft: CreateTimerQueueTimer)
 */
BOOL WINAPI CreateTimerQueueTimer(HANDLE *out, HANDLE queue,
				  WAITORTIMERCALLBACK callback, void *context,
				  DWORD due, DWORD period, ULONG flags)
{
	struct timer *timer;
	DWORD error;

	if (!out || !callback || flags & ~KNOWN_FLAGS)
		return fail_with(ERROR_INVALID_PARAMETER);
	timer = timer_new(NULL, context);
	if (!timer)
		return FALSE;
	timer->task.run = run_queued;
	timer->task.lengthy = !!(flags & WT_EXECUTELONGFUNCTION);
	timer->task.persistent = !!(flags & (WT_EXECUTEINPERSISTENTTHREAD |
					     WT_EXECUTEINIOTHREAD |
					     WT_EXECUTEINPERSISTENTIOTHREAD));
	timer->apart = !!(flags & WT_EXECUTEINTIMERTHREAD);
	timer->call.queued = callback;
	if (flags & WT_EXECUTEONLYONCE)
		period = 0;
	if (flags >> 16)
		SetThreadpoolThreadMaximum(NULL, flags >> 16);
	error = start_timer(timer, out, queue, due, period);
	if (!error)
		return TRUE;
	task_close_now(&timer->task);
	return fail_with(error);
}

/* The timer, if it is that queue's. */
static struct timer *find_timer(HANDLE queue, HANDLE handle)
{
	struct timer *timer = id_find((ULONG_PTR)handle, ID_TIMER);

	return timer && timer->queue == find_queue(queue) ? timer : NULL;
}

/*
 * ChangeTimerQueueTimer: it rings in `due` milliseconds, and then each `period`. One
 * that rings once and has rung stays as it is. ERROR_INVALID_HANDLE: the queue has
 * no such timer.  (Microsoft: ChangeTimerQueueTimer)
 */
BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE handle, ULONG due,
				  ULONG period)
{
	struct after after;
	struct timer *timer;

	pool_lock(&after);
	timer = find_timer(queue, handle);
	if (timer && (timer->period || !timer->rung))
		timer_set(timer, due == INFINITE ? NEVER :
			  pool_now() + due * MILLISECOND, period, &after);
	pool_unlock(&after);
	return timer || fail_with(ERROR_INVALID_HANDLE);
}

/*
 * DeleteTimerQueueTimer: it does not ring any more. Callbacks queued or on: with
 * INVALID_HANDLE_VALUE they are waited for; else FALSE, ERROR_IO_PENDING, and
 * `done`, if any, is set when the last is over. From its own callback, which it
 * can't wait for, it is ERROR_IO_PENDING in any case. ERROR_INVALID_HANDLE: the
 * queue has no such timer.  (Microsoft: DeleteTimerQueueTimer)
 */
BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE handle, HANDLE done)
{
	struct after after;
	struct timer *timer;
	BOOL pending;

	pool_lock(&after);
	timer = find_timer(queue, handle);
	if (!timer) {
		pool_unlock(&after);
		return fail_with(ERROR_INVALID_HANDLE);
	}
	timer->task.held++;
	delete_timer(timer, &after);
	if (done == INVALID_HANDLE_VALUE)
		task_await(&timer->task, TRUE, &after);
	else
		timer->task.told = done;
	pending = timer->task.queued || timer->task.running;
	timer->task.held--;
	task_settle(&timer->task, &after);
	pool_unlock(&after);
	return !pending || fail_with(ERROR_IO_PENDING);
}

/* All of the queue's timers are closed; how many callbacks of theirs this thread is
 * in: so many are never over before it returns. */
static ULONG delete_all(struct timer_queue *queue, struct after *after)
{
	struct timer *timer;
	ULONG own = 0;

	while ((timer = queue->first)) {
		own += !!task_own(&timer->task, TRUE);
		delete_timer(timer, after);
		pool_unlock(after);
		pool_lock(after);
	}
	return own;
}

/*
 * DeleteTimerQueueEx: the queue and all its timers; what `done` is for: as in
 * DeleteTimerQueueTimer, for all of them. ERROR_INVALID_HANDLE: no such queue, or
 * the default one.  (Microsoft: DeleteTimerQueueEx)
 */
BOOL WINAPI DeleteTimerQueueEx(HANDLE handle, HANDLE done)
{
	struct idler idler = { 0 };
	struct timer_queue *queue;
	struct after after;
	BOOL pending;
	ULONG own;

	if (done == INVALID_HANDLE_VALUE)
		idler.event = CreateEventW(NULL, FALSE, FALSE, NULL);
	pool_lock(&after);
	queue = id_find((ULONG_PTR)handle, ID_QUEUE);
	if (!queue) {
		pool_unlock(&after);
		if (idler.event)
			CloseHandle(idler.event);
		return fail_with(ERROR_INVALID_HANDLE);
	}
	id_free(queue->id);
	queue->held++;
	own = delete_all(queue, &after);
	while (done == INVALID_HANDLE_VALUE && queue->timers > own)
		idle_until_woken(&queue->idlers, &idler, &after);
	if (done != INVALID_HANDLE_VALUE)
		queue->told = done;
	pending = !!queue->timers;
	queue->deleted = TRUE;
	queue->held--;
	queue_settle(queue, &after);
	pool_unlock(&after);
	if (idler.event)
		CloseHandle(idler.event);
	return !pending || fail_with(ERROR_IO_PENDING);
}

/*
 * DeleteTimerQueue: DeleteTimerQueueEx without an event; TRUE, callbacks or not.
 * (Microsoft: DeleteTimerQueue)
 */
BOOL WINAPI DeleteTimerQueue(HANDLE queue)
{
	return DeleteTimerQueueEx(queue, NULL) ||
	       GetLastError() == ERROR_IO_PENDING;
}
