/*
 * The queue of a completion port and the threads that wait at it; port.h.
 */
#include "port.h"
#include <stdlib.h>

void port_destroy(struct object *o)
{
	struct port *p = (struct port *)o;
	*p->last = p->spare;
	for (struct packet *k = p->first; k;) {
		struct packet *next = k->next;
		mem_free(k);
		k = next;
	}
	mem_free(p);
}

COLD static struct packet *packet_of(struct port *p)
{
	lock_take(&p->obj.lock);
	struct packet *k = p->spare;
	if (k)
		p->spare = k->next;
	lock_drop(&p->obj.lock);
	if (!k && (k = mem_new(sizeof *k))) {
		k->apc.routine = NULL;
		k->port = p;
	}
	return k;
}

/* Of the calling thread's own, without the lock; NULL: it has none. */
HOT struct packet *packet_own(struct port *p)
{
	struct thread *t = thread_current;
	if (unlikely(!t || t->port != p || !t->packets))
		return NULL;
	struct packet *k = t->packets;
	t->packets = k->next;
	t->packets_kept--;
	return k;
}

INNER struct packet *packet_new(struct port *p)
{
	return packet_own(p) ?: packet_of(p);
}

static void spare(struct port *p, struct packet *k) HOLDS(p->obj.lock)
{
	k->next = p->spare;
	p->spare = k;
}

COLD void packet_free(struct packet *k)
{
	struct port *p = k->port;
	lock_take(&p->obj.lock);
	spare(p, k);
	lock_drop(&p->obj.lock);
}

/* Only ports set their state, and OBJ_WAITED comes under the lock as well: no
 * locked instruction. Whether it was signalled before. */
static bool set_signal(struct port *p, bool on) HOLDS(p->obj.lock)
{
	uint32_t state = atomic_load_explicit(&p->obj.state,
					      memory_order_relaxed);
	atomic_store_explicit(&p->obj.state,
			      on ? state | OBJ_SIGNALLED :
				   state & ~OBJ_SIGNALLED,
			      memory_order_release);
	return state & OBJ_SIGNALLED;
}

/* The first n of the queue, as a list. */
HOT struct packet *take(struct port *p, unsigned n) HOLDS(p->obj.lock)
{
	struct packet *first = p->first, **at = &p->first;
	while (*at && n--) {
		at = &(*at)->next;
		p->queued--;
	}
	p->first = *at;
	*at = NULL;
	if (!p->first) {
		p->last = &p->first;
		set_signal(p, false);
	}
	return first;
}

static void waiter_join(struct port *p, struct port_waiter *w)
	HOLDS(p->obj.lock)
{
	w->next = p->waiters;
	if (w->next)
		w->next->prev = w;
	p->waiters = w;
}

static void waiter_leave(struct port *p, struct port_waiter *w)
	HOLDS(p->obj.lock)
{
	if (w->next)
		w->next->prev = w->prev;
	if (w->prev)
		w->prev->next = w->next;
	else
		p->waiters = w->next;
}

/* Gives what is queued to the last who came, if it may run: whom to wake. */
HOT struct thread *serve(struct port *p) HOLDS(p->obj.lock)
{
	struct port_waiter *w = p->waiters;
	if (!w || !p->first || p->running >= p->limit)
		return NULL;
	struct thread *t = w->thread;
	waiter_leave(p, w);
	w->got = take(p, w->most);
	w->status = STATUS_SUCCESS;
	p->running++;
	atomic_store_explicit(&w->served, 1, memory_order_release);
	return t;
}

/* Given to a thread that has been ended before it could take them. */
static void give_back(struct port *p, struct packet *k) HOLDS(p->obj.lock)
{
	struct packet **last = &k;
	for (; *last; last = &(*last)->next)
		p->queued++;
	*last = p->first;
	if (!p->first)
		p->last = last;
	p->first = k;
	p->running--;
}

