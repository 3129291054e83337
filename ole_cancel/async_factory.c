/*
 * ICallFactory of a proxy manager, which every standard proxy has: call objects for
 * the asynchronous twins of the object's interfaces.
 */
#include "async.h"

static struct imported *impl(ICallFactory *iface)
{
	return CONTAINING_RECORD(iface, struct imported, factory);
}

static HRESULT WINAPI factory_QueryInterface(ICallFactory *iface, REFIID iid,
					     void **out)
{
	return IUnknown_QueryInterface(&impl(iface)->unknown, iid, out);
}

static ULONG WINAPI factory_AddRef(ICallFactory *iface)
{
	return IUnknown_AddRef(&impl(iface)->unknown);
}

static ULONG WINAPI factory_Release(ICallFactory *iface)
{
	return IUnknown_Release(&impl(iface)->unknown);
}

static HRESULT make(struct imported *imported, REFIID iid, IUnknown *outer,
		    struct call_object **object)
{
	struct import_face *face;
	IID sync;
	HRESULT hr = ndr_get_sync(iid, &sync);

	if (FAILED(hr))
		return E_NOINTERFACE;
	hr = imported_face(imported, &sync, &face);
	return FAILED(hr) ? hr : call_object_new(imported, face->face, iid,
						 outer, object);
}

/*
 * ICallFactory::CreateCall: a call object for an asynchronous interface; riid2 says
 * which of its interfaces is wanted, for an aggregated one IID_IUnknown alone.
 * E_INVALIDARG, E_NOINTERFACE when riid is none of the object's asynchronous
 * interfaces. (Microsoft: ICallFactory::CreateCall)
 */
static HRESULT WINAPI factory_CreateCall(ICallFactory *iface, REFIID iid,
					 IUnknown *outer, REFIID iid2,
					 IUnknown **out)
{
	struct call_object *object;
	HRESULT hr;

	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	if (outer && !IsEqualIID(iid2, &IID_IUnknown))
		return E_INVALIDARG;
	hr = make(impl(iface), iid, outer, &object);
	if (FAILED(hr))
		return hr;
	hr = IUnknown_QueryInterface(&object->inner, iid2, (void **)out);
	IUnknown_Release(&object->inner);
	return hr;
}

const ICallFactoryVtbl imported_factory_vtbl = { factory_QueryInterface,
						 factory_AddRef,
						 factory_Release,
						 factory_CreateCall };
