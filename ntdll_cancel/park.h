/*
 * thread_park, inline for the waits that are hot: after the kernel's return each
 * return of ours is mispredicted.
 */
#ifndef WINCANCEL_PARK_H
#define WINCANCEL_PARK_H

#include "ntdll_cancel.h"
#include "sys_elf_x86_64.h"

HOT void sleep_or_drive(struct thread *t, uint64_t deadline, bool *timed_out)
{
	if (drive(t, deadline, timed_out))
		return;
	struct timespec until = { deadline / 1000000000, deadline % 1000000000 };
	if (sys6(SYS_futex, (long)&t->park, FUTEX_WAIT_BITSET_PRIVATE,
		 PARK_SLEEPING, deadline == FOREVER ? 0 : (long)&until, 0,
		 FUTEX_BITSET_MATCH_ANY) == -ETIMEDOUT)
		*timed_out = true;
	/* A token that comes now is taken with the rest: the caller looks at
	 * what it was left for after this. */
	atomic_exchange(&t->park, PARK_EMPTY);
}

HOT void thread_park_here(struct thread *t, uint64_t deadline, bool *timed_out)
{
	if (atomic_exchange(&t->park, PARK_SLEEPING) == PARK_TOKEN) {
		atomic_store(&t->park, PARK_EMPTY);
		return;
	}
	bool pause = port_pause_if(t);
	sleep_or_drive(t, deadline, timed_out);
	port_resume_if(t, pause);
}

COLD void unpark_driver(struct thread *t);

HOT void thread_unpark_here(struct thread *t)
{
	uint32_t was = atomic_exchange(&t->park, PARK_TOKEN);
	if (likely(was == PARK_SLEEPING))
		sys3(SYS_futex, (long)&t->park, FUTEX_WAKE_PRIVATE, 1);
	else if (was == PARK_DRIVING)
		unpark_driver(t);
}

#endif
