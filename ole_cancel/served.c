/*
 * Call objects of the server. An object that has ICallFactory, and an asynchronous
 * twin of the interface, is called through it: its Begin_, and when it has signalled
 * the ISynchronize of its controlling unknown, its Finish_. The controlling unknown
 * is ours: struct served. The client does not notice.
 *
 * Begin_ has returned, and Signal was called: whoever is the second of the two
 * finishes the call; in an STA that is the apartment's thread, by a call of kind
 * CALL_FINISH if need be. From Signal on the client cannot be impersonated any more.
 */
#include "served.h"

enum { BEGUN = 1, SIGNALLED = 2 };

struct served {
	IUnknown unknown;
	ISynchronize synchronize;
	LONG refs;
	LONG state;
	struct call *call;		/* call_defer's reference */
	IUnknown *inner;		/* the server's call object */
	void *async;			/* its AsyncIFoo; counts `unknown` */
	struct ndr_served *half;
	RPCOLEMESSAGE msg;
};

static struct served *of_unknown(IUnknown *iface)
{
	return CONTAINING_RECORD(iface, struct served, unknown);
}

static struct served *of_synchronize(ISynchronize *iface)
{
	return CONTAINING_RECORD(iface, struct served, synchronize);
}

/* What the server asks of its controlling unknown: ours first, then its own. */
static HRESULT WINAPI unknown_QueryInterface(IUnknown *iface, REFIID iid,
					     void **out)
{
	struct served *served = of_unknown(iface);

	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	if (IsEqualIID(iid, &IID_ICancelMethodCalls))
		return IServerSecurity_QueryInterface(&served->call->security,
						      iid, out);
	if (IsEqualIID(iid, &IID_IUnknown))
		*out = iface;
	else if (IsEqualIID(iid, &IID_ISynchronize))
		*out = &served->synchronize;
	else if (served->inner)
		return IUnknown_QueryInterface(served->inner, iid, out);
	else
		return E_NOINTERFACE;
	IUnknown_AddRef(iface);
	return S_OK;
}

static ULONG WINAPI unknown_AddRef(IUnknown *iface)
{
	return __atomic_add_fetch(&of_unknown(iface)->refs, 1,
				  __ATOMIC_RELAXED);
}

static ULONG WINAPI unknown_Release(IUnknown *iface)
{
	struct served *served = of_unknown(iface);
	const ULONG refs =
		__atomic_sub_fetch(&served->refs, 1, __ATOMIC_ACQ_REL);

	if (refs)
		return refs;
	/* The inner object counts the outer one when it goes. */
	served->refs = 1;
	if (served->inner)
		IUnknown_Release(served->inner);
	call_unref(served->call);
	HeapFree(GetProcessHeap(), 0, served);
	return 0;
}

static const IUnknownVtbl unknown_vtbl = { unknown_QueryInterface,
					   unknown_AddRef, unknown_Release };

static HRESULT WINAPI synchronize_QueryInterface(ISynchronize *iface,
						 REFIID iid, void **out)
{
	return unknown_QueryInterface(&of_synchronize(iface)->unknown, iid,
				      out);
}

static ULONG WINAPI synchronize_AddRef(ISynchronize *iface)
{
	return unknown_AddRef(&of_synchronize(iface)->unknown);
}

static ULONG WINAPI synchronize_Release(ISynchronize *iface)
{
	return unknown_Release(&of_synchronize(iface)->unknown);
}

/* The server's own waits: there is nothing to wait for but its own signal. */
static HRESULT WINAPI synchronize_Wait(ISynchronize *iface, DWORD flags,
				       DWORD ms)
{
	struct served *served = of_synchronize(iface);
	LONG state = __atomic_load_n(&served->state, __ATOMIC_ACQUIRE);
	const DWORD since = GetTickCount();

	(void)flags;
	while (!(state & SIGNALLED)) {
		const DWORD passed = GetTickCount() - since;

		if (ms != INFINITE && passed >= ms)
			return RPC_S_CALLPENDING;
		WaitOnAddress(&served->state, &state, sizeof(state),
			      ms == INFINITE ? INFINITE : ms - passed);
		state = __atomic_load_n(&served->state, __ATOMIC_ACQUIRE);
	}
	return S_OK;
}

