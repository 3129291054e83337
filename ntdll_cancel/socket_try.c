/*
 * The system calls of a socket's operations, none of which waits: the descriptor
 * has O_NONBLOCK. What has moved is counted in the operation; a stream's sender is
 * done when all has gone, and a receiver that wants all of it (MSG_WAITALL) when all
 * has come.
 */
#define _GNU_SOURCE
#include "segments.h"
#include "selection.h"
#include "socket.h"
#include "sys_elf_x86_64.h"
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/sendfile.h>

static struct sock_more *more_of(const struct io_op *op)
{
	return op->scattered ? op->sock.more : NULL;
}

/* Past what has moved; the buffers are the operation's own list of them. */
static unsigned vector_left(const struct io_op *op, struct sock_more *m,
			    struct iovec *one, struct iovec **v)
{
	if (!m || !m->count) {
		*one = (struct iovec){ op->buffer + op->moved,
				       op->length - op->moved };
		*v = one;
		return 1;
	}
	uint32_t skip = op->moved;
	unsigned i = 0;
	/* What lies behind is empty after this, so it is skipped but once. */
	while (i < m->count - 1 && skip >= m->v[i].iov_len)
		skip -= m->v[i++].iov_len;
	*v = m->v + i;
	if (!skip)
		return m->count - i;
	*one = (struct iovec){ (char *)m->v[i].iov_base + skip,
			       m->v[i].iov_len - skip };
	*v = one;
	return 1;
}

static ULONG windows_flags(int flags)
{
	return (flags & MSG_TRUNC ? 0x100 : 0) | (flags & MSG_CTRUNC ? 0x200 : 0) |
	       (flags & MSG_OOB ? 1 : 0);
}

COLD static long receive_more(struct file *f, struct io_op *op, struct sock_more *m,
			 int flags)
{
	struct sockaddr_storage from = { .ss_family = 0 };
	struct iovec one, *v;
	_Alignas(struct cmsghdr) char room[CONTROL_ROOM];
	bool cut = false;
	struct msghdr msg = { .msg_name = m->address ? &from : NULL,
			      .msg_namelen = m->address ? sizeof from : 0,
			      .msg_control = room,
			      .msg_controllen = m->control ? sizeof room : 0 };
	msg.msg_iovlen = vector_left(op, m, &one, &v);
	msg.msg_iov = v;
	long r = sys3(SYS_recvmsg, f->fd, (long)&msg,
		      flags | MSG_CMSG_CLOEXEC);
	if (r < 0)
		return r;
	/* A stream's sender is known, and not told (so is Windows'). */
	if (m->address && msg.msg_namelen)
		address_out(m->address, m->address_length, &from,
			    msg.msg_namelen);
	if (m->control_length)
		*m->control_length = control_out(m->control,
						 *m->control_length, &msg, &cut);
	if (m->flags)
		*m->flags = windows_flags(msg.msg_flags |
					  (cut ? MSG_CTRUNC : 0));
	return r;
}

/* Nothing is asked for: until something has come. */
COLD static long await_any(struct file *f)
{
	char byte;
	long r = sys6(SYS_recvfrom, f->fd, (long)&byte, 1, MSG_PEEK, 0, 0);
	return r < 0 ? r : 0;
}

