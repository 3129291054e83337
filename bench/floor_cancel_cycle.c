/*
 * The floor of cancel_cycle: a read that blocks, handed to io_uring in an enter
 * of its own, then its cancel and both completions in a second one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>

#include "bench.h"

static struct io_uring ring;
static int file;

static int open_files(char *const fifo[2])
{
	file = open(fifo[0], O_RDWR | O_CLOEXEC);
	if (file < 0)
		return -1;
	return io_uring_queue_init(8, &ring, IORING_SETUP_SINGLE_ISSUER |
				   IORING_SETUP_DEFER_TASKRUN);
}

static double cycles(unsigned ops)
{
	double start = bench_now();
	struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqe;
	unsigned i, head, seen;
	int cancelled;
	char byte;

	for (i = 0; i < ops; i++) {
		sqe = io_uring_get_sqe(&ring);
		io_uring_prep_read(sqe, file, &byte, 1, -1);
		io_uring_sqe_set_data64(sqe, 1);
		io_uring_submit(&ring);

		sqe = io_uring_get_sqe(&ring);
		io_uring_prep_cancel64(sqe, 1, 0);
		io_uring_sqe_set_data64(sqe, 2);
		if (io_uring_submit_and_wait(&ring, 2) < 0)
			return bench_fail("io_uring_submit_and_wait");
		seen = cancelled = 0;
		io_uring_for_each_cqe(&ring, head, cqe) {
			if (cqe->user_data == 1)
				cancelled = cqe->res == -ECANCELED;
			seen++;
		}
		io_uring_cq_advance(&ring, seen);
		if (seen != 2 || !cancelled)
			return bench_fail("io_uring did not cancel the read");
	}
	return (bench_now() - start) / ops;
}

const struct floor floor_cancel_cycle = {
	"cancel_cycle", open_files, cycles
};
const struct floor floor_pipe_cancel_cycle = {
	"pipe_cancel_cycle", open_files, cycles
};
