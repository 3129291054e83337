/*
 * A proxy and a stub with nothing between them: a channel that hands a request to the
 * stub's Invoke, each message in a block of exactly its length, so that a sanitizer
 * sees who leaves it. Proxies and stubs come from the factory of the proxy files that
 * are linked in.
 */
#ifndef LOOP_H
#define LOOP_H

#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <rpcproxy.h>
#include "wine/test.h"

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object);

struct loop {
	IRpcChannelBuffer channel;
	LONG refs;
	LONG buffers;			/* not yet freed */
	IRpcStubBuffer *stub;
	IRpcProxyBuffer *proxy;
	HRESULT fails;			/* instead of calling */
	BOOL canned;			/* no stub either: alter makes the reply */
	void (*alter)(struct loop *loop, RPCOLEMESSAGE *msg, BOOL reply);
	RPCOLEMESSAGE seen;		/* what was sent last */
	ULONG replied;			/* the reply's length */
};

static inline struct loop *loop_of(IRpcChannelBuffer *This)
{
	return CONTAINING_RECORD(This, struct loop, channel);
}

static HRESULT WINAPI loop_QueryInterface(IRpcChannelBuffer *This, REFIID iid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IRpcChannelBuffer))
		return E_NOINTERFACE;
	IRpcChannelBuffer_AddRef(This);
	*object = This;
	return S_OK;
}

static ULONG WINAPI loop_AddRef(IRpcChannelBuffer *This)
{
	return InterlockedIncrement(&loop_of(This)->refs);
}

static ULONG WINAPI loop_Release(IRpcChannelBuffer *This)
{
	return InterlockedDecrement(&loop_of(This)->refs);
}

static HRESULT WINAPI loop_GetBuffer(IRpcChannelBuffer *This, RPCOLEMESSAGE *msg, REFIID iid)
{
	(void)iid;
	msg->Buffer = malloc(msg->cbBuffer);
	InterlockedIncrement(&loop_of(This)->buffers);
	return msg->Buffer ? S_OK : E_OUTOFMEMORY;
}

static HRESULT WINAPI loop_FreeBuffer(IRpcChannelBuffer *This, RPCOLEMESSAGE *msg)
{
	if (!msg->Buffer)	/* Wine's proxies free what a failed call has freed */
		return S_OK;
	free(msg->Buffer);
	msg->Buffer = NULL;
	InterlockedDecrement(&loop_of(This)->buffers);
	return S_OK;
}

/* In a block of its own length. */
static void loop_trim(RPCOLEMESSAGE *msg)
{
	void *exact = malloc(msg->cbBuffer);

	memcpy(exact, msg->Buffer, msg->cbBuffer);
	free(msg->Buffer);
	msg->Buffer = exact;
}

static HRESULT WINAPI loop_SendReceive(IRpcChannelBuffer *This, RPCOLEMESSAGE *msg,
				       ULONG *status)
{
	struct loop *loop = loop_of(This);
	RPCOLEMESSAGE request;
	HRESULT hr = loop->fails;

	*status = 0;
	msg->iMethod &= 0x7fff;		/* Wine's RPC_FLAGS_VALID_BIT */
	loop_trim(msg);
	if (loop->alter)
		loop->alter(loop, msg, FALSE);
	request = loop->seen = *msg;
	if (loop->canned)
		hr = loop_GetBuffer(This, msg, &IID_IUnknown);
	else if (SUCCEEDED(hr))
		hr = IRpcStubBuffer_Invoke(loop->stub, msg, This);
	free(request.Buffer);
	InterlockedDecrement(&loop->buffers);
	if (FAILED(hr)) {
		msg->Buffer = NULL;
		return hr;
	}
	loop->replied = msg->cbBuffer;
	loop_trim(msg);
	if (loop->alter)
		loop->alter(loop, msg, TRUE);
	return S_OK;
}

static HRESULT WINAPI loop_GetDestCtx(IRpcChannelBuffer *This, DWORD *context, void **more)
{
	(void)This;
	*context = MSHCTX_INPROC;
	if (more)
		*more = NULL;
	return S_OK;
}

static HRESULT WINAPI loop_IsConnected(IRpcChannelBuffer *This)
{
	(void)This;
	return S_OK;
}

static IRpcChannelBufferVtbl loop_vtbl = {
	loop_QueryInterface, loop_AddRef, loop_Release, loop_GetBuffer, loop_SendReceive,
	loop_FreeBuffer, loop_GetDestCtx, loop_IsConnected,
};

/* A server whose methods a test puts in. */
struct server {
	void **vtbl;
	LONG refs;
	const IID *iids[3];
	void *methods[40];
};

static HRESULT WINAPI server_QueryInterface(IUnknown *This, REFIID iid, void **object)
{
	struct server *s = (struct server *)This;
	int i;

	*object = NULL;
	for (i = 0; i < 3 && s->iids[i]; i++)
		if (IsEqualIID(iid, s->iids[i]))
			*object = s;
	if (IsEqualIID(iid, &IID_IUnknown))
		*object = s;
	if (!*object)
		return E_NOINTERFACE;
	InterlockedIncrement(&s->refs);
	return S_OK;
}

static ULONG WINAPI server_AddRef(IUnknown *This)
{
	return InterlockedIncrement(&((struct server *)This)->refs);
}

static ULONG WINAPI server_Release(IUnknown *This)
{
	return InterlockedDecrement(&((struct server *)This)->refs);
}

static inline void server_init(struct server *s, const IID *iid)
{
	memset(s, 0, sizeof(*s));
	s->vtbl = s->methods;
	s->refs = 1;
	s->iids[0] = iid;
	s->methods[0] = (void *)server_QueryInterface;
	s->methods[1] = (void *)server_AddRef;
	s->methods[2] = (void *)server_Release;
}

/* The proxy's interface. */
static inline void *loop_begin(struct loop *loop, REFIID iid, struct server *server)
{
	IPSFactoryBuffer *factory;
	void *object = NULL;
	HRESULT hr;

	memset(loop, 0, sizeof(*loop));
	loop->channel.lpVtbl = &loop_vtbl;
	loop->refs = 1;
	hr = DllGetClassObject(iid, &IID_IPSFactoryBuffer, (void **)&factory);
	ok(hr == S_OK, "no factory: %#x\n", (unsigned)hr);
	hr = IPSFactoryBuffer_CreateStub(factory, iid, (IUnknown *)server, &loop->stub);
	ok(hr == S_OK, "no stub: %#x\n", (unsigned)hr);
	hr = IPSFactoryBuffer_CreateProxy(factory, NULL, iid, &loop->proxy, &object);
	ok(hr == S_OK, "no proxy: %#x\n", (unsigned)hr);
	hr = IRpcProxyBuffer_Connect(loop->proxy, &loop->channel);
	ok(hr == S_OK, "not connected: %#x\n", (unsigned)hr);
	IPSFactoryBuffer_Release(factory);
	return object;
}

static inline void loop_end(struct loop *loop, void *object, struct server *server)
{
	IRpcProxyBuffer_Disconnect(loop->proxy);
	ok(loop->refs == 1, "%d references to the channel\n", (int)loop->refs);
	IUnknown_Release((IUnknown *)object);
	IRpcProxyBuffer_Release(loop->proxy);
	IRpcStubBuffer_Disconnect(loop->stub);
	IRpcStubBuffer_Release(loop->stub);
	ok(server->refs == 1, "%d references to the server\n", (int)server->refs);
	ok(!loop->buffers, "%d buffers\n", (int)loop->buffers);
}

#endif
