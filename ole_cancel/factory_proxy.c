/* The client's side of a class object; see factory_proxy.h. */
#include "factory_proxy.h"
#include <string.h>

struct proxy {
	IRpcProxyBuffer buffer;
	IClassFactory factory;
	LONG refs;
	IUnknown *outer;		/* not referenced, it holds this */
	SRWLOCK lock;
	IRpcChannelBuffer *channel;	/* [lock] referenced; NULL: disconnected */
};

static struct proxy *of_buffer(IRpcProxyBuffer *buffer)
{
	return CONTAINING_RECORD(buffer, struct proxy, buffer);
}

static struct proxy *of_factory(IClassFactory *factory)
{
	return CONTAINING_RECORD(factory, struct proxy, factory);
}

static HRESULT STDMETHODCALLTYPE buffer_query(IRpcProxyBuffer *buffer,
					      REFIID iid, void **object)
{
	*object = NULL;
	if (IsEqualIID(iid, &IID_IUnknown) ||
	    IsEqualIID(iid, &IID_IRpcProxyBuffer))
		*object = buffer;
	else if (IsEqualIID(iid, &IID_IClassFactory))
		*object = &of_buffer(buffer)->factory;
	else
		return E_NOINTERFACE;
	IUnknown_AddRef((IUnknown *)*object);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE buffer_add_ref(IRpcProxyBuffer *buffer)
{
	return InterlockedIncrement(&of_buffer(buffer)->refs);
}

static void STDMETHODCALLTYPE disconnect(IRpcProxyBuffer *buffer)
{
	struct proxy *self = of_buffer(buffer);
	IRpcChannelBuffer *channel;

	AcquireSRWLockExclusive(&self->lock);
	channel = self->channel;
	self->channel = NULL;
	ReleaseSRWLockExclusive(&self->lock);
	if (channel)
		IRpcChannelBuffer_Release(channel);
}

static ULONG STDMETHODCALLTYPE buffer_release(IRpcProxyBuffer *buffer)
{
	ULONG refs = InterlockedDecrement(&of_buffer(buffer)->refs);

	if (!refs) {
		disconnect(buffer);
		HeapFree(GetProcessHeap(), 0, of_buffer(buffer));
	}
	return refs;
}

static HRESULT STDMETHODCALLTYPE connect(IRpcProxyBuffer *buffer,
					 IRpcChannelBuffer *channel)
{
	struct proxy *self = of_buffer(buffer);

	disconnect(buffer);
	IRpcChannelBuffer_AddRef(channel);
	AcquireSRWLockExclusive(&self->lock);
	self->channel = channel;
	ReleaseSRWLockExclusive(&self->lock);
	return S_OK;
}

static const IRpcProxyBufferVtbl buffer_vtbl = {
	buffer_query, buffer_add_ref, buffer_release, connect, disconnect,
};

static HRESULT STDMETHODCALLTYPE query(IClassFactory *factory, REFIID iid,
				       void **object)
{
	return IUnknown_QueryInterface(of_factory(factory)->outer, iid, object);
}

static ULONG STDMETHODCALLTYPE add_ref(IClassFactory *factory)
{
	return IUnknown_AddRef(of_factory(factory)->outer);
}

static ULONG STDMETHODCALLTYPE release(IClassFactory *factory)
{
	return IUnknown_Release(of_factory(factory)->outer);
}

/* With a reference, as it may be disconnected while it is called. */
static IRpcChannelBuffer *channel_of(struct proxy *self)
{
	IRpcChannelBuffer *channel;

	AcquireSRWLockShared(&self->lock);
	channel = self->channel;
	if (channel)
		IRpcChannelBuffer_AddRef(channel);
	ReleaseSRWLockShared(&self->lock);
	return channel;
}

static HRESULT unmarshal(const void *packet, ULONG size, REFIID iid,
			 void **object)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };
	IStream *stream;
	HRESULT hr = CreateStreamOnHGlobal(NULL, TRUE, &stream);

	if (FAILED(hr))
		return hr;
	hr = IStream_Write(stream, packet, size, NULL);
	if (SUCCEEDED(hr))
		hr = IStream_Seek(stream, start, STREAM_SEEK_SET, NULL);
	if (SUCCEEDED(hr))
		hr = CoUnmarshalInterface(stream, iid, object);
	IStream_Release(stream);
	return hr;
}

/* Of what the server says, no length is believed. */
static HRESULT read_reply(const RPCOLEMESSAGE *msg, REFIID iid, void **object)
{
	struct factory_reply reply;

	if (msg->cbBuffer < sizeof(reply))
		return RPC_E_INVALID_DATA;
	memcpy(&reply, msg->Buffer, sizeof(reply));
	if (FAILED(reply.result) || !object)
		return reply.result;
	if (!reply.size || reply.size > msg->cbBuffer - sizeof(reply))
		return RPC_E_INVALID_DATA;
	return unmarshal((char *)msg->Buffer + sizeof(reply), reply.size, iid,
			 object);
}

static HRESULT exchange(IRpcChannelBuffer *channel, enum factory_method method,
			const void *request, ULONG size, REFIID iid,
			void **object)
{
	RPCOLEMESSAGE msg = { .cbBuffer = size, .iMethod = method,
			      .dataRepresentation = 0x10 };
	ULONG status;
	HRESULT hr = IRpcChannelBuffer_GetBuffer(channel, &msg,
						 &IID_IClassFactory);

	if (FAILED(hr))
		return hr;
	memcpy(msg.Buffer, request, size);
	hr = IRpcChannelBuffer_SendReceive(channel, &msg, &status);
	if (FAILED(hr))
		return hr;
	hr = read_reply(&msg, iid, object);
	IRpcChannelBuffer_FreeBuffer(channel, &msg);
	return hr;
}

static HRESULT call(IClassFactory *factory, enum factory_method method,
		    const void *request, ULONG size, REFIID iid, void **object)
{
	IRpcChannelBuffer *channel = channel_of(of_factory(factory));
	HRESULT hr;

	if (!channel)
		return CO_E_OBJNOTCONNECTED;
	hr = exchange(channel, method, request, size, iid, object);
	IRpcChannelBuffer_Release(channel);
	return hr;
}

/* Nothing is aggregated across apartments. */
static HRESULT STDMETHODCALLTYPE create(IClassFactory *factory, IUnknown *outer,
					REFIID iid, void **object)
{
	if (!object)
		return E_POINTER;
	*object = NULL;
	if (outer)
		return CLASS_E_NOAGGREGATION;
	return call(factory, FACTORY_CREATE, iid, sizeof(*iid), iid, object);
}

static HRESULT STDMETHODCALLTYPE lock_server(IClassFactory *factory, BOOL lock)
{
	return call(factory, FACTORY_LOCK, &lock, sizeof(lock), NULL, NULL);
}

static const IClassFactoryVtbl factory_vtbl = {
	query, add_ref, release, create, lock_server,
};

HRESULT factory_proxy_create(IUnknown *outer, IRpcProxyBuffer **buffer,
			     void **object)
{
	struct proxy *self = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
				       sizeof(*self));

	if (!self)
		return E_OUTOFMEMORY;
	self->buffer.lpVtbl = (IRpcProxyBufferVtbl *)&buffer_vtbl;
	self->factory.lpVtbl = (IClassFactoryVtbl *)&factory_vtbl;
	self->refs = 1;
	self->outer = outer ? outer : (IUnknown *)&self->buffer;
	InitializeSRWLock(&self->lock);
	*buffer = &self->buffer;
	*object = &self->factory;
	IClassFactory_AddRef(&self->factory);
	return S_OK;
}
