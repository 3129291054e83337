/*
 * A call from its client's side: sent, waited for, and sent again when the client's
 * message filter wants that; and the events that wake who waits.
 */
#include "queue.h"
#include "remote.h"

struct rouse *rouse_new(BOOL manual_reset)
{
	struct rouse *rouse = HeapAlloc(GetProcessHeap(), 0, sizeof(*rouse));

	if (!rouse)
		return NULL;
	rouse->refs = 1;
	rouse->event = CreateEventW(NULL, manual_reset, FALSE, NULL);
	if (rouse->event)
		return rouse;
	HeapFree(GetProcessHeap(), 0, rouse);
	return NULL;
}

void rouse_ref(struct rouse *rouse)
{
	__atomic_fetch_add(&rouse->refs, 1, __ATOMIC_RELAXED);
}

void rouse_unref(struct rouse *rouse)
{
	if (!rouse || __atomic_sub_fetch(&rouse->refs, 1, __ATOMIC_ACQ_REL))
		return;
	CloseHandle(rouse->event);
	HeapFree(GetProcessHeap(), 0, rouse);
}

/* Calls on behalf of one outermost call go by one number. */
static ULONG64 causality_of(struct com_thread *thread)
{
	static ULONG64 last;

	if (!thread->causality)
		thread->causality =
			__atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
	return thread->causality;
}

HRESULT call_send(struct call *call)
{
	struct com_thread *thread = thread_current();
	const ULONG64 old = thread->causality;
	HRESULT hr;

	call->causality = causality_of(thread);
	thread->causality = old;
	call->sent = GetTickCount();
	hr = queue_call(call->object->apartment, call);
	if (hr == S_OK)
		POINT("call:queued");
	return hr;
}

static bool is_rejected(HRESULT hr)
{
	return hr == RPC_E_CALL_REJECTED || hr == RPC_E_SERVERCALL_RETRYLATER;
}

/* Rejected: is it to be sent again, and has it been made ready for that? */
static bool again(struct call *call, HRESULT *hr)
{
	LONG state = call_state(call);
	DWORD delay;

	if (!is_rejected(*hr) || !call->rouse || !call->rejected)
		return false;
	delay = filter_retry(call->client, call, *hr);
	if (delay == (DWORD)-1) {
		*hr = RPC_E_CALL_REJECTED;
		return false;
	}
	call->rejected = false;
	/* From here on a canceller can take it back. */
	call_step(call, state, (state & ~CALL_WHERE) | CALL_NEW);
	if (delay >= 100)
		modal_wait_call(call->client, call, delay);
	return true;
}

HRESULT call_perform(struct call *call, bool cancellable)
{
	struct com_thread *thread = thread_current();
	const ULONG64 old = thread->causality;
	HRESULT hr;

	causality_of(thread);
	call->begun = GetTickCount();
	if (cancellable) {
		call->outgoing.object = &call->cancel;
		thread_call_begins(thread, &call->outgoing);
	}
	do {
		POINT("call:sending");
		hr = call_send(call);
		if (hr == S_OK) {
			call_wait(call);
			hr = call_result(call);
		}
	} while (again(call, &hr));
	if (cancellable)
		thread_call_ends(thread, &call->outgoing);
	thread->causality = old;
	return hr;
}
