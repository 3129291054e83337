/*
 * Blocking calls of sockets: tried; while they are refused, a poll as one labelled
 * system call on the caller's own thread, which CancelSynchronousIo, CancelIoEx and
 * closing the socket can stop. A connection is asked for once.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "op.h"
#include "private.h"
#include "request.h"
#include "selection.h"
#include "socket.h"
#include <poll.h>

static uint64_t deadline_in(uint32_t ms)
{
	return ms ? clock_now() + ms * 1000000ull : FOREVER;
}

/* Labelled; interrupted by what concerns it or by what does not. */
static long await_ready(struct call *c, int fd, short events, uint64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };
	struct timespec space;
	return call_labelled(c, SYS_ppoll, (long)&p, 1,
			     (long)time_left(deadline, &space), 0, 8, 0);
}

/* What is done while it is refused: op's try, or a look alone. */
static long look(struct file *f, struct io_op *op)
{
	return op ? socket_try(f, op) : 0;
}

/* As long as it is refused. The caller has a use of f. Without an operation: until
 * there is something to accept, 0 then. */
static long poll_and_try(struct file *f, struct thread *t, struct io_op *op,
			 IO_STATUS_BLOCK *block, short events, uint64_t deadline)
{
	long r = -EAGAIN;
	bool pause = port_pause_if(t);
	call_begin(&t->call, CALL_OPEN, f, block);
	POINT("call:enter");
	/* In this order: the closer finds the call, or this finds closed. */
	uint32_t use = socket_use();
	while (r == -EAGAIN && !call_asked(&t->call) &&
	       !atomic_load(&f->closed) && socket_use_lasts(use)) {
		long n = await_ready(&t->call, f->fd, events, deadline);
		if (n == 0)
			r = -ETIMEDOUT;
		else if (!call_asked(&t->call) && n != -EINTR)
			r = look(f, op);
	}
	POINT("call:leave");
	call_end(&t->call);
	port_resume_if(t, pause);
	if (r == -EAGAIN)
		r = atomic_load(&f->closed) || !socket_use_lasts(use) ?
			    -EINTR : -ECANCELED;
	return r;
}

static short events_of(const struct io_op *op)
{
	if (op->kind == OP_WRITE)
		return POLLOUT;
	return op->sock.flags & MSG_OOB ? POLLPRI : POLLIN;
}

static NTSTATUS result(struct file *f, struct io_op *op, long r,
		       ULONG_PTR *information)
{
	/* Closed under it, or Winsock was: as a call that Windows has interrupted. */
	if (r == -EINTR && !op->moved)
		return STATUS_WINSOCK(10004); /* WSAEINTR */
	return socket_result(f, op, r, information);
}

/* Others' requests are before it: it lines up as one of them, and waits for that. */
static NTSTATUS line_up(struct file *f, struct thread *t, const struct io_op *as,
			uint64_t deadline, ULONG_PTR *information)
{
	_Atomic uint32_t done = 0;
	IO_STATUS_BLOCK block = { .Status = STATUS_PENDING };
	struct io_op op = *as;
	struct sock_more *own = op.scattered ? op.sock.more : NULL;
	struct sock_more *m = own ? own : sock_more_new(0);
	if (!m)
		return STATUS_NO_MEMORY;
	m->done = &done;
	op.scattered = true;
	op.sock.more = m;
	op.iosb = &block;
	op.thread = t;
	uint32_t use = socket_use();
	NTSTATUS status = op_issue(f, &op, NULL);
	if (status == STATUS_PENDING) {
		bool over = false, pause = port_pause_if(t);
		call_begin(&t->call, CALL_OPEN, f, &block);
		socket_use();
		over = !socket_use_lasts(use);
		while (!atomic_load(&done) && !over) {
			struct timespec at = { deadline / 1000000000,
					       deadline % 1000000000 };
			long n = call_labelled(&t->call, SYS_futex, (long)&done,
					       FUTEX_WAIT_BITSET_PRIVATE, 0,
					       deadline == FOREVER ? 0 : (long)&at,
					       0, FUTEX_BITSET_MATCH_ANY);
			over = call_asked(&t->call) || n == -ETIMEDOUT;
		}
		call_end(&t->call);
		if (over)
			file_cancel_ops(f, &block);
		while (!atomic_load(&done))
			futex_sleep(&done, 0, NULL);
		port_resume_if(t, pause);
		status = block.Status;
		if (status == STATUS_CANCELLED && deadline != FOREVER &&
		    clock_now() >= deadline)
			status = STATUS_IO_TIMEOUT;
		if (status == STATUS_CANCELLED && !socket_use_lasts(use))
			status = STATUS_WINSOCK(10004);
	}
	*information = NT_ERROR(status) ? 0 : block.Information;
	m->done = NULL;
	if (!own)
		mem_free(m);
	return status;
}

