/*
 * A file's operations by the address of their status block, so that a targeted
 * cancel costs the same with one hundred thousand pending as with a thousand.
 * Chained, because one block may name several operations (K-025). Few operations
 * have no table: then the queues are short enough to walk.
 */
#include "op.h"
#include <stdlib.h>

#define INDEX_FROM 16u

static void add_list(struct io_op **table, uint32_t mask,
		     struct io_op *op)
{
	for (; op; op = op->next) {
		struct io_op **at = &table[op_hash(op->iosb, mask)];
		op->same_hash = *at;
		*at = op;
	}
}

/* No memory for a larger one: the old one serves on, more slowly. */
COLD static void grow(struct file *f, uint32_t size) HOLDS(f->lock)
{
	struct io_op **table = mem_zeroed(size, sizeof(struct io_op *));
	if (!table)
		return;
	add_list(table, size - 1, f->queue[0].list.first);
	add_list(table, size - 1, f->queue[1].list.first);
	add_list(table, size - 1, f->running.first);
	mem_free(f->index);
	f->index = table;
	f->index_mask = size - 1;
}

/* op is in its list, and f->ops counts it. */
INNER void op_index_add(struct file *f, struct io_op *op)
{
	if (f->ops > INDEX_FROM && (!f->index || f->ops > f->index_mask + 1)) {
		struct io_op **before = f->index;
		grow(f, f->index ? 2 * (f->index_mask + 1) : 4 * INDEX_FROM);
		if (f->index != before)
			return; /* it went in with the others */
	}
	if (!f->index)
		return;
	struct io_op **at = &f->index[op_hash(op->iosb, f->index_mask)];
	op->same_hash = *at;
	*at = op;
}

INNER void op_index_remove(struct file *f, struct io_op *op)
{
	if (!f->index)
		return;
	struct io_op **at = &f->index[op_hash(op->iosb, f->index_mask)];
	while (*at != op)
		at = &(*at)->same_hash;
	*at = op->same_hash;
}

static struct io_op *find_list(struct io_op *op, IO_STATUS_BLOCK *iosb,
			       bool asked)
{
	while (op && (op->iosb != iosb || op->cancelled != asked))
		op = op->next;
	return op;
}

INNER struct io_op *op_index_first(struct file *f, IO_STATUS_BLOCK *iosb,
				   bool asked)
{
	struct io_op *op;
	if (f->index) {
		op = f->index[op_hash(iosb, f->index_mask)];
		while (op && (op->iosb != iosb || op->cancelled != asked))
			op = op->same_hash;
		return op;
	}
	if ((op = find_list(f->queue[0].list.first, iosb, asked)) ||
	    (op = find_list(f->queue[1].list.first, iosb, asked)))
		return op;
	return find_list(f->running.first, iosb, asked);
}

void op_index_free(struct file *f) UNCHECKED
{
	mem_free(f->index);
	f->index = NULL;
}
