/*
 * A call that blocks, handed to io_uring in an enter of its own, then its cancel and
 * both completions in a second one: what the floors of the cancel cycles have in
 * common. `prepare` fills in the call; inline, as it is timed.
 */
#ifndef BENCH_RING_CYCLE_H
#define BENCH_RING_CYCLE_H

#include <errno.h>
#include <liburing.h>

#include "bench.h"

static inline int ring_open(struct io_uring *ring)
{
	return io_uring_queue_init(8, ring, IORING_SETUP_SINGLE_ISSUER |
				   IORING_SETUP_DEFER_TASKRUN);
}

static inline __attribute__((always_inline)) double
ring_cycles(struct io_uring *ring, unsigned ops,
	    void (*prepare)(struct io_uring_sqe *sqe))
{
	double start = bench_now();
	struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqe;
	unsigned i, head, seen;
	int cancelled;

	for (i = 0; i < ops; i++) {
		sqe = io_uring_get_sqe(ring);
		prepare(sqe);
		io_uring_sqe_set_data64(sqe, 1);
		io_uring_submit(ring);

		sqe = io_uring_get_sqe(ring);
		io_uring_prep_cancel64(sqe, 1, 0);
		io_uring_sqe_set_data64(sqe, 2);
		if (io_uring_submit_and_wait(ring, 2) < 0)
			return bench_fail("io_uring_submit_and_wait");
		seen = cancelled = 0;
		io_uring_for_each_cqe(ring, head, cqe) {
			if (cqe->user_data == 1)
				cancelled = cqe->res == -ECANCELED;
			seen++;
		}
		io_uring_cq_advance(ring, seen);
		if (seen != 2 || !cancelled)
			return bench_fail("io_uring did not cancel it");
	}
	return (bench_now() - start) / ops;
}

#endif
