/*
 * ReadDirectoryChangesW, and the FindFirstChangeNotification family, whose
 * handle is one of the directory with a request without a buffer pending.
 */
#include "kernel32_cancel/overlapped.h"

static BOOL read_waiting(HANDLE directory, void *buffer, DWORD size,
			 BOOL subtree, DWORD filter, DWORD *done)
{
	IO_STATUS_BLOCK io = { .Status = STATUS_PENDING };
	NTSTATUS status = NtNotifyChangeDirectoryFile(
		directory, NULL, NULL, NULL, &io, buffer, size, filter,
		!!subtree);

	if (status == STATUS_PENDING)
		status = wait_pending(directory, &io);
	if (done && !NT_ERROR(status))
		*done = (DWORD)io.Information;
	return status_to_bool(status);
}

/*
 * ReadDirectoryChangesW: what has changed in a directory since the last call
 * on this handle, or what changes next, as FILE_NOTIFY_INFORMATIONs. The handle
 * is of CreateFile with FILE_FLAG_BACKUP_SEMANTICS and FILE_LIST_DIRECTORY;
 * subtree, filter and the size of the buffer that keeps changes between calls
 * are the first call's. With an OVERLAPPED on a handle for overlapped use TRUE
 * means begun, and the end is told by event, packet or `routine`; else the call
 * waits, and CancelSynchronousIo ends it. Changes that had no room are
 * forgotten: success with 0 bytes, ERROR_NOTIFY_ENUM_DIR for a routine. FALSE:
 * ERROR_NOACCESS for a buffer that is not aligned for a DWORD,
 * ERROR_INVALID_PARAMETER for a filter or handle that is none or more than
 * 64 kB over the network, ERROR_INVALID_FUNCTION where the file system tells of
 * no changes, ERROR_NO_SYSTEM_RESOURCES where the kernel's inotify limits are
 * reached, ERROR_ACCESS_DENIED once the directory is to be deleted.
 * (Microsoft: ReadDirectoryChangesW)
 */
BOOL WINAPI ReadDirectoryChangesW(HANDLE directory, void *buffer, DWORD size,
				  BOOL subtree, DWORD filter, DWORD *done,
				  OVERLAPPED *overlapped,
				  LPOVERLAPPED_COMPLETION_ROUTINE routine)
{
	if (!overlapped)
		return read_waiting(directory, buffer, size, subtree, filter,
				    done);

	HANDLE event = routine ? NULL : event_of(overlapped);
	void *context = routine ? (void *)routine : context_of(overlapped);

	overlapped->Internal = STATUS_PENDING;

	NTSTATUS status = NtNotifyChangeDirectoryFile(
		directory, event, routine ? run_routine : NULL, context,
		overlapped_iosb(overlapped), buffer, size, filter, !!subtree);

	/* Pending is begun. A synchronous handle's has ended already. */
	if (status != STATUS_PENDING && done && !NT_ERROR(status))
		*done = (DWORD)overlapped->InternalHigh;
	return status_to_bool(status);
}

/* Nobody looks at what these requests have come to. */
static IO_STATUS_BLOCK unread;

/*
 * FindFirstChangeNotificationW: a handle that is signalled when something of
 * `filter` changes in the directory, with `subtree` also below. Its
 * OVERLAPPED-less request ends with the thread that made it, as on Windows.
 * INVALID_HANDLE_VALUE on failure: errors of CreateFile and of
 * ReadDirectoryChangesW, ERROR_DIRECTORY for a file.
 * (Microsoft: FindFirstChangeNotificationW)
 */
HANDLE WINAPI FindFirstChangeNotificationW(const WCHAR *name, BOOL subtree,
					   DWORD filter)
{
	struct nt_path path;
	OBJECT_ATTRIBUTES attributes;
	IO_STATUS_BLOCK io;
	HANDLE directory = NULL;

	if (!path_attributes(name, &path, &attributes) ||
	    !status_to_bool(NtOpenFile(
		    &directory, FILE_LIST_DIRECTORY | SYNCHRONIZE, &attributes,
		    &io, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
		    FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT)))
		return INVALID_HANDLE_VALUE;

	NTSTATUS status = NtNotifyChangeDirectoryFile(
		directory, NULL, NULL, NULL, &unread, NULL, 0, filter,
		!!subtree);

	if (status_to_bool(status))
		return directory;
	NtClose(directory);
	return INVALID_HANDLE_VALUE;
}

/*
 * FindFirstChangeNotificationA: the same; the name is UTF-8.
 */
HANDLE WINAPI FindFirstChangeNotificationA(const char *name, BOOL subtree,
					   DWORD filter)
{
	WCHAR wide[PATH_CHARS];

	return path_utf16(name, wide)
		       ? FindFirstChangeNotificationW(wide, subtree, filter)
		       : INVALID_HANDLE_VALUE;
}

/*
 * FindNextChangeNotification: resets the handle until the next change; one that
 * came after it was signalled signals it again at once. Filter and subtree stay
 * as they were.  (Microsoft: FindNextChangeNotification)
 */
BOOL WINAPI FindNextChangeNotification(HANDLE directory)
{
	return status_to_bool(NtNotifyChangeDirectoryFile(
		directory, NULL, NULL, NULL, &unread, NULL, 0,
		FILE_NOTIFY_CHANGE_SIZE, FALSE));
}

/*
 * FindCloseChangeNotification: ends it.
 * (Microsoft: FindCloseChangeNotification)
 */
BOOL WINAPI FindCloseChangeNotification(HANDLE directory)
{
	return status_to_bool(NtClose(directory));
}
