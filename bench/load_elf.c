/*
 * The load of the echo servers, a process of its own: many connections, each with
 * one message under way. It first connects for control: is told there how many
 * messages there are to be, says when all have come back, and ends when that is
 * closed.
 *
 *   bench --load PORT CONNECTIONS SIZE CPU
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"
#include "place.h"

#define BATCH 64

struct wire {
	int fd;
	uint32_t events;	/* waited for */
	unsigned put, got;	/* of its message */
};

static struct wire *wires;
static unsigned wire_count, size;
static unsigned to_start, to_end;
static int poller;
static char *message, *space;

static int dial(unsigned short number)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
				    .sin_port = __builtin_bswap16(number) };
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC,
			      0);
	int now = 1;

	name.sin_addr.s_addr = __builtin_bswap32(INADDR_LOOPBACK);
	if (fd < 0 || syscall(SYS_connect, fd, &name, sizeof(name)) ||
	    syscall(SYS_setsockopt, fd, IPPROTO_TCP, TCP_NODELAY, &now,
		    sizeof(now)))
		return -1;
	return fd;
}

static int watch(struct wire *w, int how, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = w };

	w->events = events;
	return epoll_ctl(poller, how, w->fd, &event);
}

/* What is left of the message that w sends, as far as there is room. */
static int put(struct wire *w)
{
	uint32_t want = EPOLLIN;
	long r = syscall(SYS_sendto, w->fd, message + w->put, size - w->put,
			 MSG_NOSIGNAL | MSG_DONTWAIT, NULL, 0);

	if (r < 0 && errno != EAGAIN)
		return -1;
	if (r > 0)
		w->put += r;
	if (w->put < size)
		want |= EPOLLOUT;
	return want != w->events ? watch(w, EPOLL_CTL_MOD, want) : 0;
}

static int start(struct wire *w)
{
	if (!to_start)
		return 0;
	to_start--;
	w->put = w->got = 0;
	return put(w);
}

static int get(struct wire *w)
{
	long r = syscall(SYS_recvfrom, w->fd, space, size, MSG_DONTWAIT, NULL,
			 NULL);

	if (r < 0 && errno == EAGAIN)
		return 0;
	if (r <= 0 || w->got + r > w->put)
		return -1;
	w->got += r;
	if (w->got < size)
		return 0;
	to_end--;
	return start(w);
}

static int run(unsigned ops)
{
	struct epoll_event events[BATCH];
	unsigned i;
	int n, k;

	to_start = to_end = ops;
	for (i = 0; i < wire_count; i++)
		if (start(wires + i))
			return -1;
	while (to_end) {
		n = epoll_wait(poller, events, BATCH, -1);
		for (k = 0; k < n; k++) {
			struct wire *w = events[k].data.ptr;

			if (((events[k].events & EPOLLOUT) && put(w)) ||
			    ((events[k].events & ~EPOLLOUT) && get(w)))
				return -1;
		}
	}
	return 0;
}

static int serve(int control)
{
	unsigned ops;

	while (read(control, &ops, sizeof(ops)) == sizeof(ops))
		if (run(ops) || write(control, &ops, sizeof(ops)) < 0)
			return 1;
	return 0;
}

int load_main(char **argv)
{
	unsigned short number = (unsigned short)atoi(argv[0]);
	int cpu = atoi(argv[3]), control;
	unsigned i;

	wire_count = (unsigned)atoi(argv[1]);
	size = (unsigned)atoi(argv[2]);
	if (cpu >= 0)
		place_self(cpu);
	wires = calloc(wire_count, sizeof(*wires));
	message = calloc(1, size);
	space = malloc(size);
	poller = epoll_create1(EPOLL_CLOEXEC);
	control = dial(number);
	if (!wires || !message || !space || poller < 0 || control < 0)
		return 1;
	for (i = 0; i < wire_count; i++) {
		wires[i].fd = dial(number);
		if (wires[i].fd < 0 || watch(wires + i, EPOLL_CTL_ADD, EPOLLIN))
			return 1;
	}
	return serve(control);
}

int bench_load(unsigned short number, unsigned connections, unsigned bytes)
{
	char text[4][16];
	char *argv[] = { "/proc/self/exe", "--load", text[0], text[1], text[2],
			 text[3], NULL };
	struct rlimit limit;
	pid_t pid;

	/* What a program with so many files does for itself; no library may. */
	if (getrlimit(RLIMIT_NOFILE, &limit))
		return -1;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	snprintf(text[0], sizeof(text[0]), "%u", number);
	snprintf(text[1], sizeof(text[1]), "%u", connections);
	snprintf(text[2], sizeof(text[2]), "%u", bytes);
	snprintf(text[3], sizeof(text[3]), "%d", place_worker());
	return posix_spawn(&pid, argv[0], NULL, NULL, argv, environ);
}
