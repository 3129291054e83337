/*
 * Files that belong to a port, and the packets of their operations.
 */
#include "handle.h"
#include "port.h"
#include "sockets.h"

/*
 * Gives a packet to each operation of f that waits already and is to have one: to
 * those that there are packets for. How many more it takes.
 */
static unsigned give_packets(struct file *f, struct packet **spare)
	HOLDS(f->lock)
{
	struct io_op *first[] = { f->queue[OP_READ].list.first,
				  f->queue[OP_WRITE].list.first,
				  f->running.first };
	unsigned missing = 0;
	for (unsigned i = 0; i < 3; i++)
		for (struct io_op *op = first[i]; op; op = op->next) {
			struct packet *k = *spare;
			if (op->apc || !op->context)
				continue;
			if (!k) {
				missing++;
				continue;
			}
			*spare = k->next;
			k->key = f->port_key;
			k->value = (ULONG_PTR)op->context;
			k->late = op->event ? NULL : op->iosb;
			op->apc = &k->apc;
		}
	return missing;
}

/* What is begun from now on brings its packet along; this is for the others. False:
 * no memory. */
static bool give_packets_to_all(struct file *f, struct port *p)
{
	struct packet *spare = NULL, *k = NULL;
	unsigned missing;
	do {
		lock_take(&f->lock);
		missing = give_packets(f, &spare);
		lock_drop(&f->lock);
		for (unsigned i = 0; i < missing && (k = packet_new(p)); i++) {
			k->next = spare;
			spare = k;
		}
	} while (missing && k);
	while ((k = spare)) {
		spare = k->next;
		packet_free(k);
	}
	return !missing;
}

NTSTATUS port_attach(struct file *f, const FILE_COMPLETION_INFORMATION *info)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(info->CompletionPort, OBJ_PORT,
				      IO_COMPLETION_MODIFY_STATE, &ref);
	if (status)
		return status;
	if (f->sync || (f->sock && !f->sock->overlapped)) {
		status = STATUS_INVALID_PARAMETER;
	} else {
		lock_take(&f->lock);
		if (f->port) {
			status = STATUS_INVALID_PARAMETER;
		} else {
			object_ref(ref.object);
			f->port_key = info->CompletionKey;
			atomic_store(&f->port, (struct port *)ref.object);
		}
		lock_drop(&f->lock);
		if (!status && !give_packets_to_all(f, f->port))
			status = STATUS_NO_MEMORY;
	}
	handle_done(&ref);
	return status;
}

NTSTATUS port_modes(struct file *f, ULONG modes)
{
	const ULONG known = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS |
			    FILE_SKIP_SET_EVENT_ON_HANDLE |
			    FILE_SKIP_SET_USER_EVENT_ON_FAST_IO;
	if (f->sync || (modes & ~known))
		return STATUS_INVALID_PARAMETER;
	atomic_fetch_or(&f->modes, modes);
	return STATUS_SUCCESS;
}

INNER struct apc *port_packet(struct file *f, void *context, IO_STATUS_BLOCK *iosb,
			bool event)
{
	struct packet *k = packet_new(f->port);
	if (!k)
		return NULL;
	k->key = f->port_key;
	k->value = (ULONG_PTR)context;
	k->late = event ? NULL : iosb;
	return &k->apc;
}

bool port_has_result(struct object *o, const IO_STATUS_BLOCK *block)
{
	struct file *f = file_of(o);
	if (o->kind != OBJ_FILE || !f->port)
		return false;
	IO_STATUS_BLOCK *iosb = (IO_STATUS_BLOCK *)block;
	lock_take(&f->lock);
	bool left = op_index_first(f, iosb, false) ||
		    op_index_first(f, iosb, true);
	lock_drop(&f->lock);
	return !left;
}
