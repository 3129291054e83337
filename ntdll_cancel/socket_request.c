/*
 * Requests of sockets on their way to becoming operations, or blocking calls.
 */
#include "handle.h"
#include "op.h"
#include "port.h"
#include "request.h"
#include "selection.h"
#include "socket.h"
#include "sys_elf_x86_64.h"
#include "turn.h"

/* The socket that an AcceptEx is to fill is marked, once. */
COLD static NTSTATUS enter_accept(struct file *listener, const struct socket_request *r)
{
	struct socket *s = r->more->sock;
	struct file *f = s->file;
	const uint32_t used = SOCK_BOUND | SOCK_CONNECTED | SOCK_LISTENS;
	NTSTATUS status = STATUS_SUCCESS;
	lock_take(&f->lock);
	if ((s->accept && !s->accept_over) || (atomic_load(&s->marks) & used)) {
		status = STATUS_INVALID_PARAMETER;
	} else {
		object_ref(&listener->obj);
		r->more->listener = listener;
		s->listener = listener;
		s->accepting = r->iosb;
		s->accept = r->more;
		s->accept_over = false;
	}
	lock_drop(&f->lock);
	return status;
}

COLD static void refuse(const struct socket_request *r)
{
	if (!r->more)
		return;
	/* It is another operation's, and stays marked. */
	if (r->more->sock) {
		object_unref(&r->more->sock->file->obj);
		r->more->sock = NULL;
	}
	sock_more_end(r->more);
}

INNER static NTSTATUS overlapped(struct file *f, const struct socket_request *r)
{
	struct request q = { .event = r->event, .apc = r->apc,
			     .context = r->context, .iosb = r->iosb,
			     .buffer = r->buffer, .length = r->length,
			     .scattered = r->more != NULL,
			     .sock = { .more = r->more, .flags = r->flags,
				       .verb = r->verb } };
	return request_begin(f, r->send ? OP_WRITE : OP_READ, &q, OFFSET_NONE);
}

COLD static NTSTATUS blocking(struct file *f, const struct socket_request *r)
{
	if (!file_use(f))
		return STATUS_INVALID_HANDLE;
	NTSTATUS status = socket_block(f, r);
	file_unuse(f);
	return status;
}

HOT void fill(struct io_op *op, const struct socket_request *r,
	      struct thread *t, struct object *event, struct apc *packet)
{
	op_clear(op);
	op->iosb = r->iosb;
	op->thread = t;
	op->event = event;
	op->apc = packet;
	op->buffer = r->buffer;
	op->length = r->length;
	op->kind = r->send ? OP_WRITE : OP_READ;
	op->context = r->context;
	op->sock.flags = r->flags;
}

/* All has moved at once. */
HOT NTSTATUS moved(struct file *f, const struct socket_request *r,
		   struct object *event, struct apc *packet, uint32_t n)
{
	r->iosb->Information = n;
	atomic_store_explicit((_Atomic NTSTATUS *)&r->iosb->Status,
			      STATUS_SUCCESS, memory_order_release);
	if (packet)
		port_post_at_once(f, (struct packet *)packet,
				  STATUS_SUCCESS, n);
	file_tell(f, event);
	return STATUS_SUCCESS;
}

/* Told by an event, a packet or the socket; tried first, and an operation only if
 * that is refused, or is not all there is to it. */
HOT NTSTATUS send_in_use(struct file *f, const struct socket_request *r,
			 struct thread *t, struct object *event,
			 struct apc *packet)
{
	struct io_op op;
	long n = -EAGAIN;
	bool first = op_writer_enter(f);
	if (likely(first))
		n = sys6(SYS_sendto, f->fd, (long)r->buffer, r->length,
			 r->flags | MSG_NOSIGNAL, 0, 0);
	if (unlikely(first && n < 0))
		selection_heed(f->sock, n == -EAGAIN ? SOCK_NEWS_WRITE : 0, n);
	if (likely(n == (long)r->length)) {
		if (unlikely(op_writer_leave(f)))
			op_drain_writes(f);
		return moved(f, r, event, packet, n);
	}
	fill(&op, r, t, event, packet);
	if (n > 0) {
		op.moved = n;
		n = op_try(f, &op);
	} else if (n == -EINTR) {
		n = op_try(f, &op);
	}
	return op_written(f, &op, first, n);
}

