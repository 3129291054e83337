/*
 * What becomes of timers: armed, disarmed, their time. timer.h has the states and
 * who owns what.
 */
#define _GNU_SOURCE
#include "timer.h"
#include <sys/epoll.h>
#include <sys/timerfd.h>

#define FILETIME_1970 116444736000000000ll

/* Aligned: the epoll data has its kind in the low bits. */
struct timer_clock {
	clockid_t id;
	_Atomic int fd; /* -1 before it is needed */
	struct timer *heap;
	uint64_t set; /* what the descriptor is set to; FOREVER: not */
} __attribute__((aligned(OBJECT_ALIGN)));

static struct lock timers_lock;
static struct timer_clock from_now GUARDED_BY(timers_lock) = {
	.id = CLOCK_MONOTONIC, .fd = -1, .set = FOREVER,
};
static struct timer_clock of_day GUARDED_BY(timers_lock) = {
	.id = CLOCK_REALTIME, .fd = -1, .set = FOREVER,
};

/* What is left to do when the lock is dropped. */
struct aftermath {
	struct wakes let_go;
	struct thread *called;
	struct timer *disarmed; /* whose heap's reference goes */
};

/* Before the lock is taken. False: there are no descriptors left. */
static bool clock_start(struct timer_clock *c)
{
	int none = -1;
	if (atomic_load(&c->fd) >= 0)
		return true;
	int fd = timerfd_create(c->id, TFD_CLOEXEC | TFD_NONBLOCK);
	if (fd < 0)
		return false;
	bool watched = ready_watch(fd, EPOLLIN, c, READY_TIMER);
	if (watched && atomic_compare_exchange_strong(&c->fd, &none, fd))
		return true;
	if (watched)
		ready_unwatch(fd);
	close(fd);
	return watched;
}

bool timer_times(const LARGE_INTEGER *due, uint32_t period,
		 struct timer_times *times)
{
	int64_t when = due->QuadPart;
	*times = (struct timer_times){ .period = period, .due = FOREVER };
	if (when < 0) {
		times->clock = &from_now;
		if (when > -INT64_MAX / 200)
			times->due = clock_now() + (uint64_t)-when * 100;
	} else {
		when -= FILETIME_1970;
		times->clock = &of_day;
		if (when < INT64_MAX / 200)
			times->due = when > 0 ? (uint64_t)when * 100 : 0;
	}
	return clock_start(times->clock) && (!period || clock_start(&from_now));
}

