/*
 * A call on its server's side: its method is run and its reply sent, at once or, when
 * the server has deferred it, whenever that is done.
 */
#include "remote.h"
#include "served.h"

void call_defer(struct call *call)
{
	call->deferred = true;
	call_ref(call);
	queue_defer(call);
}

static bool first_to_complete(struct call *call)
{
	return !__atomic_exchange_n(&call->completed, true, __ATOMIC_ACQ_REL);
}

void call_complete(struct call *call, HRESULT status)
{
	if (!first_to_complete(call))
		return;
	queue_undefer(call);
	exported_unhold(call->object);
	/* With the reference that call_defer took. */
	call_reply(call, status);
}

static HRESULT invoke(struct call *call, struct com_thread *thread)
{
	RPCOLEMESSAGE msg = { .reserved1 = call,
			      .dataRepresentation = call->data_representation,
			      .Buffer = call->request.bytes,
			      .cbBuffer = call->request.size,
			      .iMethod = call->method,
			      .rpcFlags = call->flags };
	IUnknown *context =
		thread_swap_context(thread, (IUnknown *)&call->security);
	HRESULT hr;

	if (!call->face->factory || !served_invoke(call, &msg, &hr))
		hr = IRpcStubBuffer_Invoke(call->face->stub, &msg,
					   (IRpcChannelBuffer *)&channel_server);
	thread_swap_context(thread, context);
	if (call->deferred)
		return hr;
	if (call->reply.bytes && msg.cbBuffer < call->reply.size)
		call->reply.size = msg.cbBuffer;
	return hr;
}

static HRESULT run_method(struct call *call, struct com_thread *thread)
{
	HRESULT hr;

	/* Those that were on their way when it was closed. */
	if (!exported_hold(call->object))
		return RPC_E_DISCONNECTED;
	hr = filter_incoming(call->object->apartment, call);
	if (hr == S_OK)
		hr = invoke(call, thread);
	else
		call->rejected = true;
	/* Else it is a user until it is completed. */
	if (!call->deferred)
		exported_unhold(call->object);
	return hr;
}

/* A face that is there for the asking, and a reference. */
static HRESULT run_query(struct call *call)
{
	HRESULT hr;

	if (!exported_hold(call->object))
		return RPC_E_DISCONNECTED;
	hr = face_of(call->object, &call->iid, &call->face);
	if (SUCCEEDED(hr) && !exported_strong(call->object))
		hr = RPC_E_DISCONNECTED;
	exported_unhold(call->object);
	return hr;
}

static HRESULT run(struct call *call, struct com_thread *thread)
{
	switch (call->kind) {
	case CALL_METHOD:
		return run_method(call, thread);
	case CALL_QUERY:
		return run_query(call);
	case CALL_TEARDOWN:
		exported_teardown(call->object);
		break;
	case CALL_FINISH:
		served_finish(call);
		break;
	}
	return S_OK;
}

void call_run(struct call *call)
{
	struct com_thread *thread = thread_current();
	ULONG64 causality;
	HRESULT hr;

	POINT("call:taken");
	if (!thread) {
		call_reply(call, E_OUTOFMEMORY);
		return;
	}
	causality = thread->causality;
	thread->causality = call->causality;
	hr = run(call, thread);
	thread->causality = causality;
	if (!call->deferred) {
		call_reply(call, hr);
		return;
	}
	/* One that says that it has failed sends no reply. */
	if (FAILED(hr))
		call_complete(call, hr);
	call_unref(call);
}

void call_refuse(struct call *call)
{
	if (call->kind == CALL_TEARDOWN)
		exported_teardown(call->object);
	if (call->kind == CALL_FINISH)
		served_drop(call);
	call_reply(call, RPC_E_DISCONNECTED);
}
