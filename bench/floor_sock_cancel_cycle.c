/*
 * The floor of sock_cancel_cycle: a receive that blocks, handed to io_uring in an
 * enter of its own, then its cancel and both completions in a second one. By number,
 * as socket() and its like are Winsock's in this program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

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
		io_uring_prep_recv(sqe, here, &byte, 1, 0);
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
			return bench_fail("io_uring did not cancel it");
	}
	return (bench_now() - start) / ops;
}

const struct floor floor_sock_cancel_cycle = {
	"sock_cancel_cycle", open_files, cycles
};
