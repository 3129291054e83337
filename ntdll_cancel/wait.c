/*
 * Waiting for one, any or all of up to 64 objects.
 *
 * A wait for one or any enlists with the objects in order, taking a signal that
 * is there already; from then on a signaller may claim it: CAS on result under
 * the object's lock, then the signal is consumed for the waiter, so it can't go
 * to anybody else and can't be lost. The sleeper only ever reads result.
 *
 * A wait for all is never claimed: a signaller wakes it and it looks itself, with
 * the locks of all its objects taken in address order; either everything is there
 * and all is consumed, or nothing is.
 *
 * A wait for a status block is woken by the signal that its operation gives at its
 * end, even if the object is signalled already, and consumes nothing. A signaller
 * that sees the status there claims it, one that does not leaves it to the waiter
 * to look.
 */
#include "wait.h"
#include "objects.h"
#include "park.h"

static void link_block(struct object *o, struct wait_block *b) HOLDS(o->lock)
{
	struct wait_block *first = o->waiters;
	if (!first) {
		b->next = b->prev = b;
		o->waiters = b;
	} else {
		b->next = first;
		b->prev = first->prev;
		first->prev->next = b;
		first->prev = b;
		/* First, where no other can take the signal from it. */
		if (b->waiter->block)
			o->waiters = b;
	}
	atomic_store_explicit(&b->object, o, memory_order_relaxed);
}

static void unlink_block(struct object *o, struct wait_block *b) HOLDS(o->lock)
{
	if (b->next == b) {
		o->waiters = NULL;
		object_set_bits(o, OBJ_WAITED, 0);
	} else {
		b->next->prev = b->prev;
		b->prev->next = b->next;
		if (o->waiters == b)
			o->waiters = b->next;
	}
	atomic_store_explicit(&b->object, NULL, memory_order_release);
}

HOT void wake_later(struct thread *t, struct wakes *wakes)
{
	if (!wakes->first) {
		wakes->first = t;
		return;
	}
	/* Already in somebody's list: he wakes it after this, that will do. */
	if (atomic_exchange(&t->wake_queued, 1))
		return;
	t->wake_next = wakes->more;
	wakes->more = t;
}

static bool ended(const IO_STATUS_BLOCK *block)
{
	return atomic_load((const _Atomic NTSTATUS *)&block->Status) !=
	       STATUS_PENDING;
}

/* Returns whom to wake once the lock is dropped. */
HOT struct wakes release(struct object *o) HOLDS(o->lock)
{
	struct wakes wakes = { 0 };
	struct wait_block *b = o->waiters;
	struct wait_block *last = b ? b->prev : NULL;
	while (b) {
		struct wait_block *next = b == last ? NULL : b->next;
		struct waiter *w = b->waiter;
		struct thread *t = w->thread;
		int32_t undecided = WAIT_UNDECIDED;
		if (!w->block && !object_could_take(o, t))
			break;
		if (w->all && !(w->block && ended(w->block))) {
			wake_later(t, &wakes);
		} else if (atomic_compare_exchange_strong(
				   &w->result, &undecided, b->index)) {
			if (!w->block)
				object_take_locked(o, t);
			unlink_block(o, b);
			wake_later(t, &wakes);
		}
		b = next;
	}
	return wakes;
}

COLD static void wake_more(struct thread *more)
{
	while (more) {
		struct thread *t = more;
		more = t->wake_next;
		atomic_store(&t->wake_queued, 0);
		thread_unpark(t);
	}
}

HOT void wake(struct wakes wakes)
{
	if (wakes.first)
		thread_unpark_here(wakes.first);
	if (unlikely(wakes.more != NULL))
		wake_more(wakes.more);
}

void threads_wake(struct wakes wakes)
{
	wake(wakes);
}

/* In one piece and one calling convention: somebody waits for this to get on. */
INNER void object_signal_waited(struct object *o)
{
	lock_take(&o->lock);
	object_set_bits(o, 0, OBJ_SIGNALLED);
	struct wakes wakes = release(o);
	lock_drop(&o->lock);
	wake(wakes);
}

void object_release_waiters(struct object *o)
{
	struct wakes wakes = release(o);
	lock_drop(&o->lock);
	threads_wake(wakes);
}

