/* Synchronisation objects. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

static const CLSID std_event = { 0x32b, 0, 0, { 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const CLSID manual_event = { 0x32c, 0, 0,
	{ 0xc0, 0, 0, 0, 0, 0, 0, 0x46 } };

static ISynchronize *sync;
static HRESULT hr;

static void make(const CLSID *clsid)
{
	sync = NULL;
	hr = CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER,
			      &IID_ISynchronize, (void **)&sync);
}

static void interfaces(const CLSID *clsid, BOOL has_event)
{
	ISynchronizeHandle *handle;
	IUnknown *unknown, *same;
	HANDLE event = NULL;

	make(clsid);
	ok(hr == S_OK && sync, "%#x\n", hr);
	hr = ISynchronize_QueryInterface(sync, &IID_ISynchronizeHandle,
					 (void **)&handle);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronizeHandle_GetHandle(handle, &event);
	ok(hr == S_OK && event, "%#x, %p\n", hr, event);
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "signalled\n");
	hr = ISynchronize_Signal(sync);
	ok(hr == S_OK && WaitForSingleObject(event, 0) == WAIT_OBJECT_0,
	   "%#x\n", hr);
	ISynchronize_QueryInterface(sync, &IID_IUnknown, (void **)&unknown);
	ISynchronizeHandle_QueryInterface(handle, &IID_IUnknown,
					  (void **)&same);
	ok(unknown == same, "%p and %p\n", unknown, same);
	IUnknown_Release(unknown);
	IUnknown_Release(same);
	hr = ISynchronize_QueryInterface(sync, &IID_ISynchronizeEvent,
					 (void **)&same);
	ok(!has_event || hr == S_OK, "%#x\n", hr);
	if (SUCCEEDED(hr))
		IUnknown_Release(same);
	hr = ISynchronize_QueryInterface(sync, &IID_IStream, (void **)&same);
	ok(hr == E_NOINTERFACE && !same, "%#x, %p\n", hr, same);
	ISynchronizeHandle_Release(handle);
	ok(!ISynchronize_Release(sync), "references left\n");
	ok(WaitForSingleObject(event, 0) == WAIT_FAILED, "still open\n");
}

/* C-056 C-059 */
static void automatic(void)
{
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	if (winetest_platform_is_wine) {
		skip("Wine has no StdEvent\n");
		return;
	}
	interfaces(&std_event, TRUE);
	make(&std_event);
	hr = ISynchronize_Wait(sync, 0, 0);
	ok(hr == RPC_S_CALLPENDING, "at first %#x\n", hr);
	hr = ISynchronize_Signal(sync);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronize_Wait(sync, 0, 0);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronize_Wait(sync, 0, 10);
	ok(hr == RPC_S_CALLPENDING, "a wait resets it: %#x\n", hr);
	ISynchronize_Release(sync);
	CoUninitialize();
}

static void manual_in(DWORD init)
{
	CoInitializeEx(NULL, init);
	interfaces(&manual_event, FALSE);
	make(&manual_event);
	hr = ISynchronize_Wait(sync, 0, 0);
	ok(hr == RPC_S_CALLPENDING, "at first %#x\n", hr);
	/* C-058 */
	hr = ISynchronize_Reset(sync);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronize_Signal(sync);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronize_Signal(sync);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronize_Wait(sync, 0, 0);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronize_Wait(sync, 0, INFINITE);
	ok(hr == S_OK, "a wait leaves it: %#x\n", hr);
	hr = ISynchronize_Reset(sync);
	ok(hr == S_OK, "%#x\n", hr);
	hr = ISynchronize_Wait(sync, 0, 10);
	ok(hr == RPC_S_CALLPENDING, "%#x\n", hr);
	ISynchronize_Release(sync);
	CoUninitialize();
}

/* C-046 C-057 C-058 C-059 */
static void manual(void)
{
	manual_in(COINIT_MULTITHREADED);
	manual_in(COINIT_APARTMENTTHREADED);
}

static LONG outer_refs = 1;

static HRESULT STDMETHODCALLTYPE outer_query(IUnknown *outer, REFIID iid,
					     void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IStream))
		return E_NOINTERFACE;
	InterlockedIncrement(&outer_refs);
	*object = outer;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE outer_addref(IUnknown *outer)
{
	(void)outer;
	return InterlockedIncrement(&outer_refs);
}

static ULONG STDMETHODCALLTYPE outer_release(IUnknown *outer)
{
	(void)outer;
	return InterlockedDecrement(&outer_refs);
}

static IUnknownVtbl outer_vtbl = { outer_query, outer_addref, outer_release };
static IUnknown outer = { &outer_vtbl };

/* C-277 */
static void aggregated(void)
{
	IUnknown *inner, *object;

	if (winetest_platform_is_wine) {
		skip("Wine's cannot be aggregated\n");
		return;
	}
	CoInitialize(NULL);
	hr = CoCreateInstance(&manual_event, &outer, CLSCTX_INPROC_SERVER,
			      &IID_ISynchronize, (void **)&object);
	ok(FAILED(hr), "not by its own IUnknown: %#x\n", hr);
	hr = CoCreateInstance(&manual_event, &outer, CLSCTX_INPROC_SERVER,
			      &IID_IUnknown, (void **)&inner);
	ok(hr == S_OK && inner != &outer && outer_refs == 1,
	   "%#x, %d references\n", hr, outer_refs);
	hr = IUnknown_QueryInterface(inner, &IID_ISynchronize, (void **)&sync);
	ok(hr == S_OK && outer_refs == 2, "%#x, %d references\n", hr,
	   outer_refs);
	hr = ISynchronize_QueryInterface(sync, &IID_IStream, (void **)&object);
	ok(hr == S_OK && object == &outer, "%#x\n", hr);
	IUnknown_Release(object);
	hr = ISynchronize_QueryInterface(sync, &IID_ISynchronize,
					 (void **)&object);
	ok(hr == E_NOINTERFACE, "the outer one decides: %#x\n", hr);
	ok(ISynchronize_Release(sync) == 1, "%d references\n", outer_refs);
	ok(!IUnknown_Release(inner), "references left\n");
	CoUninitialize();
}

/* C-278 */
static void another_handle(void)
{
	ISynchronizeEvent *handle;
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL), got;

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	if (winetest_platform_is_wine) {
		skip("Wine has no StdEvent\n");
		return;
	}
	make(&std_event);
	ISynchronize_QueryInterface(sync, &IID_ISynchronizeEvent,
				    (void **)&handle);
	hr = ISynchronizeEvent_SetEventHandle(handle, &event);
	ok(hr == S_OK, "%#x\n", hr);
	SetEvent(event);
	hr = ISynchronize_Wait(sync, 0, 0);
	ok(hr == S_OK, "%#x\n", hr);
	ISynchronize_Reset(sync);
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "another event\n");
	CloseHandle(event);
	hr = ISynchronize_Signal(sync);
	hr = ISynchronize_Wait(sync, 0, 0);
	ok(hr == S_OK, "it has a handle of its own: %#x\n", hr);
	hr = ISynchronizeEvent_GetHandle(handle, &got);
	ok(hr == S_OK && WaitForSingleObject(got, 0) == WAIT_OBJECT_0, "%#x\n",
	   hr);
	hr = ISynchronizeEvent_SetEventHandle(handle, &event);
	ok(hr == HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE), "closed: %#x\n", hr);
	ISynchronizeEvent_Release(handle);
	ISynchronize_Release(sync);
	CoUninitialize();
}

START_TEST(StdEvent)
{
	RUN(automatic);
	RUN(manual);
	RUN(aggregated);
	RUN(another_handle);
}
