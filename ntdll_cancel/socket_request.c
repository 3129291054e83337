/*
 * Requests of sockets on their way to becoming operations, or blocking calls.
 */
#include "handle.h"
#include "request.h"
#include "socket.h"
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
				       .verb = r->verb, .stands = r->stands } };
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

/* The usual receiver, told by its event or by the socket: no reference, no packet. */
INNER static bool receive_fast(HANDLE h, const struct socket_request *r,
			 NTSTATUS *status)
{
	struct handle_ref event = { .object = NULL };
	struct thread *t = thread_current;
	struct file *f =
		likely(t != NULL) ? use_fast(h, t, FILE_READ_DATA) : NULL;
	if (!f)
		return false;
	if (unlikely(!f->sock || !f->sock->overlapped || f->port)) {
		use_drop(f, t);
		return false;
	}
	*status = r->event ? handle_find(r->event, OBJ_EVENT, EVENT_MODIFY_STATE,
					 &event) :
			     STATUS_SUCCESS;
	if (likely(!*status)) {
		struct io_op op = { .iosb = r->iosb, .thread = t,
				    .event = event.object,
				    .buffer = r->buffer, .length = r->length,
				    .kind = OP_READ, .context = r->context,
				    .sock = { .flags = r->flags,
					      .stands = r->stands } };
		*status = op_issue(f, &op, NULL);
		if (r->event)
			handle_done(&event);
	}
	use_drop(f, t);
	return true;
}

NTSTATUS WINAPI socket_request(HANDLE h, const struct socket_request *r)
{
	struct handle_ref ref;
	NTSTATUS status;
	bool begun = false;
	if (likely(!r->more && !r->send && !r->blocking && !r->apc) &&
	    receive_fast(h, r, &status))
		return status;
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
