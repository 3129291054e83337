/*
 * Making a server's instance, and a client's open of one. Both may wait (for a
 * folder's lock, for the server's greeting) and are then a call that can be
 * cancelled.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#define SYNC_OPTIONS (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT)

static NTSTATUS npipe_new(const char *name, const struct np_kind *kind,
			  unsigned end, ULONG options, struct file **out)
{
	struct npipe *np = mem_zeroed(1, sizeof *np);
	if (!np)
		return STATUS_NO_MEMORY;
	NTSTATUS status = file_new(-1, FILE_NPIPE, options, out);
	if (status) {
		mem_free(np);
		return status;
	}
	np->file = *out;
	np->end = end;
	np->kind = *kind;
	strcpy(np->name, name);
	np->state = FILE_PIPE_LISTENING_STATE;
	(*out)->np = np;
	return STATUS_SUCCESS;
}

/* Of an end that gets no handle; its memory goes some time. */
static NTSTATUS npipe_undo(struct file *f, NTSTATUS status)
{
	atomic_store(&f->closed, true);
	file_await_unused(f);
	if (f->np)
		npipe_closed(f);
	object_unref(&f->obj);
	return status;
}

static NTSTATUS npipe_handle(struct file *f, ACCESS_MASK access,
			     const OBJECT_ATTRIBUTES *attr, HANDLE *out)
{
	NTSTATUS status = handle_make(&f->obj, object_access(OBJ_FILE, access),
				      attr->Attributes, out);
	return status ? npipe_undo(f, status) : status;
}

/* ---- the client ---------------------------------------------------------- */

static bool may_open(const struct np_kind *kind, ACCESS_MASK access)
{
	access = object_access(OBJ_FILE, access);
	return !((access & FILE_READ_DATA) &&
		 kind->config == FILE_PIPE_INBOUND) &&
	       !((access & FILE_WRITE_DATA) &&
		 kind->config == FILE_PIPE_OUTBOUND);
}

static NTSTATUS met(struct np_entry_name *all, NTSTATUS status)
{
	free(all);
	return status;
}

/* The first that takes us; *dead: there were some that nobody serves any more. */
static NTSTATUS meet_one(struct thread *t, int folder, ACCESS_MASK access,
			 struct np_kind *kind, struct np_link **link,
			 bool *dead)
{
	struct np_entry_name *all;
	int n = np_entries(folder, &all);
	NTSTATUS status = n < 0 ? status_from_errno(-n) :
				  STATUS_OBJECT_NAME_NOT_FOUND;
	for (int i = 0; i < n; i++) {
		NTSTATUS one = STATUS_PIPE_NOT_AVAILABLE;
		*kind = all[i].kind;
		if (!may_open(kind, access))
			one = STATUS_ACCESS_DENIED;
		else if (all[i].listening)
			one = np_link_meet(t, folder, all[i].number, kind,
					   link);
		if (!one || one == STATUS_CANCELLED)
			return met(all, one);
		if (one == STATUS_OBJECT_NAME_NOT_FOUND)
			one = STATUS_PIPE_NOT_AVAILABLE; /* unless it is dead */
		/* One that lives and is busy is enough to know. */
		if (one == status)
			continue;
		if (!np_entry_alive(folder, &all[i])) {
			*dead = true;
			continue;
		}
		if (one != STATUS_PIPE_NOT_AVAILABLE)
			return met(all, one);
		status = one;
	}
	return met(all, status);
}