INNER static long receive(struct file *f, struct io_op *op)
{
	struct sock_more *m = more_of(op);
	bool stream = f->sock->type == SOCK_STREAM;
	int flags = op->sock.flags;
	bool whole = stream && (flags & MSG_WAITALL) && !(flags & MSG_PEEK);
	uint32_t edges, left;
	long r;
	if (stream && !op->length) {
		r = await_any(f);
		selection_heed(f->sock, SOCK_NEWS_READ, r);
		return r;
	}
	/* Where data behind it are none of a receiver's. */
	if (unlikely(flags & MSG_OOB))
		atomic_store(&f->beyond, true);
	if (!stream) {
		if (unlikely(flags & MSG_OOB))
			return -EOPNOTSUPP;
		flags |= MSG_TRUNC; /* tells the whole length */
	}
	do {
		left = op->length - op->moved;
		edges = atomic_load(&f->edges[OP_READ]);
		r = m ? receive_more(f, op, m, flags) :
			sys6(SYS_recvfrom, f->fd, (long)op->buffer + op->moved,
			     left, flags, 0, 0);
		if (r == -EINTR)
			continue;
		if (r > (long)left) {
			op->moved = op->length;
			return -EMSGSIZE;
		}
		if (r > 0)
			op->moved += r;
	} while (r == -EINTR || (whole && r > 0 && op->moved < op->length));
	if (r > 0 && !flags)
		socket_set_dry(f, edges, r < (long)left);
	selection_heed(f->sock, SOCK_NEWS_READ | SOCK_NEWS_OOB, r);
	/* Not the peer's end, but our own doing; of datagrams there are none then. */
	if (unlikely(stream ? !r : r == -EAGAIN) &&
	    (atomic_load(&f->sock->marks) & SOCK_NO_RECEIVE))
		return -ESHUTDOWN;
	return r > 0 ? 0 : r;
}

INNER static long send_once(struct file *f, struct io_op *op, struct sock_more *m)
{
	int flags = op->sock.flags | MSG_NOSIGNAL;
	if (likely(!m))
		return sys6(SYS_sendto, f->fd, (long)op->buffer + op->moved,
			    op->length - op->moved, flags, 0, 0);
	struct iovec one, *v;
	unsigned n = vector_left(op, m, &one, &v);
	_Alignas(struct cmsghdr) char room[CONTROL_ROOM];
	long control = m->control ? control_in(room, m->control,
					       *m->control_length) : 0;
	if (control < 0)
		return control;
	struct msghdr msg = { .msg_name = m->to_length ? &m->to : NULL,
			      .msg_namelen = m->to_length,
			      .msg_iov = v, .msg_iovlen = n,
			      .msg_control = control ? room : NULL,
			      .msg_controllen = control };
	return sys3(SYS_sendmsg, f->fd, (long)&msg, flags);
}

INNER static long send_all(struct file *f, struct io_op *op, struct sock_more *m)
{
	bool stream = f->sock->type == SOCK_STREAM;
	long r;
	do {
		r = send_once(f, op, m);
		if (r > 0)
			op->moved += r;
	} while (r == -EINTR || (stream && r > 0 && op->moved < op->length));
	/* What had no room is tried again when there is some. */
	if (unlikely(r < 0))
		selection_heed(f->sock, r == -EAGAIN ? SOCK_NEWS_WRITE : 0, r);
	return r > 0 ? 0 : r;
}

/* The two addresses behind what was received, as GetAcceptExSockaddrs finds them:
 * each with its length in front, which is ours to choose. */
static void tell_addresses(struct io_op *op, struct sock_more *m, int fd,
			   struct sockaddr_storage *peer, socklen_t peer_length)
{
	struct sockaddr_storage local;
	socklen_t n = sizeof local;
	INT room = (INT)m->local_length - (INT)sizeof(INT);
	if (!op->buffer)
		return;
	char *at = op->buffer + m->receive_length;
	if (getsockname(fd, (struct sockaddr *)&local, &n))
		n = 0;
	if (room > 0) {
		address_out(at + sizeof(INT), &room, &local, n);
		memcpy(at, &room, sizeof room);
	}
	at += m->local_length;
	room = (INT)m->remote_length - (INT)sizeof(INT);
	if (room > 0) {
		address_out(at + sizeof(INT), &room, peer, peer_length);
		memcpy(at, &room, sizeof room);
	}
}

/*
 * The connection is there, and the first data are wanted, too: the operation goes on
 * as a receiver on that socket, told as what it was. Who cancels on the listener
 * looks there as well (cancel.c).
 */
