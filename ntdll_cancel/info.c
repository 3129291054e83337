/*
 * What a file tells about itself and lets one set: sizes, position, kind.
 */
#define _GNU_SOURCE
#include "attributes.h"
#include "handle.h"
#include "notify.h"
#include "npipe.h"
#include "port.h"
#include "rename.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static NTSTATUS query(struct file *f, const struct handle_ref *ref, void *data,
		      ULONG length, FILE_INFORMATION_CLASS class, ULONG *used)
{
	struct stat st;
	off_t at;
	union {
		FILE_BASIC_INFORMATION basic;
		FILE_STANDARD_INFORMATION standard;
		FILE_POSITION_INFORMATION position;
		FILE_MODE_INFORMATION mode;
		FILE_ACCESS_INFORMATION access;
		FILE_IO_COMPLETION_NOTIFICATION_INFORMATION modes;
		FILE_INTERNAL_INFORMATION internal;
	} info;
	memset(&info, 0, sizeof info);
	if (f->np && (class == FilePipeInformation ||
		      class == FilePipeLocalInformation ||
		      class == FileStandardInformation))
		return npipe_query(f, class, data, length, used);
	memset(&st, 0, sizeof st);
	if (!f->np && fstat(f->fd, &st))
		return status_from_errno(errno);
	switch (class) {
	case FileBasicInformation:
		*used = sizeof info.basic;
		time_to_nt(&info.basic.CreationTime, &st.st_mtim);
		time_to_nt(&info.basic.LastAccessTime, &st.st_atim);
		time_to_nt(&info.basic.LastWriteTime, &st.st_mtim);
		time_to_nt(&info.basic.ChangeTime, &st.st_ctim);
		info.basic.FileAttributes = attributes_of(&st);
		break;
	case FileStandardInformation:
		*used = sizeof info.standard;
		info.standard.AllocationSize.QuadPart = st.st_blocks * 512;
		info.standard.EndOfFile.QuadPart = st.st_size;
		info.standard.NumberOfLinks = st.st_nlink;
		info.standard.DeletePending = doom_pending(&f->share);
		info.standard.Directory = S_ISDIR(st.st_mode);
		break;
	case FileInternalInformation:
		*used = sizeof info.internal;
		info.internal.IndexNumber.QuadPart = st.st_ino;
		break;
	case FilePositionInformation:
		*used = sizeof info.position;
		if (f->kind == FILE_REGULAR &&
		    (at = lseek(f->fd, 0, SEEK_CUR)) > 0)
			info.position.CurrentByteOffset.QuadPart = at;
		break;
	case FileModeInformation:
		*used = sizeof info.mode;
		info.mode.Mode = f->options &
				 (FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY |
				  FILE_NO_INTERMEDIATE_BUFFERING |
				  FILE_SYNCHRONOUS_IO_ALERT |
				  FILE_SYNCHRONOUS_IO_NONALERT |
				  FILE_DELETE_ON_CLOSE);
		break;
	case FileIoCompletionNotificationInformation:
		*used = sizeof info.modes;
		info.modes.Flags = f->modes;
		break;
	case FileAccessInformation:
		*used = sizeof info.access;
		info.access.AccessFlags = handle_access(ref);
		break;
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
	if (length < *used)
		return STATUS_INFO_LENGTH_MISMATCH;
	memcpy(data, &info, *used);
	return STATUS_SUCCESS;
}

static NTSTATUS truncate_to(struct file *f, int64_t size)
{
	if (f->kind != FILE_REGULAR)
		return STATUS_INVALID_PARAMETER;
	return ftruncate(f->fd, size) ? status_from_errno(errno) :
					STATUS_SUCCESS;
}

static NTSTATUS set_position(struct file *f, int64_t to)
{
	if (to < 0)
		return STATUS_INVALID_PARAMETER;
	/* Pipes and terminals have none, nor has what was opened for its
	 * attributes alone; Windows lets one set it all the same. An overlapped
	 * file's is what SetEndOfFile goes by. */
	if (f->kind == FILE_REGULAR && lseek(f->fd, to, SEEK_SET) < 0 &&
	    errno != EBADF)
		return status_from_errno(errno);
	return STATUS_SUCCESS;
}

static NTSTATUS set_doomed(struct file *f, bool doomed)
{
	NTSTATUS status = doom(&f->share, f->fd, doomed);
	if (!status && doomed && f->kind == FILE_DIR)
		notify_doomed(f->share.inode);
	return status;
}

static NTSTATUS set(struct file *f, const void *data,
		    FILE_INFORMATION_CLASS class)
{
	struct stat st;
	int64_t size;
	switch (class) {
	case FileBasicInformation:
		return f->np ? STATUS_INVALID_PARAMETER :
			       attributes_set(f->fd, data);
	case FilePositionInformation:
		return set_position(f, ((const FILE_POSITION_INFORMATION *)data)
					       ->CurrentByteOffset.QuadPart);
	case FileEndOfFileInformation:
		size = ((const FILE_END_OF_FILE_INFORMATION *)data)
			       ->EndOfFile.QuadPart;
		return size < 0 ? STATUS_INVALID_PARAMETER :
				  truncate_to(f, size);
	case FileAllocationInformation:
		size = ((const FILE_ALLOCATION_INFORMATION *)data)
			       ->AllocationSize.QuadPart;
		if (fstat(f->fd, &st))
			return status_from_errno(errno);
		/* Less than there is cuts it; more reserves, which is a hint. */
		return size < st.st_size ? truncate_to(f, size) : STATUS_SUCCESS;
	case FileCompletionInformation:
		return port_attach(f, data);
	case FileIoCompletionNotificationInformation:
		return port_modes(f, ((const FILE_IO_COMPLETION_NOTIFICATION_INFORMATION *)
					      data)->Flags);
	case FilePipeInformation:
		return f->np ? npipe_set(f, data) :
			       STATUS_INVALID_PARAMETER;
	case FileDispositionInformation:
		return set_doomed(f, ((const FILE_DISPOSITION_INFORMATION *)
					      data)->DoDeleteFile);
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}

static const struct {
	ULONG length;
	ACCESS_MASK access;
} settable[FileMaximumInformation] = {
	[FileBasicInformation] = { sizeof(FILE_BASIC_INFORMATION),
				   FILE_WRITE_ATTRIBUTES },
	[FilePositionInformation] = { sizeof(FILE_POSITION_INFORMATION), 0 },
	[FileEndOfFileInformation] = { sizeof(FILE_END_OF_FILE_INFORMATION),
				       FILE_WRITE_DATA },
	[FileAllocationInformation] = { sizeof(FILE_ALLOCATION_INFORMATION),
					FILE_WRITE_DATA },
	[FileRenameInformation] = { sizeof(FILE_RENAME_INFORMATION), DELETE },
	[FileDispositionInformation] = { sizeof(FILE_DISPOSITION_INFORMATION),
					 DELETE },
	[FilePipeInformation] = { sizeof(FILE_PIPE_INFORMATION),
				  FILE_WRITE_ATTRIBUTES },
	[FileCompletionInformation] = { sizeof(FILE_COMPLETION_INFORMATION), 0 },
	[FileIoCompletionNotificationInformation] = {
		sizeof(FILE_IO_COMPLETION_NOTIFICATION_INFORMATION), 0 },
};

/* iosb is written by those who succeed or fail in the file system alone. */
static NTSTATUS enter(HANDLE h, ACCESS_MASK access, IO_STATUS_BLOCK *iosb,
		      struct handle_ref *ref, struct file **f)
{
	struct thread *t = thread_self();
	if (!t)
		return STATUS_NOT_SUPPORTED;
	if (!iosb)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_FILE, access, ref);
	if (status)
		return status;
	*f = file_of(ref->object);
	status = file_enter(*f, t, iosb);
	if (status)
		handle_done(ref);
	return status;
}

static NTSTATUS leave(struct handle_ref *ref, struct file *f,
		      IO_STATUS_BLOCK *iosb, NTSTATUS status, ULONG used)
{
	file_leave(f, thread_current);
	handle_done(ref);
	if (!status) {
		iosb->Status = status;
		iosb->Information = used;
	}
	thread_heed();
	return status;
}

NTSTATUS WINAPI NtQueryInformationFile(HANDLE h, IO_STATUS_BLOCK *iosb,
				       void *data, ULONG length,
				       FILE_INFORMATION_CLASS class)
{
	struct handle_ref ref;
	struct file *f;
	ULONG used = 0;
	NTSTATUS status = enter(h, 0, iosb, &ref, &f);
	if (status)
		return status;
	status = query(f, &ref, data, length, class, &used);
	return leave(&ref, f, iosb, status, used);
}

NTSTATUS WINAPI NtSetInformationFile(HANDLE h, IO_STATUS_BLOCK *iosb,
				     void *data, ULONG length,
				     FILE_INFORMATION_CLASS class)
{
	struct handle_ref ref;
	struct file *f;
	if ((unsigned)class >= FileMaximumInformation ||
	    !settable[class].length)
		return STATUS_INVALID_INFO_CLASS;
	if (length < settable[class].length)
		return STATUS_INFO_LENGTH_MISMATCH;
	NTSTATUS status = enter(h, settable[class].access, iosb, &ref, &f);
	if (status)
		return status;
	status = class == FileRenameInformation ?
			 file_rename(f, thread_current, data, length) :
			 set(f, data, class);
	return leave(&ref, f, iosb, status, 0);
}