/* The whole meeting, in the thread's call. */
static NTSTATUS meet(struct thread *t, const char *name, ACCESS_MASK access,
		     struct np_kind *kind, struct np_link **link)
{
	bool dead = false;
	int root = np_root();
	int folder = root < 0 ? root :
				openat(root, name,
				       O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return status_from_errno(root < 0 ? -root : errno);
	NTSTATUS status = meet_one(t, folder, access, kind, link, &dead);
	close(folder);
	if (dead)
		np_sweep(name);
	return status;
}

/* The folder of all names, for WaitNamedPipe. */
static NTSTATUS open_root(HANDLE *out, ACCESS_MASK access,
			  const OBJECT_ATTRIBUTES *attr, ULONG options)
{
	struct file *f;
	int fd = np_root();
	if (fd >= 0)
		fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return STATUS_ACCESS_DENIED;
	NTSTATUS status = file_new(fd, FILE_DIR, options, &f);
	return status ?: npipe_handle(f, access, attr, out);
}

static NTSTATUS open_client(struct thread *t, HANDLE *out, ACCESS_MASK access,
			    const OBJECT_ATTRIBUTES *attr,
			    const UNICODE_STRING *name, IO_STATUS_BLOCK *iosb,
			    ULONG options)
{
	char folded[256];
	struct np_kind kind;
	struct np_link *link = NULL;
	struct file *f;
	NTSTATUS status = np_fold(name, folded);
	if (status)
		return status;
	call_begin(&t->call, CALL_OPEN, NULL, iosb);
	POINT("call:enter");
	status = meet(t, folded, access, &kind, &link);
	POINT("call:leave");
	if (call_end(&t->call)) {
		if (!status)
			np_link_unref(link);
		return STATUS_CANCELLED;
	}
	if (status)
		return status;
	status = npipe_new(folded, &kind, FILE_PIPE_CLIENT_END, options, &f);
	if (status) {
		np_link_unref(link);
		return status;
	}
	lock_take(&f->lock);
	npipe_locked(f->np);
	npipe_attach(f->np, link);
	lock_drop(&f->lock);
	if (!npipe_watch(f, link))
		return npipe_undo(f, STATUS_INSUFFICIENT_RESOURCES);
	return npipe_handle(f, access, attr, out);
}

NTSTATUS npipe_open(struct thread *t, HANDLE *out, ACCESS_MASK access,
		    const OBJECT_ATTRIBUTES *attr, const UNICODE_STRING *name,
		    IO_STATUS_BLOCK *iosb, ULONG options)
{
	/* The C library's heap and directories: not to be ended in there. */
	locks_held++;
	NTSTATUS status = name->Length ?
				  open_client(t, out, access, attr, name, iosb,
					      options) :
				  open_root(out, access, attr, options);
	locks_unhold();
	if (!status) {
		iosb->Status = status;
		iosb->Information = FILE_OPENED;
	}
	return status;
}

/* ---- the server ---------------------------------------------------------- */

static NTSTATUS check_server(const OBJECT_ATTRIBUTES *attr, ULONG sharing,
			     ULONG disposition, ULONG options, ULONG type,
			     ULONG read_mode, ULONG completion_mode,
			     ULONG most, const LARGE_INTEGER *timeout)
{
	if (!attr || !attr->ObjectName || !timeout)
		return STATUS_INVALID_PARAMETER;
	if (!sharing || (sharing & ~(FILE_SHARE_READ | FILE_SHARE_WRITE)) ||
	    (disposition != FILE_OPEN && disposition != FILE_CREATE &&
	     disposition != FILE_OPEN_IF) ||
	    (options & SYNC_OPTIONS) == SYNC_OPTIONS ||
	    (type & ~3u) || read_mode > 1 || completion_mode > 1 || !most)
		return STATUS_INVALID_PARAMETER;
	if (read_mode == FILE_PIPE_MESSAGE_MODE &&
	    !(type & FILE_PIPE_TYPE_MESSAGE))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

/* A relative time, as all of Windows' are negative 100 ns. */
static uint32_t milliseconds(const LARGE_INTEGER *timeout)
{
	int64_t ms = timeout->QuadPart / -10000;
	return ms < 0 ? 0 : ms > UINT32_MAX ? UINT32_MAX : ms;
}

static NTSTATUS make_server(struct thread *t, HANDLE *out, ACCESS_MASK access,
			    const OBJECT_ATTRIBUTES *attr,
			    IO_STATUS_BLOCK *iosb, ULONG disposition,
			    ULONG options, struct np_kind *kind,
			    bool message_mode, bool nowait)
{
	char folded[256];
	UNICODE_STRING rest;
	struct np_instance *i;
	struct file *f;
	ULONG information;
	if (!np_is_name(attr->ObjectName, &rest))
		return STATUS_OBJECT_NAME_INVALID;
	NTSTATUS status = np_fold(&rest, folded);
	if (status)
		return status;
	call_begin(&t->call, CALL_OPEN, NULL, iosb);
	status = np_instance_make(t, folded, kind, disposition, &i,
				  &information);
	if (call_end(&t->call) && !status) {
		np_instance_end(i);
		status = STATUS_CANCELLED;
	}
	if (status)
		return status;
	status = npipe_new(folded, kind, FILE_PIPE_SERVER_END, options, &f);
	if (status) {
		np_instance_end(i);
		return status;
	}
	f->np->instance = i;
	f->np->message_mode = message_mode;
	f->np->nowait = nowait;
	if (!ready_watch(i->listener, EPOLLIN, f, READY_LISTENER))
		return npipe_undo(f, STATUS_INSUFFICIENT_RESOURCES);
	status = npipe_handle(f, access, attr, out);
	if (!status) {
		iosb->Status = status;
		iosb->Information = information;
	}
	return status;
}

NTSTATUS WINAPI NtCreateNamedPipeFile(HANDLE *out, ULONG access,
				      OBJECT_ATTRIBUTES *attr,
				      IO_STATUS_BLOCK *iosb, ULONG sharing,
				      ULONG disposition, ULONG options,
				      ULONG type, ULONG read_mode,
				      ULONG completion_mode, ULONG most,
				      ULONG inbound, ULONG outbound,
				      LARGE_INTEGER *timeout)
{
	if (!out || !iosb)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	if (process_forked())
		return STATUS_NOT_SUPPORTED;
	struct thread *t = thread_self();
	if (!t)
		return STATUS_NO_MEMORY;
	NTSTATUS status = check_server(attr, sharing, disposition, options, type,
				       read_mode, completion_mode, most,
				       timeout);
	if (status)
		return status;
	struct np_kind kind = {
		.config = sharing == FILE_SHARE_WRITE ? FILE_PIPE_INBOUND :
			  sharing == FILE_SHARE_READ  ? FILE_PIPE_OUTBOUND :
							FILE_PIPE_FULL_DUPLEX,
		.message = type & FILE_PIPE_TYPE_MESSAGE,
		.most = most,
		.timeout = milliseconds(timeout),
		.quota = { inbound, outbound },
	};
	locks_held++;
	status = make_server(t, out, access, attr, iosb, disposition, options,
			     &kind, read_mode == FILE_PIPE_MESSAGE_MODE,
			     completion_mode == FILE_PIPE_COMPLETE_OPERATION);
	locks_unhold();
	thread_heed();
	return status;
}
