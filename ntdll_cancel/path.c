/*
 * Object names of files: `\??\unix/x` is the Linux path as it is; `\??\Z:\x` the
 * same with Windows' rules; other drives are links in
 * $WINCANCEL_PREFIX/dosdevices, and so is COM1 (else /dev/ttyS0); NUL, CONIN$ and
 * CONOUT$ are devices. Windows
 * finds names without regard to case: where the exact name is missing, the
 * directory is searched for one that differs only in case.
 */
#define _GNU_SOURCE
#include "ntdll_cancel.h"
#include "path.h"
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* UTF-16 to UTF-8. Lone surrogates and NUL have no name on Linux. */
NTSTATUS name_to_utf8(const WCHAR *s, size_t n, char *out, size_t room)
{
	char *end = out + room - 4;
	for (size_t i = 0; i < n; i++) {
		unsigned c = s[i];
		if (!c || (c >= 0xdc00 && c < 0xe000))
			return STATUS_OBJECT_NAME_INVALID;
		if (c >= 0xd800 && c < 0xdc00) {
			if (i + 1 == n || (s[i + 1] & 0xfc00) != 0xdc00)
				return STATUS_OBJECT_NAME_INVALID;
			c = 0x10000 + ((c & 0x3ff) << 10) + (s[++i] & 0x3ff);
		}
		if (out >= end)
			return STATUS_NAME_TOO_LONG;
		if (c < 0x80) {
			*out++ = c;
		} else if (c < 0x800) {
			*out++ = 0xc0 | c >> 6;
			*out++ = 0x80 | (c & 63);
		} else if (c < 0x10000) {
			*out++ = 0xe0 | c >> 12;
			*out++ = 0x80 | (c >> 6 & 63);
			*out++ = 0x80 | (c & 63);
		} else {
			*out++ = 0xf0 | c >> 18;
			*out++ = 0x80 | (c >> 12 & 63);
			*out++ = 0x80 | (c >> 6 & 63);
			*out++ = 0x80 | (c & 63);
		}
	}
	*out = 0;
	return STATUS_SUCCESS;
}

/* Puts the entry of directory that equals name but for case into name. */
static bool find_case(const char *directory, char *name)
{
	DIR *d = opendir(*directory ? directory : "/");
	bool found = false;
	struct dirent *e;
	while (d && !found && (e = readdir(d)))
		if (!strcasecmp(e->d_name, name)) {
			strcpy(name, e->d_name); /* of the same length */
			found = true;
		}
	if (d)
		closedir(d);
	return found;
}

bool path_fix_case(char *path)
{
	bool changed = false;
	for (char *part = path; *part;) {
		char *name = part + 1;
		char *end = strchrnul(name, '/');
		char kept = *end;
		*end = 0;
		bool there = !*name || !access(path, F_OK);
		if (!there) {
			*part = 0;
			there = find_case(path, name);
			*part = '/';
			changed |= there;
		}
		*end = kept;
		if (!there)
			break;
		part = end;
	}
	return changed;
}

static NTSTATUS drive_root(char letter, char *path)
{
	letter |= 32;
	if (letter == 'z') {
		*path = 0;
		return STATUS_SUCCESS;
	}
	const char *prefix = getenv("WINCANCEL_PREFIX");
	if (!prefix || !*prefix)
		return STATUS_OBJECT_PATH_NOT_FOUND;
	if (snprintf(path, PATH_MAX, "%s/dosdevices/%c:", prefix, letter) >=
	    PATH_MAX)
		return STATUS_NAME_TOO_LONG;
	return STATUS_SUCCESS;
}