static uint64_t now_of(const struct timer_clock *c)
{
	struct timespec now;
	clock_gettime(c->id, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* An absolute time that is over already makes the descriptor ready at once. */
static void clock_set(struct timer_clock *c, uint64_t due) HOLDS(timers_lock)
{
	struct itimerspec at = { .it_value = { due / 1000000000,
					       due % 1000000000 } };
	c->set = due;
	if (due == FOREVER)
		at.it_value = (struct timespec){ 0, 0 };
	timerfd_settime(atomic_load(&c->fd), TFD_TIMER_ABSTIME, &at, NULL);
}

static void arm(struct timer *t, struct timer_clock *c, uint64_t due)
	HOLDS(timers_lock)
{
	t->clock = c;
	t->due = due;
	timer_heap_add(&c->heap, t);
	if (due < c->set)
		clock_set(c, due);
}

static void disarm(struct timer *t, struct aftermath *after) HOLDS(timers_lock)
{
	if (!t->clock)
		return;
	timer_heap_remove(t);
	t->clock = NULL;
	after->disarmed = t;
}

static void take_routine(struct timer *t, struct thread *thread)
	HOLDS(timers_lock)
{
	t->thread = thread;
	t->thread_next = thread->timers;
	t->thread_link = &thread->timers;
	if (t->thread_next)
		t->thread_next->thread_link = &t->thread_next;
	thread->timers = t;
}

/* And its APC, if it is queued. */
static void drop_routine(struct timer *t) HOLDS(timers_lock)
{
	if (!t->thread)
		return;
	apc_withdraw(t->thread, &t->apc);
	*t->thread_link = t->thread_next;
	if (t->thread_next)
		t->thread_next->thread_link = t->thread_link;
	t->thread = NULL;
}

/* Whether anybody could still see it signalled; own: references known to be none
 * of a waiter's. */
static bool wanted(struct timer *t, uint32_t own)
{
	return atomic_load(&t->obj.handles) || atomic_load(&t->obj.refs) > own;
}

/* Its time has come, late ns ago; it stands in no heap. */
static void fire(struct timer *t, uint64_t late, struct aftermath *after)
	HOLDS(timers_lock)
{
	LARGE_INTEGER now;
	NtQuerySystemTime(&now);
	if (t->thread && apc_queue_kept(t->thread, &t->apc, now.u.LowPart,
					(LONG)now.u.HighPart))
		after->called = t->thread;
	after->let_go = object_signal_only(&t->obj);
	uint64_t period = t->period * 1000000ull;
	/* In step, but times that were missed altogether are missed. */
	if (period && wanted(t, 1))
		arm(t, &from_now, clock_now() + period - late % period);
	else
		after->disarmed = t;
}

/* After the lock; the caller counts in locks_held until then. */
static void see_to(const struct aftermath *after)
{
	POINT("timer:wake");
	threads_wake(after->let_go);
	if (after->called)
		thread_unpark(after->called);
	if (after->disarmed)
		object_unref(&after->disarmed->obj);
	locks_unhold();
}

NTSTATUS timer_set(struct timer *t, const struct timer_times *times,
		   PTIMER_APC_ROUTINE routine, void *argument, bool *was)
{
	struct aftermath after = { 0 };
	POINT("timer:set");
	locks_held++;
	lock_take(&timers_lock);
	if (!atomic_load(&t->obj.handles)) {
		lock_drop(&timers_lock);
		locks_unhold();
		return STATUS_INVALID_HANDLE;
	}
	*was = atomic_load(&t->obj.state) & OBJ_SIGNALLED;
	if (!t->clock) /* else its heap has this reference already */
		object_ref(&t->obj);
	disarm(t, &after);
	after.disarmed = NULL;
	drop_routine(t);
	object_unsignal(&t->obj);
	if (routine) {
		t->apc.routine = (void *)routine;
		t->apc.args[0] = (ULONG_PTR)argument;
		take_routine(t, thread_current);
	}
	t->period = times->period;
	uint64_t now = now_of(times->clock);
	if (times->due <= now)
		fire(t, 0, &after);
	else
		arm(t, times->clock, times->due);
	lock_drop(&timers_lock);
	see_to(&after);
	return STATUS_SUCCESS;
}

/* The signal stays as it is (K-158). */
static void stop(struct timer *t, bool *was)
{
	struct aftermath after = { 0 };
	locks_held++;
	lock_take(&timers_lock);
	*was = atomic_load(&t->obj.state) & OBJ_SIGNALLED;
	disarm(t, &after);
	drop_routine(t);
	lock_drop(&timers_lock);
	see_to(&after);
}

void timer_cancel(struct timer *t, bool *was)
{
	POINT("timer:cancel");
	stop(t, was);
}

int64_t timer_left(struct timer *t, bool *is)
{
	int64_t left = 0;
	lock_take(&timers_lock);
	*is = atomic_load(&t->obj.state) & OBJ_SIGNALLED;
	if (t->clock)
		left = t->due == FOREVER ?
			       INT64_MAX :
			       (int64_t)(t->due - now_of(t->clock)) / 100;
	lock_drop(&timers_lock);
	return left;
}

/* False: none any more; the descriptor is set to the next. */
static bool expire_one(struct timer_clock *c)
{
	struct aftermath after = { 0 };
	locks_held++;
	POINT("timer:expire");
	lock_take(&timers_lock);
	struct timer *t = c->heap;
	uint64_t now = now_of(c);
	bool come = t && t->due <= now;
	if (come) {
		timer_heap_remove(t);
		t->clock = NULL;
		fire(t, now - t->due, &after);
	} else {
		/* Even if it says so already: somebody may have set the clock
		 * back when the descriptor had become ready. */
		clock_set(c, t ? t->due : FOREVER);
	}
	lock_drop(&timers_lock);
	see_to(&after);
	return come;
}

void timers_expire(struct timer_clock *c)
{
	while (expire_one(c))
		;
}

void timers_forget(struct thread *thread)
{
	bool more;
	POINT("timer:thread");
	do {
		struct aftermath after = { 0 };
		locks_held++;
		lock_take(&timers_lock);
		struct timer *t = thread->timers;
		more = t != NULL;
		if (more) {
			disarm(t, &after);
			drop_routine(t);
		}
		lock_drop(&timers_lock);
		see_to(&after);
	} while (more);
}

void timer_closed(struct object *o)
{
	struct timer *t = (struct timer *)o;
	struct aftermath after = { 0 };
	POINT("timer:close");
	locks_held++;
	lock_take(&timers_lock);
	drop_routine(t);
	/* The heap's reference and that of the handle. */
	if (!wanted(t, 2))
		disarm(t, &after);
	lock_drop(&timers_lock);
	see_to(&after);
}

void timer_destroy(struct object *o)
{
	mem_free(o);
}
