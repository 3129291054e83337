/*
 * NtCreateFile. The open itself may block (a FIFO without a peer, a slow file
 * system), so it is a labelled system call that CancelSynchronousIo can stop; an
 * open that was asked to stop and succeeded all the same is closed again.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include "path.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SYNC_OPTIONS (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT)
#define DATA_WRITE (FILE_WRITE_DATA | FILE_APPEND_DATA)

static int open_flags(ACCESS_MASK access, ULONG options)
{
	bool rd = access & (FILE_READ_DATA | FILE_EXECUTE);
	bool wr = access & DATA_WRITE;
	int flags = O_CLOEXEC | O_NOCTTY | O_LARGEFILE;
	if (options & FILE_DIRECTORY_FILE)
		return flags | O_DIRECTORY;
	if (rd || wr)
		flags |= rd && wr ? O_RDWR : wr ? O_WRONLY : O_RDONLY;
	else
		flags |= O_PATH; /* attributes alone must not block */
	if (options & FILE_WRITE_THROUGH)
		flags |= O_DSYNC;
	return flags;
}

static long open_labelled(struct thread *t, const char *path, int flags,
			  int mode)
{
	POINT("call:enter");
	long fd = call_repeat(&t->call, SYS_openat, AT_FDCWD, (long)path, flags,
			      mode);
	POINT("call:leave");
	return fd;
}

/* What to do about a name, one row for each disposition. */
static const struct disposition {
	bool open, create, truncate;
	ULONG opened; /* Information when it was there */
} dispositions[] = {
	[FILE_SUPERSEDE] = { true, true, true, FILE_SUPERSEDED },
	[FILE_OPEN] = { true, false, false, FILE_OPENED },
	[FILE_CREATE] = { false, true, false, 0 },
	[FILE_OPEN_IF] = { true, true, false, FILE_OPENED },
	[FILE_OVERWRITE] = { true, false, true, FILE_OVERWRITTEN },
	[FILE_OVERWRITE_IF] = { true, true, true, FILE_OVERWRITTEN },
};

static long open_existing(struct thread *t, const char *path, int flags,
			  ULONG options)
{
	long fd = open_labelled(t, path, flags, 0);
	/* A directory opened for writing is one opened for its attributes. */
	if (fd == -EISDIR && !(options & FILE_NON_DIRECTORY_FILE))
		fd = open_labelled(t, path, O_CLOEXEC | O_DIRECTORY, 0);
	return fd;
}

static long open_by(struct thread *t, const struct disposition *d,
		    char *path, bool windows, int flags, ULONG options,
		    ULONG attributes, ULONG *information)
{
	int mode = attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
	int create = (flags & ~O_PATH) | O_CREAT | O_EXCL;
	for (;;) {
		long fd = -ENOENT;
		*information = d->opened;
		if (d->open)
			fd = open_existing(t, path,
					   flags | (d->truncate ? O_TRUNC : 0),
					   options);
		if (fd == -ENOENT && windows) {
			windows = false;
			if (path_fix_case(path))
				continue;
		}
		if (fd != -ENOENT || !d->create)
			return fd;
		*information = FILE_CREATED;
		if (options & FILE_DIRECTORY_FILE) {
			fd = mkdir(path, 0777) ? -errno : 0;
			if (!fd)
				fd = open_existing(t, path, flags, options);
		} else {
			fd = open_labelled(t, path, create, mode);
		}
		/* Somebody made it between the two looks. */
		if (fd != -EEXIST || !d->open)
			return fd;
	}
}

/* Windows tells a missing file from a missing directory. */
static NTSTATUS open_failed(const char *path, int err)
{
	char parent[PATH_MAX];
	if (err == ENOTDIR)
		return STATUS_OBJECT_PATH_NOT_FOUND;
	if (err != ENOENT)
		return status_from_errno(err);
	strcpy(parent, path);
	char *slash = strrchr(parent, '/');
	if (slash)
		slash[slash == parent] = 0;
	return access(parent, F_OK) ? STATUS_OBJECT_PATH_NOT_FOUND :
				      STATUS_OBJECT_NAME_NOT_FOUND;
}

