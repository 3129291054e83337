/*
 * Win32 paths made object names for NtCreateFile:
 *
 *	/x/y                   \??\unix/x/y     a Linux path, untouched
 *	Z:\x, C:\x             \??\Z:\x         `.` and `..` resolved
 *	x\y                    \??\Z:\<current directory>\x\y
 *	\x                     \??\Z:\x
 *	\\?\anything           \??\anything     untouched
 *	\\.\pipe\x, \\.\name   \??\pipe\x, \??\name
 *	NUL, con, com1 ...     \??\NUL ...      also with a colon, or behind \\.\
 *
 * A current directory exists for Z: alone; `C:x` starts at that drive's root.
 */
#include "kernel32_cancel/kernel32.h"

static BOOL is_separator(WCHAR c)
{
	return c == u'/' || c == u'\\';
}

static BOOL is_letter(WCHAR c)
{
	return (c | 0x20) >= u'a' && (c | 0x20) <= u'z';
}

static WCHAR upper(WCHAR c)
{
	return c >= u'a' && c <= u'z' ? c - 0x20 : c;
}

static size_t length_of(const WCHAR *text)
{
	size_t n = 0;

	while (text[n])
		n++;
	return n;
}

/* The device that a whole name stands for in any spelling, else NULL. */
static const WCHAR *device_named(const WCHAR *name)
{
	static const WCHAR *const devices[] = {
		u"NUL",	 u"CONIN$", u"CONOUT$", u"CON",	 u"COM1",
		u"COM2", u"COM3",   u"COM4",	u"COM5", u"COM6",
		u"COM7", u"COM8",   u"COM9",
	};

	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++) {
		const WCHAR *device = devices[i];
		const WCHAR *at = name;

		for (; *device && upper(*at) == *device; at++)
			device++;
		if (*device)
			continue;
		while (*at == u' ')
			at++;
		if (*at == u':')
			at++;
		if (!*at)
			return devices[i];
	}
	return NULL;
}

static NTSTATUS append(struct nt_path *path, size_t *used, const WCHAR *text)
{
	for (; *text; text++) {
		if (*used >= PATH_CHARS)
			return STATUS_NAME_TOO_LONG;
		path->text[(*used)++] = *text;
	}
	return STATUS_SUCCESS;
}

static BOOL is_forbidden(WCHAR c)
{
	return c < 0x20 || c == u'<' || c == u'>' || c == u'"' || c == u'|' ||
	       c == u'?' || c == u'*' || c == u':';
}

/*
 * Appends the components of `text`, each behind `separator`. Nothing before
 * `floor` is taken away by `..`. Dots and blanks at the very end are dropped
 * as Windows does, a final separator is kept.
 */
static NTSTATUS append_components(struct nt_path *path, size_t *used,
				  size_t floor, WCHAR separator,
				  const WCHAR *text)
{
	BOOL closed = FALSE;

	while (*text) {
		size_t n = 0;

		closed = is_separator(*text);
		if (closed) {
			text++;
			continue;
		}
		while (text[n] && !is_separator(text[n]))
			if (is_forbidden(text[n++]) && !path->any)
				return STATUS_OBJECT_NAME_INVALID;

		const WCHAR *next = text + n;

		if (n == 2 && text[0] == u'.' && text[1] == u'.') {
			while (*used > floor &&
			       path->text[--*used] != separator)
				;
		} else if (n != 1 || text[0] != u'.') {
			if (!*next)
				while (n && (text[n - 1] == u'.' ||
					     text[n - 1] == u' '))
					n--;
			if (n && *used + n + 1 > PATH_CHARS)
				return STATUS_NAME_TOO_LONG;
			if (n)
				path->text[(*used)++] = separator;
			for (size_t i = 0; i < n; i++)
				path->text[(*used)++] = text[i];
		}
		text = next;
	}
	if (closed || *used == floor)
		path->text[(*used)++] = separator;
	return STATUS_SUCCESS;
}

static NTSTATUS drive_path(struct nt_path *path, size_t *used, WCHAR drive,
			   const WCHAR *text)
{
	path->text[(*used)++] = upper(drive);
	path->text[(*used)++] = u':';
	return append_components(path, used, *used, u'\\', text);
}

/*
 * Relative names are Windows' own, so they go behind Z: and are found without
 * regard to case, unless the current directory has no name there.
 */
