/*
 * Beginning an overlapped operation: try it at once; queue it if refused; give to
 * the engine what can't be polled.
 *
 * A read tries without a lock. If it is refused it is queued only if no edge of
 * readiness was seen since before the try; otherwise it tries again. A write that
 * finds its queue empty takes the queue's drainer's place for its try, because a
 * part of it may be accepted and no other write may come between.
 */
#include "op.h"
#include "port.h"
#include "socket.h"
#include <stdlib.h>
#include <sys/epoll.h>

COLD void op_drop_apc(struct apc *a)
{
	if (a && is_packet(a))
		packet_free((struct packet *)a);
	else
		mem_free(a);
}

static inline struct object *told_object(struct file *f, const struct io_op *op)
{
	return op->event ? op->event : &f->obj;
}

static inline void keep(const struct io_op *op)
{
	if (op->event)
		object_ref(op->event);
}

INNER void op_pend_elsewhere(struct file *f, struct io_op *op)
{
	object_unsignal(told_object(f, op));
	keep(op);
}

INNER void op_set_pending(struct file *f, struct io_op *op)
{
	op_pend_elsewhere(f, op);
	op->thread->issued = true;
}

/* For who holds a lock and may not wait for those who tell the event; false:
 * nothing has changed. */
INNER bool op_set_pending_locked(struct file *f, struct io_op *op)
{
	if (!object_unsignal_try(told_object(f, op)))
		return false;
	keep(op);
	op->thread->issued = true;
	return true;
}

INNER void op_unset_pending(struct io_op *op)
{
	if (op->event)
		object_unref(op->event);
}

INNER NTSTATUS op_finished_at_once(struct file *f, struct io_op *op,
				   NTSTATUS status, ULONG_PTR information)
{
	if (NT_ERROR(status)) {
		if (status == STATUS_END_OF_FILE)
			op->iosb->Status = status;
		op_drop_apc(op->apc);
		return status;
	}
	if (unlikely(op->scattered) && f->sock && op->sock.more->sock)
		accept_over(op->sock.more, NULL);
	op->iosb->Information = information;
	atomic_store_explicit((_Atomic NTSTATUS *)&op->iosb->Status, status,
			      memory_order_release);
	if (unlikely(op->apc != NULL)) {
		if (is_packet(op->apc))
			port_post_at_once(f, (struct packet *)op->apc, status,
					  information);
		else if (!apc_post(op->thread, op->apc))
			op_drop_apc(op->apc);
	}
	file_tell(f, op->event);
	return status;
}

INNER NTSTATUS op_done_at_once(struct file *f, struct io_op *op, long r)
{
	ULONG_PTR information;
	NTSTATUS status = op_result(f, op, r, &information);
	return op_finished_at_once(f, op, status, information);
}

/* What has moved counts: it is a success then, as if the rest had been cancelled. */
COLD static NTSTATUS refused_midway(struct file *f, struct io_op *op,
				    NTSTATUS status)
{
	if (op->moved)
		return op_done_at_once(f, op, -ECANCELED);
	op_drop_apc(op->apc);
	return status;
}

COLD static NTSTATUS enqueue_failed(struct file *f, struct io_op *op)
{
	op_unset_pending(op);
	return refused_midway(f, op,
			      atomic_load(&f->closed) ? STATUS_INVALID_HANDLE :
							STATUS_NO_MEMORY);
}

/* No readiness to be had. A socket is nothing that an engine could do it with. */
COLD static NTSTATUS not_polled(struct file *f, struct io_op *op)
{
	if (!f->sock)
		return engine_begin(f, op);
	return refused_midway(f, op, STATUS_INSUFFICIENT_RESOURCES);
}

INNER static NTSTATUS issue_read(struct file *f, struct io_op *op,
				 const uint32_t *refused)
{
	struct op_queue *q = &f->queue[OP_READ];
	bool pending = false;
	for (;; refused = NULL) {
		uint32_t edges = refused ? *refused :
					   atomic_load(&f->edges[OP_READ]);
		bool tried = refused || op_queue_empty(f, OP_READ);
		if (tried && !refused) {
			long r = op_try(f, op);
			if (r != -EAGAIN) {
				if (pending)
					op_unset_pending(op);
				if (unlikely(r == -EINPROGRESS) && f->sock) {
					op->thread->issued = true;
					return STATUS_PENDING;
				}
				return op_done_at_once(f, op, r);
			}
		}
		POINT("try:eagain");
		if (!ready_arm(f, OP_READ))
			return not_polled(f, op);
		if (!pending)
			op_set_pending(f, op);
		pending = true;
		lock_take(&f->lock);
		bool stale = !q->list.first &&
			     (!tried || edges != atomic_load(&f->edges[OP_READ]));
		bool queued = !stale && !atomic_load(&f->closed) &&
			      ready_arm_again(f, OP_READ) &&
			      op_add(f, op, OP_WAITING, false);
		lock_drop(&f->lock);
		if (queued)
			return STATUS_PENDING;
		if (!stale)
			return enqueue_failed(f, op);
	}
}

