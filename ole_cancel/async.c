/*
 * Call objects of the client: AsyncIFoo, whose Begin_ sends a call and whose Finish_
 * takes its reply. async.h says who may do what when.
 */
#include "async.h"

static struct call_object *of_inner(IUnknown *iface)
{
	return CONTAINING_RECORD(iface, struct call_object, inner);
}

static struct call_object *of_async(struct ndr_async *async)
{
	return CONTAINING_RECORD(async, struct call_object, async);
}

static HRESULT WINAPI inner_QueryInterface(IUnknown *iface, REFIID iid,
					   void **out)
{
	struct call_object *object = of_inner(iface);

	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	if (IsEqualIID(iid, &IID_IUnknown))
		*out = &object->inner;
	else if (IsEqualIID(iid, &object->iid))
		*out = &object->async;
	else if (IsEqualIID(iid, &IID_ISynchronize))
		*out = &object->synchronize;
	else if (IsEqualIID(iid, &IID_ISynchronizeHandle))
		*out = &object->handle;
	else if (IsEqualIID(iid, &IID_ICancelMethodCalls))
		*out = &object->cancel;
	else if (IsEqualIID(iid, &IID_IClientSecurity))
		*out = &object->security;
	else
		return E_NOINTERFACE;
	IUnknown_AddRef((IUnknown *)*out);
	return S_OK;
}

static ULONG WINAPI inner_AddRef(IUnknown *iface)
{
	return __atomic_add_fetch(&of_inner(iface)->refs, 1, __ATOMIC_RELAXED);
}

/* Nobody finishes it any more: the server runs on, what it replies is dropped. */
static void destroy(struct call_object *object)
{
	if (object->call) {
		ndr_async_drop(&object->async);
		IRpcChannelBuffer_FreeBuffer(object->channel, &object->msg);
		call_unref(object->call);
	}
	IRpcChannelBuffer_Release(object->channel);
	IUnknown_Release(&object->imported->unknown);
	rouse_unref(object->signal);
	HeapFree(GetProcessHeap(), 0, object);
}

static ULONG WINAPI inner_Release(IUnknown *iface)
{
	struct call_object *object = of_inner(iface);
	const ULONG refs =
		__atomic_sub_fetch(&object->refs, 1, __ATOMIC_ACQ_REL);

	if (!refs)
		destroy(object);
	return refs;
}

static const IUnknownVtbl inner_vtbl = { inner_QueryInterface, inner_AddRef,
					 inner_Release };

static HRESULT async_query(struct ndr_async *async, REFIID iid, void **out)
{
	return IUnknown_QueryInterface(of_async(async)->outer, iid, out);
}

static ULONG async_addref(struct ndr_async *async)
{
	return IUnknown_AddRef(of_async(async)->outer);
}

static ULONG async_release(struct ndr_async *async)
{
	return IUnknown_Release(of_async(async)->outer);
}

/* False: it is in another phase. */
static bool step(struct call_object *object, enum phase from, enum phase to)
{
	bool right;

	AcquireSRWLockExclusive(&object->lock);
	right = object->phase == from;
	if (right)
		object->phase = to;
	ReleaseSRWLockExclusive(&object->lock);
	return right;
}

/* The call becomes one that can be found, or none. */
static void set_call(struct call_object *object, struct call *call,
		     enum phase phase)
{
	struct call *old;

	AcquireSRWLockExclusive(&object->lock);
	old = object->call;
	object->call = call;
	object->phase = phase;
	ReleaseSRWLockExclusive(&object->lock);
	if (old)
		call_unref(old);
}

/* The request is made. One that is cancelled before it is sent has begun and is
 * over. */
static HRESULT send(struct call_object *object)
{
	struct call *call = object->msg.reserved1;
	HRESULT hr;

	call->signal = object->signal;
	rouse_ref(call->signal);
	ResetEvent(object->signal->event);
	call->asynchronous = true;
	call_ref(call);
	set_call(object, call, BEGINNING);
	POINT("async:sending");
	hr = IRpcChannelBuffer3_Send((IRpcChannelBuffer3 *)object->channel,
				     &object->msg, NULL);
	if (SUCCEEDED(hr) || hr == RPC_E_CALL_CANCELED) {
		step(object, BEGINNING, SENT);
		return S_OK;
	}
	ndr_async_drop(&object->async);
	set_call(object, NULL, IDLE);
	return hr;
}

