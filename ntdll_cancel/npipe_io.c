/*
 * Reads, writes, connects and transactions of overlapped ends: tried at once under
 * the file's lock, else queued; and npipe_drain, which goes on with what is queued
 * on either kind of end.
 */
#include "npipe.h"
#include "request.h"

/* Rings after the lock is dropped; keeps the link for that long. */
struct after {
	struct np_link *bell;
};

static void ring_later(struct np_link *link, struct after *a)
{
	if (!a->bell) {
		np_link_ref(link);
		a->bell = link;
	}
}

static void after_lock(struct after *a)
{
	if (!a->bell)
		return;
	POINT("pipe:bell");
	np_bell(a->bell);
	np_link_unref(a->bell);
	a->bell = NULL;
}

NTSTATUS npipe_read(struct npipe *np, void *buffer, ULONG length,
		    ULONG_PTR *moved, bool *bell)
{
	struct np_link *link = np->link;
	uint32_t n;
	/* In this order: what was written before the end came is read. */
	NTSTATUS over = np_link_over(link);
	*moved = 0;
	if (over == STATUS_PIPE_DISCONNECTED)
		return over;
	enum np_got got = np_take(&link->in, buffer, length, np->message_mode,
				  &n);
	*bell |= np_clear(&link->in.ring->writer_waits);
	*moved = n;
	if (got == NP_ALL)
		return STATUS_SUCCESS;
	if (got == NP_PART)
		return STATUS_BUFFER_OVERFLOW;
	if (over)
		return over;
	return np->nowait ? STATUS_PIPE_EMPTY : STATUS_PENDING;
}

bool npipe_settled(struct np_link *link, const struct io_op *op)
{
	/* Those behind it may have been read as well. */
	return op->ticket &&
	       op->offset <= link->out.sent - np_unread(&link->out) +
				     link->out.quota;
}

/* Puts op's bytes into the ring, if there is room for them. */
static bool place(struct np_link *link, struct io_op *op)
{
	uint32_t number;
	if (!np_place(&link->out, op->buffer, op->length, &number))
		return false;
	op->ticket = number + 1ull;
	op->offset = link->out.sent;
	/* What waits is given to one write. */
	if (np_wanted(&link->out))
		atomic_store(&link->out.ring->wanted, 0);
	return true;
}

/* What does not wait: as much as fits, of a message all or nothing. */
static ULONG_PTR write_nowait(struct npipe *np, struct io_op *op)
{
	struct np_link *link = np->link;
	uint64_t unread = np_unread(&link->out);
	uint64_t most = link->out.quota + np_wanted(&link->out);
	uint64_t room = unread < most ? most - unread : 0;
	if (op->length > room) {
		if (np->kind.message || !room)
			return 0;
		op->length = room;
	}
	return place(link, op) ? op->length : 0;
}

/*
 * first: nothing that waits is before it. may_wait: it will be queued in this same
 * lock section if this says PENDING, so that the ring's order is the queue's.
 */
NTSTATUS npipe_write(struct npipe *np, struct io_op *op, bool first,
		     bool may_wait, ULONG_PTR *moved, bool *bell)
{
	struct np_link *link = np->link;
	*moved = op->length;
	if (npipe_settled(link, op))
		return STATUS_SUCCESS;
	*moved = 0;
	NTSTATUS over = np_link_over(link);
	if (over)
		return over == STATUS_PIPE_BROKEN ? STATUS_PIPE_CLOSING : over;
	if (op->length > NP_DATA)
		return STATUS_INSUFFICIENT_RESOURCES;
	/* Bytes alone: nothing of them is nothing. */
	if (!op->length && !np->kind.message)
		return STATUS_SUCCESS;
	if (np->nowait && first) {
		*moved = write_nowait(np, op);
		*bell |= np_clear(&link->out.ring->reader_waits);
		return STATUS_SUCCESS;
	}
	bool fits = np_unread(&link->out) + op->length <=
		    link->out.quota + np_wanted(&link->out);
	if (!op->ticket && first && (fits || may_wait) && place(link, op))
		*bell |= np_clear(&link->out.ring->reader_waits);
	if (!op->ticket || (!fits && !npipe_settled(link, op)))
		return STATUS_PENDING;
	*moved = op->length;
	return STATUS_SUCCESS;
}

/* All writes before it stand in the ring. */
static bool all_placed(struct file *f) HOLDS(f->lock)
{
	const struct io_op *last = f->queue[OP_WRITE].list.last;
	return !last || last->ticket;
}

