/*
 * Stubs: CStdStubBuffer_* and what makes them. The object is CStdStubBuffer, whose
 * methods the proxy file names, with a part of our own before it (where the object
 * comes from and what it delegates) and after it (who is in a call). Public layouts
 * are kept, for proxy files that look at pvServerObject.
 *
 * An interface whose base is of another proxy file has a stub of that inside, which
 * the base's methods are forwarded to. Its file leaves the methods of the stub's own
 * vtable empty, so the object has a copy with them filled in.
 */
#include "ndr_engine.h"

struct stub {
	CInterfaceStubVtbl vtbl;	/* if it delegates: the file's, completed */
	IRpcStubBuffer *base;
	CStdStubBuffer std;
	struct ndr_link link;		/* the server's object, as this interface */
};

static struct stub *stub_of(IRpcStubBuffer *This)
{
	return CONTAINING_RECORD(This, struct stub, std);
}

const CInterfaceStubHeader *ndr_stub_header(IRpcStubBuffer *stub)
{
	return &CONTAINING_RECORD(stub->lpVtbl, CInterfaceStubVtbl, Vtbl)->header;
}

/* NULL: none. */
IRpcStubBuffer *ndr_stub_base(IRpcStubBuffer *stub)
{
	return stub_of(stub)->base;
}

HRESULT WINAPI CStdStubBuffer_QueryInterface(IRpcStubBuffer *This, REFIID riid, void **object)
{
	if (!object)
		return E_POINTER;
	*object = NULL;
	if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_IRpcStubBuffer))
		return E_NOINTERFACE;
	IRpcStubBuffer_AddRef(This);
	*object = This;
	return S_OK;
}

ULONG WINAPI CStdStubBuffer_AddRef(IRpcStubBuffer *This)
{
	return InterlockedIncrement(&stub_of(This)->std.RefCount);
}

static ULONG release(IRpcStubBuffer *This)
{
	struct stub *stub = stub_of(This);
	LONG refs = InterlockedDecrement(&stub->std.RefCount);

	if (refs)
		return refs;
	ndr_disconnect(&stub->link);
	if (stub->base)
		IRpcStubBuffer_Release(stub->base);
	IPSFactoryBuffer_Release(stub->std.pPSFactory);
	HeapFree(GetProcessHeap(), 0, stub);
	return 0;
}

/* What the proxy file's CStdStubBuffer_Release calls. Its own factory need not be the
 * one that made this stub. */
ULONG WINAPI NdrCStdStubBuffer_Release(IRpcStubBuffer *This, IPSFactoryBuffer *factory)
{
	(void)factory;
	return release(This);
}

/* … and CStdStubBuffer2_Release, that of one that delegates. */
ULONG WINAPI NdrCStdStubBuffer2_Release(IRpcStubBuffer *This, IPSFactoryBuffer *factory)
{
	(void)factory;
	return release(This);
}

/* E_NOINTERFACE: the server has another object than this stub is for. */
HRESULT WINAPI CStdStubBuffer_Connect(IRpcStubBuffer *This, IUnknown *server)
{
	struct stub *stub = stub_of(This);
	IUnknown *object;
	HRESULT hr;

	if (!server)
		return E_INVALIDARG;
	hr = IUnknown_QueryInterface(server, ndr_stub_header(This)->piid, (void **)&object);
	if (FAILED(hr))
		return hr;
	if (stub->base)
		hr = IRpcStubBuffer_Connect(stub->base, server);
	if (SUCCEEDED(hr)) {
		hr = ndr_connect(&stub->link, object);
		if (SUCCEEDED(hr))
			__atomic_store_n(&stub->std.pvServerObject, object, __ATOMIC_RELEASE);
	}
	IUnknown_Release(object);
	return hr;
}

void WINAPI CStdStubBuffer_Disconnect(IRpcStubBuffer *This)
{
	struct stub *stub = stub_of(This);

	if (stub->base)
		IRpcStubBuffer_Disconnect(stub->base);
	__atomic_store_n(&stub->std.pvServerObject, NULL, __ATOMIC_RELEASE);
	ndr_disconnect(&stub->link);
}

static HRESULT serve(IRpcStubBuffer *This, RPCOLEMESSAGE *msg, IRpcChannelBuffer *channel)
{
	struct stub *stub = stub_of(This);
	IUnknown *server = ndr_enter(&stub->link);
	HRESULT hr;

	if (!server)
		return CO_E_OBJNOTCONNECTED;
	hr = ndr_serve(ndr_stub_header(This), server, channel, msg);
	ndr_leave(&stub->link);
	return hr;
}

/* RPC_E_INVALIDMETHOD: no such method; bad data, a count that does not hold: Win32's
 * codes for these as HRESULTs. What the method itself returns is in the reply. */
HRESULT WINAPI CStdStubBuffer_Invoke(IRpcStubBuffer *This, RPCOLEMESSAGE *msg,
				     IRpcChannelBuffer *channel)
{
	const CInterfaceStubHeader *header = ndr_stub_header(This);
	DWORD phase = STUB_UNMARSHAL;

	if (!header->pDispatchTable)
		return serve(This, msg, channel);
	if (msg->iMethod < 3 || msg->iMethod >= header->DispatchTableCount)
		return RPC_E_INVALIDMETHOD;
	header->pDispatchTable[msg->iMethod](This, channel, (PRPC_MESSAGE)msg, &phase);
	/* Ours have no other way to say it: see NdrStubCall2. */
	return FAILED(phase) ? (HRESULT)phase : S_OK;
}

