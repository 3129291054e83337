/*
 * The states of an end, and what changes them but for arrival: connect's
 * beginning, disconnect, close, and what readiness brings.
 */
#include "npipe.h"
#include <sys/epoll.h>
#include <sys/socket.h>

void npipe_changed(struct npipe *np)
{
	atomic_fetch_add(&np->changes, 1);
	if (atomic_load(&np->sleepers))
		futex_rouse(&np->changes, INT32_MAX);
}

void np_batch_tell(struct np_batch *b)
{
	for (unsigned i = 0; i < b->n; i++) {
		drive_learn(b->done[i].thread);
		publish(&b->done[i]);
	}
	b->n = 0;
}

bool np_end_all(struct file *f, struct op_list *l, NTSTATUS status,
		struct np_batch *b)
{
	while (l->first && b->n < NP_BATCH) {
		struct io_op *op = l->first;
		NTSTATUS what = status;
		ULONG_PTR moved = 0;
		if (op->state == OP_PIPED && status)
			moved = npipe_withdraw(f, op, &what);
		op_finish(f, op, what == STATUS_CANCELLED ? status : what,
			  moved, &b->done[b->n++]);
	}
	return !l->first;
}

void npipe_attach(struct npipe *np, struct np_link *link)
{
	np->link = link;
	atomic_store(&np->state, FILE_PIPE_CONNECTED_STATE);
}

NTSTATUS npipe_unconnected(struct npipe *np)
{
	if (np->link && !np->leaving)
		return STATUS_SUCCESS;
	return np->state == FILE_PIPE_LISTENING_STATE ?
		       STATUS_PIPE_LISTENING :
		       STATUS_PIPE_DISCONNECTED;
}

NTSTATUS npipe_listen(struct npipe *np)
{
	if (!np->instance)
		return STATUS_ILLEGAL_FUNCTION;
	switch (atomic_load(&np->state)) {
	case FILE_PIPE_CONNECTED_STATE:
		/* Its end may have come without anybody having looked. */
		return np->leaving || np_link_over(np->link) ?
			       STATUS_PIPE_CLOSING :
			       STATUS_PIPE_CONNECTED;
	case FILE_PIPE_CLOSING_STATE:
		return STATUS_PIPE_CLOSING;
	default:
		atomic_store(&np->state, FILE_PIPE_LISTENING_STATE);
		return STATUS_SUCCESS;
	}
}

/* With a last word to the other end; its reference goes. */
static void link_leave(struct np_link *link, enum np_end_state word)
{
	atomic_store(&link->shared->end[link->me].state, word);
	POINT("pipe:leaving");
	ready_unwatch(link->socket);
	shutdown(link->socket, SHUT_RDWR);
	np_link_unref(link);
}

NTSTATUS npipe_disconnect(struct file *f)
{
	struct npipe *np = f->np;
	struct np_batch b = { .n = 0 };
	struct np_link *link = NULL;
	bool all;
	if (!np->instance)
		return STATUS_ILLEGAL_FUNCTION;
	lock_take(&f->lock);
	npipe_locked(np);
	NTSTATUS status = npipe_unconnected(np);
	if (!status) {
		np->leaving = true;
		link = np->link;
		/* Before anything is told: who hears of it finds so. */
		atomic_store(&link->shared->end[link->me].state, NP_CUT);
	}
	lock_drop(&f->lock);
	if (!link)
		return status;
	do {
		lock_take(&f->lock);
		all = np_end_all(f, &f->queue[OP_READ].list,
				 STATUS_PIPE_DISCONNECTED, &b);
		all &= np_end_all(f, &f->queue[OP_WRITE].list,
				  STATUS_PIPE_DISCONNECTED, &b);
		if (all) {
			np->link = NULL;
			np->leaving = false;
			atomic_store(&np->state, FILE_PIPE_DISCONNECTED_STATE);
		}
		lock_drop(&f->lock);
		np_batch_tell(&b);
	} while (!all);
	link_leave(link, NP_CUT);
	npipe_changed(np);
	return STATUS_SUCCESS;
}

void npipe_closed(struct file *f)
{
	struct npipe *np = f->np;
	lock_take(&f->lock);
	struct np_link *link = np->link;
	np->link = NULL;
	atomic_store(&np->state, FILE_PIPE_DISCONNECTED_STATE);
	lock_drop(&f->lock);
	/* It may have died, even after its last word: nobody else removes its
	 * names then. */
	if (link && !np->instance)
		np_link_listen(link, false, true);
	bool gone = link && atomic_load(&link->gone);
	if (link)
		link_leave(link, NP_CLOSED);
	if (np->instance) {
		ready_unwatch(np->instance->listener);
		np_instance_end(np->instance);
		np->instance = NULL;
	} else if (gone) {
		np_sweep(np->name);
	}
}

void npipe_free(struct file *f)
{
	mem_free(f->np);
	f->np = NULL;
}

bool npipe_watch(struct file *f, struct np_link *link)
{
	return ready_watch(link->socket,
			   f->sync ? EPOLLRDHUP : EPOLLIN | EPOLLRDHUP, f,
			   READY_LINK);
}

void npipe_event(struct file *f, bool hung_up)
{
	struct np_link *link = NULL;
	if (!file_use(f))
		return;
	struct npipe *np = f->np;
	if (np) {
		lock_take(&f->lock);
		link = np->link;
		if (link)
			np_link_ref(link);
		lock_drop(&f->lock);
		/* One event may stand for many bells, and a full socket brings no
		 * more: each empties it. A synchronous end sleeps on its own. */
		if (link) {
			np_link_listen(link, !f->sync, hung_up);
			np_link_unref(link);
		}
		npipe_drain(f);
		npipe_changed(np);
	}
	file_unuse(f);
}
