/*
 * Proxy managers: what an apartment knows of an object of another one. The identity
 * is `unknown`, the outer object of the interface proxies, which are aggregated; the
 * interfaces beside (IMarshal, IMultiQI, IClientSecurity, ICallFactory) are its own.
 */
#include "remote.h"

#define BUCKETS 256

/* What only ours answers to. */
static const IID IID_imported = { 0x4d2c8f21, 0x6b1e, 0x4e0a,
				  { 0x93, 0x57, 0xc1, 0x0d, 0x2a, 0x7e, 0x64,
				    0xb8 } };

static SRWLOCK imports_lock = SRWLOCK_INIT;
static struct imported *imports[BUCKETS];

static struct imported **bucket_of(ULONG64 oid)
{
	return &imports[oid % BUCKETS];
}

static struct imported *impl(IUnknown *unknown)
{
	return CONTAINING_RECORD(unknown, struct imported, unknown);
}

static ULONG WINAPI unknown_AddRef(IUnknown *unknown)
{
	return __atomic_add_fetch(&impl(unknown)->refs, 1, __ATOMIC_RELAXED);
}

static void unlist(struct imported *imported)
{
	struct imported **at;

	AcquireSRWLockExclusive(&imports_lock);
	for (at = bucket_of(imported->exported->oid); *at && *at != imported;
	     at = &(*at)->next)
		;
	if (*at)
		*at = imported->next;
	ReleaseSRWLockExclusive(&imports_lock);
}

/* Nobody else knows it: the proxies go, then what was owed to the server. */
static void destroy(struct imported *imported)
{
	struct import_face *face;

	unlist(imported);
	/* A proxy that looks at its outer object while it goes ends nothing again. */
	imported->refs = 1;
	while ((face = imported->faces)) {
		imported->faces = face->next;
		if (face->proxy) {
			IRpcProxyBuffer_Disconnect(face->proxy);
			IRpcProxyBuffer_Release(face->proxy);
		}
		HeapFree(GetProcessHeap(), 0, face);
	}
	if (imported->strong)
		exported_weaken(imported->exported, imported->strong, true);
	exported_unref(imported->exported);
	apartment_unref(imported->apartment);
	HeapFree(GetProcessHeap(), 0, imported);
}

static ULONG WINAPI unknown_Release(IUnknown *unknown)
{
	struct imported *imported = impl(unknown);
	const ULONG refs =
		__atomic_sub_fetch(&imported->refs, 1, __ATOMIC_ACQ_REL);

	if (!refs)
		destroy(imported);
	return refs;
}

static HRESULT WINAPI unknown_QueryInterface(IUnknown *unknown, REFIID iid,
					     void **out)
{
	struct imported *imported = impl(unknown);
	struct import_face *face;
	HRESULT hr = S_OK;

	if (!out)
		return E_INVALIDARG;
	*out = NULL;
	if (IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_imported))
		*out = &imported->unknown;
	else if (IsEqualIID(iid, &IID_IMarshal))
		*out = &imported->marshal;
	else if (IsEqualIID(iid, &IID_IMultiQI))
		*out = &imported->multi;
	else if (IsEqualIID(iid, &IID_IClientSecurity))
		*out = &imported->security;
	else if (IsEqualIID(iid, &IID_ICallFactory))
		*out = &imported->factory;
	else if (SUCCEEDED(hr = imported_face(imported, iid, &face)))
		*out = face->iface;
	if (SUCCEEDED(hr))
		unknown_AddRef(unknown);
	return hr;
}

static const IUnknownVtbl unknown_vtbl = { unknown_QueryInterface,
					   unknown_AddRef, unknown_Release };

static HRESULT WINAPI multi_QueryInterface(IMultiQI *multi, REFIID iid,
					   void **out)
{
	return IUnknown_QueryInterface(
		&CONTAINING_RECORD(multi, struct imported, multi)->unknown, iid,
		out);
}

static ULONG WINAPI multi_AddRef(IMultiQI *multi)
{
	return IUnknown_AddRef(
		&CONTAINING_RECORD(multi, struct imported, multi)->unknown);
}

static ULONG WINAPI multi_Release(IMultiQI *multi)
{
	return IUnknown_Release(
		&CONTAINING_RECORD(multi, struct imported, multi)->unknown);
}

