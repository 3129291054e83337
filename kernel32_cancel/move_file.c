/*
 * MoveFile, MoveFileEx, MoveFileWithProgress: a new name where that is enough, a
 * copy that takes the old file with it where the new name is on another volume.
 *
 * The old file is held open all the while, for deletion, so what goes in the end is
 * the file that was copied. If it can't go, the move has succeeded all the same.
 */
#include "kernel32_cancel/copy.h"
#include "kernel32_cancel/move_file.h"
#include <stddef.h>

#define KNOWN_FLAGS \
	(MOVEFILE_REPLACE_EXISTING | MOVEFILE_COPY_ALLOWED | \
	 MOVEFILE_DELAY_UNTIL_REBOOT | MOVEFILE_WRITE_THROUGH | \
	 MOVEFILE_FAIL_IF_NOT_TRACKABLE)

NTSTATUS open_to_rename(const WCHAR *name, ACCESS_MASK access, ULONG sharing,
			   ULONG options, HANDLE *file)
{
	struct nt_path path;
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK io;
	NTSTATUS status = path_to_nt(name, &path);

	if (!NT_SUCCESS(status))
		return status;
	InitializeObjectAttributes(&attributes, &path.name,
				   OBJ_CASE_INSENSITIVE, NULL, NULL);
	return NtOpenFile(file, access | SYNCHRONIZE, &attributes, &io, sharing,
			  FILE_SYNCHRONOUS_IO_NONALERT | options);
}

NTSTATUS rename_open_file(HANDLE file, const WCHAR *name, BOOL replace)
{
	union {
		FILE_RENAME_INFORMATION info;
		char room[sizeof(FILE_RENAME_INFORMATION) +
			  (PATH_CHARS + 32) * sizeof(WCHAR)];
	} rename;
	struct nt_path path;
	IO_STATUS_BLOCK io;
	NTSTATUS status = path_to_nt(name, &path);
	WCHAR *to = rename.info.FileName;

	if (!NT_SUCCESS(status))
		return status;
	rename.info.ReplaceIfExists = !!replace;
	rename.info.RootDirectory = NULL;
	rename.info.FileNameLength = path.name.Length;
	for (ULONG i = 0; i < path.name.Length / sizeof(WCHAR); i++)
		to[i] = path.text[i];
	return NtSetInformationFile(file, &io, &rename,
				    sizeof(rename.info) + path.name.Length,
				    FileRenameInformation);
}

/* Of what only lies elsewhere once it is copied. */
static DWORD copy_over(struct copy *copy, HANDLE file)
{
	FILE_DISPOSITION_INFORMATION gone = { .DoDeleteFile = TRUE };
	IO_STATUS_BLOCK io;

	/* What is in a FIFO is not the FIFO. A directory can't be copied. */
	if (GetFileType(file) == FILE_TYPE_PIPE)
		return ERROR_ACCESS_DENIED;

	DWORD error = copy_run(copy);

	if (!error)
		NtSetInformationFile(file, &io, &gone, sizeof(gone),
				     FileDispositionInformation);
	return error;
}

static DWORD move(const WCHAR *source, const WCHAR *target,
		  LPPROGRESS_ROUTINE routine, void *context, DWORD flags)
{
	HANDLE file;
	NTSTATUS status = open_to_rename(
		source, DELETE,
		FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
		FILE_OPEN_FOR_BACKUP_INTENT | FILE_OPEN_REPARSE_POINT, &file);

	if (!NT_SUCCESS(status))
		return RtlNtStatusToDosError(status);
	status = rename_open_file(file, target, flags & MOVEFILE_REPLACE_EXISTING);

	DWORD error = NT_SUCCESS(status) ? 0 : RtlNtStatusToDosError(status);

	if (status == STATUS_NOT_SAME_DEVICE && flags & MOVEFILE_COPY_ALLOWED) {
		struct copy copy = {
			.source = source,
			.target = target,
			.flags = COPY_FILE_COPY_SYMLINK |
				 (flags & MOVEFILE_REPLACE_EXISTING
					  ? 0 : COPY_FILE_FAIL_IF_EXISTS),
			.flush = !!(flags & MOVEFILE_WRITE_THROUGH),
			.tell = routine ? copy_progress : NULL,
			.routine = (void *)routine,
			.context = context,
		};

		error = copy_over(&copy, file);
	}
	NtClose(file);
	return error;
}

