/*
 * The classes of this module, and their class objects: nothing to count, they are
 * always there.
 */
#include "class.h"
#include "event.h"
#include "factory_proxy.h"
#include "free_threaded.h"
#include "interface_table.h"

static const struct own_class classes[] = {
	{ &CLSID_StdEvent, event_create_auto },
	{ &CLSID_ManualResetEvent, event_create_manual },
	{ &CLSID_SynchronizeContainer, container_create },
	{ &CLSID_InProcFreeMarshaler, free_marshaler_create },
	{ &CLSID_StdGlobalInterfaceTable, interface_table_create },
};

#define CLASSES (sizeof(classes) / sizeof(*classes))

static HRESULT STDMETHODCALLTYPE query(IClassFactory *factory, REFIID iid,
				       void **object)
{
	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IClassFactory))
		return E_NOINTERFACE;
	*object = factory;
	return S_OK;
}

static ULONG STDMETHODCALLTYPE add_ref(IClassFactory *factory)
{
	(void)factory;
	return 2;
}

static ULONG STDMETHODCALLTYPE release(IClassFactory *factory)
{
	(void)factory;
	return 1;
}

static HRESULT STDMETHODCALLTYPE create(IClassFactory *factory, IUnknown *outer,
					REFIID iid, void **object);

static HRESULT STDMETHODCALLTYPE lock_server(IClassFactory *factory, BOOL lock)
{
	(void)factory;
	(void)lock;
	return S_OK;
}

static const IClassFactoryVtbl vtbl = {
	query, add_ref, release, create, lock_server,
};

static IClassFactory factories[CLASSES] = {
	[0 ... CLASSES - 1] = { (IClassFactoryVtbl *)&vtbl }
};

static HRESULT STDMETHODCALLTYPE create(IClassFactory *factory, IUnknown *outer,
					REFIID iid, void **object)
{
	const struct own_class *class = &classes[factory - factories];
	IUnknown *unknown;
	HRESULT hr;

	if (!object)
		return E_POINTER;
	*object = NULL;
	if (outer && !IsEqualIID(iid, &IID_IUnknown))
		return E_NOINTERFACE;
	hr = class->create(outer, &unknown);
	if (FAILED(hr))
		return hr;
	hr = IUnknown_QueryInterface(unknown, iid, object);
	IUnknown_Release(unknown);
	return hr;
}

HRESULT class_own(REFCLSID clsid, REFIID iid, void **object)
{
	if (IsEqualCLSID(&factory_proxies_clsid, clsid))
		return IPSFactoryBuffer_QueryInterface(&factory_proxies, iid,
						       object);
	for (unsigned i = 0; i < CLASSES; i++)
		if (IsEqualCLSID(classes[i].clsid, clsid))
			return IClassFactory_QueryInterface(&factories[i], iid,
							    object);
	return REGDB_E_CLASSNOTREG;
}
