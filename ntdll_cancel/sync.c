/*
 * Synchronous transfers: one labelled system call on the caller's own thread, so
 * that a read of ready data costs what read(2) costs. Bytes that moved are always
 * reported: a cancelled call that had moved some succeeds with their count.
 */
#define _GNU_SOURCE
#include "sync.h"
#include <poll.h>
#include <unistd.h>

/* Somebody gave us a descriptor with O_NONBLOCK; a synchronous call waits. */
static long await_ready(struct call *c, int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };
	return call_labelled(c, SYS_ppoll, (long)&p, 1, 0, 0, 8, 0);
}

static long read_once(struct file *f, struct call *c, void *buffer, ULONG length,
		      uint64_t offset)
{
	if (likely(offset == OFFSET_NONE || f->kind != FILE_REGULAR))
		return call_labelled(c, SYS_read, f->fd, (long)buffer, length,
				     0, 0, 0);
	return call_labelled(c, SYS_pread64, f->fd, (long)buffer, length, offset,
			     0, 0);
}

static long write_once(struct file *f, struct call *c, const char *buffer,
		       ULONG length, uint64_t offset)
{
	if (f->kind == FILE_PIPE)
		return write_quietly(c, f->fd, buffer, length);
	if (offset == OFFSET_NONE || f->kind != FILE_REGULAR)
		return call_labelled(c, SYS_write, f->fd, (long)buffer, length,
				     0, 0, 0);
	if (offset == OFFSET_APPEND) {
		struct { const void *base; size_t length; } v = { buffer,
								  length };
		/* 0x10 is RWF_APPEND; offset -1 moves the position along. */
		return call_labelled(c, SYS_pwritev2, f->fd, (long)&v, 1, -1, -1,
				     0x10);
	}
	return call_labelled(c, SYS_pwrite64, f->fd, (long)buffer, length,
			     offset, 0, 0);
}

static long transfer(struct file *f, struct call *c, struct io_op *op)
{
	for (;;) {
		char *at = op->buffer + op->moved;
		ULONG left = op->length - op->moved;
		uint64_t offset = op->offset;
		if (offset < OFFSET_NONE)
			offset += op->moved;
		long r = op->kind == OP_READ ?
				 read_once(f, c, at, left, offset) :
				 write_once(f, c, at, left, offset);
		if (likely(r > 0)) {
			op->moved += r;
			if (likely(op->kind == OP_READ ||
				   op->moved == op->length))
				return r;
			if (call_asked(c))
				return r;
			continue;
		}
		if (r == -EAGAIN && f->nonblock)
			r = await_ready(c, f->fd,
					op->kind == OP_READ ? POLLIN : POLLOUT);
		else if (r != -EINTR)
			return r;
		if (r == -ECANCELED || call_asked(c))
			return -ECANCELED;
	}
}

NTSTATUS sync_transfer(struct file *f, struct thread *t, enum op_kind kind,
		       IO_STATUS_BLOCK *iosb, void *buffer, ULONG length,
		       uint64_t offset, uint32_t key)
{
	struct io_op op = { .kind = kind, .buffer = buffer, .length = length,
			    .offset = offset };
	NTSTATUS status = file_enter(f, t, iosb);
	if (unlikely(status))
		return status;
	/* In the turn: where an offset is none, the position says. */
	status = ranges_admit(f, kind, offset, length, key);
	if (unlikely(status)) {
		file_leave(f, t);
		return status;
	}
	/* It may sleep: meanwhile another thread of its port may run. */
	bool pause = port_pause_if(t);
	long r = transfer(f, &t->call, &op);
	/* Windows keeps a position for synchronous files only, and an explicit
	 * offset moves it (K-098). */
	if (unlikely(offset < OFFSET_NONE) && f->kind == FILE_REGULAR &&
	    op.moved)
		lseek(f->fd, offset + op.moved, SEEK_SET);
	file_leave(f, t);
	port_resume_if(t, pause);
	ULONG_PTR information;
	status = op_result(f, &op, r, &information);
	if (unlikely(status == STATUS_CANCELLED) && f->kind == FILE_TTY &&
	    call_broken(&t->call))
		status = STATUS_ALERTED; /* by Ctrl+C: no failure (K-102) */
	iosb->Status = status;
	iosb->Information = information;
	return status;
}