static long receive_there(struct file *f, struct io_op *op, struct sock_more *m)
{
	struct file *a = m->sock->file;
	/* Who waits without an event waits for the listener. */
	struct io_op pend = { .event = op->event || op->apc ? op->event :
							      &f->obj };
	bool added = false;
	if (!file_use(a))
		return -ECANCELED;
	op_pend_elsewhere(a, &pend);
	if (ready_arm(a, OP_READ)) {
		POINT("accept:over");
		/* Both locks: whoever has asked it to stop, or has left it to
		 * nobody, has done so before; whoever will finds it there. */
		lock_take(&f->lock);
		struct io_op there = *op;
		there.sock.verb = SOCK_TRANSFER;
		there.length = m->receive_length;
		there.event = pend.event;
		lock_take(&a->lock);
		added = !there.cancelled && !atomic_load(&a->closed) &&
			ready_arm_again(a, OP_READ) &&
			op_add(a, &there, OP_WAITING, false);
		lock_drop(&a->lock);
		lock_drop(&f->lock);
	}
	if (!added)
		op_unset_pending(&pend);
	file_unuse(a);
	POINT("accept:gone");
	return added ? -EINPROGRESS : -ECANCELED;
}

static long accept_one(struct file *f, struct io_op *op)
{
	struct sock_more *m = more_of(op);
	struct sockaddr_storage peer;
	socklen_t n;
	long fd = socket_next(f->sock, &peer, &n);
	selection_heed(f->sock, SOCK_NEWS_ACCEPT, 0);
	if (fd < 0)
		return fd;
	tell_addresses(op, m, fd, &peer, n);
	/* Closed meanwhile: its operation is being asked to stop. */
	if (!socket_become(m->sock->file, fd))
		return -ECANCELED;
	atomic_fetch_or(&m->sock->marks,
			SOCK_BOUND | SOCK_CONNECTED | SOCK_ACCEPTED);
	selection_heed(m->sock, 0, 0);
	/* A blocking call's has no thread, and nowhere to go on. */
	return m->receive_length && op->thread ? receive_there(f, op, m) : 0;
}

/* Begun once; how it went is known when it can be written to, or has failed. */
static long connect_on(struct file *f, struct io_op *op, struct sock_more *m)
{
	struct pollfd p = { .fd = f->fd, .events = POLLOUT };
	struct timespec now = { 0, 0 };
	int err = 0;
	socklen_t n = sizeof err;
	long r;
	if (!m->begun) {
		uint32_t marks = atomic_load(&f->sock->marks);
		bool stream = f->sock->type == SOCK_STREAM;
		if (stream && (marks & SOCK_CONNECTED))
			return -EISCONN;
		m->begun = true;
		r = sys3(SYS_connect, f->fd, (long)&m->to, m->to_length);
		/* One that was cancelled goes on all the same; ConnectEx may ask
		 * again how it went. */
		if (r == -EINPROGRESS || r == -EINTR ||
		    (r == -EALREADY && op->thread)) {
			atomic_fetch_or(&f->sock->marks, SOCK_ASKED);
			return -EAGAIN;
		}
		/* AF_UNIX: its queue is full, and nothing will tell. */
		if (r == -EAGAIN)
			return -ECONNREFUSED;
		/* Asked by an earlier call, and only now Linux says so. */
		if (!r && stream && (marks & SOCK_ASKED) && !op->thread) {
			atomic_fetch_or(&f->sock->marks,
					SOCK_BOUND | SOCK_CONNECTED);
			return -EISCONN;
		}
		if (r)
			return r;
	} else {
		r = sys6(SYS_ppoll, (long)&p, 1, (long)&now, 0, 8, 0);
		if (r <= 0)
			return -EAGAIN;
		if (sys6(SYS_getsockopt, f->fd, SOL_SOCKET, SO_ERROR, (long)&err,
			 (long)&n, 0) || err) {
			atomic_fetch_and(&f->sock->marks, ~(uint32_t)SOCK_ASKED);
			return err ? -err : -ECONNREFUSED;
		}
	}
	selection_connect(f->sock, SOCK_BOUND | SOCK_CONNECTED);
	m->to_length = 0; /* from here on a sender of what came along */
	return 0;
}

static long connect_and_send(struct file *f, struct io_op *op)
{
	struct sock_more *m = more_of(op);
	if (m->to_length) {
		long r = connect_on(f, op, m);
		if (r || !op->length)
			return r;
	}
	return send_all(f, op, m);
}

