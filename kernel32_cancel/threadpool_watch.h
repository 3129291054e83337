/*
 * Waits of the thread pool: a watch is a task and an object it waits for, and stands
 * with one watcher, a thread that waits for up to 63 of them and an event that
 * calls it.
 *
 *   idle ─ arm ─► armed ─ signalled, or too late ─► idle, and a callback is queued
 *                   └─ disarm ─► idle
 *
 * All under the pool's lock. The watcher sleeps without it, with the objects that
 * were armed when it fell asleep; so a signal may be taken from an object after a
 * disarm has begun, and is not to be lost then: who disarms a watch that is slept
 * on calls the watcher and waits until it is awake. If that came with a signal, the
 * signal has won: its callback is queued before disarm returns.
 *
 * A watch that repeats is armed anew when its callback begins: one that stays
 * signalled has one callback queued at a time. One whose callback runs on the
 * watcher (apart) is armed anew when that is over.
 */
#ifndef WINCANCEL_THREADPOOL_WATCH_H
#define WINCANCEL_THREADPOOL_WATCH_H

#include "kernel32_cancel/threadpool.h"

struct watcher;

struct watch {
	struct task task; /* first */
	ULONG_PTR id;	  /* of a registered wait */
	HANDLE object;
	struct watcher *watcher;
	struct watch *next, **link; /* of the watcher's armed ones */
	ULONG round;	  /* the watcher's last sleep that has it */
	ULONGLONG due;
	DWORD ms; /* a repeating one's time-out */
	ULONG leaving;	  /* disarms that go on: not to be slept on again */
	BOOL armed, repeats, apart;
	ULONG signalled; /* of the callbacks queued, those not for a time-out */
	union {
		PTP_WAIT_CALLBACK wait;
		WAITORTIMERCALLBACK registered;
	} call;
};

/* A task that stands with a watcher; run is the caller's. NULL, last error set. */
struct watch *watch_new(const TP_CALLBACK_ENVIRON *environment, void *context);
/* Under the lock. */
void watch_arm(struct watch *watch, HANDLE object, ULONGLONG due,
	       struct after *after);
/* May drop the lock; when it returns, the object is not waited for. */
void watch_disarm(struct watch *watch, struct after *after);

/* NEVER for INFINITE. */
static inline ULONGLONG due_in(DWORD ms)
{
	return ms == INFINITE ? NEVER : pool_now() + ms * MILLISECOND;
}

#endif