/* IMultiQI: several at once; S_FALSE for some of them, E_NOINTERFACE for none. */
static HRESULT WINAPI multi_QueryMultipleInterfaces(IMultiQI *multi,
						    ULONG count, MULTI_QI *qi)
{
	ULONG found = 0;

	for (ULONG i = 0; i < count; i++) {
		qi[i].hr = multi_QueryInterface(multi, qi[i].pIID,
						(void **)&qi[i].pItf);
		found += SUCCEEDED(qi[i].hr);
	}
	return found == count ? S_OK : found ? S_FALSE : E_NOINTERFACE;
}

static const IMultiQIVtbl multi_vtbl = { multi_QueryInterface, multi_AddRef,
					 multi_Release,
					 multi_QueryMultipleInterfaces };

/* [imports_lock, shared will do] One whose last reference has just gone is not
 * found: it is on its way out. */
static struct imported *find(const struct apartment *apartment,
			     const struct exported *exported)
{
	struct imported *i = *bucket_of(exported->oid);
	LONG refs;

	for (; i; i = i->next) {
		if (i->exported != exported || i->apartment != apartment)
			continue;
		refs = __atomic_load_n(&i->refs, __ATOMIC_RELAXED);
		while (refs > 0 && !i->leaving)
			if (__atomic_compare_exchange_n(
				    &i->refs, &refs, refs + 1, false,
				    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
				return i;
	}
	return NULL;
}

static struct imported *make(struct apartment *apartment,
			     struct exported *exported)
{
	struct imported *i = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
				       sizeof(*i));

	if (!i)
		return NULL;
	i->unknown.lpVtbl = (IUnknownVtbl *)&unknown_vtbl;
	i->multi.lpVtbl = (IMultiQIVtbl *)&multi_vtbl;
	i->marshal.lpVtbl = (IMarshalVtbl *)&imported_marshal_vtbl;
	i->security.lpVtbl = (IClientSecurityVtbl *)&imported_security_vtbl;
	i->factory.lpVtbl = (ICallFactoryVtbl *)&imported_factory_vtbl;
	i->refs = 1;
	i->apartment = apartment;
	apartment_ref(apartment);
	i->exported = exported;
	exported_ref(exported);
	InitializeSRWLock(&i->lock);
	return i;
}

struct imported *imported_of(struct apartment *apartment,
			     struct exported *exported)
{
	struct imported *found, *made;

	AcquireSRWLockShared(&imports_lock);
	found = find(apartment, exported);
	ReleaseSRWLockShared(&imports_lock);
	if (found || !(made = make(apartment, exported)))
		return found;
	AcquireSRWLockExclusive(&imports_lock);
	found = find(apartment, exported);
	if (!found) {
		made->next = *bucket_of(exported->oid);
		*bucket_of(exported->oid) = made;
	}
	ReleaseSRWLockExclusive(&imports_lock);
	if (!found)
		return made;
	IUnknown_Release(&made->unknown);
	return found;
}

struct imported *imported_from(IUnknown *unknown)
{
	IUnknown *found;

	if (FAILED(IUnknown_QueryInterface(unknown, &IID_imported,
					   (void **)&found)))
		return NULL;
	/* One that says yes to everything is none of ours. */
	if (found->lpVtbl != &unknown_vtbl) {
		IUnknown_Release(found);
		return NULL;
	}
	return impl(found);
}

/*
 * An apartment ends that has references left: the server gets its own back now, and
 * what the program still has is disconnected, as its apartment is none any more.
 */
void imported_end(struct apartment *apartment)
{
	struct imported *i;

	for (;;) {
		ULONG strong;

		AcquireSRWLockExclusive(&imports_lock);
		i = NULL;
		for (unsigned n = 0; n < BUCKETS && !i; n++)
			for (i = imports[n]; i; i = i->next)
				if (i->apartment == apartment && !i->leaving)
					break;
		if (i) {
			LONG refs = __atomic_load_n(&i->refs, __ATOMIC_RELAXED);

			i->leaving = true;
			/* At 0 its last Release does all that. */
			while (refs > 0 && !__atomic_compare_exchange_n(
						   &i->refs, &refs, refs + 1,
						   false, __ATOMIC_ACQUIRE,
						   __ATOMIC_RELAXED))
				;
			if (refs <= 0) {
				ReleaseSRWLockExclusive(&imports_lock);
				continue;
			}
		}
		ReleaseSRWLockExclusive(&imports_lock);
		if (!i)
			return;
		AcquireSRWLockExclusive(&i->lock);
		strong = i->strong;
		i->strong = 0;
		ReleaseSRWLockExclusive(&i->lock);
		if (strong)
			exported_weaken(i->exported, strong, false);
		IUnknown_Release(&i->unknown);
	}
}