/* Nothing more is sent or received; then, if asked for, it is as if just made. Marked
 * first, so that nobody beside it takes our own end for the peer's. */
static long disconnect(struct file *f, struct io_op *op)
{
	const uint32_t ended = SOCK_NO_SEND | SOCK_DISCONNECTED;
	struct socket *s = f->sock;
	bool reuse = more_of(op)->reuse;
	int fd = -1;
	uint32_t had;
	if (!socket_has_peer(s))
		return -ENOTCONN;
	if (reuse) {
		fd = socket(s->family, s->type | SOCK_CLOEXEC | SOCK_NONBLOCK,
			    s->protocol);
		if (fd < 0)
			return -errno;
		had = atomic_exchange(&s->marks, 0);
	} else {
		had = atomic_fetch_or(&s->marks, ended);
	}
	if (shutdown(f->fd, SHUT_RDWR)) {
		long r = -errno;
		if (reuse) {
			atomic_fetch_or(&s->marks, had);
			close(fd);
		} else {
			atomic_fetch_and(&s->marks, ~(ended & ~had));
		}
		return r;
	}
	POINT("socket:shut");
	return !reuse || socket_become(f, fd) ? 0 : -ECANCELED;
}

/* Of the file, then of the tail; what is in front went the ordinary way. */
static long transmit(struct file *f, struct io_op *op)
{
	struct sock_more *m = more_of(op);
	uint32_t head = 0;
	for (uint32_t i = 0; i < m->count; i++)
		head += m->v[i].iov_len;
	while (op->moved < op->length) {
		long r;
		if (op->moved < head) {
			r = send_once(f, op, m);
		} else if (op->moved < head + m->file_length) {
			off_t at = m->offset + (op->moved - head);
			do
				r = sys6(SYS_sendfile, f->fd, m->fd, (long)&at,
					 m->file_length - (op->moved - head), 0,
					 0);
			while (r == -EINTR);
			if (!r) /* shorter than it was */
				return -EIO;
		} else {
			uint32_t done = op->moved - head - m->file_length;
			r = sys6(SYS_sendto, f->fd,
				 (long)m->tail.iov_base + done,
				 m->tail.iov_len - done, MSG_NOSIGNAL, 0, 0);
		}
		if (r < 0 && r != -EINTR)
			return r;
		if (r > 0)
			op->moved += r;
	}
	return m->ends ? disconnect(f, op) : 0;
}

COLD static long try_verb(struct file *f, struct io_op *op)
{
	switch (op->sock.verb) {
	case SOCK_ACCEPT:
		return accept_one(f, op);
	case SOCK_CONNECT:
		return connect_and_send(f, op);
	case SOCK_DISCONNECT:
		return disconnect(f, op);
	default:
		return transmit(f, op);
	}
}

INNER long socket_try(struct file *f, struct io_op *op)
{
	if (unlikely(op->sock.verb != SOCK_TRANSFER))
		return try_verb(f, op);
	return op->kind == OP_READ ? receive(f, op) :
				     send_all(f, op, more_of(op));
}

INNER NTSTATUS socket_result(const struct file *f, const struct io_op *op,
			     long r, ULONG_PTR *information)
{
	const struct socket *s = f->sock;
	*information = op->moved;
	if (r == -EMSGSIZE && op->kind == OP_READ)
		return STATUS_BUFFER_OVERFLOW;
	if (likely(r >= 0) || (op->moved && op->sock.verb != SOCK_TRANSMIT))
		return STATUS_SUCCESS;
	if (r == -EPIPE && (atomic_load(&s->marks) & SOCK_NO_SEND))
		return STATUS_PIPE_DISCONNECTED;
	if (r == -EPIPE &&
	    !(atomic_load(&s->marks) & (SOCK_CONNECTED | SOCK_ASKED)))
		return STATUS_INVALID_CONNECTION;
	/* Of an earlier packet, which nobody there wanted. */
	if (r == -ECONNREFUSED && s->type == SOCK_DGRAM &&
	    op->sock.verb == SOCK_TRANSFER)
		return STATUS_PORT_UNREACHABLE;
	return socket_status(-r);
}
