/*
 * Completion ports: files whose operations report to a queue, and the threads that
 * take from it.
 */
#include "kernel32_cancel/kernel32.h"

static HANDLE attach_failed(HANDLE made, NTSTATUS status)
{
	if (made)
		NtClose(made);
	set_status(status);
	return NULL;
}

/*
 * CreateIoCompletionPort: a new port if `port` is NULL; and adds `file`, opened for
 * overlapped use, to it, unless that is INVALID_HANDLE_VALUE. Each of the file's
 * operations then posts one packet with `key` when it is done, but for those that
 * have a routine, or an event with its low bit set. A file belongs to one port for
 * good: ERROR_INVALID_PARAMETER for a second one, or if it is synchronous. `threads`
 * is how many may run at a time that took packets (0: one a processor), when the
 * port is made. Returns the port; the caller closes what was made. NULL on failure.
 * (Microsoft: CreateIoCompletionPort)
 */
HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key,
				     DWORD threads)
{
	HANDLE made = NULL;
	IO_STATUS_BLOCK io;

	if (file == INVALID_HANDLE_VALUE && port)
		return attach_failed(NULL, STATUS_INVALID_PARAMETER);
	if (!port) {
		NTSTATUS status = NtCreateIoCompletion(
			&made, IO_COMPLETION_ALL_ACCESS, NULL, threads);

		if (!NT_SUCCESS(status))
			return attach_failed(NULL, status);
		port = made;
	}
	if (file != INVALID_HANDLE_VALUE) {
		FILE_COMPLETION_INFORMATION info = { port, key };
		NTSTATUS status = NtSetInformationFile(
			file, &io, &info, sizeof(info),
			FileCompletionInformation);

		if (!NT_SUCCESS(status))
			return attach_failed(made, status);
	}
	return port;
}

/*
 * GetQueuedCompletionStatus: takes the oldest packet, waiting at most `ms`
 * milliseconds. TRUE: an operation that succeeded, or a posted packet. FALSE with
 * *overlapped not NULL: one that failed, with its error; all three are set. FALSE
 * with *overlapped NULL: nothing was taken: WAIT_TIMEOUT, ERROR_ABANDONED_WAIT_0 (the
 * port was closed meanwhile), ERROR_INVALID_HANDLE.
 * (Microsoft: GetQueuedCompletionStatus)
 */
BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, DWORD *bytes, ULONG_PTR *key,
				      OVERLAPPED **overlapped, DWORD ms)
{
	IO_STATUS_BLOCK io;
	LARGE_INTEGER space;
	ULONG_PTR value;

	if (!bytes || !key || !overlapped)
		return fail_with(ERROR_INVALID_PARAMETER);
	*overlapped = NULL;
	*bytes = 0;

	NTSTATUS status = NtRemoveIoCompletion(port, key, &value, &io,
					       nt_timeout(&space, ms));

	if (status == STATUS_SUCCESS) {
		*overlapped = (OVERLAPPED *)value;
		*bytes = (DWORD)io.Information;
		return status_to_bool(io.Status);
	}
	if (status == STATUS_TIMEOUT)
		return fail_with(WAIT_TIMEOUT);
	if (status == STATUS_ABANDONED_WAIT_0)
		return fail_with(ERROR_ABANDONED_WAIT_0);
	return status_to_bool(status);
}

/*
 * GetQueuedCompletionStatusEx: up to `count` packets at once; TRUE if there was at
 * least one, whatever its operation came to: that stands in the OVERLAPPED. If
 * alertable, a routine that ran ends the wait: FALSE, WAIT_IO_COMPLETION.
 * (Microsoft: GetQueuedCompletionStatusEx)
 */
BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, OVERLAPPED_ENTRY *entries,
					ULONG count, ULONG *removed, DWORD ms,
					BOOL alertable)
{
	_Static_assert(sizeof(OVERLAPPED_ENTRY) ==
			       sizeof(FILE_IO_COMPLETION_INFORMATION),
		       "the packets are written in place");
	LARGE_INTEGER space;
	ULONG got = 0;

	if (!entries || !count || !removed)
		return fail_with(ERROR_INVALID_PARAMETER);

	FILE_IO_COMPLETION_INFORMATION *packets = (void *)entries;
	NTSTATUS status = NtRemoveIoCompletionEx(port, packets, count, &got,
						 nt_timeout(&space, ms),
						 !!alertable);

	*removed = got;
	if (status == STATUS_SUCCESS) {
		for (ULONG i = 0; i < got; i++) {
			FILE_IO_COMPLETION_INFORMATION one = packets[i];

			entries[i] = (OVERLAPPED_ENTRY){
				.lpCompletionKey = one.CompletionKey,
				.lpOverlapped = (OVERLAPPED *)
							one.CompletionValue,
				.Internal = (ULONG)one.IoStatusBlock.Status,
				.dwNumberOfBytesTransferred =
					(DWORD)one.IoStatusBlock.Information,
			};
		}
		return TRUE;
	}
	if (status == STATUS_TIMEOUT)
		return fail_with(WAIT_TIMEOUT);
	if (status == STATUS_USER_APC)
		return fail_with(WAIT_IO_COMPLETION);
	if (status == STATUS_ABANDONED_WAIT_0)
		return fail_with(ERROR_ABANDONED_WAIT_0);
	return status_to_bool(status);
}

/*
 * PostQueuedCompletionStatus: queues a packet as it is given; it is no operation,
 * and no cancel takes it away.  (Microsoft: PostQueuedCompletionStatus)
 */
BOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD bytes, ULONG_PTR key,
				       OVERLAPPED *overlapped)
{
	return status_to_bool(NtSetIoCompletion(port, key, (ULONG_PTR)overlapped,
						STATUS_SUCCESS, bytes));
}

/*
 * SetFileCompletionNotificationModes: FILE_SKIP_COMPLETION_PORT_ON_SUCCESS: an
 * operation that succeeds at once posts no packet; FILE_SKIP_SET_EVENT_ON_HANDLE:
 * the file itself is not signalled. They can be added, not taken back.
 * ERROR_INVALID_PARAMETER for others, or a synchronous file.
 * (Microsoft: SetFileCompletionNotificationModes)
 */
BOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR modes)
{
	FILE_IO_COMPLETION_NOTIFICATION_INFORMATION info = { modes };
	IO_STATUS_BLOCK io;

	return status_to_bool(NtSetInformationFile(
		file, &io, &info, sizeof(info),
		FileIoCompletionNotificationInformation));
}
