/*
 * What the files of kernel32_cancel share. This module is a skin over the Nt
 * functions: it checks arguments, calls, and turns an NTSTATUS into the
 * thread's last error in one place. It owns no lock and no object; state
 * stays in ntdll_cancel.
 *
 * A WINAPI function that calls anything of the Linux calling convention pays
 * for saving xmm6 to xmm15. Hot paths (transfers, waits, events, cancel)
 * therefore call WINAPI functions only; what they share here is WINAPI too.
 */
#ifndef WINCANCEL_KERNEL32_H
#define WINCANCEL_KERNEL32_H

#include "ntdll_cancel/windows_nt.h"
#include <winnls.h>

/* Longest path in WCHARs, as PATH_MAX; MAX_PATH is not enforced. */
#define PATH_CHARS 4096

#define DRIVE_OF_ROOT u'Z'

/* status.c: last error = the Win32 code of status. */
void WINAPI set_status(NTSTATUS status);

/* status.c: last error = code, FALSE. */
BOOL WINAPI fail_with(DWORD code);

/* An Nt result as BOOL; the last error changes on failure only. */
static inline BOOL status_to_bool(NTSTATUS status)
{
	if (__builtin_expect(NT_SUCCESS(status), 1))
		return TRUE;
	set_status(status);
	return FALSE;
}

static inline IO_STATUS_BLOCK *overlapped_iosb(OVERLAPPED *overlapped)
{
	return (IO_STATUS_BLOCK *)overlapped;
}

/* The final status may be stored by any thread, with release. */
static inline NTSTATUS iosb_status(const IO_STATUS_BLOCK *io)
{
	return __atomic_load_n(&io->Status, __ATOMIC_ACQUIRE);
}

/* wait.c: the Nt form of a time-out in milliseconds; NULL for INFINITE. */
static inline LARGE_INTEGER *nt_timeout(LARGE_INTEGER *space, DWORD ms)
{
	if (ms == INFINITE)
		return NULL;
	space->QuadPart = -10000LL * ms;
	return space;
}

/* path.c */
struct nt_path {
	UNICODE_STRING name;
	BOOL any; /* characters that no file name has are let through */
	WCHAR text[PATH_CHARS + 32];
};

NTSTATUS path_to_nt(const WCHAR *win32, struct nt_path *path);
NTSTATUS path_to_nt_any(const WCHAR *win32, struct nt_path *path);

/* open_name.c: attributes of a path, and an open for what is not reading or
 * writing: everybody else may go on. */
BOOL path_attributes(const WCHAR *name, struct nt_path *path,
		     OBJECT_ATTRIBUTES *attributes);
BOOL path_open(const WCHAR *name, ACCESS_MASK access, ULONG options,
	       HANDLE *out);
/* The A functions' name made UTF-16; NULL is ERROR_PATH_NOT_FOUND. */
BOOL path_utf16(const char *name, WCHAR wide[PATH_CHARS]);

static inline FILETIME filetime_of(LARGE_INTEGER time)
{
	return (FILETIME){ (DWORD)time.QuadPart, (DWORD)(time.QuadPart >> 32) };
}

/* directory_elf.c: length of the current directory as a Linux path without
 * the final NUL, 0 on failure. */
size_t current_directory(WCHAR *text, size_t chars);
/* The same: `/a/b` becomes `Z:\a\b`, anything else stays; 0 if it has no room. */
size_t windows_path(const char *path, char *out, size_t room);

/* object_name.c: attributes of a named or nameless event, mutex, semaphore. */
struct object_name {
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING string;
	WCHAR text[MAX_PATH];
};

BOOL object_name_create(struct object_name *object, const WCHAR *name,
			const SECURITY_ATTRIBUTES *security);
BOOL object_name_open(struct object_name *object, const WCHAR *name,
		      BOOL inherit);
BOOL object_name_utf16(WCHAR text[MAX_PATH + 2], const char *name);
HANDLE object_created(NTSTATUS status, HANDLE handle);

/* utf.c: both return how many units the result has (and write at most
 * `room`); *bad becomes TRUE where something had to be replaced. */
size_t utf8_to_utf16(const char *in, size_t bytes, WCHAR *out, size_t room,
		     BOOL *bad);
size_t utf16_to_utf8(const WCHAR *in, size_t units, char *out, size_t room,
		     BOOL *bad);

/* utf.c: a whole string with its NUL; 0 and last error set if it has no room
 * (`too_long` is that error) or is not text. */
size_t utf16_from(const char *in, WCHAR *out, size_t room, DWORD too_long);

#endif
