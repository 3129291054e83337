/*
 * DeviceIoControl: any control code, as it is.
 */
#include "kernel32_cancel/overlapped.h"

/*
 * DeviceIoControl: hands `code` and its buffers to what `file` is: IOCTL_SERIAL_…
 * to a serial port, FSCTL_PIPE_… to a named pipe; anything else is
 * ERROR_INVALID_FUNCTION. With an OVERLAPPED on a handle opened for overlapped
 * use FALSE + ERROR_IO_PENDING means accepted, cancelled as ReadFile is;
 * buffers, event and OVERLAPPED stay in use until it completes, and *returned
 * means nothing until then. `returned` may be NULL. A buffer that is too small:
 * ERROR_INSUFFICIENT_BUFFER. (Microsoft: DeviceIoControl)
 */
BOOL WINAPI DeviceIoControl(HANDLE file, DWORD code, void *in, DWORD in_size,
			    void *out, DWORD out_size, DWORD *returned,
			    OVERLAPPED *overlapped)
{
	if (returned)
		*returned = 0;
	if (overlapped) {
		HANDLE event = event_of(overlapped);
		void *context = context_of(overlapped);

		overlapped->Internal = STATUS_PENDING;
		overlapped->InternalHigh = 0;
		return started(NtDeviceIoControlFile(
				       file, event, NULL, context,
				       overlapped_iosb(overlapped), code, in,
				       in_size, out, out_size),
			       overlapped, returned);
	}

	IO_STATUS_BLOCK io = { .Status = STATUS_PENDING };
	NTSTATUS status = NtDeviceIoControlFile(file, NULL, NULL, NULL, &io,
						code, in, in_size, out,
						out_size);

	if (status == STATUS_PENDING)
		status = wait_pending(file, &io);
	if (returned && !NT_ERROR(status))
		*returned = (DWORD)io.Information;
	return status_to_bool(status);
}
