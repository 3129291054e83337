/*
 * Keyed events: who waits for a key and who releases it meet, one with one, and
 * whoever comes first sleeps until the other is there. An object that is no signal:
 * waiting for it otherwise is refused.
 *
 * Who waits stands on its thread's stack in one of the object's lists, first in
 * first out, both sorts in one list: of the same key there are never both. Who finds
 * its counterpart takes it off and marks it as met, all under keyed_lock, and wakes
 * it when that is dropped; from the mark on the other may be gone. Who gives up
 * looks at the mark under the lock: met is met, whatever else has happened.
 */
#include "handle.h"
#include "objects.h"

#define LISTS 64

struct keyed_waiter {
	struct keyed_waiter *next, **link;
	struct thread *thread;
	const void *key;
	bool releases;
	_Atomic bool met;
};

struct keyed_event {
	struct object obj;
	struct keyed_list {
		struct keyed_waiter *first, **last;
	} lists[LISTS];
};

static struct lock keyed_lock;
/* The process's own, which no handle names. */
static struct keyed_event keyed_default GUARDED_BY(keyed_lock)
	__attribute__((aligned(OBJECT_ALIGN))) = {
	.obj = { .refs = 1, .handles = 1, .kind = OBJ_KEYED_EVENT },
};

void keyed_event_destroy(struct object *o)
{
	mem_free(o);
}

static struct keyed_list *list_of(struct keyed_event *e, const void *key)
{
	struct keyed_list *l = &e->lists[(uint64_t)(ULONG_PTR)key *
						 0x9e3779b97f4a7c15ull >>
					 58];
	if (!l->last)
		l->last = &l->first;
	return l;
}

static void leave(struct keyed_list *l, struct keyed_waiter *w)
	HOLDS(keyed_lock)
{
	*w->link = w->next;
	if (w->next)
		w->next->link = w->link;
	else
		l->last = w->link;
}

/* The thread to be woken; NULL: nobody is there, and w waits now. */
static struct thread *meet(struct keyed_list *l, struct keyed_waiter *w)
	HOLDS(keyed_lock)
{
	for (struct keyed_waiter *o = l->first; o; o = o->next) {
		if (o->key != w->key || o->releases == w->releases)
			continue;
		struct thread *thread = o->thread;
		leave(l, o);
		atomic_store(&o->met, true);
		return thread;
	}
	w->link = l->last;
	*l->last = w;
	l->last = &w->next;
	return NULL;
}

static NTSTATUS sleep_until_met(struct keyed_waiter *w, bool alertable,
				uint64_t deadline)
{
	bool timed_out = !deadline;
	for (;;) {
		if (atomic_load(&w->met))
			return STATUS_SUCCESS;
		if (alertable && apc_waiting(w->thread))
			return STATUS_USER_APC;
		if (atomic_load(&w->thread->requests) & THREAD_END)
			return STATUS_THREAD_IS_TERMINATING;
		if (timed_out)
			return STATUS_TIMEOUT;
		thread_park(w->thread, deadline, &timed_out);
	}
}

static NTSTATUS rendezvous(struct keyed_event *e, struct keyed_waiter *w,
			   bool alertable, uint64_t deadline)
{
	lock_take(&keyed_lock);
	struct keyed_list *l = list_of(e, w->key);
	struct thread *other = meet(l, w);
	lock_drop(&keyed_lock);
	if (other) {
		thread_unpark(other);
		return STATUS_SUCCESS;
	}
	POINT("keyed:waiting");
	NTSTATUS status = sleep_until_met(w, alertable, deadline);
	POINT("keyed:leaving");
	lock_take(&keyed_lock);
	if (atomic_load(&w->met))
		status = STATUS_SUCCESS;
	else
		leave(l, w);
	lock_drop(&keyed_lock);
	return status;
}

static NTSTATUS keyed(HANDLE h, const void *key, bool releases, bool alertable,
		      const LARGE_INTEGER *timeout)
{
	struct handle_ref ref;
	struct keyed_event *e = &keyed_default;
	struct keyed_waiter w = { .key = key, .releases = releases };
	if ((ULONG_PTR)key & 1)
		return STATUS_INVALID_PARAMETER_1;
	w.thread = thread_self();
	if (!w.thread)
		return process_forked() ? STATUS_NOT_SUPPORTED :
					  STATUS_NO_MEMORY;
	if (h) {
		NTSTATUS found = handle_find(h, OBJ_KEYED_EVENT,
					     releases ? KEYEDEVENT_WAKE :
							KEYEDEVENT_WAIT,
					     &ref);
		if (found)
			return found;
		e = (struct keyed_event *)ref.object;
		object_ref(&e->obj);
		handle_done(&ref);
	}
	locks_held++; /* for the reference, and whom it has to wake */
	NTSTATUS status = rendezvous(e, &w, alertable, deadline_of(timeout));
	if (h)
		object_unref(&e->obj);
	locks_unhold();
	thread_heed();
	if (status == STATUS_USER_APC)
		apc_run(w.thread);
	return status;
}

NTSTATUS WINAPI NtWaitForKeyedEvent(HANDLE h, const void *key,
				    BOOLEAN alertable,
				    const LARGE_INTEGER *timeout)
{
	return keyed(h, key, false, alertable, timeout);
}

NTSTATUS WINAPI NtReleaseKeyedEvent(HANDLE h, const void *key,
				    BOOLEAN alertable,
				    const LARGE_INTEGER *timeout)
{
	return keyed(h, key, true, alertable, timeout);
}

NTSTATUS WINAPI NtCreateKeyedEvent(HANDLE *out, ACCESS_MASK access,
				   const OBJECT_ATTRIBUTES *attr, ULONG flags)
{
	if (!out)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	if (flags)
		return STATUS_INVALID_PARAMETER_4;
	struct keyed_event *e = mem_aligned(OBJECT_ALIGN,
					    (sizeof *e + OBJECT_ALIGN - 1) &
						    ~(OBJECT_ALIGN - 1ul));
	if (!e)
		return STATUS_NO_MEMORY;
	*e = (struct keyed_event){ 0 };
	object_init(&e->obj, OBJ_KEYED_EVENT, SIG_MANUAL, 0);
	return handle_make_new(&e->obj, access, attr, out);
}

NTSTATUS WINAPI NtOpenKeyedEvent(HANDLE *out, ACCESS_MASK access,
				 const OBJECT_ATTRIBUTES *attr)
{
	if (!out)
		return STATUS_ACCESS_VIOLATION;
	return object_open_named(out, access, attr, OBJ_KEYED_EVENT);
}
