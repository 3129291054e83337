/*
 * A pool's threads: how many there are, and what each does.
 *
 * There is a base (as many as processors, or the pool's least number). Up to it a
 * thread is made whenever nobody is idle for what is queued; a callback that may
 * run long does not count against it. Where files are bound, somebody is to be
 * idle for their packets too. Beyond it a thread is made when nothing has begun
 * for some milliseconds although something waits: callbacks that wait for each
 * other, or for files, do not stop the pool. The clock looks after that, and only
 * while nobody is idle.
 *
 * A thread that has found nothing for five seconds leaves, unless it is one of the
 * least number, has run a callback that asked for a thread that stays, has I/O
 * pending that would end with it (K-160), or is the last one that files have.
 */
#include "kernel32_cancel/threadpool.h"
#include <assert.h>

#define IDLE_MS 5000
#define FIRST_PATIENCE 10
#define LAST_PATIENCE 80

static ULONG base_of(const struct pool *pool)
{
	ULONG processors = processor_count();

	return pool->least > processors ? pool->least : processors;
}

/* How many would find something to do, or have to be there for packets. */
static ULONG wanted(const struct pool *pool)
{
	return pool->waiting + !!pool->bound;
}

static void make_thread(struct pool *pool, struct after *after)
{
	after_pool(after, pool);
	pool->alive++;
	after->spawns++;
}

/* Those being made count as idle: they will be. */
void pool_stir(struct pool *pool, struct after *after)
{
	while (pool->alive < pool->most &&
	       (pool->alive < pool->least ||
		(pool->idle < wanted(pool) &&
		 pool->alive - pool->lengthy < base_of(pool)))) {
		pool->idle++;
		make_thread(pool, after);
	}
	if (pool->idle >= wanted(pool) && pool->idle)
		return;
	if (wanted(pool) && !pool->stall.place) {
		pool->seen = pool->begun;
		pool->patience = FIRST_PATIENCE;
		alarm_set(&pool->stall,
			  pool_now() + FIRST_PATIENCE * MILLISECOND, after);
	}
}

static BOOL port_is_empty(HANDLE port)
{
	ULONG depth = 0;

	return !NtQueryIoCompletion(port, IoCompletionBasicInformation, &depth,
				    sizeof(depth), NULL) &&
	       !depth;
}

/* Nobody was idle a moment ago. */
void pool_stalled(struct alarm *alarm, struct after *after)
{
	struct pool *pool = CONTAINING_RECORD(alarm, struct pool, stall);

	if (!wanted(pool) || (pool->idle && pool->idle >= wanted(pool)))
		return;
	if (pool->seen == pool->begun &&
	    (pool->waiting || !port_is_empty(pool->port))) {
		pool->patience = FIRST_PATIENCE;
		if (pool->alive < pool->most) {
			pool->idle++;
			make_thread(pool, after);
		}
	} else if (!pool->waiting && pool->patience < LAST_PATIENCE) {
		pool->patience *= 2;
	}
	pool->seen = pool->begun;
	alarm_set(alarm, pool_now() + pool->patience * MILLISECOND, after);
}

static BOOL may_leave(const struct pool *pool, BOOL persistent)
{
	BOOL pending = FALSE;

	if (pool->alive <= pool->least || pool->waiting ||
	    (pool->bound && !pool->idle))
		return FALSE;
	if (persistent && !(pool->closed && !pool->tasks))
		return FALSE;
	return !GetThreadIOPendingFlag(GetCurrentThread(), &pending) ||
	       !pending;
}

/* FALSE: nothing came. */
static BOOL next_packet(HANDLE port, ULONG_PTR *key, struct callback *callback)
{
	DWORD ms = IDLE_MS;

	*callback = (struct callback){ 0 };
	if (GetQueuedCompletionStatus(port, &callback->bytes, key,
				      &callback->overlapped, ms))
		return TRUE;
	callback->result = GetLastError();
	assert(callback->overlapped || callback->result == WAIT_TIMEOUT);
	return !!callback->overlapped;
}

/* Counted as alive and idle by who made it. */
static DWORD WINAPI worker(void *arg)
{
	struct pool *pool = arg;
	struct callback callback;
	struct after after;
	BOOL persistent = FALSE;

	for (;;) {
		ULONG_PTR key = 0;
		BOOL came = next_packet(pool->port, &key, &callback);
		struct task *task;

		POINT("pool:packet");
		pool_lock(&after);
		pool->idle--;
		if (key)
			task = io_arrived(key, &callback, &after);
		else
			task = task_take(pool, &callback, &after);
		if (task) {
			persistent |= task->persistent;
			task_execute(task, &callback, &after);
		} else if ((!came || pool->closed) &&
			   may_leave(pool, persistent)) {
			break;
		}
		pool->idle++;
		pool_unlock(&after);
	}
	pool->alive--;
	pool_unlock(&after);
	pool_unref(pool);
	return 0;
}

/* Whoever called this has counted it. */
void pool_spawn(struct pool *pool)
{
	struct after after;
	HANDLE thread;

	pool_ref(pool);
	thread = CreateThread(NULL, 0, worker, pool, 0, NULL);
	if (thread) {
		CloseHandle(thread);
		return;
	}
	/* The clock tries again as long as there is something to do. */
	pool_lock(&after);
	pool->alive--;
	pool->idle--;
	if (wanted(pool) && !pool->idle && !pool->stall.place)
		alarm_set(&pool->stall,
			  pool_now() + FIRST_PATIENCE * MILLISECOND, &after);
	pool_unlock(&after);
	pool_unref(pool);
}
