/*
 * A thread's part in cancelling: its count of enabled cancelling, the objects that
 * custom marshalers register for their calls, finding what a thread waits for, and
 * asking from within a call whether it was cancelled.
 */
#include "cancel.h"
#include "thread.h"

/*
 * CoEnableCallCancellation: calls that the thread makes from now on can be
 * cancelled, until each of these was taken back; calls that are pending stay as they
 * are. E_INVALIDARG for a reserved value.
 * (Microsoft: CoEnableCallCancellation)
 */
HRESULT WINAPI CoEnableCallCancellation(void *reserved)
{
	struct com_thread *thread;

	if (reserved)
		return E_INVALIDARG;
	thread = thread_current();
	if (!thread)
		return E_OUTOFMEMORY;
	thread->cancel_enables++;
	return S_OK;
}

/*
 * CoDisableCallCancellation: takes one CoEnableCallCancellation back;
 * CO_E_CANCEL_DISABLED if there was none; E_INVALIDARG for a reserved value.
 * (Microsoft: CoDisableCallCancellation, which words it the other way round)
 */
HRESULT WINAPI CoDisableCallCancellation(void *reserved)
{
	struct com_thread *thread;

	if (reserved)
		return E_INVALIDARG;
	thread = thread_known();
	if (!thread || !thread->cancel_enables)
		return CO_E_CANCEL_DISABLED;
	thread->cancel_enables--;
	return S_OK;
}

/*
 * CoSetCancelObject: what cancels the call that the thread is about to make; NULL
 * takes back the last one that was set and releases it. E_NOINTERFACE if the object
 * is no ICancelMethodCalls; E_ACCESSDENIED for NULL when nothing is set.
 * (Microsoft: CoSetCancelObject)
 */
HRESULT WINAPI CoSetCancelObject(IUnknown *object)
{
	struct com_thread *thread = thread_current();
	ICancelMethodCalls *cancel;
	struct outgoing *outgoing;
	HRESULT hr;

	if (!thread)
		return E_OUTOFMEMORY;
	if (!object) {
		outgoing = thread_unregister(thread);
		if (!outgoing)
			return E_ACCESSDENIED;
		ICancelMethodCalls_Release(outgoing->object);
		return S_OK;
	}
	hr = IUnknown_QueryInterface(object, &IID_ICancelMethodCalls,
				     (void **)&cancel);
	if (FAILED(hr))
		return E_NOINTERFACE;
	outgoing = registered_create(cancel);
	ICancelMethodCalls_Release(cancel);
	if (!outgoing)
		return E_OUTOFMEMORY;
	thread_register(thread, outgoing);
	return S_OK;
}

/*
 * CoGetCancelObject: what cancels the innermost call that the thread (0: the calling
 * one) waits for, with a reference. E_NOINTERFACE if it waits for none;
 * CO_E_CANCEL_DISABLED if the call was made with cancelling disabled; E_INVALIDARG
 * without a place for it.  (Microsoft: CoGetCancelObject)
 */
HRESULT WINAPI CoGetCancelObject(DWORD thread_id, REFIID iid, void **object)
{
	ICancelMethodCalls *cancel;
	HRESULT hr;

	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	hr = thread_find_cancel(thread_id, &cancel);
	if (FAILED(hr))
		return hr;
	hr = ICancelMethodCalls_QueryInterface(cancel, iid, object);
	ICancelMethodCalls_Release(cancel);
	return hr;
}

/*
 * CoCancelCall: CoGetCancelObject, then its Cancel with these seconds.
 * (Microsoft: CoCancelCall)
 */
HRESULT WINAPI CoCancelCall(DWORD thread_id, ULONG seconds)
{
	ICancelMethodCalls *cancel;
	HRESULT hr = thread_find_cancel(thread_id, &cancel);

	if (FAILED(hr))
		return hr;
	hr = ICancelMethodCalls_Cancel(cancel, seconds);
	ICancelMethodCalls_Release(cancel);
	return hr;
}

/*
 * CoGetCallContext: an interface of the context of the call that the thread serves,
 * with a reference; RPC_E_CALL_COMPLETE if it serves none; E_INVALIDARG without a
 * place for it.  (Microsoft: CoGetCallContext)
 */
HRESULT WINAPI CoGetCallContext(REFIID iid, void **object)
{
	struct com_thread *thread = thread_known();

	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (!thread || !thread->context)
		return RPC_E_CALL_COMPLETE;
	return IUnknown_QueryInterface(thread->context, iid, object);
}

/*
 * CoSwitchCallContext: another context for the call that the thread serves, or NULL,
 * and what it was; no reference changes hands.
 * (Microsoft: CoSwitchCallContext)
 */
HRESULT WINAPI CoSwitchCallContext(IUnknown *context, IUnknown **old)
{
	struct com_thread *thread = thread_current();
	IUnknown *before;

	if (!thread)
		return E_OUTOFMEMORY;
	before = thread_swap_context(thread, context);
	if (old)
		*old = before;
	return S_OK;
}

/*
 * CoTestCancel: for the method that serves a call: RPC_S_CALLPENDING, or
 * RPC_E_CALL_CANCELED when its client has cancelled it. RPC_E_CALL_COMPLETE if the
 * thread serves no call.  (Microsoft: CoTestCancel)
 */
HRESULT WINAPI CoTestCancel(void)
{
	ICancelMethodCalls *cancel;
	HRESULT hr = CoGetCallContext(&IID_ICancelMethodCalls,
				      (void **)&cancel);

	if (FAILED(hr))
		return hr;
	hr = ICancelMethodCalls_TestCancel(cancel);
	ICancelMethodCalls_Release(cancel);
	return hr;
}