static NTSTATUS relative_path(struct nt_path *path, size_t *used,
			      const WCHAR *text)
{
	WCHAR *current = path->text + *used + 4;
	size_t length = current_directory(current, PATH_CHARS - *used - 4);
	const WCHAR *root = u"Z:";
	WCHAR separator = u'\\';

	if (!length)
		return STATUS_OBJECT_PATH_NOT_FOUND;
	for (size_t i = 0; i < length; i++)
		if (is_forbidden(current[i]) || current[i] == u'\\') {
			root = u"unix";
			separator = u'/';
		}
	/* The root is the one directory that ends in a separator. */
	length -= length == 1;

	NTSTATUS status = append(path, used, root);
	size_t floor = *used;

	for (size_t i = 0; i < length; i++) {
		WCHAR c = current[i];

		path->text[(*used)++] = c == u'/' ? separator : c;
	}
	return NT_SUCCESS(status) ? append_components(path, used, floor,
						      separator, text)
				  : status;
}

static NTSTATUS local_path(struct nt_path *path, size_t *used,
			   const WCHAR *text)
{
	if (is_letter(text[0]) && text[1] == u':') {
		if (upper(text[0]) == DRIVE_OF_ROOT && !is_separator(text[2]))
			return relative_path(path, used, text + 2);
		return drive_path(path, used, text[0], text + 2);
	}
	if (text[0] == u'\\')
		return drive_path(path, used, DRIVE_OF_ROOT, text);
	return relative_path(path, used, text);
}

/* What follows \\.\ : a device by its name, a drive, or anything else. */
static NTSTATUS device_path(struct nt_path *path, size_t *used,
			    const WCHAR *text)
{
	const WCHAR *device = device_named(text);

	if (device)
		return append(path, used, device);
	if (is_letter(text[0]) && text[1] == u':' && is_separator(text[2]))
		return drive_path(path, used, text[0], text + 2);

	size_t start = *used;
	NTSTATUS status = append(path, used, text);

	for (size_t i = start; i < *used; i++)
		if (path->text[i] == u'/')
			path->text[i] = u'\\';
	return status;
}

static NTSTATUS choose(struct nt_path *path, size_t *used, const WCHAR *text)
{
	const WCHAR *device = device_named(text);

	if (device)
		return append(path, used, device);
	if (text[0] == u'\\' && (text[1] == u'\\' || text[1] == u'?') &&
	    text[2] == u'?' && text[3] == u'\\')
		return append(path, used, text + 4);
	if (is_separator(text[0]) && is_separator(text[1]) &&
	    (text[2] == u'.' || text[2] == u'?') && is_separator(text[3]))
		return device_path(path, used, text + 4);
	if (text[0] == u'\\' && is_separator(text[1]))
		return STATUS_BAD_NETWORK_PATH;
	if (text[0] == u'/') {
		NTSTATUS status = append(path, used, u"unix");

		return NT_SUCCESS(status) ? append(path, used, text) : status;
	}
	return local_path(path, used, text);
}

static NTSTATUS convert(const WCHAR *win32, struct nt_path *path)
{
	size_t used = 0;

	if (!win32 || !*win32)
		return STATUS_OBJECT_PATH_NOT_FOUND;
	if (length_of(win32) >= PATH_CHARS)
		return STATUS_NAME_TOO_LONG;

	NTSTATUS status = append(path, &used, u"\\??\\");

	if (NT_SUCCESS(status))
		status = choose(path, &used, win32);
	if (!NT_SUCCESS(status))
		return status;
	path->text[used] = 0;
	path->name.Buffer = path->text;
	path->name.Length = (USHORT)(used * sizeof(WCHAR));
	path->name.MaximumLength = path->name.Length + sizeof(WCHAR);
	return STATUS_SUCCESS;
}

/*
 * Fills `path` from a Win32 path. Empty or NULL: STATUS_OBJECT_PATH_NOT_FOUND
 * (ERROR_PATH_NOT_FOUND), a wild card or other character Windows forbids:
 * STATUS_OBJECT_NAME_INVALID (ERROR_INVALID_NAME), longer than PATH_CHARS:
 * STATUS_NAME_TOO_LONG (ERROR_FILENAME_EXCED_RANGE), another machine's share:
 * STATUS_BAD_NETWORK_PATH (ERROR_BAD_NETPATH).
 */
NTSTATUS path_to_nt(const WCHAR *win32, struct nt_path *path)
{
	path->any = FALSE;
	return convert(win32, path);
}

/*
 * The same for who does not open it: masks have wild cards.
 */
NTSTATUS path_to_nt_any(const WCHAR *win32, struct nt_path *path)
{
	path->any = TRUE;
	return convert(win32, path);
}
