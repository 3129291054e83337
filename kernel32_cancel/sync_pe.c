/*
 * Blocking file calls under Wine that another thread can stop: ReadFile and
 * WriteFile hand what they can to the unix half, which runs it as one labelled
 * system call on this thread; CancelSynchronousIo finds it there. Everything
 * else is Wine's, under the name that this module imports from kernel32.dll.
 */
#include "unixlib_pe.h"

/* True: the unix half has done it, *ok is the call's result. */
static BOOL transferred(enum unix_call which, HANDLE file, void *buffer,
			DWORD count, DWORD *done, BOOL *ok)
{
	struct unix_transfer t = {
		.file = file,
		.buffer = buffer,
		.count = count,
		.thread = GetCurrentThreadId(),
	};
	NTSTATUS status = unix_call(which, &t);

	if (status == STATUS_NOT_SUPPORTED)
		return FALSE;
	*done = t.done;
	*ok = status >= 0;
	if (status < 0)
		SetLastError(RtlNtStatusToDosError(status));
	return TRUE;
}

BOOL WINAPI read_file(HANDLE file, void *buffer, DWORD count, DWORD *done,
		      OVERLAPPED *overlapped)
{
	DWORD moved;
	BOOL ok;

	if (overlapped || !count ||
	    !transferred(UNIX_READ, file, buffer, count, &moved, &ok))
		return ReadFile(file, buffer, count, done, overlapped);
	if (done)
		*done = moved;
	return ok;
}

BOOL WINAPI write_file(HANDLE file, const void *buffer, DWORD count,
		       DWORD *done, OVERLAPPED *overlapped)
{
	DWORD moved;
	BOOL ok;

	if (overlapped || !count ||
	    !transferred(UNIX_WRITE, file, (void *)buffer, count, &moved, &ok))
		return WriteFile(file, buffer, count, done, overlapped);
	if (done)
		*done = moved;
	return ok;
}

/* THREAD_TERMINATE, which is what Windows wants, does not include the id. */
static DWORD thread_id(HANDLE thread)
{
	DWORD id = GetThreadId(thread);
	HANDLE own;

	if (!id && DuplicateHandle(GetCurrentProcess(), thread,
				   GetCurrentProcess(), &own,
				   THREAD_QUERY_LIMITED_INFORMATION, FALSE, 0)) {
		id = GetThreadId(own);
		CloseHandle(own);
	}
	return id;
}

static BOOL may_terminate(HANDLE thread)
{
	PUBLIC_OBJECT_BASIC_INFORMATION info;

	return !NtQueryObject(thread, ObjectBasicInformation, &info,
			      sizeof info, NULL) &&
	       (info.GrantedAccess & THREAD_TERMINATE);
}

BOOL WINAPI cancel_synchronous_io(HANDLE thread)
{
	DWORD error = GetLastError();
	struct unix_cancel c = { 0 };

	if (may_terminate(thread))
		c.thread = thread_id(thread);
	SetLastError(error);
	if (c.thread && !unix_call(UNIX_CANCEL, &c))
		return TRUE;
	/* Also where the handle is no good: Wine has the words for it. */
	return CancelSynchronousIo(thread);
}
