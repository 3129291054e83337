/*
 * ReplaceFile: one file takes another's place, and what was there goes, or gets a
 * name of its own. With that name it takes two renames, between which the place is
 * empty; where the second one fails the first is taken back. What is left where is
 * what the three errors of this function say.
 */
#include "kernel32_cancel/move_file.h"
#include "kernel32_cancel/replace_file.h"

#ifndef REPLACEFILE_IGNORE_ACL_ERRORS /* Wine's headers lack it */
#define REPLACEFILE_IGNORE_ACL_ERRORS 0x4
#endif
#define KNOWN_FLAGS \
	(REPLACEFILE_WRITE_THROUGH | REPLACEFILE_IGNORE_MERGE_ERRORS | \
	 REPLACEFILE_IGNORE_ACL_ERRORS)
#define IGNORE_FLAGS \
	(REPLACEFILE_IGNORE_MERGE_ERRORS | REPLACEFILE_IGNORE_ACL_ERRORS)
#define SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

static DWORD dos_error(NTSTATUS status)
{
	return NT_SUCCESS(status) ? 0 : RtlNtStatusToDosError(status);
}

static NTSTATUS is_writable(HANDLE file)
{
	FILE_BASIC_INFORMATION info;
	IO_STATUS_BLOCK io;
	NTSTATUS status = NtQueryInformationFile(file, &io, &info, sizeof(info),
						 FileBasicInformation);

	if (NT_SUCCESS(status) && info.FileAttributes & FILE_ATTRIBUTE_READONLY)
		return STATUS_ACCESS_DENIED;
	return status;
}

/* The place is free once *old has its other name. */
static DWORD keep_old(const WCHAR *place, HANDLE fresh, HANDLE old,
		      const WCHAR *backup)
{
	NTSTATUS status = rename_open_file(old, backup, TRUE);

	if (!NT_SUCCESS(status))
		return ERROR_UNABLE_TO_REMOVE_REPLACED;
	if (NT_SUCCESS(rename_open_file(fresh, place, FALSE)))
		return 0;
	return NT_SUCCESS(rename_open_file(old, place, FALSE))
		       ? ERROR_UNABLE_TO_MOVE_REPLACEMENT
		       : ERROR_UNABLE_TO_MOVE_REPLACEMENT_2;
}

/* In one step; nobody may have it open, we neither. */
static DWORD drop_old(const WCHAR *place, HANDLE fresh, HANDLE *old)
{
	NtClose(*old);
	*old = NULL;

	NTSTATUS status = rename_open_file(fresh, place, TRUE);

	return status == STATUS_ACCESS_DENIED ? ERROR_UNABLE_TO_REMOVE_REPLACED
					      : dos_error(status);
}

static DWORD replace(const WCHAR *place, const WCHAR *fresh_name,
		     const WCHAR *backup, DWORD flags)
{
	HANDLE old = NULL, fresh = NULL;
	NTSTATUS status = open_to_rename(place, GENERIC_READ | DELETE,
					 SHARE_ALL, FILE_NON_DIRECTORY_FILE,
					 &old);

	if (NT_SUCCESS(status))
		status = is_writable(old);
	if (NT_SUCCESS(status))
		status = open_to_rename(fresh_name,
					GENERIC_READ | GENERIC_WRITE | DELETE,
					SHARE_ALL, FILE_NON_DIRECTORY_FILE,
					&fresh);
	if (NT_SUCCESS(status) && !replace_merge(old, fresh) &&
	    !(flags & IGNORE_FLAGS))
		status = STATUS_ACCESS_DENIED;

	DWORD error = dos_error(status);

	if (!error)
		error = backup ? keep_old(place, fresh, old, backup)
			       : drop_old(place, fresh, &old);
	if (old)
		NtClose(old);
	if (fresh)
		NtClose(fresh);
	return error;
}

/*
 * ReplaceFileW: `fresh` takes the place, and the permissions, of `place`; what was
 * there is called `backup` afterwards, instead of what had that name, or is gone.
 * Nothing stops it. Failures after which both have their names still:
 * ERROR_UNABLE_TO_REMOVE_REPLACED (the place is open, or can't be renamed),
 * ERROR_UNABLE_TO_MOVE_REPLACEMENT, path and access errors. After
 * ERROR_UNABLE_TO_MOVE_REPLACEMENT_2 the old file is called `backup` and the place
 * is empty. ERROR_INVALID_PARAMETER for unknown flags and for the two arguments
 * that are reserved.  (Microsoft: ReplaceFile; K-139)
 */
BOOL WINAPI ReplaceFileW(const WCHAR *place, const WCHAR *fresh,
			 const WCHAR *backup, DWORD flags, void *exclude,
			 void *reserved)
{
	if (!place || !fresh || exclude || reserved ||
	    flags & ~(DWORD)KNOWN_FLAGS)
		return fail_with(ERROR_INVALID_PARAMETER);
	calls_hide(TRUE);

	DWORD error = replace(place, fresh, backup, flags);

	calls_hide(FALSE);
	return error ? fail_with(error) : TRUE;
}

/*
 * ReplaceFileA: the same; names are UTF-8.
 */
BOOL WINAPI ReplaceFileA(const char *place, const char *fresh,
			 const char *backup, DWORD flags, void *exclude,
			 void *reserved)
{
	WCHAR to[PATH_CHARS], from[PATH_CHARS], other[PATH_CHARS];

	if (!place || !fresh)
		return fail_with(ERROR_INVALID_PARAMETER);
	return path_utf16(place, to) && path_utf16(fresh, from) &&
	       (!backup || path_utf16(backup, other)) &&
	       ReplaceFileW(to, from, backup ? other : NULL, flags, exclude,
			    reserved);
}
