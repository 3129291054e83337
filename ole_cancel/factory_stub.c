/* The server's side of a class object, and who makes both; see factory_proxy.h. */
#include "factory_proxy.h"
#include <string.h>

const CLSID factory_proxies_clsid = {
	0x320, 0, 0, { 0xc0, 0, 0, 0, 0, 0, 0, 0x46 }
};

struct stub {
	IRpcStubBuffer stub;
	LONG refs;
	IClassFactory *server;	/* changes when nothing is invoked */
};

static struct stub *of_stub(IRpcStubBuffer *stub)
{
	return CONTAINING_RECORD(stub, struct stub, stub);
}

static HRESULT STDMETHODCALLTYPE query(IRpcStubBuffer *stub, REFIID iid,
				       void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IRpcStubBuffer))
		return E_NOINTERFACE;
	IRpcStubBuffer_AddRef(stub);
	*object = stub;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE add_ref(IRpcStubBuffer *stub)
{
	return InterlockedIncrement(&of_stub(stub)->refs);
}

static void STDMETHODCALLTYPE disconnect(IRpcStubBuffer *stub)
{
	IClassFactory *server = of_stub(stub)->server;

	of_stub(stub)->server = NULL;
	if (server)
		IClassFactory_Release(server);
}

static ULONG STDMETHODCALLTYPE release(IRpcStubBuffer *stub)
{
	ULONG refs = InterlockedDecrement(&of_stub(stub)->refs);

	if (!refs) {
		disconnect(stub);
		HeapFree(GetProcessHeap(), 0, of_stub(stub));
	}
	return refs;
}

static HRESULT STDMETHODCALLTYPE connect(IRpcStubBuffer *stub, IUnknown *server)
{
	disconnect(stub);
	return IUnknown_QueryInterface(server, &IID_IClassFactory,
				       (void **)&of_stub(stub)->server);
}

static HRESULT marshal(IRpcChannelBuffer *channel, IStream *stream, REFIID iid,
		       IUnknown *object)
{
	DWORD context = MSHCTX_INPROC;
	void *more = NULL;

	IRpcChannelBuffer_GetDestCtx(channel, &context, &more);
	return CoMarshalInterface(stream, iid, object, context, more,
				  MSHLFLAGS_NORMAL);
}

/* An instance, marshaled into the stream. */
static HRESULT create(struct stub *self, IRpcChannelBuffer *channel,
		      const RPCOLEMESSAGE *msg, IStream *stream)
{
	IUnknown *object;
	HRESULT hr;
	IID iid;

	memcpy(&iid, msg->Buffer, sizeof(iid));
	hr = IClassFactory_CreateInstance(self->server, NULL, &iid,
					  (void **)&object);
	if (FAILED(hr))
		return hr;
	hr = marshal(channel, stream, &iid, object);
	IUnknown_Release(object);
	return hr;
}

/* Back to the beginning; the bytes that are in it. */
static ULONG measure(IStream *stream)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };
	ULARGE_INTEGER size = { .QuadPart = 0 };

	IStream_Seek(stream, start, STREAM_SEEK_CUR, &size);
	IStream_Seek(stream, start, STREAM_SEEK_SET, NULL);
	return size.LowPart;
}

static HRESULT answer(IRpcChannelBuffer *channel, RPCOLEMESSAGE *msg,
		      struct factory_reply reply, IStream *packet)
{
	HRESULT hr;

	if (packet && SUCCEEDED(reply.result))
		reply.size = measure(packet);
	msg->cbBuffer = sizeof(reply) + reply.size;
	hr = IRpcChannelBuffer_GetBuffer(channel, msg, &IID_IClassFactory);
	if (FAILED(hr)) {
		if (reply.size)
			CoReleaseMarshalData(packet);
		return hr;
	}
	memcpy(msg->Buffer, &reply, sizeof(reply));
	if (reply.size)
		IStream_Read(packet, (char *)msg->Buffer + sizeof(reply),
			     reply.size, NULL);
	return S_OK;
}

static HRESULT invoke_create(struct stub *self, IRpcChannelBuffer *channel,
			     RPCOLEMESSAGE *msg)
{
	struct factory_reply reply = { 0 };
	IStream *packet;
	HRESULT hr = CreateStreamOnHGlobal(NULL, TRUE, &packet);

	if (FAILED(hr))
		return hr;
	reply.result = create(self, channel, msg, packet);
	hr = answer(channel, msg, reply, packet);
	IStream_Release(packet);
	return hr;
}

