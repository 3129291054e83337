/*
 * The client's channel: what a proxy sends its messages through. A message has its
 * struct call in reserved1 from GetBuffer until FreeBuffer, or until it fails.
 */
#include "remote.h"

struct channel {
	IRpcChannelBuffer3 iface;
	LONG refs;
	struct apartment *apartment;	/* that it was made in, and serves */
	struct exported *exported;
	struct face *face;
};

static struct channel *impl(IRpcChannelBuffer3 *iface)
{
	return CONTAINING_RECORD(iface, struct channel, iface);
}

static HRESULT WINAPI channel_QueryInterface(IRpcChannelBuffer3 *iface,
					     REFIID iid, void **out)
{
	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IRpcChannelBuffer) &&
	    !IsEqualIID(iid, &IID_IRpcChannelBuffer2) &&
	    !IsEqualIID(iid, &IID_IRpcChannelBuffer3))
		return E_NOINTERFACE;
	*out = iface;
	IRpcChannelBuffer3_AddRef(iface);
	return S_OK;
}

static ULONG WINAPI channel_AddRef(IRpcChannelBuffer3 *iface)
{
	return __atomic_add_fetch(&impl(iface)->refs, 1, __ATOMIC_RELAXED);
}

static ULONG WINAPI channel_Release(IRpcChannelBuffer3 *iface)
{
	struct channel *channel = impl(iface);
	const ULONG refs =
		__atomic_sub_fetch(&channel->refs, 1, __ATOMIC_ACQ_REL);

	if (!refs) {
		exported_unref(channel->exported);
		apartment_unref(channel->apartment);
		HeapFree(GetProcessHeap(), 0, channel);
	}
	return refs;
}

/* A proxy is its apartment's. */
static HRESULT may_call(const struct channel *channel)
{
	const struct com_thread *thread = thread_known();

	if (thread && thread->apartment == channel->apartment)
		return S_OK;
	if (apartment_is_current(channel->apartment))
		return S_OK;
	return __atomic_load_n(&channel->apartment->ended, __ATOMIC_RELAXED) ?
		       RPC_E_DISCONNECTED : RPC_E_WRONG_THREAD;
}

/* IRpcChannelBuffer::GetBuffer: a request of cbBuffer bytes; its call is NEW. */
static HRESULT WINAPI channel_GetBuffer(IRpcChannelBuffer3 *iface,
					RPCOLEMESSAGE *msg, REFIID iid)
{
	struct channel *channel = impl(iface);
	HRESULT hr = may_call(channel);
	struct call *call;

	msg->Buffer = NULL;
	if (FAILED(hr))
		return hr;
	call = call_new(CALL_METHOD, channel->exported, msg->cbBuffer);
	if (!call)
		return E_OUTOFMEMORY;
	call->face = channel->face;
	call->iid = iid ? *iid : channel->face->iid;
	msg->reserved1 = call;
	msg->Buffer = call->request.bytes;
	return S_OK;
}

/* IRpcChannelBuffer::FreeBuffer: after Send and before Receive it lets the call go. */
static HRESULT WINAPI channel_FreeBuffer(IRpcChannelBuffer3 *iface,
					 RPCOLEMESSAGE *msg)
{
	struct call *call = msg->reserved1;

	(void)iface;
	if (!msg->Buffer)
		return S_OK;
	msg->Buffer = NULL;
	if ((call_state(call) & CALL_WHERE) != CALL_NEW)
		call_abandon(call);
	call_unref(call);
	msg->reserved1 = NULL;
	return S_OK;
}

static void fill_in(struct call *call, const RPCOLEMESSAGE *msg)
{
	call->method = msg->iMethod;
	call->flags = msg->rpcFlags;
	call->data_representation = msg->dataRepresentation;
	if (msg->cbBuffer < call->request.size)
		call->request.size = msg->cbBuffer;
}

/* The reply, or what has failed: then there is no buffer any more. */
static HRESULT conclude(struct call *call, RPCOLEMESSAGE *msg, HRESULT hr,
			ULONG *status)
{
	if (status)
		*status = hr;
	if (FAILED(hr)) {
		msg->Buffer = NULL;
		msg->reserved1 = NULL;
		call_unref(call);
		return hr;
	}
	msg->Buffer = call->reply.bytes;
	msg->cbBuffer = call->reply.size;
	msg->dataRepresentation = call->data_representation;
	return S_OK;
}

/*
 * IRpcChannelBuffer::SendReceive: the call; S_OK and the reply, whatever the method
 * returned in it, or what kept it from being made or answered: RPC_E_CALL_CANCELED,
 * RPC_E_DISCONNECTED, RPC_E_CALL_REJECTED, the stub's failure.
 */
static HRESULT WINAPI channel_SendReceive(IRpcChannelBuffer3 *iface,
					  RPCOLEMESSAGE *msg, ULONG *status)
{
	struct call *call = msg->reserved1;
	HRESULT hr = may_call(impl(iface));

	fill_in(call, msg);
	if (SUCCEEDED(hr))
		hr = call_perform(call, true);
	return conclude(call, msg, hr, status);
}

