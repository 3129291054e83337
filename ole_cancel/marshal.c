/*
 * Interfaces into streams and out again: CoMarshalInterface and its like. An object
 * that has IMarshal says how; everything else, and proxies, go the standard way.
 */
#include "remote.h"

static bool is_standard(REFCLSID clsid)
{
	return IsEqualCLSID(clsid, &CLSID_StdMarshal);
}

/* The object's own way, or the standard one. */
static HRESULT marshaler_of(REFIID iid, IUnknown *object, DWORD context,
			    void *more, DWORD flags, IMarshal **marshal)
{
	if (SUCCEEDED(IUnknown_QueryInterface(object, &IID_IMarshal,
					      (void **)marshal)))
		return S_OK;
	return CoGetStandardMarshal(iid, object, context, more, flags, marshal);
}

/*
 * CoGetMarshalSizeMax: what CoMarshalInterface writes at most. E_INVALIDARG without
 * an object or a place; else what the marshaler says.
 * (Microsoft: CoGetMarshalSizeMax)
 */
HRESULT WINAPI CoGetMarshalSizeMax(ULONG *size, REFIID iid, IUnknown *object,
				   DWORD context, void *more, DWORD flags)
{
	IMarshal *marshal;
	CLSID clsid;
	HRESULT hr;

	if (!size || !object)
		return E_INVALIDARG;
	*size = 0;
	hr = marshaler_of(iid, object, context, more, flags, &marshal);
	if (FAILED(hr))
		return hr;
	hr = IMarshal_GetUnmarshalClass(marshal, iid, object, context, more,
					flags, &clsid);
	if (SUCCEEDED(hr))
		hr = IMarshal_GetMarshalSizeMax(marshal, iid, object, context,
						more, flags, size);
	if (SUCCEEDED(hr) && !is_standard(&clsid))
		*size += OBJREF_CUSTOM_SIZE;
	IMarshal_Release(marshal);
	return hr;
}

/* Its OBJREF holds whatever the marshaler writes. */
static HRESULT marshal_custom(IMarshal *marshal, IStream *stream, REFIID iid,
			      REFCLSID clsid, IUnknown *object, DWORD context,
			      void *more, DWORD flags)
{
	struct objref objref = { .iid = *iid, .custom = true, .clsid = *clsid };
	HRESULT hr = IMarshal_GetMarshalSizeMax(marshal, iid, object, context,
						more, flags, &objref.refs);

	if (FAILED(hr))
		return hr;
	hr = objref_write(stream, &objref);
	if (FAILED(hr))
		return hr;
	return IMarshal_MarshalInterface(marshal, stream, iid, object, context,
					 more, flags);
}

/*
 * CoMarshalInterface: writes into the stream what CoUnmarshalInterface makes an
 * interface of, in whichever apartment of the process; with MSHLFLAGS_NORMAL once,
 * with MSHLFLAGS_TABLESTRONG as often as wanted, until CoReleaseMarshalData. The
 * object lives as long as the packet. E_INVALIDARG without stream or object,
 * CO_E_NOTINITIALIZED, E_NOTIMPL for MSHLFLAGS_TABLEWEAK, REGDB_E_IIDNOTREG when
 * nobody makes stubs of the interface, E_NOINTERFACE, the stream's errors.
 * (Microsoft: CoMarshalInterface)
 */
HRESULT WINAPI CoMarshalInterface(IStream *stream, REFIID iid, IUnknown *object,
				  DWORD context, void *more, DWORD flags)
{
	IMarshal *marshal;
	CLSID clsid;
	HRESULT hr;

	if (!stream || !object)
		return E_INVALIDARG;
	hr = marshaler_of(iid, object, context, more, flags, &marshal);
	if (FAILED(hr))
		return hr;
	hr = IMarshal_GetUnmarshalClass(marshal, iid, object, context, more,
					flags, &clsid);
	if (FAILED(hr))
		;
	else if (is_standard(&clsid))
		hr = IMarshal_MarshalInterface(marshal, stream, iid, object,
					       context, more, flags);
	else
		hr = marshal_custom(marshal, stream, iid, &clsid, object,
				    context, more, flags);
	IMarshal_Release(marshal);
	return hr;
}

static HRESULT unmarshaler(const struct objref *objref, IMarshal **marshal)
{
	if (is_standard(&objref->clsid))
		return RPC_E_INVALID_OBJREF;
	return CoCreateInstance(&objref->clsid, NULL, CLSCTX_INPROC_SERVER,
				&IID_IMarshal, (void **)marshal);
}

