/*
 * The thread pool: what its files share, and the contract.
 *
 * TASKS. What a program makes (work, I/O, wait, timer, a simple callback, and what
 * the older functions are built of) is a struct task of one pool. It counts:
 *
 *   expected  notices of I/O begun (StartThreadpoolIo) that have not come
 *   queued    callbacks asked for that have not begun; while there are any the task
 *             is in its pool's queue, once
 *   running   callbacks begun and not over; each is a struct callback on the stack
 *             of the thread that runs it, and linked to the task
 *   attached  of those, the ones not disassociated
 *   held      threads that wait for it
 *
 *   I/O begun → expected ─ packet ──────────┐
 *   work, wait, timer ───► queued ─ taken ──┴─► running ─► over
 *   withdrawn: expected → skipped (its packet is dropped when it comes)
 *              queued   → nothing
 *
 * Each step is one section of the one lock, so a callback runs once or was
 * withdrawn, never both. The program owns the task until it closes it (closed);
 * it is freed when it is closed, all five are 0, and no packet is to be dropped any
 * more. So callbacks may close their own task, and a packet or a ring that comes
 * later finds it or finds nobody: what is named from outside (a completion key, the
 * HANDLE of a wait or timer) is a number of threadpool_id.c, good for one life.
 *
 * POOLS. The pool's queue says what is to run; its port only who wakes: one token
 * (key 0) is posted for each callback queued. A token without a callback is
 * harmless. Files' packets come to the same port, so a thread that waits there
 * waits for everything. refs counts the program, tasks, threads and those between
 * a section of the lock and what they do after it. Threads: threadpool_worker.c.
 *
 * TIME. An alarm is in the one clock's heap while it is set (threadpool_clock.c).
 * It rings under the lock. What has an alarm has reserved its place before.
 *
 * WAITS. A watch stands with one watcher, a thread that waits for 63 of them
 * (threadpool_watch.c).
 *
 * THE LOCK is one for all of this, held for short sections, never across a
 * callback or a wake-up: what is to be woken, posted, made or freed is noted in
 * the section's struct after, and done when the lock has been dropped.
 */
#ifndef WINCANCEL_THREADPOOL_H
#define WINCANCEL_THREADPOOL_H

#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/points.h"

#define NEVER (~0ULL)
#define MILLISECOND 10000ULL /* in units of pool_now() */

/* ---- alarms: threadpool_clock.c ------------------------------------------ */

struct after;

struct alarm {
	ULONGLONG due;
	ULONG place; /* in the heap, from 1; 0: not set */
	/* Under the lock, which it may drop and take again. */
	void (*ring)(struct alarm *alarm, struct after *after);
};

ULONGLONG pool_now(void); /* 100 ns, since some moment */
/* NEVER for NULL; a negative one is from now, others are the system's time. */
ULONGLONG due_at(const FILETIME *time);
/* FALSE: no memory, or no clock. Not under the lock. */
BOOL alarm_reserve(void);
void alarm_unreserve(void);
void alarm_give_back(void); /* the same, under the lock */
void alarm_set(struct alarm *alarm, ULONGLONG due, struct after *after);
void alarm_cancel(struct alarm *alarm);

/* ---- pools: threadpool_pool.c, threadpool_worker.c ------------------------ */

struct pool {
	LONG refs;
	HANDLE port;
	struct task *first[TP_CALLBACK_PRIORITY_COUNT];
	struct task **last[TP_CALLBACK_PRIORITY_COUNT];
	ULONG waiting; /* callbacks queued */
	ULONG alive;   /* threads, those being made included */
	ULONG idle;    /* of these, at the port or with what it has just given */
	ULONG lengthy; /* of these, with a callback that may run long */
	ULONG least, most;
	ULONG tasks;
	ULONG bound;	/* whose packets come to the port */
	ULONGLONG begun; /* callbacks, ever */
	ULONGLONG seen;	/* begun, when the alarm was set */
	ULONG patience; /* of the alarm, in milliseconds */
	BOOL closed;
	struct alarm stall;
};

/* The one for those who name none, referenced; NULL, last error set: it could not be
 * made. */
struct pool *pool_default(void);
struct pool *pool_new(void);
void pool_ref(struct pool *pool);
void pool_unref(struct pool *pool);
/* Under the lock: are there threads enough for what there is to do? */
void pool_stir(struct pool *pool, struct after *after);
void pool_spawn(struct pool *pool);
void pool_stalled(struct alarm *alarm, struct after *after);
/* Under the lock: nobody needs its threads any more. */
void pool_end_if(struct pool *pool, struct after *after);

/* threadpool_processors_elf.c */
ULONG processor_count(void);

/* ---- the lock, and what comes after it: threadpool_pool.c ------------------ */

struct idler {
	struct idler *next;
	HANDLE event;
};

