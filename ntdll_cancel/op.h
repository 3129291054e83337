/*
 * The hot half of an operation's end (op.c, opindex.c, complete.c): out of the
 * index, finished, told. Inline, because with many pending all of a targeted
 * cancel's cost is waiting for memory, and the fewer instructions it has, the more
 * of the next one's memory the processor has asked for meanwhile.
 */
#ifndef WINCANCEL_OP_H
#define WINCANCEL_OP_H

#include "drain.h"
#include "npipe.h"
#include "place.h"

static inline uint32_t op_hash(const void *p, uint32_t mask)
{
	/* The top bits: those spread an array of status blocks evenly. */
	return (uint64_t)(ULONG_PTR)p * 0x9e3779b97f4a7c15ull >>
	       __builtin_clzll((uint64_t)mask);
}

/* All that its end will touch, in one go. */
static inline void prefetch_end(struct io_op *op)
{
	__builtin_prefetch(op->next, 1);
	__builtin_prefetch(op->prev, 1);
	__builtin_prefetch(op->event, 1);
}

/* A pipe's read with none behind it: its end leaves nothing to go on with. */
static inline bool read_alone(const struct io_op *op)
{
	return op->state == OP_PIPED && op->kind == OP_READ &&
	       op->ticket != NP_CONNECT && !op->prev && !op->next;
}

/* The one operation that has this block, if it waits and has no routine: out of the
 * index. NULL: look the ordinary way. */
HOT struct io_op *op_index_take_waiting(struct file *f, IO_STATUS_BLOCK *iosb)
	HOLDS(f->lock)
{
	struct io_op *op, *first, **at = &first;
	if (likely(f->index != NULL)) {
		at = &f->index[op_hash(iosb, f->index_mask)];
		op = place_op(&f->places, place_home(&f->places, iosb));
		if (likely(op->iosb == iosb))
			prefetch_end(op);
	}
	else if (f->ops == 1) /* no index yet: its same_hash is NULL */
		first = f->queue[OP_READ].list.first ?:
			f->queue[OP_WRITE].list.first;
	else
		return NULL;
	while ((op = *at) && op->iosb != iosb)
		at = &op->same_hash;
	if (unlikely(!op || op->apc || op->scattered ||
		     (op->state != OP_WAITING && !read_alone(op)) ||
		     (!op->event &&
		      atomic_load_explicit(&f->modes, memory_order_relaxed))))
		return NULL;
	prefetch_end(op);
	for (struct io_op *o = op->same_hash; unlikely(o != NULL);
	     o = o->same_hash)
		if (o->iosb == iosb)
			return NULL;
	*at = op->same_hash;
	return op;
}

/* first is looked at without the lock as well: op_queue_empty. */
static inline void op_list_set_first(struct op_list *l, struct io_op *op)
{
	__atomic_store_n(&l->first, op, __ATOMIC_RELAXED);
}

static inline void op_list_remove(struct op_list *l, struct io_op *op)
{
	if (likely(op->prev != NULL))
		op->prev->next = op->next;
	else
		op_list_set_first(l, op->next);
	if (likely(op->next != NULL))
		op->next->prev = op->prev;
	else
		l->last = op->prev;
}

/* Nothing of the writer's is left, and it has no lock. True: others have queued up
 * behind it, to be drained. */
HOT bool op_writer_leave(struct file *f) UNCHECKED
{
	POINT("write:leave");
	return atomic_exchange(&f->queue[OP_WRITE].drainer, 0) & DRAIN_AGAIN;
}

/* True: nobody writes before this thread does, nor until op_writer_leave, or
 * op_written, which has what is left of its operation queue up first. */
HOT bool op_writer_enter(struct file *f) UNCHECKED
{
	struct op_queue *q = &f->queue[OP_WRITE];
	uint32_t free = 0;
	if (unlikely(__atomic_load_n(&q->list.first, __ATOMIC_RELAXED)))
		return false;
	POINT("write:look");
	if (unlikely(!atomic_compare_exchange_strong(&q->drainer, &free,
						     DRAIN_HELD)))
		return false;
	POINT("write:enter");
	/* What was left behind before is seen now: it goes first. */
	if (likely(!__atomic_load_n(&q->list.first, __ATOMIC_RELAXED)))
		return true;
	if (op_writer_leave(f))
		op_drain_writes(f);
	return false;
}

/* The end of what is no longer in the index; its object's telling is still to be
 * counted down. Its fields are good while f is locked. */
HOT void op_end(struct file *f, struct op_list *l, struct io_op *op,
		NTSTATUS status, ULONG_PTR information)
	HOLDS(f->lock)
{
	struct object *o = op->event ? op->event : &f->obj;
	atomic_fetch_add_explicit(&o->telling, 1, memory_order_relaxed);
	/* With the lock held, so that who finds no operation with this block
	 * may be told that there is nothing to wait for (K-021). */
	/* Atomic, as FindFirstChangeNotification's have one block for all. */
	atomic_store_explicit((_Atomic ULONG_PTR *)&op->iosb->Information,
			      information, memory_order_relaxed);
	atomic_store_explicit((_Atomic NTSTATUS *)&op->iosb->Status, status,
			      memory_order_release);
	op_list_remove(l, op);
	f->ops--;
	f->ended++;
	place_vacate(&f->places, op);
}

/* Before the lock is dropped: who finds no operation left and none untold (file_told)
 * knows that all have been told. One that is told by the file's own signal is counted
 * there (obj.telling), the others in finished. From here until then locks_held counts
 * it: not to be suspended in between. */
HOT void op_leave_untold(struct file *f, struct object *event) HOLDS(f->lock)
{
	if (event)
		atomic_store_explicit(
			&f->finished,
			atomic_load_explicit(&f->finished,
					     memory_order_relaxed) + 1,
			memory_order_relaxed);
	locks_held++;
}

/* True: it was the event's last reference, to be given up by object_unref_last. */
HOT bool op_drop_event(struct object *o, bool referenced)
{
	uint64_t had = atomic_load_explicit(&o->debts, memory_order_relaxed);
	bool last;
	do
		last = unlikely(referenced && (uint32_t)had == 1);
	while (unlikely(!atomic_compare_exchange_weak_explicit(
		&o->debts, &had,
		had - (1ull << 32) - referenced + (last ? OBJECT_RETIRED : 0),
		memory_order_acq_rel, memory_order_relaxed)));
	return last;
}

#endif