static BOOL flags_good(DWORD flags)
{
	if (flags & ~(DWORD)KNOWN_FLAGS ||
	    (flags & MOVEFILE_DELAY_UNTIL_REBOOT &&
	     flags & MOVEFILE_COPY_ALLOWED))
		return fail_with(ERROR_INVALID_PARAMETER);
	if (flags & MOVEFILE_DELAY_UNTIL_REBOOT)
		return fail_with(ERROR_NOT_SUPPORTED);
	return TRUE;
}

/*
 * MoveFileWithProgressW: gives a file or a directory another name; on another
 * volume, if MOVEFILE_COPY_ALLOWED says so, a file is copied, with reports to
 * `routine` as in CopyFileEx, and the old one removed. PROGRESS_CANCEL and
 * PROGRESS_STOP leave the source as it was: FALSE, ERROR_REQUEST_ABORTED. Other
 * failures: ERROR_ALREADY_EXISTS without MOVEFILE_REPLACE_EXISTING,
 * ERROR_ACCESS_DENIED for what can't be replaced (a directory, read-only, open) and
 * for a directory to another volume, ERROR_NOT_SAME_DEVICE,
 * ERROR_SHARING_VIOLATION, ERROR_NOT_SUPPORTED for MOVEFILE_DELAY_UNTIL_REBOOT.
 * (Microsoft: MoveFileWithProgress)
 */
BOOL WINAPI MoveFileWithProgressW(const WCHAR *source, const WCHAR *target,
				  LPPROGRESS_ROUTINE routine, void *context,
				  DWORD flags)
{
	if (!flags_good(flags))
		return FALSE;

	DWORD error = move(source, target, routine, context, flags);

	return error ? fail_with(error) : TRUE;
}

/*
 * MoveFileWithProgressA: the same; names are UTF-8.
 */
BOOL WINAPI MoveFileWithProgressA(const char *source, const char *target,
				  LPPROGRESS_ROUTINE routine, void *context,
				  DWORD flags)
{
	WCHAR from[PATH_CHARS], to[PATH_CHARS];

	return flags_good(flags) && path_utf16(source, from) &&
	       path_utf16(target, to) &&
	       MoveFileWithProgressW(from, to, routine, context, flags);
}

/*
 * MoveFileExW: the same without progress; nothing stops it: a cancel of what its
 * thread is doing finds nothing.  (Microsoft: MoveFileEx; K-138)
 */
BOOL WINAPI MoveFileExW(const WCHAR *source, const WCHAR *target, DWORD flags)
{
	calls_hide(TRUE);

	BOOL ret = MoveFileWithProgressW(source, target, NULL, NULL, flags);

	calls_hide(FALSE);
	return ret;
}

/*
 * MoveFileExA: the same; names are UTF-8.
 */
BOOL WINAPI MoveFileExA(const char *source, const char *target, DWORD flags)
{
	WCHAR from[PATH_CHARS], to[PATH_CHARS];

	return flags_good(flags) && path_utf16(source, from) &&
	       path_utf16(target, to) && MoveFileExW(from, to, flags);
}

/*
 * MoveFileW: to another volume too, never onto what is there.
 * (Microsoft: MoveFile)
 */
BOOL WINAPI MoveFileW(const WCHAR *source, const WCHAR *target)
{
	return MoveFileExW(source, target, MOVEFILE_COPY_ALLOWED);
}

/*
 * MoveFileA: the same; names are UTF-8.
 */
BOOL WINAPI MoveFileA(const char *source, const char *target)
{
	return MoveFileExA(source, target, MOVEFILE_COPY_ALLOWED);
}
