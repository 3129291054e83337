/*
 * A blocking call that is none of ours: a module above lets its thread wait for
 * several things at once, by ordinary waits, and names an event. Whoever cancels the
 * thread's synchronous call sets that; what it ends is the module's affair.
 */
#include "handle.h"
#include "private.h"

static struct lock stand_lock;

static struct object *exchange(struct thread *t, struct object *event)
{
	lock_take(&stand_lock);
	struct object *before = t->stand;
	t->stand = event;
	lock_drop(&stand_lock);
	return before;
}

void stand_begin(HANDLE event)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	if (!t || handle_find(event, OBJ_EVENT, EVENT_MODIFY_STATE, &ref))
		return;
	object_ref(ref.object);
	exchange(t, ref.object);
	handle_done(&ref);
}

COLD void stand_forget(struct thread *t)
{
	struct object *event = exchange(t, NULL);
	if (event)
		object_unref(event);
}

void stand_end(void)
{
	if (thread_current)
		stand_forget(thread_current);
}

COLD bool stand_ask(struct thread *t)
{
	lock_take(&stand_lock);
	struct object *event = atomic_load(&t->hidden) ? NULL : t->stand;
	if (event)
		object_ref(event);
	lock_drop(&stand_lock);
	if (!event)
		return false;
	object_signal(event);
	object_unref(event);
	return true;
}
