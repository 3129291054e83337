/*
 * What happens at a serial port, and who waits for it (serial.h): EV_RXCHAR by
 * counting bytes, EV_TXEMPTY by looking at the output queue after a write, the
 * lines, breaks and errors by the counters of the driver, which no pulse is too
 * short for.
 */
#define _GNU_SOURCE
#include "serial.h"
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

#define EV_COUNTED                                                       \
	(SERIAL_EV_CTS | SERIAL_EV_DSR | SERIAL_EV_RLSD | SERIAL_EV_RING | \
	 SERIAL_EV_BREAK | SERIAL_EV_ERR)
/* RXFLAG would take looking into what nobody has read yet. */
#define EV_KNOWN (SERIAL_EV_RXCHAR | SERIAL_EV_TXEMPTY | EV_COUNTED)

static void note(struct serial *s, ULONG events)
{
	s->history |= events & s->mask;
}

static uint64_t came(const struct file *f)
{
	int unread = 0;
	ioctl(f->fd, FIONREAD, &unread);
	return f->serial->taken + (unsigned)unread;
}

static void look_at_counts(struct file *f)
{
	struct serial *s = f->serial;
	struct serial_icounter_struct now = { .cts = 0 };
	const struct serial_icounter_struct *old = &s->counts;
	if (!(s->mask & EV_COUNTED) || s->lineless)
		return;
	if (ioctl(f->fd, TIOCGICOUNT, &now)) {
		s->lineless = true;
		return;
	}
	note(s, (now.cts != old->cts ? SERIAL_EV_CTS : 0) |
			(now.dsr != old->dsr ? SERIAL_EV_DSR : 0) |
			(now.dcd != old->dcd ? SERIAL_EV_RLSD : 0) |
			(now.rng != old->rng ? SERIAL_EV_RING : 0) |
			(now.brk != old->brk ? SERIAL_EV_BREAK : 0) |
			(now.frame != old->frame ||
					 now.overrun != old->overrun ||
					 now.parity != old->parity ||
					 now.buf_overrun != old->buf_overrun ?
				 SERIAL_EV_ERR :
				 0));
	s->counts = now;
}

static void look_at_output(struct file *f)
{
	struct serial *s = f->serial;
	int left = 0;
	if (!s->emptying || (!ioctl(f->fd, TIOCOUTQ, &left) && left))
		return;
	s->emptying = false;
	note(s, SERIAL_EV_TXEMPTY);
}

static void look_at_input(struct file *f)
{
	struct serial *s = f->serial;
	if (!(s->mask & SERIAL_EV_RXCHAR))
		return;
	uint64_t now = came(f);
	/* Less is a read that is under way, or another's. */
	if (now <= s->seen)
		return;
	s->seen = now;
	note(s, SERIAL_EV_RXCHAR);
}

static void look(struct file *f)
{
	look_at_input(f);
	look_at_output(f);
	look_at_counts(f);
}

ULONG serial_take_history(struct serial *s)
{
	ULONG events = s->history;
	s->history = 0;
	return events;
}

/* The one operation that waits, or NULL. */
static struct io_op *waiter(struct file *f) HOLDS(f->lock)
{
	struct io_op *op = f->running.first;
	while (op && op->state != OP_NOTED)
		op = op->next;
	return op;
}

static bool end_wait(struct file *f, ULONG events, struct notice *n)
	HOLDS(f->lock)
{
	struct io_op *op = waiter(f);
	if (!op)
		return false;
	memcpy(op->buffer, &events, sizeof events);
	op_finish(f, op, STATUS_SUCCESS, sizeof events, n);
	return true;
}

bool serial_look(struct file *f, struct notice *n)
{
	struct serial *s = f->serial;
	if (!s->mask)
		return false;
	look(f);
	serial_set_timer(f);
	return s->history && waiter(f) &&
	       end_wait(f, serial_take_history(s), n);
}

bool serial_transferred(struct file *f, enum op_kind dir, uint32_t bytes,
			struct notice *n)
{
	struct serial *s = f->serial;
	if (!bytes)
		return false;
	if (dir == OP_READ)
		s->taken += bytes;
	else if (s->mask & SERIAL_EV_TXEMPTY)
		s->emptying = true;
	return serial_look(f, n);
}

uint64_t serial_next_look(struct file *f)
{
	struct serial *s = f->serial;
	bool lines = (s->mask & EV_COUNTED) && !s->lineless;
	bool waited = waiter(f) || s->sleeping;
	return waited && (lines || s->emptying) ? clock_now() + SERIAL_LOOK_NS :
						  FOREVER;
}

void serial_rouse(struct serial *s)
{
	atomic_fetch_add(&s->noted, 1);
	futex_rouse(&s->noted, 1);
}

/* What was before is forgotten; who waits is told that nothing happened. */
NTSTATUS serial_set_mask(struct file *f, ULONG mask)
{
	struct serial *s = f->serial;
	struct notice n;
	if (mask & ~EV_KNOWN)
		return STATUS_INVALID_PARAMETER;
	NTSTATUS status = mask ? serial_watch(f) : STATUS_SUCCESS;
	if (status)
		return status;
	POINT("serial:mask");
	lock_take(&f->lock);
	s->mask = mask;
	s->seen = came(f);
	s->emptying = false;
	look_at_counts(f);
	s->history = 0;
	bool told = end_wait(f, 0, &n);
	lock_drop(&f->lock);
	if (told)
		publish(&n);
	return STATUS_SUCCESS;
}

/* STATUS_PENDING: it is among those that run. */
static NTSTATUS enlist(struct file *f, struct io_op *op, ULONG *events)
	HOLDS(f->lock)
{
	struct serial *s = f->serial;
	if (!s->mask || waiter(f))
		return STATUS_INVALID_PARAMETER;
	look(f);
	*events = serial_take_history(s);
	if (*events)
		return STATUS_SUCCESS;
	if (atomic_load(&f->closed))
		return STATUS_INVALID_HANDLE;
	if (!op_add(f, op, OP_NOTED, false))
		return STATUS_NO_MEMORY;
	serial_set_timer(f);
	return STATUS_PENDING;
}

NTSTATUS serial_wait_issue(struct file *f, struct io_op *op)
{
	ULONG events = 0;
	op_set_pending(f, op);
	POINT("serial:wait");
	lock_take(&f->lock);
	NTSTATUS status = enlist(f, op, &events);
	lock_drop(&f->lock);
	if (status == STATUS_PENDING)
		return status;
	op_unset_pending(op);
	if (status) {
		op_drop_apc(op->apc);
		return status;
	}
	memcpy(op->buffer, &events, sizeof events);
	return op_finished_at_once(f, op, STATUS_SUCCESS, sizeof events);
}
