/*
 * The drainer's place of a queue: its word stands in struct op_queue (io.h). All of
 * this with the file's lock held, but for what writers do (op.h).
 */
#ifndef WINCANCEL_DRAIN_H
#define WINCANCEL_DRAIN_H

#include "ntdll_cancel.h"

/* The drainer's place; false: somebody has it, and will look again. */
static inline bool drain_claim(struct op_queue *q)
{
	uint32_t seen = atomic_load_explicit(&q->drainer, memory_order_relaxed);
	while (!atomic_compare_exchange_weak(&q->drainer, &seen,
					     seen ? seen | DRAIN_AGAIN : DRAIN_HELD))
		;
	return !seen;
}

/* The same of reads, whose place nobody takes without the lock. */
static inline bool drain_claim_reads(struct op_queue *q)
{
	uint32_t seen = atomic_load_explicit(&q->drainer, memory_order_relaxed);
	atomic_store_explicit(&q->drainer,
			      seen ? seen | DRAIN_AGAIN : DRAIN_HELD,
			      memory_order_relaxed);
	return !seen;
}

/* Whether there is a drainer; it will look again. */
static inline bool drain_again(struct op_queue *q)
{
	uint32_t seen = atomic_load(&q->drainer);
	while (seen && !atomic_compare_exchange_weak(&q->drainer, &seen,
						     seen | DRAIN_AGAIN))
		;
	return seen;
}

/* By the drainer, with the lock: whether it is to look again, up to now. */
static inline bool drain_asked(struct op_queue *q)
{
	bool asked = atomic_load_explicit(&q->drainer, memory_order_relaxed) &
		     DRAIN_AGAIN;
	atomic_store_explicit(&q->drainer, DRAIN_HELD, memory_order_relaxed);
	return asked;
}

static inline bool drain_leave(struct op_queue *q)
{
	bool asked = atomic_load_explicit(&q->drainer, memory_order_relaxed) &
		     DRAIN_AGAIN;
	atomic_store_explicit(&q->drainer, 0, memory_order_release);
	return asked;
}

#endif
