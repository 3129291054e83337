/*
 * The modal loop: how an STA waits for a call of its own. Calls that come in are run
 * meanwhile, and what is sent to the thread's windows; what is posted to them stays
 * in the queue, whether a message filter is asked about it or not.
 */
#include "queue.h"

HANDLE modal_begin(struct apartment *apartment)
{
	struct remoting *remoting = queue_open(apartment);

	if (!remoting)
		return NULL;
	AcquireSRWLockExclusive(&apartment->lock);
	remoting->modal++;
	ReleaseSRWLockExclusive(&apartment->lock);
	return remoting->rouse->event;
}

/* Whoever waits in an outer loop looks for itself before it waits on. */
void modal_end(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;

	AcquireSRWLockExclusive(&apartment->lock);
	remoting->modal--;
	ReleaseSRWLockExclusive(&apartment->lock);
}

static DWORD left_of(DWORD ms, DWORD since)
{
	const DWORD passed = GetTickCount() - since;

	if (ms == INFINITE)
		return INFINITE;
	return passed < ms ? ms - passed : 0;
}

/* Looking runs what was sent, and makes what was posted no longer new. */
static void look_at_messages(struct apartment *apartment, struct call *call)
{
	struct remoting *remoting = apartment->remoting;
	MSG msg;

	if (!remoting->filter) {
		PeekMessageW(&msg, NULL, 0, 0,
			     PM_NOREMOVE | PM_QS_SENDMESSAGE);
		return;
	}
	/* Ours is known without the filter. */
	if (!PeekMessageW(&msg, NULL, 0, 0, PM_NOREMOVE) ||
	    msg.hwnd == remoting->window)
		return;
	if (filter_pending(apartment, call))
		call_cancel(call, 0);
}

void modal_wait_call(struct apartment *apartment, struct call *call, DWORD ms)
{
	struct remoting *remoting = apartment->remoting;
	const HANDLE event = modal_begin(apartment);
	const DWORD since = GetTickCount();

	while (!call_is_over(call_state(call))) {
		const DWORD left = left_of(ms, since);
		const UINT mask = remoting->filter ?
			QS_ALLINPUT | QS_ALLPOSTMESSAGE : QS_SENDMESSAGE;

		if (queue_serve(apartment))
			continue;
		if (!left)
			break;
		if (MsgWaitForMultipleObjectsEx(1, &event, left, mask, 0) ==
		    WAIT_OBJECT_0 + 1)
			look_at_messages(apartment, call);
	}
	modal_end(apartment);
}
