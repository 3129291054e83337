/*
 * LockFile, UnlockFile and their Ex forms: ranges of bytes that one open file has
 * to itself or lets others read only. What is held, what waits and what conflicts
 * is ntdll_cancel's (range.h).
 */
#include "kernel32_cancel/overlapped.h"

static LARGE_INTEGER from_halves(DWORD low, DWORD high)
{
	return (LARGE_INTEGER){ .u = { .LowPart = low, .HighPart = (LONG)high } };
}

/*
 * LockFile: an exclusive range, at once or not at all (ERROR_LOCK_VIOLATION).
 * (Microsoft: LockFile)
 */
BOOL WINAPI LockFile(HANDLE file, DWORD offset_low, DWORD offset_high,
		     DWORD length_low, DWORD length_high)
{
	LARGE_INTEGER offset = from_halves(offset_low, offset_high);
	LARGE_INTEGER length = from_halves(length_low, length_high);
	IO_STATUS_BLOCK io = { .Status = STATUS_PENDING };

	return status_to_bool(NtLockFile(file, NULL, NULL, NULL, &io, &offset,
					 &length, NULL, TRUE, TRUE));
}

/*
 * LockFileEx: an exclusive range with LOCKFILE_EXCLUSIVE_LOCK, else a shared one.
 * Where others have it: with LOCKFILE_FAIL_IMMEDIATELY ERROR_LOCK_VIOLATION, else
 * a handle for overlapped use gives FALSE + ERROR_IO_PENDING and the range once it
 * is free, any other waits. Cancelled, it is not held (ERROR_OPERATION_ABORTED).
 * ERROR_INVALID_PARAMETER without an OVERLAPPED.  (Microsoft: LockFileEx)
 */
BOOL WINAPI LockFileEx(HANDLE file, DWORD flags, DWORD reserved,
		       DWORD length_low, DWORD length_high,
		       OVERLAPPED *overlapped)
{
	if (reserved || !overlapped)
		return fail_with(ERROR_INVALID_PARAMETER);

	LARGE_INTEGER offset = from_halves(overlapped->Offset,
					   overlapped->OffsetHigh);
	LARGE_INTEGER length = from_halves(length_low, length_high);

	overlapped->Internal = STATUS_PENDING;
	return started(NtLockFile(file, event_of(overlapped), NULL,
				  context_of(overlapped),
				  overlapped_iosb(overlapped), &offset, &length,
				  NULL, !!(flags & LOCKFILE_FAIL_IMMEDIATELY),
				  !!(flags & LOCKFILE_EXCLUSIVE_LOCK)),
		       overlapped, NULL);
}

/*
 * UnlockFile: gives up a range exactly as it was locked, of equal ones an
 * exclusive one first; ERROR_NOT_LOCKED if there is none.
 * (Microsoft: UnlockFile)
 */
BOOL WINAPI UnlockFile(HANDLE file, DWORD offset_low, DWORD offset_high,
		       DWORD length_low, DWORD length_high)
{
	LARGE_INTEGER offset = from_halves(offset_low, offset_high);
	LARGE_INTEGER length = from_halves(length_low, length_high);
	IO_STATUS_BLOCK io;

	return status_to_bool(NtUnlockFile(file, &io, &offset, &length, NULL));
}

/*
 * UnlockFileEx: the same with the offset in an OVERLAPPED, of which nothing else
 * is used: it returns when it is done.  (Microsoft: UnlockFileEx)
 */
BOOL WINAPI UnlockFileEx(HANDLE file, DWORD reserved, DWORD length_low,
			 DWORD length_high, OVERLAPPED *overlapped)
{
	if (reserved || !overlapped)
		return fail_with(ERROR_INVALID_PARAMETER);
	return UnlockFile(file, overlapped->Offset, overlapped->OffsetHigh,
			  length_low, length_high);
}
