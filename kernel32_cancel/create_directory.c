/*
 * Making and removing directories.
 */
#include "kernel32_cancel/kernel32.h"

/*
 * CreateDirectoryW: makes a directory below one that is there. FALSE:
 * ERROR_ALREADY_EXISTS, ERROR_PATH_NOT_FOUND. The security descriptor is not
 * used.  (Microsoft: CreateDirectoryW)
 */
BOOL WINAPI CreateDirectoryW(const WCHAR *name, SECURITY_ATTRIBUTES *security)
{
	struct nt_path path;
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK io;
	HANDLE handle = NULL;

	(void)security;
	if (!path_attributes(name, &path, &attributes))
		return FALSE;

	NTSTATUS status = NtCreateFile(
		&handle, FILE_READ_ATTRIBUTES | SYNCHRONIZE, &attributes, &io,
		NULL, FILE_ATTRIBUTE_NORMAL,
		FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
		FILE_CREATE,
		FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);

	if (!status_to_bool(status))
		return FALSE;
	NtClose(handle);
	return TRUE;
}

/*
 * CreateDirectoryA: the same; the name is UTF-8.
 */
BOOL WINAPI CreateDirectoryA(const char *name, SECURITY_ATTRIBUTES *security)
{
	WCHAR wide[PATH_CHARS];

	return path_utf16(name, wide) && CreateDirectoryW(wide, security);
}

/*
 * RemoveDirectoryW: removes an empty directory, or a symbolic link to a
 * directory, once nobody has it open any more. FALSE: ERROR_DIR_NOT_EMPTY,
 * ERROR_DIRECTORY for a file, ERROR_SHARING_VIOLATION if somebody who has it
 * open does not let others delete it.  (Microsoft: RemoveDirectoryW)
 */
BOOL WINAPI RemoveDirectoryW(const WCHAR *name)
{
	FILE_DISPOSITION_INFORMATION info = { .DoDeleteFile = TRUE };
	IO_STATUS_BLOCK io;
	HANDLE handle = NULL;

	if (!path_open(name, DELETE,
		       FILE_DIRECTORY_FILE | FILE_OPEN_REPARSE_POINT, &handle))
		return FALSE;

	NTSTATUS status = NtSetInformationFile(handle, &io, &info, sizeof(info),
					       FileDispositionInformation);

	NtClose(handle);
	return status_to_bool(status);
}

/*
 * RemoveDirectoryA: the same; the name is UTF-8.
 */
BOOL WINAPI RemoveDirectoryA(const char *name)
{
	WCHAR wide[PATH_CHARS];

	return path_utf16(name, wide) && RemoveDirectoryW(wide);
}
