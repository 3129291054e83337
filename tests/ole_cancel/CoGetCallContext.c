/* The context of the call that a thread serves. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"
#include "ole_entries.h"
#include "canceller.h"

static struct canceller one, two;

/* C-035 C-128 */
static void none(void)
{
	IUnknown *object = (void *)1;
	HRESULT hr = CoGetCallContext(&IID_IUnknown, (void **)&object);

	ok(hr == RPC_E_CALL_COMPLETE, "%#x\n", hr);
	CoInitialize(NULL);
	hr = CoGetCallContext(&IID_IServerSecurity, (void **)&object);
	ok(hr == RPC_E_CALL_COMPLETE, "%#x\n", hr);
	CoUninitialize();
}

/* C-034 C-036 C-128 C-129 */
static void switched(void)
{
	IUnknown *first = canceller_init(&one), *second = canceller_init(&two);
	IUnknown *old = (void *)1, *object;
	HRESULT hr;

	CoInitialize(NULL);
	hr = CoSwitchCallContext(first, &old);
	ok(hr == S_OK && !old, "%#x, %p\n", hr, old);
	ok(one.refs == 1, "%d references\n", one.refs);
	hr = CoGetCallContext(&IID_ICancelMethodCalls, (void **)&object);
	ok(hr == S_OK && object == first && one.refs == 2,
	   "%#x, %p, %d references\n", hr, object, one.refs);
	if (SUCCEEDED(hr))
		IUnknown_Release(object);
	hr = CoGetCallContext(&IID_IStream, (void **)&object);
	ok(hr == E_NOINTERFACE && !object, "%#x, %p\n", hr, object);
	hr = CoSwitchCallContext(second, &old);
	ok(hr == S_OK && old == first, "%#x, %p\n", hr, old);
	ok(one.refs == 1 && two.refs == 1, "%d and %d references\n", one.refs,
	   two.refs);
	if (!winetest_platform_is_wine) {
		hr = CoSwitchCallContext(first, NULL);
		ok(hr == S_OK, "%#x\n", hr);
	}
	hr = CoSwitchCallContext(NULL, &old);
	ok(hr == S_OK && old == (winetest_platform_is_wine ? second : first),
	   "%#x, %p\n", hr, old);
	hr = CoGetCallContext(&IID_IUnknown, (void **)&object);
	ok(hr == RPC_E_CALL_COMPLETE, "%#x\n", hr);
	CoUninitialize();
}

/* C-029 C-126 */
static void asked(void)
{
	IUnknown *first = canceller_init(&one), *old;
	HRESULT hr;

	OLE_ENTRIES_OR_SKIP();
	hr = CoTestCancel();
	ok(hr == RPC_E_CALL_COMPLETE, "no call: %#x\n", hr);
	CoSwitchCallContext(first, &old);
	one.test = RPC_S_CALLPENDING;
	hr = CoTestCancel();
	ok(hr == RPC_S_CALLPENDING, "%#x\n", hr);
	one.test = RPC_E_CALL_CANCELED;
	hr = CoTestCancel();
	ok(hr == RPC_E_CALL_CANCELED && one.refs == 1, "%#x, %d references\n",
	   hr, one.refs);
	one.is_none = TRUE;
	hr = CoTestCancel();
	ok(hr == E_NOINTERFACE, "%#x\n", hr);
	CoSwitchCallContext(old, NULL);
	hr = CoGetCallContext(&IID_IUnknown, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
}

START_TEST(CoGetCallContext)
{
	RUN(none);
	RUN(switched);
	RUN(asked);
}
