/*
 * Waits on one or many objects, and sleeping. Times are in milliseconds,
 * INFINITE for ever. The alertable forms run what is queued for the thread
 * (completion routines, APCs) and then return WAIT_IO_COMPLETION; the plain
 * ones never run any.
 */
#include "kernel32_cancel/kernel32.h"

/* Nt's success codes are Win32's results: 0, 0x80, 0xC0, 0x102. */
static inline DWORD wait_result(NTSTATUS status)
{
	if (__builtin_expect(NT_ERROR(status), 0)) {
		set_status(status);
		return WAIT_FAILED;
	}
	return (DWORD)status;
}

/*
 * WaitForSingleObject: WAIT_OBJECT_0, WAIT_ABANDONED, WAIT_TIMEOUT, or
 * WAIT_FAILED with ERROR_INVALID_HANDLE or ERROR_ACCESS_DENIED.
 * (Microsoft: WaitForSingleObject)
 */
DWORD WINAPI WaitForSingleObject(HANDLE object, DWORD ms)
{
	LARGE_INTEGER space;

	return wait_result(NtWaitForSingleObject(object, FALSE,
						 nt_timeout(&space, ms)));
}

/*
 * WaitForSingleObjectEx: the same, alertable on request.
 * (Microsoft: WaitForSingleObjectEx)
 */
DWORD WINAPI WaitForSingleObjectEx(HANDLE object, DWORD ms, BOOL alertable)
{
	LARGE_INTEGER space;

	return wait_result(NtWaitForSingleObject(object, !!alertable,
						 nt_timeout(&space, ms)));
}

/*
 * WaitForMultipleObjectsEx: waits for any (the lowest index wins) or for all
 * (none is consumed before all can be) of 1 to MAXIMUM_WAIT_OBJECTS objects.
 * A bad count or a missing array: ERROR_INVALID_PARAMETER.
 * (Microsoft: WaitForMultipleObjectsEx)
 */
DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *objects,
				      BOOL all, DWORD ms, BOOL alertable)
{
	LARGE_INTEGER space;

	if (!count || count > MAXIMUM_WAIT_OBJECTS || !objects) {
		RtlSetLastWin32Error(ERROR_INVALID_PARAMETER);
		return WAIT_FAILED;
	}
	return wait_result(NtWaitForMultipleObjects(count, objects, !all,
						    !!alertable,
						    nt_timeout(&space, ms)));
}

/*
 * WaitForMultipleObjects: the same, not alertable.
 * (Microsoft: WaitForMultipleObjects)
 */
DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *objects,
				    BOOL all, DWORD ms)
{
	return WaitForMultipleObjectsEx(count, objects, all, ms, FALSE);
}

/*
 * SignalObjectAndWait: sets the event, or releases one of the semaphore or the
 * mutex, then waits as WaitForSingleObjectEx does. WAIT_FAILED:
 * ERROR_TOO_MANY_POSTS, ERROR_NOT_OWNER, ERROR_INVALID_HANDLE.
 * (Microsoft: SignalObjectAndWait)
 */
DWORD WINAPI SignalObjectAndWait(HANDLE signal, HANDLE object, DWORD ms,
				 BOOL alertable)
{
	LARGE_INTEGER space;

	return wait_result(NtSignalAndWaitForSingleObject(
		signal, object, !!alertable, nt_timeout(&space, ms)));
}

/*
 * SleepEx: 0 when the time is over, WAIT_IO_COMPLETION when it is alertable
 * and ran something. 0 milliseconds give up the processor.
 * (Microsoft: SleepEx)
 */
DWORD WINAPI SleepEx(DWORD ms, BOOL alertable)
{
	LARGE_INTEGER space;
	NTSTATUS status = NtDelayExecution(!!alertable, nt_timeout(&space, ms));

	return status == STATUS_USER_APC ? WAIT_IO_COMPLETION : 0;
}

/*
 * Sleep: SleepEx, not alertable.  (Microsoft: Sleep)
 */
void WINAPI Sleep(DWORD ms)
{
	SleepEx(ms, FALSE);
}
