/*
 * An interface whose proxies and stubs are written by hand, as programs do that have
 * no MIDL for it: IHand has Call(in, &out) and Pass(other IHand). Its object runs
 * what the test gives it. Hosts are threads that have an apartment with such an
 * object in it, and serve it until they are told to end.
 */
#ifndef TESTS_BY_HAND_H
#define TESTS_BY_HAND_H

#ifndef COBJMACROS
#define COBJMACROS
#endif
#include <windows.h>
#include <objbase.h>
#include <ole_cancel.h>
#include "tape.h"
#include "wine/test.h"

static const IID IID_IHand = { 0x5f0c1a52, 0x7d41, 0x4b7e,
			       { 0x8a, 0x11, 0x3c, 0x52, 0x90, 0xd7, 0x6e, 0x01 } };
static const CLSID CLSID_PSHand = { 0x5f0c1a53, 0x7d41, 0x4b7e,
				    { 0x8a, 0x11, 0x3c, 0x52, 0x90, 0xd7, 0x6e,
				      0x01 } };

typedef struct IHand IHand;
typedef struct IHandVtbl {
	HRESULT(STDMETHODCALLTYPE *QueryInterface)(IHand *, REFIID, void **);
	ULONG(STDMETHODCALLTYPE *AddRef)(IHand *);
	ULONG(STDMETHODCALLTYPE *Release)(IHand *);
	HRESULT(STDMETHODCALLTYPE *Call)(IHand *, LONG in, LONG *out);
	HRESULT(STDMETHODCALLTYPE *Pass)(IHand *, IHand *other);
} IHandVtbl;
struct IHand {
	const IHandVtbl *lpVtbl;
};

#define hand_call(h, in, out) (h)->lpVtbl->Call(h, in, out)
#define hand_pass(h, other) (h)->lpVtbl->Pass(h, other)
#define hand_release(h) (h)->lpVtbl->Release(h)

/* ---- the object --------------------------------------------------------------- */

struct hand {
	IHand iface;
	LONG refs;
	HRESULT (*call)(struct hand *, LONG in, LONG *out);
	HRESULT (*pass)(struct hand *, IHand *other);
	void *arg;
};

