/*
 * Telling that an operation is done: once, in one order, without a lock. The status
 * is stored already and the program may have reused the status block and the
 * buffer; nothing here looks at them. What is told was referenced at issue.
 * (The same in one go, for most cancels: NtCancelIoFileEx.)
 */
#include "op.h"
#include "port.h"
#include "sockets.h"

INNER void op_told(struct file *f, struct object *event)
{
	struct object *o = event ? event : &f->obj;
	bool last = op_drop_event(o, event);
	/* The file may be another's after this, or after that if it had no event. */
	if (event)
		atomic_fetch_add(&f->told, 1);
	if (last)
		object_unref_last(o);
	file_quiet(f);
	locks_unhold();
}

/* Neither packet nor routine nor event: a socket that is signalled calls nothing. */
COLD static void tell_nobody(struct notice *n)
{
	op_drop_apc(n->apc);
	if (!n->event)
		file_tell(n->file, NULL);
}

INNER void publish(struct notice *n)
{
	POINT("publish:status");
	if (unlikely(n->silent)) {
		tell_nobody(n);
	} else {
		if (unlikely(n->apc != NULL)) {
			if (is_packet(n->apc))
				port_post((struct packet *)n->apc);
			else if (!apc_post(n->thread, n->apc))
				mem_free(n->apc);
		}
		file_tell(n->file, n->event);
	}
	struct sock_more *more = n->more;
	op_told(n->file, n->event);
	if (unlikely(more != NULL))
		sock_more_end(more);
}

COLD void publish_nothing(struct notice *n)
{
	op_told(n->file, n->event);
}
