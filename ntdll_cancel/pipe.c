/*
 * Handles that come from descriptors: anonymous pipes, the standard descriptors,
 * and any that another module hands in.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "inherit.h"
#include "npipe.h"
#include "private.h"
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <winioctl.h>

NTSTATUS file_from_fd(int fd, ACCESS_MASK access, ULONG attributes, HANDLE *out)
{
	struct stat st;
	struct file *f;
	*out = NULL;
	if (fstat(fd, &st))
		return status_from_errno(errno);
	NTSTATUS status = file_new(fd, file_kind_of(st.st_mode, fd),
				   FILE_SYNCHRONOUS_IO_NONALERT, &f);
	if (status)
		return status;
	f->console_out = !(object_access(OBJ_FILE, access) & FILE_READ_DATA);
	status = handle_make(&f->obj, object_access(OBJ_FILE, access),
			     attributes, out);
	if (status)
		object_unref(&f->obj);
	return status;
}

NTSTATUS pipe_create(HANDLE *rd, HANDLE *wr, ULONG attributes, ULONG size)
{
	int fds[2];
	*rd = *wr = NULL;
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	if (pipe2(fds, O_CLOEXEC))
		return status_from_errno(errno);
	/* A hint, as on Windows; the kernel may refuse more than its limit. */
	if (size)
		fcntl(fds[1], F_SETPIPE_SZ, size < INT32_MAX ? size : INT32_MAX);
	NTSTATUS status = file_from_fd(fds[0], GENERIC_READ | SYNCHRONIZE |
						       FILE_WRITE_ATTRIBUTES,
				       attributes, rd);
	if (status) {
		close(fds[1]);
		return status;
	}
	status = file_from_fd(fds[1], GENERIC_WRITE | SYNCHRONIZE |
					      FILE_READ_ATTRIBUTES,
			      attributes, wr);
	if (status) {
		NtClose(*rd);
		*rd = NULL;
	}
	return status;
}

/* Without taking them: tee(2) into a pipe of our own. */
static long look_at_bytes(int fd, void *to, size_t length)
{
	int copy[2];
	if (!length)
		return 0;
	if (pipe2(copy, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	fcntl(copy[1], F_SETPIPE_SZ, length < INT32_MAX ? length : INT32_MAX);
	long n = tee(fd, copy[1], length, SPLICE_F_NONBLOCK);
	n = n > 0 ? read(copy[0], to, n) : n;
	n = n < 0 ? (errno == EAGAIN ? 0 : -errno) : n;
	close(copy[0]);
	close(copy[1]);
	return n;
}

NTSTATUS pipe_peek(int fd, void *buffer, ULONG length, ULONG_PTR *used)
{
	const ULONG head = offsetof(FILE_PIPE_PEEK_BUFFER, Data);
	FILE_PIPE_PEEK_BUFFER *p = buffer;
	struct pollfd state = { .fd = fd, .events = POLLIN };
	int bytes = 0;
	if (length < head)
		return STATUS_INFO_LENGTH_MISMATCH;
	/* In this order: what was written before the end came is seen. */
	poll(&state, 1, 0);
	if (ioctl(fd, FIONREAD, &bytes))
		return status_from_errno(errno);
	if (!bytes && (state.revents & POLLHUP))
		return STATUS_PIPE_BROKEN;
	long n = look_at_bytes(fd, p->Data, length - head);
	if (n < 0)
		return status_from_errno(-n);
	p->NamedPipeState = state.revents & POLLHUP ?
				    FILE_PIPE_CLOSING_STATE :
				    FILE_PIPE_CONNECTED_STATE;
	p->ReadDataAvailable = bytes;
	p->NumberOfMessages = p->MessageLength = 0;
	*used = head + n;
	return n < bytes ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static struct lock std_lock;
static HANDLE std_handles[3] GUARDED_BY(std_lock);
static bool std_asked[3] GUARDED_BY(std_lock);

HANDLE std_handle_made(unsigned which)
{
	HANDLE h;
	if (inherited_std(which, &h))
		return h;
	lock_take(&std_lock);
	h = std_handles[which];
	lock_drop(&std_lock);
	return h;
}

/*
 * 0, 1 and 2 belong to whoever started us as well: they are duplicated, so that
 * closing a handle does not close the descriptor under libc, and O_NONBLOCK is
 * never set on them.
 */
NTSTATUS file_std_handle(unsigned which, HANDLE *out)
{
	static const ACCESS_MASK access[3] = { GENERIC_READ, GENERIC_WRITE,
					       GENERIC_WRITE };
	*out = NULL;
	if (which > 2)
		return STATUS_INVALID_PARAMETER;
	if (inherited_std(which, out))
		return STATUS_SUCCESS;
	NTSTATUS status = STATUS_SUCCESS;
	lock_take(&std_lock);
	if (!std_asked[which]) {
		int fd = fcntl(which, F_DUPFD_CLOEXEC, 3);
		std_asked[which] = true;
		if (fd >= 0)
			status = file_from_fd(fd, access[which] | SYNCHRONIZE |
							  FILE_READ_ATTRIBUTES,
					      OBJ_INHERIT, &std_handles[which]);
	}
	*out = std_handles[which];
	lock_drop(&std_lock);
	return status;
}

NTSTATUS file_unix_fd(HANDLE h, int *fd)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	*fd = file_of(ref.object)->fd;
	handle_done(&ref);
	return STATUS_SUCCESS;
}

ULONG thread_current_id(void)
{
	struct thread *t = thread_self();
	return t ? (ULONG)atomic_load(&t->call.tid) : (ULONG)gettid();
}

void process_exit(int code)
{
	exit(code);
}
