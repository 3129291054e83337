/*
 * ReadFile, WriteFile and their Ex forms with completion routines, and
 * FlushFileBuffers: the arguments of Win32 made those of NtReadFile and
 * NtWriteFile. The byte count is zero before anything else happens.
 */
#include "kernel32_cancel/overlapped.h"

static inline LARGE_INTEGER offset_of(const OVERLAPPED *overlapped)
{
	return (LARGE_INTEGER){ .u = { .LowPart = overlapped->Offset,
				       .HighPart = (LONG)overlapped->OffsetHigh } };
}

/* Everything but plain success of a call without OVERLAPPED. */
static BOOL WINAPI transfer_failed(NTSTATUS status, const IO_STATUS_BLOCK *io,
				   DWORD *done)
{
	if (done && !NT_ERROR(status))
		*done = (DWORD)io->Information;
	/* Ctrl+C has ended a console's read: no failure, but said (K-102). */
	if (status == STATUS_ALERTED)
		RtlSetLastWin32Error(ERROR_OPERATION_ABORTED);
	return status_to_bool(status);
}

/* A constant wherever it is passed, so that each export is code of its own. */
enum way { READS, WRITES };
#define ONE_WAY static inline __attribute__((always_inline))

ONE_WAY NTSTATUS nt_transfer(enum way way, HANDLE file, HANDLE event,
			     PIO_APC_ROUTINE apc, void *context,
			     IO_STATUS_BLOCK *io, const void *buffer,
			     DWORD size, LARGE_INTEGER *offset)
{
	return way == READS ? NtReadFile(file, event, apc, context, io,
					 (void *)buffer, size, offset, NULL)
			    : NtWriteFile(file, event, apc, context, io, buffer,
					  size, offset, NULL);
}

ONE_WAY BOOL transfer(enum way way, HANDLE file, const void *buffer, DWORD size,
		      DWORD *done, OVERLAPPED *overlapped)
{
	if (done)
		*done = 0;
	if (overlapped) {
		LARGE_INTEGER offset = offset_of(overlapped);
		HANDLE event = event_of(overlapped);
		void *context = context_of(overlapped);

		overlapped->Internal = STATUS_PENDING;
		return started(nt_transfer(way, file, event, NULL, context,
					   overlapped_iosb(overlapped), buffer,
					   size, &offset),
			       overlapped, done);
	}

	IO_STATUS_BLOCK io = { .Status = STATUS_PENDING };
	NTSTATUS status = nt_transfer(way, file, NULL, NULL, NULL, &io, buffer,
				      size, NULL);

	if (status == STATUS_PENDING)
		status = wait_pending(file, &io);
	if (status == STATUS_SUCCESS) {
		if (done)
			*done = (DWORD)io.Information;
		return TRUE;
	}
	if (way == READS && status == STATUS_END_OF_FILE)
		return TRUE;
	return transfer_failed(status, &io, done);
}

/*
 * ReadFile: reads up to `size` bytes. With an OVERLAPPED on a handle opened
 * for overlapped use: FALSE + ERROR_IO_PENDING means accepted (buffer, event
 * and OVERLAPPED stay in use until it completes), TRUE means done already,
 * any other error that nothing was started. With an OVERLAPPED on a
 * synchronous handle: reads at its offset and returns when done. At the end of
 * the file: TRUE and 0 bytes without OVERLAPPED, else ERROR_HANDLE_EOF.
 * `done` may be NULL.  (Microsoft: ReadFile)
 */
BOOL WINAPI ReadFile(HANDLE file, void *buffer, DWORD size, DWORD *done,
		     OVERLAPPED *overlapped)
{
	return transfer(READS, file, buffer, size, done, overlapped);
}

/*
 * WriteFile: as ReadFile; an offset of all ones appends to the end.
 * (Microsoft: WriteFile)
 */
BOOL WINAPI WriteFile(HANDLE file, const void *buffer, DWORD size, DWORD *done,
		      OVERLAPPED *overlapped)
{
	return transfer(WRITES, file, buffer, size, done, overlapped);
}

/* Runs in an alertable wait of the thread that started the operation. The
 * routine may free the OVERLAPPED, so everything is read before. */
void WINAPI run_routine(void *context, IO_STATUS_BLOCK *io, ULONG reserved)
{
	LPOVERLAPPED_COMPLETION_ROUTINE routine = context;
	NTSTATUS status = io->Status;
	DWORD bytes = NT_ERROR(status) ? 0 : (DWORD)io->Information;

	(void)reserved;
	routine(RtlNtStatusToDosError(status), bytes, (OVERLAPPED *)io);
}

/* The Ex forms: TRUE leaves ERROR_SUCCESS or a warning such as
 * ERROR_MORE_DATA as last error, which the caller is told to look at. */
static BOOL WINAPI started_with_routine(NTSTATUS status)
{
	if (status == STATUS_PENDING)
		status = STATUS_SUCCESS;
	set_status(status);
	return !NT_ERROR(status);
}

ONE_WAY BOOL transfer_ex(enum way way, HANDLE file, const void *buffer,
			 DWORD size, OVERLAPPED *overlapped,
			 LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	if (!overlapped || !routine)
		return fail_with(ERROR_INVALID_PARAMETER);

	LARGE_INTEGER offset = offset_of(overlapped);

	overlapped->Internal = STATUS_PENDING;
	overlapped->InternalHigh = 0;
	return started_with_routine(nt_transfer(way, file, NULL, run_routine,
						(void *)routine,
						overlapped_iosb(overlapped),
						buffer, size, &offset));
}

/*
 * ReadFileEx: starts a read whose end is told to `routine`, once, in an
 * alertable wait of the calling thread, also when it was cancelled
 * (ERROR_OPERATION_ABORTED, 0 bytes). hEvent is the program's own. FALSE: the
 * routine will not run. ERROR_INVALID_PARAMETER for a NULL OVERLAPPED or
 * routine, and for a handle bound to a completion port. (Microsoft: ReadFileEx)
 */
BOOL WINAPI ReadFileEx(HANDLE file, void *buffer, DWORD size,
		       OVERLAPPED *overlapped,
		       LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return transfer_ex(READS, file, buffer, size, overlapped, routine);
}

/*
 * WriteFileEx: as ReadFileEx, for a write.  (Microsoft: WriteFileEx)
 */
BOOL WINAPI WriteFileEx(HANDLE file, const void *buffer, DWORD size,
			OVERLAPPED *overlapped,
			LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return transfer_ex(WRITES, file, buffer, size, overlapped, routine);
}

/*
 * FlushFileBuffers: returns when what was written is on the device.
 * (Microsoft: FlushFileBuffers)
 */
BOOL WINAPI FlushFileBuffers(HANDLE file)
{
	IO_STATUS_BLOCK io;

	return status_to_bool(NtFlushBuffersFile(file, &io));
}
