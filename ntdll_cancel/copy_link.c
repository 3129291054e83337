/*
 * A symbolic link copied as such: the new one says what the old one says, word for
 * word, whether that leads anywhere from there or not.
 */
#define _GNU_SOURCE
#include "ntdll_cancel.h"
#include "path.h"
#include "private.h"
#include <sys/stat.h>

static NTSTATUS find(const UNICODE_STRING *name, char path[PATH_MAX],
		     struct stat *st, bool *there)
{
	bool windows;
	NTSTATUS status = path_from_name(name, path, &windows);
	if (status)
		return status;
	*there = !lstat(path, st);
	if (!*there && windows && path_fix_case(path))
		*there = !lstat(path, st);
	return STATUS_SUCCESS;
}

NTSTATUS link_copy(const UNICODE_STRING *from, const UNICODE_STRING *to)
{
	char source[PATH_MAX], target[PATH_MAX], text[PATH_MAX];
	struct stat st, other;
	bool there;
	NTSTATUS status = find(from, source, &st, &there);
	if (!status && (!there || !S_ISLNK(st.st_mode)))
		return STATUS_NOT_A_REPARSE_POINT; /* or none at all */
	if (!status)
		status = find(to, target, &other, &there);
	if (status)
		return status;
	if (there && st.st_ino == other.st_ino && st.st_dev == other.st_dev)
		return STATUS_SHARING_VIOLATION;
	ssize_t n = readlink(source, text, sizeof text - 1);
	if (n < 0)
		return status_from_errno(errno);
	text[n] = 0;
	if (!symlink(text, target))
		return STATUS_SUCCESS;
	return errno == ENOENT ? STATUS_OBJECT_PATH_NOT_FOUND :
				 status_from_errno(errno);
}
