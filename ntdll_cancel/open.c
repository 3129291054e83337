/*
 * NtCreateFile. The open itself may block (a FIFO without a peer, a slow file
 * system), so it is a labelled system call that CancelSynchronousIo can stop; an
 * open that was asked to stop and succeeded all the same is closed again.
 * Share modes are checked between the open and whatever changes the file, so who
 * is refused has changed nothing.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include "path.h"
#include "serial.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define SYNC_OPTIONS (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT)
#define DATA_WRITE (FILE_WRITE_DATA | FILE_APPEND_DATA)

static int open_flags(ACCESS_MASK access, ULONG options)
{
	bool rd = access & (FILE_READ_DATA | FILE_EXECUTE);
	bool wr = access & DATA_WRITE;
	int flags = O_CLOEXEC | O_NOCTTY | O_LARGEFILE;
	bool link = (options & FILE_OPEN_REPARSE_POINT) && !rd && !wr;
	if ((options & FILE_DIRECTORY_FILE) && !link)
		return flags | O_DIRECTORY;
	if (rd || wr)
		flags |= rd && wr ? O_RDWR : wr ? O_WRONLY : O_RDONLY;
	else
		flags |= O_PATH | /* attributes alone must not block */
			 (link ? O_NOFOLLOW : 0);
	if (options & FILE_WRITE_THROUGH)
		flags |= O_DSYNC;
	return flags;
}

/* What to do about a name, one row for each disposition. */
static const struct disposition {
	bool open, create, truncate;
	ACCESS_MASK once; /* what it takes to replace what is there */
	ULONG opened;	  /* Information when it was there */
} dispositions[] = {
	[FILE_SUPERSEDE] = { true, true, true, DELETE, FILE_SUPERSEDED },
	[FILE_OPEN] = { true, false, false, 0, FILE_OPENED },
	[FILE_CREATE] = { false, true, false, 0, 0 },
	[FILE_OPEN_IF] = { true, true, false, 0, FILE_OPENED },
	[FILE_OVERWRITE] = { true, false, true, FILE_WRITE_DATA,
			     FILE_OVERWRITTEN },
	[FILE_OVERWRITE_IF] = { true, true, true, FILE_WRITE_DATA,
				FILE_OVERWRITTEN },
};

/* One open on its way. */
struct opening {
	struct thread *t;
	char *path;
	int flags;
	ULONG options, attributes;
	struct share_request request;
	struct making making;
	struct stat st;
	struct share share;
	NTSTATUS refused; /* by us; else it is the kernel's errno */
	ULONG information;
};
/* Of those who open: refused is set, or the name has gone. */
#define REFUSED (-ECANCELED)
#define AGAIN (-0x10000)

static long open_labelled(struct opening *o, int flags, int mode)
{
	POINT("call:enter");
	long fd = call_repeat(&o->t->call, SYS_openat, AT_FDCWD, (long)o->path,
			      flags, mode);
	POINT("call:leave");
	return fd;
}

static long open_existing(struct opening *o)
{
	long fd = open_labelled(o, o->flags, 0);
	/* A directory opened for writing is one opened for its attributes. */
	if (fd == -EISDIR && !(o->options & FILE_NON_DIRECTORY_FILE))
		fd = open_labelled(o, O_CLOEXEC | O_DIRECTORY, 0);
	return fd;
}

static long truncate_it(struct opening *o, long fd)
{
	char link[40];
	if (!S_ISREG(o->st.st_mode))
		return 0;
	if (o->flags & (O_WRONLY | O_RDWR))
		return call_repeat(&o->t->call, SYS_ftruncate, fd, 0, 0, 0);
	snprintf(link, sizeof link, "/proc/self/fd/%ld", fd);
	return call_repeat(&o->t->call, SYS_truncate, (long)link, 0, 0, 0);
}

static NTSTATUS enter_shares(struct opening *o, bool *look)
{
	NTSTATUS status;
	uint32_t seen;
	while ((status = share_enter(&o->share, &o->st, &o->request, &seen,
				     look)) == STATUS_RETRY)
		if (call_repeat(&o->t->call, SYS_futex, (long)&share_makers,
				FUTEX_WAIT_PRIVATE, seen, 0) == -ECANCELED)
			return STATUS_CANCELLED;
	return status;
}

/* A link to one is one, to who opens links. */
static bool is_directory(const struct opening *o)
{
	struct stat target;
	return S_ISDIR(o->st.st_mode) ||
	       (S_ISLNK(o->st.st_mode) && !stat(o->path, &target) &&
		S_ISDIR(target.st_mode));
}

/* What is to be known before anything is done to the contents. */
static NTSTATUS may_open(struct opening *o, bool *look)
{
	bool directory = S_ISDIR(o->st.st_mode);
	*look = false;
	if (directory && (o->options & FILE_NON_DIRECTORY_FILE))
		return STATUS_FILE_IS_A_DIRECTORY;
	if ((o->options & FILE_DIRECTORY_FILE) && !is_directory(o))
		return STATUS_NOT_A_DIRECTORY;
	if ((o->options & FILE_DELETE_ON_CLOSE) && !(o->st.st_mode & 0222))
		return STATUS_CANNOT_DELETE;
	return enter_shares(o, look);
}

/* Passes on fd, or closes it and says why. */
static long admit(struct opening *o, long fd, bool truncate)
{
	long r = 0;
	bool look;
	if (fd < 0)
		return fd;
	POINT("open:share");
	if (fstat(fd, &o->st)) {
		r = -errno;
		close(fd);
		return r;
	}
	o->refused = may_open(o, &look);
	if (o->refused)
		r = REFUSED;
	else if (look && !fstat(fd, &o->st) && !o->st.st_nlink)
		r = AGAIN;
	else if (truncate)
		r = truncate_it(o, fd);
	if (!r)
		return fd;
	share_leave(&o->share);
	close(fd);
	return r;
}

