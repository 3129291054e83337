/*
 * The floors of pipe_pingpong and pipe_bulk: a socketpair between two processes
 * and blocking calls, one system call a message and side.
 */
#define _GNU_SOURCE
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

#define SMALL 64
#define LARGE 65536
#define ROUND 256

static int near_side;
static char message[LARGE];

/* Plain system calls alone: it is a fork of a process with threads. */
static void start(void (*far)(int))
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		_exit(1);
	if (!fork()) {
		close(ends[0]);
		bench_place_worker();
		far(ends[1]);
		_exit(0);
	}
	close(ends[1]);
	near_side = ends[0];
}

static int take(int side, size_t size)
{
	/* By number: recv is Winsock's in this program. */
	return syscall(SYS_recvfrom, side, message, size, MSG_WAITALL, NULL,
		       NULL) == (long)size ? 0 : -1;
}

static int give(int side, size_t size)
{
	return write(side, message, size) == (ssize_t)size ? 0 : -1;
}

static void echo(int side)
{
	while (!take(side, SMALL) && !give(side, SMALL))
		;
}

static void drain(int side)
{
	unsigned i;

	for (;;) {
		for (i = 0; i < ROUND; i++)
			if (take(side, LARGE))
				return;
		if (give(side, 1))
			return;
	}
}

static int open_echo(char *const fifo[2])
{
	(void)fifo;
	start(echo);
	return 0;
}

static int open_drain(char *const fifo[2])
{
	(void)fifo;
	start(drain);
	return 0;
}

static double turns(unsigned ops)
{
	double begin = bench_now();
	unsigned i;

	for (i = 0; i < ops; i++)
		if (give(near_side, SMALL) || take(near_side, SMALL))
			return bench_fail("a turn of the floor");
	return (bench_now() - begin) / ops;
}

static double messages(unsigned ops)
{
	double begin = bench_now();
	unsigned i;

	for (i = 0; i < ops; i++)
		if (give(near_side, LARGE))
			return bench_fail("the floor's write");
	if (take(near_side, 1))
		return bench_fail("the floor's answer");
	return (bench_now() - begin) / ops;
}

const struct floor floor_pipe_pingpong = { "pipe_pingpong", open_echo, turns };
const struct floor floor_pipe_bulk = { "pipe_bulk", open_drain, messages };
