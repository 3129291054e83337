/*
 * COPY_FILE_COPY_SYMLINK: not what a symbolic link leads to, but the link.
 */
#include "kernel32_cancel/copy.h"

DWORD copy_link(const WCHAR *source, const WCHAR *target, BOOL replace)
{
	struct nt_path from, to;
	NTSTATUS status = path_to_nt(source, &from);

	if (NT_SUCCESS(status))
		status = path_to_nt(target, &to);
	if (NT_SUCCESS(status))
		status = link_copy(&from.name, &to.name);
	if (status == STATUS_OBJECT_NAME_COLLISION) {
		if (!replace)
			return ERROR_FILE_EXISTS;
		if (!DeleteFileW(target))
			return GetLastError();
		status = link_copy(&from.name, &to.name);
	}
	return NT_SUCCESS(status) ? 0 : RtlNtStatusToDosError(status);
}
