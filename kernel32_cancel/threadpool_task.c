/*
 * A task's life: made in a pool, queued, run, withdrawn, waited for, closed, over.
 * The counts and who owns what: threadpool.h.
 */
#include "kernel32_cancel/threadpool.h"
#include <assert.h>

/* What it asks for that is not there is an error, never ignored. */
static BOOL environment_is_good(const TP_CALLBACK_ENVIRON *e)
{
	if (e->Version != 1 && e->Version != 3)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (e->u.s.Private)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (e->RaceDll || e->ActivationContext)
		return fail_with(ERROR_NOT_SUPPORTED);
	if (e->Version == 3 &&
	    (DWORD)((const TP_CALLBACK_ENVIRON_V3 *)e)->CallbackPriority >=
		    TP_CALLBACK_PRIORITY_COUNT)
		return fail_with(ERROR_INVALID_PARAMETER);
	return TRUE;
}

static void take_environment(struct task *task, const TP_CALLBACK_ENVIRON *e)
{
	task->priority = TP_CALLBACK_PRIORITY_NORMAL;
	if (!e)
		return;
	if (e->Version == 3)
		task->priority = ((const TP_CALLBACK_ENVIRON_V3 *)e)
					 ->CallbackPriority;
	task->lengthy = e->u.s.LongFunction;
	task->persistent = e->u.s.Persistent;
	task->finalization = e->FinalizationCallback;
	if (e->CleanupGroup) {
		task->cancelled = e->CleanupGroupCancelCallback;
		task->group = (struct group *)e->CleanupGroup;
	}
}

void *task_new(SIZE_T size, const TP_CALLBACK_ENVIRON *e, void *context)
{
	struct after after;
	struct pool *pool;
	struct task *task;

	if (e && !environment_is_good(e))
		return NULL;
	pool = e ? (struct pool *)e->Pool : NULL;
	if (pool)
		pool_ref(pool);
	else
		pool = pool_default();
	if (!pool)
		return NULL;
	task = zeroed(size);
	if (!task) {
		pool_unref(pool);
		return no_memory();
	}
	task->pool = pool;
	task->context = context;
	take_environment(task, e);
	pool_lock(&after);
	pool->tasks++;
	pool_unlock(&after);
	return task;
}

void task_known(struct task *task)
{
	struct after after;

	POINT("pool:made");
	pool_lock(&after);
	if (task->group)
		group_enter(task->group, task);
	pool_unlock(&after);
}

void task_discard(struct task *task)
{
	DWORD error = GetLastError();

	task->ended = NULL;
	task_close_now(task);
	SetLastError(error);
}

static void enqueue(struct task *task)
{
	struct pool *pool = task->pool;
	struct task ***last = &pool->last[task->priority];

	task->next = NULL;
	task->link = *last;
	**last = task;
	*last = &task->next;
}

static void dequeue(struct task *task)
{
	struct pool *pool = task->pool;

	*task->link = task->next;
	if (task->next)
		task->next->link = task->link;
	else
		pool->last[task->priority] = task->link;
	task->link = NULL;
}

void task_queue(struct task *task, struct after *after)
{
	if (!task->queued++)
		enqueue(task);
	task->pool->waiting++;
	after_pool(after, task->pool);
	after->posts++;
	pool_stir(task->pool, after);
}

/* One with more callbacks to come goes to the end: the others have waited too. */
struct task *task_take(struct pool *pool, struct callback *callback,
		       struct after *after)
{
	struct task *task = NULL;

	for (int i = 0; i < TP_CALLBACK_PRIORITY_COUNT && !task; i++)
		task = pool->first[i];
	if (!task)
		return NULL;
	dequeue(task);
	if (--task->queued)
		enqueue(task);
	pool->waiting--;
	task_begin(task, callback, after);
	return task;
}

