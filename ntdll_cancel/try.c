/*
 * The system calls that do not block, and what their results mean.
 *
 * O_NONBLOCK descriptions of our own take plain read: the vector path that
 * RWF_NOWAIT needs costs 100 ns more. Writes to what may have lost its reader must
 * not raise SIGPIPE: RWF_NOSIGNAL where the kernel has it, else the signal is
 * blocked around the write and a new one taken away. The process's disposition is
 * never touched.
 */
#define _GNU_SOURCE
#include "segments.h"
#include "socket.h"
#include "sys_elf_x86_64.h"
#include <signal.h>
#include <sys/uio.h>

#ifndef RWF_NOSIGNAL
#define RWF_NOSIGNAL 0x100
#endif

static long write_once(struct call *c, long nr, long fd, long a, long b,
		       long flags)
{
	if (c)
		return call_labelled(c, nr, fd, a, b, -1, -1, flags);
	return sys6(nr, fd, a, b, -1, -1, flags);
}

static long write_blocking_sigpipe(struct call *c, int fd, const void *buffer,
				   size_t length)
{
	uint64_t pipe = 1ull << (SIGPIPE - 1), old, pending = 0;
	struct timespec now = { 0, 0 };
	long mask = sizeof pipe;
	sys6(SYS_rt_sigprocmask, SIG_BLOCK, (long)&pipe, (long)&old, mask, 0, 0);
	sys3(SYS_rt_sigpending, (long)&pending, mask, 0);
	long r = write_once(c, SYS_write, fd, (long)buffer, length, 0);
	if (r == -EPIPE && !(pending & pipe))
		while (sys6(SYS_rt_sigtimedwait, (long)&pipe, 0, (long)&now,
			    mask, 0, 0) == -EINTR)
			;
	sys6(SYS_rt_sigprocmask, SIG_SETMASK, (long)&old, 0, mask, 0, 0);
	return r;
}

COLD long write_quietly(struct call *c, int fd, const void *buffer,
			size_t length)
{
	static atomic_bool refused; /* by the kernel, once and for all */
	if (!atomic_load_explicit(&refused, memory_order_relaxed)) {
		struct iovec v = { (void *)buffer, length };
		long r = write_once(c, SYS_pwritev2, fd, (long)&v, 1,
				    RWF_NOSIGNAL);
		if (r != -EOPNOTSUPP && r != -EINVAL)
			return r;
		atomic_store(&refused, true);
	}
	return write_blocking_sigpipe(c, fd, buffer, length);
}

static long try_nowait(struct file *f, struct io_op *op)
{
	struct iovec one, *v;
	unsigned n = op_vector(op, &one, &v);
	bool append = op->offset == OFFSET_APPEND;
	return sys6(op->kind == OP_READ ? SYS_preadv2 : SYS_pwritev2, f->fd,
		    (long)v, n, append ? 0 : op->offset + op->moved, 0,
		    RWF_NOWAIT | (append ? RWF_APPEND : 0));
}

INNER long op_try(struct file *f, struct io_op *op)
{
	if (f->sock)
		return socket_try(f, op);
	char *at = op->buffer + op->moved;
	long r, left = op->length - op->moved;
	do {
		if (f->try == TRY_NOWAIT)
			r = try_nowait(f, op);
		else if (op->kind == OP_READ)
			r = sys3(SYS_read, f->fd, (long)at, left);
		else if (f->kind == FILE_PIPE)
			r = write_quietly(NULL, f->fd, at, left);
		else
			r = sys3(SYS_write, f->fd, (long)at, left);
	} while (r == -EINTR);
	/* Asked for what this file system can't answer without blocking. */
	if (r == -EOPNOTSUPP && f->try == TRY_NOWAIT)
		r = -EAGAIN;
	return r;
}

COLD static NTSTATUS failed(const struct file *f, const struct io_op *op, long r)
{
	if (r == -EFAULT && op->kind == OP_WRITE)
		return STATUS_INVALID_USER_BUFFER;
	if (r < 0)
		return status_from_errno(-r);
	/* A read of nothing. A terminal's is no end (VMIN 0, or ^D). */
	if (f->kind == FILE_PIPE)
		return STATUS_PIPE_BROKEN;
	return f->kind == FILE_TTY || f->kind == FILE_SERIAL ?
		       STATUS_SUCCESS :
		       STATUS_END_OF_FILE;
}

INNER NTSTATUS op_result(const struct file *f, const struct io_op *op, long r,
			 ULONG_PTR *information)
{
	if (unlikely(f->sock != NULL))
		return socket_result(f, op, r, information);
	uint32_t moved = op->moved ? op->moved : r > 0 ? r : 0;
	*information = moved;
	if (moved || (r >= 0 && (op->kind == OP_WRITE || !op->length)))
		return STATUS_SUCCESS;
	return failed(f, op, r);
}