static long create_it(struct opening *o)
{
	int mode = o->attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
	long fd;
	if (!(mode & 0222) && (o->options & FILE_DELETE_ON_CLOSE)) {
		o->refused = STATUS_CANNOT_DELETE;
		return REFUSED;
	}
	locks_held++; /* others may wait for us: not to be suspended meanwhile */
	share_making(&o->making, o->path);
	o->request.own = &o->making;
	if (o->options & FILE_DIRECTORY_FILE) {
		fd = mkdir(o->path, 0777) ? -errno : 0;
		if (!fd)
			fd = open_existing(o);
	} else {
		fd = open_labelled(o, (o->flags & ~O_PATH) | O_CREAT | O_EXCL,
				   mode);
	}
	POINT("open:made");
	fd = admit(o, fd, false);
	share_made(&o->making);
	locks_unhold();
	return fd;
}

static long open_by(struct opening *o, const struct disposition *d,
		    bool windows)
{
	for (;;) {
		long fd = -ENOENT;
		o->information = d->opened;
		o->request.removals = share_removals();
		if (d->open) {
			o->request.once = d->once;
			fd = admit(o, open_existing(o), d->truncate);
			if (fd == AGAIN)
				continue;
		}
		if (fd == -ENOENT && windows) {
			windows = false;
			if (path_fix_case(o->path))
				continue;
		}
		if (fd != -ENOENT || !d->create)
			return fd;
		o->information = FILE_CREATED;
		o->request.once = 0;
		fd = create_it(o);
		/* Somebody made it between the two looks, or took it away. */
		if ((fd != -EEXIST || !d->open) && fd != AGAIN)
			return fd;
	}
}

static NTSTATUS check_arguments(ACCESS_MASK access,
				const OBJECT_ATTRIBUTES *attr, ULONG sharing,
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
	if (sharing & ~SHARE_ALL)
		return STATUS_INVALID_PARAMETER;
	if ((options & FILE_DELETE_ON_CLOSE) &&
	    !(object_access(OBJ_FILE, access) & DELETE))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* Takes over fd and the share. */
static NTSTATUS wrap(int fd, struct opening *o, const OBJECT_ATTRIBUTES *attr,
		     HANDLE *out)
{
	struct file *f;
	enum file_kind kind = file_kind_of(o->st.st_mode, fd);
	bool output;
	if (kind == FILE_TTY && !path_is_console(attr->ObjectName, &output))
		kind = FILE_SERIAL;
	NTSTATUS status = file_new(fd, kind, o->options, &f);
	if (status) {
		share_leave(&o->share);
		return status;
	}
	f->share = o->share;
	f->console_out = kind == FILE_TTY && output;
	if (kind == FILE_SERIAL)
		status = serial_new(f, path_is_port(attr->ObjectName));
	if (!status && (o->options & FILE_DELETE_ON_CLOSE))
		status = doom_at_close(&f->share, o->path);
	if (!status)
		status = handle_make(&f->obj, o->request.access,
				     attr->Attributes, out);
	if (status) {
		doom_spare(&f->share);
		object_unref(&f->obj);
	}
	return status;
}

NTSTATUS WINAPI NtCreateFile(HANDLE *out, ACCESS_MASK access,
			     OBJECT_ATTRIBUTES *attr, IO_STATUS_BLOCK *iosb,
			     LARGE_INTEGER *allocation, ULONG attributes,
			     ULONG sharing, ULONG disposition, ULONG options,
			     void *ea, ULONG ea_length)
{
	(void)allocation;
	char path[PATH_MAX];
	bool windows;
	if (!out || !iosb)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	if (process_forked())
		return STATUS_NOT_SUPPORTED;
	struct thread *t = thread_self();
	if (!t)
		return STATUS_NO_MEMORY;
	NTSTATUS status = check_arguments(access, attr, sharing, disposition,
					  options);
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
	access = object_access(OBJ_FILE, access);
	struct opening o = {
		.t = t,
		.path = path,
		.flags = open_flags(access, options),
		.options = options,
		.attributes = attributes,
		.request = { .path = path, .access = access,
			     .sharing = sharing },
	};
	/* One call, however many looks it takes: who stops the first of them has
	 * stopped the open. */
	bool pause = port_pause_if(t);
	call_begin(&t->call, CALL_OPEN, NULL, iosb);
	long fd = open_by(&o, &dispositions[disposition], windows);
	locks_held++; /* for what is open, and counted, and in no handle yet */
	if (call_end(&t->call) && fd >= 0) {
		share_leave(&o.share);
		close(fd);
		fd = -ECANCELED;
	}
	status = o.refused ? o.refused :
		 fd < 0	   ? path_failed(path, -fd) :
			     wrap(fd, &o, attr, out);
	locks_unhold();
	port_resume_if(t, pause);
	thread_heed();
	if (status)
		return status;
	iosb->Status = STATUS_SUCCESS;
	iosb->Information = o.information;
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtOpenFile(HANDLE *out, ACCESS_MASK access,
			   OBJECT_ATTRIBUTES *attr, IO_STATUS_BLOCK *iosb,
			   ULONG sharing, ULONG options)
{
	return NtCreateFile(out, access, attr, iosb, NULL, 0, sharing,
			    FILE_OPEN, options, NULL, 0);
}
