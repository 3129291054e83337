/*
 * Cancelling. CancelIoEx comes to NtCancelIoFileEx, which ends the usual one
 * operation that waits by itself; cancel_matching finds whatever else matches:
 *
 *   overlapped operations   under file->lock, in the file's index or queues;
 *                           a waiting one is finished here and now, one that is
 *                           being tried or is in the engine is asked once
 *   synchronous calls       by walking the threads: one whose call names this file
 *                           is asked by CAS on its call word and a signal
 *
 * "Found" means found and asked; what the operation then reports is its own.
 */
#include "handle.h"
#include "npipe.h"
#include "op.h"
#include "serial.h"
#include "socket.h"

#define BATCH 32

/* What one lock section has found. */
struct batch {
	struct notice done[BATCH];
	uint64_t tickets[BATCH];
	struct range *ranges[BATCH]; /* of some of those done */
	unsigned ndone, ntickets, nranges;
};

/* What nobody has read of a write goes with it. */
COLD static void piped_stopped(struct file *f, struct io_op *op, struct notice *n)
	HOLDS(f->lock)
{
	NTSTATUS status;
	ULONG_PTR moved = npipe_withdraw(f, op, &status);
	op_finish(f, op, status, moved, n);
}

/* One that waits for a byte range. */
COLD static void ranged_stopped(struct file *f, struct io_op *op,
				struct batch *b) HOLDS(f->lock)
{
	if (range_withdraw(op)) {
		b->ranges[b->nranges++] = op->range;
		op_finish(f, op, STATUS_CANCELLED, 0, &b->done[b->ndone++]);
		return;
	}
	op->cancelled = true;
	if (op->ticket)
		b->tickets[b->ntickets++] = op->ticket;
}

/*
 * Asks one operation. An operation that was asked before is left as it is: it
 * counts as found while it is pending (K-033), but nobody is asked twice.
 */
INNER static void op_cancel(struct file *f, struct io_op *op, struct batch *b)
	HOLDS(f->lock)
{
	if (op->cancelled)
		return;
	switch (op->state) {
	case OP_WAITING:
	case OP_TIMED:
	case OP_NOTED:
		/* Bytes of a write that are gone already are no cancel. */
		op_finish(f, op, op->moved ? STATUS_SUCCESS : STATUS_CANCELLED,
			  op->moved, &b->done[b->ndone++]);
		break;
	case OP_PIPED:
		piped_stopped(f, op, &b->done[b->ndone++]);
		break;
	case OP_RANGED:
		ranged_stopped(f, op, b);
		break;
	case OP_RUNNING:
		b->tickets[b->ntickets++] = op->ticket;
		/* fall through */
	case OP_TRYING:
		op->cancelled = true;
	}
}

INNER static void batch_carry_out(struct file *f, struct batch *b)
{
	if (b->ndone)
		POINT("cancel:found");
	for (unsigned i = 0; i < b->ndone; i++) {
		drive_unlearn(b->done[i].thread);
		publish(&b->done[i]);
	}
	for (unsigned i = 0; i < b->nranges; i++)
		range_forget(b->ranges[i]);
	for (unsigned i = 0; i < b->ntickets; i++)
		engine_stop(f, b->tickets[i]);
	bool ended = b->ndone;
	b->ndone = b->ntickets = b->nranges = 0;
	/* Nothing was found: the file may be one that is just being made. */
	if (!ended)
		return;
	/* There may be room now for what waited behind a write. */
	if (unlikely(f->np != NULL))
		npipe_drain(f);
	if (unlikely(f->serial != NULL))
		serial_go_on(f);
}

/* The targeted form: all operations with this block, whoever began them. */
INNER static unsigned cancel_named(struct file *f, IO_STATUS_BLOCK *iosb)
{
	struct batch b;
	unsigned found = 0;
	bool more;
	b.ndone = b.ntickets = b.nranges = 0;
	__builtin_prefetch(iosb, 1);
	do {
		struct io_op *op = NULL;
		lock_take(&f->lock);
		while (b.ndone < BATCH && b.ntickets < BATCH &&
		       (op = op_index_first(f, iosb, false))) {
			op_cancel(f, op, &b);
			found++;
		}
		more = op != NULL;
		if (!found && op_index_first(f, iosb, true))
			found = 1; /* asked before, and still pending */
		lock_drop(&f->lock);
		batch_carry_out(f, &b);
	} while (more);
	return found;
}

