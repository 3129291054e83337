/*
 * Synchronous ends: the caller works on the rings under the file's lock and sleeps
 * in a labelled recv on the link's socket, where the other end's bell wakes it.
 * A connect and an overlapped end's flush sleep on the futex np->changes instead,
 * which whoever handles readiness moves on.
 */
#include "npipe.h"
#include "request.h"

/* What a sleep is about; taken under the lock, before the last look. */
struct rest {
	struct np_link *link; /* referenced; NULL: on changes */
	uint32_t seen;
};

static void rest_prepare(struct npipe *np, struct rest *r) HOLDS(np->file->lock)
{
	r->link = np->file->sync ? np->link : NULL;
	if (r->link)
		np_link_ref(r->link);
	r->seen = atomic_load(&np->changes);
}

static void rest_drop(struct rest *r)
{
	if (r->link)
		np_link_unref(r->link);
}

/* False: asked to stop. */
static bool rest(struct npipe *np, struct call *c, struct rest *r)
{
	char bells[64];
	long n;
	if (r->link) {
		n = call_labelled(c, SYS_recvfrom, r->link->socket,
				       (long)bells, sizeof bells, 0, 0, 0);
		/* Errors of a socket are its end. */
		if (!n || (n < 0 && n != -EINTR && n != -ECANCELED))
			atomic_store(&r->link->gone, true);
	} else {
		atomic_fetch_add(&np->sleepers, 1);
		n = call_labelled(c, SYS_futex, (long)&np->changes,
				  FUTEX_WAIT_PRIVATE, r->seen, 0, 0, 0);
		atomic_fetch_sub(&np->sleepers, 1);
	}
	rest_drop(r);
	return n != -ECANCELED && !call_asked(c);
}

static void ring(struct np_link *link)
{
	POINT("pipe:bell");
	np_bell(link);
}

static NTSTATUS sync_read(struct file *f, struct call *c, void *buffer,
			  ULONG length, ULONG_PTR *moved)
{
	struct npipe *np = f->np;
	bool go_on = true;
	for (;;) {
		bool bell = false;
		struct rest r = { .link = NULL };
		lock_take(&f->lock);
		npipe_locked(np);
		NTSTATUS status = npipe_unconnected(np) ?:
				  npipe_read(np, buffer, length, moved, &bell);
		if (status == STATUS_PENDING && go_on) {
			np_in_wait(&np->link->in, length);
			status = npipe_read(np, buffer, length, moved, &bell);
		}
		if (np->link && (status != STATUS_PENDING || !go_on))
			np_in_rest(&np->link->in);
		if (np->link)
			rest_prepare(np, &r);
		lock_drop(&f->lock);
		if (bell)
			ring(r.link);
		if (status == STATUS_PENDING && go_on) {
			go_on = rest(np, c, &r);
			continue;
		}
		rest_drop(&r);
		/* Asked, and there was nothing at a last look. */
		return status == STATUS_PENDING ? STATUS_CANCELLED : status;
	}
}

/* What nobody has read is taken back. */
static NTSTATUS give_up(struct file *f, struct io_op *op, NTSTATUS why,
			ULONG_PTR *moved)
{
	NTSTATUS status;
	lock_take(&f->lock);
	*moved = npipe_withdraw(f, op, &status);
	lock_drop(&f->lock);
	return status ? why : status;
}

