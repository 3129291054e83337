/*
 * The unix half of kernel32_cancel.dll: blocking transfers on FIFOs, and the
 * table by which the PE half calls in here. Whatever is not certain to mean the
 * same as Wine's own ReadFile or WriteFile is handed back undone.
 */
#include "calls_unix_pe.h"
#include "ntdll_cancel/call.h"
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#define WIN32_NO_STATUS
#include <windef.h>
#include <winternl.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include "unix_call_pe.h"

/* Wine's ntdll.so has it; no header that Debian installs declares it. */
extern NTSTATUS WINAPI wine_server_handle_to_fd(HANDLE handle, unsigned access,
						int *fd, unsigned *options);

/* What the table holds; Wine calls these by the unix convention. */
extern NTSTATUS (*const __wine_unix_call_funcs[UNIX_CALLS])(void *args)
	__attribute__((visibility("default")));

#define SYNCHRONOUS (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT)

/* An fd of our own for a FIFO that was opened synchronously, else -1. */
static int fifo_fd(HANDLE file, unsigned access)
{
	unsigned options;
	struct stat st;
	int fd;

	if (wine_server_handle_to_fd(file, access, &fd, &options))
		return -1;
	if ((options & SYNCHRONOUS) && !fstat(fd, &st) && S_ISFIFO(st.st_mode))
		return fd;
	close(fd);
	return -1;
}

/* Wine opens FIFOs with O_NONBLOCK, so the wait is a call of its own. */
static long move_some(struct call *c, long nr, int fd, char *at, size_t size)
{
	struct pollfd p = {
		.fd = fd,
		.events = nr == SYS_read ? POLLIN : POLLOUT,
	};
	for (;;) {
		long r = call_repeat(c, nr, fd, (long)at, size, 0);
		if (r != -EAGAIN)
			return r;
		r = call_repeat(c, SYS_poll, (long)&p, 1, -1, 0);
		if (r < 0)
			return r;
	}
}

/* A read ends with the first bytes, a write with the last. */
static long move(struct call *c, long nr, int fd, struct unix_transfer *t)
{
	for (;;) {
		long r = move_some(c, nr, fd, (char *)t->buffer + t->done,
				   t->count - t->done);
		if (r <= 0)
			return r;
		t->done += r;
		if (nr == SYS_read || t->done == t->count)
			return 0;
	}
}

/* Bytes that have moved are never reported as an error. */
static NTSTATUS status_of(long error, const struct unix_transfer *t)
{
	/* The end of a FIFO is no error in Wine: success, no bytes. */
	if (t->done || !error)
		return STATUS_SUCCESS;
	/* Wine finds any other error again and has its own words for it. */
	return error == -ECANCELED ? STATUS_CANCELLED : STATUS_NOT_SUPPORTED;
}

static NTSTATUS transfer(struct unix_transfer *t, long nr, unsigned access)
{
	int fd = fifo_fd(t->file, access);
	if (fd < 0)
		return STATUS_NOT_SUPPORTED;
	struct call *c = calls_enter(t->thread, fd);
	if (!c) {
		close(fd);
		return STATUS_NOT_SUPPORTED;
	}
	t->done = 0;
	long r = move(c, nr, fd, t);
	calls_leave(c);
	return status_of(r, t);
}

static NTSTATUS read_call(void *args)
{
	return transfer(args, SYS_read, FILE_READ_DATA);
}

static NTSTATUS write_call(void *args)
{
	return transfer(args, SYS_write, FILE_WRITE_DATA);
}

static NTSTATUS cancel_call(void *args)
{
	struct unix_cancel *cancel = args;
	return calls_ask(cancel->thread) ? STATUS_SUCCESS : STATUS_NOT_FOUND;
}

NTSTATUS (*const __wine_unix_call_funcs[UNIX_CALLS])(void *args) = {
	[UNIX_READ] = read_call,
	[UNIX_WRITE] = write_call,
	[UNIX_CANCEL] = cancel_call,
};