/* Whose operations have outlived their thread: that one's memory will be another
 * thread's, and CancelIo must not take them for its. */
static struct thread nobody;

/*
 * Of a list, as many as there were when the call began, oldest first; younger ones
 * may survive (K-016). A lock section goes on where the one before it stopped, so
 * that what has to be passed over is passed once; but if any operation ended in
 * between, that place may have gone, and it looks from the start again.
 */
INNER static unsigned cancel_list(struct file *f, struct op_list *l,
				  struct thread *only, bool ending)
{
	struct batch b;
	struct io_op *op, *next = NULL;
	unsigned found = 0, budget = 0;
	uint32_t ended = 0;
	bool first = true, asked = false;
	b.ndone = b.ntickets = b.nranges = 0;
	do {
		lock_take(&f->lock);
		if (first)
			budget = f->ops;
		if (first || ended != f->ended) {
			next = l->first;
			asked = false;
		}
		first = false;
		while ((op = next) && budget && b.ndone < BATCH &&
		       b.ntickets < BATCH) {
			next = op->next;
			if (only && op->thread != only)
				continue;
			if (ending && op_outlives(op)) {
				op->thread = &nobody;
				continue;
			}
			if (op->cancelled) {
				asked = true;
				continue;
			}
			budget--;
			found++;
			op_cancel(f, op, &b);
		}
		ended = f->ended;
		lock_drop(&f->lock);
		batch_carry_out(f, &b);
	} while (op && budget);
	return found + asked;
}

/* All; of one thread only; of one that ends, those that do not outlive it. */
INNER static unsigned cancel_lists(struct file *f, struct thread *only,
				   bool ending) UNCHECKED
{
	return cancel_list(f, &f->queue[OP_READ].list, only, ending) +
	       cancel_list(f, &f->queue[OP_WRITE].list, only, ending) +
	       cancel_list(f, &f->running, only, ending);
}

INNER unsigned file_cancel_ops(struct file *f, IO_STATUS_BLOCK *iosb)
{
	return iosb ? cancel_named(f, iosb) : cancel_lists(f, NULL, false);
}

static void await_ops(struct file *f, struct thread *t);

/* AcceptEx: those that have their connection and wait for its data, as operations of
 * that. */
struct accepts {
	struct file *listener;
	IO_STATUS_BLOCK *which;
	struct thread *only;
	bool ending;
	unsigned found;
};

static void cancel_accept(struct file *f, void *arg)
{
	struct accepts *a = arg;
	IO_STATUS_BLOCK *block = NULL;
	lock_take(&f->lock);
	if (f->sock && f->sock->listener == a->listener)
		block = f->sock->accepting;
	lock_drop(&f->lock);
	if (!block || (a->which && a->which != block))
		return;
	a->found += a->only ? cancel_lists(f, a->only, a->ending) :
			      file_cancel_ops(f, block);
	if (a->only)
		await_ops(f, a->only);
}

COLD unsigned socket_cancel_accepts(struct file *f, IO_STATUS_BLOCK *which,
				    struct thread *only, bool ending)
{
	struct accepts a = { .listener = f, .which = which, .only = only,
			     .ending = ending };
	if (f->sock && (atomic_load(&f->sock->marks) & SOCK_LISTENS))
		files_each(cancel_accept, &a);
	return a.found;
}

unsigned file_cancel_direction(struct file *f, enum op_kind dir) UNCHECKED
{
	return cancel_list(f, &f->queue[dir].list, NULL, false);
}

/* Asks t's synchronous call if it names what is looked for. */
static bool ask_thread(struct thread *t, const struct file *f,
		       const IO_STATUS_BLOCK *iosb)
{
	uint64_t word = atomic_load_explicit(&t->call.word,
					     memory_order_acquire);
	uint64_t state = word & CALL_STATE;
	if (state != CALL_OPEN && state != CALL_ASKED)
		return false;
	/* If the call has ended since, these are another's; then call_ask's
	 * CAS fails as well. */
	void *file = atomic_load(&t->call.file);
	if (file == CALL_NO_OPERATION || (f && file != f) ||
	    atomic_load(&t->hidden) ||
	    (iosb && atomic_load(&t->call.block) != iosb))
		return false;
	return call_ask(&t->call, word);
}