struct wakes object_signal_only(struct object *o)
{
	if (object_signal_try(o))
		return (struct wakes){ 0 };
	lock_take(&o->lock);
	object_set_bits(o, 0, OBJ_SIGNALLED);
	struct wakes wakes = release(o);
	lock_drop(&o->lock);
	return wakes;
}

void object_pulse(struct object *o)
{
	lock_take(&o->lock);
	object_set_bits(o, 0, OBJ_SIGNALLED);
	struct wakes wakes = release(o);
	object_set_bits(o, OBJ_SIGNALLED, 0);
	lock_drop(&o->lock);
	threads_wake(wakes);
}

/* False: no need to go on, the result is decided. */
static bool enlist(struct waiter *w, struct wait_block *b, struct object *o)
{
	bool undecided = true;
	lock_take(&o->lock);
	atomic_fetch_or(&o->state, OBJ_WAITED);
	link_block(o, b);
	if (!w->all && object_could_take(o, w->thread)) {
		int32_t none = WAIT_UNDECIDED;
		if (atomic_compare_exchange_strong(&w->result, &none, b->index))
			object_take_locked(o, w->thread);
		undecided = false;
		unlink_block(o, b);
	}
	lock_drop(&o->lock);
	return undecided;
}

static void delist(struct wait_block *blocks, unsigned n,
		   struct object *const *objects)
{
	for (unsigned i = 0; i < n; i++) {
		/* Whoever claimed the wait has unlinked the block that did. */
		if (!atomic_load_explicit(&blocks[i].object,
					  memory_order_acquire))
			continue;
		lock_take(&objects[i]->lock);
		if (atomic_load_explicit(&blocks[i].object,
					 memory_order_relaxed))
			unlink_block(objects[i], &blocks[i]);
		lock_drop(&objects[i]->lock);
	}
}

/* All at once, or nothing. The objects are enlisted with, so OBJ_WAITED. */
static bool take_all(struct thread *t, struct object *const *objects,
		     const uint8_t *order, unsigned n) UNCHECKED
{
	bool can = true;
	for (unsigned i = 0; i < n; i++)
		lock_take(&objects[order[i]]->lock);
	for (unsigned i = 0; i < n && can; i++)
		can = object_could_take(objects[i], t);
	for (unsigned i = 0; i < n && can; i++)
		object_take_locked(objects[i], t);
	for (unsigned i = 0; i < n; i++)
		lock_drop(&objects[order[i]]->lock);
	return can;
}

