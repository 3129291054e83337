/*
 * When an object's memory may go. A look-up holds no reference: it names the
 * object as one of its thread's hazards and then looks at the handle's slot again
 * (handle.h). So an object whose last reference is gone is retired, and freed a
 * batch at a time:
 *
 *   membarrier: every thread's store of a hazard before this point is seen, and
 *     who stores one later finds the slot changed and takes it back;
 *   an object that is still a hazard stays; so does one that such a thread has
 *     taken a new reference to, until that is gone as well, which nobody is told:
 *     an object is retired once (OBJECT_RETIRED), whoever drops what after that
 *     does not touch it again;
 *   the others are destroyed.
 *
 * Only memory hangs on this. What closing means is done with the last handle.
 */
#define _GNU_SOURCE
#include "ntdll_cancel.h"
#include <linux/membarrier.h>

#define BATCH 32

static struct lock retire_lock;
static struct object *retired GUARDED_BY(retire_lock);
static unsigned waiting GUARDED_BY(retire_lock);

bool fences_needed;

void fence_prepare(void)
{
	fences_needed = syscall(SYS_membarrier,
				MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
}

void fence_everywhere(void)
{
	if (!fences_needed)
		syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

static bool is_hazard(const struct object *o)
{
	struct thread *t;
	for (unsigned i = 0; (t = thread_at(i)); i++)
		for (unsigned k = 0; k < THREAD_HAZARDS; k++)
			if (atomic_load_explicit(&t->hazard[k],
						 memory_order_acquire) == o)
				return true;
	return false;
}

/* Those that may go, taken out of the list. */
static struct object *sweep(void) HOLDS(retire_lock)
{
	struct object *go = NULL, **at = &retired;
	while (*at) {
		struct object *o = *at;
		/* In this order: without hazards nobody can reference it. */
		if (is_hazard(o) || atomic_load(&o->refs) != OBJECT_RETIRED) {
			at = &o->next_retired;
			continue;
		}
		*at = o->next_retired;
		o->next_retired = go;
		go = o;
	}
	return go;
}

COLD void object_unref_last(struct object *o)
{
	struct object *go = NULL;
	POINT("retire:last");
	lock_take(&retire_lock);
	o->next_retired = retired;
	retired = o;
	if (++waiting >= BATCH) {
		waiting = 0;
		fence_everywhere();
		go = sweep();
	}
	lock_drop(&retire_lock);
	while (go) {
		struct object *next = go->next_retired;
		object_types[go->kind].destroy(go);
		go = next;
	}
}
