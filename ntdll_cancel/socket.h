/*
 * Sockets inside ntdll_cancel: what the ordinary way of operations calls.
 */
#ifndef WINCANCEL_SOCKET_H
#define WINCANCEL_SOCKET_H

#include "ntdll_cancel.h"
#include "sockets.h"
#include <netinet/in.h>
#include <sys/epoll.h>

/* socket_try.c: as op_try; what has moved is counted in op->moved, so it gives 0 if
 * it is done. -EINPROGRESS: it has gone over to another file, and may have ended
 * there: nothing but its place here is left. */
INNER long socket_try(struct file *f, struct io_op *op);
/*
 * Whether a receiver would be refused, known without trying: the last one took less
 * than it had room for, and since before that one tried no edge has been counted. So
 * what has come since has an edge that is yet to be counted: it is found by whoever
 * counts that. What else a short one may have stopped at (the end, an error, urgent
 * data) has come after the last edge, too, or was in its event: beyond. TCP alone
 * is known to be so.
 * Who is not told of many at a time tries all the same: its data may well be there,
 * and then it need not wait to be told.
 */
#define SOCKET_DRY (1ull << 32) /* in dry; below it the edges */

static inline bool socket_dry(struct file *f, const struct thread *t,
			      uint32_t edges)
{
	return drive_many(t) &&
	       atomic_load_explicit(&f->sock->dry, memory_order_acquire) ==
		       (SOCKET_DRY | edges) &&
	       (atomic_load(&f->armed) & EPOLLIN) &&
	       !atomic_load(&f->beyond);
}

/* After one that has moved something; edges were counted before it. */
static inline void socket_set_dry(struct file *f, uint32_t edges, bool less)
{
	if (less && f->sock->protocol == IPPROTO_TCP)
		atomic_store_explicit(&f->sock->dry, SOCKET_DRY | edges,
				      memory_order_release);
}

INNER NTSTATUS socket_result(const struct file *f, const struct io_op *op,
			     long r, ULONG_PTR *information);
/* socket_control.c: control data, Windows' and Linux' in a buffer of ours. */
#define CONTROL_ROOM 256
/* How long it is there; -errno. */
long control_in(char room[CONTROL_ROOM], const void *from, ULONG length);
/* How long it is; *cut: not all of it had room. */
ULONG control_out(void *to, ULONG length, struct msghdr *from, bool *cut);
/* socket_accept.c: as accept4, without blocking; -errno. */
long socket_next(struct socket *s, struct sockaddr_storage *peer, socklen_t *n);
/* socket_block.c: the caller has a use of f. */
COLD NTSTATUS socket_block(struct file *f, const struct socket_request *r);
/* socket.c: f is being closed; its memory is to be another's. */
COLD void socket_closing(struct file *f);
COLD void socket_free(struct file *f);
/* socket_poll.c: by who closes it, before it waits for the others and after. */
void socket_kick(struct socket *s, bool begin);
/* cancel.c: what AcceptEx has begun on f and goes on elsewhere; of one thread, if only
 * is given. */
COLD unsigned socket_cancel_accepts(struct file *f, IO_STATUS_BLOCK *which,
				    struct thread *only, bool ending);
/* socket_more.c: an accept's end is about to be known; `locked`: whose lock is held,
 * or NULL. */
COLD void accept_over(struct sock_more *m, struct file *locked);
/* A blocking call, once it is begun: in which use of Winsock; and whether that one is
 * over (sockets_end), which then ends the call. Either this sees it, or is seen. */
static inline uint32_t socket_use(void)
{
	/* A barrier, and one that the thread sanitizer knows. */
	return atomic_fetch_add(&sockets_uses, 0);
}

static inline bool socket_use_lasts(uint32_t use)
{
	return (use & 1) && atomic_load(&sockets_uses) == use;
}
/* Makes the file's descriptor this one, which is gone then. */
bool socket_become(struct file *f, int fd);
/* Takes over fd, also when it fails; what else is known of it is that of like. */
NTSTATUS socket_from_fd(int fd, const struct socket *like, ULONG attributes,
			HANDLE *out);
/* The handle of an accepted connection; takes over fd. */
NTSTATUS socket_accepted(int fd, struct socket *listener, HANDLE *out);

#endif
