/*
 * What a partial copy remembers: an extended attribute of the target says which
 * source it belongs to, as it was then, and how much of it has been copied. Without
 * extended attributes nothing is remembered, and the copy begins anew.
 *
 * It is believed only if the source is the same file, of the same length and
 * time, and if the last bytes before the place are still those of the source.
 */
#include "kernel32_cancel/copy.h"
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define MARK "user.wincancel.copy"
#define MARK_VERSION 1
#define TAIL 65536

struct copy_mark {
	ULONGLONG version, device, inode, size, changed, at;
};

static BOOL mark_of(int from, struct copy_mark *mark)
{
	struct stat st;

	if (fstat(from, &st) || !S_ISREG(st.st_mode))
		return FALSE;
	*mark = (struct copy_mark){
		.version = MARK_VERSION,
		.device = st.st_dev,
		.inode = st.st_ino,
		.size = (ULONGLONG)st.st_size,
		.changed = (ULONGLONG)st.st_mtim.tv_sec * 1000000000ull +
			   (ULONGLONG)st.st_mtim.tv_nsec,
	};
	return TRUE;
}

static BOOL both(HANDLE from, HANDLE to, int *in, int *out)
{
	return NT_SUCCESS(file_unix_fd(from, in)) &&
	       NT_SUCCESS(file_unix_fd(to, out));
}

BOOL copy_mark_set(HANDLE from, HANDLE to, ULONGLONG at)
{
	struct copy_mark mark;
	int in, out;

	if (!both(from, to, &in, &out) || !mark_of(in, &mark))
		return FALSE;
	mark.at = at;
	return !fsetxattr(out, MARK, &mark, sizeof(mark), 0);
}

static BOOL same_tail(int in, int out, ULONGLONG at)
{
	char a[4096], b[4096];
	ULONGLONG from = at > TAIL ? at - TAIL : 0;

	while (from < at) {
		size_t n = at - from < sizeof(a) ? at - from : sizeof(a);

		if (pread(in, a, n, (off_t)from) != (ssize_t)n ||
		    pread(out, b, n, (off_t)from) != (ssize_t)n ||
		    memcmp(a, b, n))
			return FALSE;
		from += n;
	}
	return TRUE;
}

BOOL copy_mark_get(HANDLE from, HANDLE to, ULONGLONG *at)
{
	struct copy_mark mark, now;
	int in, out;

	if (!both(from, to, &in, &out) || !mark_of(in, &now) ||
	    fgetxattr(out, MARK, &mark, sizeof(mark)) != sizeof(mark))
		return FALSE;
	now.at = mark.at;
	/* Nor is it so if one of the two is shorter. */
	if (memcmp(&now, &mark, sizeof(mark)) || !same_tail(in, out, mark.at))
		return FALSE;
	*at = mark.at;
	return TRUE;
}

void copy_mark_clear(HANDLE to)
{
	int out;

	if (NT_SUCCESS(file_unix_fd(to, &out)))
		fremovexattr(out, MARK);
}