/* Everything that the descriptor accepts now. */
INNER static long try_whole(struct file *f, struct io_op *op)
{
	long r;
	do {
		r = op_try(f, op);
		if (r > 0)
			op->moved += r;
	} while (r > 0 && op->moved < op->length);
	return r;
}

COLD void op_drain_writes(struct file *f)
{
	drain(f, OP_WRITE, false);
}

/* Of a write that has been tried, first, or not, as it was not: how that went. */
INNER NTSTATUS op_written(struct file *f, struct io_op *op, bool first, long r)
{
	struct op_queue *q = &f->queue[OP_WRITE];
	POINT("try:eagain");
	struct io_op *queued = NULL;
	bool pend = r == -EAGAIN && ready_arm(f, OP_WRITE);
	if (pend)
		op_set_pending(f, op);
	lock_take(&f->lock);
	if (pend && !atomic_load(&f->closed) && ready_arm_again(f, OP_WRITE))
		queued = op_add(f, op, OP_WAITING, first);
	/* It became ready during the try, or others queued up behind it; or the
	 * queue that was seen has gone. */
	bool go_on = first ? drain_leave(q) || !queued :
			     !drain_again(q) && q->list.first == queued;
	go_on = go_on && q->list.first;
	lock_drop(&f->lock);
	if (go_on)
		op_drain_writes(f);
	if (queued)
		return STATUS_PENDING;
	if (pend)
		return enqueue_failed(f, op);
	if (r == -EAGAIN)
		return not_polled(f, op);
	return op_done_at_once(f, op, r);
}

INNER static NTSTATUS issue_write(struct file *f, struct io_op *op)
{
	bool first = op_writer_enter(f);
	return op_written(f, op, first, first ? try_whole(f, op) : -EAGAIN);
}

INNER NTSTATUS op_issue(struct file *f, struct io_op *op,
			const uint32_t *refused)
{
	if (likely(f->try == TRY_NONBLOCK))
		return op->kind == OP_READ ? issue_read(f, op, refused) :
					     issue_write(f, op);
	long r = -EAGAIN;
	NTSTATUS kept_out = ranges_admit(f, op->kind, op->offset, op->length,
					 op->key);
	if (unlikely(kept_out))
		return op_finished_at_once(f, op, kept_out, 0);
	if (f->try == TRY_NOWAIT && (r = op_try(f, op)) > 0)
		op->moved += r;
	if (r == -EAGAIN || (r > 0 && op->moved < op->length))
		return engine_begin(f, op);
	return op_done_at_once(f, op, r);
}

uint64_t engine_ticket(void)
{
	static _Atomic uint64_t tickets;
	return atomic_fetch_add(&tickets, 1) + 1;
}

/* The engine's own way in: running from the start. */
INNER NTSTATUS engine_begin(struct file *f, const struct io_op *from)
{
	struct io_op op = *from;
	op.ticket = engine_ticket();
	op_set_pending(f, &op);
	/* Ours is held, so it is not closed. The engine's goes to its thread. */
	atomic_fetch_add(&f->users, 1);
	lock_take(&f->lock);
	struct io_op *running = NULL;
	if (!atomic_load(&f->closed))
		running = op_add(f, &op, OP_RUNNING, false);
	lock_drop(&f->lock);
	NTSTATUS status = STATUS_PENDING;
	if (!running) {
		status = enqueue_failed(f, &op);
	} else if (engine_start(f, running)) {
		/* Refused: nothing of it is anywhere else. */
		struct notice none;
		lock_take(&f->lock);
		op_finish(f, running, STATUS_NO_MEMORY, 0, &none);
		lock_drop(&f->lock);
		publish_nothing(&none);
		op_drop_apc(op.apc);
		status = STATUS_NO_MEMORY;
	}
	if (status != STATUS_PENDING) {
		locks_held++;
		file_unuse(f);
	}
	return status;
}
