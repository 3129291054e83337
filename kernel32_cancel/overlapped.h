/*
 * What every call with an OVERLAPPED does with it: its event, its context, and
 * what starting came to. Inline, because reads and writes are hot.
 */
#ifndef WINCANCEL_OVERLAPPED_H
#define WINCANCEL_OVERLAPPED_H

#include "kernel32_cancel/kernel32.h"

#define LOW_BIT ((ULONG_PTR)1)

/* An event with its low bit set asks for no completion packet: no context. */
static inline HANDLE event_of(const OVERLAPPED *overlapped)
{
	return (HANDLE)((ULONG_PTR)overlapped->hEvent & ~LOW_BIT);
}

static inline void *context_of(OVERLAPPED *overlapped)
{
	return (ULONG_PTR)overlapped->hEvent & LOW_BIT ? NULL : overlapped;
}

/*
 * What starting an overlapped operation came to. Once it is pending the
 * OVERLAPPED belongs to whoever completes it and is not looked at again.
 */
static inline BOOL started(NTSTATUS status, OVERLAPPED *overlapped,
			   DWORD *done)
{
	if (status == STATUS_PENDING)
		return fail_with(ERROR_IO_PENDING);
	if (NT_ERROR(status)) {
		/* A read at the end of the file may also be asked about
		 * later; any other OVERLAPPED that was refused stays as it is,
		 * an earlier operation may be using it. */
		if (status == STATUS_END_OF_FILE) {
			overlapped->InternalHigh = 0;
			overlapped->Internal = (ULONG)status;
		}
		set_status(status);
		return FALSE;
	}
	if (done)
		*done = (DWORD)overlapped->InternalHigh;
	return status_to_bool(status);
}

/* transfer.c: what a routine is run by, as its context. */
void WINAPI run_routine(void *routine, IO_STATUS_BLOCK *io, ULONG reserved);

/* overlapped.c: an operation of a handle for overlapped use that was begun
 * without an OVERLAPPED; io lives on the caller's stack. */
NTSTATUS WINAPI wait_pending(HANDLE file, IO_STATUS_BLOCK *io);

#endif
