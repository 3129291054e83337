/*
 * The floor of sock_cancel_cycle: a receive that blocks, begun and cancelled by
 * io_uring. By number, as socket() and its like are Winsock's in this program.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ring_cycle.h"

static struct io_uring ring;
static int here, there;

static int open_files(char *const fifo[2])
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	socklen_t length = sizeof(name);
	const long type = SOCK_STREAM | SOCK_CLOEXEC;
	long listener = syscall(SYS_socket, AF_INET, type, 0);

	(void)fifo;
	name.sin_addr.s_addr = __builtin_bswap32(INADDR_LOOPBACK);
	if (syscall(SYS_bind, listener, &name, sizeof(name)) ||
	    syscall(SYS_listen, listener, 1) ||
	    syscall(SYS_getsockname, listener, &name, &length))
		return -1;
	there = (int)syscall(SYS_socket, AF_INET, type, 0);
	if (syscall(SYS_connect, there, &name, sizeof(name)))
		return -1;
	here = (int)syscall(SYS_accept4, listener, NULL, NULL, SOCK_CLOEXEC);
	if (here < 0)
		return -1;
	return ring_open(&ring);
}

static void prepare(struct io_uring_sqe *sqe)
{
	static char byte;

	io_uring_prep_recv(sqe, here, &byte, 1, 0);
}

static double cycles(unsigned ops)
{
	return ring_cycles(&ring, ops, prepare);
}

const struct floor floor_sock_cancel_cycle = {
	"sock_cancel_cycle", open_files, cycles
};
