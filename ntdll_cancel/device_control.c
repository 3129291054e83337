/*
 * NtDeviceIoControlFile: a serial port's controls. Those of file systems and named
 * pipes go to NtFsControlFile, as whatever Win32's DeviceIoControl is given comes
 * here. STATUS_INVALID_DEVICE_REQUEST for everything else.
 */
#include "handle.h"
#include "serial.h"
#include <winioctl.h>

static NTSTATUS at_once(struct file *f, struct thread *t, ULONG code,
			const struct request *q, struct serial_call *c)
{
	struct handle_ref event = { .object = NULL };
	NTSTATUS status;
	if (q->apc)
		return STATUS_INVALID_PARAMETER;
	if (q->event && (status = handle_find(q->event, OBJ_EVENT,
					      EVENT_MODIFY_STATE, &event)))
		return status;
	if (event.object)
		object_unsignal(event.object);
	status = file_enter(f, t, q->iosb);
	if (!status) {
		status = serial_control(f, code, c);
		file_leave(f, t);
	}
	if (!NT_ERROR(status)) {
		q->iosb->Information = c->used;
		atomic_store_explicit((_Atomic NTSTATUS *)&q->iosb->Status,
				      status, memory_order_release);
		file_tell(f, event.object);
	}
	if (event.object)
		handle_done(&event);
	return status;
}

/* The end of an operation that may wait for it. */
static NTSTATUS wait_on_mask(struct file *f, struct request *q)
{
	if (q->length < sizeof(ULONG))
		return STATUS_BUFFER_TOO_SMALL;
	if (!q->buffer)
		return STATUS_ACCESS_VIOLATION;
	q->verb = SERIAL_WAIT;
	return request_begin(f, OP_READ, q, OFFSET_NONE);
}

static NTSTATUS control(struct file *f, struct thread *t, ULONG code,
			struct request *q)
{
	struct serial_call c = { .in = q->input,
				 .out = q->buffer,
				 .in_length = q->input_length,
				 .out_length = q->length };
	if (!f->serial)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (code == IOCTL_SERIAL_WAIT_ON_MASK)
		return wait_on_mask(f, q);
	return at_once(f, t, code, q, &c);
}

NTSTATUS WINAPI NtDeviceIoControlFile(HANDLE h, HANDLE event,
				      PIO_APC_ROUTINE apc, void *context,
				      IO_STATUS_BLOCK *iosb, ULONG code,
				      void *in, ULONG in_length, void *out,
				      ULONG out_length)
{
	struct handle_ref ref;
	struct thread *t = thread_self();
	struct request q = { .event = event, .apc = apc, .context = context,
			     .iosb = iosb, .buffer = out, .length = out_length,
			     .input = in, .input_length = in_length };
	ULONG device = code >> 16;
	if (device == FILE_DEVICE_FILE_SYSTEM ||
	    device == FILE_DEVICE_NAMED_PIPE)
		return NtFsControlFile(h, event, apc, context, iosb, code, in,
				       in_length, out, out_length);
	if (!t)
		return STATUS_NOT_SUPPORTED;
	if (!iosb)
		return STATUS_ACCESS_VIOLATION;
	NTSTATUS status = handle_find(h, OBJ_FILE, 0, &ref);
	if (status)
		return status;
	status = control(file_of(ref.object), t, code, &q);
	handle_done(&ref);
	thread_heed();
	return status;
}
