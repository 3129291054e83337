/* GetAddrInfoExCancel and GetAddrInfoExOverlappedResult. */
#include "ws2_cancel/addrinfo_ex.h"

/*
 * GetAddrInfoExCancel: NO_ERROR, and it has ended with WSA_E_CANCELLED: its event is
 * set, its routine on its way. WSA_INVALID_HANDLE: it had ended, or there was none.
 * (Microsoft: GetAddrInfoExCancel)
 */
int WINAPI GetAddrInfoExCancel(HANDLE *handle)
{
	struct task *t;

	if (ws2_refused())
		return ws2_refusal();
	if (!handle || task_claim_handle(*handle, TASK_ADDRINFO, &t) !=
			       TASK_CLAIMED)
		return WSA_INVALID_HANDLE;
	ex_finish(CONTAINING_RECORD(t, struct ex_request, task),
		  WSA_E_CANCELLED, NULL);
	return NO_ERROR;
}

/*
 * GetAddrInfoExOverlappedResult: how it ended; WSAEINPROGRESS while it has not.
 * (Microsoft: GetAddrInfoExOverlappedResult)
 */
int WINAPI GetAddrInfoExOverlappedResult(OVERLAPPED *overlapped)
{
	if (!overlapped)
		return WSAEINVAL;
	return (int)__atomic_load_n(&overlapped->Internal, __ATOMIC_ACQUIRE);
}
