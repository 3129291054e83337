/*
 * GetFullPathName: what a path is without the current directory.
 */
#include "kernel32_cancel/kernel32.h"
#include <string.h>

static BOOL starts(const WCHAR *text, const WCHAR *with)
{
	while (*with && *text == *with) {
		text++;
		with++;
	}
	return !*with;
}

/* Wild cards may yet become a mask. */
static BOOL is_plain(const WCHAR *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text == u'<' || *text == u'>' ||
		    *text == u'"' || *text == u'|' || *text == u':')
			return FALSE;
	return TRUE;
}

/* A Linux path becomes one on drive Z:, because programs go on to look for
 * backslashes; unless its name has characters that no Windows path has. */
static BOOL unix_to_drive(const WCHAR *path, WCHAR *out)
{
	struct nt_path drive;
	WCHAR text[PATH_CHARS + 2] = u"Z:";
	size_t n = 2;

	for (const WCHAR *at = path; *at; at++) {
		if (*at == u'\\' || n == PATH_CHARS)
			return FALSE;
		text[n++] = *at;
	}
	text[n] = 0;
	if (!is_plain(text + 2) || !NT_SUCCESS(path_to_nt_any(text, &drive)))
		return FALSE;
	lstrcpyW(out, drive.text + 4);
	return TRUE;
}

/* The inverse of path_to_nt, as far as there is one. */
static NTSTATUS full_path(const WCHAR *name, WCHAR *out)
{
	struct nt_path path;
	NTSTATUS status = path_to_nt_any(name, &path);
	const WCHAR *rest = path.text + 4;

	if (!NT_SUCCESS(status))
		return status;
	if (starts(rest, u"unix/")) {
		if (!unix_to_drive(rest + 4, out))
			lstrcpyW(out, rest + 4);
	} else if (starts(name, u"\\\\?\\")) {
		lstrcpyW(out, u"\\\\?\\");
		/* Here, though not to open it, dots are resolved. */
		if (rest[0] && rest[1] == u':')
			return full_path(rest, out + 4);
		lstrcpyW(out + 4, rest);
	} else if (rest[0] && rest[1] == u':') {
		lstrcpyW(out, rest);
	} else {
		lstrcpyW(out, u"\\\\.\\");
		lstrcpyW(out + 4, rest);
	}
	return STATUS_SUCCESS;
}

/* After the last separator; NULL if nothing is there, or only a device. */
static const WCHAR *file_part(const WCHAR *path)
{
	const WCHAR *start = starts(path, u"\\\\.\\") ? path + 4 : path;
	const WCHAR *part = start;

	for (const WCHAR *at = start; *at; at++)
		if (*at == u'\\' || *at == u'/')
			part = at + 1;
	return *part && part != start ? part : NULL;
}

/*
 * GetFullPathNameW: drive and whole path of a name, which need not exist and
 * may have wild cards; `.` and `..` are resolved in the text. Returns the
 * length without the NUL, or the room needed with it if that is more than
 * `room`; *file is set to the last component in `out`, NULL if it ends in a
 * separator. 0 on failure.  (Microsoft: GetFullPathNameW)
 */
DWORD WINAPI GetFullPathNameW(const WCHAR *name, DWORD room, WCHAR *out,
			      WCHAR **file)
{
	WCHAR path[PATH_CHARS + 40];

	if (!name || !*name)
		return (DWORD)fail_with(ERROR_INVALID_NAME);
	if (!status_to_bool(full_path(name, path)))
		return 0;

	DWORD length = (DWORD)lstrlenW(path);
	const WCHAR *part = file_part(path);

	if (length + 1 > room || !out)
		return length + 1;
	lstrcpyW(out, path);
	if (file)
		*file = part ? out + (part - path) : NULL;
	return length;
}

/*
 * GetFullPathNameA: the same in UTF-8; lengths are in bytes.
 */
DWORD WINAPI GetFullPathNameA(const char *name, DWORD room, char *out,
			      char **file)
{
	WCHAR wide[PATH_CHARS], path[PATH_CHARS + 40];
	BOOL bad = FALSE;

	if (!name || !*name)
		return (DWORD)fail_with(ERROR_INVALID_NAME);
	if (!path_utf16(name, wide) ||
	    !status_to_bool(full_path(wide, path)))
		return 0;

	const WCHAR *part = file_part(path);
	size_t length = (size_t)lstrlenW(path);
	size_t bytes = utf16_to_utf8(path, length + 1, NULL, 0, &bad);

	if (bytes > room || !out)
		return (DWORD)bytes;
	utf16_to_utf8(path, length + 1, out, room, &bad);
	if (file)
		*file = part ? out + utf16_to_utf8(path, (size_t)(part - path),
						   NULL, 0, &bad)
			     : NULL;
	return (DWORD)bytes - 1;
}
