/*
 * Pools: made, named in an environment, closed; the one lock of the thread pool
 * and what is done after it.
 */
#include "kernel32_cancel/threadpool.h"
#include "ntdll_cancel/leaks.h"
#include "ntdll_cancel/private.h"
#include <assert.h>

#define MOST_THREADS 500

static CRITICAL_SECTION lock = { .LockCount = -1 };
/* Goes with its last task and thread, and comes again; its number of threads stays. */
static struct pool *the_default;
static ULONG most_by_default = MOST_THREADS;

void pool_lock(struct after *after)
{
	*after = (struct after){ 0 };
	/* Stopped with it, a thread would stop all pools; stopped after it, those
	 * that it is to wake. */
	thread_hold();
	EnterCriticalSection(&lock);
}

void after_pool(struct after *after, struct pool *pool)
{
	assert(!after->pool || after->pool == pool);
	if (!after->pool)
		pool_ref(pool);
	after->pool = pool;
}

void after_set(struct after *after, HANDLE event)
{
	for (ULONG i = 0; i < after->sets; i++)
		if (after->set[i] == event)
			return;
	assert(after->sets < ARRAYSIZE(after->set));
	after->set[after->sets++] = event;
}

/* Its number is all that stands anywhere until somebody waits for it, and for the
 * leak sanitizer that is no pointer: a process that ended first had lost it. */
HANDLE kept_event(void)
{
	HANDLE event;

	__lsan_disable();
	event = CreateEventW(NULL, FALSE, FALSE, NULL);
	__lsan_enable();
	return event;
}

void after_wake(struct after *after, struct idler **idlers)
{
	struct idler **last = idlers;

	while (*last)
		last = &(*last)->next;
	*last = after->wake;
	after->wake = *idlers;
	*idlers = NULL;
}

static void free_over(struct task *task)
{
	struct task *next;

	for (; task; task = next) {
		struct pool *pool = task->pool;
		HANDLE told = task->told;

		next = task->next;
		HeapFree(GetProcessHeap(), 0, task);
		pool_unref(pool);
		if (told)
			SetEvent(told);
	}
}

void pool_unlock(struct after *after)
{
	struct idler *idler, *next;

	LeaveCriticalSection(&lock);
	POINT("pool:unlocked");
	/* An idler is on the stack of who it wakes. */
	for (idler = after->wake; idler; idler = next) {
		next = idler->next;
		SetEvent(idler->event);
	}
	for (ULONG i = 0; i < after->sets; i++)
		SetEvent(after->set[i]);
	/* A token that can't be posted is only a thread that comes later. */
	for (ULONG i = 0; i < after->posts; i++)
		PostQueuedCompletionStatus(after->pool->port, 0, 0, NULL);
	for (ULONG i = 0; i < after->spawns; i++)
		pool_spawn(after->pool);
	free_over(after->over);
	if (after->pool)
		pool_unref(after->pool);
	thread_let_go();
}

void idle_until_woken(struct idler **idlers, struct idler *idler,
		      struct after *after)
{
	if (idler->event) {
		idler->next = *idlers;
		*idlers = idler;
	}
	pool_unlock(after);
	if (idler->event)
		WaitForSingleObject(idler->event, INFINITE);
	else
		Sleep(1); /* there was no event to be had */
	pool_lock(after);
}

void pool_ref(struct pool *pool)
{
	InterlockedIncrement(&pool->refs);
}

void pool_unref(struct pool *pool)
{
	struct after after;

	if (InterlockedDecrement(&pool->refs))
		return;
	pool_lock(&after);
	if (the_default == pool)
		the_default = NULL;
	alarm_cancel(&pool->stall);
	alarm_give_back();
	pool_unlock(&after);
	CloseHandle(pool->port);
	HeapFree(GetProcessHeap(), 0, pool);
}

struct pool *pool_new(void)
{
	struct pool *pool = zeroed(sizeof(*pool));

