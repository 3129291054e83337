/*
 * Winsock's events, which are ordinary ones, and the outcome of operations.
 */
#include "ws2_cancel/ws2.h"

/*
 * WSACreateEvent: to be reset by hand.  (Microsoft: WSACreateEvent)
 */
WSAEVENT WINAPI WSACreateEvent(void)
{
	return ws2_refused() ? WSA_INVALID_EVENT :
			       CreateEventW(NULL, TRUE, FALSE, NULL);
}

/*
 * WSACloseEvent, WSASetEvent, WSAResetEvent.  (Microsoft: WSACloseEvent …)
 */
BOOL WINAPI WSACloseEvent(WSAEVENT event)
{
	return !ws2_refused() && CloseHandle(event);
}

BOOL WINAPI WSASetEvent(WSAEVENT event)
{
	return !ws2_refused() && SetEvent(event);
}

BOOL WINAPI WSAResetEvent(WSAEVENT event)
{
	return !ws2_refused() && ResetEvent(event);
}

/*
 * WSAWaitForMultipleEvents: WSA_WAIT_EVENT_0 and on, WSA_WAIT_TIMEOUT,
 * WSA_WAIT_IO_COMPLETION, WSA_WAIT_FAILED.  (Microsoft: WSAWaitForMultipleEvents)
 */
DWORD WINAPI WSAWaitForMultipleEvents(DWORD count, const WSAEVENT *events,
				      BOOL all, DWORD ms, BOOL alertable)
{
	return ws2_refused() ? WSA_WAIT_FAILED :
			       WaitForMultipleObjectsEx(count, events, all, ms,
							alertable);
}

/*
 * WSAGetOverlappedResult: TRUE and the bytes of an operation that is complete and
 * succeeded; FALSE with its error, WSA_OPERATION_ABORTED if it was cancelled, and
 * the count as it was. Pending: waits, or WSA_IO_INCOMPLETE.
 * (Microsoft: WSAGetOverlappedResult)
 */
BOOL WINAPI WSAGetOverlappedResult(SOCKET s, WSAOVERLAPPED *overlapped,
				   DWORD *done, BOOL wait, DWORD *flags)
{
	DWORD bytes;
	NTSTATUS status;

	if (ws2_refused())
		return FALSE;
	if (!overlapped || !done || !flags)
		return ws2_false(WSAEFAULT);
	status = __atomic_load_n((NTSTATUS *)&overlapped->Internal,
				 __ATOMIC_ACQUIRE);
	if (status == STATUS_PENDING) {
		/* What it came to is asked below, in Winsock's terms. */
		if (!GetOverlappedResult(socket_handle(s), overlapped, &bytes,
					 wait) &&
		    RtlGetLastWin32Error() == ERROR_IO_INCOMPLETE)
			return FALSE;
		status = __atomic_load_n((NTSTATUS *)&overlapped->Internal,
					 __ATOMIC_ACQUIRE);
	}
	*flags = status == STATUS_BUFFER_OVERFLOW ? WS_MSG_PARTIAL : 0;
	if (NT_ERROR(status)) {
		ws2_fail_status(status);
		return FALSE;
	}
	*done = (DWORD)overlapped->InternalHigh;
	if (status)
		ws2_fail_status(status);
	return !status;
}
