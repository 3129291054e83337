/*
 * The floor of cancel_cycle: a read that blocks, begun and cancelled by io_uring.
 */
#define _GNU_SOURCE
#include <fcntl.h>

#include "ring_cycle.h"

static struct io_uring ring;
static int file;

static int open_files(char *const fifo[2])
{
	file = open(fifo[0], O_RDWR | O_CLOEXEC);
	if (file < 0)
		return -1;
	return ring_open(&ring);
}

static void prepare(struct io_uring_sqe *sqe)
{
	static char byte;

	io_uring_prep_read(sqe, file, &byte, 1, -1);
}

static double cycles(unsigned ops)
{
	return ring_cycles(&ring, ops, prepare);
}

const struct floor floor_cancel_cycle = {
	"cancel_cycle", open_files, cycles
};
const struct floor floor_pipe_cancel_cycle = {
	"pipe_cancel_cycle", open_files, cycles
};