/* Begin_ of a method: returns when the request is on its way. RPC_S_CALLPENDING:
 * the call before has not been finished; else what keeps it from being made. */
static HRESULT async_begin(struct ndr_async *async, ULONG method, void *frame)
{
	struct call_object *object = of_async(async);
	HRESULT hr;

	if (!apartment_is_current(object->imported->apartment))
		return RPC_E_WRONG_THREAD;
	if (!step(object, IDLE, BEGINNING))
		return RPC_S_CALLPENDING;
	object->method = method;
	object->msg = (RPCOLEMESSAGE){ .dataRepresentation =
					       NDR_LOCAL_DATA_REPRESENTATION };
	hr = ndr_async_begin(async, method, frame, object->channel,
			     &object->msg);
	if (SUCCEEDED(hr))
		return send(object);
	set_call(object, NULL, IDLE);
	return hr;
}

/* The reply as a proxy would find it after SendReceive. */
static void take_reply(struct call_object *object, struct call *call)
{
	object->msg.Buffer = call->reply.bytes;
	object->msg.cbBuffer = call->reply.size;
	object->msg.dataRepresentation = call->data_representation;
}

/* Finish_ of a method: waits until the call is over. RPC_E_CALL_COMPLETE: none of
 * this method has begun; RPC_E_CALL_CANCELED, with cleared results; what kept it
 * from being answered; else what the method has returned, with its results. */
static LONG_PTR async_finish(struct ndr_async *async, ULONG method, void *frame)
{
	struct call_object *object = of_async(async);
	struct call *call;
	LONG_PTR result;
	HRESULT hr;

	if (!apartment_is_current(object->imported->apartment))
		return RPC_E_WRONG_THREAD;
	AcquireSRWLockExclusive(&object->lock);
	call = object->phase == SENT && object->method == method ?
		       object->call : NULL;
	if (call)
		object->phase = FINISHING;
	ReleaseSRWLockExclusive(&object->lock);
	if (!call)
		return RPC_E_CALL_COMPLETE;
	call_wait(call);
	hr = call_result(call);
	if (SUCCEEDED(hr))
		take_reply(object, call);
	result = ndr_async_finish(async, method, frame, object->channel,
				  &object->msg, FAILED(hr) ? hr : S_OK);
	IRpcChannelBuffer_FreeBuffer(object->channel, &object->msg);
	set_call(object, NULL, IDLE);
	return result;
}

static const struct ndr_async_ops ops = { async_query, async_addref,
					  async_release, async_begin,
					  async_finish };

HRESULT call_object_new(struct imported *imported, struct face *face,
			REFIID iid, IUnknown *outer, struct call_object **out)
{
	struct call_object *object = HeapAlloc(
		GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*object));
	HRESULT hr;

	if (!object)
		return E_OUTOFMEMORY;
	object->inner.lpVtbl = (IUnknownVtbl *)&inner_vtbl;
	object->synchronize.lpVtbl = (ISynchronizeVtbl *)&async_synchronize_vtbl;
	object->handle.lpVtbl = (ISynchronizeHandleVtbl *)&async_handle_vtbl;
	object->cancel.lpVtbl = (ICancelMethodCallsVtbl *)&async_cancel_vtbl;
	object->security.lpVtbl = (IClientSecurityVtbl *)&async_security_vtbl;
	object->refs = 1;
	object->outer = outer ? outer : &object->inner;
	object->iid = *iid;
	InitializeSRWLock(&object->lock);
	object->signal = rouse_new(TRUE);
	object->channel = channel_new(imported->exported, face);
	hr = object->signal && object->channel ?
		     ndr_async_init(&object->async, iid, &ops) : E_OUTOFMEMORY;
	if (FAILED(hr)) {
		if (object->channel)
			IRpcChannelBuffer_Release(object->channel);
		rouse_unref(object->signal);
		HeapFree(GetProcessHeap(), 0, object);
		return hr;
	}
	object->imported = imported;
	IUnknown_AddRef(&imported->unknown);
	*out = object;
	return S_OK;
}
