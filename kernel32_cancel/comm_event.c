/*
 * The events of a serial port.
 */
#include "kernel32_cancel/comm.h"

/*
 * GetCommMask: the events that are waited for.  (Microsoft: GetCommMask)
 */
BOOL WINAPI GetCommMask(HANDLE port, DWORD *mask)
{
	return comm_get(port, IOCTL_SERIAL_GET_WAIT_MASK, mask, sizeof(*mask));
}

/*
 * SetCommMask: the events that WaitCommEvent waits for from now on; what happened
 * before is forgotten, and one that waits ends with no event. EV_RXCHAR, EV_TXEMPTY,
 * EV_CTS, EV_DSR, EV_RLSD, EV_RING, EV_BREAK, EV_ERR; else
 * ERROR_INVALID_PARAMETER.  (Microsoft: SetCommMask)
 */
BOOL WINAPI SetCommMask(HANDLE port, DWORD mask)
{
	return comm_set(port, IOCTL_SERIAL_SET_WAIT_MASK, &mask, sizeof(mask));
}

/*
 * WaitCommEvent: *events becomes what has happened since the mask was set or this
 * was asked last, as soon as that is anything; 0 if SetCommMask came. With an
 * OVERLAPPED on a handle opened for overlapped use it may be FALSE +
 * ERROR_IO_PENDING, and is cancelled as ReadFile is. One at a time, and not
 * without a mask: ERROR_INVALID_PARAMETER.  (Microsoft: WaitCommEvent)
 */
BOOL WINAPI WaitCommEvent(HANDLE port, DWORD *events, OVERLAPPED *overlapped)
{
	return DeviceIoControl(port, IOCTL_SERIAL_WAIT_ON_MASK, NULL, 0, events,
			       sizeof(*events), NULL, overlapped);
}
