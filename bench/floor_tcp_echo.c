/*
 * The floor of tcp_echo: the same server as it is written for Linux: one epoll
 * descriptor, level-triggered, so that one receive and one send do for a message,
 * and one buffer for all connections. System calls by number, as recv() and its like
 * are Winsock's in this program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

#define BATCH 64
#define MORE 4096		/* as ours has */

struct connection {
	int fd;
	unsigned rest;		/* of what could not be sent at once */
	char *kept;
};

static int poller, control;
static unsigned size, room;
static char *buffer;

static int listen_at(unsigned short *number)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	socklen_t length = sizeof(name);
	int fd = (int)syscall(SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC,
			      0);

	name.sin_addr.s_addr = __builtin_bswap32(INADDR_LOOPBACK);
	if (syscall(SYS_bind, fd, &name, sizeof(name)) ||
	    syscall(SYS_listen, fd, SOMAXCONN) ||
	    syscall(SYS_getsockname, fd, &name, &length))
		return -1;
	*number = __builtin_bswap16(name.sin_port);
	return fd;
}

static int watch(struct connection *c, int how, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = c };

	return epoll_ctl(poller, how, c->fd, &event);
}

static int admit(int listener)
{
	struct connection *c = calloc(1, sizeof(*c));
	int now = 1;

	if (!c)
		return -1;
	c->fd = (int)syscall(SYS_accept4, listener, NULL, NULL,
			     SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (c->fd < 0 || syscall(SYS_setsockopt, c->fd, IPPROTO_TCP,
				 TCP_NODELAY, &now, sizeof(now)))
		return -1;
	return watch(c, EPOLL_CTL_ADD, EPOLLIN);
}

static int open_server(unsigned message, unsigned connections)
{
	unsigned short number;
	int listener;
	unsigned i;

	size = message;
	room = size + MORE;
	buffer = malloc(room);
	poller = epoll_create1(EPOLL_CLOEXEC);
	listener = listen_at(&number);
	if (!buffer || poller < 0 || listener < 0 ||
	    bench_load(number, connections, size))
		return -1;
	control = (int)syscall(SYS_accept4, listener, NULL, NULL, SOCK_CLOEXEC);
	for (i = 0; i < connections; i++)
		if (admit(listener))
			return -1;
	close(listener);
	return control < 0 ? -1 : 0;
}

/* What goes of n bytes, or a negative. */
static long transmit(struct connection *c, const char *at, long n)
{
	long r = syscall(SYS_sendto, c->fd, at, n, MSG_NOSIGNAL, NULL, 0);

	return r < 0 && errno == EAGAIN ? 0 : r;
}

/* The rest waits until there is room; nothing is received before. */
static int keep(struct connection *c, const char *from, unsigned n)
{
	if (!c->kept && !(c->kept = malloc(room)))
		return -1;
	memmove(c->kept, from, n);
	c->rest = n;
	return watch(c, EPOLL_CTL_MOD, EPOLLOUT);
}

static long go_on(struct connection *c)
{
	long n, gone;

	if (c->rest) {
		n = c->rest;
		gone = transmit(c, c->kept, n);
		if (gone == n) {
			c->rest = 0;
			return watch(c, EPOLL_CTL_MOD, EPOLLIN) ? -1 : gone;
		}
		return gone < 0 || keep(c, c->kept + gone, n - gone) ? -1 : gone;
	}
	n = syscall(SYS_recvfrom, c->fd, buffer, room, 0, NULL, NULL);
	if (n <= 0)
		return -1;
	gone = transmit(c, buffer, n);
	if (gone >= 0 && gone < n && keep(c, buffer + gone, n - gone))
		return -1;
	return gone;
}

static double echo(unsigned ops)
{
	struct epoll_event events[BATCH];
	double start = bench_now();
	long long left = (long long)ops * size;
	long gone;
	int n, i;

	if (write(control, &ops, sizeof(ops)) != sizeof(ops))
		return bench_fail("the floor's load");
	while (left > 0) {
		n = epoll_wait(poller, events, BATCH, -1);
		if (n <= 0)
			return bench_fail("epoll_wait");
		for (i = 0; i < n; i++) {
			gone = go_on(events[i].data.ptr);
			if (gone < 0)
				return bench_fail("a connection of the floor");
			left -= gone;
		}
	}
	/* All have arrived there. */
	if (read(control, &ops, sizeof(ops)) != sizeof(ops))
		return bench_fail("the end of the floor's load");
	return (bench_now() - start) / ops;
}

#define ECHO(message, connections) \
static int open_##message##_##connections(char *const fifo[2]) \
{ \
	(void)fifo; \
	return open_server(message, connections); \
} \
const struct floor floor_tcp_echo_##message##_##connections = { \
	"tcp_echo_" #message "_" #connections, \
	open_##message##_##connections, echo \
};

ECHO(64, 1)
ECHO(64, 100)
ECHO(64, 1000)
ECHO(65536, 1)
ECHO(65536, 100)
ECHO(65536, 1000)
