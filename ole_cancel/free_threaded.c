/* The free-threaded marshaler; see free_threaded.h. */
#include "free_threaded.h"

struct aggregate {
	IUnknown inner;
	struct free_marshaler marshaler;
	LONG refs;
};

static struct aggregate *of_inner(IUnknown *inner)
{
	return CONTAINING_RECORD(inner, struct aggregate, inner);
}

static struct free_marshaler *of_marshal(IMarshal *marshal)
{
	return CONTAINING_RECORD(marshal, struct free_marshaler, marshal);
}

static HRESULT STDMETHODCALLTYPE inner_query(IUnknown *inner, REFIID iid,
					     void **object)
{
	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (IsEqualIID(iid, &IID_IUnknown))
		*object = inner;
	else if (IsEqualIID(iid, &IID_IMarshal))
		*object = &of_inner(inner)->marshaler.marshal;
	else
		return E_NOINTERFACE;
	IUnknown_AddRef((IUnknown *)*object);
	return S_OK;
}

static ULONG STDMETHODCALLTYPE inner_add_ref(IUnknown *inner)
{
	return InterlockedIncrement(&of_inner(inner)->refs);
}

static ULONG STDMETHODCALLTYPE inner_release(IUnknown *inner)
{
	ULONG refs = InterlockedDecrement(&of_inner(inner)->refs);

	if (!refs)
		HeapFree(GetProcessHeap(), 0, of_inner(inner));
	return refs;
}

static const IUnknownVtbl inner_vtbl = {
	inner_query, inner_add_ref, inner_release,
};

static HRESULT STDMETHODCALLTYPE query(IMarshal *marshal, REFIID iid,
				       void **object)
{
	return IUnknown_QueryInterface(of_marshal(marshal)->outer, iid, object);
}

static ULONG STDMETHODCALLTYPE add_ref(IMarshal *marshal)
{
	return IUnknown_AddRef(of_marshal(marshal)->outer);
}

static ULONG STDMETHODCALLTYPE release(IMarshal *marshal)
{
	return IUnknown_Release(of_marshal(marshal)->outer);
}

static bool is_inside(DWORD context)
{
	return context == MSHCTX_INPROC || context == MSHCTX_CROSSCTX;
}

/* What does it when the pointer leaves the process. */
static HRESULT standard_of(struct free_marshaler *self, REFIID iid, DWORD context,
			   void *more, DWORD flags, IMarshal **standard)
{
	return CoGetStandardMarshal(iid, self->outer, context, more, flags,
				    standard);
}

static HRESULT STDMETHODCALLTYPE unmarshal_class(IMarshal *marshal, REFIID iid,
						 void *object, DWORD context,
						 void *more, DWORD flags,
						 CLSID *clsid)
{
	IMarshal *standard;
	HRESULT hr;

	if (is_inside(context)) {
		*clsid = CLSID_InProcFreeMarshaler;
		return S_OK;
	}
	hr = standard_of(of_marshal(marshal), iid, context, more, flags,
			 &standard);
	if (FAILED(hr))
		return hr;
	hr = IMarshal_GetUnmarshalClass(standard, iid, object, context, more,
					flags, clsid);
	IMarshal_Release(standard);
	return hr;
}

static HRESULT STDMETHODCALLTYPE size_max(IMarshal *marshal, REFIID iid,
					  void *object, DWORD context,
					  void *more, DWORD flags, DWORD *size)
{
	IMarshal *standard;
	HRESULT hr;

	if (is_inside(context)) {
		*size = sizeof(GUID);
		return S_OK;
	}
	hr = standard_of(of_marshal(marshal), iid, context, more, flags,
			 &standard);
	if (FAILED(hr))
		return hr;
	hr = IMarshal_GetMarshalSizeMax(standard, iid, object, context, more,
					flags, size);
	IMarshal_Release(standard);
	return hr;
}

static HRESULT write_packet(IStream *stream, IUnknown *object, bool table)
{
	GUID name;
	HRESULT hr = free_packet_make(object, table, &name);
	ULONG count = 0;

	if (FAILED(hr)) {
		IUnknown_Release(object);
		return hr;
	}
	hr = IStream_Write(stream, &name, sizeof(name), &count);
	if (SUCCEEDED(hr) && count != sizeof(name))
		hr = STG_E_MEDIUMFULL;
	if (FAILED(hr))
		free_packet_drop(&name);
	return hr;
}