/* IRpcChannelBuffer3::Send: the first half, returns at once. */
static HRESULT WINAPI channel_Send(IRpcChannelBuffer3 *iface,
				   RPCOLEMESSAGE *msg, ULONG *status)
{
	struct call *call = msg->reserved1;
	HRESULT hr = may_call(impl(iface));

	fill_in(call, msg);
	call->asynchronous = true;
	if (SUCCEEDED(hr) && !exported_strong(call->object))
		hr = RPC_E_DISCONNECTED;
	if (SUCCEEDED(hr)) {
		call->strong = true;
		hr = call_send(call);
	}
	if (status)
		*status = hr;
	if (FAILED(hr)) {
		msg->Buffer = NULL;
		msg->reserved1 = NULL;
		call_unref(call);
	}
	return hr;
}

/* IRpcChannelBuffer3::Receive: the second half; waits. */
static HRESULT WINAPI channel_Receive(IRpcChannelBuffer3 *iface,
				      RPCOLEMESSAGE *msg, ULONG size,
				      ULONG *status)
{
	struct call *call = msg->reserved1;

	(void)iface;
	(void)size;
	if (!call)
		return RPC_E_CALL_COMPLETE;
	call_wait(call);
	return conclude(call, msg, call_result(call), status);
}

static HRESULT WINAPI channel_Cancel(IRpcChannelBuffer3 *iface,
				     RPCOLEMESSAGE *msg)
{
	(void)iface;
	return msg->reserved1 ? call_cancel(msg->reserved1, 0) :
				RPC_E_CALL_COMPLETE;
}

/* IRpcChannelBuffer3::GetCallContext: the call's cancel object. */
static HRESULT WINAPI channel_GetCallContext(IRpcChannelBuffer3 *iface,
					     RPCOLEMESSAGE *msg, REFIID iid,
					     void **out)
{
	struct call *call = msg->reserved1;

	(void)iface;
	if (!call)
		return RPC_E_CALL_COMPLETE;
	return ICancelMethodCalls_QueryInterface(&call->cancel, iid, out);
}

static HRESULT WINAPI channel_GetState(IRpcChannelBuffer3 *iface,
				       RPCOLEMESSAGE *msg, DWORD *state)
{
	const struct call *call = msg->reserved1;
	const LONG at = call ? call_state(call) : CALL_NEW;

	(void)iface;
	*state = DCOM_NONE;
	if ((at & CALL_WHERE) == CALL_REPLIED)
		*state = DCOM_CALL_COMPLETE;
	else if (call_is_over(at))
		*state = DCOM_CALL_CANCELED;
	return S_OK;
}

/* Of a call that is on its way nothing else is to be managed here. */
static HRESULT WINAPI channel_RegisterAsync(IRpcChannelBuffer3 *iface,
					    RPCOLEMESSAGE *msg,
					    IAsyncManager *manager)
{
	(void)iface;
	(void)msg;
	(void)manager;
	return E_NOTIMPL;
}

HRESULT WINAPI channel_GetDestCtx(IRpcChannelBuffer3 *iface, DWORD *context,
				  void **more)
{
	(void)iface;
	*context = MSHCTX_INPROC;
	if (more)
		*more = NULL;
	return S_OK;
}

HRESULT WINAPI channel_GetDestCtxEx(IRpcChannelBuffer3 *iface,
				    RPCOLEMESSAGE *msg, DWORD *context,
				    void **more)
{
	(void)msg;
	return channel_GetDestCtx(iface, context, more);
}

static HRESULT WINAPI channel_IsConnected(IRpcChannelBuffer3 *iface)
{
	return exported_is_open(impl(iface)->exported) ? S_OK : S_FALSE;
}

HRESULT WINAPI channel_GetProtocolVersion(IRpcChannelBuffer3 *iface,
					  DWORD *version)
{
	(void)iface;
	*version = MAKELONG(5, 7);
	return S_OK;
}

static const IRpcChannelBuffer3Vtbl channel_vtbl = {
	channel_QueryInterface,
	channel_AddRef,
	channel_Release,
	channel_GetBuffer,
	channel_SendReceive,
	channel_FreeBuffer,
	channel_GetDestCtx,
	channel_IsConnected,
	channel_GetProtocolVersion,
	channel_Send,
	channel_Receive,
	channel_Cancel,
	channel_GetCallContext,
	channel_GetDestCtxEx,
	channel_GetState,
	channel_RegisterAsync,
};

IRpcChannelBuffer *channel_new(struct exported *exported, struct face *face)
{
	struct channel *channel = HeapAlloc(GetProcessHeap(), 0,
					    sizeof(*channel));

	if (!channel)
		return NULL;
	channel->iface.lpVtbl = (IRpcChannelBuffer3Vtbl *)&channel_vtbl;
	channel->refs = 1;
	channel->apartment = apartment_current();
	channel->exported = exported;
	exported_ref(exported);
	channel->face = face;
	return (IRpcChannelBuffer *)&channel->iface;
}