/* What has been queued: there is somebody to be told. */
COLD static void tell_and_drop(struct port *p, struct thread *wake, bool others)
	DROPS(p->obj.lock)
{
	if (others)
		object_release_waiters(&p->obj);
	else
		lock_drop(&p->obj.lock);
	if (wake)
		thread_unpark(wake);
}

HOT void serve_and_drop(struct port *p) DROPS(p->obj.lock)
{
	struct thread *wake = serve(p);
	bool others = p->first && !set_signal(p, true) && p->obj.waiters;
	if (unlikely(wake || others))
		tell_and_drop(p, wake, others);
	else
		lock_drop(&p->obj.lock);
}

HOT void post(struct port *p, struct packet *k) DROPS(p->obj.lock)
{
	k->next = NULL;
	*p->last = k;
	p->last = &k->next;
	p->queued++;
	serve_and_drop(p);
}

INNER void port_post(struct packet *k)
{
	lock_take(&k->port->obj.lock);
	post(k->port, k);
}

bool port_post_new(struct port *p, const struct packet *like)
{
	struct packet *k = packet_own(p);
	lock_take(&p->obj.lock);
	if (!k && (k = p->spare)) {
		p->spare = k->next;
	} else if (!k) {
		lock_drop(&p->obj.lock);
		if (!(k = packet_of(p)))
			return false;
		lock_take(&p->obj.lock);
	}
	k->key = like->key;
	k->value = like->value;
	k->result = like->result;
	k->late = NULL;
	post(p, k);
	return true;
}

void port_closed(struct object *o)
{
	struct port *p = (struct port *)o;
	struct thread *t;
	do {
		lock_take(&p->obj.lock);
		p->closed = true;
		struct port_waiter *w = p->waiters;
		t = w ? w->thread : NULL;
		if (w) {
			waiter_leave(p, w);
			w->got = NULL;
			w->status = STATUS_ABANDONED_WAIT_0;
			atomic_store_explicit(&w->served, 1,
					      memory_order_release);
		}
		lock_drop(&p->obj.lock);
		if (t)
			thread_unpark(t);
	} while (t);
}

/* ---- which port a thread belongs to ------------------------------------- */

void port_pause(struct thread *t)
{
	struct port *p = t->port;
	if (!t->counted)
		return;
	lock_take(&p->obj.lock);
	t->counted = false;
	p->running--;
	serve_and_drop(p);
}

/* It goes on at once, be it one more than the limit: as on Windows. */
void port_resume(struct thread *t)
{
	struct port *p = t->port;
	if (t->counted)
		return;
	lock_take(&p->obj.lock);
	t->counted = true;
	p->running++;
	lock_drop(&p->obj.lock);
}

void port_forget(struct thread *t)
{
	struct port *p = t->port;
	struct packet *k;
	port_pause(t);
	lock_take(&p->obj.lock);
	while ((k = t->packets)) {
		t->packets = k->next;
		spare(p, k);
	}
	t->packets_kept = 0;
	lock_drop(&p->obj.lock);
	t->port = NULL;
	object_unref(&p->obj);
}

static void belong(struct thread *t, struct port *p)
{
	if (t->port == p)
		return;
	if (t->port)
		port_forget(t);
	object_ref(&p->obj);
	t->port = p;
	t->counted = false;
}

/* As many as most callers take at once. */
#define KEPT_MAX 64u

/* ---- taking packets ------------------------------------------------------ */

HOT unsigned hand_out(struct port *p, struct thread *t, struct packet *k,
			 FILE_IO_COMPLETION_INFORMATION *entries)
	HOLDS(p->obj.lock)
{
	struct packet *last = NULL;
	unsigned n = 0;
	for (struct packet *at = k; at; at = at->next) {
		if (at->late) {
			at->late->Information = at->result.Information;
			atomic_store_explicit(
				(_Atomic NTSTATUS *)&at->late->Status,
				at->result.Status, memory_order_release);
		}
		entries[n++] = (FILE_IO_COMPLETION_INFORMATION){
			.CompletionKey = at->key, .CompletionValue = at->value,
			.IoStatusBlock = at->result,
		};
		last = at;
	}
	if (likely(t->packets_kept + n <= KEPT_MAX)) {
		if (last) {
			last->next = t->packets;
			t->packets = k;
			t->packets_kept += n;
		}
	} else {
		last->next = p->spare;
		p->spare = k;
	}
	return n;
}