struct after {
	struct pool *pool; /* whose port and threads these are, referenced */
	ULONG posts, spawns;
	HANDLE set[4]; /* the clock's, a watcher's: these live for ever; a program's */
	ULONG sets;
	struct idler *wake;
	struct task *over;
};

void pool_lock(struct after *after);
void pool_unlock(struct after *after);
void after_pool(struct after *after, struct pool *pool);
void after_set(struct after *after, HANDLE event);
/* An auto-reset event that lives as long as the process; NULL: there is none. */
HANDLE kept_event(void);
/* All of a list, once the lock is dropped; the list is empty then. */
void after_wake(struct after *after, struct idler **idlers);
/* Drops the lock until the list is woken; it may be for nothing. */
void idle_until_woken(struct idler **idlers, struct idler *idler,
		      struct after *after);

/* ---- tasks: threadpool_task.c -------------------------------------------- */

struct callback; /* PTP_CALLBACK_INSTANCE */

struct task {
	struct pool *pool;
	struct task *next, **link;	 /* in the pool's queue */
	struct group *group;
	struct task *group_next, **group_link; /* NULL: not in it yet */
	struct callback *callbacks;
	struct idler *idlers;
	ULONG expected, skipped, queued, running, attached, held;
	BOOL closed;
	BOOL simple, lengthy, persistent;
	TP_CALLBACK_PRIORITY priority;
	HANDLE told; /* set when it is over */

	/* Calls the program; without the lock. */
	void (*run)(struct task *task, struct callback *callback);
	/* Under the lock, may be NULL: one begins; the task is over. */
	void (*begun)(struct task *task, struct callback *callback,
		      struct after *after);
	void (*ended)(struct task *task, struct after *after);
	/* It is being closed: nothing outside asks for callbacks from now on. May
	 * drop the lock. */
	void (*stop)(struct task *task, struct after *after);
	PTP_SIMPLE_CALLBACK finalization;
	PTP_CLEANUP_GROUP_CANCEL_CALLBACK cancelled;
	void *context;
};

/* One callback that runs. */
struct callback {
	struct task *task;
	struct callback *next, **link;
	DWORD thread;
	BOOL attached, lengthy;
	BOOL apart; /* not on a thread of the pool */
	/* I/O: what has ended. Waits and timers: why (WAIT_OBJECT_0 …). */
	OVERLAPPED *overlapped;
	DWORD bytes, result;
	/* when it returns */
	CRITICAL_SECTION *leave;
	HANDLE mutex, semaphore, event;
	DWORD release;
};

/* Zeroed memory for a task of environment's pool, which it is entered in; `size`
 * begins with a struct task. NULL, last error set: it can't be. */
void *task_new(SIZE_T size, const TP_CALLBACK_ENVIRON *environment,
	       void *context);
/* It is complete: it enters its group, which may close it from now on. */
void task_known(struct task *task);
/* Of one that nobody else knows yet. */
void task_discard(struct task *task);

/* All of these under the lock. */
void task_queue(struct task *task, struct after *after);
struct task *task_take(struct pool *pool, struct callback *callback,
		       struct after *after);
void task_begin(struct task *task, struct callback *callback,
		struct after *after);
/* One that has begun; drops the lock while it runs. */
void task_execute(struct task *task, struct callback *callback,
		  struct after *after);
/* Its counts have changed: wakes who waits, ends it if it is over. */
void task_settle(struct task *task, struct after *after);
void task_close(struct task *task, struct after *after);
/* How many callbacks of it will not run because of this. */
ULONG task_withdraw(struct task *task);
/* Callbacks of it that this very thread is in: never waited for. */
ULONG task_own(const struct task *task, BOOL all);
/* Until none is expected, queued or attached, or, with all, running. */
void task_await(struct task *task, BOOL all, struct after *after);

/* Without the lock: what the functions of the four kinds have in common. */
void task_wait(struct task *task, BOOL cancel);
void task_close_now(struct task *task);

/* ---- cleanup groups: threadpool_group.c ----------------------------------- */

void group_enter(struct group *group, struct task *task);
void group_leave(struct task *task);

/* ---- numbers for tasks: threadpool_id.c ------------------------------------ */

/* 0: no memory. Each number is good for one life of what it names. Under the lock. */
enum id_kind { ID_NONE, ID_IO, ID_WAIT, ID_TIMER, ID_QUEUE };
ULONG_PTR id_new(void *named, enum id_kind kind);
void *id_find(ULONG_PTR id, enum id_kind kind);
void id_free(ULONG_PTR id);

/* threadpool_io.c: whose notice this packet is, begun; NULL: nobody's. */
struct task *io_arrived(ULONG_PTR key, struct callback *callback,
			struct after *after);

static inline void *zeroed(SIZE_T size)
{
	return HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
}

static inline void *no_memory(void)
{
	fail_with(ERROR_NOT_ENOUGH_MEMORY);
	return NULL;
}

#endif
