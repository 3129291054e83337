/*
 * A waiting thread that waits for readiness itself. When a thread is about to
 * sleep for an operation that will end by readiness, sleeping in the service
 * thread's epoll saves a wake-up: the thread that the data wakes is the thread
 * that wants them. The kernel wakes the youngest of several waiters on one epoll
 * descriptor, so the service thread sleeps on while a driver is there, and is
 * there when none is: nothing has to be handed over.
 *
 * A driver must be woken for other reasons too; its wait is a labelled system
 * call, thread_unpark asks it to stop. That costs more than a futex, so a thread
 * drives only when its last waits ended by readiness (drive_score), and not more
 * than two at a time: with many, an event would find the wrong one.
 *
 * How many events its last wait brought (drive_batch) tells what is worth while: with
 * many at a time, trying first what has just been emptied is not (socket.h).
 *
 * A driver holds no lock and runs no APC or callback; an event that its wait has
 * returned is always handled before it leaves.
 */
#define _GNU_SOURCE
#include "ntdll_cancel.h"
#include <sys/epoll.h>

#define SCORE_MAX 4
#define SCORE_DRIVE 2
#define DRIVERS_MAX 2
/* Who waits for one operation should not be kept long by others'; whoever takes
 * packets from a port takes those of all. */
#define EVENTS 4
#define EVENTS_MAX 32

static atomic_uint drivers[READY_GROUPS];
static atomic_bool refused; /* by this kernel or container */

INNER void drive_learn(struct thread *t)
{
	uint8_t score = atomic_load_explicit(&t->drive_score,
					     memory_order_relaxed);
	if (score < SCORE_MAX)
		atomic_store_explicit(&t->drive_score, score + 1,
				      memory_order_relaxed);
}

static bool enter(struct thread *t)
{
	if (!t->issued || ready_fd(t->ready_group) < 0 || atomic_load(&refused) ||
	    atomic_load_explicit(&t->drive_score, memory_order_relaxed) <
		    SCORE_DRIVE)
		return false;
	if (atomic_fetch_add(&drivers[t->ready_group], 1) < DRIVERS_MAX)
		return true;
	atomic_fetch_sub(&drivers[t->ready_group], 1);
	return false;
}

bool drive(struct thread *t, uint64_t deadline, bool *timed_out)
{
	struct epoll_event events[EVENTS_MAX];
	unsigned group = t->ready_group;
	if (!enter(t))
		return false;
	POINT("drive:enter");
	struct timespec space, *left = time_left(deadline, &space);
	long n = -ECANCELED;
	/* In this order: who sees DRIVING finds the call open or over. */
	call_begin(&t->call, CALL_DRIVE, CALL_NO_OPERATION, NULL);
	uint32_t sleeping = PARK_SLEEPING;
	if (atomic_compare_exchange_strong(&t->park, &sleeping, PARK_DRIVING))
		n = call_labelled(&t->call, SYS_epoll_pwait2, ready_fd(group),
				  (long)events,
				  t->port ? EVENTS_MAX : EVENTS,
				  (long)left, 0, 8);
	call_end(&t->call);
	atomic_exchange(&t->park, PARK_EMPTY);
	POINT("drive:leave");
	t->drive_batch = n > 0 ? n : 0;
	if (n > 0)
		ready_handle(events, n);
	else if (n == 0)
		*timed_out = deadline != FOREVER && clock_now() >= deadline;
	else if (n == -ENOSYS || n == -EPERM)
		atomic_store(&refused, true);
	else
		drive_unlearn(t);
	atomic_fetch_sub(&drivers[group], 1);
	return true;
}
