/* WSACancelAsyncRequest. */
#include "ws2_cancel/task.h"

/*
 * WSACancelAsyncRequest: 0 if the request was running: its message will not come and
 * its buffer is the program's again. Else SOCKET_ERROR: WSAEALREADY for one that has
 * ended, though its message may be in the queue still, WSAEINVAL for what was never
 * one.  (Microsoft: WSACancelAsyncRequest)
 */
int WINAPI WSACancelAsyncRequest(HANDLE handle)
{
	struct task *t;

	if (ws2_refused())
		return SOCKET_ERROR;
	switch (task_claim_handle(handle, TASK_ASYNC, &t)) {
	case TASK_CLAIMED:
		return 0; /* who would have brought the result clears up */
	case TASK_ENDED:
		return ws2_fail(WSAEALREADY);
	case TASK_UNKNOWN:
		break;
	}
	return ws2_fail(WSAEINVAL);
}