COLD bool file_cancel_calls(struct file *f, IO_STATUS_BLOCK *iosb)
{
	bool any = false;
	struct thread *t;
	for (unsigned i = 0; (t = thread_at(i)); i++)
		any |= ask_thread(t, f, iosb);
	return any;
}

static bool has_ops_of(const struct file *f, const struct thread *t)
	HOLDS(f->lock)
{
	const struct io_op *first[] = { f->queue[0].list.first,
					f->queue[1].list.first,
					f->running.first };
	for (unsigned i = 0; i < 3; i++)
		for (const struct io_op *op = first[i]; op; op = op->next)
			if (op->thread == t)
				return true;
	return false;
}

/* Waits until nothing of t is left on f, told and all. */
static void await_ops(struct file *f, struct thread *t)
{
	atomic_fetch_add(&f->awaited, 1);
	for (;;) {
		uint32_t seen = atomic_load(&f->quiet);
		lock_take(&f->lock);
		bool left = has_ops_of(f, t);
		lock_drop(&f->lock);
		if (!left && file_told(f))
			break;
		futex_sleep(&f->quiet, seen, NULL);
	}
	atomic_fetch_sub(&f->awaited, 1);
}

static void cancel_ended_on(struct file *f, void *arg)
{
	cancel_lists(f, arg, true);
	socket_cancel_accepts(f, NULL, arg, true);
	POINT("exit:cancelled");
}

static void await_ended_on(struct file *f, void *arg)
{
	await_ops(f, arg);
}

/* All is cancelled before anything is waited for: an operation may go from one file
 * to another, which was looked at before, and would be waited for uncancelled. */
void thread_cancel_ops(struct thread *t)
{
	if (t->issued) {
		files_each(cancel_ended_on, t);
		files_each(await_ended_on, t);
	}
	t->issued = false;
}

struct search {
	const struct thread *thread;
	bool found;
};

static void find_ops(struct file *f, void *arg)
{
	struct search *s = arg;
	if (s->found)
		return;
	lock_take(&f->lock);
	s->found = has_ops_of(f, s->thread);
	lock_drop(&f->lock);
}

bool thread_has_ops(struct thread *t)
{
	struct search s = { .thread = t };
	files_each(find_ops, &s);
	return s.found;
}

static NTSTATUS answer(IO_STATUS_BLOCK *iosb, NTSTATUS status)
{
	iosb->Status = status;
	iosb->Information = 0;
	return status;
}

/* This thread's operations; waits for them (K-011, X.8). */
NTSTATUS WINAPI NtCancelIoFile(HANDLE h, IO_STATUS_BLOCK *iosb)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	if (!iosb)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	if (t && t->issued) {
		cancel_lists(file_of(ref.object), t, false);
		socket_cancel_accepts(file_of(ref.object), NULL, t, false);
		await_ops(file_of(ref.object), t);
	}
	handle_done(&ref);
	return answer(iosb, STATUS_SUCCESS);
}

/* The ordinary way: whatever matches, and synchronous calls too. */
COLD static NTSTATUS cancel_matching(HANDLE h, IO_STATUS_BLOCK *which,
				     IO_STATUS_BLOCK *iosb)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	struct file *f = file_of(ref.object);
	bool found = file_cancel_ops(f, which);
	found |= socket_cancel_accepts(f, which, NULL, false) > 0;
	/* On an overlapped file only flushes and the like are calls. */
	if (f->sync || ((!found || f->sock) && atomic_load(&f->users)))
		found |= file_cancel_calls(f, which);
	handle_done(&ref);
	return answer(iosb, found ? STATUS_SUCCESS : STATUS_NOT_FOUND);
}

