/*
 * The attributes of a file, by its name.
 */
#include "kernel32_cancel/kernel32.h"

static BOOL query(const WCHAR *name, FILE_NETWORK_OPEN_INFORMATION *info)
{
	struct nt_path path;
	OBJECT_ATTRIBUTES attributes;

	return path_attributes(name, &path, &attributes) &&
	       status_to_bool(NtQueryFullAttributesFile(&attributes, info));
}

/*
 * GetFileAttributesW: FILE_ATTRIBUTE_DIRECTORY, READONLY and REPARSE_POINT, or
 * ARCHIVE where none of them is; of a symbolic link, the link's own.
 * INVALID_FILE_ATTRIBUTES: ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND,
 * ERROR_INVALID_NAME.  (Microsoft: GetFileAttributesW)
 */
DWORD WINAPI GetFileAttributesW(const WCHAR *name)
{
	FILE_NETWORK_OPEN_INFORMATION info;

	return query(name, &info) ? info.FileAttributes
				  : INVALID_FILE_ATTRIBUTES;
}

/*
 * GetFileAttributesA: the same; the name is UTF-8.
 */
DWORD WINAPI GetFileAttributesA(const char *name)
{
	WCHAR wide[PATH_CHARS];

	return path_utf16(name, wide) ? GetFileAttributesW(wide)
				      : INVALID_FILE_ATTRIBUTES;
}

/*
 * GetFileAttributesExW: times and size as well. ERROR_INVALID_PARAMETER for
 * another level than GetFileExInfoStandard.  (Microsoft: GetFileAttributesExW)
 */
BOOL WINAPI GetFileAttributesExW(const WCHAR *name,
				 GET_FILEEX_INFO_LEVELS level, void *out)
{
	WIN32_FILE_ATTRIBUTE_DATA *data = out;
	FILE_NETWORK_OPEN_INFORMATION info;

	if (level != GetFileExInfoStandard)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!query(name, &info))
		return FALSE;
	data->dwFileAttributes = info.FileAttributes;
	data->ftCreationTime = filetime_of(info.CreationTime);
	data->ftLastAccessTime = filetime_of(info.LastAccessTime);
	data->ftLastWriteTime = filetime_of(info.LastWriteTime);
	data->nFileSizeHigh = (DWORD)(info.EndOfFile.QuadPart >> 32);
	data->nFileSizeLow = (DWORD)info.EndOfFile.QuadPart;
	return TRUE;
}

/*
 * GetFileAttributesExA: the same; the name is UTF-8.
 */
BOOL WINAPI GetFileAttributesExA(const char *name,
				 GET_FILEEX_INFO_LEVELS level, void *out)
{
	WCHAR wide[PATH_CHARS];

	return path_utf16(name, wide) && GetFileAttributesExW(wide, level, out);
}

/*
 * SetFileAttributesW: makes a file read-only, or writable for its owner. A
 * directory's READONLY says nothing about what is in it and is not kept, nor
 * are the other attributes (docs/limits.md). ERROR_INVALID_PARAMETER if a file
 * is to be a directory, ERROR_NOT_SUPPORTED for a link that is to be
 * read-only.  (Microsoft: SetFileAttributesW)
 */
BOOL WINAPI SetFileAttributesW(const WCHAR *name, DWORD attributes)
{
	FILE_BASIC_INFORMATION info = {
		.FileAttributes = attributes ? attributes
					     : FILE_ATTRIBUTE_NORMAL,
	};
	IO_STATUS_BLOCK io;
	HANDLE handle = NULL;

	if (!path_open(name, FILE_WRITE_ATTRIBUTES, FILE_OPEN_REPARSE_POINT,
		       &handle))
		return FALSE;

	NTSTATUS status = NtSetInformationFile(handle, &io, &info, sizeof(info),
					       FileBasicInformation);

	NtClose(handle);
	return status_to_bool(status);
}

/*
 * SetFileAttributesA: the same; the name is UTF-8.
 */
BOOL WINAPI SetFileAttributesA(const char *name, DWORD attributes)
{
	WCHAR wide[PATH_CHARS];

	return path_utf16(name, wide) && SetFileAttributesW(wide, attributes);
}
