/*
 * Files that belong to a port, and the packets of their operations.
 */
#include "handle.h"
#include "port.h"

NTSTATUS port_attach(struct file *f, const FILE_COMPLETION_INFORMATION *info)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(info->CompletionPort, OBJ_PORT,
				      IO_COMPLETION_MODIFY_STATE, &ref);
	if (status)
		return status;
	if (f->sync) {
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

struct apc *port_packet(struct file *f, void *context, IO_STATUS_BLOCK *iosb,
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
