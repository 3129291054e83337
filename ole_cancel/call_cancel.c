/*
 * The cancel object of a call: ICancelMethodCalls for its client, part of struct
 * call, so that every call has one and none costs anything.
 */
#include "call.h"

static struct call *impl(ICancelMethodCalls *iface)
{
	return CONTAINING_RECORD(iface, struct call, cancel);
}

static HRESULT WINAPI cancel_QueryInterface(ICancelMethodCalls *iface,
					    REFIID iid, void **out)
{
	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_ICancelMethodCalls))
		return E_NOINTERFACE;
	*out = iface;
	call_ref(impl(iface));
	return S_OK;
}

static ULONG WINAPI cancel_AddRef(ICancelMethodCalls *iface)
{
	call_ref(impl(iface));
	return 2;
}

static ULONG WINAPI cancel_Release(ICancelMethodCalls *iface)
{
	call_unref(impl(iface));
	return 1;
}

/*
 * ICancelMethodCalls::Cancel: asks the server to end the call, lets it so many
 * seconds (RPC_C_CANCEL_INFINITE_TIMEOUT: as many as it needs), and then lets the
 * client go. S_OK: it hears RPC_E_CALL_CANCELED. RPC_E_CALL_COMPLETE: it was over, or
 * was so in time. RPC_E_CALL_CANCELED: it was cancelled before. CO_E_CANCEL_DISABLED:
 * it was made with cancelling disabled. The caller waits without messages.
 * (Microsoft: ICancelMethodCalls::Cancel)
 */
static HRESULT WINAPI cancel_Cancel(ICancelMethodCalls *iface, ULONG seconds)
{
	struct call *call = impl(iface);

	if (!call->asynchronous && !call->outgoing.enabled)
		return CO_E_CANCEL_DISABLED;
	return call_cancel(call, seconds);
}

/*
 * ICancelMethodCalls::TestCancel, of the client: RPC_E_CALL_CANCELED once the client
 * has been let go for it; before, RPC_S_CALLPENDING; RPC_E_CALL_COMPLETE after a
 * reply. (Microsoft: ICancelMethodCalls::TestCancel)
 */
static HRESULT WINAPI cancel_TestCancel(ICancelMethodCalls *iface)
{
	const LONG state = call_state(impl(iface));

	if (!call_is_over(state))
		return RPC_S_CALLPENDING;
	return (state & CALL_WHERE) == CALL_REPLIED ? RPC_E_CALL_COMPLETE :
						      RPC_E_CALL_CANCELED;
}

const ICancelMethodCallsVtbl call_cancel_vtbl = {
	cancel_QueryInterface, cancel_AddRef,	  cancel_Release,
	cancel_Cancel,	       cancel_TestCancel,
};
