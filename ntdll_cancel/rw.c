/*
 * NtReadFile, NtWriteFile, NtFlushBuffersFile: arguments to operations.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "notify.h"
#include "npipe.h"
#include "port.h"
#include "range.h"
#include "serial.h"
#include "sync.h"
#include "sys_elf_x86_64.h"
#include "turn.h"
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>

/* ntifs.h; Wine's headers lack them. */
#ifndef FILE_WRITE_TO_END_OF_FILE
#define FILE_WRITE_TO_END_OF_FILE 0xffffffff
#define FILE_USE_FILE_POINTER_POSITION 0xfffffffe
#endif

/* OFFSET_NONE: the file's position; append: this handle can do nothing else. */
static NTSTATUS find_offset(const struct file *f, enum op_kind kind,
			    const LARGE_INTEGER *asked, bool append,
			    uint64_t *offset)
{
	*offset = OFFSET_NONE;
	if (f->kind != FILE_REGULAR)
		return STATUS_SUCCESS;
	if (append)
		*offset = OFFSET_APPEND;
	if (!asked)
		return f->sync ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
	if (asked->QuadPart >= 0) {
		if (!append)
			*offset = (uint64_t)asked->QuadPart;
		return STATUS_SUCCESS;
	}
	if (asked->u.HighPart != -1)
		return STATUS_INVALID_PARAMETER;
	if (asked->u.LowPart == FILE_USE_FILE_POINTER_POSITION)
		return f->sync ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
	if (asked->u.LowPart != FILE_WRITE_TO_END_OF_FILE || kind == OP_READ)
		return STATUS_INVALID_PARAMETER;
	*offset = OFFSET_APPEND;
	return STATUS_SUCCESS;
}

static struct apc *make_apc(const struct request *q)
{
	struct apc *a = mem_new(sizeof *a);
	if (a)
		*a = (struct apc){
			.routine = (void *)q->apc,
			.args = { (ULONG_PTR)q->context, (ULONG_PTR)q->iosb, 0 },
		};
	return a;
}

/* A synchronous file's call with an event or a routine: told afterwards. */
static NTSTATUS sync_and_tell(struct file *f, struct thread *t,
			      enum op_kind kind, const struct request *q,
			      uint64_t offset, struct object *event,
			      struct apc *apc)
{
	if (event)
		object_unsignal(event);
	NTSTATUS status =
		f->np		    ? npipe_sync(f, t, kind, q) :
		f->kind == FILE_DIR ? notify_sync(f, t, q) :
		kind == OP_LOCK	    ? range_sync(f, t, q->iosb, q->range) :
		f->serial	    ? serial_sync(f, t, kind, q) :
				      sync_transfer(f, t, kind, q->iosb,
						    q->buffer, q->length,
						    offset, q->key);
	if (event && status != STATUS_INVALID_HANDLE)
		object_signal(event);
	if (apc && (NT_ERROR(status) || !apc_post(t, apc)))
		op_drop_apc(apc);
	return status;
}

INNER static NTSTATUS issue(struct file *f, struct thread *t, enum op_kind kind,
			    const struct request *q, uint64_t offset,
			    struct object *event, struct apc *apc,
			    const uint32_t *refused)
{
	struct io_op op = { .iosb = q->iosb,	 .thread = t,
			    .event = event,	 .apc = apc,
			    .buffer = q->buffer, .offset = offset,
			    .length = q->length, .kind = kind, .key = q->key,
			    .scattered = q->scattered, .sock = q->sock,
			    .context = q->apc ? NULL : q->context };
	if (unlikely(kind == OP_LOCK))
		return range_issue(f, &op, q->range);
	if (unlikely(f->kind >= FILE_DIR))
		return f->np	 ? npipe_issue(f, &op, q) :
		       f->serial ? serial_issue(f, &op, q) :
				   notify_issue(f, &op, q);
	return op_issue(f, &op, refused);
}

NTSTATUS request_begin(struct file *f, enum op_kind kind,
		       const struct request *q, uint64_t offset)
{
	struct thread *t = thread_self();
	struct handle_ref event = { .object = NULL };
	struct apc *apc = NULL;
	NTSTATUS status = STATUS_SUCCESS;
	if (q->event && (status = handle_find(q->event, OBJ_EVENT,
					      EVENT_MODIFY_STATE, &event)))
		return status;
	bool packet = !q->apc && q->context && f->port;
	if (q->apc && f->port)
		status = STATUS_INVALID_PARAMETER;
	else if (q->apc && !(apc = make_apc(q)))
		status = STATUS_NO_MEMORY;
	else if (packet &&
		 !(apc = port_packet(f, q->context, q->iosb, q->event)))
		status = STATUS_NO_MEMORY;
	if (status) {
		/* nothing was begun */
	} else if (f->sync) {
		status = sync_and_tell(f, t, kind, q, offset, event.object, apc);
	} else if (file_use(f)) {
		status = issue(f, t, kind, q, offset, event.object, apc, NULL);
		file_unuse(f);
	} else {
		op_drop_apc(apc);
		status = STATUS_INVALID_HANDLE;
	}
	if (q->event)
		handle_done(&event);
	return status;
}

