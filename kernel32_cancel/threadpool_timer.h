/*
 * Timers of the thread pool: a task with an alarm. Each ring asks for one callback;
 * while that has not begun, further rings of a period add none. Set, changed,
 * deleted and rung under the pool's lock: what is deleted does not ring.
 */
#ifndef WINCANCEL_THREADPOOL_TIMER_H
#define WINCANCEL_THREADPOOL_TIMER_H

#include "kernel32_cancel/threadpool.h"

struct timer_queue;

struct timer {
	struct task task; /* first */
	struct alarm alarm;
	ULONG period; /* milliseconds; 0: rings once */
	BOOL set;     /* by SetThreadpoolTimer, to a time */
	BOOL apart;   /* its callback runs on the clock's thread */
	BOOL rung;
	ULONG_PTR id; /* of a timer queue's */
	struct timer_queue *queue;
	struct timer *next, **link; /* in the queue, until it is deleted */
	union {
		PTP_TIMER_CALLBACK timer;
		WAITORTIMERCALLBACK queued;
	} call;
};

/* NULL, last error set. */
struct timer *timer_new(const TP_CALLBACK_ENVIRON *environment, void *context);
/* Under the lock. */
void timer_set(struct timer *timer, ULONGLONG due, ULONG period,
	       struct after *after);

#endif