NTSTATUS npipe_transceive(struct npipe *np, const struct request *q, bool *bell)
	HOLDS(np->file->lock)
{
	struct np_link *link = np->link;
	uint32_t number;
	if (!np->message_mode)
		return STATUS_INVALID_PIPE_STATE;
	bool unread = np_readable(&link->in);
	*bell |= np_clear(&link->in.ring->writer_waits);
	if (unread || np->file->queue[OP_READ].list.first)
		return STATUS_PIPE_BUSY;
	NTSTATUS over = np_link_over(link);
	if (over)
		return over == STATUS_PIPE_BROKEN ? STATUS_PIPE_CLOSING : over;
	/* Beyond the quota, if need be: the answer is what is waited for. */
	if (!all_placed(np->file) ||
	    !np_place(&link->out, q->input, q->input_length, &number))
		return STATUS_INSUFFICIENT_RESOURCES;
	*bell |= np_clear(&link->out.ring->reader_waits);
	return STATUS_SUCCESS;
}

/* One try under the lock: PENDING, or what came of it. */
static NTSTATUS try_now(struct file *f, struct io_op *op,
			const struct request *q, bool may_wait,
			ULONG_PTR *moved, bool *bell) HOLDS(f->lock)
{
	struct npipe *np = f->np;
	NTSTATUS status;
	npipe_locked(np);
	*moved = 0;
	if (q->verb == PIPE_LISTEN) {
		status = npipe_listen(np);
		if (status)
			return status;
		op->ticket = NP_CONNECT;
		return np->nowait ? STATUS_PIPE_LISTENING : STATUS_PENDING;
	}
	status = npipe_unconnected(np);
	if (status)
		return status;
	if (op->kind == OP_WRITE)
		return npipe_write(np, op, all_placed(f), may_wait, moved,
				   bell);
	if (f->queue[OP_READ].list.first)
		return STATUS_PENDING;
	return npipe_read(np, op->buffer, op->length, moved, bell);
}

/* It will wait if it is refused once more: now the other end rings. */
static void set_flag(struct file *f, const struct io_op *op,
		     const struct request *q) HOLDS(f->lock)
{
	struct np_link *link = f->np->link;
	if (!link || q->verb == PIPE_LISTEN)
		return;
	if (op->kind == OP_WRITE)
		np_out_wait(&link->out);
	else if (!f->queue[OP_READ].list.first)
		np_in_wait(&link->in, op->length);
}

/* The second try of a read found what the first did not. */
static void unset_flag(struct file *f, const struct io_op *op) HOLDS(f->lock)
{
	struct np_link *link = f->np->link;
	if (link && op->kind == OP_READ && !f->queue[OP_READ].list.first)
		np_in_rest(&link->in);
}

/* A read that need not be tried before it is queued. */
static bool nothing_yet(struct file *f, const struct request *q) HOLDS(f->lock)
{
	struct npipe *np = f->np;
	npipe_locked(np);
	return q->verb == PIPE_TRANSFER && np->link && !np->nowait &&
	       !np_readable(&np->link->in);
}

NTSTATUS npipe_issue(struct file *f, struct io_op *op, const struct request *q)
{
	struct npipe *np = f->np;
	struct after after = { NULL };
	bool pending = false, queued = false, bell = false;
	NTSTATUS status;
	ULONG_PTR moved;
	op->ticket = 0;
	if (q->verb == PIPE_TRANSCEIVE) {
		lock_take(&f->lock);
		npipe_locked(np);
		status = npipe_unconnected(np) ?:
			 npipe_transceive(np, q, &bell);
		if (bell)
			ring_later(np->link, &after);
		lock_drop(&f->lock);
		after_lock(&after);
		if (status)
			return op_finished_at_once(f, op, status, 0);
	}
	/* Once without and, if refused, once more to stay: flag, try and queue are
	 * one lock section then; the first try, too, if the event lets it. */
	for (;;) {
		bell = false;
		lock_take(&f->lock);
		if (pending)
			set_flag(f, op, q);
		if (atomic_load(&f->closed))
			status = STATUS_INVALID_HANDLE;
		else if (!pending && op->kind == OP_READ && nothing_yet(f, q))
			status = STATUS_PENDING;
		else
			status = try_now(f, op, q, pending, &moved, &bell);
		if (!pending && status == STATUS_PENDING &&
		    op_set_pending_locked(f, op)) {
			pending = true;
			set_flag(f, op, q);
			status = try_now(f, op, q, true, &moved, &bell);
		}
		if (pending && status == STATUS_PENDING &&
		    !(queued = op_add(f, op, OP_PIPED, false))) {
			/* Refused: what was placed is taken back. */
			moved = npipe_withdraw(f, op, &status);
			status = status ? STATUS_NO_MEMORY : STATUS_SUCCESS;
		}
		if (pending && !queued)
			unset_flag(f, op);
		if (bell && np->link)
			ring_later(np->link, &after);
		lock_drop(&f->lock);
		after_lock(&after);
		if (pending || status != STATUS_PENDING)
			break;
		op_set_pending(f, op);
		pending = true;
	}
	if (pending && !queued)
		op_unset_pending(op);
	if (q->verb == PIPE_LISTEN && np->instance)
		np_instance_show(np);
	if (queued)
		return STATUS_PENDING;
	/* What has broken is the end of those that wait, too. */
	if (NT_ERROR(status))
		npipe_drain(f);
	return op_finished_at_once(f, op, status, moved);
}

