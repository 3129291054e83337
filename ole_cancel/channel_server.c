/*
 * The server's channel, which a stub's Invoke is given: there is one, as the message
 * says which call it belongs to. A stub may send its reply after it has returned:
 * RegisterAsync in Invoke, Send later, on any thread.
 */
#include "remote.h"

static HRESULT WINAPI server_QueryInterface(IRpcChannelBuffer3 *iface,
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
	return S_OK;
}

/* It is always there. */
static ULONG WINAPI server_AddRef(IRpcChannelBuffer3 *iface)
{
	(void)iface;
	return 2;
}

static ULONG WINAPI server_Release(IRpcChannelBuffer3 *iface)
{
	(void)iface;
	return 1;
}

/* The buffer of the reply: the request stays as it is. */
static HRESULT WINAPI server_GetBuffer(IRpcChannelBuffer3 *iface,
				       RPCOLEMESSAGE *msg, REFIID iid)
{
	struct call *call = msg->reserved1;

	(void)iface;
	(void)iid;
	if (!call_buffer_set(&call->reply, msg->cbBuffer))
		return E_OUTOFMEMORY;
	msg->Buffer = call->reply.bytes;
	return S_OK;
}

static HRESULT WINAPI server_FreeBuffer(IRpcChannelBuffer3 *iface,
					RPCOLEMESSAGE *msg)
{
	struct call *call = msg->reserved1;

	(void)iface;
	if (!call->reply.bytes || msg->Buffer != call->reply.bytes)
		return S_OK;
	if (call->reply.bytes != call->reply.fixed)
		CoTaskMemFree(call->reply.bytes);
	call->reply.bytes = NULL;
	call->reply.size = 0;
	msg->Buffer = NULL;
	return S_OK;
}

static HRESULT WINAPI server_SendReceive(IRpcChannelBuffer3 *iface,
					 RPCOLEMESSAGE *msg, ULONG *status)
{
	(void)iface;
	(void)msg;
	(void)status;
	return E_UNEXPECTED;
}

/* IRpcChannelBuffer3::Send: the reply of a call that was registered. */
static HRESULT WINAPI server_Send(IRpcChannelBuffer3 *iface,
				  RPCOLEMESSAGE *msg, ULONG *status)
{
	struct call *call = msg->reserved1;

	(void)iface;
	if (status)
		*status = S_OK;
	if (!call->deferred)
		return E_UNEXPECTED;
	if (call->reply.bytes && msg->cbBuffer < call->reply.size)
		call->reply.size = msg->cbBuffer;
	msg->reserved1 = NULL;
	msg->Buffer = NULL;
	call_complete(call, S_OK);
	return S_OK;
}

static HRESULT WINAPI server_Receive(IRpcChannelBuffer3 *iface,
				     RPCOLEMESSAGE *msg, ULONG size,
				     ULONG *status)
{
	(void)size;
	return server_SendReceive(iface, msg, status);
}

static HRESULT WINAPI server_Cancel(IRpcChannelBuffer3 *iface,
				    RPCOLEMESSAGE *msg)
{
	(void)iface;
	(void)msg;
	return E_UNEXPECTED;
}

/* IRpcChannelBuffer3::GetCallContext: what CoGetCallContext gives in the method. */
static HRESULT WINAPI server_GetCallContext(IRpcChannelBuffer3 *iface,
					    RPCOLEMESSAGE *msg, REFIID iid,
					    void **out)
{
	struct call *call = msg->reserved1;

	(void)iface;
	return IServerSecurity_QueryInterface(&call->security, iid, out);
}

static HRESULT WINAPI server_GetState(IRpcChannelBuffer3 *iface,
				      RPCOLEMESSAGE *msg, DWORD *state)
{
	struct call *call = msg->reserved1;

	(void)iface;
	*state = call_state(call) & CALL_ASKED ? DCOM_CALL_CANCELED : DCOM_NONE;
	return S_OK;
}

/* The manager is of no use here: who has registered calls Send when it is done. */
static HRESULT WINAPI server_RegisterAsync(IRpcChannelBuffer3 *iface,
					   RPCOLEMESSAGE *msg,
					   IAsyncManager *manager)
{
	struct call *call = msg->reserved1;

	(void)iface;
	(void)manager;
	if (call->deferred)
		return E_UNEXPECTED;
	call_defer(call);
	return S_OK;
}

static HRESULT WINAPI server_IsConnected(IRpcChannelBuffer3 *iface)
{
	(void)iface;
	return S_OK;
}

static const IRpcChannelBuffer3Vtbl server_vtbl = {
	server_QueryInterface,
	server_AddRef,
	server_Release,
	server_GetBuffer,
	server_SendReceive,
	server_FreeBuffer,
	channel_GetDestCtx,
	server_IsConnected,
	channel_GetProtocolVersion,
	server_Send,
	server_Receive,
	server_Cancel,
	server_GetCallContext,
	channel_GetDestCtxEx,
	server_GetState,
	server_RegisterAsync,
};

IRpcChannelBuffer3 channel_server = { (IRpcChannelBuffer3Vtbl *)&server_vtbl };
