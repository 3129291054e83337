/* The factory of a proxy library, its proxies' identity, who holds what. */
#include "loop.h"
#include "shapes.h"

HRESULT WINAPI DllCanUnloadNow(void);

/* A manager of an identity, which aggregates a proxy. */
static LONG outer_refs = 1;

static HRESULT WINAPI outer_QueryInterface(IUnknown *This, REFIID iid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown))
		return E_NOINTERFACE;
	IUnknown_AddRef(This);
	*object = This;
	return S_OK;
}

static ULONG WINAPI outer_AddRef(IUnknown *This)
{
	(void)This;
	return InterlockedIncrement(&outer_refs);
}

static ULONG WINAPI outer_Release(IUnknown *This)
{
	(void)This;
	return InterlockedDecrement(&outer_refs);
}

static IUnknownVtbl outer_vtbl = { outer_QueryInterface, outer_AddRef, outer_Release };
static IUnknown outer = { &outer_vtbl };

/* C-231 */
static void the_factory(void)
{
	static const CLSID nobody = { 0x11111111, 0, 0, { 0 } };
	IPSFactoryBuffer *factory = NULL;
	IRpcStubBuffer *stub = (void *)1;
	IRpcProxyBuffer *proxy = (void *)1;
	void *object = (void *)1;
	HRESULT hr;

	ok(DllCanUnloadNow() == S_OK, "it is held\n");
	hr = DllGetClassObject(&nobody, &IID_IPSFactoryBuffer, &object);
	ok(hr == CLASS_E_CLASSNOTAVAILABLE && !object, "%#x, %p\n", (unsigned)hr, object);
	hr = DllGetClassObject(&IID_IShapes, &IID_IClassFactory, &object);
	ok(hr == E_NOINTERFACE && !object, "%#x, %p\n", (unsigned)hr, object);
	hr = DllGetClassObject(&IID_IShapes, &IID_IPSFactoryBuffer, (void **)&factory);
	ok(hr == S_OK && factory, "%#x\n", (unsigned)hr);
	ok(DllCanUnloadNow() == S_FALSE, "it is not held\n");
	hr = IPSFactoryBuffer_CreateStub(factory, &nobody, NULL, &stub);
	ok(FAILED(hr), "%#x\n", (unsigned)hr);
	hr = IPSFactoryBuffer_CreateProxy(factory, &outer, &nobody, &proxy, &object);
	ok(FAILED(hr), "%#x\n", (unsigned)hr);
	IPSFactoryBuffer_Release(factory);
	ok(DllCanUnloadNow() == S_OK, "it is held\n");
}

/* C-232: QueryInterface, AddRef, Release of the interface are the outer object's. */
static void a_proxy(void)
{
	IPSFactoryBuffer *factory;
	IRpcProxyBuffer *proxy;
	INumbers *numbers;
	IUnknown *unknown;
	HRESULT hr;

	DllGetClassObject(&IID_INumbers, &IID_IPSFactoryBuffer, (void **)&factory);
	hr = IPSFactoryBuffer_CreateProxy(factory, &outer, &IID_INumbers, &proxy,
					  (void **)&numbers);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	IPSFactoryBuffer_Release(factory);
	ok(outer_refs == 2, "%d\n", (int)outer_refs);
	hr = INumbers_QueryInterface(numbers, &IID_IUnknown, (void **)&unknown);
	ok(hr == S_OK && unknown == &outer, "%#x, %p\n", (unsigned)hr, unknown);
	IUnknown_Release(unknown);
	hr = INumbers_QueryInterface(numbers, &IID_IPersist, (void **)&unknown);
	ok(hr == E_NOINTERFACE, "%#x\n", (unsigned)hr);
	ok(INumbers_AddRef(numbers) == 3 && INumbers_Release(numbers) == 2, "%d\n",
	   (int)outer_refs);
	if (!winetest_platform_is_wine) {	/* its proxy has no identity of its own */
		hr = IRpcProxyBuffer_QueryInterface(proxy, &IID_IUnknown, (void **)&unknown);
		ok(hr == S_OK && unknown == (IUnknown *)proxy, "%#x, %p\n", (unsigned)hr,
		   unknown);
		IUnknown_Release(unknown);
	}
	INumbers_Release(numbers);
	ok(outer_refs == 1, "%d\n", (int)outer_refs);
	ok(DllCanUnloadNow() == S_FALSE, "a proxy does not hold it\n");
	IRpcProxyBuffer_Release(proxy);
	ok(DllCanUnloadNow() == S_OK, "it is held\n");
}

/* C-233 */
static void a_stub(void)
{
	struct server server;
	IPSFactoryBuffer *factory;
	IRpcStubBuffer *stub, *same;
	void *object;
	HRESULT hr;

	server_init(&server, &IID_IText);
	DllGetClassObject(&IID_INumbers, &IID_IPSFactoryBuffer, (void **)&factory);
	hr = IPSFactoryBuffer_CreateStub(factory, &IID_INumbers, (IUnknown *)&server, &stub);
	ok(hr == E_NOINTERFACE, "%#x\n", (unsigned)hr);
	server.iids[1] = &IID_INumbers;
	if (winetest_platform_is_wine) {
		skip("Wine makes no stub without a server\n");
		return;
	}
	hr = IPSFactoryBuffer_CreateStub(factory, &IID_INumbers, NULL, &stub);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	IPSFactoryBuffer_Release(factory);
	ok(IRpcStubBuffer_CountRefs(stub) == 0, "%u\n", (unsigned)IRpcStubBuffer_CountRefs(stub));
	hr = IRpcStubBuffer_Connect(stub, (IUnknown *)&server);
	ok(hr == S_OK && server.refs == 2, "%#x, %d\n", (unsigned)hr, (int)server.refs);
	ok(IRpcStubBuffer_CountRefs(stub) == 1, "%u\n", (unsigned)IRpcStubBuffer_CountRefs(stub));
	ok(IRpcStubBuffer_IsIIDSupported(stub, &IID_INumbers) != NULL, "not supported\n");
	ok(!IRpcStubBuffer_IsIIDSupported(stub, &IID_IShapes), "supported\n");
	hr = IRpcStubBuffer_QueryInterface(stub, &IID_IRpcStubBuffer, (void **)&same);
	ok(hr == S_OK && same == stub, "%#x\n", (unsigned)hr);
	IRpcStubBuffer_Release(same);
	hr = IRpcStubBuffer_DebugServerQueryInterface(stub, &object);
	ok(hr == S_OK && object == &server, "%#x, %p\n", (unsigned)hr, object);
	IRpcStubBuffer_DebugServerRelease(stub, object);
	IRpcStubBuffer_Disconnect(stub);
	ok(server.refs == 1, "%d\n", (int)server.refs);
	ok(IRpcStubBuffer_Release(stub) == 0, "a reference too many\n");
	ok(DllCanUnloadNow() == S_OK, "it is held\n");
}

/* C-234: NdrOleAllocate and NdrOleFree are the task allocator. */
static void allocator(void)
{
	/* One that the compiler does not know: it has been told another story. */
	void (WINAPI *volatile free_block)(void *) = NdrOleFree;
	void *block = NdrOleAllocate(10);

	ok(block != NULL, "no block\n");
	CoTaskMemFree(CoTaskMemRealloc(block, 20));
	free_block(CoTaskMemAlloc(10));
	NdrOleFree(NULL);
}

START_TEST(NdrDllGetClassObject)
{
	RUN(the_factory);
	RUN(a_proxy);
	RUN(a_stub);
	RUN(allocator);
}