static HRESULT unmarshal(IStream *stream, const struct objref *objref,
			 void **out)
{
	IMarshal *marshal;
	HRESULT hr;

	if (!objref->custom)
		return unmarshal_standard(objref, out);
	hr = unmarshaler(objref, &marshal);
	if (FAILED(hr))
		return hr;
	hr = IMarshal_UnmarshalInterface(marshal, stream, &objref->iid, out);
	IMarshal_Release(marshal);
	return hr;
}

/*
 * CoUnmarshalInterface: the interface that was marshaled, or for another iid than
 * IID_NULL that one of the same object: the object itself in its own apartment, else
 * a proxy. E_INVALIDARG, CO_E_NOTINITIALIZED, CO_E_OBJNOTCONNECTED when the packet
 * has been used or the object gone, RPC_E_INVALID_OBJREF for what is no packet, the
 * stream's errors. (Microsoft: CoUnmarshalInterface)
 */
HRESULT WINAPI CoUnmarshalInterface(IStream *stream, REFIID iid, void **out)
{
	struct objref objref;
	IUnknown *unknown;
	void *found = NULL;
	HRESULT hr;

	if (!stream || !out)
		return E_INVALIDARG;
	*out = NULL;
	hr = objref_read(stream, &objref);
	if (SUCCEEDED(hr))
		hr = unmarshal(stream, &objref, &found);
	if (FAILED(hr))
		return hr;
	if (IsEqualIID(iid, &IID_NULL) || IsEqualIID(iid, &objref.iid)) {
		*out = found;
		return S_OK;
	}
	unknown = found;
	hr = IUnknown_QueryInterface(unknown, iid, out);
	IUnknown_Release(unknown);
	return hr;
}

/*
 * CoReleaseMarshalData: gives back what a packet holds that is not to be unmarshaled
 * (any more). E_INVALIDARG, CO_E_OBJNOTCONNECTED, RPC_E_INVALID_OBJREF, the stream's
 * errors. (Microsoft: CoReleaseMarshalData)
 */
HRESULT WINAPI CoReleaseMarshalData(IStream *stream)
{
	struct objref objref;
	IMarshal *marshal;
	HRESULT hr;

	if (!stream)
		return E_INVALIDARG;
	hr = objref_read(stream, &objref);
	if (FAILED(hr))
		return hr;
	if (!objref.custom)
		return release_standard(&objref);
	hr = unmarshaler(&objref, &marshal);
	if (FAILED(hr))
		return hr;
	hr = IMarshal_ReleaseMarshalData(marshal, stream);
	IMarshal_Release(marshal);
	return hr;
}

/*
 * CoDisconnectObject: takes an object of the calling thread's apartment away from
 * all proxies: calls fail with RPC_E_DISCONNECTED from now on, and what kept it for
 * them is released, when those that run have returned. E_INVALIDARG; S_OK for one
 * that was never marshaled. (Microsoft: CoDisconnectObject)
 */
HRESULT WINAPI CoDisconnectObject(IUnknown *object, DWORD reserved)
{
	struct apartment *apartment;
	struct exported *exported;
	IMarshal *marshal;
	HRESULT hr;

	if (!object || reserved)
		return E_INVALIDARG;
	if (SUCCEEDED(IUnknown_QueryInterface(object, &IID_IMarshal,
					      (void **)&marshal))) {
		hr = IMarshal_DisconnectObject(marshal, reserved);
		IMarshal_Release(marshal);
		return hr;
	}
	apartment = apartment_current();
	if (!apartment)
		return CO_E_NOTINITIALIZED;
	hr = exported_of(apartment, object, false, &exported);
	if (hr == S_OK) {
		exported_close(exported);
		exported_unref(exported);
	}
	apartment_unref(apartment);
	return FAILED(hr) ? hr : S_OK;
}

/*
 * CoIsHandlerConnected: is what a proxy stands for still there? TRUE for what is no
 * proxy. (Microsoft: CoIsHandlerConnected)
 */
BOOL WINAPI CoIsHandlerConnected(IUnknown *object)
{
	struct imported *imported = object ? imported_from(object) : NULL;
	BOOL connected;

	if (!imported)
		return object != NULL;
	connected = exported_is_open(imported->exported);
	IUnknown_Release(&imported->unknown);
	return connected;
}