static void by_address(struct object *const *objects, uint8_t *order,
		       unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		unsigned at = i;
		for (; at && objects[order[at - 1]] > objects[i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

/* What the waiter itself finds out; a signaller may have been first. */
static void decide(struct waiter *w, int32_t as)
{
	int32_t none = WAIT_UNDECIDED;
	atomic_compare_exchange_strong(&w->result, &none, as);
}

/* Whether what it looks for itself is there; then it has it. */
static bool has_all(struct waiter *w, struct object *const *objects,
		    const uint8_t *order, unsigned n)
{
	if (w->block)
		return ended(w->block) || port_has_result(objects[0], w->block);
	return take_all(w->thread, objects, order, n);
}

HOT void sleep_until_decided(struct waiter *w, struct object *const *objects,
			     unsigned n, bool alertable, uint64_t deadline)
{
	uint8_t order[MAXIMUM_WAIT_OBJECTS];
	bool timed_out = false;
	if (w->all)
		by_address(objects, order, n);
	for (;;) {
		if (atomic_load(&w->result) != WAIT_UNDECIDED)
			return;
		if (w->all && has_all(w, objects, order, n)) {
			decide(w, 0);
			return;
		}
		if (alertable && apc_waiting(w->thread))
			decide(w, WAIT_APC);
		else if (atomic_load(&w->thread->requests) & THREAD_END)
			decide(w, WAIT_END);
		else if (timed_out || !deadline)
			decide(w, WAIT_TIMED_OUT);
		else
			thread_park_here(w->thread, deadline, &timed_out);
	}
}

/* What a wait has come to, if not to what it was for. */
COLD static NTSTATUS wait_missed(int32_t result)
{
	return result == WAIT_TIMED_OUT ? STATUS_TIMEOUT :
	       result == WAIT_END	? STATUS_THREAD_IS_TERMINATING :
					  STATUS_USER_APC;
}

/*
 * The operation with this block ends with a signal of o. By the barrier either its
 * status is seen here, or the signaller sees that somebody waits: he may look at
 * the object's word before his status is out. Without membarrier there is no way to
 * know, so then it is looked at again and again.
 */
NTSTATUS wait_block(struct object *o, const IO_STATUS_BLOCK *block,
		    bool alertable, uint64_t deadline)
{
	struct waiter w = { .thread = thread_self(), .all = true,
			    .block = block };
	struct wait_block b;
	int32_t result;
	POINT("wait:signalled");
	do {
		uint64_t until = deadline;
		if (fences_needed && clock_now() + 1000000 < deadline)
			until = clock_now() + 1000000;
		atomic_store(&w.result, WAIT_UNDECIDED);
		b = (struct wait_block){ .waiter = &w };
		enlist(&w, &b, o);
		fence_everywhere();
		POINT("wait:block");
		sleep_until_decided(&w, &o, 1, alertable, until);
		delist(&b, 1, &o);
		result = atomic_load(&w.result);
	} while (result == WAIT_TIMED_OUT && fences_needed &&
		 clock_now() < deadline);
	return result < 0 ? wait_missed(result) : STATUS_SUCCESS;
}

/* Mutants are the taker's business once they are taken for it. */
static NTSTATUS taken(struct thread *t, struct object *o)
{
	if (o->signal != SIG_OWNER)
		return STATUS_SUCCESS;
	mutant_taken((struct mutant *)o, t);
	if (likely(!(atomic_load(&o->state) & MUTANT_ABANDONED)))
		return STATUS_SUCCESS;
	lock_take(&o->lock);
	object_set_bits(o, MUTANT_ABANDONED, 0);
	lock_drop(&o->lock);
	return STATUS_ABANDONED_WAIT_0;
}

HOT NTSTATUS wait_for_one(struct object *o, bool alertable, uint64_t deadline)
{
	struct thread *t = thread_self();
	struct waiter w = { .thread = t, .result = WAIT_UNDECIDED };
	struct wait_block b = { .waiter = &w };
	if (unlikely(!t))
		return STATUS_NO_MEMORY;
	if (object_try_take(o, t))
		return taken(t, o);
	if (!deadline)
		return alertable && apc_waiting(t) ? STATUS_USER_APC :
						     STATUS_TIMEOUT;
	enlist(&w, &b, o);
	POINT("wait:enlisted");
	sleep_until_decided(&w, &o, 1, alertable, deadline);
	delist(&b, 1, &o);
	int32_t result = atomic_load(&w.result);
	return likely(!result) ? taken(t, o) : wait_missed(result);
}

INNER NTSTATUS wait_one(struct object *o, bool alertable, uint64_t deadline)
{
	NTSTATUS status = wait_for_one(o, alertable, deadline);
	object_unref(o);
	locks_unhold();
	return wait_end(status);
}

NTSTATUS wait_objects(struct object *const *objects, unsigned n, bool all,
		      bool alertable, uint64_t deadline)
{
	struct thread *t = thread_self();
	struct wait_block blocks[MAXIMUM_WAIT_OBJECTS];
	struct waiter w = { .thread = t, .all = all && n > 1,
			    .result = WAIT_UNDECIDED };
	if (!w.all)
		for (unsigned i = 0; i < n; i++)
			if (object_try_take(objects[i], t))
				return taken(t, objects[i]) + i;
	if (!deadline && !w.all)
		return alertable && apc_waiting(t) ? STATUS_USER_APC :
						     STATUS_TIMEOUT;
	unsigned enlisted = 0;
	while (enlisted < n) {
		unsigned i = enlisted++;
		blocks[i] = (struct wait_block){ .waiter = &w, .index = i };
		if (!enlist(&w, &blocks[i], objects[i]))
			break;
	}
	POINT("wait:enlisted");
	sleep_until_decided(&w, objects, n, alertable, deadline);
	delist(blocks, enlisted, objects);
	int32_t result = atomic_load(&w.result);
	if (result < 0)
		return wait_missed(result);
	if (!w.all)
		return taken(t, objects[result]) + result;
	NTSTATUS status = STATUS_SUCCESS;
	for (unsigned i = 0; i < n; i++)
		if (taken(t, objects[i]))
			status = STATUS_ABANDONED_WAIT_0;
	return status;
}
