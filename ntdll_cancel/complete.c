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
		free(n->apc);
}

INNER void publish(struct notice *n)
{
	POINT("publish:status");
	if (n->apc)
		tell_thread(n);
	if (n->event) {
		object_signal(n->event);
		object_unref(n->event);
	} else {
		object_signal(&n->file->obj);
	}
	if (atomic_fetch_sub(&n->file->publishing, 1) == 1)
		file_quiet(n->file);
}
