/*
 * Where connections come from: those that have been put off once, then the listener's.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "socket.h"
#include "sys_elf_x86_64.h"
#include <fcntl.h>

long socket_next(struct socket *s, struct sockaddr_storage *peer, socklen_t *n)
{
	long fd;
	if (unlikely(atomic_load_explicit(&s->deferred, memory_order_relaxed)) &&
	    (fd = atomic_exchange(&s->deferred, 0))) {
		*n = sizeof *peer;
		if (getpeername((int)fd - 1, (struct sockaddr *)peer, n))
			*n = 0; /* it has gone meanwhile: its receiver will see */
		return fd - 1;
	}
	do {
		*n = sizeof *peer;
		fd = sys6(SYS_accept4, s->fd, (long)peer, (long)n,
			  SOCK_CLOEXEC | SOCK_NONBLOCK, 0, 0);
	} while (fd == -EINTR || fd == -ECONNABORTED);
	return fd;
}

/* There is a place for one: a second, of two threads at once, is let go. */
void socket_defer(HANDLE listener, HANDLE accepted)
{
	struct socket *l = socket_hold(listener), *s = socket_hold(accepted);
	int fd = s ? fcntl(s->fd, F_DUPFD_CLOEXEC, 0) : -1, none = 0;
	if (fd >= 0 &&
	    (!l || !atomic_compare_exchange_strong(&l->deferred, &none, fd + 1)))
		close(fd);
	if (s)
		socket_let_go(s);
	if (l)
		socket_let_go(l);
	NtClose(accepted);
}
