/*
 * The floor of port_arrivals: epoll and read, on as many FIFOs of its own. In a
 * process of its own, too, because a process may not have twice as many files
 * open; it does a round when it is told to and says what it cost.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

#include "bench.h"

static int wire, poller, files[CROWD_MANY];

static int open_crowd(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	unsigned i;

	poller = epoll_create1(EPOLL_CLOEXEC);
	if (poller < 0 || bench_crowd_begin())
		return -1;
	for (i = 0; i < CROWD_MANY; i++) {
		files[i] = open(bench_crowd_fifo(i), O_RDWR | O_NONBLOCK |
				O_CLOEXEC);
		event.data.fd = files[i];
		if (files[i] < 0 ||
		    epoll_ctl(poller, EPOLL_CTL_ADD, files[i], &event))
			return -1;
	}
	bench_crowd_end();
	return 0;
}

static int take(int count)
{
	struct epoll_event events[64];
	char byte;
	int i, n;

	while (count > 0) {
		n = epoll_wait(poller, events, 64, -1);
		if (n <= 0)
			return -1;
		/* Edge-triggered, the cheaper way: to be read until empty. */
		for (i = 0; i < n; i++)
			while (read(events[i].data.fd, &byte, 1) == 1)
				count--;
	}
	return 0;
}

static double arrivals(unsigned ops)
{
	static unsigned next;
	double start = bench_now();
	unsigned i, done;

	for (done = 0; done < ops; done += CROWD_BURST) {
		for (i = 0; i < CROWD_BURST; i++)
			if (bench_crowd_put(next++ % CROWD_HOT))
				return -1;
		if (take(CROWD_BURST))
			return -1;
	}
	return (bench_now() - start) / ops;
}

/* A fork alone: nothing in here goes through the library. */
static void serve(void)
{
	unsigned ops;
	double cost;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(wire, 3);
	close_range(4, ~0u, 0);
	wire = 3;
	cost = open_crowd();
	do {
		if (write(wire, &cost, sizeof(cost)) != sizeof(cost) ||
		    read(wire, &ops, sizeof(ops)) != sizeof(ops))
			break;
		cost = arrivals(ops);
	} while (cost >= 0);
	_exit(0);
}

static double answer(void)
{
	double cost;

	return read(wire, &cost, sizeof(cost)) == sizeof(cost) ? cost : -1;
}

static int open_floor(char *const fifo[2])
{
	int ends[2];
	pid_t pid;

	(void)fifo;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -1;
	pid = fork();
	if (pid < 0)
		return -1;
	wire = ends[!pid];
	if (!pid)
		serve();
	close(ends[1]);
	return answer() < 0 ? -1 : 0;
}

static double ask(unsigned ops)
{
	double cost = -1;

	if (write(wire, &ops, sizeof(ops)) == sizeof(ops))
		cost = answer();
	return cost < 0 ? bench_fail("the floor's process") : cost;
}

const struct floor floor_port_arrivals = { "port_arrivals", open_floor, ask };