/* Until served, or why not. */
static NTSTATUS sleep_until_served(struct port *p, struct port_waiter *w,
				   bool alertable, uint64_t deadline)
{
	struct thread *t = w->thread;
	NTSTATUS status = STATUS_SUCCESS;
	bool timed_out = false;
	while (!atomic_load_explicit(&w->served, memory_order_acquire) &&
	       !status) {
		if (alertable && apc_waiting(t))
			status = STATUS_USER_APC;
		else if (atomic_load(&t->requests) & THREAD_END)
			status = STATUS_THREAD_IS_TERMINATING;
		else if (timed_out || !deadline)
			status = STATUS_TIMEOUT;
		else
			thread_park(t, deadline, &timed_out);
	}
	POINT("port:leaving");
	if (!status && likely(!(atomic_load(&t->requests) & THREAD_END)))
		return w->status;
	lock_take(&p->obj.lock);
	bool served = atomic_load(&w->served);
	if (!served)
		waiter_leave(p, w);
	/* What it was given meanwhile is not lost, and doesn't end with it. */
	if (served && w->got && (atomic_load(&t->requests) & THREAD_END)) {
		give_back(p, w->got);
		serve_and_drop(p);
		return STATUS_THREAD_IS_TERMINATING;
	}
	lock_drop(&p->obj.lock);
	return served ? w->status : status;
}

/* It was served with the first packet that came; more may have come since, which
 * nobody else could take. */
static void top_up(struct port *p, struct port_waiter *w) HOLDS(p->obj.lock)
{
	struct packet **last = &w->got;
	unsigned have = 0;
	for (; *last; last = &(*last)->next)
		have++;
	if (p->first && have < w->most)
		*last = take(p, w->most - have);
}

/* A thread that comes for more has done with what it had. */
static void come_back(struct port *p, struct thread *t) HOLDS(p->obj.lock)
{
	if (t->port == p && t->counted) {
		t->counted = false;
		p->running--;
	}
}

INNER bool port_remove_now(struct port *p, FILE_IO_COMPLETION_INFORMATION *entries,
		     unsigned n, unsigned *got)
{
	struct thread *t = thread_current;
	*got = 0;
	if (unlikely(t->port != p))
		return false;
	lock_take(&p->obj.lock);
	come_back(p, t);
	bool ready = p->first && p->running < p->limit;
	if (ready) {
		p->running++;
		*got = hand_out(p, t, take(p, n), entries);
		t->counted = true;
	}
	lock_drop(&p->obj.lock);
	return ready;
}

COLD NTSTATUS port_remove(struct port *p, FILE_IO_COMPLETION_INFORMATION *entries,
		     unsigned n, unsigned *got, bool alertable,
		     uint64_t deadline)
{
	struct thread *t = thread_self();
	struct port_waiter w = { .thread = t, .most = n };
	NTSTATUS status = STATUS_SUCCESS;
	bool member = t->port == p;
	*got = 0;
	lock_take(&p->obj.lock);
	come_back(p, t);
	if (p->first && p->running < p->limit) {
		w.got = take(p, n);
		p->running++;
		lock_drop(&p->obj.lock);
	} else if (p->closed) {
		lock_drop(&p->obj.lock);
		return STATUS_ABANDONED_WAIT_0;
	} else {
		waiter_join(p, &w);
		lock_drop(&p->obj.lock);
		POINT("port:waiting");
		status = sleep_until_served(p, &w, alertable, deadline);
	}
	if (!status) {
		belong(t, p);
		t->counted = true;
		lock_take(&p->obj.lock);
		if (n > 1)
			top_up(p, &w);
		*got = hand_out(p, t, w.got, entries);
		lock_drop(&p->obj.lock);
	} else if (member && t->port == p) {
		port_resume(t);
	}
	return status;
}