void task_begin(struct task *task, struct callback *callback,
		struct after *after)
{
	callback->task = task;
	callback->thread = GetCurrentThreadId();
	callback->attached = TRUE;
	callback->next = task->callbacks;
	if (callback->next)
		callback->next->link = &callback->next;
	callback->link = &task->callbacks;
	task->callbacks = callback;
	task->running++;
	task->attached++;
	task->pool->begun++;
	if (task->lengthy && !callback->apart) {
		callback->lengthy = TRUE;
		task->pool->lengthy++;
	}
	if (task->begun)
		task->begun(task, callback, after);
	if (!callback->apart)
		pool_stir(task->pool, after);
}

static void keep_promises(const struct callback *callback)
{
	if (callback->leave)
		LeaveCriticalSection(callback->leave);
	if (callback->mutex)
		ReleaseMutex(callback->mutex);
	if (callback->semaphore)
		ReleaseSemaphore(callback->semaphore, callback->release, NULL);
	if (callback->event)
		SetEvent(callback->event);
}

static void task_end(struct task *task, struct callback *callback,
		     struct after *after)
{
	*callback->link = callback->next;
	if (callback->next)
		callback->next->link = callback->link;
	task->running--;
	task->attached -= callback->attached;
	task->pool->lengthy -= callback->lengthy;
	task_settle(task, after);
}

void task_execute(struct task *task, struct callback *callback,
		  struct after *after)
{
	pool_unlock(after);
	POINT("pool:begun");
	task->run(task, callback);
	if (task->finalization)
		task->finalization((PTP_CALLBACK_INSTANCE)callback,
				   task->context);
	keep_promises(callback);
	POINT("pool:over");
	pool_lock(after);
	task_end(task, callback, after);
}

static BOOL is_over(const struct task *task)
{
	/* Until its last packet the pool is to be there for it: who takes a
	 * packet stores its operation's status. */
	return task->closed && !task->expected && !task->skipped &&
	       !task->queued && !task->running && !task->held;
}

void task_settle(struct task *task, struct after *after)
{
	struct pool *pool = task->pool;

	after_wake(after, &task->idlers);
	if (!is_over(task))
		return;
	if (task->ended)
		task->ended(task, after);
	if (task->group)
		group_leave(task);
	pool->tasks--;
	pool_end_if(pool, after);
	task->next = after->over;
	after->over = task;
}

void task_close(struct task *task, struct after *after)
{
	/* first: stop may drop the lock, and a callback set it again meanwhile */
	task->closed = TRUE;
	task->held++;
	if (task->stop)
		task->stop(task, after);
	task->held--;
	task_settle(task, after);
}

ULONG task_withdraw(struct task *task)
{
	ULONG dropped = task->queued + task->expected;

	if (task->queued)
		dequeue(task);
	task->pool->waiting -= task->queued;
	task->queued = 0;
	task->skipped += task->expected;
	task->expected = 0;
	return dropped;
}

ULONG task_own(const struct task *task, BOOL all)
{
	DWORD self = GetCurrentThreadId();
	ULONG own = 0;

	for (struct callback *c = task->callbacks; c; c = c->next)
		own += c->thread == self && (all || c->attached);
	return own;
}

static BOOL is_quiet(const struct task *task, BOOL all)
{
	ULONG running = all ? task->running : task->attached;

	return !task->expected && !task->queued &&
	       running == task_own(task, all);
}

void task_await(struct task *task, BOOL all, struct after *after)
{
	struct idler idler = { 0 };

	if (is_quiet(task, all))
		return;
	task->held++;
	pool_unlock(after);
	idler.event = CreateEventW(NULL, FALSE, FALSE, NULL);
	pool_lock(after);
	while (!is_quiet(task, all))
		idle_until_woken(&task->idlers, &idler, after);
	task->held--;
	task_settle(task, after);
	pool_unlock(after);
	if (idler.event)
		CloseHandle(idler.event);
	pool_lock(after);
}

void task_wait(struct task *task, BOOL cancel)
{
	struct after after;

	pool_lock(&after);
	if (cancel && task_withdraw(task))
		task_settle(task, &after);
	task_await(task, FALSE, &after);
	pool_unlock(&after);
}

void task_close_now(struct task *task)
{
	struct after after;

	pool_lock(&after);
	task_close(task, &after);
	pool_unlock(&after);
}
