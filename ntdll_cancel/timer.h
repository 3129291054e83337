/*
 * Waitable timers.
 *
 * A timer is an object whose signal is bit 0, manual or automatic, and which the
 * time signals. It is armed while it stands in the heap of one of two clocks:
 * CLOCK_MONOTONIC for times from now, CLOCK_REALTIME for times of day, so that
 * setting the clock moves the second kind and not the first. After its first
 * expiry a periodic timer is one of the first kind.
 *
 *   idle   ── set ──► armed ── its time ──► idle, or armed again for its period
 *   armed  ── set, cancel, last handle, its routine's thread ends ──► idle
 *
 * Each clock has a timerfd, set to what is first in its heap and watched by the
 * service thread (ready.c), so that no thread of the program has to wait for time
 * to go on. The descriptor may be set too early, never too late: cancelling makes
 * no system call.
 *
 * ROUTINES. A timer that was set with one stands in its thread's list and has one
 * APC, which is queued once at a time, as on Windows: times that pass while it is
 * queued add none. Set, cancel, the last handle and the end of the thread take it
 * back. So a queued one has a timer and a thread, and neither is referenced for it.
 *
 * LOCK. timers_lock is for the heaps, all fields of timers, the threads' lists, and
 * what a time that has come does: signal and APC change under it, or a timer that
 * is set anew could be signalled by its former time. Whom that wakes is woken when
 * it is dropped. Inside it: an object's lock, a thread's apc_lock, timerfd_settime.
 *
 * An armed timer is referenced by its heap. With its last handle it is disarmed,
 * unless somebody still waits for it, who may; then it is armed once more at most.
 */
#ifndef WINCANCEL_TIMER_H
#define WINCANCEL_TIMER_H

#include "ntdll_cancel.h"

struct timer {
	struct object obj;
	struct timer_clock *clock; /* NULL: not armed */
	uint64_t due;		   /* ns of that clock; FOREVER: out of reach */
	struct timer *child, *next, **link; /* in the heap; timer_heap.c */
	uint32_t period;		    /* ms; 0: once */
	struct thread *thread;		    /* of its routine; NULL: none */
	struct timer *thread_next, **thread_link;
	struct apc apc;
};

/* What NtSetTimer asks for. */
struct timer_times {
	struct timer_clock *clock;
	uint64_t due;
	uint32_t period;
};

/* timer.c. All of it may be called without a lock only. False: there are no
 * descriptors left. */
bool timer_times(const LARGE_INTEGER *due, uint32_t period,
		 struct timer_times *times);
/* STATUS_INVALID_HANDLE: its last handle has gone. */
NTSTATUS timer_set(struct timer *t, const struct timer_times *times,
		   PTIMER_APC_ROUTINE routine, void *argument, bool *was);
void timer_cancel(struct timer *t, bool *was);
/* In 100 ns; 0 if it is not armed. */
int64_t timer_left(struct timer *t, bool *is);
/* By whoever has seen the clock's descriptor: all whose time has come. */
void timers_expire(struct timer_clock *c);

void timer_closed(struct object *o);
void timer_destroy(struct object *o);

/* timer_heap.c: whatever is due first is *heap. */
void timer_heap_add(struct timer **heap, struct timer *t);
void timer_heap_remove(struct timer *t);

#endif
