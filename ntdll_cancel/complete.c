/*
 * Telling that an operation is done: once, in one order, without a lock. After the
 * status is stored the program may reuse the status block and the buffer; nothing
 * here looks at them again. What is told afterwards was referenced at issue.
 */
#include "ntdll_cancel.h"
#include <stdlib.h>

void publish(struct notice *n)
{
	n->iosb->Information = n->information;
	atomic_store_explicit((_Atomic NTSTATUS *)&n->iosb->Status, n->status,
			      memory_order_release);
	POINT("publish:status");
	if (n->apc && !apc_post(n->thread, n->apc))
		free(n->apc);
	if (n->event) {
		object_signal(n->event);
		object_unref(n->event);
	} else {
		object_signal(&n->file->obj);
	}
	if (atomic_fetch_sub(&n->file->publishing, 1) == 1)
		file_quiet(n->file);
}
