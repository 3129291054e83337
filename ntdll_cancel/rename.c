/*
 * FileRenameInformation: an open file gets another name on its file system. Its
 * old one is what the kernel calls the descriptor now, if it still is that file's.
 *
 * Nothing that is there is replaced unless it was asked for: the kernel looks and
 * renames in one step (RENAME_NOREPLACE), or links where it can't do that. What is
 * replaced is entered in the table of open files first, as by an opener that
 * shares with nobody: who has it open keeps it, who comes meanwhile is refused.
 */
#define _GNU_SOURCE
#include "rename.h"
#include "path.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif

/* One rename on its way. */
struct renaming {
	struct call *call;
	struct stat st;		/* of what is renamed */
	struct stat there;	/* of what has the new name */
	char old[PATH_MAX], new[PATH_MAX];
	bool replace;
};

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev;
}

static NTSTATUS find_old(struct renaming *r, int fd)
{
	char link[32];
	struct stat named;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, r->old, PATH_MAX - 1);
	if (n < 0 || fstat(fd, &r->st))
		return status_from_errno(errno);
	r->old[n] = 0;
	if (*r->old != '/' || lstat(r->old, &named) ||
	    !same_file(&r->st, &named))
		return STATUS_OBJECT_NAME_NOT_FOUND;
	return STATUS_SUCCESS;
}

static char *leaf_of(char *path)
{
	char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* As path_from_name has it, but for directories that are there in another
 * spelling, and for a file; its own new spelling is what was asked for. */
static void find_new(struct renaming *r, bool windows)
{
	char leaf[PATH_MAX];
	size_t n = strlen(r->new);
	while (n > 1 && r->new[n - 1] == '/')
		r->new[--n] = 0;
	if (!windows || !access(r->new, F_OK))
		return;
	strcpy(leaf, leaf_of(r->new));
	if (path_fix_case(r->new) && !strcmp(r->new, r->old))
		strcpy(leaf_of(r->new), leaf); /* of the same length */
}

static long rename_labelled(struct renaming *r, unsigned flags)
{
	long e;
	do
		e = call_labelled(r->call, SYS_renameat2, AT_FDCWD,
				  (long)r->old, AT_FDCWD, (long)r->new, flags, 0);
	while (e == -EINTR && !call_asked(r->call));
	return e == -EINTR ? -ECANCELED : e;
}

/* Where the file system knows no RENAME_NOREPLACE. */
static long rename_carefully(struct renaming *r)
{
	if (!S_ISDIR(r->st.st_mode)) {
		if (!link(r->old, r->new))
			return unlink(r->old) ? -errno : 0;
		if (errno != EPERM && errno != EOPNOTSUPP)
			return -errno;
	}
	return lstat(r->new, &r->there) ? rename_labelled(r, 0) : -EEXIST;
}

static NTSTATUS failed(struct renaming *r, long e)
{
	if (e == -EXDEV)
		return !r->replace && !lstat(r->new, &r->there) ?
			       STATUS_OBJECT_NAME_COLLISION :
			       STATUS_NOT_SAME_DEVICE;
	/* Into itself. */
	if (e == -EINVAL && S_ISDIR(r->st.st_mode))
		return STATUS_SHARING_VIOLATION;
	if (e == -ENOENT && !access(r->old, F_OK))
		return STATUS_OBJECT_PATH_NOT_FOUND;
	return e ? status_from_errno(-e) : STATUS_SUCCESS;
}

/* Another name of the same file: then the old one only has to go. */
static NTSTATUS is_the_same(struct renaming *r)
{
	if (!strcmp(r->old, r->new))
		return STATUS_SUCCESS;
	if (!r->replace)
		return STATUS_OBJECT_NAME_COLLISION;
	return failed(r, unlink(r->old) ? -errno : 0);
}

/* Whether what is there may be replaced at all. */
static bool replaceable(const struct renaming *r)
{
	mode_t mode = r->there.st_mode;
	if (S_ISDIR(mode) || S_ISDIR(r->st.st_mode))
		return false;
	return S_ISLNK(mode) || ((S_ISREG(mode) || S_ISFIFO(mode)) &&
				 (mode & 0222));
}

static NTSTATUS replace(struct renaming *r)
{
	struct share share = { .inode = NULL };
	struct share_request q = { .path = r->new, .access = DELETE };
	struct stat again;
	uint32_t seen;
	bool look;
	if (!replaceable(r))
		return STATUS_ACCESS_DENIED;
	q.removals = share_removals();
	/* Also one that is only being made: its maker has it open. */
	if (share_enter(&share, &r->there, &q, &seen, &look))
		return STATUS_ACCESS_DENIED;
	long e = -EEXIST;
	POINT("rename:entered");
	if (!lstat(r->new, &again) && same_file(&again, &r->there))
		e = rename_labelled(r, 0);
	share_replaced(&share, !e);
	return e == -EEXIST ? STATUS_RETRY : failed(r, e);
}

static NTSTATUS rename_once(struct renaming *r)
{
	long e = rename_labelled(r, RENAME_NOREPLACE);
	if (e == -EINVAL || e == -ENOSYS)
		e = rename_carefully(r);
	if (e != -EEXIST)
		return failed(r, e);
	if (lstat(r->new, &r->there))
		return STATUS_RETRY; /* it has gone meanwhile */
	if (same_file(&r->st, &r->there))
		return is_the_same(r);
	return r->replace ? replace(r) : STATUS_OBJECT_NAME_COLLISION;
}

NTSTATUS file_rename(struct file *f, struct thread *t, const void *data,
		     ULONG length)
{
	const FILE_RENAME_INFORMATION *info = data;
	UNICODE_STRING name = { .Buffer = (WCHAR *)info->FileName };
	struct renaming r = { .call = &t->call,
			      .replace = info->ReplaceIfExists };
	bool windows;
	if (info->FileNameLength & 1 || info->FileNameLength > 0xfffe ||
	    info->FileNameLength > length - offsetof(FILE_RENAME_INFORMATION,
						     FileName))
		return STATUS_INVALID_PARAMETER;
	if (info->RootDirectory)
		return STATUS_NOT_SUPPORTED;
	if (f->kind != FILE_REGULAR && f->kind != FILE_DIR &&
	    f->kind != FILE_PIPE && f->kind != FILE_CHAR)
		return STATUS_INVALID_PARAMETER;
	if (doom_pending(&f->share))
		return STATUS_DELETE_PENDING;
	name.Length = name.MaximumLength = info->FileNameLength;
	NTSTATUS status = path_from_name(&name, r.new, &windows);
	if (!status)
		status = find_old(&r, f->fd);
	if (status)
		return status;
	if (S_ISCHR(r.st.st_mode) || S_ISBLK(r.st.st_mode))
		return STATUS_INVALID_PARAMETER;
	find_new(&r, windows);
	do
		status = rename_once(&r);
	while (status == STATUS_RETRY && !call_asked(&t->call));
	return status == STATUS_RETRY ? STATUS_CANCELLED : status;
}
