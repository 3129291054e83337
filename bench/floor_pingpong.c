/*
 * The floor of pingpong: the same two threads and FIFOs, each thread with an
 * io_uring of its own (DEFER_TASKRUN) for its reads.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <liburing.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

struct side {
	struct io_uring ring;
	int reader, writer;
};

static struct side near_side, far_side;

static int open_side(struct side *side, const char *in, const char *out)
{
	side->reader = open(in, O_RDWR | O_CLOEXEC);
	side->writer = open(out, O_RDWR | O_CLOEXEC);
	return side->reader < 0 || side->writer < 0 ? -1 : 0;
}

static int open_ring(struct side *side)
{
	return io_uring_queue_init(8, &side->ring, IORING_SETUP_SINGLE_ISSUER |
				   IORING_SETUP_DEFER_TASKRUN);
}

static int receive(struct side *side)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&side->ring);
	struct io_uring_cqe *cqe;
	char byte;
	int got;

	io_uring_prep_read(sqe, side->reader, &byte, 1, -1);
	if (io_uring_submit_and_wait(&side->ring, 1) < 0 ||
	    io_uring_peek_cqe(&side->ring, &cqe))
		return -1;
	got = cqe->res;
	io_uring_cqe_seen(&side->ring, cqe);
	return got == 1 ? 0 : -1;
}

static int transmit(struct side *side)
{
	return write(side->writer, "x", 1) == 1 ? 0 : -1;
}

static void *echo(void *arg)
{
	bench_place_worker();
	if (!open_ring(&far_side))
		while (!receive(&far_side) && !transmit(&far_side))
			;
	bench_fail("the far side of the floor");
	exit(1);
	return arg;
}

static int open_files(char *const fifo[2])
{
	pthread_t thread;

	if (open_side(&near_side, fifo[0], fifo[1]) ||
	    open_side(&far_side, fifo[1], fifo[0]) || open_ring(&near_side))
		return -1;
	return pthread_create(&thread, NULL, echo, NULL);
}

static double turns(unsigned ops)
{
	double start = bench_now();
	unsigned i;

	for (i = 0; i < ops; i++)
		if (transmit(&near_side) || receive(&near_side))
			return bench_fail("the near side of the floor");
	return (bench_now() - start) / ops;
}

const struct floor floor_pingpong = { "pingpong", open_files, turns };
const struct floor floor_port_pingpong = { "port_pingpong", open_files, turns };
