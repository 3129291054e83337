/*
 * Waitable timers: objects that a time of day, or a time from now, signals, and
 * which can run a routine on the thread that set them.
 */
#include "kernel32_cancel/kernel32.h"

/* winbase.h of newer SDKs; every timer here is as exact as the kernel's. */
#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 2
#endif

#define FLAGS (CREATE_WAITABLE_TIMER_MANUAL_RESET | \
	       CREATE_WAITABLE_TIMER_HIGH_RESOLUTION)

/*
 * CreateWaitableTimerExW: a new timer, not set, or the one of that name (then
 * ERROR_ALREADY_EXISTS, else the last error is 0). `flags` of
 * CREATE_WAITABLE_TIMER_MANUAL_RESET and CREATE_WAITABLE_TIMER_HIGH_RESOLUTION.
 * NULL on failure: as CreateEventExW.  (Microsoft: CreateWaitableTimerExW)
 */
HANDLE WINAPI CreateWaitableTimerExW(SECURITY_ATTRIBUTES *security,
				     const WCHAR *name, DWORD flags,
				     DWORD access)
{
	struct object_name object;
	HANDLE handle = NULL;
	TIMER_TYPE type = flags & CREATE_WAITABLE_TIMER_MANUAL_RESET ?
				  NotificationTimer : SynchronizationTimer;

	if (flags & ~FLAGS) {
		RtlSetLastWin32Error(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	if (!object_name_create(&object, name, security))
		return NULL;

	NTSTATUS status = NtCreateTimer(&handle, access, &object.attributes,
					type);

	return object_created(status, handle);
}

/*
 * CreateWaitableTimerExA: the same; the name is UTF-8.
 */
HANDLE WINAPI CreateWaitableTimerExA(SECURITY_ATTRIBUTES *security,
				     const char *name, DWORD flags,
				     DWORD access)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return CreateWaitableTimerExW(security, name ? text : NULL, flags,
				      access);
}

/*
 * CreateWaitableTimerW: CreateWaitableTimerExW with full access.
 * (Microsoft: CreateWaitableTimerW)
 */
HANDLE WINAPI CreateWaitableTimerW(SECURITY_ATTRIBUTES *security, BOOL manual,
				   const WCHAR *name)
{
	return CreateWaitableTimerExW(
		security, name,
		manual ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0,
		TIMER_ALL_ACCESS);
}

/*
 * CreateWaitableTimerA: the same; the name is UTF-8.
 */
HANDLE WINAPI CreateWaitableTimerA(SECURITY_ATTRIBUTES *security, BOOL manual,
				   const char *name)
{
	return CreateWaitableTimerExA(
		security, name,
		manual ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0,
		TIMER_ALL_ACCESS);
}

/*
 * OpenWaitableTimerW: a handle to the timer of that name, ERROR_FILE_NOT_FOUND if
 * there is none.  (Microsoft: OpenWaitableTimerW)
 */
HANDLE WINAPI OpenWaitableTimerW(DWORD access, BOOL inherit, const WCHAR *name)
{
	struct object_name object;
	HANDLE handle = NULL;

	if (!object_name_open(&object, name, inherit))
		return NULL;
	if (!status_to_bool(NtOpenTimer(&handle, access, &object.attributes)))
		return NULL;
	return handle;
}

/*
 * OpenWaitableTimerA: the same; the name is UTF-8.
 */
HANDLE WINAPI OpenWaitableTimerA(DWORD access, BOOL inherit, const char *name)
{
	WCHAR text[MAX_PATH + 2];

	if (!object_name_utf16(text, name))
		return NULL;
	return OpenWaitableTimerW(access, inherit, name ? text : NULL);
}

/*
 * SetWaitableTimer: unsignals the timer and sets it, for the first time to *due
 * (a FILETIME, or negative: that many 100 ns from now), then every `period` ms if
 * that is not 0. Then it is signalled, and the routine, if there is one, is queued
 * to this thread, with the argument and the time at which that was. Setting it
 * again, CancelWaitableTimer and the end of this thread take back what is queued.
 * `resume` is not supported: TRUE, and the last error is ERROR_NOT_SUPPORTED.
 * Errors: ERROR_INVALID_PARAMETER for a negative period, ERROR_INVALID_HANDLE,
 * ERROR_ACCESS_DENIED without TIMER_MODIFY_STATE.  (Microsoft: SetWaitableTimer)
 */
BOOL WINAPI SetWaitableTimer(HANDLE timer, const LARGE_INTEGER *due,
			     LONG period, PTIMERAPCROUTINE routine,
			     void *argument, BOOL resume)
{
	NTSTATUS status = NtSetTimer(timer, due,
				     (PTIMER_APC_ROUTINE)(void *)routine,
				     argument, !!resume, (ULONG)period, NULL);

	if (status == STATUS_TIMER_RESUME_IGNORED)
		RtlSetLastWin32Error(ERROR_NOT_SUPPORTED);
	return status_to_bool(status);
}

/*
 * SetWaitableTimerEx: the same; a context asks for the machine to be woken, which
 * is not supported. `delay` is how late it may be, no more than a leave.
 * (Microsoft: SetWaitableTimerEx)
 */
BOOL WINAPI SetWaitableTimerEx(HANDLE timer, const LARGE_INTEGER *due,
			       LONG period, PTIMERAPCROUTINE routine,
			       void *argument, REASON_CONTEXT *context,
			       ULONG delay)
{
	(void)delay;
	return SetWaitableTimer(timer, due, period, routine, argument,
				context != NULL);
}

/*
 * CancelWaitableTimer: sets it to no time, takes back the routine if it is queued.
 * Its signal stays as it is, and who waits for it waits on. Errors as
 * SetWaitableTimer.  (Microsoft: CancelWaitableTimer)
 */
BOOL WINAPI CancelWaitableTimer(HANDLE timer)
{
	return status_to_bool(NtCancelTimer(timer, NULL));
}
