/*
 * Operations: their pool, which list of their file they are in, and their end.
 * Everything here is under the file's lock. The pool is the file's own, so that
 * starting and finishing take no other lock and no allocation but for growth.
 */
#include "op.h"
#include "port.h"
#include <stdlib.h>

#define CHUNK_OPS 63

struct op_chunk {
	struct op_chunk *next;
	struct io_op ops[CHUNK_OPS];
};

static void list_add(struct op_list *l, struct io_op *op)
{
	op->next = NULL;
	op->prev = l->last;
	if (l->last)
		l->last->next = op;
	else
		op_list_set_first(l, op);
	l->last = op;
}

static void list_add_first(struct op_list *l, struct io_op *op)
{
	op->prev = NULL;
	op->next = l->first;
	if (l->first)
		l->first->prev = op;
	else
		l->last = op;
	op_list_set_first(l, op);
}

static struct op_list *list_of(struct file *f, const struct io_op *op)
	HOLDS(f->lock)
{
	return op->state == OP_RUNNING || op->state == OP_NOTED ?
		       &f->running :
		       &f->queue[op->kind].list;
}

COLD static bool pool_grow(struct file *f) HOLDS(f->lock)
{
	struct op_chunk *chunk = mem_aligned(64, sizeof *chunk);
	if (!chunk)
		return false;
	chunk->next = f->chunks;
	f->chunks = chunk;
	for (unsigned i = 0; i < CHUNK_OPS; i++) {
		chunk->ops[i].next = f->pool;
		f->pool = &chunk->ops[i];
	}
	return true;
}

INNER struct io_op *op_add(struct file *f, const struct io_op *from,
		     enum op_state state, bool first)
{
	if (!f->pool && !pool_grow(f))
		return NULL;
	struct io_op *op = f->pool;
	f->pool = op->next;
	*op = *from;
	op->state = state;
	op->cancelled = false;
	if (first)
		list_add_first(list_of(f, op), op);
	else
		list_add(list_of(f, op), op);
	f->ops++;
	op_index_add(f, op);
	return op;
}

INNER void op_finish(struct file *f, struct io_op *op, NTSTATUS status,
	       ULONG_PTR information, struct notice *n)
{
	op_index_remove(f, op);
	/* A packet brings the result along; without an event to go by, nobody
	 * looks at the block before it is taken. */
	if (unlikely(op->apc && is_packet(op->apc))) {
		struct packet *k = (struct packet *)op->apc;
		k->result.Status = status;
		k->result.Information = information;
		if (k->late)
			op->iosb = &k->result;
	}
	op_end(f, list_of(f, op), op, status, information);
	locks_held++;
	*n = (struct notice){
		.file = f, .thread = op->thread, .event = op->event,
		.apc = op->apc,
	};
}

void op_pool_free(struct file *f)
{
	lock_take(&f->lock);
	struct op_chunk *chunk = f->chunks;
	f->chunks = NULL;
	f->pool = NULL;
	op_index_free(f);
	lock_drop(&f->lock);
	while (chunk) {
		struct op_chunk *next = chunk->next;
		mem_free(chunk);
		chunk = next;
	}
}
