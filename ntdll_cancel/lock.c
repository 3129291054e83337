/*
 * The contended half of lock.h: spin a little, for sections are short, then
 * sleep in the kernel.
 */
#include "lock.h"

__thread unsigned locks_held;
__thread bool stop_wanted;

COLD void lock_take_slow(struct lock *l)
{
	for (int i = 0; i < 100; i++) {
		uint32_t free = 0;
		if (atomic_load_explicit(&l->word, memory_order_relaxed) == 0 &&
		    atomic_compare_exchange_weak_explicit(
			    &l->word, &free, 1, memory_order_acquire,
			    memory_order_relaxed))
			return;
		__builtin_ia32_pause();
	}
	while (atomic_exchange_explicit(&l->word, 2, memory_order_acquire))
		futex_sleep(&l->word, 2, NULL);
}

COLD void lock_rouse(struct lock *l)
{
	futex_rouse(&l->word, 1);
}