/*
 * One method of a stub, by its format string. Windows raises an exception for what
 * goes wrong; here *phase becomes the HRESULT, which is no phase's number.
 */
LONG WINAPI NdrStubCall2(struct IRpcStubBuffer *This, struct IRpcChannelBuffer *channel,
			 PRPC_MESSAGE msg, DWORD *phase)
{
	HRESULT hr = serve(This, (RPCOLEMESSAGE *)msg, channel);

	if (phase)
		*phase = FAILED(hr) ? (DWORD)hr : STUB_MARSHAL;
	return FAILED(hr) ? hr : S_OK;
}

/* A method of the base, which its stub serves. */
void WINAPI NdrStubForwardingFunction(IRpcStubBuffer *This, IRpcChannelBuffer *channel,
				      PRPC_MESSAGE msg, DWORD *phase)
{
	HRESULT hr = IRpcStubBuffer_Invoke(stub_of(This)->base, (RPCOLEMESSAGE *)msg, channel);

	*phase = FAILED(hr) ? (DWORD)hr : STUB_MARSHAL;
}

/* Not AddRef'd, as Windows' is not. */
IRpcStubBuffer *WINAPI CStdStubBuffer_IsIIDSupported(IRpcStubBuffer *This, REFIID riid)
{
	return IsEqualIID(riid, ndr_stub_header(This)->piid) ? This : NULL;
}

/* References that this stub holds on the server's object. */
ULONG WINAPI CStdStubBuffer_CountRefs(IRpcStubBuffer *This)
{
	struct stub *stub = stub_of(This);
	ULONG refs = __atomic_load_n(&stub->link.object, __ATOMIC_ACQUIRE) != NULL;

	return refs + (stub->base ? IRpcStubBuffer_CountRefs(stub->base) : 0);
}

/* The server's object, held until DebugServerRelease. */
HRESULT WINAPI CStdStubBuffer_DebugServerQueryInterface(IRpcStubBuffer *This, void **object)
{
	if (!object)
		return E_INVALIDARG;
	*object = ndr_enter(&stub_of(This)->link);
	return *object ? S_OK : CO_E_OBJNOTCONNECTED;
}

void WINAPI CStdStubBuffer_DebugServerRelease(IRpcStubBuffer *This, void *object)
{
	if (object)
		ndr_leave(&stub_of(This)->link);
}

/* The stub of the interface that this one's file knows by its identifier only. */
static HRESULT make_base(struct stub *stub, const IID *base, const CInterfaceStubVtbl *vtbl)
{
	static const IRpcStubBufferVtbl methods = {
		.QueryInterface = CStdStubBuffer_QueryInterface,
		.AddRef = CStdStubBuffer_AddRef,
		.Connect = CStdStubBuffer_Connect,
		.Disconnect = CStdStubBuffer_Disconnect,
		.Invoke = CStdStubBuffer_Invoke,
		.IsIIDSupported = CStdStubBuffer_IsIIDSupported,
		.CountRefs = CStdStubBuffer_CountRefs,
		.DebugServerQueryInterface = CStdStubBuffer_DebugServerQueryInterface,
		.DebugServerRelease = CStdStubBuffer_DebugServerRelease,
	};
	IPSFactoryBuffer *factory;
	HRESULT hr;

	stub->vtbl.header = vtbl->header;
	stub->vtbl.Vtbl = methods;
	stub->vtbl.Vtbl.Release = vtbl->Vtbl.Release;
	stub->std.lpVtbl = &stub->vtbl.Vtbl;
	hr = ndr_get_factory(base, &factory);
	if (FAILED(hr))
		return hr;
	hr = IPSFactoryBuffer_CreateStub(factory, base, NULL, &stub->base);
	IPSFactoryBuffer_Release(factory);
	return hr;
}

HRESULT ndr_make_stub(const struct ndr_face *face, IUnknown *server,
		      IPSFactoryBuffer *factory, IRpcStubBuffer **made)
{
	const CInterfaceStubVtbl *vtbl = face->file->pStubVtblList[face->index];
	const IID *base = face->file->pDelegatedIIDs ?
		face->file->pDelegatedIIDs[face->index] : NULL;
	struct stub *stub = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*stub));
	HRESULT hr = S_OK;

	*made = NULL;
	if (!stub)
		return E_OUTOFMEMORY;
	stub->std.lpVtbl = &vtbl->Vtbl;
	stub->std.RefCount = 1;
	stub->std.pPSFactory = factory;
	if (base)
		hr = make_base(stub, base, vtbl);
	if (FAILED(hr)) {
		HeapFree(GetProcessHeap(), 0, stub);
		return hr;
	}
	IPSFactoryBuffer_AddRef(factory);
	*made = (IRpcStubBuffer *)&stub->std;
	if (server)
		hr = IRpcStubBuffer_Connect(*made, server);
	if (FAILED(hr)) {
		IRpcStubBuffer_Release(*made);
		*made = NULL;
	}
	return hr;
}
