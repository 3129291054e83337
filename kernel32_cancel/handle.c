/*
 * Handles as such: closing, duplicating, their two flags.
 */
#include "kernel32_cancel/kernel32.h"

/*
 * CloseHandle: closes one handle; the last one to a file ends what is pending
 * on it, with ERROR_OPERATION_ABORTED and every notice.
 * ERROR_INVALID_HANDLE for anything that is none.  (Microsoft: CloseHandle)
 */
BOOL WINAPI CloseHandle(HANDLE handle)
{
	return status_to_bool(NtClose(handle));
}

/*
 * DuplicateHandle: another handle to the same object, in this process only.
 * `options` of DUPLICATE_SAME_ACCESS and DUPLICATE_CLOSE_SOURCE.
 * (Microsoft: DuplicateHandle)
 */
BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source,
			    HANDLE target_process, HANDLE *target,
			    DWORD access, BOOL inherit, DWORD options)
{
	return status_to_bool(NtDuplicateObject(source_process, source,
						target_process, target, access,
						inherit ? OBJ_INHERIT : 0,
						options));
}

/*
 * GetHandleInformation: HANDLE_FLAG_INHERIT and HANDLE_FLAG_PROTECT_FROM_CLOSE
 * of this handle.  (Microsoft: GetHandleInformation)
 */
BOOL WINAPI GetHandleInformation(HANDLE handle, DWORD *flags)
{
	OBJECT_DATA_INFORMATION info;

	if (!flags)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!status_to_bool(NtQueryObject(handle, ObjectDataInformation, &info,
					  sizeof(info), NULL)))
		return FALSE;
	*flags = (info.InheritHandle ? HANDLE_FLAG_INHERIT : 0) |
		 (info.ProtectFromClose ? HANDLE_FLAG_PROTECT_FROM_CLOSE : 0);
	return TRUE;
}

/*
 * SetHandleInformation: sets those flags of `mask` that `flags` has and clears
 * the others of `mask`.  (Microsoft: SetHandleInformation)
 */
BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags)
{
	OBJECT_DATA_INFORMATION info;

	if (!status_to_bool(NtQueryObject(handle, ObjectDataInformation, &info,
					  sizeof(info), NULL)))
		return FALSE;
	if (mask & HANDLE_FLAG_INHERIT)
		info.InheritHandle = !!(flags & HANDLE_FLAG_INHERIT);
	if (mask & HANDLE_FLAG_PROTECT_FROM_CLOSE)
		info.ProtectFromClose =
			!!(flags & HANDLE_FLAG_PROTECT_FROM_CLOSE);
	return status_to_bool(NtSetInformationObject(
		handle, ObjectDataInformation, &info, sizeof(info)));
}
