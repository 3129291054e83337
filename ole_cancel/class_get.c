/*
 * Class objects and instances by CLSID, wherever they come from.
 */
#include "class.h"
#include "apartment.h"

#define IN_PROCESS (CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER)

static HRESULT get_class(struct apartment *apartment, REFCLSID clsid,
			 DWORD context, REFIID iid, void **object)
{
	HRESULT hr = REGDB_E_CLASSNOTREG;

	if (context & CLSCTX_INPROC_SERVER)
		hr = class_own(clsid, iid, object);
	if (hr == REGDB_E_CLASSNOTREG)
		hr = class_registered(apartment, clsid, context, iid, object);
	if (hr == REGDB_E_CLASSNOTREG && context & IN_PROCESS)
		hr = class_server(apartment, clsid, iid, object);
	return hr;
}

/*
 * CoGetClassObject: an interface of a class's class object, with a reference: of the
 * system's own classes, of those registered, of in-process servers (docs/com.md).
 * CO_E_NOTINITIALIZED; REGDB_E_CLASSNOTREG; another machine's are
 * RPC_S_SERVER_UNAVAILABLE; E_INVALIDARG without a place for it.
 * (Microsoft: CoGetClassObject)
 */
HRESULT WINAPI CoGetClassObject(REFCLSID clsid, DWORD context,
				COSERVERINFO *server, REFIID iid, void **object)
{
	struct apartment *apartment;
	HRESULT hr;

	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (server && server->pwszName && server->pwszName[0])
		return HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE);
	apartment = apartment_current();
	if (!apartment)
		return CO_E_NOTINITIALIZED;
	hr = get_class(apartment, clsid, context, iid, object);
	apartment_unref(apartment);
	return hr;
}

static HRESULT create(REFCLSID clsid, IUnknown *outer, DWORD context,
		      COSERVERINFO *server, REFIID iid, void **object)
{
	IClassFactory *factory;
	HRESULT hr = CoGetClassObject(clsid, context, server,
				      &IID_IClassFactory, (void **)&factory);

	if (FAILED(hr))
		return hr;
	hr = IClassFactory_CreateInstance(factory, outer, iid, object);
	IClassFactory_Release(factory);
	return hr;
}

/*
 * CoCreateInstance: an instance of a class: its class object's CreateInstance. What
 * CoGetClassObject says, or CreateInstance; E_POINTER without a place for it.
 * (Microsoft: CoCreateInstance)
 */
HRESULT WINAPI CoCreateInstance(REFCLSID clsid, IUnknown *outer, DWORD context,
				REFIID iid, void **object)
{
	if (!object)
		return E_POINTER;
	*object = NULL;
	return create(clsid, outer, context, NULL, iid, object);
}

/* The results of all; what is already there is not asked for. */
static HRESULT query_all(IUnknown *unknown, ULONG count, MULTI_QI *wanted)
{
	ULONG got = 0;

	for (ULONG i = 0; i < count; i++) {
		wanted[i].hr = IUnknown_QueryInterface(
			unknown, wanted[i].pIID, (void **)&wanted[i].pItf);
		got += SUCCEEDED(wanted[i].hr);
	}
	if (!got)
		return E_NOINTERFACE;
	return got == count ? S_OK : CO_S_NOTALLINTERFACES;
}

/*
 * CoCreateInstanceEx: one instance and several of its interfaces, each with a result
 * of its own: S_OK, CO_S_NOTALLINTERFACES or E_NOINTERFACE if it has all, some, none.
 * What CoCreateInstance says; E_INVALIDARG for an empty list.
 * (Microsoft: CoCreateInstanceEx)
 */
HRESULT WINAPI CoCreateInstanceEx(REFCLSID clsid, IUnknown *outer,
				  DWORD context, COSERVERINFO *server,
				  ULONG count, MULTI_QI *wanted)
{
	IUnknown *unknown = NULL;
	HRESULT hr;

	if (!count || !wanted)
		return E_INVALIDARG;
	for (ULONG i = 0; i < count; i++) {
		wanted[i].pItf = NULL;
		wanted[i].hr = E_NOINTERFACE;
	}
	hr = create(clsid, outer, context, server, &IID_IUnknown,
		    (void **)&unknown);
	if (FAILED(hr)) {
		for (ULONG i = 0; i < count; i++)
			wanted[i].hr = hr;
		return hr;
	}
	hr = query_all(unknown, count, wanted);
	IUnknown_Release(unknown);
	return hr;
}
