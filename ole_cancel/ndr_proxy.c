/*
 * Proxies: an interface of a proxy file, aggregated into whoever manages the object's
 * identity, which the interface's own QueryInterface, AddRef and Release go to. The
 * inner object is the IRpcProxyBuffer.
 *
 * The vtable is the object's own: the file's, with the entries that say "interpret
 * this" (-1) and "the base does it" (0) replaced. Of those that the base does, the
 * thunk takes the base's proxy from beside the vtable pointer.
 */
#include "ndr_engine.h"

struct proxy {
	struct {
		const void *vtbl;
		void *base;		/* thunk_elf_x86_64.S knows it is here */
	} face;
	const IRpcProxyBufferVtbl *lpVtbl;
	LONG refs;
	IUnknown *outer;
	const IID *iid;
	const MIDL_STUBLESS_PROXY_INFO *info;
	IRpcProxyBuffer *base;
	IPSFactoryBuffer *factory;
	struct ndr_link link;		/* the channel */
	const void *methods[];
};

static struct proxy *proxy_of(IRpcProxyBuffer *inner)
{
	return CONTAINING_RECORD(inner, struct proxy, lpVtbl);
}

static IRpcProxyBuffer *inner_of(struct proxy *proxy)
{
	return (IRpcProxyBuffer *)&proxy->lpVtbl;
}

static ULONG WINAPI inner_AddRef(IRpcProxyBuffer *This)
{
	return InterlockedIncrement(&proxy_of(This)->refs);
}

static HRESULT WINAPI inner_QueryInterface(IRpcProxyBuffer *This, REFIID riid, void **object)
{
	struct proxy *proxy = proxy_of(This);

	if (!object)
		return E_POINTER;
	*object = NULL;
	if (IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &IID_IRpcProxyBuffer)) {
		inner_AddRef(This);
		*object = This;
	} else if (IsEqualIID(riid, proxy->iid)) {
		IUnknown_AddRef(proxy->outer);
		*object = &proxy->face;
	} else if (proxy->base) {	/* an interface that this one is, too */
		return IRpcProxyBuffer_QueryInterface(proxy->base, riid, object);
	}
	return *object ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI inner_Release(IRpcProxyBuffer *This)
{
	struct proxy *proxy = proxy_of(This);
	LONG refs = InterlockedDecrement(&proxy->refs);

	if (refs)
		return refs;
	ndr_disconnect(&proxy->link);
	if (proxy->base)
		IRpcProxyBuffer_Release(proxy->base);
	IPSFactoryBuffer_Release(proxy->factory);
	HeapFree(GetProcessHeap(), 0, proxy);
	return 0;
}

static HRESULT WINAPI inner_Connect(IRpcProxyBuffer *This, IRpcChannelBuffer *channel)
{
	struct proxy *proxy = proxy_of(This);
	HRESULT hr;

	if (!channel)
		return E_INVALIDARG;
	hr = proxy->base ? IRpcProxyBuffer_Connect(proxy->base, channel) : S_OK;
	return SUCCEEDED(hr) ? ndr_connect(&proxy->link, (IUnknown *)channel) : hr;
}

static void WINAPI inner_Disconnect(IRpcProxyBuffer *This)
{
	struct proxy *proxy = proxy_of(This);

	if (proxy->base)
		IRpcProxyBuffer_Disconnect(proxy->base);
	ndr_disconnect(&proxy->link);
}

static const IRpcProxyBufferVtbl inner_vtbl = {
	inner_QueryInterface, inner_AddRef, inner_Release, inner_Connect, inner_Disconnect,
};

/* The first methods of every proxy's interface: its object's, wherever that is. */
HRESULT WINAPI IUnknown_QueryInterface_Proxy(IUnknown *This, REFIID riid, void **object)
{
	return IUnknown_QueryInterface(((struct proxy *)This)->outer, riid, object);
}

ULONG WINAPI IUnknown_AddRef_Proxy(IUnknown *This)
{
	return IUnknown_AddRef(((struct proxy *)This)->outer);
}

ULONG WINAPI IUnknown_Release_Proxy(IUnknown *This)
{
	return IUnknown_Release(((struct proxy *)This)->outer);
}