	if (!pool)
		return no_memory();
	pool->refs = 1;
	pool->most = MOST_THREADS;
	pool->stall.ring = pool_stalled;
	for (int i = 0; i < TP_CALLBACK_PRIORITY_COUNT; i++)
		pool->last[i] = &pool->first[i];
	/* How many run is the pool's own business. */
	pool->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0,
					    0x7fffffff);
	if (pool->port && alarm_reserve())
		return pool;
	if (pool->port)
		CloseHandle(pool->port);
	HeapFree(GetProcessHeap(), 0, pool);
	return NULL;
}

static BOOL ref_if_there(struct pool *pool)
{
	LONG refs = pool ? __atomic_load_n(&pool->refs, __ATOMIC_RELAXED) : 0;

	while (refs && !__atomic_compare_exchange_n(&pool->refs, &refs,
						    refs + 1, FALSE,
						    __ATOMIC_ACQ_REL,
						    __ATOMIC_RELAXED))
		;
	return !!refs;
}

struct pool *pool_default(void)
{
	struct pool *pool, *fresh;
	struct after after;

	pool_lock(&after);
	pool = ref_if_there(the_default) ? the_default : NULL;
	pool_unlock(&after);
	if (pool)
		return pool;
	fresh = pool_new();
	if (!fresh)
		return NULL;
	pool_lock(&after);
	pool = ref_if_there(the_default) ? the_default : NULL;
	if (!pool) {
		fresh->most = most_by_default;
		the_default = fresh;
	}
	pool_unlock(&after);
	if (!pool)
		return fresh;
	pool_unref(fresh);
	return pool;
}

/* The default one for NULL. */
static struct pool *pool_of(TP_POOL *handle)
{
	if (!handle)
		return pool_default();
	pool_ref((struct pool *)handle);
	return (struct pool *)handle;
}

void pool_end_if(struct pool *pool, struct after *after)
{
	if (!pool->closed || pool->tasks)
		return;
	after_pool(after, pool);
	after->posts += pool->alive;
}

/*
 * CreateThreadpool: a pool of its own; NULL on failure. `reserved` is NULL.
 * (Microsoft: CreateThreadpool)
 */
TP_POOL *WINAPI CreateThreadpool(void *reserved)
{
	if (reserved) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	return (TP_POOL *)pool_new();
}

/*
 * CloseThreadpool: the pool goes when nothing that was made with it is left.
 * (Microsoft: CloseThreadpool)
 */
void WINAPI CloseThreadpool(TP_POOL *handle)
{
	struct pool *pool = (struct pool *)handle;
	struct after after;

	pool_lock(&after);
	pool->closed = TRUE;
	pool->least = 0;
	pool_end_if(pool, &after);
	pool_unlock(&after);
	pool_unref(pool);
}

/*
 * SetThreadpoolThreadMaximum: no more threads than this; what there are go on.
 * (Microsoft: SetThreadpoolThreadMaximum)
 */
void WINAPI SetThreadpoolThreadMaximum(TP_POOL *handle, DWORD most)
{
	struct pool *pool = pool_of(handle);
	struct after after;

	if (!pool)
		return;
	pool_lock(&after);
	if (!handle)
		most_by_default = most ? most : 1;
	pool->most = most ? most : 1;
	if (pool->least > pool->most)
		pool->least = pool->most;
	pool_stir(pool, &after);
	pool_unlock(&after);
	pool_unref(pool);
}

/*
 * SetThreadpoolThreadMinimum: so many threads are there from now on, and stay.
 * (Microsoft: SetThreadpoolThreadMinimum)
 */
BOOL WINAPI SetThreadpoolThreadMinimum(TP_POOL *handle, DWORD least)
{
	struct after after;
	struct pool *pool;

	if (least > MOST_THREADS)
		return fail_with(ERROR_INVALID_PARAMETER);
	pool = pool_of(handle);

	if (!pool)
		return FALSE;
	pool_lock(&after);
	pool->least = least;
	if (pool->most < least)
		pool->most = least;
	pool_stir(pool, &after);
	pool_unlock(&after);
	pool_unref(pool);
	return TRUE;
}
