/*
 * Handles that are Linux descriptors from the start: anonymous pipes and the
 * three that the process was given.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

/*
 * CreatePipe: the two ends of a byte pipe, both synchronous, as on Windows;
 * `size` is a hint (0: the default). The caller closes both. Reading from a
 * pipe nobody can write to any more: ERROR_BROKEN_PIPE; writing to one nobody
 * can read: ERROR_NO_DATA, and no SIGPIPE.  (Microsoft: CreatePipe)
 */
BOOL WINAPI CreatePipe(HANDLE *read_end, HANDLE *write_end,
		       SECURITY_ATTRIBUTES *security, DWORD size)
{
	if (!read_end || !write_end)
		return fail_with(ERROR_INVALID_PARAMETER);
	return status_to_bool(pipe_create(read_end, write_end,
					  security && security->bInheritHandle
						  ? OBJ_INHERIT : 0,
					  size));
}

/*
 * GetStdHandle: the handle of descriptor 0, 1 or 2, the same at each call;
 * INVALID_HANDLE_VALUE and ERROR_INVALID_HANDLE for another `which`, NULL if
 * the process was started without it.  (Microsoft: GetStdHandle)
 */
HANDLE WINAPI GetStdHandle(DWORD which)
{
	DWORD number = STD_INPUT_HANDLE - which;
	HANDLE handle = NULL;

	if (number > 2) {
		fail_with(ERROR_INVALID_HANDLE);
		return INVALID_HANDLE_VALUE;
	}
	if (!NT_SUCCESS(file_std_handle(number, &handle)))
		return NULL;
	return handle;
}
