/*
 * The target of a copy: opened for nobody else, so that source and target can't be
 * one file; taken up where an earlier copy was left; removed again if it is only a
 * part of the source and nobody asked to keep it.
 */
#include "kernel32_cancel/copy.h"

static HANDLE open_as(const struct copy *copy, DWORD how, DWORD sharing)
{
	DWORD access = GENERIC_WRITE | DELETE;
	HANDLE file;

	if (copy->flags & COPY_FILE_RESTARTABLE)
		access |= GENERIC_READ;
	file = CreateFileW(copy->target, access, sharing, NULL, how,
			   FILE_FLAG_SEQUENTIAL_SCAN, NULL);
	/* Somebody has it open and lets it be written, but not removed. */
	if (file == INVALID_HANDLE_VALUE &&
	    GetLastError() == ERROR_SHARING_VIOLATION)
		file = CreateFileW(copy->target, access & ~DELETE,
				   FILE_SHARE_WRITE, NULL, how,
				   FILE_FLAG_SEQUENTIAL_SCAN, NULL);
	return file;
}

/* Root may write what is read-only; Windows' rule is that nobody does. */
static BOOL is_read_only(const WCHAR *name)
{
	FILE_BASIC_INFORMATION info;
	IO_STATUS_BLOCK io;
	NTSTATUS status;
	HANDLE file = CreateFileW(name, FILE_READ_ATTRIBUTES,
				  FILE_SHARE_READ | FILE_SHARE_WRITE |
					  FILE_SHARE_DELETE,
				  NULL, OPEN_EXISTING, 0, NULL);

	if (file == INVALID_HANDLE_VALUE)
		return FALSE;
	status = NtQueryInformationFile(file, &io, &info, sizeof(info),
					FileBasicInformation);
	NtClose(file);
	return NT_SUCCESS(status) &&
	       (info.FileAttributes &
		(FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN));
}

static DWORD cut(HANDLE file, ULONGLONG at)
{
	LARGE_INTEGER end = { .QuadPart = (LONGLONG)at };

	return SetFilePointerEx(file, end, NULL, FILE_BEGIN) &&
			       SetEndOfFile(file)
		       ? 0 : GetLastError();
}

/* The beginning of this copy, or nothing, or something else. */
static DWORD take_up(struct copy *copy, BOOL existed, ULONGLONG *at)
{
	if (GetFileType(copy->to) != FILE_TYPE_DISK)
		return 0;
	if (!existed || !copy_mark_get(copy->from, copy->to, at)) {
		*at = 0;
		if (existed && (copy->flags & COPY_FILE_FAIL_IF_EXISTS))
			return ERROR_FILE_EXISTS;
	}

	DWORD error = existed ? cut(copy->to, *at) : 0;

	if (!error)
		copy_mark_set(copy->from, copy->to, *at);
	return error;
}

DWORD copy_open_target(struct copy *copy, ULONGLONG *at)
{
	BOOL restartable = !!(copy->flags & COPY_FILE_RESTARTABLE);
	DWORD how = restartable ? OPEN_ALWAYS :
		    copy->flags & COPY_FILE_FAIL_IF_EXISTS ? CREATE_NEW
							   : CREATE_ALWAYS;

	if (how != CREATE_NEW && is_read_only(copy->target))
		return copy->flags & COPY_FILE_FAIL_IF_EXISTS
			       ? ERROR_FILE_EXISTS : ERROR_ACCESS_DENIED;
	copy->to = open_as(copy, how, 0);
	if (copy->to == INVALID_HANDLE_VALUE)
		return GetLastError();

	BOOL existed = GetLastError() == ERROR_ALREADY_EXISTS;

	if (!restartable) {
		if (existed)
			copy_mark_clear(copy->to);
		return 0;
	}

	DWORD error = take_up(copy, existed, at);

	if (error)
		CloseHandle(copy->to);
	return error;
}

/* By the handle: no other file that has come by its name meanwhile. */
static void remove_it(const struct copy *copy)
{
	FILE_DISPOSITION_INFORMATION info = { .DoDeleteFile = TRUE };
	IO_STATUS_BLOCK io;

	if (!NT_SUCCESS(NtSetInformationFile(copy->to, &io, &info, sizeof(info),
					     FileDispositionInformation)))
		cut(copy->to, 0);
}

void copy_close_target(struct copy *copy)
{
	if (!copy->data.stays) {
		if (!copy->error)
			copy_mark_clear(copy->to);
		else if (!copy->keep)
			remove_it(copy);
		else
			copy_mark_set(copy->from, copy->to, copy->data.at);
	}
	CloseHandle(copy->to);
}
