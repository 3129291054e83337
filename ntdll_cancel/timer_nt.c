/*
 * The Nt calls of timers: arguments, access, then timer.c.
 */
#include "handle.h"
#include "objects.h"
#include "timer.h"

NTSTATUS WINAPI NtCreateTimer(HANDLE *out, ACCESS_MASK access,
			      const OBJECT_ATTRIBUTES *attr, TIMER_TYPE type)
{
	if (!out)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	if (type != NotificationTimer && type != SynchronizationTimer)
		return STATUS_INVALID_PARAMETER;
	struct timer *t = mem_aligned(OBJECT_ALIGN,
				      (sizeof *t + OBJECT_ALIGN - 1) &
					      ~(OBJECT_ALIGN - 1ul));
	if (!t)
		return STATUS_NO_MEMORY;
	*t = (struct timer){ .apc.kept = true };
	object_init(&t->obj, OBJ_TIMER,
		    type == NotificationTimer ? SIG_MANUAL : SIG_AUTO, 0);
	return handle_make_new(&t->obj, access, attr, out);
}

NTSTATUS WINAPI NtOpenTimer(HANDLE *out, ACCESS_MASK access,
			    const OBJECT_ATTRIBUTES *attr)
{
	if (!out)
		return STATUS_ACCESS_VIOLATION;
	return object_open_named(out, access, attr, OBJ_TIMER);
}

/* resume would wake the machine from its sleep, which a process may not do. */
NTSTATUS WINAPI NtSetTimer(HANDLE h, const LARGE_INTEGER *due,
			   PTIMER_APC_ROUTINE routine, void *argument,
			   BOOLEAN resume, ULONG period, BOOLEAN *previous)
{
	struct handle_ref ref;
	struct timer_times times;
	bool was;
	if (!due)
		return STATUS_ACCESS_VIOLATION;
	if (period > INT32_MAX)
		return STATUS_INVALID_PARAMETER_6;
	if (!thread_self())
		return process_forked() ? STATUS_NOT_SUPPORTED :
					  STATUS_NO_MEMORY;
	NTSTATUS status = handle_find(h, OBJ_TIMER, TIMER_MODIFY_STATE, &ref);
	if (status)
		return status;
	if (!timer_times(due, period, &times))
		status = STATUS_INSUFFICIENT_RESOURCES;
	else
		status = timer_set((struct timer *)ref.object, &times, routine,
				   argument, &was);
	handle_done(&ref);
	if (status)
		return status;
	if (previous)
		*previous = was;
	return resume ? STATUS_TIMER_RESUME_IGNORED : STATUS_SUCCESS;
}

NTSTATUS WINAPI NtCancelTimer(HANDLE h, BOOLEAN *state)
{
	struct handle_ref ref;
	bool is;
	NTSTATUS status = handle_find(h, OBJ_TIMER, TIMER_MODIFY_STATE, &ref);
	if (status)
		return status;
	timer_cancel((struct timer *)ref.object, &is);
	handle_done(&ref);
	if (state)
		*state = is;
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtQueryTimer(HANDLE h, TIMER_INFORMATION_CLASS class,
			     void *data, ULONG length, ULONG *used)
{
	struct handle_ref ref;
	bool is;
	if (class != TimerBasicInformation)
		return STATUS_INVALID_INFO_CLASS;
	if (length < sizeof(TIMER_BASIC_INFORMATION))
		return STATUS_INFO_LENGTH_MISMATCH;
	if (!data)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_TIMER, TIMER_QUERY_STATE, &ref);
	if (status)
		return status;
	TIMER_BASIC_INFORMATION *info = data;
	info->RemainingTime.QuadPart = timer_left((struct timer *)ref.object,
						  &is);
	info->TimerState = is;
	handle_done(&ref);
	if (used)
		*used = sizeof *info;
	return STATUS_SUCCESS;
}
