/*
 * The Nt calls of completion ports.
 */
#include "handle.h"
#include "port.h"
#include <stdlib.h>

NTSTATUS WINAPI NtCreateIoCompletion(HANDLE *out, ACCESS_MASK access,
				     OBJECT_ATTRIBUTES *attr, ULONG limit)
{
	if (!out)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	struct port *p = mem_aligned(64, (sizeof *p + 63) & ~63ul);
	if (!p)
		return STATUS_NO_MEMORY;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	static _Atomic uint8_t made;
	*p = (struct port){ .limit = limit ? limit : cpus > 0 ? cpus : 1,
			    .group = atomic_fetch_add(&made, 1) };
	p->last = &p->first;
	object_init(&p->obj, OBJ_PORT, SIG_MANUAL, 0);
	return handle_make_new(&p->obj, access, attr, out);
}

NTSTATUS WINAPI NtSetIoCompletion(HANDLE h, ULONG_PTR key, ULONG_PTR value,
				  NTSTATUS status, SIZE_T information)
{
	struct handle_ref ref;
	NTSTATUS found = handle_find(h, OBJ_PORT, IO_COMPLETION_MODIFY_STATE,
				     &ref);
	if (found)
		return found;
	struct packet like = { .key = key, .value = value };
	like.result.Status = status;
	like.result.Information = information;
	bool posted = port_post_new((struct port *)ref.object, &like);
	handle_done(&ref);
	return posted ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

COLD static bool adopted(void)
{
	return thread_adopt();
}

COLD static NTSTATUS no_thread(void)
{
	return process_forked() ? STATUS_NOT_SUPPORTED : STATUS_NO_MEMORY;
}

/* While it waits it holds the port, not the handle: that may be closed. */
COLD static NTSTATUS wait_at(struct handle_ref *ref,
			     FILE_IO_COMPLETION_INFORMATION *entries,
			     unsigned n, unsigned *got, bool alertable,
			     const LARGE_INTEGER *timeout)
{
	struct object *o = ref->object;
	object_ref(o);
	handle_done(ref);
	locks_held++;
	NTSTATUS status = port_remove((struct port *)o, entries, n, got,
				      alertable, deadline_of(timeout));
	object_unref(o);
	locks_unhold();
	thread_heed();
	if (status == STATUS_USER_APC)
		apc_run(thread_current);
	return status;
}

INNER static NTSTATUS remove_from(HANDLE h,
				  FILE_IO_COMPLETION_INFORMATION *entries,
				  unsigned n, unsigned *got, bool alertable,
				  const LARGE_INTEGER *timeout)
{
	struct handle_ref ref;
	if (unlikely(!thread_current) && !adopted())
		return no_thread();
	NTSTATUS status = handle_find(h, OBJ_PORT, IO_COMPLETION_MODIFY_STATE,
				      &ref);
	if (status)
		return status;
	/* As the other way, but the look-up is reference enough. */
	if (unlikely(!port_remove_now((struct port *)ref.object, entries, n,
				      got)))
		return wait_at(&ref, entries, n, got, alertable, timeout);
	handle_done(&ref);
	thread_heed();
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtRemoveIoCompletion(HANDLE h, ULONG_PTR *key,
				     ULONG_PTR *value, IO_STATUS_BLOCK *io,
				     LARGE_INTEGER *timeout)
{
	FILE_IO_COMPLETION_INFORMATION one;
	unsigned got;
	if (!key || !value || !io)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = remove_from(h, &one, 1, &got, false, timeout);
	if (!status) {
		*key = one.CompletionKey;
		*value = one.CompletionValue;
		*io = one.IoStatusBlock;
	}
	return status;
}

NTSTATUS WINAPI NtRemoveIoCompletionEx(HANDLE h,
				       FILE_IO_COMPLETION_INFORMATION *entries,
				       ULONG count, ULONG *written,
				       LARGE_INTEGER *timeout,
				       BOOLEAN alertable)
{
	unsigned got = 0;
	if (!entries || !written)
		return STATUS_ACCESS_VIOLATION;
	if (!count)
		return STATUS_INVALID_PARAMETER;
	NTSTATUS status = remove_from(h, entries, count, &got, alertable,
				      timeout);
	/* A time-out or an APC counts as one, and nothing is in it. */
	*written = status == STATUS_SUCCESS ? got : 1;
	return status;
}

NTSTATUS WINAPI NtQueryIoCompletion(HANDLE h,
				    IO_COMPLETION_INFORMATION_CLASS class,
				    void *data, ULONG length, ULONG *used)
{
	struct handle_ref ref;
	if (class != IoCompletionBasicInformation)
		return STATUS_INVALID_PARAMETER;
	if (length != sizeof(ULONG))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!data)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_PORT, IO_COMPLETION_QUERY_STATE,
				      &ref);
	if (status)
		return status;
	struct port *p = (struct port *)ref.object;
	lock_take(&p->obj.lock);
	*(ULONG *)data = p->queued;
	lock_drop(&p->obj.lock);
	handle_done(&ref);
	if (used)
		*used = sizeof(ULONG);
	return STATUS_SUCCESS;
}
