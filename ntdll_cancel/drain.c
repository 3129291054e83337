/*
 * Going on with a queue whose file has become ready. One drainer for each queue;
 * the operation that it tries stays first and belongs to it alone, the lock is
 * dropped for the system call and for publication. Who finds a drainer there sets
 * again and leaves: the drainer looks at it under the lock before it goes.
 */
#include "drain.h"
#include "serial.h"
#include "socket.h"
#include "turn.h"

/* An AcceptEx that waits for data: it is another file's now. Who has found it here
 * meanwhile was told so; whoever comes later looks there as well. */
COLD static bool gone_over(struct file *f, struct io_op *op, struct notice *n)
	HOLDS(f->lock)
{
	bool asked = false;
	while (op->cancelled && !asked) {
		IO_STATUS_BLOCK *block = op->iosb;
		lock_drop(&f->lock);
		socket_cancel_accepts(f, block, NULL, false);
		lock_take(&f->lock);
		asked = true;
	}
	op_leave(f, op, n);
	return true;
}

/* False: refused, it waits on. */
static bool try_first(struct file *f, struct io_op *op, struct notice *n)
	HOLDS(f->lock)
{
	long r;
	bool part;
	if (unlikely(op->state == OP_TIMED))
		return serial_try_first(f, op, n);
	op->state = OP_TRYING;
	do {
		lock_drop(&f->lock);
		POINT("drain:try");
		r = op_try(f, op);
		lock_take(&f->lock);
		if (r > 0)
			op->moved += r;
		part = op->kind == OP_WRITE && r > 0 && op->moved < op->length;
	} while (part && !op->cancelled);
	op->state = OP_WAITING;
	if (unlikely(r == -EINPROGRESS) && f->sock)
		return gone_over(f, op, n);
	if (r == -EAGAIN && !op->cancelled)
		return false;
	if (r == -EAGAIN)
		r = -ECANCELED;
	ULONG_PTR information;
	NTSTATUS status = op_result(f, op, r, &information);
	op_finish(f, op, status, information, n);
	return true;
}

/* One for which somebody waits, of many, is a reason to stay armed (ready.c). */
static void count_edge(struct file *f, enum op_kind dir) HOLDS(f->lock)
{
	struct thread *t = thread_current;
	/* With the lock there is nobody else who writes it. */
	uint32_t edges = atomic_load_explicit(&f->edges[dir],
					      memory_order_relaxed);
	atomic_store_explicit(&f->edges[dir], edges + 1, memory_order_release);
	if (unlikely(f->idle_edges) && f->queue[dir].list.first && t &&
	    drive_many(t))
		f->idle_edges--;
}

static void tell(struct notice *n)
{
	if (likely(n->file != NULL)) {
		drive_learn(n->thread);
		publish(n);
	} else if (n->event) {
		object_unref(n->event);
	}
}

static void drain_used(struct file *f, enum op_kind dir, bool edge)
{
	struct op_queue *q = &f->queue[dir];
	struct notice n;
	lock_take(&f->lock);
	if (edge)
		count_edge(f, dir);
	if (!(dir == OP_READ ? drain_claim_reads(q) : drain_claim(q))) {
		lock_drop(&f->lock);
		return;
	}
	while (q->list.first) {
		drain_asked(q);
		if (!try_first(f, q->list.first, &n)) {
			if (drain_asked(q))
				continue;
			break;
		}
		/* The last reader: nothing is left to come back for. A writer's
		 * end is told before the next write is tried. */
		bool last = dir == OP_READ && !q->list.first;
		if (likely(last))
			drain_leave(q);
		lock_drop(&f->lock);
		tell(&n);
		if (likely(last))
			return;
		lock_take(&f->lock);
	}
	drain_leave(q);
	lock_drop(&f->lock);
}

void drain(struct file *f, enum op_kind dir, bool edge)
{
	struct thread *t = thread_current;
	if (use_mark(f, t)) {
		drain_used(f, dir, edge);
		use_unmark(f, t);
	} else if (file_use(f)) {
		drain_used(f, dir, edge);
		file_unuse(f);
	}
}
