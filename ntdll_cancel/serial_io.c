/*
 * Transfers of a serial port with their time-outs (serial.h). A read is over when
 * it is full; when its time is over, with what has come; when a pause after its
 * first bytes is over; or, as a terminal's, with the first bytes. A time that is
 * over is STATUS_TIMEOUT, which is a success (COMMTIMEOUTS).
 */
#include "drain.h"
#include "serial.h"

static uint64_t after(uint64_t ms)
{
	uint64_t now = clock_now();
	return ms < (FOREVER - now) / 1000000 ? now + ms * 1000000 : FOREVER;
}

static uint64_t total(uint64_t length, ULONG multiplier, ULONG constant)
{
	return multiplier || constant ? after(length * multiplier + constant) :
					FOREVER;
}

/* What ReadIntervalTimeout MAXDWORD means depends on the other two. */
static void begin_read(const SERIAL_TIMEOUTS *t, struct io_op *op)
{
	ULONG multiplier = t->ReadTotalTimeoutMultiplier;
	ULONG constant = t->ReadTotalTimeoutConstant;
	struct op_time *time = &op->time;
	bool never_pauses = t->ReadIntervalTimeout == MAXDWORD;
	if (never_pauses && multiplier == MAXDWORD) {
		time->any = true;
		time->end = after(constant);
	} else if (never_pauses && !multiplier && !constant) {
		time->any = true;
		time->end = after(0);
	} else {
		time->end = total(op->length, multiplier, constant);
		time->pause_ms = never_pauses ? 0 : t->ReadIntervalTimeout;
	}
}

void serial_begin_time(const struct serial *s, struct io_op *op)
{
	const SERIAL_TIMEOUTS *t = &s->timeouts;
	op->time = (struct op_time){ .end = FOREVER, .pause_end = FOREVER,
				     .running = true };
	if (!s->timed)
		op->time.any = op->kind == OP_READ;
	else if (op->kind == OP_READ)
		begin_read(t, op);
	else
		op->time.end = total(op->length, t->WriteTotalTimeoutMultiplier,
				     t->WriteTotalTimeoutConstant);
}

/* A try has moved r. */
void serial_moved(struct io_op *op, long r)
{
	if (r <= 0)
		return;
	op->moved += r;
	if (op->time.pause_ms)
		op->time.pause_end = after(op->time.pause_ms);
}

uint64_t serial_end_of(const struct io_op *op)
{
	const struct op_time *t = &op->time;
	return t->pause_end < t->end ? t->pause_end : t->end;
}

/* After a try that gave r. False: it waits on. */
bool serial_is_over(const struct file *f, const struct io_op *op, long r,
		    bool cancelled, NTSTATUS *status)
{
	ULONG_PTR moved;
	bool whole = op->moved == op->length;
	bool enough = op->time.any && op->moved;
	*status = STATUS_SUCCESS;
	if (whole || enough)
		return true;
	if (r != -EAGAIN)
		*status = op_result(f, op, r, &moved);
	else if (cancelled)
		*status = op->moved ? STATUS_SUCCESS : STATUS_CANCELLED;
	else if (clock_now() >= serial_end_of(op))
		*status = STATUS_TIMEOUT;
	else
		return false;
	return true;
}

/* Of what is there or fits now. */
static long move(struct file *f, struct io_op *op)
{
	long r = op->length ? -EAGAIN : 0;
	while (op->moved < op->length && (r = op_try(f, op)) > 0)
		serial_moved(op, r);
	return r > 0 ? -EAGAIN : r;
}

/* The caller is the queue's drainer; moves without the lock. */
static bool try_it(struct file *f, struct io_op *op, NTSTATUS *status,
		   struct notice *told, bool *tell) HOLDS(f->lock)
{
	uint32_t before = op->moved;
	if (!op->time.running)
		serial_begin_time(f->serial, op);
	lock_drop(&f->lock);
	POINT("serial:try");
	long r = move(f, op);
	POINT("serial:tried");
	lock_take(&f->lock);
	*tell = serial_transferred(f, op->kind, op->moved - before, told);
	return serial_is_over(f, op, r, op->cancelled, status);
}

bool serial_try_first(struct file *f, struct io_op *op, struct notice *n)
{
	NTSTATUS status;
	struct notice told;
	bool tell;
	op->state = OP_TRYING;
	bool over = try_it(f, op, &status, &told, &tell);
	op->state = OP_TIMED;
	if (over)
		op_finish(f, op, status, op->moved, n);
	else
		serial_set_timer(f);
	if (tell) {
		lock_drop(&f->lock);
		publish(&told);
		lock_take(&f->lock);
	}
	return over;
}

/* A first one may have gone, or its time be over. */
void serial_go_on(struct file *f)
{
	drain(f, OP_READ, false);
	drain(f, OP_WRITE, false);
}

/* What has moved counts, as in issue.c. */
static NTSTATUS refused_midway(struct file *f, struct io_op *op, NTSTATUS status)
{
	if (op->moved)
		return op_finished_at_once(f, op, STATUS_SUCCESS, op->moved);
	op_drop_apc(op->apc);
	return status;
}

static NTSTATUS enqueue_failed(struct file *f, struct io_op *op)
{
	op_unset_pending(op);
	return refused_midway(f, op,
			      atomic_load(&f->closed) ? STATUS_INVALID_HANDLE :
							STATUS_NO_MEMORY);
}

/*
 * As the writes of issue.c: who finds the queue empty takes the drainer's place
 * for its first try, so that no other's bytes come between.
 */
static NTSTATUS transfer(struct file *f, struct io_op *op)
{
	struct op_queue *q = &f->queue[op->kind];
	struct io_op *queued = NULL;
	struct notice told;
	NTSTATUS status;
	bool over = false, tell = false;
	lock_take(&f->lock);
	bool first = !q->list.first && drain_claim(q);
	if (first)
		over = try_it(f, op, &status, &told, &tell);
	lock_drop(&f->lock);
	POINT("try:eagain");
	bool pend = !over && ready_arm(f, op->kind);
	if (pend)
		op_set_pending(f, op);
	lock_take(&f->lock);
	if (pend && !atomic_load(&f->closed) && ready_arm_again(f, op->kind))
		queued = op_add(f, op, OP_TIMED, first);
	if (queued)
		serial_set_timer(f);
	bool go_on = first ? drain_leave(q) || !queued :
			     !drain_again(q) && q->list.first == queued;
	go_on = go_on && q->list.first;
	lock_drop(&f->lock);
	if (tell)
		publish(&told);
	if (go_on)
		drain(f, op->kind, false);
	if (over)
		return op_finished_at_once(f, op, status, op->moved);
	if (queued)
		return STATUS_PENDING;
	if (pend)
		return enqueue_failed(f, op);
	/* epoll refused a tty */
	return refused_midway(f, op, STATUS_INSUFFICIENT_RESOURCES);
}

NTSTATUS serial_issue(struct file *f, struct io_op *op, const struct request *q)
{
	ULONG_PTR used;
	op->time = (struct op_time){ .running = false };
	if (q->verb == SERIAL_WAIT)
		return serial_wait_issue(f, op);
	if (q->verb != SERIAL_CONTROL)
		return transfer(f, op);
	NTSTATUS status = serial_control(f, q, &used);
	return op_finished_at_once(f, op, status, used);
}