static NTSTATUS run(struct file *f, struct thread *t, struct io_op *op,
		    ULONG_PTR *information)
{
	struct socket *s = f->sock;
	bool nonblocking = atomic_load(&s->nonblocking);
	bool sends = op->kind == OP_WRITE, first = false;
	uint32_t ms = op->sock.verb == SOCK_CONNECT ? 0 :
		      sends ? atomic_load(&s->send_ms) :
			      atomic_load(&s->receive_ms);
	/* A connection that is asked for is no stream of bytes yet. */
	bool ordered = sends && s->type == SOCK_STREAM;
	*information = 0;
	if (ordered)
		first = op_writer_enter(f);
	if ((ordered && !first) || (!sends && !op_queue_empty(f, OP_READ))) {
		if (nonblocking)
			return STATUS_DEVICE_NOT_READY;
		return line_up(f, t, op, deadline_in(ms), information);
	}
	long r = socket_try(f, op);
	if (r == -EAGAIN && !nonblocking)
		r = poll_and_try(f, t, op, op->iosb, events_of(op),
				 deadline_in(ms));
	/* What fails at once the call says itself. */
	if (unlikely(op->sock.verb == SOCK_CONNECT) && nonblocking && r == -EAGAIN)
		selection_connect(s, SOCK_LEFT);
	if (first && op_writer_leave(f))
		op_drain_writes(f);
	return result(f, op, r, information);
}

COLD NTSTATUS socket_block(struct file *f, const struct socket_request *r)
{
	struct io_op op = { .iosb = r->iosb, .buffer = r->buffer,
			    .length = r->length, .kind = r->send ? OP_WRITE :
								   OP_READ,
			    .scattered = r->more != NULL,
			    .sock = { .more = r->more, .flags = r->flags,
				      .verb = r->verb } };
	ULONG_PTR information = 0;
	NTSTATUS status = run(f, thread_self(), &op, &information);
	r->iosb->Status = status;
	r->iosb->Information = information;
	return status;
}

static NTSTATUS accept_as(HANDLE h, HANDLE *out, void *address, INT *length,
			  bool now)
{
	struct thread *t = thread_self();
	IO_STATUS_BLOCK block;
	struct sockaddr_storage peer;
	socklen_t n;
	*out = NULL;
	struct socket *s = socket_hold(h);
	if (!s)
		return STATUS_OBJECT_TYPE_MISMATCH;
	struct io_op op = { .kind = OP_READ, .sock = { .verb = SOCK_ACCEPT } };
	uint64_t deadline = deadline_in(atomic_load(&s->receive_ms));
	long r;
	for (;;) {
		r = socket_next(s, &peer, &n);
		if (r != -EAGAIN || now || atomic_load(&s->nonblocking))
			break;
		r = poll_and_try(s->file, t, NULL, &block, POLLIN, deadline);
		if (r)
			break;
	}
	selection_heed(s, SOCK_NEWS_ACCEPT, 0);
	NTSTATUS status = r < 0 ? result(s->file, &op, r, &block.Information) :
				  socket_accepted(r, s, out);
	if (!status)
		address_out(address, length, &peer, n);
	socket_let_go(s);
	return status;
}

NTSTATUS socket_accept(HANDLE h, HANDLE *out, void *address, INT *length)
{
	return accept_as(h, out, address, length, false);
}

NTSTATUS socket_accept_now(HANDLE h, HANDLE *out, void *address, INT *length)
{
	return accept_as(h, out, address, length, true);
}
