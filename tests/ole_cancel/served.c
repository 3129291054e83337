/* An in-process server, a library of its own: instances of every class are IUnknowns. */
#define COBJMACROS
#include "served.h"

static struct served_facts facts;

struct served_facts *WINAPI served_facts(void)
{
	return &facts;
}

struct instance {
	IUnknown unknown;
	LONG refs;
};

static HRESULT STDMETHODCALLTYPE instance_query(IUnknown *unknown, REFIID iid,
						void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown))
		return E_NOINTERFACE;
	IUnknown_AddRef(unknown);
	*object = unknown;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE instance_addref(IUnknown *unknown)
{
	return InterlockedIncrement(&((struct instance *)unknown)->refs);
}

static ULONG STDMETHODCALLTYPE instance_release(IUnknown *unknown)
{
	ULONG refs = InterlockedDecrement(&((struct instance *)unknown)->refs);

	if (!refs) {
		CoTaskMemFree(unknown);
		InterlockedDecrement(&facts.instances);
	}
	return refs;
}

static IUnknownVtbl instance_vtbl = {
	instance_query, instance_addref, instance_release,
};

static HRESULT STDMETHODCALLTYPE query(IClassFactory *factory, REFIID iid,
				       void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IClassFactory))
		return E_NOINTERFACE;
	*object = factory;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE count(IClassFactory *factory)
{
	(void)factory;
	return 1;
}

static HRESULT STDMETHODCALLTYPE create(IClassFactory *factory, IUnknown *outer,
					REFIID iid, void **object)
{
	struct instance *it;
	HRESULT hr;

	(void)factory;
	*object = NULL;
	if (outer)
		return CLASS_E_NOAGGREGATION;
	it = CoTaskMemAlloc(sizeof(*it));
	it->unknown.lpVtbl = &instance_vtbl;
	it->refs = 1;
	InterlockedIncrement(&facts.instances);
	InterlockedExchange((LONG *)&facts.created_on, GetCurrentThreadId());
	hr = IUnknown_QueryInterface(&it->unknown, iid, object);
	IUnknown_Release(&it->unknown);
	return hr;
}

static HRESULT STDMETHODCALLTYPE lock_server(IClassFactory *factory, BOOL lock)
{
	(void)factory;
	(void)lock;
	return S_OK;
}

static IClassFactoryVtbl vtbl = { query, count, count, create, lock_server };
static IClassFactory factory = { &vtbl };

HRESULT WINAPI DllGetClassObject(REFCLSID clsid, REFIID iid, void **object)
{
	(void)clsid;
	return IClassFactory_QueryInterface(&factory, iid, object);
}

HRESULT WINAPI DllCanUnloadNow(void)
{
	InterlockedIncrement(&facts.asked);
	return InterlockedCompareExchange(&facts.instances, 0, 0) ? S_FALSE :
								    S_OK;
}