/* With the reference of who has begun it. The server's call object goes before the
 * client hears. */
static void let_go(struct served *served, HRESULT hr)
{
	struct call *call = served->call;

	call_ref(call);
	IUnknown_Release((IUnknown *)served->async);
	unknown_Release(&served->unknown);
	call_complete(call, hr);
	call_unref(call);
}

/* In its apartment. */
static void finish(struct served *served)
{
	struct call *call = served->call;
	HRESULT hr = ndr_stub_finish(served->half, &served->msg,
				     (IRpcChannelBuffer *)&channel_server,
				     served->async);

	if (call->reply.bytes && served->msg.cbBuffer < call->reply.size)
		call->reply.size = served->msg.cbBuffer;
	let_go(served, hr);
}

void served_finish(struct call *call)
{
	finish(call->served_by);
}

void served_drop(struct call *call)
{
	struct served *served = call->served_by;

	ndr_stub_drop(served->half);
	let_go(served, RPC_E_DISCONNECTED);
}

/* By the second of the two. */
static void finish_somewhere(struct served *served)
{
	struct exported *object = served->call->object;
	struct call *call;

	if (apartment_is_current(object->apartment)) {
		finish(served);
		return;
	}
	call = call_new(CALL_FINISH, object, 0);
	if (call) {
		call->served_by = served;
		call->unawaited = true;
		if (FAILED(call_send(call)))
			served_drop(call);
		call_unref(call);
	}
}

static bool set(struct served *served, LONG what)
{
	const LONG before =
		__atomic_fetch_or(&served->state, what, __ATOMIC_ACQ_REL);

	return !(before & what) && (before | what) == (BEGUN | SIGNALLED);
}

/* ISynchronize::Signal: the server is done; again: nothing. */
static HRESULT WINAPI synchronize_Signal(ISynchronize *iface)
{
	struct served *served = of_synchronize(iface);
	bool second;

	unknown_AddRef(&served->unknown);
	__atomic_store_n(&served->call->signalled, true, __ATOMIC_RELEASE);
	second = set(served, SIGNALLED);
	WakeByAddressAll(&served->state);
	if (second)
		finish_somewhere(served);
	unknown_Release(&served->unknown);
	return S_OK;
}

static HRESULT WINAPI synchronize_Reset(ISynchronize *iface)
{
	(void)iface;
	return S_OK;
}

static const ISynchronizeVtbl synchronize_vtbl = {
	synchronize_QueryInterface, synchronize_AddRef, synchronize_Release,
	synchronize_Wait,	    synchronize_Signal, synchronize_Reset,
};

static HRESULT create(struct served *served, struct face *face)
{
	HRESULT hr = ICallFactory_CreateCall(face->factory, &face->async,
					     &served->unknown, &IID_IUnknown,
					     &served->inner);

	if (FAILED(hr))
		return hr;
	return IUnknown_QueryInterface(served->inner, &face->async,
				       &served->async);
}

static struct served *make(struct call *call)
{
	struct served *served = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
					  sizeof(*served));

	if (!served)
		return NULL;
	served->unknown.lpVtbl = (IUnknownVtbl *)&unknown_vtbl;
	served->synchronize.lpVtbl = (ISynchronizeVtbl *)&synchronize_vtbl;
	served->refs = 1;
	served->call = call;
	call_ref(call);
	return served;
}

bool served_invoke(struct call *call, RPCOLEMESSAGE *msg, HRESULT *hr)
{
	struct served *served = make(call);

	if (!served) {
		*hr = E_OUTOFMEMORY;
		return true;
	}
	/* One that makes no call object just now is called as others are. */
	if (FAILED(create(served, call->face))) {
		unknown_Release(&served->unknown);
		return false;
	}
	served->msg = *msg;
	call_defer(call);
	*hr = ndr_stub_begin(call->face->stub, &served->msg,
			     (IRpcChannelBuffer *)&channel_server,
			     served->async, &served->half);
	if (FAILED(*hr)) {
		IUnknown_Release((IUnknown *)served->async);
		unknown_Release(&served->unknown);
	} else if (set(served, BEGUN)) {
		finish(served);
	}
	return true;
}
