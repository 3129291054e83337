/*
 * Waiting for a word of the program's own memory to change: what critical
 * sections, SRW locks, condition variables and one-time initialisation of the
 * module above sleep on. Nothing is kept here for a word; who waits is the
 * kernel's list, so a thread that is ended in such a wait leaves nothing behind.
 * It sleeps without locks of ours, and does not count at its port meanwhile.
 */
#include "ntdll_cancel.h"
#include "private.h"
#include <errno.h>

/* Until word_rouse, the time-out, or for no reason; FALSE: the time is over. At
 * once if *word is not `seen` any more. */
BOOLEAN word_await(uint32_t *word, uint32_t seen, const LARGE_INTEGER *timeout)
{
	struct thread *t = thread_self();
	uint64_t deadline = deadline_of(timeout);
	struct timespec until = { deadline / 1000000000, deadline % 1000000000 };
	bool pause = t && port_pause_if(t);
	bool over = futex_sleep((_Atomic uint32_t *)word, seen,
				deadline == FOREVER ? NULL : &until) &&
		    errno == ETIMEDOUT;
	if (t)
		port_resume_if(t, pause);
	thread_heed();
	return !over;
}

/* How many were woken. */
ULONG word_rouse(uint32_t *word, ULONG most)
{
	long woken = syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE,
			     most > INT32_MAX ? INT32_MAX : most, NULL, NULL, 0);
	return woken < 0 ? 0 : (ULONG)woken;
}

void thread_hold(void)
{
	locks_held++;
	atomic_signal_fence(memory_order_seq_cst);
}

void thread_let_go(void)
{
	atomic_signal_fence(memory_order_seq_cst);
	locks_unhold();
}
