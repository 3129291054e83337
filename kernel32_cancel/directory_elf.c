/*
 * The current directory and the one for temporary files. Programs get them as
 * Windows paths on drive Z:, because they go on to append `\name`.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t current_directory(WCHAR *text, size_t chars)
{
	char linux_path[PATH_CHARS];
	BOOL bad = FALSE;

	if (!getcwd(linux_path, sizeof(linux_path)) || linux_path[0] != '/')
		return 0;

	size_t made = utf8_to_utf16(linux_path, strlen(linux_path), text, chars,
				    &bad);

	return made < chars && !bad ? made : 0;
}

size_t windows_path(const char *path, char *out, size_t room)
{
	size_t length = strlen(path);
	size_t drive = path[0] == '/' ? 2 : 0;

	if (length + drive + 2 > room)
		return 0;
	memcpy(out, "Z:", drive);
	memcpy(out + drive, path, length + 1);
	if (drive)
		for (char *at = out; *at; at++)
			if (*at == '/')
				*at = '\\';
	return length + drive;
}

/* Windows' way to give a string back: its length if it fits, else the room it
 * takes with the NUL. */
static DWORD give_a(const char *text, size_t length, DWORD room, char *out)
{
	if (length + 1 > room || !out)
		return (DWORD)length + 1;
	memcpy(out, text, length + 1);
	return (DWORD)length;
}

static DWORD give_w(const char *text, size_t length, DWORD room, WCHAR *out)
{
	BOOL bad = FALSE;
	size_t units = utf8_to_utf16(text, length + 1, NULL, 0, &bad);

	if (units > room || !out)
		return (DWORD)units;
	utf8_to_utf16(text, length + 1, out, room, &bad);
	return (DWORD)units - 1;
}

static size_t current(char out[PATH_CHARS])
{
	char path[PATH_CHARS - 2];
	size_t length = 0;

	if (getcwd(path, sizeof(path)))
		length = windows_path(path, out, PATH_CHARS);
	if (!length)
		fail_with(ERROR_PATH_NOT_FOUND);
	return length;
}

/* TMP, TEMP, TMPDIR, else /tmp; always with a separator at the end. */
static size_t temporary(char out[PATH_CHARS])
{
	static const char *const names[] = { "TMP", "TEMP", "TMPDIR" };
	const char *path = NULL;
	size_t length = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!length && (path = getenv(names[i])) && *path)
			length = windows_path(path, out, PATH_CHARS);
	if (!length)
		length = windows_path("/tmp", out, PATH_CHARS);
	if (out[length - 1] != '\\') {
		out[length++] = '\\';
		out[length] = 0;
	}
	return length;
}

/*
 * GetCurrentDirectoryA: the length without the NUL; if `room` is too small the
 * room needed; 0 on failure.  (Microsoft: GetCurrentDirectory)
 */
DWORD WINAPI GetCurrentDirectoryA(DWORD room, char *out)
{
	char path[PATH_CHARS];
	size_t length = current(path);

	return length ? give_a(path, length, room, out) : 0;
}

/*
 * GetCurrentDirectoryW: the same in UTF-16.
 */
DWORD WINAPI GetCurrentDirectoryW(DWORD room, WCHAR *out)
{
	char path[PATH_CHARS];
	size_t length = current(path);

	return length ? give_w(path, length, room, out) : 0;
}

/*
 * SetCurrentDirectoryW: for the whole process. ERROR_FILE_NOT_FOUND,
 * ERROR_PATH_NOT_FOUND, ERROR_DIRECTORY for a file. The directory may be
 * removed by others meanwhile, which Windows forbids.
 * (Microsoft: SetCurrentDirectory)
 */
BOOL WINAPI SetCurrentDirectoryW(const WCHAR *name)
{
	HANDLE directory;
	int fd;

	if (!path_open(name, FILE_TRAVERSE,
		       FILE_DIRECTORY_FILE | FILE_OPEN_FOR_BACKUP_INTENT,
		       &directory))
		return FALSE;

	NTSTATUS status = file_unix_fd(directory, &fd);

	if (NT_SUCCESS(status) && fchdir(fd))
		status = STATUS_ACCESS_DENIED;
	NtClose(directory);
	return status_to_bool(status);
}

/*
 * SetCurrentDirectoryA: the same; the name is UTF-8.
 */
BOOL WINAPI SetCurrentDirectoryA(const char *name)
{
	WCHAR wide[PATH_CHARS];

	return path_utf16(name, wide) && SetCurrentDirectoryW(wide);
}

/*
 * GetTempPathA: the directory for temporary files from TMP, TEMP or TMPDIR,
 * else Z:\tmp\, which need not exist; result as GetCurrentDirectory.
 * (Microsoft: GetTempPath)
 */
DWORD WINAPI GetTempPathA(DWORD room, char *out)
{
	char path[PATH_CHARS];
	size_t length = temporary(path);

	return give_a(path, length, room, out);
}

/*
 * GetTempPathW: the same in UTF-16.
 */
DWORD WINAPI GetTempPathW(DWORD room, WCHAR *out)
{
	char path[PATH_CHARS];
	size_t length = temporary(path);

	return give_w(path, length, room, out);
}