COLD NTSTATUS request_transfer(HANDLE h, enum op_kind kind,
			       const struct request *q)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	uint64_t offset;
	if (unlikely(!t))
		return STATUS_NOT_SUPPORTED;
	if (unlikely(!q->iosb))
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (unlikely(status))
		return status;
	struct file *f = file_of(ref.object);
	ACCESS_MASK need = kind == OP_READ ? FILE_READ_DATA :
			   f->np	   ? FILE_WRITE_DATA :
					     FILE_WRITE_DATA | FILE_APPEND_DATA;
	ACCESS_MASK access = handle_access(&ref) & need;
	if (unlikely(!access))
		status = STATUS_ACCESS_DENIED;
	else if (unlikely(f->kind == FILE_DIR))
		status = STATUS_INVALID_DEVICE_REQUEST;
	else if (unlikely(q->scattered && !segments_suit(f, q)))
		status = STATUS_INVALID_PARAMETER;
	else if (unlikely(f->np && !npipe_buffer_good(q->buffer, q->length)))
		status = kind == OP_READ ? STATUS_ACCESS_VIOLATION :
					   STATUS_INVALID_USER_BUFFER;
	else
		status = find_offset(f, kind, q->offset,
				     access == FILE_APPEND_DATA, &offset);
	if (likely(!status))
		status = likely(f->sync && !q->event && !q->apc && !f->np &&
				!f->serial) ?
				 sync_transfer(f, t, kind, q->iosb, q->buffer,
					       q->length, offset, q->key) :
				 request_begin(f, kind, q, offset);
	handle_done(&ref);
	thread_heed();
	return status;
}

/* The ordinary way, for a fast one that is not for it. */
COLD static NTSTATUS read_asked(HANDLE h, HANDLE event, PIO_APC_ROUTINE apc,
				void *context, IO_STATUS_BLOCK *iosb,
				void *buffer, ULONG length,
				const LARGE_INTEGER *offset, ULONG *key)
{
	struct request q = { .event = event, .apc = apc, .context = context,
			     .iosb = iosb, .buffer = buffer, .length = length,
			     .offset = offset, .key = key ? *key : 0 };
	return request_transfer(h, OP_READ, &q);
}

/* What a fast overlapped read that moved nothing has come to. */
INNER static NTSTATUS read_moved_none(const struct request *q, struct file *f,
				      struct thread *t, struct object *event,
				      long r, uint32_t edges)
{
	if (likely(r == -EAGAIN))
		return issue(f, t, OP_READ, q, OFFSET_NONE, event, NULL, &edges);
	if (r == -EINTR)
		return issue(f, t, OP_READ, q, OFFSET_NONE, event, NULL, NULL);
	struct io_op op = { .kind = OP_READ, .iosb = q->iosb, .thread = t,
			    .event = event, .length = q->length };
	return op_done_at_once(f, &op, r);
}

/* By Ctrl+C: that is no failure (K-102). */
COLD static NTSTATUS read_broken(const struct request *q)
{
	q->iosb->Status = STATUS_ALERTED;
	q->iosb->Information = 0;
	thread_heed();
	return STATUS_ALERTED;
}

/* What a fast read that moved nothing has come to. */
COLD static NTSTATUS read_nothing(HANDLE h, const struct request *q,
				  enum file_kind kind, long r, bool asked)
{
	const struct file like = { .kind = kind };
	const struct io_op op = { .kind = OP_READ, .length = q->length };
	if (asked && (r == -EINTR || r == -EAGAIN))
		r = -ECANCELED;
	if (r == -ECANCELED && kind == FILE_TTY &&
	    call_broken(&thread_current->call))
		return read_broken(q);
	/* A foreign signal, or a descriptor that does not wait by itself. */
	if (r == -EINTR || r == -EAGAIN)
		return request_transfer(h, OP_READ, q);
	q->iosb->Status = op_result(&like, &op, r, &q->iosb->Information);
	thread_heed();
	return q->iosb->Status;
}

/* Found by a canceller, or by the closer, before it had the turn. */
COLD static NTSTATUS read_stopped(HANDLE h)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_FILE, FILE_READ_DATA, &ref);
	if (!status) {
		handle_done(&ref);
		status = STATUS_CANCELLED;
	}
	thread_heed();
	return status;
}