/* Rare ends of NtCancelIoFileEx, after which it has nothing more to do. */
COLD static NTSTATUS unlock_and_match(struct file *f, HANDLE h,
				      IO_STATUS_BLOCK *which,
				      IO_STATUS_BLOCK *iosb) DROPS(f->lock)
{
	lock_drop(&f->lock);
	return cancel_matching(h, which, iosb);
}

/* The operation has ended; its event has waiters, or is being looked at. */
INNER static __attribute__((noinline)) NTSTATUS
drop_and_tell(struct file *f, struct object *event) DROPS(f->lock)
{
	op_leave_untold(f, event);
	lock_drop(&f->lock);
	POINT("cancel:found");
	POINT("publish:status");
	object_signal(event ? event : &f->obj);
	op_told(f, event);
	return STATUS_SUCCESS;
}

COLD static NTSTATUS leave_told(struct file *f, struct object *last, bool rouse)
{
	if (rouse)
		lock_rouse(&f->lock);
	if (last)
		object_unref_last(last);
	file_quiet(f);
	locks_unhold();
	return STATUS_SUCCESS;
}

/*
 * Anybody's operations on the file, or those with this block; does not wait.
 *
 * Nearly all cancels name one operation, and it waits: that is done here in one go.
 * Without a look-up's hazard: the memory of files is never unmapped, so a stale one
 * may be locked, and with its lock taken the handle's slot says whether it is still
 * the file's. What is rare leaves for good, so that nothing has to be kept for it:
 * see op.h for why the instructions are counted.
 */
NTSTATUS WINAPI NtCancelIoFileEx(HANDLE h, IO_STATUS_BLOCK *which,
				 IO_STATUS_BLOCK *iosb) UNCHECKED
{
	uint64_t word;
	struct io_op *op = NULL;
	if (unlikely(!iosb))
		return STATUS_ACCESS_VIOLATION;
	struct handle_slot *slot = handle_look(h, &word);
	if (unlikely(!which || !slot || slot->kind != OBJ_FILE))
		return cancel_matching(h, which, iosb);
	__builtin_prefetch(which, 1);
	struct file *f = file_of(object_in(word));
	if (unlikely(!lock_try(&f->lock)))
		return cancel_matching(h, which, iosb);
	if (likely(!((atomic_load(&slot->word) ^ word) & ~COUNT_MASK)))
		op = op_index_take_waiting(f, which);
	if (unlikely(!op))
		return unlock_and_match(f, h, which, iosb);
	/* Bytes of a write that are gone already are no cancel. */
	uint32_t moved = likely(op->kind == OP_READ) ? 0 : op->moved;
	op_end(f, &f->queue[op->kind].list, op,
	       unlikely(moved) ? STATUS_SUCCESS : STATUS_CANCELLED, moved);
	if (unlikely(op->state == OP_PIPED))
		npipe_rest(f->np);
	drive_unlearn(op->thread);
	struct object *event = op->event;
	struct object *o = event ? event : &f->obj;
	answer(iosb, STATUS_SUCCESS);
	/* Nobody is woken, so this may be done with the lock: then whoever has it
	 * next finds all told, and nothing has to be counted. */
	if (unlikely(POINTS_ARMED()) || unlikely(!object_signal_try(o)))
		return drop_and_tell(f, event);
	bool last = op_drop_event(o, event);
	bool rouse = lock_drop_only(&f->lock);
	if (unlikely(rouse || last || atomic_load(&f->awaited) || stop_wanted))
		return leave_told(f, last ? o : NULL, rouse);
	locks_held--;
	return STATUS_SUCCESS;
}

/* Whatever synchronous call the thread is in; never an overlapped operation. */
NTSTATUS WINAPI NtCancelSynchronousIoFile(HANDLE thread, IO_STATUS_BLOCK *which,
					  IO_STATUS_BLOCK *iosb)
{
	struct handle_ref ref;
	if (!iosb)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(thread, OBJ_THREAD, THREAD_TERMINATE, &ref);
	if (status)
		return status;
	struct thread *t = (struct thread *)ref.object;
	bool found = ask_thread(t, NULL, which) || (!which && stand_ask(t));
	handle_done(&ref);
	return answer(iosb, found ? STATUS_SUCCESS : STATUS_NOT_FOUND);
}
