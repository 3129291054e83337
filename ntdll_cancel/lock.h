/*
 * A four-byte futex lock, and the annotations with which clang checks the lock
 * rules of ntdll_cancel.h. Nothing here sleeps with a signal handler's needs in
 * mind: handlers take no locks.
 *
 * word: 0 free, 1 taken, 2 taken and somebody may sleep on it.
 */
#ifndef WINCANCEL_LOCK_H
#define WINCANCEL_LOCK_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifdef __clang__
#define CAPABILITY __attribute__((capability("lock")))
#define GUARDED_BY(x) /* clang can't name a sibling member in C yet */
#define TAKES(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define DROPS(...) __attribute__((release_capability(__VA_ARGS__)))
#define HOLDS(...) __attribute__((requires_capability(__VA_ARGS__)))
#define WITHOUT(...) __attribute__((locks_excluded(__VA_ARGS__)))
#define KNOWS(...) __attribute__((assert_capability(__VA_ARGS__)))
#define UNCHECKED __attribute__((no_thread_safety_analysis))
#else
#define CAPABILITY
#define GUARDED_BY(x)
#define TAKES(...)
#define DROPS(...)
#define HOLDS(...)
#define WITHOUT(...)
#define KNOWS(...)
#define UNCHECKED
#endif

/*
 * Functions of the hot paths are of Windows' calling convention throughout: one
 * of that convention that calls one of ours must save ten vector registers first.
 * INNER is such a function, COLD one that is off the path, HOT is always inline.
 */
#define INNER __attribute__((ms_abi))
#define COLD __attribute__((noinline, cold, ms_abi))
#define HOT static inline __attribute__((always_inline))

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

struct CAPABILITY lock {
	_Atomic uint32_t word;
};

static inline long futex_sleep(_Atomic uint32_t *word, uint32_t seen,
			       const struct timespec *until)
{
	/* An absolute time, so that a repeated call needs no arithmetic. */
	return syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, seen, until,
		       NULL, FUTEX_BITSET_MATCH_ANY);
}

static inline void futex_rouse(_Atomic uint32_t *word, int how_many)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, how_many);
}

/* How many locks, look-ups and other debts this thread has: it is not suspended
 * or ended while it has any. */
extern __thread unsigned locks_held;
/* Somebody asked meanwhile (stop.c). */
extern __thread bool stop_wanted;
COLD void stop_here(void);

static inline void locks_unhold(void)
{
	locks_held--;
	if (unlikely(stop_wanted) && !locks_held)
		stop_here();
}

COLD void lock_take_slow(struct lock *l);
COLD void lock_rouse(struct lock *l);

static inline void lock_take(struct lock *l) TAKES(l) UNCHECKED
{
	uint32_t free = 0;
	locks_held++;
	if (unlikely(!atomic_compare_exchange_strong_explicit(
		    &l->word, &free, 1, memory_order_acquire,
		    memory_order_relaxed)))
		lock_take_slow(l);
}

/* False: it is taken, and nothing is held. */
static inline bool lock_try(struct lock *l) UNCHECKED
{
	uint32_t free = 0;
	locks_held++;
	if (likely(atomic_compare_exchange_strong_explicit(
		    &l->word, &free, 1, memory_order_acquire,
		    memory_order_relaxed)))
		return true;
	locks_held--;
	return false;
}

/* Its debt in locks_held stays. True: to be followed by lock_rouse. */
static inline bool lock_drop_only(struct lock *l) DROPS(l) UNCHECKED
{
	return atomic_exchange_explicit(&l->word, 0, memory_order_release) == 2;
}

static inline void lock_drop(struct lock *l) DROPS(l) UNCHECKED
{
	if (unlikely(lock_drop_only(l)))
		lock_rouse(l);
	locks_unhold();
}

/* The C library's heap has locks of its own: a thread is not ended or suspended
 * while it is in there for us. */
static inline void *mem_aligned(size_t align, size_t size)
{
	locks_held++;
	atomic_signal_fence(memory_order_seq_cst);
	void *p = aligned_alloc(align, size);
	atomic_signal_fence(memory_order_seq_cst);
	locks_unhold();
	return p;
}

static inline void *mem_zeroed(size_t n, size_t size)
{
	locks_held++;
	atomic_signal_fence(memory_order_seq_cst);
	void *p = calloc(n, size);
	atomic_signal_fence(memory_order_seq_cst);
	locks_unhold();
	return p;
}

static inline void *mem_new(size_t size)
{
	locks_held++;
	atomic_signal_fence(memory_order_seq_cst);
	void *p = malloc(size);
	atomic_signal_fence(memory_order_seq_cst);
	locks_unhold();
	return p;
}

static inline void mem_free(void *p)
{
	locks_held++;
	atomic_signal_fence(memory_order_seq_cst);
	free(p);
	atomic_signal_fence(memory_order_seq_cst);
	locks_unhold();
}

#endif
