/*
 * Mutants (Win32's mutexes). The signal word names the owner, so that taking a
 * free one is one CAS; how often, and the owner's list of what it owns, are the
 * owner's alone. A thread that ends abandons what it owns.
 */
#include "handle.h"
#include "objects.h"
#include <stdlib.h>

void mutant_destroy(struct object *o)
{
	mem_free(o);
}

void mutant_taken(struct mutant *m, struct thread *t)
{
	if (m->recursion++)
		return;
	m->next = t->owned;
	m->link = &t->owned;
	if (m->next)
		m->next->link = &m->next;
	t->owned = m;
	/* Owned, it must outlive its last handle until it is let go. */
	object_ref(&m->obj);
}

static void let_go(struct mutant *m, uint32_t left)
{
	struct object *o = &m->obj;
	*m->link = m->next;
	if (m->next)
		m->next->link = m->link;
	m->recursion = 0;
	lock_take(&o->lock);
	uint32_t state = atomic_load(&o->state);
	while (!atomic_compare_exchange_weak(&o->state, &state,
					     (state & OBJ_WAITED) | left))
		;
	object_release_waiters(o);
	object_unref(o);
}

void mutants_abandon(struct thread *t)
{
	while (t->owned)
		let_go(t->owned, MUTANT_ABANDONED);
}

NTSTATUS WINAPI NtCreateMutant(HANDLE *out, ACCESS_MASK access,
			       const OBJECT_ATTRIBUTES *attr, BOOLEAN owned)
{
	if (!out)
		return STATUS_ACCESS_VIOLATION;
	*out = NULL;
	struct thread *t = thread_self();
	struct mutant *m = mem_aligned(64, 64 * ((sizeof *m + 63) / 64));
	if (!m || !t) {
		mem_free(m);
		return STATUS_NO_MEMORY;
	}
	atomic_init(&m->obj.lock.word, 0);
	m->recursion = 0;
	object_init(&m->obj, OBJ_MUTANT, SIG_OWNER, owned ? t->index + 1 : 0);
	object_ref(&m->obj);
	NTSTATUS status = handle_make_new(&m->obj, access, attr, out);
	/* An older one of this name is opened and not taken. */
	if (!status && owned)
		mutant_taken(m, t);
	object_unref(&m->obj);
	return status;
}

NTSTATUS WINAPI NtOpenMutant(HANDLE *out, ACCESS_MASK access,
			     const OBJECT_ATTRIBUTES *attr)
{
	return object_open_named(out, access, attr, OBJ_MUTANT);
}

NTSTATUS WINAPI NtReleaseMutant(HANDLE h, LONG *previous)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	NTSTATUS status = handle_find(h, OBJ_MUTANT, 0, &ref);
	if (status)
		return status;
	struct mutant *m = (struct mutant *)ref.object;
	uint32_t owner = atomic_load(&m->obj.state) &
			 ~(OBJ_WAITED | MUTANT_ABANDONED);
	if (owner != t->index + 1) {
		status = STATUS_MUTANT_NOT_OWNED;
	} else {
		if (previous)
			*previous = 1 - (LONG)m->recursion;
		if (m->recursion > 1)
			m->recursion--;
		else
			let_go(m, 0);
	}
	handle_done(&ref);
	return status;
}
