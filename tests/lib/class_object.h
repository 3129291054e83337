/*
 * A class object whose instances are IUnknowns that count themselves, IPersists on
 * request.
 */
#ifndef TESTS_LIB_CLASS_OBJECT_H
#define TESTS_LIB_CLASS_OBJECT_H

struct class_object {
	IClassFactory factory;
	LONG refs;
	LONG instances;
};

struct instance {
	IUnknown unknown;
	LONG refs;
	struct class_object *class;
};

static inline HRESULT STDMETHODCALLTYPE instance_query(IUnknown *unknown,
						       REFIID iid,
						       void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown))
		return E_NOINTERFACE;
	IUnknown_AddRef(unknown);
	*object = unknown;
	return S_OK;
}

static inline ULONG STDMETHODCALLTYPE instance_addref(IUnknown *unknown)
{
	return InterlockedIncrement(
		&CONTAINING_RECORD(unknown, struct instance, unknown)->refs);
}

static inline ULONG STDMETHODCALLTYPE instance_release(IUnknown *unknown)
{
	struct instance *it = CONTAINING_RECORD(unknown, struct instance,
						unknown);
	ULONG refs = InterlockedDecrement(&it->refs);

	if (!refs) {
		InterlockedDecrement(&it->class->instances);
		CoTaskMemFree(it);
	}
	return refs;
}

static IUnknownVtbl instance_vtbl = {
	instance_query, instance_addref, instance_release,
};

static inline struct class_object *class_object_of(IClassFactory *factory)
{
	return CONTAINING_RECORD(factory, struct class_object, factory);
}

static inline HRESULT STDMETHODCALLTYPE class_object_query(
	IClassFactory *factory, REFIID iid, void **object)
{
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) &&
	    !IsEqualIID(iid, &IID_IClassFactory))
		return E_NOINTERFACE;
	IClassFactory_AddRef(factory);
	*object = factory;
	return S_OK;
}

static inline ULONG STDMETHODCALLTYPE class_object_addref(IClassFactory *factory)
{
	return InterlockedIncrement(&class_object_of(factory)->refs);
}

static inline ULONG STDMETHODCALLTYPE class_object_release(IClassFactory *factory)
{
	return InterlockedDecrement(&class_object_of(factory)->refs);
}

static inline HRESULT STDMETHODCALLTYPE class_object_create(
	IClassFactory *factory, IUnknown *outer, REFIID iid, void **object)
{
	struct instance *it;
	HRESULT hr;

	*object = NULL;
	if (outer)
		return CLASS_E_NOAGGREGATION;
	it = CoTaskMemAlloc(sizeof(*it));
	it->unknown.lpVtbl = &instance_vtbl;
	it->refs = 1;
	it->class = class_object_of(factory);
	InterlockedIncrement(&it->class->instances);
	hr = IUnknown_QueryInterface(&it->unknown, iid, object);
	IUnknown_Release(&it->unknown);
	return hr;
}

static inline HRESULT STDMETHODCALLTYPE class_object_lock(IClassFactory *factory,
							  BOOL lock)
{
	(void)factory;
	(void)lock;
	return S_OK;
}

static IClassFactoryVtbl class_object_vtbl = {
	class_object_query, class_object_addref, class_object_release,
	class_object_create, class_object_lock,
};

static inline IUnknown *class_object_init(struct class_object *it)
{
	it->factory.lpVtbl = &class_object_vtbl;
	it->refs = 1;
	it->instances = 0;
	return (IUnknown *)&it->factory;
}

#endif
