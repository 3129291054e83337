/*
 * Byte ranges asked for by a synchronous file: on the caller's own thread, which
 * sleeps on its range's state while another file object has it, and in a labelled
 * F_OFD_SETLKW while another process has. Its range is its own until it is held;
 * nothing else of the file moves meanwhile, the thread has the turn.
 *
 * And giving one up, which never waits.
 */
#include "handle.h"
#include "port.h"
#include "range.h"

/* SUCCESS: it is held. RETRY: the thread is to try it itself. CANCELLED. */
static NTSTATUS sleep_queued(struct call *c, struct ranges *s, struct range *r)
{
	bool asked = false;
	POINT("range:asleep");
	while (atomic_load(&r->state) == RANGE_QUEUED && !asked)
		asked = call_labelled(c, SYS_futex, (long)&r->state,
				      FUTEX_WAIT_PRIVATE, RANGE_QUEUED, 0, 0,
				      0) == -ECANCELED ||
			call_asked(c);
	lock_take(&s->lock);
	uint32_t state = atomic_load(&r->state);
	if (state == RANGE_QUEUED)
		range_list_remove(&s->waiting, r);
	lock_drop(&s->lock);
	if (state == RANGE_HELD)
		return STATUS_SUCCESS;
	return asked ? STATUS_CANCELLED : STATUS_RETRY;
}

static NTSTATUS sleep_outside(struct call *c, struct ranges *s, struct range *r)
{
	POINT("range:wait");
	long n = range_os_wait(c, r);
	if (!n)
		return STATUS_RETRY;
	/* Whatever it had brought. */
	lock_take(&s->lock);
	range_os_apply(s, r->file, r->first, r->length, NULL);
	lock_drop(&s->lock);
	return n == -ECANCELED ? STATUS_CANCELLED :
				 STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS take(struct call *c, struct ranges *s, struct range *r, bool wait)
{
	NTSTATUS status;
	do {
		lock_take(&s->lock);
		status = range_try(s, r);
		bool queued = status == STATUS_LOCK_NOT_GRANTED && wait;
		if (queued && r->piece_length)
			range_os_apply(s, r->file, r->first, r->length, NULL);
		if (queued) {
			atomic_store(&r->state, RANGE_QUEUED);
			range_list_add(&s->waiting, r);
		}
		lock_drop(&s->lock);
		if (queued)
			status = sleep_queued(c, s, r);
		else if (status == STATUS_RETRY && wait)
			status = sleep_outside(c, s, r);
	} while (status == STATUS_RETRY && wait);
	return status == STATUS_RETRY ? STATUS_LOCK_NOT_GRANTED : status;
}

NTSTATUS range_sync(struct file *f, struct thread *t, IO_STATUS_BLOCK *iosb,
		    const struct range_request *q)
{
	NTSTATUS status = file_enter(f, t, iosb);
	if (status)
		return status;
	bool pause = port_pause_if(t);
	struct ranges *s = ranges_of(f);
	struct range *r = s ? range_new(f, q) : NULL;
	status = r ? take(&t->call, s, r, q->wait) : STATUS_NO_MEMORY;
	if (r && status)
		range_unref(r);
	file_leave(f, t);
	port_resume_if(t, pause);
	iosb->Status = status;
	iosb->Information = 0;
	return status;
}

/* Whether this handle may have ranges of this file. */
static NTSTATUS check(const struct handle_ref *ref)
{
	const struct file *f = file_of(ref->object);
	if (f->kind == FILE_DIR)
		return STATUS_INVALID_PARAMETER;
	if (f->kind != FILE_REGULAR)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!(handle_access(ref) & (FILE_READ_DATA | FILE_WRITE_DATA)))
		return STATUS_ACCESS_DENIED;
	return STATUS_SUCCESS;
}

static NTSTATUS check_range(uint64_t first, uint64_t length)
{
	return length && first + (length - 1) < first ?
		       STATUS_INVALID_LOCK_RANGE :
		       STATUS_SUCCESS;
}

/* A range of the file, for this handle's file object: see range.h. */
NTSTATUS WINAPI NtLockFile(HANDLE h, HANDLE event, PIO_APC_ROUTINE apc,
			   void *context, IO_STATUS_BLOCK *iosb,
			   LARGE_INTEGER *offset, LARGE_INTEGER *length,
			   ULONG *key, BOOLEAN at_once, BOOLEAN exclusive)
{
	struct handle_ref ref;
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	if (!iosb || !offset || !length)
		return STATUS_ACCESS_VIOLATION;
	const struct range_request range = {
		.first = (uint64_t)offset->QuadPart,
		.length = (uint64_t)length->QuadPart,
		.key = key ? *key : 0,
		.exclusive = exclusive,
		.wait = !at_once,
	};
	const struct request q = { .event = event, .apc = apc,
				   .context = context, .iosb = iosb,
				   .range = &range };
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	status = check(&ref);
	if (!status)
		status = check_range(range.first, range.length);
	if (!status)
		status = request_begin(file_of(ref.object), OP_LOCK, &q, 0);
	handle_done(&ref);
	thread_heed();
	return status;
}

static NTSTATUS give_up(struct file *f, uint64_t first, uint64_t length,
			uint32_t key)
{
	struct ranges *s = atomic_load(&f->ranges);
	if (!s)
		return STATUS_RANGE_NOT_LOCKED;
	lock_take(&s->lock);
	struct range *r = range_find(s, f, first, length, key);
	if (!r) {
		lock_drop(&s->lock);
		return STATUS_RANGE_NOT_LOCKED;
	}
	range_give_up(s, r);
	ranges_go_on(s);
	range_unref(r);
	return STATUS_SUCCESS;
}

/* Exactly one that was locked. */
NTSTATUS WINAPI NtUnlockFile(HANDLE h, IO_STATUS_BLOCK *iosb,
			     LARGE_INTEGER *offset, LARGE_INTEGER *length,
			     ULONG *key)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	if (!t)
		return STATUS_NOT_SUPPORTED;
	if (!iosb || !offset || !length)
		return STATUS_ACCESS_VIOLATION;
	uint64_t first = (uint64_t)offset->QuadPart;
	uint64_t bytes = (uint64_t)length->QuadPart;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	struct file *f = file_of(ref.object);
	status = check(&ref);
	if (!status)
		status = check_range(first, bytes);
	if (!status)
		status = file_enter(f, t, iosb);
	if (!status) {
		status = give_up(f, first, bytes, key ? *key : 0);
		file_leave(f, t);
		iosb->Status = status;
		iosb->Information = 0;
	}
	handle_done(&ref);
	thread_heed();
	return status;
}
