/*
 * The standard way as an IMarshal: of an object, for those that have none or that
 * leave some contexts to it (CoGetStandardMarshal); and of a proxy.
 */
#include "remote.h"

struct standard {
	IMarshal iface;
	LONG refs;
	IUnknown *object;	/* NULL: to unmarshal only */
};

static struct standard *impl(IMarshal *iface)
{
	return CONTAINING_RECORD(iface, struct standard, iface);
}

static HRESULT WINAPI standard_QueryInterface(IMarshal *iface, REFIID iid,
					      void **out)
{
	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IMarshal))
		return E_NOINTERFACE;
	*out = iface;
	IMarshal_AddRef(iface);
	return S_OK;
}

static ULONG WINAPI standard_AddRef(IMarshal *iface)
{
	return __atomic_add_fetch(&impl(iface)->refs, 1, __ATOMIC_RELAXED);
}

static ULONG WINAPI standard_Release(IMarshal *iface)
{
	struct standard *standard = impl(iface);
	const ULONG refs =
		__atomic_sub_fetch(&standard->refs, 1, __ATOMIC_ACQ_REL);

	if (!refs) {
		if (standard->object)
			IUnknown_Release(standard->object);
		HeapFree(GetProcessHeap(), 0, standard);
	}
	return refs;
}

static HRESULT WINAPI standard_GetUnmarshalClass(IMarshal *iface, REFIID iid,
						 void *object, DWORD context,
						 void *more, DWORD flags,
						 CLSID *clsid)
{
	(void)iface;
	(void)iid;
	(void)object;
	(void)context;
	(void)more;
	(void)flags;
	*clsid = CLSID_StdMarshal;
	return S_OK;
}

static HRESULT WINAPI standard_GetMarshalSizeMax(IMarshal *iface, REFIID iid,
						 void *object, DWORD context,
						 void *more, DWORD flags,
						 DWORD *size)
{
	(void)iface;
	(void)iid;
	(void)object;
	(void)context;
	(void)more;
	(void)flags;
	*size = OBJREF_STANDARD_SIZE;
	return S_OK;
}

static HRESULT check(DWORD context, DWORD flags)
{
	if (flags & MSHLFLAGS_TABLEWEAK)
		return E_NOTIMPL;
	/* Other machines are out of reach. */
	return context == MSHCTX_DIFFERENTMACHINE ? E_NOTIMPL : S_OK;
}

static HRESULT WINAPI standard_MarshalInterface(IMarshal *iface,
						IStream *stream, REFIID iid,
						void *object, DWORD context,
						void *more, DWORD flags)
{
	struct standard *standard = impl(iface);
	IUnknown *unknown = object ? object : standard->object;
	HRESULT hr = check(context, flags);
	struct imported *imported;

	(void)more;
	if (FAILED(hr))
		return hr;
	if (!stream || !unknown)
		return E_INVALIDARG;
	imported = imported_from(unknown);
	if (!imported)
		return marshal_object(stream, iid, unknown, flags);
	hr = marshal_proxy(stream, iid, imported, flags);
	IUnknown_Release(&imported->unknown);
	return hr;
}

static HRESULT WINAPI standard_UnmarshalInterface(IMarshal *iface,
						  IStream *stream, REFIID iid,
						  void **out)
{
	(void)iface;
	return CoUnmarshalInterface(stream, iid, out);
}

static HRESULT WINAPI standard_ReleaseMarshalData(IMarshal *iface,
						  IStream *stream)
{
	(void)iface;
	return CoReleaseMarshalData(stream);
}

static HRESULT WINAPI standard_DisconnectObject(IMarshal *iface,
						DWORD reserved)
{
	struct standard *standard = impl(iface);
	struct apartment *apartment = apartment_current();
	struct exported *exported;
	HRESULT hr = S_OK;

	(void)reserved;
	if (apartment && standard->object)
		hr = exported_of(apartment, standard->object, false, &exported);
	if (apartment && standard->object && hr == S_OK) {
		exported_close(exported);
		exported_unref(exported);
	}
	if (apartment)
		apartment_unref(apartment);
	return FAILED(hr) ? hr : S_OK;
}

static const IMarshalVtbl standard_vtbl = {
	standard_QueryInterface,     standard_AddRef,
	standard_Release,	     standard_GetUnmarshalClass,
	standard_GetMarshalSizeMax,  standard_MarshalInterface,
	standard_UnmarshalInterface, standard_ReleaseMarshalData,
	standard_DisconnectObject,
};

/*
 * CoGetStandardMarshal: an IMarshal that does it the standard way, for an object that
 * leaves it some contexts; it holds the object, or NULL, to unmarshal only.
 * E_INVALIDARG, E_OUTOFMEMORY. (Microsoft: CoGetStandardMarshal)
 */
HRESULT WINAPI CoGetStandardMarshal(REFIID iid, IUnknown *object, DWORD context,
				    void *more, DWORD flags, IMarshal **out)
{
	struct standard *standard;

	(void)iid;
	(void)context;
	(void)more;
	(void)flags;
	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	standard = HeapAlloc(GetProcessHeap(), 0, sizeof(*standard));
	if (!standard)
		return E_OUTOFMEMORY;
	standard->iface.lpVtbl = (IMarshalVtbl *)&standard_vtbl;
	standard->refs = 1;
	standard->object = object;
	if (object)
		IUnknown_AddRef(object);
	*out = &standard->iface;
	return S_OK;
}

static struct imported *of_proxy(IMarshal *iface)
{
	return CONTAINING_RECORD(iface, struct imported, marshal);
}

static HRESULT WINAPI proxy_QueryInterface(IMarshal *iface, REFIID iid,
					   void **out)
{
	return IUnknown_QueryInterface(&of_proxy(iface)->unknown, iid, out);
}

static ULONG WINAPI proxy_AddRef(IMarshal *iface)
{
	return IUnknown_AddRef(&of_proxy(iface)->unknown);
}

static ULONG WINAPI proxy_Release(IMarshal *iface)
{
	return IUnknown_Release(&of_proxy(iface)->unknown);
}

static HRESULT WINAPI proxy_MarshalInterface(IMarshal *iface, IStream *stream,
					     REFIID iid, void *object,
					     DWORD context, void *more,
					     DWORD flags)
{
	HRESULT hr = check(context, flags);

	(void)object;
	(void)more;
	if (FAILED(hr))
		return hr;
	return stream ? marshal_proxy(stream, iid, of_proxy(iface), flags) :
			E_INVALIDARG;
}

/* The client lets go of the server; the proxy stays, and fails. */
static HRESULT WINAPI proxy_DisconnectObject(IMarshal *iface, DWORD reserved)
{
	(void)iface;
	(void)reserved;
	return S_OK;
}

const IMarshalVtbl imported_marshal_vtbl = {
	proxy_QueryInterface,	     proxy_AddRef,
	proxy_Release,		     standard_GetUnmarshalClass,
	standard_GetMarshalSizeMax,  proxy_MarshalInterface,
	standard_UnmarshalInterface, standard_ReleaseMarshalData,
	proxy_DisconnectObject,
};