static HRESULT STDMETHODCALLTYPE hand_QueryInterface(IHand *iface, REFIID iid,
						     void **out)
{
	*out = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IHand))
		return E_NOINTERFACE;
	*out = iface;
	iface->lpVtbl->AddRef(iface);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE hand_AddRef(IHand *iface)
{
	return InterlockedIncrement(&((struct hand *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE hand_Release(IHand *iface)
{
	return InterlockedDecrement(&((struct hand *)iface)->refs);
}

static HRESULT STDMETHODCALLTYPE hand_Call(IHand *iface, LONG in, LONG *out)
{
	struct hand *hand = (struct hand *)iface;

	if (hand->call)
		return hand->call(hand, in, out);
	*out = in + 1;
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE hand_Pass(IHand *iface, IHand *other)
{
	struct hand *hand = (struct hand *)iface;

	return hand->pass ? hand->pass(hand, other) : S_OK;
}

static const IHandVtbl hand_vtbl = { hand_QueryInterface, hand_AddRef,
				     hand_Release, hand_Call, hand_Pass };

static inline void hand_init(struct hand *hand)
{
	memset(hand, 0, sizeof(*hand));
	hand->iface.lpVtbl = &hand_vtbl;
	hand->refs = 1;
}

static inline LONG hand_refs(struct hand *hand)
{
	return InterlockedCompareExchange(&hand->refs, 0, 0);
}

/* ---- the proxy ------------------------------------------------------------------ */

struct proxy {
	IRpcProxyBuffer buffer;
	IHand iface;
	LONG refs;
	IUnknown *outer;
	IRpcChannelBuffer *channel;
};

static LONG proxies_there, stubs_there;

#define of_buffer(p) ((struct proxy *)(p))
#define of_iface(p) CONTAINING_RECORD(p, struct proxy, iface)

static HRESULT STDMETHODCALLTYPE proxy_QueryInterface(IHand *iface, REFIID iid,
						      void **out)
{
	return IUnknown_QueryInterface(of_iface(iface)->outer, iid, out);
}

static ULONG STDMETHODCALLTYPE proxy_AddRef(IHand *iface)
{
	return IUnknown_AddRef(of_iface(iface)->outer);
}

static ULONG STDMETHODCALLTYPE proxy_Release(IHand *iface)
{
	return IUnknown_Release(of_iface(iface)->outer);
}

/* The reply: the method's result, and its LONG. */
struct answer {
	HRESULT hr;
	LONG out;
};

static HRESULT exchange(struct proxy *proxy, ULONG method, const void *request,
			ULONG size, LONG *out)
{
	RPCOLEMESSAGE msg = { .cbBuffer = size, .iMethod = method,
			      .dataRepresentation = 0x10 };
	struct answer answer;
	ULONG status;
	HRESULT hr;

	if (out)
		*out = 0;
	if (!proxy->channel)
		return CO_E_OBJNOTCONNECTED;
	hr = IRpcChannelBuffer_GetBuffer(proxy->channel, &msg, &IID_IHand);
	if (FAILED(hr))
		return hr;
	memcpy(msg.Buffer, request, size);
	hr = IRpcChannelBuffer_SendReceive(proxy->channel, &msg, &status);
	if (FAILED(hr))
		return hr;
	ok(msg.cbBuffer == sizeof(answer), "reply of %u\n",
	   (unsigned)msg.cbBuffer);
	memcpy(&answer, msg.Buffer, sizeof(answer));
	IRpcChannelBuffer_FreeBuffer(proxy->channel, &msg);
	if (out)
		*out = answer.out;
	return answer.hr;
}

static HRESULT STDMETHODCALLTYPE proxy_Call(IHand *iface, LONG in, LONG *out)
{
	return exchange(of_iface(iface), 3, &in, sizeof(in), out);
}

static HRESULT STDMETHODCALLTYPE proxy_Pass(IHand *iface, IHand *other)
{
	struct tape tape;
	HRESULT hr = CoMarshalInterface(tape_new(&tape), &IID_IHand,
					(IUnknown *)other, MSHCTX_INPROC, NULL,
					MSHLFLAGS_NORMAL);

	if (FAILED(hr))
		return hr;
	return exchange(of_iface(iface), 4, tape.bytes, tape.size, NULL);
}

static const IHandVtbl proxy_vtbl = { proxy_QueryInterface, proxy_AddRef,
				      proxy_Release, proxy_Call, proxy_Pass };

static HRESULT STDMETHODCALLTYPE buffer_QueryInterface(IRpcProxyBuffer *iface,
						       REFIID iid, void **out)
{
	*out = NULL;
	if (IsEqualIID(iid, &IID_IUnknown) ||
	    IsEqualIID(iid, &IID_IRpcProxyBuffer))
		*out = iface;
	else if (IsEqualIID(iid, &IID_IHand))
		*out = &of_buffer(iface)->iface;
	else
		return E_NOINTERFACE;
	IUnknown_AddRef((IUnknown *)*out);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE buffer_AddRef(IRpcProxyBuffer *iface)
{
	return InterlockedIncrement(&of_buffer(iface)->refs);
}

static ULONG STDMETHODCALLTYPE buffer_Release(IRpcProxyBuffer *iface)
{
	LONG refs = InterlockedDecrement(&of_buffer(iface)->refs);

	if (!refs) {
		HeapFree(GetProcessHeap(), 0, iface);
		InterlockedDecrement(&proxies_there);
	}
	return refs;
}

static HRESULT STDMETHODCALLTYPE buffer_Connect(IRpcProxyBuffer *iface,
						IRpcChannelBuffer *channel)
{
	of_buffer(iface)->channel = channel;
	IRpcChannelBuffer_AddRef(channel);
	return S_OK;
}

static void STDMETHODCALLTYPE buffer_Disconnect(IRpcProxyBuffer *iface)
{
	if (of_buffer(iface)->channel)
		IRpcChannelBuffer_Release(of_buffer(iface)->channel);
	of_buffer(iface)->channel = NULL;
}

static IRpcProxyBufferVtbl buffer_vtbl = {
	buffer_QueryInterface, buffer_AddRef,	  buffer_Release,
	buffer_Connect,	       buffer_Disconnect,
};

/* ---- the stub -------------------------------------------------------------------- */

struct stub {
	IRpcStubBuffer iface;
	LONG refs;
	IHand *object;
};

static HRESULT STDMETHODCALLTYPE stub_QueryInterface(IRpcStubBuffer *iface,
						     REFIID iid, void **out)
{
	*out = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IRpcStubBuffer))
		return E_NOINTERFACE;
	*out = iface;
	IRpcStubBuffer_AddRef(iface);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE stub_AddRef(IRpcStubBuffer *iface)
{
	return InterlockedIncrement(&((struct stub *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE stub_Release(IRpcStubBuffer *iface)
{
	LONG refs = InterlockedDecrement(&((struct stub *)iface)->refs);

	if (!refs) {
		IRpcStubBuffer_Disconnect(iface);
		HeapFree(GetProcessHeap(), 0, iface);
		InterlockedDecrement(&stubs_there);
	}
	return refs;
}

static HRESULT STDMETHODCALLTYPE stub_Connect(IRpcStubBuffer *iface,
					      IUnknown *object)
{
	return IUnknown_QueryInterface(object, &IID_IHand,
				       (void **)&((struct stub *)iface)->object);
}

static void STDMETHODCALLTYPE stub_Disconnect(IRpcStubBuffer *iface)
{
	struct stub *stub = (struct stub *)iface;

	if (stub->object)
		hand_release(stub->object);
	stub->object = NULL;
}

static HRESULT invoke_pass(struct stub *stub, const RPCOLEMESSAGE *msg)
{
	struct tape tape;
	IStream *stream = tape_new(&tape);
	IHand *other;
	HRESULT hr;

	IStream_Write(stream, msg->Buffer, msg->cbBuffer, NULL);
	tape_rewind(&tape);
	hr = CoUnmarshalInterface(stream, &IID_IHand, (void **)&other);
	if (FAILED(hr))
		return hr;
	hr = hand_pass(stub->object, other);
	hand_release(other);
	return hr;
}

static HRESULT STDMETHODCALLTYPE stub_Invoke(IRpcStubBuffer *iface,
					     RPCOLEMESSAGE *msg,
					     IRpcChannelBuffer *channel)
{
	struct stub *stub = (struct stub *)iface;
	struct answer answer = { 0, 0 };
	LONG in = 0;
	HRESULT hr;

	if (msg->iMethod == 4) {
		answer.hr = invoke_pass(stub, msg);
	} else {
		if (msg->iMethod != 3 || msg->cbBuffer < sizeof(in))
			return E_UNEXPECTED;
		memcpy(&in, msg->Buffer, sizeof(in));
		answer.hr = hand_call(stub->object, in, &answer.out);
	}
	msg->cbBuffer = sizeof(answer);
	hr = IRpcChannelBuffer_GetBuffer(channel, msg, &IID_IHand);
	if (FAILED(hr))
		return hr;
	memcpy(msg->Buffer, &answer, sizeof(answer));
	return S_OK;
}

static IRpcStubBuffer *STDMETHODCALLTYPE stub_IsIIDSupported(
	IRpcStubBuffer *iface, REFIID iid)
{
	return IsEqualIID(iid, &IID_IHand) ? iface : NULL;
}

static ULONG STDMETHODCALLTYPE stub_CountRefs(IRpcStubBuffer *iface)
{
	return ((struct stub *)iface)->object ? 1 : 0;
}

static HRESULT STDMETHODCALLTYPE stub_DebugServerQueryInterface(
	IRpcStubBuffer *iface, void **out)
{
	*out = ((struct stub *)iface)->object;
	return S_OK;
}

static void STDMETHODCALLTYPE stub_DebugServerRelease(IRpcStubBuffer *iface,
						      void *object)
{
	(void)iface;
	(void)object;
}

static IRpcStubBufferVtbl stub_vtbl = {
	stub_QueryInterface, stub_AddRef,	  stub_Release,
	stub_Connect,	     stub_Disconnect,	  stub_Invoke,
	stub_IsIIDSupported, stub_CountRefs,	  stub_DebugServerQueryInterface,
	stub_DebugServerRelease,
};

/* ---- the factory of both ------------------------------------------------------------ */

static HRESULT STDMETHODCALLTYPE factory_QueryInterface(IPSFactoryBuffer *iface,
							REFIID iid, void **out)
{
	*out = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IPSFactoryBuffer))
		return E_NOINTERFACE;
	*out = iface;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE factory_AddRef(IPSFactoryBuffer *iface)
{
	(void)iface;
	return 2;
}

static ULONG STDMETHODCALLTYPE factory_Release(IPSFactoryBuffer *iface)
{
	(void)iface;
	return 1;
}

static HRESULT STDMETHODCALLTYPE factory_CreateProxy(IPSFactoryBuffer *iface,
						     IUnknown *outer, REFIID iid,
						     IRpcProxyBuffer **buffer,
						     void **out)
{
	struct proxy *proxy;

	(void)iface;
	if (!IsEqualIID(iid, &IID_IHand))
		return E_NOINTERFACE;
	proxy = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*proxy));
	proxy->buffer.lpVtbl = &buffer_vtbl;
	proxy->iface.lpVtbl = &proxy_vtbl;
	proxy->refs = 1;
	proxy->outer = outer;
	InterlockedIncrement(&proxies_there);
	*buffer = &proxy->buffer;
	*out = &proxy->iface;
	IUnknown_AddRef(outer);
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE factory_CreateStub(IPSFactoryBuffer *iface,
						    REFIID iid, IUnknown *object,
						    IRpcStubBuffer **out)
{
	struct stub *stub;

	(void)iface;
	if (!IsEqualIID(iid, &IID_IHand))
		return E_NOINTERFACE;
	stub = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*stub));
	stub->iface.lpVtbl = &stub_vtbl;
	stub->refs = 1;
	InterlockedIncrement(&stubs_there);
	*out = &stub->iface;
	return object ? stub_Connect(*out, object) : S_OK;
}

static IPSFactoryBufferVtbl factory_vtbl = {
	factory_QueryInterface, factory_AddRef,	    factory_Release,
	factory_CreateProxy,	factory_CreateStub,
};

static IPSFactoryBuffer factory = { &factory_vtbl };

/* In every apartment that marshals, as it is a class object. */
static inline DWORD by_hand_register(void)
{
	DWORD cookie = 0;
	HRESULT hr = CoRegisterClassObject(&CLSID_PSHand, (IUnknown *)&factory,
					   CLSCTX_INPROC_SERVER,
					   REGCLS_MULTIPLEUSE, &cookie);

	ok(hr == S_OK, "class object: %#x\n", (unsigned)hr);
	hr = CoRegisterPSClsid(&IID_IHand, &CLSID_PSHand);
	ok(hr == S_OK, "proxy class: %#x\n", (unsigned)hr);
	return cookie;
}

#endif
