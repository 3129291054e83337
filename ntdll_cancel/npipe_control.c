/*
 * NtFsControlFile: what a named pipe can be asked for besides transfers.
 */
#include "handle.h"
#include "npipe.h"
#include "request.h"
#include <stdlib.h>
#include <string.h>
#include <winioctl.h>

/* ntifs.h; Wine's headers lack it. */
#ifndef FSCTL_PIPE_GET_PIPE_ATTRIBUTE
#define FSCTL_PIPE_GET_PIPE_ATTRIBUTE \
	CTL_CODE(FILE_DEVICE_NAMED_PIPE, 10, METHOD_BUFFERED, FILE_ANY_ACCESS)
#endif

/* What a control call has brought along. */
struct control {
	IO_STATUS_BLOCK *iosb;
	void *in, *out;
	ULONG in_length, out_length;
};

static NTSTATUS peek(struct file *f, const struct control *c, ULONG_PTR *used)
{
	const ULONG head = offsetof(FILE_PIPE_PEEK_BUFFER, Data);
	struct npipe *np = f->np;
	FILE_PIPE_PEEK_BUFFER *p = c->out;
	struct np_view view;
	if (c->out_length < head)
		return STATUS_INFO_LENGTH_MISMATCH;
	lock_take(&f->lock);
	npipe_locked(np);
	NTSTATUS status = npipe_unconnected(np);
	if (status) {
		lock_drop(&f->lock);
		return STATUS_INVALID_PIPE_STATE;
	}
	/* In this order: what was written before the end came is seen. */
	NTSTATUS over = np_link_over(np->link);
	uint32_t copied = np_look(&np->link->in, p->Data, c->out_length - head,
				  np->message_mode, &view);
	lock_drop(&f->lock);
	if (over == STATUS_PIPE_DISCONNECTED || (over && !view.messages))
		return over;
	p->NamedPipeState = over ? FILE_PIPE_CLOSING_STATE :
				   FILE_PIPE_CONNECTED_STATE;
	p->ReadDataAvailable = view.bytes;
	p->NumberOfMessages = np->kind.message ? view.messages : 0;
	p->MessageLength = np->kind.message ? view.first : 0;
	*used = head + copied;
	/* There is more than was asked for. */
	return copied < (np->message_mode ? view.first : view.bytes) ?
		       STATUS_BUFFER_OVERFLOW :
		       STATUS_SUCCESS;
}

static bool is_attribute(const struct control *c, const char *name)
{
	size_t n = strlen(name);
	return c->in_length >= n && !memcmp(c->in, name, n) &&
	       (c->in_length == n || !((const char *)c->in)[n]);
}

/* Whose process is at which end. */
static NTSTATUS attribute(struct file *f, const struct control *c,
			  ULONG_PTR *used)
{
	struct npipe *np = f->np;
	bool server = is_attribute(c, "ServerProcessId");
	if (!server && !is_attribute(c, "ClientProcessId"))
		return STATUS_NOT_FOUND;
	if (c->out_length < sizeof(ULONG))
		return STATUS_BUFFER_TOO_SMALL;
	bool mine = server == (np->end == FILE_PIPE_SERVER_END);
	ULONG pid = getpid();
	NTSTATUS status = STATUS_SUCCESS;
	if (!mine) {
		lock_take(&f->lock);
		npipe_locked(np);
		status = npipe_unconnected(np);
		if (!status)
			pid = np->link->peer;
		lock_drop(&f->lock);
	}
	if (status)
		return status;
	memcpy(c->out, &pid, sizeof pid);
	*used = sizeof pid;
	return STATUS_SUCCESS;
}

