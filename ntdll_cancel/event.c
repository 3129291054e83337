/*
 * Events: Nt calls over an object whose signal is bit 0.
 */
#include "handle.h"
#include "objects.h"
#include <stdlib.h>

void event_destroy(struct object *o)
{
	cell_free(o);
}

NTSTATUS WINAPI NtCreateEvent(HANDLE *out, ACCESS_MASK access,
			      const OBJECT_ATTRIBUTES *attr, EVENT_TYPE type,
			      BOOLEAN signalled)
{
	if (!out)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	if (type != NotificationEvent && type != SynchronizationEvent)
		return STATUS_INVALID_PARAMETER;
	struct event *e = cell_new();
	_Static_assert(sizeof *e <= OBJECT_ALIGN, "an event is one cache line");
	if (!e)
		return STATUS_NO_MEMORY;
	atomic_init(&e->obj.lock.word, 0);
	object_init(&e->obj, OBJ_EVENT,
		    type == NotificationEvent ? SIG_MANUAL : SIG_AUTO,
		    signalled ? OBJ_SIGNALLED : 0);
	return handle_make_new(&e->obj, access, attr, out);
}

NTSTATUS object_open_named(HANDLE *out, ACCESS_MASK access,
			   const OBJECT_ATTRIBUTES *attr, enum object_kind kind)
{
	struct object *o;
	*out = NULL;
	NTSTATUS status = name_find(attr, kind, &o);
	if (status)
		return status;
	status = handle_make(o, object_access(kind, access), attr->Attributes,
			     out);
	if (status)
		object_unref(o);
	return status;
}

NTSTATUS WINAPI NtOpenEvent(HANDLE *out, ACCESS_MASK access,
			    const OBJECT_ATTRIBUTES *attr)
{
	return object_open_named(out, access, attr, OBJ_EVENT);
}

HOT NTSTATUS event_find(HANDLE h, struct handle_ref *ref, LONG *previous)
{
	NTSTATUS status = handle_find(h, OBJ_EVENT, EVENT_MODIFY_STATE, ref);
	if (likely(!status) && previous)
		*previous = atomic_load(&ref->object->state) & OBJ_SIGNALLED;
	return status;
}

NTSTATUS WINAPI NtSetEvent(HANDLE h, LONG *previous)
{
	struct handle_ref ref;
	NTSTATUS status = event_find(h, &ref, previous);
	if (unlikely(status))
		return status;
	object_signal(ref.object);
	handle_done(&ref);
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtResetEvent(HANDLE h, LONG *previous)
{
	struct handle_ref ref;
	NTSTATUS status = event_find(h, &ref, previous);
	if (unlikely(status))
		return status;
	object_unsignal(ref.object);
	handle_done(&ref);
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtClearEvent(HANDLE h)
{
	return NtResetEvent(h, NULL);
}

NTSTATUS WINAPI NtPulseEvent(HANDLE h, LONG *previous)
{
	struct handle_ref ref;
	NTSTATUS status = event_find(h, &ref, previous);
	if (status)
		return status;
	object_pulse(ref.object);
	handle_done(&ref);
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtQueryEvent(HANDLE h, EVENT_INFORMATION_CLASS class,
			     void *data, ULONG length, ULONG *used)
{
	struct handle_ref ref;
	if (class != EventBasicInformation)
		return STATUS_INVALID_INFO_CLASS;
	if (length != sizeof(EVENT_BASIC_INFORMATION))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!data)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_EVENT, EVENT_QUERY_STATE, &ref);
	if (status)
		return status;
	*(EVENT_BASIC_INFORMATION *)data = (EVENT_BASIC_INFORMATION){
		.EventType = ref.object->signal == SIG_MANUAL ?
				     NotificationEvent :
				     SynchronizationEvent,
		.EventState = atomic_load(&ref.object->state) & OBJ_SIGNALLED,
	};
	if (used)
		*used = sizeof(EVENT_BASIC_INFORMATION);
	handle_done(&ref);
	return STATUS_SUCCESS;
}