/* The rest of the request is for what is rare, and filled in there. */
HOT NTSTATUS read_in_turn(HANDLE h, void *context, IO_STATUS_BLOCK *iosb,
			  void *buffer, ULONG length, ULONG *key,
			  struct file *f, struct thread *t)
{
	enum file_kind kind = f->kind;
	struct call_result done = call_single3(&t->call, SYS_read, f->fd, buffer,
					       length);
	long r = done.r;
	POINT("call:leave");
	bool asked = unlikely(done.open) && call_end(&t->call);
	turn_drop(f, t);
	if (unlikely(r <= 0)) {
		struct request q = { .context = context, .iosb = iosb,
				     .buffer = buffer, .length = length,
				     .key = key ? *key : 0 };
		return read_nothing(h, &q, kind, r, asked);
	}
	iosb->Status = STATUS_SUCCESS;
	iosb->Information = r;
	thread_heed();
	return STATUS_SUCCESS;
}

HOT NTSTATUS read_in_use(HANDLE h, HANDLE told, void *context,
			 IO_STATUS_BLOCK *iosb, void *buffer, ULONG length,
			 const LARGE_INTEGER *offset, ULONG *key,
			 struct file *f, struct thread *t)
{
	struct handle_ref event = { .object = NULL };
	NTSTATUS status;
	if (unlikely(f->try != TRY_NONBLOCK || !op_queue_empty(f, OP_READ) ||
		     f->port || f->sock)) {
		use_drop(f, t);
		return read_asked(h, told, NULL, context, iosb, buffer, length,
				  offset, key);
	}
	if (told && (status = handle_find(told, OBJ_EVENT, EVENT_MODIFY_STATE,
					  &event))) {
		use_drop(f, t);
		return status;
	}
	uint32_t edges = atomic_load(&f->edges[OP_READ]);
	POINT("use:read");
	long r = sys3(SYS_read, f->fd, (long)buffer, length);
	if (likely(r > 0)) {
		iosb->Information = r;
		atomic_store_explicit((_Atomic NTSTATUS *)&iosb->Status,
				      STATUS_SUCCESS, memory_order_release);
		file_tell(f, event.object);
		status = STATUS_SUCCESS;
	} else {
		struct request q = { .event = told, .context = context,
				     .iosb = iosb, .buffer = buffer,
				     .length = length,
				     .key = key ? *key : 0 };
		status = read_moved_none(&q, f, t, event.object, r, edges);
	}
	if (told)
		handle_done(&event);
	use_drop(f, t);
	return status;
}

NTSTATUS WINAPI NtReadFile(HANDLE h, HANDLE event, PIO_APC_ROUTINE apc,
			   void *context, IO_STATUS_BLOCK *iosb, void *buffer,
			   ULONG length, LARGE_INTEGER *offset, ULONG *key)
{
	struct thread *t = thread_current;
	bool stopped = false;
	struct file *f;
	if (likely(t && !apc && iosb && !t->counted)) {
		if (!event && !offset &&
		    (f = turn_take_fast(h, t, FILE_READ_DATA, iosb, &stopped)))
			return read_in_turn(h, context, iosb, buffer, length,
					    key, f, t);
		if (unlikely(stopped))
			return read_stopped(h);
		if ((f = use_fast(h, t, FILE_READ_DATA)))
			return read_in_use(h, event, context, iosb, buffer,
					   length, offset, key, f, t);
	}
	return read_asked(h, event, apc, context, iosb, buffer, length, offset,
			  key);
}

NTSTATUS WINAPI NtWriteFile(HANDLE h, HANDLE event, PIO_APC_ROUTINE apc,
			    void *context, IO_STATUS_BLOCK *iosb,
			    const void *buffer, ULONG length,
			    LARGE_INTEGER *offset, ULONG *key)
{
	struct request q = { .event = event, .apc = apc, .context = context,
			     .iosb = iosb, .buffer = (void *)buffer,
			     .length = length, .offset = offset,
			     .key = key ? *key : 0 };
	return request_transfer(h, OP_WRITE, &q);
}

/* Until what was written has gone where it was to go; always synchronous. */
NTSTATUS WINAPI NtFlushBuffersFile(HANDLE h, IO_STATUS_BLOCK *iosb)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	if (!t)
		return STATUS_NOT_SUPPORTED;
	if (!iosb)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	struct file *f = file_of(ref.object);
	if (!(handle_access(&ref) & (FILE_WRITE_DATA | FILE_APPEND_DATA)))
		status = STATUS_ACCESS_DENIED;
	else
		status = file_enter(f, t, iosb);
	if (!status) {
		long r = 0;
		bool pause = port_pause_if(t);
		if (f->np)
			status = npipe_flush(f, t);
		else if (f->kind == FILE_REGULAR)
			r = call_repeat(&t->call, SYS_fsync, f->fd, 0, 0, 0);
		else if (f->kind == FILE_TTY ||
			 f->kind == FILE_SERIAL) /* what tcdrain does */
			r = call_repeat(&t->call, SYS_ioctl, f->fd, TCSBRK, 1,
					0);
		file_leave(f, t);
		port_resume_if(t, pause);
		if (r < 0)
			status = status_from_errno(-r);
		iosb->Status = status;
		iosb->Information = 0;
	}
	handle_done(&ref);
	thread_heed();
	return status;
}
