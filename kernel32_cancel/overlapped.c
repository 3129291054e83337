/*
 * The outcome of an overlapped operation: GetOverlappedResult and its form
 * with a time-out.
 */
#include "kernel32_cancel/overlapped.h"
#include "ntdll_cancel/private.h"

/*
 * A handle opened for overlapped use, but no OVERLAPPED: wait as if it were
 * synchronous. Another operation's end signals the file as well, and then our
 * status block is still in use: it lives on this stack, so go on waiting, even
 * if the handle has been closed, which ends the operation, or may not be waited
 * for.
 */
NTSTATUS WINAPI wait_pending(HANDLE file, IO_STATUS_BLOCK *io)
{
	LARGE_INTEGER pause = { .QuadPart = -10000 };

	NtWaitForSingleObject(file, FALSE, NULL);
	while (iosb_status(io) == STATUS_PENDING)
		if (NT_ERROR(block_await(file, io, FALSE, NULL)))
			NtDelayExecution(FALSE, &pause);
	return iosb_status(io);
}

/* The rest of ms, of which one wait has begun at start. */
static DWORD time_left(DWORD ms, ULONGLONG start)
{
	ULONGLONG gone = ms == INFINITE ? 0 : GetTickCount64() - start;

	return ms == INFINITE ? INFINITE : gone < ms ? ms - (DWORD)gone : 0;
}

/*
 * The wait has come to something else than the end of the operation. If the object
 * was signalled although that is pending, another operation did it, and the promise
 * is to return when this one is complete. A result that comes with a packet (K-084)
 * is not waited for, the taker may be this thread: as on Windows the answer is TRUE
 * then, and no bytes.
 */
static __attribute__((noinline)) BOOL WINAPI
wait_on(HANDLE object, const IO_STATUS_BLOCK *io, DWORD ms, BOOLEAN alertable,
	NTSTATUS status)
{
	LARGE_INTEGER space;

	if (status == STATUS_WAIT_0)
		status = block_await(object, io, alertable,
				     nt_timeout(&space, ms));
	if (NT_ERROR(status)) {
		set_status(status);
		return FALSE;
	}
	if (status == STATUS_TIMEOUT || status == STATUS_USER_APC)
		return fail_with((DWORD)status);
	return TRUE;
}

/* On hEvent, or on the file where there is none. Inline: a thread that has slept
 * pays for each function that it returns from. */
static inline BOOL wait_complete(HANDLE file, OVERLAPPED *overlapped, DWORD ms,
				 BOOLEAN alertable)
{
	const IO_STATUS_BLOCK *io = overlapped_iosb(overlapped);
	HANDLE object = overlapped->hEvent ? overlapped->hEvent : file;
	ULONGLONG start = ms == INFINITE ? 0 : GetTickCount64();
	LARGE_INTEGER space;
	NTSTATUS status = NtWaitForSingleObject(object, alertable,
						nt_timeout(&space, ms));

	if (status == STATUS_WAIT_0 && iosb_status(io) != STATUS_PENDING)
		return TRUE;
	return wait_on(object, io, time_left(ms, start), alertable, status);
}

/*
 * GetOverlappedResultEx: the final byte count of an operation, TRUE if it
 * succeeded, else FALSE with its error (ERROR_OPERATION_ABORTED when it was
 * cancelled). While it is pending waits up to `ms` milliseconds: with 0 FALSE
 * and ERROR_IO_INCOMPLETE, afterwards WAIT_TIMEOUT, and WAIT_IO_COMPLETION if
 * the wait is alertable and ran a routine; the operation then goes on. The
 * result can be asked for again. `bytes` is not written while it is pending.
 * (Microsoft: GetOverlappedResultEx)
 */
BOOL WINAPI GetOverlappedResultEx(HANDLE file, OVERLAPPED *overlapped,
				  DWORD *bytes, DWORD ms, BOOL alertable)
{
	if (!overlapped)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (iosb_status(overlapped_iosb(overlapped)) == STATUS_PENDING) {
		if (!ms)
			return fail_with(ERROR_IO_INCOMPLETE);
		if (!wait_complete(file, overlapped, ms, !!alertable))
			return FALSE;
	}

	NTSTATUS status = iosb_status(overlapped_iosb(overlapped));

	if (bytes)
		*bytes = (DWORD)overlapped->InternalHigh;
	return status_to_bool(status);
}

/*
 * GetOverlappedResult: the same without alertability; `wait` is all the time
 * there is or none.  (Microsoft: GetOverlappedResult)
 */
BOOL WINAPI GetOverlappedResult(HANDLE file, OVERLAPPED *overlapped,
				DWORD *bytes, BOOL wait)
{
	return GetOverlappedResultEx(file, overlapped, bytes,
				     wait ? INFINITE : 0, FALSE);
}
