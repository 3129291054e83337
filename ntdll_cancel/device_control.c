/*
 * NtDeviceIoControlFile: a serial port's controls. Those of file systems and named
 * pipes go to NtFsControlFile, as whatever Win32's DeviceIoControl is given comes
 * here. STATUS_INVALID_DEVICE_REQUEST for everything else.
 */
#include "handle.h"
#include "serial.h"
#include <winioctl.h>

static NTSTATUS control(struct file *f, struct request *q)
{
	if (!f->serial)
		return STATUS_INVALID_DEVICE_REQUEST;
	q->verb = SERIAL_CONTROL;
	if (q->code == IOCTL_SERIAL_WAIT_ON_MASK) {
		/* The one that may pend. */
		if (q->length < sizeof(ULONG))
			return STATUS_BUFFER_TOO_SMALL;
		if (!q->buffer)
			return STATUS_ACCESS_VIOLATION;
		q->verb = SERIAL_WAIT;
	}
	return request_begin(f, OP_READ, q, OFFSET_NONE);
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
			     .input = in, .input_length = in_length,
			     .code = code };
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
	status = control(file_of(ref.object), &q);
	handle_done(&ref);
	thread_heed();
	return status;
}
