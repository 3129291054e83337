/* Objects that every apartment calls directly. */
#include "host.h"

static HRESULT hr;

/* An object that aggregates the marshaler. */
struct agile {
	IHand iface;
	LONG refs;
	IUnknown *marshaler;
};

static HRESULT STDMETHODCALLTYPE agile_query(IHand *iface, REFIID iid,
					     void **object)
{
	struct agile *it = (struct agile *)iface;

	*object = NULL;
	if (IsEqualIID(iid, &IID_IMarshal))
		return IUnknown_QueryInterface(it->marshaler, iid, object);
	if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IHand))
		return E_NOINTERFACE;
	InterlockedIncrement(&it->refs);
	*object = iface;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE agile_addref(IHand *iface)
{
	return InterlockedIncrement(&((struct agile *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE agile_release(IHand *iface)
{
	return InterlockedDecrement(&((struct agile *)iface)->refs);
}

static HRESULT STDMETHODCALLTYPE agile_call(IHand *iface, LONG in, LONG *out)
{
	(void)iface;
	(void)in;
	*out = (LONG)GetCurrentThreadId();
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE agile_pass(IHand *iface, IHand *other)
{
	(void)iface;
	(void)other;
	return S_OK;
}

static const IHandVtbl agile_vtbl = {
	agile_query, agile_addref, agile_release, agile_call, agile_pass,
};

static struct agile agile;

static void make(void)
{
	agile.iface.lpVtbl = &agile_vtbl;
	agile.refs = 1;
	hr = CoCreateFreeThreadedMarshaler((IUnknown *)&agile.iface,
					   &agile.marshaler);
	ok(hr == S_OK && agile.refs == 1, "%#x, %d references\n", (unsigned)hr,
	   (int)agile.refs);
}

static void end(void)
{
	ok(agile.refs == 1, "%d references\n", (int)agile.refs);
	ok(!IUnknown_Release(agile.marshaler), "references left\n");
}

static struct tape tape;
static IHand *got;
static BOOL same;
static LONG ran_on;

static void marshal(DWORD flags)
{
	hr = CoMarshalInterface(tape_new(&tape), &IID_IHand,
				(IUnknown *)&agile.iface, MSHCTX_INPROC, NULL,
				flags);
	ok(hr == S_OK && agile.refs > 1, "%#x, %d references\n", (unsigned)hr,
	   (int)agile.refs);
	tape_rewind(&tape);
}

static DWORD WINAPI unmarshal_in_mta(void *arg)
{
	HRESULT result;
	BOOL itself = FALSE;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	result = CoUnmarshalInterface(&tape.iface, &IID_IHand, (void **)&got);
	if (SUCCEEDED(result)) {
		same = got == &agile.iface;
		hand_call(got, 0, &ran_on);
		itself = ran_on == (LONG)GetCurrentThreadId();
		hand_release(got);
	}
	CoUninitialize();
	*(HRESULT *)arg = result;
	return itself;
}

static HRESULT elsewhere(void)
{
	HRESULT result = E_FAIL;
	DWORD itself = FALSE;
	HANDLE thread;

	same = FALSE;
	thread = CreateThread(NULL, 0, unmarshal_in_mta, &result, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &itself);
	CloseHandle(thread);
	ok(FAILED(result) || (same && itself), "not the object itself\n");
	tape_rewind(&tape);
	return result;
}

/* C-269b */
static void once(void)
{
	CoInitialize(NULL);
	make();
	marshal(MSHLFLAGS_NORMAL);
	hr = elsewhere();
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(agile.refs == 1, "%d references\n", (int)agile.refs);
	if (!winetest_platform_is_wine) {
		hr = elsewhere();
		ok(hr == CO_E_OBJNOTCONNECTED, "twice: %#x\n", (unsigned)hr);
	}
	marshal(MSHLFLAGS_NORMAL);
	hr = CoReleaseMarshalData(&tape.iface);
	ok(hr == S_OK && agile.refs == 1, "%#x, %d references\n", (unsigned)hr,
	   (int)agile.refs);
	end();
	CoUninitialize();
}

/* C-269b */
static void for_a_table(void)
{
	CoInitialize(NULL);
	make();
	marshal(MSHLFLAGS_TABLESTRONG);
	for (int i = 0; i < 3; i++) {
		hr = elsewhere();
		ok(hr == S_OK && agile.refs == 2, "%#x, %d references\n",
		   (unsigned)hr, (int)agile.refs);
	}
	hr = CoReleaseMarshalData(&tape.iface);
	ok(hr == S_OK && agile.refs == 1, "%#x, %d references\n", (unsigned)hr,
	   (int)agile.refs);
	end();
	CoUninitialize();
}

/* C-269b */
static void marshaler(void)
{
	IMarshal *it, *again;
	IUnknown *alone;
	CLSID clsid;
	DWORD size = 0;

	CoInitialize(NULL);
	make();
	hr = IUnknown_QueryInterface(agile.marshaler, &IID_IMarshal,
				     (void **)&it);
	ok(hr == S_OK && agile.refs == 2, "it counts for the outer one: %#x\n",
	   (unsigned)hr);
	hr = IMarshal_GetUnmarshalClass(it, &IID_IHand, &agile.iface,
					MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL,
					&clsid);
	ok(hr == S_OK && clsid.Data1 == 0x33a, "%#x, %#x\n", (unsigned)hr,
	   (unsigned)clsid.Data1);
	hr = IMarshal_GetMarshalSizeMax(it, &IID_IHand, &agile.iface,
					MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL,
					&size);
	ok(hr == S_OK && size, "%#x, %u\n", (unsigned)hr, (unsigned)size);
	hr = IMarshal_MarshalInterface(it, tape_new(&tape), &IID_IStream,
				       &agile.iface, MSHCTX_INPROC, NULL,
				       MSHLFLAGS_NORMAL);
	ok(hr == E_NOINTERFACE, "%#x\n", (unsigned)hr);
	hr = IMarshal_DisconnectObject(it, 0);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	IMarshal_Release(it);
	hr = CoCreateFreeThreadedMarshaler(NULL, &alone);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	hr = IUnknown_QueryInterface(alone, &IID_IMarshal, (void **)&again);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	IMarshal_Release(again);
	ok(!IUnknown_Release(alone), "references left\n");
	end();
	CoUninitialize();
}

/* C-269c: a packet that was made up gives nothing. */
static void hostile(void)
{
	IMarshal *it;
	void *object = (void *)1;

	if (winetest_platform_is_wine) {
		skip("Wine believes what the packet says\n");
		return;
	}
	CoInitialize(NULL);
	make();
	IUnknown_QueryInterface(agile.marshaler, &IID_IMarshal, (void **)&it);
	for (int size = 0; size <= 64; size += 8) {
		tape_new(&tape);
		memset(tape.bytes, 0x41, sizeof(tape.bytes));
		tape.size = size;
		hr = IMarshal_UnmarshalInterface(it, &tape.iface, &IID_IHand,
						 &object);
		ok(FAILED(hr) && !object, "%d: %#x\n", size, (unsigned)hr);
		tape_rewind(&tape);
		hr = IMarshal_ReleaseMarshalData(it, &tape.iface);
		ok(FAILED(hr), "%d: %#x\n", size, (unsigned)hr);
	}
	IMarshal_Release(it);
	hr = CoCreateFreeThreadedMarshaler(NULL, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	end();
	CoUninitialize();
}

static IStream *packet;
static IUnknown *handed;

static DWORD WINAPI take_it(void *arg)
{
	IUnknown *taken;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	hr = CoGetInterfaceAndReleaseStream(packet, arg, (void **)&taken);
	if (SUCCEEDED(hr))
		IUnknown_Release(taken);
	CoUninitialize();
	return taken == handed;
}

static void handed_over(IUnknown *object, const IID *iid)
{
	DWORD is_same = FALSE;
	HANDLE thread;

	handed = object;
	hr = CoMarshalInterThreadInterfaceInStream(iid, object, &packet);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	if (FAILED(hr))
		return;
	thread = CreateThread(NULL, 0, take_it, (void *)iid, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &is_same);
	CloseHandle(thread);
	ok(hr == S_OK && is_same, "%#x\n", (unsigned)hr);
	ok(!IUnknown_Release(object), "references left\n");
}

/* C-269d */
static void objects_of_ours(void)
{
	static const CLSID clsids[] = {
		{ 0x32b, 0, 0, { 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } },
		{ 0x32c, 0, 0, { 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } },
		{ 0x32d, 0, 0, { 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } },
	};
	IUnknown *object;
	IStream *stream;

	if (winetest_platform_is_wine) {
		skip("Wine has no StdEvent\n");
		return;
	}
	CoInitialize(NULL);
	for (int i = 0; i < 3; i++) {
		const IID *iid = i < 2 ? &IID_ISynchronize :
					 &IID_ISynchronizeContainer;

		hr = CoCreateInstance(&clsids[i], NULL, CLSCTX_INPROC_SERVER,
				      iid, (void **)&object);
		ok(hr == S_OK, "%#x\n", (unsigned)hr);
		handed_over(object, iid);
	}
	CreateStreamOnHGlobal(NULL, TRUE, &stream);
	handed_over((IUnknown *)stream, &IID_IStream);
	CoUninitialize();
}

START_TEST(CoCreateFreeThreadedMarshaler)
{
	RUN(once);
	RUN(for_a_table);
	RUN(marshaler);
	RUN(hostile);
	RUN(objects_of_ours);
}
