/*
 * Message filters: what an STA thinks of calls that come in, of its own that were
 * rejected, and of messages that come while it waits for one.
 */
#include "queue.h"
#include "remote.h"

/*
 * CoRegisterMessageFilter: of the calling thread's STA, from now on; NULL: none. The
 * one before goes to *old, with its reference, or is released without a place for
 * it. CO_E_NOT_SUPPORTED outside an STA. (Microsoft: CoRegisterMessageFilter)
 */
HRESULT WINAPI CoRegisterMessageFilter(IMessageFilter *filter,
				       IMessageFilter **old)
{
	struct com_thread *thread = thread_known();
	struct remoting *remoting;
	IMessageFilter *before;

	if (!thread || !thread->apartment ||
	    thread->apartment->kind != APARTMENT_STA)
		return CO_E_NOT_SUPPORTED;
	remoting = queue_open(thread->apartment);
	if (!remoting)
		return E_OUTOFMEMORY;
	if (filter)
		IMessageFilter_AddRef(filter);
	before = remoting->filter;
	remoting->filter = filter;
	if (old)
		*old = before;
	else if (before)
		IMessageFilter_Release(before);
	return S_OK;
}

/* It may take itself away while it is asked. */
static IMessageFilter *filter_of(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;

	if (remoting->filter)
		IMessageFilter_AddRef(remoting->filter);
	return remoting->filter;
}

static HTASK task_of(DWORD thread_id)
{
	return (HTASK)(ULONG_PTR)thread_id;
}

static DWORD type_of(const struct call *call)
{
	struct com_thread *thread = thread_current();
	const struct outgoing *waits = thread->outgoing;

	while (waits && waits->registered)
		waits = waits->outer;
	if (call->asynchronous)
		return waits ? CALLTYPE_ASYNC_CALLPENDING : CALLTYPE_ASYNC;
	if (!waits)
		return CALLTYPE_TOPLEVEL;
	return call->causality == thread->causality ?
		       CALLTYPE_NESTED : CALLTYPE_TOPLEVEL_CALLPENDING;
}

HRESULT filter_incoming(struct apartment *apartment, struct call *call)
{
	IMessageFilter *filter;
	INTERFACEINFO info;
	DWORD answer;

	if (apartment->kind != APARTMENT_STA ||
	    !(filter = filter_of(apartment)))
		return S_OK;
	info.pUnk = call->object->object;
	info.iid = call->iid;
	info.wMethod = (WORD)call->method;
	answer = IMessageFilter_HandleInComingCall(
		filter, type_of(call), task_of(call->thread_id),
		GetTickCount() - call->sent, &info);
	IMessageFilter_Release(filter);
	if (answer == SERVERCALL_REJECTED)
		return RPC_E_CALL_REJECTED;
	if (answer == SERVERCALL_RETRYLATER)
		return RPC_E_SERVERCALL_RETRYLATER;
	return S_OK;
}

DWORD filter_retry(struct apartment *apartment, struct call *call,
		   HRESULT status)
{
	IMessageFilter *filter = filter_of(apartment);
	DWORD answer;

	if (!filter)
		return -1;
	answer = IMessageFilter_RetryRejectedCall(
		filter, task_of(call->object->apartment->thread_id),
		GetTickCount() - call->begun,
		status == RPC_E_CALL_REJECTED ? SERVERCALL_REJECTED :
						SERVERCALL_RETRYLATER);
	IMessageFilter_Release(filter);
	return answer;
}

bool filter_pending(struct apartment *apartment, struct call *call)
{
	IMessageFilter *filter = filter_of(apartment);
	DWORD answer;

	if (!filter)
		return false;
	answer = IMessageFilter_MessagePending(
		filter, task_of(call->object->apartment->thread_id),
		GetTickCount() - call->begun,
		thread_current()->context ? PENDINGTYPE_NESTED :
					    PENDINGTYPE_TOPLEVEL);
	IMessageFilter_Release(filter);
	return answer == PENDINGMSG_CANCELCALL;
}
