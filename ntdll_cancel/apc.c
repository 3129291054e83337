/*
 * User APCs. They are posted to a thread by anybody, and run by that thread
 * alone, in an alertable wait. An APC of an operation was allocated when the
 * operation was issued, so completion can't fail for want of memory. It is freed
 * when it is taken to be run; a timer keeps the one that it has, which is in the
 * queue once at most and is taken out of it before the timer goes.
 */
#include "handle.h"
#include <stdlib.h>

static void append(struct thread *t, struct apc *a) HOLDS(t->apc_lock)
{
	a->next = NULL;
	if (!t->apc_first)
		t->apc_last = &t->apc_first;
	*t->apc_last = a;
	t->apc_last = &a->next;
	atomic_fetch_add_explicit(&t->apcs, 1, memory_order_release);
}

INNER bool apc_post(struct thread *t, struct apc *a)
{
	lock_take(&t->apc_lock);
	bool alive = !t->dead;
	if (alive)
		append(t, a);
	lock_drop(&t->apc_lock);
	if (alive)
		thread_unpark(t);
	return alive;
}

bool apc_queue_kept(struct thread *t, struct apc *a, ULONG_PTR a2, ULONG_PTR a3)
{
	lock_take(&t->apc_lock);
	bool queue = !a->queued;
	if (queue) {
		a->args[1] = a2;
		a->args[2] = a3;
		a->queued = true;
		append(t, a);
	}
	lock_drop(&t->apc_lock);
	return queue;
}

void apc_withdraw(struct thread *t, struct apc *a)
{
	lock_take(&t->apc_lock);
	if (a->queued) {
		struct apc **at = &t->apc_first;
		while (*at != a)
			at = &(*at)->next;
		*at = a->next;
		if (!a->next)
			t->apc_last = at;
		a->queued = false;
		atomic_fetch_sub(&t->apcs, 1);
	}
	lock_drop(&t->apc_lock);
}

/* Takes the first one and copies it: a kept one may be queued again at once. */
static bool apc_next(struct thread *t, struct apc *run)
{
	lock_take(&t->apc_lock);
	struct apc *a = t->apc_first;
	if (a) {
		t->apc_first = a->next;
		atomic_fetch_sub(&t->apcs, 1);
		*run = *a;
		a->queued = false;
	}
	lock_drop(&t->apc_lock);
	if (a && !run->kept)
		mem_free(a);
	return a != NULL;
}

bool apc_run(struct thread *t)
{
	bool any = false;
	struct apc run;
	if (!apc_waiting(t))
		return false;
	while (apc_next(t, &run)) {
		run.routine(run.args[0], run.args[1], run.args[2]);
		any = true;
	}
	return any;
}

void apc_drop_all(struct thread *t)
{
	lock_take(&t->apc_lock);
	t->dead = true;
	struct apc *a = t->apc_first;
	t->apc_first = NULL;
	atomic_store(&t->apcs, 0);
	lock_drop(&t->apc_lock);
	while (a) {
		struct apc *next = a->next;
		mem_free(a);
		a = next;
	}
}

NTSTATUS WINAPI NtQueueApcThread(HANDLE h, PNTAPCFUNC routine, ULONG_PTR a1,
				 ULONG_PTR a2, ULONG_PTR a3)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_THREAD, THREAD_SET_CONTEXT, &ref);
	if (status)
		return status;
	struct apc *a = mem_new(sizeof *a);
	if (!a) {
		status = STATUS_NO_MEMORY;
	} else {
		*a = (struct apc){ .routine = (void *)routine,
				   .args = { a1, a2, a3 } };
		if (!apc_post((struct thread *)ref.object, a)) {
			mem_free(a);
			status = STATUS_UNSUCCESSFUL;
		}
	}
	handle_done(&ref);
	return status;
}

NTSTATUS WINAPI NtTestAlert(void)
{
	struct thread *t = thread_self();
	if (!t)
		return STATUS_NO_MEMORY;
	apc_run(t);
	return STATUS_SUCCESS;
}
