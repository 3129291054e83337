/*
 * The Nt calls that wait: handles to objects, then wait_objects. While it waits a
 * call holds the objects, not the handles: a handle may be closed meanwhile.
 */
#include "handle.h"
#include "private.h"
#include "wait.h"
#include <sched.h>
#include <string.h>

COLD NTSTATUS wait_run_apcs(void)
{
	apc_run(thread_current);
	return STATUS_USER_APC;
}

/* A wait holds the object itself. */
HOT void hold(struct handle_ref *ref)
{
	POINT("wait:found");
	object_ref(ref->object);
	handle_done(ref);
	locks_held++;
}

INNER static __attribute__((noinline)) NTSTATUS
wait_slowly(struct handle_ref *ref, BOOLEAN alertable,
	    const LARGE_INTEGER *timeout)
{
	struct object *o = ref->object;
	hold(ref);
	return wait_one(o, alertable, deadline_of(timeout));
}

NTSTATUS WINAPI NtWaitForSingleObject(HANDLE h, BOOLEAN alertable,
				      const LARGE_INTEGER *timeout)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, -1, SYNCHRONIZE, &ref);
	if (unlikely(status))
		return status;
	struct object *o = ref.object;
	uint32_t state = atomic_load_explicit(&o->state, memory_order_acquire);
	if (likely((o->signal == SIG_MANUAL && (state & OBJ_SIGNALLED)) ||
		   (o->signal == SIG_AUTO && state == OBJ_SIGNALLED &&
		    atomic_compare_exchange_strong(&o->state, &state, 0))))
		status = STATUS_WAIT_0;
	else
		return wait_slowly(&ref, alertable, timeout);
	handle_done(&ref);
	return wait_end(status);
}

/* private.h */
NTSTATUS block_await(HANDLE h, const IO_STATUS_BLOCK *block, BOOLEAN alertable,
		     const LARGE_INTEGER *timeout)
{
	struct handle_ref ref;
	if (!thread_self())
		return STATUS_NO_MEMORY;
	NTSTATUS status = handle_find(h, -1, SYNCHRONIZE, &ref);
	if (status)
		return status;
	hold(&ref);
	status = wait_block(ref.object, block, alertable, deadline_of(timeout));
	object_unref(ref.object);
	locks_unhold();
	return wait_end(status);
}

NTSTATUS WINAPI NtWaitForMultipleObjects(ULONG count, const HANDLE *handles,
					 BOOLEAN any, BOOLEAN alertable,
					 const LARGE_INTEGER *timeout)
{
	struct handle_ref ref;
	struct object *objects[MAXIMUM_WAIT_OBJECTS];
	if (!count || count > MAXIMUM_WAIT_OBJECTS)
		return STATUS_INVALID_PARAMETER_1;
	if (!handles)
		return STATUS_ACCESS_VIOLATION;
	if ((ULONG_PTR)handles % sizeof(ULONG))
		return STATUS_DATATYPE_MISALIGNMENT;
	if (!thread_self())
		return STATUS_NO_MEMORY;
	NTSTATUS status = STATUS_SUCCESS;
	ULONG found = 0;
	locks_held++; /* for the references */
	while (found < count && !status) {
		/* Windows takes them on any boundary of four bytes. */
		HANDLE h;
		memcpy(&h, (const char *)handles + found * sizeof h, sizeof h);
		status = handle_find(h, -1, SYNCHRONIZE, &ref);
		if (!status) {
			object_ref(ref.object);
			objects[found++] = ref.object;
			handle_done(&ref);
		}
	}
	for (ULONG i = 0; !any && !status && i < count; i++)
		for (ULONG k = 0; k < i; k++)
			if (objects[i] == objects[k])
				status = STATUS_INVALID_PARAMETER_MIX;
	if (!status)
		status = wait_objects(objects, count, !any, alertable,
				      deadline_of(timeout));
	for (ULONG i = 0; i < found; i++)
		object_unref(objects[i]);
	locks_unhold();
	return wait_end(status);
}

NTSTATUS WINAPI NtSignalAndWaitForSingleObject(HANDLE signal, HANDLE wait,
					       BOOLEAN alertable,
					       const LARGE_INTEGER *timeout)
{
	struct handle_ref first, second;
	NTSTATUS status = handle_find(signal, -1, 0, &first);
	if (status)
		return status;
	uint8_t kind = first.object->kind;
	handle_done(&first);
	/* Both are checked before the first is touched. */
	status = handle_find(wait, -1, SYNCHRONIZE, &second);
	if (status)
		return status;
	if (kind == OBJ_EVENT)
		status = NtSetEvent(signal, NULL);
	else if (kind == OBJ_MUTANT)
		status = NtReleaseMutant(signal, NULL);
	else if (kind == OBJ_SEMAPHORE)
		status = NtReleaseSemaphore(signal, 1, NULL);
	else
		status = STATUS_OBJECT_TYPE_MISMATCH;
	if (!status)
		return wait_slowly(&second, alertable, timeout);
	handle_done(&second);
	return wait_end(status);
}

NTSTATUS WINAPI NtDelayExecution(BOOLEAN alertable,
				 const LARGE_INTEGER *timeout)
{
	if (!thread_self())
		return STATUS_NO_MEMORY;
	uint64_t deadline = deadline_of(timeout);
	if (!deadline && !alertable) {
		sched_yield();
		return STATUS_SUCCESS;
	}
	locks_held++; /* for what a driver counts */
	NTSTATUS status = wait_objects(NULL, 0, false, alertable, deadline);
	locks_unhold();
	wait_end(status);
	return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

NTSTATUS WINAPI NtYieldExecution(void)
{
	sched_yield();
	return STATUS_SUCCESS;
}
