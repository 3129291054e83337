/*
 * Operations: which list of their file they are in, and their end.
 * Everything here is under the file's lock. Their memory is the file's own, so
 * that starting and finishing take no other lock and no allocation but for growth.
 */
#include "op.h"
#include "port.h"
#include "socket.h"

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
	return op->state == OP_RUNNING || op->state == OP_RANGED ||
			       op->state == OP_NOTED ?
		       &f->running :
		       &f->queue[op->kind].list;
}

INNER struct io_op *op_add(struct file *f, const struct io_op *from,
		     enum op_state state, bool first)
{
	struct io_op *op = place_take(&f->places, from->iosb, f->ops);
	if (!op)
		return NULL;
	uint32_t place = op->place;
	*op = *from;
	op->place = place;
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
	bool silent = unlikely(f->sock != NULL) && !sockets_in_use();
	op_index_remove(f, op);
	/* A packet brings the result along; without an event to go by, nobody
	 * looks at the block before it is taken. */
	if (unlikely(op->apc && is_packet(op->apc))) {
		struct packet *k = (struct packet *)op->apc;
		k->result.Status = status;
		k->result.Information = information;
		if (k->late && !silent)
			op->iosb = &k->result;
	}
	/* Before the status: who sees that may use the socket for another one. */
	if (unlikely(f->sock != NULL) && op->scattered && op->sock.more->sock)
		accept_over(op->sock.more, f);
	op_end(f, list_of(f, op), op, status, information);
	op_leave_untold(f, op->event);
	*n = (struct notice){
		.file = f, .thread = op->thread, .event = op->event,
		.apc = op->apc,
		.more = unlikely(f->sock != NULL) && op->scattered ?
				op->sock.more : NULL,
		.silent = silent,
	};
}

COLD void op_leave(struct file *f, struct io_op *op, struct notice *n)
{
	op_index_remove(f, op);
	op_list_remove(list_of(f, op), op);
	*n = (struct notice){ .file = NULL, .event = op->event };
	f->ops--;
	f->ended++;
	place_vacate(&f->places, op);
}

void op_pool_free(struct file *f)
{
	lock_take(&f->lock);
	op_index_free(f);
	places_free(&f->places);
	lock_drop(&f->lock);
}
