/*
 * A cancel object, or a call's context, that counts what it is asked: what a custom
 * marshaler registers.
 */
#ifndef TESTS_LIB_CANCELLER_H
#define TESTS_LIB_CANCELLER_H

struct canceller {
	ICancelMethodCalls cancel;
	LONG refs;
	LONG cancels;
	ULONG seconds;
	HRESULT answer;		/* of Cancel */
	HRESULT test;		/* of TestCancel */
	BOOL is_none;		/* it is an IUnknown only */
};

static inline struct canceller *canceller_of(ICancelMethodCalls *cancel)
{
	return CONTAINING_RECORD(cancel, struct canceller, cancel);
}

static inline ULONG STDMETHODCALLTYPE canceller_addref(ICancelMethodCalls *iface)
{
	return InterlockedIncrement(&canceller_of(iface)->refs);
}

static inline HRESULT STDMETHODCALLTYPE canceller_query(
	ICancelMethodCalls *iface, REFIID iid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    (canceller_of(iface)->is_none ||
	     !IsEqualIID(iid, &IID_ICancelMethodCalls)))
		return E_NOINTERFACE;
	canceller_addref(iface);
	*object = iface;
	return S_OK;
}

static inline ULONG STDMETHODCALLTYPE canceller_release(ICancelMethodCalls *iface)
{
	return InterlockedDecrement(&canceller_of(iface)->refs);
}

static inline HRESULT STDMETHODCALLTYPE canceller_cancel(
	ICancelMethodCalls *iface, ULONG seconds)
{
	InterlockedIncrement(&canceller_of(iface)->cancels);
	InterlockedExchange((LONG *)&canceller_of(iface)->seconds, seconds);
	return canceller_of(iface)->answer;
}

static inline HRESULT STDMETHODCALLTYPE canceller_test(ICancelMethodCalls *iface)
{
	return canceller_of(iface)->test;
}

static ICancelMethodCallsVtbl canceller_vtbl = {
	canceller_query, canceller_addref, canceller_release, canceller_cancel,
	canceller_test,
};

/* With one reference. */
static inline IUnknown *canceller_init(struct canceller *it)
{
	memset(it, 0, sizeof(*it));
	it->cancel.lpVtbl = &canceller_vtbl;
	it->refs = 1;
	return (IUnknown *)&it->cancel;
}

#endif
