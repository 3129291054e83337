/*
 * What signal.c and wait.c share: who waits for what.
 */
#ifndef WINCANCEL_WAIT_H
#define WINCANCEL_WAIT_H

#include "ntdll_cancel.h"

enum { WAIT_UNDECIDED = -1, WAIT_TIMED_OUT = -2, WAIT_APC = -3, WAIT_END = -4 };

/*
 * One wait of one thread, on its stack. result is decided once, by CAS: by a
 * signaller that holds the lock of the object it names, or by the waiter itself.
 */
struct waiter {
	struct thread *thread;
	_Atomic int32_t result;
	bool all; /* woken by each signal, looks itself */
	const IO_STATUS_BLOCK *block; /* of which it waits for the end */
};

/* The waiter's place in one object's circle of waiters (FIFO). */
struct wait_block {
	struct wait_block *next, *prev;
	struct waiter *waiter;
	/* NULL: not linked, and then whoever unlinked it is through with it. */
	struct object *_Atomic object;
	int32_t index;
};

COLD NTSTATUS wait_run_apcs(void);
/* With nothing held any more: APCs may end the thread. */
HOT NTSTATUS wait_end(NTSTATUS status)
{
	thread_heed();
	return unlikely(status == STATUS_USER_APC) ? wait_run_apcs() : status;
}

/*
 * A wait for o alone, of which the caller has a reference and its debt in
 * locks_held; gives both up, and runs APCs. Everything from the futex to the
 * caller's return is in this one function: a thread that has slept pays for each
 * return, which no processor predicts then.
 */
INNER NTSTATUS wait_one(struct object *o, bool alertable, uint64_t deadline);

INNER bool object_could_take(struct object *o, struct thread *t);
INNER void object_take_locked(struct object *o, struct thread *t) HOLDS(o->lock);

/* Changes bits of the signal word. While OBJ_WAITED is set the lock alone guards
 * it: no locked instruction on the way to a waiter. */
static inline void object_set_bits(struct object *o, uint32_t clear, uint32_t set)
	HOLDS(o->lock)
{
	uint32_t state = atomic_load_explicit(&o->state, memory_order_relaxed);
	if (likely(state & OBJ_WAITED)) {
		atomic_store_explicit(&o->state, (state & ~clear) | set,
				      memory_order_release);
		return;
	}
	while (!atomic_compare_exchange_weak(&o->state, &state,
					     (state & ~clear) | set))
		;
}

#endif