static NTSTATUS sync_write(struct file *f, struct call *c, struct io_op *op,
			   ULONG_PTR *moved)
{
	struct npipe *np = f->np;
	for (;;) {
		bool bell = false;
		struct rest r = { .link = NULL };
		lock_take(&f->lock);
		npipe_locked(np);
		NTSTATUS status = npipe_unconnected(np) ?:
				  npipe_write(np, op, true, true, moved, &bell);
		if (status == STATUS_PENDING) {
			np_out_wait(&np->link->out);
			status = npipe_write(np, op, true, true, moved, &bell);
		}
		bool begun = op->ticket && NT_ERROR(status);
		if (np->link)
			rest_prepare(np, &r);
		lock_drop(&f->lock);
		if (bell)
			ring(r.link);
		if (status == STATUS_PENDING) {
			if (rest(np, c, &r))
				continue;
			return give_up(f, op, STATUS_CANCELLED, moved);
		}
		rest_drop(&r);
		/* The other end went while it waited: that is no refusal, and
		 * what was read of it counts. */
		return begun ? give_up(f, op, STATUS_PIPE_BROKEN, moved) :
			       status;
	}
}

static NTSTATUS sync_listen(struct file *f, struct call *c)
{
	struct npipe *np = f->np;
	struct rest r;
	lock_take(&f->lock);
	npipe_locked(np);
	NTSTATUS status = npipe_listen(np);
	rest_prepare(np, &r);
	lock_drop(&f->lock);
	if (np->instance)
		np_instance_show(np);
	rest_drop(&r);
	if (status || np->nowait)
		return status ?: STATUS_PIPE_LISTENING;
	for (;;) {
		bool go_on = rest(np, c, &r);
		/* Arrived: whatever has become of the client since. */
		if (np->state != FILE_PIPE_LISTENING_STATE)
			return STATUS_SUCCESS;
		if (!go_on)
			return STATUS_CANCELLED;
		r.seen = atomic_load(&np->changes);
		if (np->state != FILE_PIPE_LISTENING_STATE)
			return STATUS_SUCCESS;
	}
}

static NTSTATUS sync_transceive(struct file *f, struct call *c,
				const struct request *q, ULONG_PTR *moved)
{
	struct npipe *np = f->np;
	struct rest r = { .link = NULL };
	bool bell = false;
	*moved = 0;
	lock_take(&f->lock);
	npipe_locked(np);
	NTSTATUS status = npipe_unconnected(np) ?:
			  npipe_transceive(np, q, &bell);
	if (bell)
		rest_prepare(np, &r);
	lock_drop(&f->lock);
	if (bell)
		ring(r.link);
	rest_drop(&r);
	return status ?: sync_read(f, c, q->buffer, q->length, moved);
}

NTSTATUS npipe_sync(struct file *f, struct thread *t, enum op_kind kind,
		    const struct request *q)
{
	ULONG_PTR moved = 0;
	NTSTATUS status = file_enter(f, t, q->iosb);
	if (status)
		return status;
	struct io_op op = { .kind = kind, .buffer = q->buffer,
			    .length = q->length };
	bool pause = port_pause_if(t);
	if (q->verb == PIPE_LISTEN)
		status = sync_listen(f, &t->call);
	else if (q->verb == PIPE_TRANSCEIVE)
		status = sync_transceive(f, &t->call, q, &moved);
	else if (kind == OP_READ)
		status = sync_read(f, &t->call, q->buffer, q->length, &moved);
	else
		status = sync_write(f, &t->call, &op, &moved);
	file_leave(f, t);
	port_resume_if(t, pause);
	q->iosb->Status = status;
	q->iosb->Information = moved;
	return status;
}

NTSTATUS npipe_flush(struct file *f, struct thread *t)
{
	struct npipe *np = f->np;
	for (;;) {
		struct rest r = { .link = NULL };
		lock_take(&f->lock);
		npipe_locked(np);
		NTSTATUS status = npipe_unconnected(np);
		bool unread = false;
		if (!status) {
			rest_prepare(np, &r);
			np_out_wait(&np->link->out);
			unread = f->queue[OP_WRITE].list.first ||
				 np_unread(&np->link->out);
			/* Once all is read it does not matter who has gone. */
			if (unread)
				status = np_link_over(np->link);
		}
		lock_drop(&f->lock);
		if (status || !unread) {
			rest_drop(&r);
			return status;
		}
		if (!rest(np, &t->call, &r))
			return STATUS_CANCELLED;
	}
}
