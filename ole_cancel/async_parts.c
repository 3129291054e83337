/*
 * What a call object has beside its AsyncIFoo: the event that its call sets when it
 * is over, its cancel object, and the blanket of its proxy.
 */
#include "async.h"

#define PART(name, type, field)                                                \
	static struct call_object *of_##name(type *iface)                      \
	{                                                                      \
		return CONTAINING_RECORD(iface, struct call_object, field);    \
	}                                                                      \
	static HRESULT WINAPI name##_QueryInterface(type *iface, REFIID iid,   \
						    void **out)                \
	{                                                                      \
		return IUnknown_QueryInterface(of_##name(iface)->outer, iid,   \
					       out);                           \
	}                                                                      \
	static ULONG WINAPI name##_AddRef(type *iface)                         \
	{                                                                      \
		return IUnknown_AddRef(of_##name(iface)->outer);               \
	}                                                                      \
	static ULONG WINAPI name##_Release(type *iface)                        \
	{                                                                      \
		return IUnknown_Release(of_##name(iface)->outer);              \
	}

PART(synchronize, ISynchronize, synchronize)
PART(handle, ISynchronizeHandle, handle)
PART(cancel, ICancelMethodCalls, cancel)
PART(security, IClientSecurity, security)

/*
 * ISynchronize::Wait: S_OK once the call is over, cancelled or not, until the next
 * Begin_; RPC_S_CALLPENDING when the time is over. An STA runs the modal loop.
 * (Microsoft: ISynchronize::Wait)
 */
static HRESULT WINAPI synchronize_Wait(ISynchronize *iface, DWORD flags,
				       DWORD ms)
{
	HANDLE event = of_synchronize(iface)->signal->event;
	DWORD index;

	return CoWaitForMultipleHandles(flags, ms, 1, &event, &index);
}

/* ISynchronize::Signal, Reset: the event alone; the call goes its own way. */
static HRESULT WINAPI synchronize_Signal(ISynchronize *iface)
{
	SetEvent(of_synchronize(iface)->signal->event);
	return S_OK;
}

static HRESULT WINAPI synchronize_Reset(ISynchronize *iface)
{
	ResetEvent(of_synchronize(iface)->signal->event);
	return S_OK;
}

const ISynchronizeVtbl async_synchronize_vtbl = {
	synchronize_QueryInterface, synchronize_AddRef, synchronize_Release,
	synchronize_Wait,	    synchronize_Signal, synchronize_Reset,
};

/* ISynchronizeHandle::GetHandle: the event, which stays the object's. */
static HRESULT WINAPI handle_GetHandle(ISynchronizeHandle *iface, HANDLE *event)
{
	if (!event)
		return E_INVALIDARG;
	*event = of_handle(iface)->signal->event;
	return S_OK;
}

const ISynchronizeHandleVtbl async_handle_vtbl = {
	handle_QueryInterface,
	handle_AddRef,
	handle_Release,
	handle_GetHandle,
};

/* The one that is there, referenced. */
static struct call *call_of(struct call_object *object)
{
	struct call *call;

	AcquireSRWLockShared(&object->lock);
	call = object->call;
	if (call)
		call_ref(call);
	ReleaseSRWLockShared(&object->lock);
	return call;
}

/*
 * ICancelMethodCalls::Cancel, of an asynchronous call: from Begin_ until Finish_ has
 * returned; needs no enabling. S_OK, RPC_E_CALL_COMPLETE (over, or none),
 * RPC_E_CALL_CANCELED (before). (Microsoft: ICancelMethodCalls::Cancel)
 */
static HRESULT WINAPI cancel_Cancel(ICancelMethodCalls *iface, ULONG seconds)
{
	struct call *call = call_of(of_cancel(iface));
	HRESULT hr;

	if (!call)
		return RPC_E_CALL_COMPLETE;
	hr = call_cancel(call, seconds);
	call_unref(call);
	return hr;
}

/* ICancelMethodCalls::TestCancel: RPC_S_CALLPENDING until Finish_ has returned, or
 * RPC_E_CALL_CANCELED; without a call RPC_E_CALL_COMPLETE. */
static HRESULT WINAPI cancel_TestCancel(ICancelMethodCalls *iface)
{
	struct call *call = call_of(of_cancel(iface));
	LONG state;

	if (!call)
		return RPC_E_CALL_COMPLETE;
	state = call_state(call);
	call_unref(call);
	return call_is_over(state) && (state & CALL_WHERE) != CALL_REPLIED ?
		       RPC_E_CALL_CANCELED : RPC_S_CALLPENDING;
}

const ICancelMethodCallsVtbl async_cancel_vtbl = {
	cancel_QueryInterface, cancel_AddRef,	  cancel_Release,
	cancel_Cancel,	       cancel_TestCancel,
};

/* Its interface has the blanket of the proxy that it was made from. */
static HRESULT WINAPI security_QueryBlanket(
	IClientSecurity *iface, IUnknown *proxy, DWORD *authentication,
	DWORD *authorization, OLECHAR **server, DWORD *level,
	DWORD *impersonation, void **identity, DWORD *capabilities)
{
	struct imported *imported = of_security(iface)->imported;

	if (!proxy)
		return E_INVALIDARG;
	return IClientSecurity_QueryBlanket(&imported->security,
					    &imported->unknown, authentication,
					    authorization, server, level,
					    impersonation, identity,
					    capabilities);
}

static HRESULT WINAPI security_SetBlanket(
	IClientSecurity *iface, IUnknown *proxy, DWORD authentication,
	DWORD authorization, OLECHAR *server, DWORD level, DWORD impersonation,
	void *identity, DWORD capabilities)
{
	struct imported *imported = of_security(iface)->imported;

	if (!proxy)
		return E_INVALIDARG;
	return IClientSecurity_SetBlanket(&imported->security,
					  &imported->unknown, authentication,
					  authorization, server, level,
					  impersonation, identity,
					  capabilities);
}

static HRESULT WINAPI security_CopyProxy(IClientSecurity *iface,
					 IUnknown *proxy, IUnknown **copy)
{
	(void)iface;
	if (!copy || !proxy)
		return E_INVALIDARG;
	*copy = proxy;
	IUnknown_AddRef(proxy);
	return S_OK;
}

const IClientSecurityVtbl async_security_vtbl = {
	security_QueryInterface, security_AddRef,     security_Release,
	security_QueryBlanket,	 security_SetBlanket, security_CopyProxy,
};
