/*
 * Paths on their way to Nt functions that take object attributes.
 */
#include "kernel32_cancel/kernel32.h"

BOOL path_attributes(const WCHAR *name, struct nt_path *path,
		     OBJECT_ATTRIBUTES *attributes)
{
	if (!status_to_bool(path_to_nt(name, path)))
		return FALSE;
	InitializeObjectAttributes(attributes, &path->name,
				   OBJ_CASE_INSENSITIVE, NULL, NULL);
	return TRUE;
}

BOOL path_open(const WCHAR *name, ACCESS_MASK access, ULONG options,
	       HANDLE *out)
{
	struct nt_path path;
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK io;

	return path_attributes(name, &path, &attributes) &&
	       status_to_bool(NtOpenFile(
		       out, access | SYNCHRONIZE, &attributes, &io,
		       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
		       options | FILE_SYNCHRONOUS_IO_NONALERT));
}

BOOL path_utf16(const char *name, WCHAR wide[PATH_CHARS])
{
	if (!name)
		return fail_with(ERROR_PATH_NOT_FOUND);
	return utf16_from(name, wide, PATH_CHARS,
			  ERROR_FILENAME_EXCED_RANGE) != 0;
}