/* What ends at once or waits on the caller's own thread. */
static NTSTATUS plain(struct file *f, struct thread *t, ULONG code,
		      const struct control *c)
{
	ULONG_PTR used = 0;
	NTSTATUS status = file_enter(f, t, c->iosb);
	if (status)
		return status;
	locks_held++; /* the C library's heap and directories */
	switch (code) {
	case FSCTL_PIPE_DISCONNECT:
		status = npipe_disconnect(f);
		break;
	case FSCTL_PIPE_PEEK:
		status = f->np ? peek(f, c, &used) :
				 pipe_peek(f->fd, c->out, c->out_length, &used);
		break;
	case FSCTL_PIPE_WAIT:
		status = npipe_wait(&t->call, c->in, c->in_length);
		break;
	default:
		status = attribute(f, c, &used);
	}
	locks_unhold();
	file_leave(f, t);
	if (!NT_ERROR(status)) {
		c->iosb->Status = status;
		c->iosb->Information = used;
	}
	return status;
}

static NTSTATUS plain_and_tell(struct file *f, struct thread *t, ULONG code,
			       HANDLE event, const struct control *c)
{
	struct handle_ref ref = { .object = NULL };
	NTSTATUS status;
	if (event && (status = handle_find(event, OBJ_EVENT, EVENT_MODIFY_STATE,
					   &ref)))
		return status;
	if (event)
		object_unsignal(ref.object);
	status = plain(f, t, code, c);
	if (event && !NT_ERROR(status))
		object_signal(ref.object);
	if (event)
		handle_done(&ref);
	return status;
}

static NTSTATUS control(struct file *f, ACCESS_MASK access, ULONG code,
			struct request *q, const struct control *c)
{
	struct thread *t = thread_self();
	bool pipe = f->np, root = f->kind == FILE_DIR;
	ACCESS_MASK need = (code >> 14 & 1 ? FILE_READ_DATA : 0) |
			   (code >> 14 & 2 ? FILE_WRITE_DATA : 0);
	if (need & ~access)
		return STATUS_ACCESS_DENIED;
	switch (code) {
	case FSCTL_PIPE_LISTEN:
		q->verb = PIPE_LISTEN;
		q->length = 0;
		break;
	case FSCTL_PIPE_TRANSCEIVE:
		q->verb = PIPE_TRANSCEIVE;
		if (!npipe_buffer_good(q->input, q->input_length) ||
		    !npipe_buffer_good(q->buffer, q->length))
			return STATUS_ACCESS_VIOLATION;
		break;
	case FSCTL_PIPE_PEEK:
		return pipe || f->kind == FILE_PIPE ?
			       plain_and_tell(f, t, code, q->event, c) :
			       STATUS_INVALID_DEVICE_REQUEST;
	case FSCTL_PIPE_DISCONNECT:
	case FSCTL_PIPE_GET_PIPE_ATTRIBUTE:
	case FSCTL_PIPE_GET_CONNECTION_ATTRIBUTE:
		return pipe ? plain_and_tell(f, t, code, q->event, c) :
			      STATUS_INVALID_DEVICE_REQUEST;
	case FSCTL_PIPE_WAIT:
		return root ? plain_and_tell(f, t, code, q->event, c) :
			      STATUS_INVALID_DEVICE_REQUEST;
	default:
		return STATUS_INVALID_DEVICE_REQUEST;
	}
	return pipe ? request_begin(f, OP_READ, q, 0) :
		      STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS WINAPI NtFsControlFile(HANDLE h, HANDLE event, PIO_APC_ROUTINE apc,
				void *context, IO_STATUS_BLOCK *iosb,
				ULONG code, void *in, ULONG in_length,
				void *out, ULONG out_length)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	struct control c = { iosb, in, out, in_length, out_length };
	struct request q = { .event = event, .apc = apc, .context = context,
			     .iosb = iosb, .buffer = out, .length = out_length,
			     .input = in, .input_length = in_length };
	if (!t)
		return STATUS_NOT_SUPPORTED;
	if (!iosb)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	status = control(file_of(ref.object), handle_access(&ref), code, &q, &c);
	handle_done(&ref);
	thread_heed();
	return status;
}