static HRESULT marshal_inside(struct free_marshaler *self, IStream *stream,
			      REFIID iid, IUnknown *object, DWORD flags)
{
	IUnknown *wanted;
	HRESULT hr;

	/* Nobody would say when the object goes. */
	if (flags & MSHLFLAGS_TABLEWEAK)
		return E_NOTIMPL;
	hr = IUnknown_QueryInterface(object ? object : self->outer, iid,
				     (void **)&wanted);
	if (FAILED(hr))
		return hr;
	return write_packet(stream, wanted, flags & MSHLFLAGS_TABLESTRONG);
}

static HRESULT STDMETHODCALLTYPE marshal_interface(IMarshal *marshal,
						   IStream *stream, REFIID iid,
						   void *object, DWORD context,
						   void *more, DWORD flags)
{
	struct free_marshaler *self = of_marshal(marshal);
	IMarshal *standard;
	HRESULT hr;

	if (is_inside(context))
		return marshal_inside(self, stream, iid, object, flags);
	hr = standard_of(self, iid, context, more, flags, &standard);
	if (FAILED(hr))
		return hr;
	hr = IMarshal_MarshalInterface(standard, stream, iid, object, context,
				       more, flags);
	IMarshal_Release(standard);
	return hr;
}

static HRESULT read_packet(IStream *stream, GUID *name)
{
	ULONG count = 0;
	HRESULT hr = IStream_Read(stream, name, sizeof(*name), &count);

	if (SUCCEEDED(hr) && count != sizeof(*name))
		hr = STG_E_READFAULT;
	return hr;
}

static HRESULT STDMETHODCALLTYPE unmarshal_interface(IMarshal *marshal,
						     IStream *stream,
						     REFIID iid, void **object)
{
	IUnknown *found;
	GUID name;
	HRESULT hr;

	(void)marshal;
	*object = NULL;
	hr = read_packet(stream, &name);
	if (SUCCEEDED(hr))
		hr = free_packet_use(&name, &found);
	if (FAILED(hr))
		return hr;
	hr = IUnknown_QueryInterface(found, iid, object);
	IUnknown_Release(found);
	return hr;
}

static HRESULT STDMETHODCALLTYPE release_data(IMarshal *marshal,
					      IStream *stream)
{
	GUID name;
	HRESULT hr = read_packet(stream, &name);

	(void)marshal;
	return FAILED(hr) ? hr : free_packet_drop(&name);
}

/* Nobody has a proxy. */
static HRESULT STDMETHODCALLTYPE disconnect(IMarshal *marshal, DWORD reserved)
{
	(void)marshal;
	(void)reserved;
	return S_OK;
}

static const IMarshalVtbl marshal_vtbl = {
	query,		   add_ref,	 release,    unmarshal_class,
	size_max,	   marshal_interface, unmarshal_interface, release_data,
	disconnect,
};

void free_marshaler_init(struct free_marshaler *marshaler, IUnknown *outer)
{
	marshaler->marshal.lpVtbl = (IMarshalVtbl *)&marshal_vtbl;
	marshaler->outer = outer;
}

HRESULT free_marshaler_create(IUnknown *outer, IUnknown **unknown)
{
	struct aggregate *self = HeapAlloc(GetProcessHeap(), 0, sizeof(*self));

	if (!self)
		return E_OUTOFMEMORY;
	self->inner.lpVtbl = (IUnknownVtbl *)&inner_vtbl;
	free_marshaler_init(&self->marshaler, outer ? outer : &self->inner);
	self->refs = 1;
	*unknown = &self->inner;
	return S_OK;
}

/*
 * CoCreateFreeThreadedMarshaler: for an object to aggregate that all apartments may
 * call directly: its IMarshal gives every apartment of this process the object
 * itself. The own IUnknown, with one reference. E_INVALIDARG without a place for it.
 * (Microsoft: CoCreateFreeThreadedMarshaler)
 */
HRESULT WINAPI CoCreateFreeThreadedMarshaler(IUnknown *outer,
					     IUnknown **unknown)
{
	if (!unknown)
		return E_INVALIDARG;
	return free_marshaler_create(outer, unknown);
}
