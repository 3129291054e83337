/*
 * A synchronous handle's transfers and waits, on the caller's own thread: what can
 * be moved is moved without blocking (the description has O_NONBLOCK), the rest of
 * the time is slept away in a labelled poll, so each of them can be cancelled.
 */
#define _GNU_SOURCE
#include "serial.h"
#include "port.h"
#include <poll.h>
#include <string.h>

static long move(struct file *f, struct call *c, struct io_op *op)
{
	long nr = op->kind == OP_READ ? SYS_read : SYS_write;
	long r = op->length ? -EAGAIN : 0;
	while (op->moved < op->length) {
		r = call_repeat(c, nr, f->fd, (long)(op->buffer + op->moved),
				op->length - op->moved, 0);
		if (r <= 0)
			return r;
		serial_moved(op, r);
		if (call_asked(c))
			return -ECANCELED;
	}
	return r > 0 ? -EAGAIN : r;
}

/* False: asked to stop. */
static bool rest(struct file *f, struct call *c, const struct io_op *op)
{
	struct timespec space;
	struct pollfd p = { .fd = f->fd,
			    .events = op->kind == OP_READ ? POLLIN : POLLOUT };
	long r = call_labelled(c, SYS_ppoll, (long)&p, 1,
			       (long)time_left(serial_end_of(op), &space), 0, 8,
			       0);
	return r != -ECANCELED && !call_asked(c);
}

static NTSTATUS transfer(struct file *f, struct call *c, struct io_op *op)
{
	NTSTATUS status;
	bool asked = false, over;
	lock_take(&f->lock);
	serial_begin_time(f->serial, op);
	lock_drop(&f->lock);
	do {
		struct notice n;
		uint32_t before = op->moved;
		long r = asked ? -EAGAIN : move(f, c, op);
		if (r == -ECANCELED) {
			asked = true;
			r = -EAGAIN;
		}
		lock_take(&f->lock);
		bool told = serial_transferred(f, op->kind,
					       op->moved - before, &n);
		lock_drop(&f->lock);
		if (told)
			publish(&n);
		over = serial_is_over(f, op, r, asked, &status);
		if (!over)
			asked = !rest(f, c, op);
	} while (!over);
	return status;
}

static bool set_sleeping(struct file *f, bool sleeping)
{
	struct serial *s = f->serial;
	lock_take(&f->lock);
	sleeping = s->sleeping = sleeping && s->mask;
	lock_drop(&f->lock);
	return sleeping;
}

/* The service thread looks meanwhile, and rouses. */
static NTSTATUS await_event(struct file *f, struct call *c, void *buffer)
{
	struct serial *s = f->serial;
	struct notice none;
	ULONG events;
	bool asked = false;
	if (!set_sleeping(f, true))
		return STATUS_INVALID_PARAMETER;
	for (;;) {
		uint32_t seen = atomic_load(&s->noted);
		lock_take(&f->lock);
		serial_look(f, &none);
		events = serial_take_history(s);
		lock_drop(&f->lock);
		if (events || asked)
			break;
		call_labelled(c, SYS_futex, (long)&s->noted, FUTEX_WAIT_PRIVATE,
			      seen, 0, 0, 0);
		asked = call_asked(c);
	}
	set_sleeping(f, false);
	if (!events)
		return STATUS_CANCELLED;
	memcpy(buffer, &events, sizeof events);
	return STATUS_SUCCESS;
}

static NTSTATUS carry_out(struct file *f, struct call *c, enum op_kind kind,
			  const struct request *q, ULONG_PTR *moved)
{
	struct io_op op = { .kind = kind, .buffer = q->buffer,
			    .length = q->length };
	NTSTATUS status;
	if (q->verb == SERIAL_CONTROL)
		return serial_control(f, q, moved);
	if (q->verb == SERIAL_WAIT) {
		status = await_event(f, c, q->buffer);
		*moved = status ? 0 : sizeof(ULONG);
	} else {
		status = transfer(f, c, &op);
		*moved = op.moved;
	}
	return status;
}

NTSTATUS serial_sync(struct file *f, struct thread *t, enum op_kind kind,
		     const struct request *q)
{
	ULONG_PTR moved;
	NTSTATUS status = file_enter(f, t, q->iosb);
	if (status)
		return status;
	bool pause = port_pause_if(t);
	status = carry_out(f, &t->call, kind, q, &moved);
	file_leave(f, t);
	port_resume_if(t, pause);
	q->iosb->Status = status;
	q->iosb->Information = moved;
	return status;
}