static NTSTATUS check_arguments(ACCESS_MASK access,
				const OBJECT_ATTRIBUTES *attr,
				ULONG disposition, ULONG options)
{
	if (!attr || !attr->ObjectName)
		return STATUS_INVALID_PARAMETER;
	if (disposition >= sizeof dispositions / sizeof *dispositions)
		return STATUS_INVALID_PARAMETER;
	if ((options & SYNC_OPTIONS) &&
	    !(object_access(OBJ_FILE, access) & SYNCHRONIZE))
		return STATUS_INVALID_PARAMETER;
	if ((options & SYNC_OPTIONS) == SYNC_OPTIONS ||
	    ((options & FILE_DIRECTORY_FILE) &&
	     (options & FILE_NON_DIRECTORY_FILE)))
		return STATUS_INVALID_PARAMETER;
	if ((options & FILE_DELETE_ON_CLOSE) &&
	    !(object_access(OBJ_FILE, access) & DELETE))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

static NTSTATUS wrap(int fd, const char *path, ACCESS_MASK access,
		     const OBJECT_ATTRIBUTES *attr, ULONG options, HANDLE *out)
{
	struct stat st;
	struct file *f;
	if (fstat(fd, &st)) {
		int err = errno;
		close(fd);
		return status_from_errno(err);
	}
	if (S_ISDIR(st.st_mode) && (options & FILE_NON_DIRECTORY_FILE)) {
		close(fd);
		return STATUS_FILE_IS_A_DIRECTORY;
	}
	NTSTATUS status = file_new(fd, file_kind_of(st.st_mode, fd), options,
				   &f);
	if (status)
		return status;
	f->append = (access & DATA_WRITE) == FILE_APPEND_DATA;
	f->removable = options & FILE_DELETE_ON_CLOSE;
	f->path = strdup(path);
	status = handle_make(&f->obj, object_access(OBJ_FILE, access),
			     attr->Attributes, out);
	if (status)
		object_unref(&f->obj);
	return status;
}

NTSTATUS WINAPI NtCreateFile(HANDLE *out, ACCESS_MASK access,
			     OBJECT_ATTRIBUTES *attr, IO_STATUS_BLOCK *iosb,
			     LARGE_INTEGER *allocation, ULONG attributes,
			     ULONG sharing, ULONG disposition, ULONG options,
			     void *ea, ULONG ea_length)
{
	(void)allocation;
	(void)sharing;
	char path[PATH_MAX];
	bool windows;
	ULONG information;
	if (!out || !iosb)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	struct thread *t = thread_self();
	if (!t)
		return process_forked() ? STATUS_NOT_SUPPORTED :
					  STATUS_NO_MEMORY;
	NTSTATUS status = check_arguments(access, attr, disposition, options);
	if (!status && (ea || ea_length))
		status = STATUS_EAS_NOT_SUPPORTED;
	UNICODE_STRING pipe;
	if (!status && np_is_name(attr->ObjectName, &pipe)) {
		status = npipe_open(t, out, access, attr, &pipe, iosb, options);
		thread_heed();
		return status;
	}
	if (!status)
		status = path_from_name(attr->ObjectName, path, &windows);
	if (status)
		return status;
	/* One call, however many looks it takes: who stops the first of them has
	 * stopped the open. */
	call_begin(&t->call, CALL_OPEN, NULL, iosb);
	long fd = open_by(t, &dispositions[disposition], path, windows,
			  open_flags(object_access(OBJ_FILE, access), options),
			  options, attributes, &information);
	if (call_end(&t->call) && fd >= 0) {
		close(fd);
		fd = -ECANCELED;
	}
	status = fd < 0 ? open_failed(path, -fd) :
			  wrap(fd, path, access, attr, options, out);
	thread_heed();
	if (status)
		return status;
	iosb->Status = STATUS_SUCCESS;
	iosb->Information = information;
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtOpenFile(HANDLE *out, ACCESS_MASK access,
			   OBJECT_ATTRIBUTES *attr, IO_STATUS_BLOCK *iosb,
			   ULONG sharing, ULONG options)
{
	return NtCreateFile(out, access, attr, iosb, NULL, 0, sharing,
			    FILE_OPEN, options, NULL, 0);
}