ULONG_PTR npipe_withdraw(struct file *f, struct io_op *op, NTSTATUS *status)
{
	struct np_link *link = f->np->link;
	ULONG_PTR moved = 0;
	bool passed = false;
	*status = STATUS_CANCELLED;
	if (op->kind == OP_READ || !op->ticket || !link)
		return 0;
	uint64_t before = link->out.sent;
	moved = np_withdraw(&link->out, op->ticket - 1, &passed);
	/* Those behind it have less before them now. */
	for (struct io_op *o = op->next; o && o->ticket; o = o->next)
		o->offset -= before - link->out.sent;
	if (passed || moved)
		*status = STATUS_SUCCESS;
	return moved;
}

/* The reads that can be ended; false: the batch is full. */
static bool drain_reads(struct file *f, struct np_batch *b, bool *bell)
	HOLDS(f->lock)
{
	struct npipe *np = f->np;
	struct io_op *op;
	bool flagged = false;
	npipe_locked(np);
	while ((op = f->queue[OP_READ].list.first)) {
		ULONG_PTR moved;
		if (op->ticket == NP_CONNECT)
			return true;
		if (b->n == NP_BATCH)
			return false;
		NTSTATUS status = npipe_read(np, op->buffer, op->length, &moved,
					     bell);
		if (status == STATUS_PENDING || status == STATUS_PIPE_EMPTY) {
			if (flagged)
				return true;
			np_in_wait(&np->link->in, op->length);
			flagged = true;
			continue;
		}
		flagged = false;
		op_finish(f, op, status, moved, &b->done[b->n++]);
	}
	/* A synchronous reader is in no queue. */
	if (!f->sync)
		np_in_rest(&np->link->in);
	return true;
}

static bool drain_writes(struct file *f, struct np_batch *b, bool *bell)
	HOLDS(f->lock)
{
	struct np_link *link = f->np->link;
	struct op_list *l = &f->queue[OP_WRITE].list;
	NTSTATUS over = np_link_over(link);
	struct io_op *op;
	if (!l->first)
		return true;
	/* Before the look: what is read after it rings. */
	np_out_wait(&link->out);
	while ((op = l->first) && npipe_settled(link, op)) {
		if (b->n == NP_BATCH)
			return false;
		op_finish(f, op, STATUS_SUCCESS, op->length, &b->done[b->n++]);
	}
	if (over)
		return np_end_all(f, l, over, b);
	for (op = l->first; op; op = op->next) {
		if (op->ticket)
			continue;
		if (!place(link, op))
			break;
		*bell |= np_clear(&link->out.ring->reader_waits);
	}
	/* Of those just placed some may fit under the quota. */
	return !l->first || !npipe_settled(link, l->first);
}

void npipe_drain(struct file *f)
{
	struct npipe *np = f->np;
	struct after after = { NULL };
	struct np_batch b = { .n = 0 };
	bool all;
	do {
		bool bell = false;
		all = true;
		lock_take(&f->lock);
		if (np->link && !np->leaving) {
			all = drain_reads(f, &b, &bell);
			all &= drain_writes(f, &b, &bell);
			if (np->state == FILE_PIPE_CONNECTED_STATE &&
			    np_link_over(np->link))
				atomic_store(&np->state,
					     FILE_PIPE_CLOSING_STATE);
			if (bell)
				ring_later(np->link, &after);
		}
		lock_drop(&f->lock);
		after_lock(&after);
		np_batch_tell(&b);
	} while (!all);
}