HOT NTSTATUS receive_in_use(struct file *f, const struct socket_request *r,
			    struct thread *t, struct object *event,
			    struct apc *packet)
{
	struct io_op op;
	uint32_t edges = atomic_load(&f->edges[OP_READ]);
	bool plain = f->sock->type == SOCK_STREAM && r->length && !r->flags;
	if (unlikely(!plain || !op_queue_empty(f, OP_READ))) {
		fill(&op, r, t, event, packet);
		return op_issue(f, &op, NULL);
	}
	if (socket_dry(f, t, edges)) {
		POINT("try:spared");
		selection_heed(f->sock, SOCK_NEWS_READ | SOCK_NEWS_OOB, -EAGAIN);
	} else {
		long n = sys6(SYS_recvfrom, f->fd, (long)r->buffer, r->length,
			      0, 0, 0);
		selection_heed(f->sock, SOCK_NEWS_READ | SOCK_NEWS_OOB, n);
		if (n > 0) {
			socket_set_dry(f, edges, (uint32_t)n < r->length);
			return moved(f, r, event, packet, n);
		}
		if (n != -EAGAIN) {
			/* At its end, which stays; or something is wrong. */
			fill(&op, r, t, event, packet);
			return !n || n == -EINTR ? op_issue(f, &op, NULL) :
						   op_done_at_once(f, &op, n);
		}
	}
	fill(&op, r, t, event, packet);
	return op_issue(f, &op, &edges);
}

INNER static bool transfer_fast(HANDLE h, const struct socket_request *r,
				NTSTATUS *status)
{
	struct handle_ref event = { .object = NULL };
	struct apc *packet = NULL;
	struct thread *t = thread_current;
	struct file *f = likely(t != NULL) ? use_fast(h, t, 0) : NULL;
	if (!f)
		return false;
	if (unlikely(!f->sock || !f->sock->overlapped)) {
		use_drop(f, t);
		return false;
	}
	if (r->event && (*status = handle_find(r->event, OBJ_EVENT,
					       EVENT_MODIFY_STATE, &event))) {
		use_drop(f, t);
		return true;
	}
	if (f->port && r->context &&
	    unlikely(!(packet = port_packet(f, r->context, r->iosb, r->event))))
		*status = STATUS_NO_MEMORY;
	else if (r->send)
		*status = send_in_use(f, r, t, event.object, packet);
	else
		*status = receive_in_use(f, r, t, event.object, packet);
	if (r->event)
		handle_done(&event);
	use_drop(f, t);
	return true;
}

COLD static NTSTATUS request(HANDLE h, const struct socket_request *r)
{
	struct handle_ref ref;
	NTSTATUS status;
	bool begun = false;
	if (unlikely(!thread_self()))
		status = STATUS_NOT_SUPPORTED;
	else
		status = handle_find(h, OBJ_FILE, 0, &ref);
	if (unlikely(status)) {
		refuse(r);
		return status;
	}
	struct file *f = file_of(ref.object);
	if (unlikely(!f->sock)) {
		status = STATUS_OBJECT_TYPE_MISMATCH;
	} else if (r->verb == SOCK_ACCEPT && (status = enter_accept(f, r))) {
		/* It is in use. */
	} else if (r->blocking || !(f->sock->overlapped || r->stands)) {
		status = blocking(f, r);
		begun = true;
	} else {
		status = overlapped(f, r);
		begun = true;
	}
	if (!begun)
		refuse(r);
	else if (r->more && status != STATUS_PENDING)
		sock_more_end(r->more);
	handle_done(&ref);
	thread_heed();
	return status;
}

NTSTATUS WINAPI socket_request(HANDLE h, const struct socket_request *r)
{
	NTSTATUS status;
	if (likely(!r->more && !r->verb && !r->blocking && !r->apc) &&
	    transfer_fast(h, r, &status))
		return status;
	return request(h, r);
}