static HRESULT invoke_lock(struct stub *self, IRpcChannelBuffer *channel,
			   RPCOLEMESSAGE *msg)
{
	struct factory_reply reply = { 0 };
	BOOL lock;

	memcpy(&lock, msg->Buffer, sizeof(lock));
	reply.result = IClassFactory_LockServer(self->server, lock);
	return answer(channel, msg, reply, NULL);
}

static HRESULT STDMETHODCALLTYPE invoke(IRpcStubBuffer *stub,
					RPCOLEMESSAGE *msg,
					IRpcChannelBuffer *channel)
{
	struct stub *self = of_stub(stub);

	if (!self->server)
		return CO_E_OBJNOTCONNECTED;
	if (msg->iMethod == FACTORY_CREATE && msg->cbBuffer >= sizeof(IID))
		return invoke_create(self, channel, msg);
	if (msg->iMethod == FACTORY_LOCK && msg->cbBuffer >= sizeof(BOOL))
		return invoke_lock(self, channel, msg);
	return RPC_E_INVALID_DATA;
}

static IRpcStubBuffer *STDMETHODCALLTYPE supports(IRpcStubBuffer *stub,
						  REFIID iid)
{
	return IsEqualIID(iid, &IID_IClassFactory) ? stub : NULL;
}

static ULONG STDMETHODCALLTYPE count_refs(IRpcStubBuffer *stub)
{
	return !!of_stub(stub)->server;
}

static HRESULT STDMETHODCALLTYPE debug_query(IRpcStubBuffer *stub,
					     void **object)
{
	*object = of_stub(stub)->server;
	return *object ? S_OK : CO_E_OBJNOTCONNECTED;
}

static void STDMETHODCALLTYPE debug_release(IRpcStubBuffer *stub, void *object)
{
	(void)stub;
	(void)object;
}

static const IRpcStubBufferVtbl stub_vtbl = {
	query,	  add_ref,    release,	  connect,     disconnect,
	invoke,	  supports,   count_refs, debug_query, debug_release,
};

HRESULT factory_stub_create(IUnknown *server, IRpcStubBuffer **stub)
{
	struct stub *self = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
				      sizeof(*self));
	HRESULT hr = S_OK;

	*stub = NULL;
	if (!self)
		return E_OUTOFMEMORY;
	self->stub.lpVtbl = (IRpcStubBufferVtbl *)&stub_vtbl;
	self->refs = 1;
	if (server)
		hr = connect(&self->stub, server);
	if (FAILED(hr))
		release(&self->stub);
	else
		*stub = &self->stub;
	return hr;
}

static HRESULT STDMETHODCALLTYPE maker_query(IPSFactoryBuffer *maker,
					     REFIID iid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IPSFactoryBuffer))
		return E_NOINTERFACE;
	*object = maker;
	return S_OK;
}

/* There is one, always. */
static ULONG STDMETHODCALLTYPE maker_count(IPSFactoryBuffer *maker)
{
	(void)maker;
	return 1;
}

static HRESULT STDMETHODCALLTYPE create_proxy(IPSFactoryBuffer *maker,
					      IUnknown *outer, REFIID iid,
					      IRpcProxyBuffer **buffer,
					      void **object)
{
	(void)maker;
	*buffer = NULL;
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IClassFactory))
		return E_NOINTERFACE;
	return factory_proxy_create(outer, buffer, object);
}

static HRESULT STDMETHODCALLTYPE create_stub(IPSFactoryBuffer *maker,
					     REFIID iid, IUnknown *server,
					     IRpcStubBuffer **stub)
{
	(void)maker;
	*stub = NULL;
	if (!IsEqualIID(iid, &IID_IClassFactory))
		return E_NOINTERFACE;
	return factory_stub_create(server, stub);
}

static const IPSFactoryBufferVtbl maker_vtbl = {
	maker_query, maker_count, maker_count, create_proxy, create_stub,
};

IPSFactoryBuffer factory_proxies = { (IPSFactoryBufferVtbl *)&maker_vtbl };