static LONG_PTR call(struct proxy *proxy, const MIDL_STUB_DESC *desc, const BYTE *format,
		     BYTE *frame)
{
	IRpcChannelBuffer *channel = ndr_enter(&proxy->link);
	LONG_PTR result;

	result = ndr_call(channel, proxy->iid, desc, format, frame);
	if (channel)
		ndr_leave(&proxy->link);
	return result;
}

/* What an interpreted method of a proxy comes to. */
LONG_PTR WINAPI ndr_stubless(BYTE *frame, ULONG method, const ULONG64 *floats)
{
	struct proxy *proxy = ndr_slot(frame);
	const MIDL_STUBLESS_PROXY_INFO *info = proxy->info;
	const BYTE *format = info->ProcFormatString + info->FormatStringOffset[method];
	struct ndr_proc proc;

	if (format[1] & Oi_OBJ_USE_V2_INTERPRETER && ndr_parse_proc(format, &proc) && proc.floats)
		ndr_put_floats(frame, proc.floats, floats);
	return call(proxy, info->pStubDesc, format, frame);
}

/*
 * A call by its format string, for proxies that the compiler wrote itself
 * ([call_as]): the arguments after the format, `this` the first, are a frame already.
 * Those in xmm registers are in the others as well, as the convention has it for
 * functions with variable arguments.
 */
CLIENT_CALL_RETURN WINAPIV NdrClientCall2(PMIDL_STUB_DESC desc, PFORMAT_STRING format, ...)
{
	CLIENT_CALL_RETURN result;
	__builtin_ms_va_list args;
	BYTE *frame;

	__builtin_ms_va_start(args, format);
	memcpy(&frame, &args, sizeof(frame));
	result.Simple = call(ndr_slot(frame), desc, format, frame);
	__builtin_ms_va_end(args);
	return result;
}

static HRESULT make_base(struct proxy *proxy, const IID *iid)
{
	IPSFactoryBuffer *factory;
	HRESULT hr = ndr_get_factory(iid, &factory);

	if (FAILED(hr))
		return hr;
	hr = IPSFactoryBuffer_CreateProxy(factory, proxy->outer, iid, &proxy->base,
					  &proxy->face.base);
	IPSFactoryBuffer_Release(factory);
	/* That reference is the outer object's, which would hold itself by it. */
	if (SUCCEEDED(hr))
		IUnknown_Release(proxy->outer);
	return hr;
}

HRESULT ndr_make_proxy(const struct ndr_face *face, IUnknown *outer,
		       IPSFactoryBuffer *factory, IRpcProxyBuffer **inner, void **object)
{
	const CInterfaceProxyVtbl *plain = face->file->pProxyVtblList[face->index];
	const CInterfaceStubVtbl *stub = face->file->pStubVtblList[face->index];
	ULONG count = stub->header.DispatchTableCount, i;
	const IID *base = face->file->pDelegatedIIDs ?
		face->file->pDelegatedIIDs[face->index] : NULL;
	/* The header has an interpreter's part only if the file needs one (-Oif). */
	const struct {
		const MIDL_STUBLESS_PROXY_INFO *info;
		const IID *iid;
		const void *methods[];
	} *file = (const void *)plain;
	struct proxy *proxy;
	HRESULT hr = S_OK;

	if (count > NDR_METHODS)
		return E_NOTIMPL;
	proxy = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
			  sizeof(*proxy) + count * sizeof(void *));
	if (!proxy)
		return E_OUTOFMEMORY;
	for (i = 0; i < count; i++) {
		proxy->methods[i] = file->methods[i];
		if (file->methods[i] == (void *)-1)
			proxy->methods[i] = ndr_stubless_thunks + NDR_THUNK * i;
		else if (!file->methods[i])
			proxy->methods[i] = ndr_forward_thunks + NDR_THUNK * i;
	}
	proxy->face.vtbl = proxy->methods;
	proxy->lpVtbl = &inner_vtbl;
	proxy->refs = 1;
	proxy->iid = file->iid;
	proxy->info = file->info;
	proxy->outer = outer ? outer : (IUnknown *)inner_of(proxy);
	if (base)
		hr = make_base(proxy, base);
	if (FAILED(hr)) {
		HeapFree(GetProcessHeap(), 0, proxy);
		return hr;
	}
	proxy->factory = factory;
	IPSFactoryBuffer_AddRef(factory);
	*inner = inner_of(proxy);
	IUnknown_AddRef(proxy->outer);
	*object = &proxy->face;
	return S_OK;
}
