/*
 * The steps of a move, for those who need only one of them.
 */
#ifndef WINCANCEL_MOVE_FILE_H
#define WINCANCEL_MOVE_FILE_H

#include "kernel32_cancel/kernel32.h"

#ifndef MOVEFILE_FAIL_IF_NOT_TRACKABLE /* Wine's headers lack it */
#define MOVEFILE_FAIL_IF_NOT_TRACKABLE 0x20
#endif

/* As NtOpenFile, of a Win32 name, for synchronous use. */
NTSTATUS open_to_rename(const WCHAR *name, ACCESS_MASK access, ULONG sharing,
			   ULONG options, HANDLE *file);
/* The handle needs DELETE. */
NTSTATUS rename_open_file(HANDLE file, const WCHAR *name, BOOL replace);

#endif
