/*
 * An object of ISlow whose Work stays until it is let go, and its host. Include
 * "slow.h" before.
 */
#ifndef TESTS_SLOW_SERVER_H
#define TESTS_SLOW_SERVER_H

#include "host.h"

struct slow {
	ISlow iface;
	LONG refs, runs;
	BOOL at_once;		/* Work does not stay */
	IUnknown *factory;	/* its ICallFactory, if it has one */
	HANDLE entered, go, left;
	HRESULT before, after, answer;
	struct host host;
	DWORD cookie;
	ISlow *proxy;
};

static HRESULT STDMETHODCALLTYPE slow_QueryInterface(ISlow *iface, REFIID iid,
						     void **out)
{
	struct slow *slow = (struct slow *)iface;

	*out = NULL;
	if (IsEqualIID(iid, &IID_ICallFactory) && slow->factory)
		*out = slow->factory;
	else if (IsEqualIID(iid, &IID_IUnknown) ||
		 IsEqualIID(iid, &IID_ISlow))
		*out = iface;
	else
		return E_NOINTERFACE;
	ISlow_AddRef(iface);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE slow_AddRef(ISlow *iface)
{
	return InterlockedIncrement(&((struct slow *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE slow_Release(ISlow *iface)
{
	return InterlockedDecrement(&((struct slow *)iface)->refs);
}

static HRESULT STDMETHODCALLTYPE slow_Work(ISlow *iface, LONG a, LONG *sum,
					   LONG *product)
{
	struct slow *slow = (struct slow *)iface;

	InterlockedIncrement(&slow->runs);
	if (!slow->at_once) {
		slow->before = CoTestCancel();
		SetEvent(slow->entered);
		WaitForSingleObject(slow->go, INFINITE);
		slow->after = CoTestCancel();
	}
	*product = a * *sum;
	*sum += a;
	SetEvent(slow->left);
	return slow->answer;
}

static HRESULT STDMETHODCALLTYPE slow_Fill(ISlow *iface, ULONG n, LONG *row,
					   WCHAR **name)
{
	(void)iface;
	for (ULONG i = 0; i < n; i++)
		row[i] = (LONG)(i * i);
	*name = CoTaskMemAlloc(3 * sizeof(WCHAR));
	(*name)[0] = 'o';
	(*name)[1] = 'k';
	(*name)[2] = 0;
	return S_OK;
}

static ISlowVtbl slow_vtbl = { slow_QueryInterface, slow_AddRef, slow_Release,
			       slow_Work, slow_Fill };

static inline void slow_begin(struct slow *slow, DWORD client, DWORD server)
{
	HRESULT hr;

	CoInitializeEx(NULL, client);
	slow->cookie = by_hand_register();
	slow->iface.lpVtbl = &slow_vtbl;
	slow->refs = 1;
	slow->entered = CreateEventA(NULL, FALSE, FALSE, NULL);
	slow->go = CreateEventA(NULL, FALSE, FALSE, NULL);
	slow->left = CreateEventA(NULL, FALSE, FALSE, NULL);
	host_init(&slow->host);
	slow->host.iid = &IID_ISlow;
	slow->host.object = (IUnknown *)&slow->iface;
	host_start(&slow->host, server);
	hr = CoUnmarshalInterface(&slow->host.tape.iface, &IID_ISlow,
				  (void **)&slow->proxy);
	ok(hr == S_OK, "unmarshaled: %#x\n", (unsigned)hr);
}

static inline LONG slow_refs(struct slow *slow)
{
	return InterlockedCompareExchange(&slow->refs, 0, 0);
}

static inline void slow_end(struct slow *slow)
{
	if (slow->proxy)
		ISlow_Release(slow->proxy);
	host_end(&slow->host);
	host_await(&slow->refs, 1);
	ok(slow_refs(slow) == 1, "%d references\n", (int)slow_refs(slow));
	CoRevokeClassObject(slow->cookie);
	CoUninitialize();
	CloseHandle(slow->entered);
	CloseHandle(slow->go);
	CloseHandle(slow->left);
}

static inline AsyncISlow *slow_call(struct slow *slow)
{
	ICallFactory *factory = NULL;
	AsyncISlow *call = NULL;
	HRESULT hr = ISlow_QueryInterface(slow->proxy, &IID_ICallFactory,
					  (void **)&factory);

	ok(hr == S_OK && factory, "factory: %#x\n", (unsigned)hr);
	hr = ICallFactory_CreateCall(factory, &IID_AsyncISlow, NULL,
				     &IID_AsyncISlow, (IUnknown **)&call);
	ok(hr == S_OK && call, "call object: %#x\n", (unsigned)hr);
	ICallFactory_Release(factory);
	return call;
}

static inline HRESULT slow_wait(AsyncISlow *call, DWORD ms)
{
	ISynchronize *synchronize = NULL;
	HRESULT hr = AsyncISlow_QueryInterface(call, &IID_ISynchronize,
					       (void **)&synchronize);

	ok(hr == S_OK, "ISynchronize: %#x\n", (unsigned)hr);
	hr = ISynchronize_Wait(synchronize, 0, ms);
	ISynchronize_Release(synchronize);
	return hr;
}

static inline HRESULT slow_cancel(AsyncISlow *call, ULONG seconds)
{
	ICancelMethodCalls *cancel = NULL;
	HRESULT hr = AsyncISlow_QueryInterface(call, &IID_ICancelMethodCalls,
					       (void **)&cancel);

	ok(hr == S_OK, "ICancelMethodCalls: %#x\n", (unsigned)hr);
	hr = ICancelMethodCalls_Cancel(cancel, seconds);
	ICancelMethodCalls_Release(cancel);
	return hr;
}

static inline HRESULT slow_test(AsyncISlow *call)
{
	ICancelMethodCalls *cancel = NULL;
	HRESULT hr = AsyncISlow_QueryInterface(call, &IID_ICancelMethodCalls,
					       (void **)&cancel);

	ok(hr == S_OK, "ICancelMethodCalls: %#x\n", (unsigned)hr);
	hr = ICancelMethodCalls_TestCancel(cancel);
	ICancelMethodCalls_Release(cancel);
	return hr;
}

#endif