static NTSTATUS drive_path(const char *rest, char *path)
{
	NTSTATUS status = drive_root(*rest, path);
	if (status)
		return status;
	rest += 2;
	if (strlen(path) + strlen(rest) + 2 > PATH_MAX)
		return STATUS_NAME_TOO_LONG;
	if (strpbrk(rest, "<>\"|?*:"))
		return STATUS_OBJECT_NAME_INVALID;
	char *out = path + strlen(path);
	if (*rest != '\\' && *rest != '/')
		*out++ = '/';
	for (; *rest; rest++)
		*out++ = *rest == '\\' ? '/' : *rest;
	*out = 0;
	return STATUS_SUCCESS;
}

NTSTATUS path_from_name(const UNICODE_STRING *name, char *path, bool *windows)
{
	static const struct {
		const char *name, *path;
	} devices[] = {
		{ "NUL", "/dev/null" },
		{ "CONIN$", "/dev/tty" },
		{ "CONOUT$", "/dev/tty" },
	};
	char text[PATH_MAX];
	*windows = false;
	NTSTATUS status = name_to_utf8(name->Buffer, name->Length / 2, text,
				       sizeof text);
	if (status)
		return status;
	if (!*text)
		return STATUS_OBJECT_NAME_INVALID;
	if (strncmp(text, "\\??\\", 4))
		return *text == '\\' ? STATUS_OBJECT_PATH_NOT_FOUND :
				       STATUS_OBJECT_PATH_SYNTAX_BAD;
	const char *rest = text + 4;
	if (path_is_port(name))
		return path_of_port(rest, path);
	for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++)
		if (!strcasecmp(rest, devices[i].name)) {
			strcpy(path, devices[i].path);
			return STATUS_SUCCESS;
		}
	if (!strncmp(rest, "unix/", 5)) {
		strcpy(path, rest + 4);
		return STATUS_SUCCESS;
	}
	*windows = ((*rest | 32) >= 'a' && (*rest | 32) <= 'z') && rest[1] == ':';
	if (*windows)
		return drive_path(rest, path);
	return STATUS_OBJECT_NAME_NOT_FOUND;
}

NTSTATUS path_failed(const char *path, int err)
{
	char parent[PATH_MAX];
	if (err != ENOENT && err != ENOTDIR)
		return status_from_errno(err);
	strcpy(parent, path);
	char *end = parent + strlen(parent);
	while (end > parent + 1 && end[-1] == '/')
		*--end = 0;
	if (err == ENOTDIR)
		return access(parent, F_OK) ? STATUS_OBJECT_PATH_NOT_FOUND :
					      STATUS_NOT_A_DIRECTORY;
	char *slash = strrchr(parent, '/');
	if (slash)
		slash[slash == parent] = 0;
	return access(parent, F_OK) ? STATUS_OBJECT_PATH_NOT_FOUND :
				      STATUS_OBJECT_NAME_NOT_FOUND;
}

/* One character, with its length in bytes; -1: none begins here. */
static int decode(const unsigned char *in, size_t left, unsigned *length)
{
	unsigned lead = in[0];
	unsigned n = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 :
		     lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
	int c = n == 1 ? lead : lead & (0x7f >> n);
	*length = 1;
	if (!n || n > left)
		return -1;
	for (unsigned i = 1; i < n; i++) {
		if ((in[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (in[i] & 0x3f);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || c > 0x10ffff ||
	    (c >= 0xd800 && c < 0xe000))
		return -1;
	*length = n;
	return c;
}

size_t name_to_utf16(const char *in, size_t bytes, WCHAR *out, size_t room)
{
	size_t made = 0;
	for (size_t i = 0; i < bytes;) {
		unsigned length;
		int c = decode((const unsigned char *)in + i, bytes - i,
			       &length);
		WCHAR units[2] = { c < 0 ? 0xfffd : c, 0 };
		unsigned n = 1;
		if (c >= 0x10000) {
			units[0] = 0xd800 + ((c - 0x10000) >> 10);
			units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
			n = 2;
		}
		for (unsigned k = 0; k < n; k++, made++)
			if (made < room)
				out[made] = units[k];
		i += length;
	}
	return made;
}
