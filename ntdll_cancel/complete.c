/*
 * Telling that an operation is done: once, in one order, without a lock. The status
 * is stored already and the program may have reused the status block and the
 * buffer; nothing here looks at them. What is told was referenced at issue.
 */
#include "ntdll_cancel.h"
#include <stdlib.h>

COLD static void tell_thread(struct notice *n)
{
	if (!apc_post(n->thread, n->apc))
		mem_free(n->apc);
}

/* Nothing is touched after the count: the file may be another's then. */
HOT void told(struct notice *n, struct object *o)
{
	atomic_fetch_sub_explicit(&o->telling, 1, memory_order_release);
	if (n->event)
		object_unref(n->event);
	if (atomic_fetch_sub(&n->file->publishing, 1) == 1)
		file_quiet(n->file);
	locks_unhold();
}

INNER void publish(struct notice *n)
{
	struct object *o = n->event ? n->event : &n->file->obj;
	POINT("publish:status");
	if (n->apc)
		tell_thread(n);
	object_signal(o);
	told(n, o);
}

COLD void publish_nothing(struct notice *n)
{
	told(n, n->event ? n->event : &n->file->obj);
}
