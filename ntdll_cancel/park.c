/*
 * Putting a thread to sleep and waking it. The word is a token: thread_unpark
 * leaves one, thread_park takes it or sleeps for it. Waking makes a system call
 * only if somebody sleeps.
 */
#include "park.h"

uint64_t clock_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

struct timespec *time_left(uint64_t deadline, struct timespec *space)
{
	if (deadline == FOREVER)
		return NULL;
	uint64_t now = clock_now(), left = deadline > now ? deadline - now : 0;
	*space = (struct timespec){ left / 1000000000, left % 1000000000 };
	return space;
}

INNER uint64_t deadline_of(const LARGE_INTEGER *timeout)
{
	if (!timeout || timeout->QuadPart == INT64_MIN ||
	    timeout->QuadPart == INT64_MAX)
		return FOREVER;
	int64_t wait = timeout->QuadPart;
	if (!wait)
		return 0;
	if (wait > 0) { /* a time of day, from 1601 */
		struct timespec day;
		clock_gettime(CLOCK_REALTIME, &day);
		wait -= (day.tv_sec + 11644473600ll) * 10000000 +
			day.tv_nsec / 100;
		if (wait <= 0)
			return 0;
	} else {
		wait = -wait;
	}
	if (wait > INT64_MAX / 200)
		return FOREVER;
	return clock_now() + wait * 100;
}

void thread_park(struct thread *t, uint64_t deadline, bool *timed_out)
{
	thread_park_here(t, deadline, timed_out);
}

COLD void unpark_driver(struct thread *t)
{
	uint64_t word = atomic_load(&t->call.word);
	if ((word & CALL_STATE) == CALL_DRIVE)
		call_ask(&t->call, word);
}

void thread_unpark(struct thread *t)
{
	thread_unpark_here(t);
}
