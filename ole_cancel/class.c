/*
 * Class objects that programs register: CoRegisterClassObject and what belongs to
 * it. An entry is referenced by the table and by who looks at it, so that the
 * object, which it holds, is called with no lock held.
 *
 *   classes_lock → nothing
 */
#include "class.h"
#include "apartment.h"

struct entry {
	struct entry *next;		/* [classes_lock] */
	LONG refs;
	CLSID clsid;
	DWORD context, flags, cookie;
	struct apartment *apartment;	/* referenced */
	IUnknown *object;
	IStream *packet;		/* a local server's, for other apartments */
	bool suspended, used;		/* [classes_lock] */
};

static SRWLOCK classes_lock = SRWLOCK_INIT;
static struct entry *entries;
static DWORD last_cookie;
static ULONG process_refs;		/* CoAddRefServerProcess's */
static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

static void rewind_packet(IStream *packet)
{
	const LARGE_INTEGER start = { .QuadPart = 0 };

	IStream_Seek(packet, start, STREAM_SEEK_SET, NULL);
}

static void unref(struct entry *entry)
{
	if (InterlockedDecrement(&entry->refs))
		return;
	if (entry->packet)
		IStream_Release(entry->packet);
	IUnknown_Release(entry->object);
	apartment_unref(entry->apartment);
	HeapFree(GetProcessHeap(), 0, entry);
}

/* Out of the table it is already; in its apartment. */
static void revoke(struct entry *entry)
{
	if (entry->packet) {
		rewind_packet(entry->packet);
		CoReleaseMarshalData(entry->packet);
	}
	unref(entry);
}

/* The first of this apartment, out of the table. */
static struct entry *take_any(const struct apartment *apartment)
{
	struct entry **link, *entry;

	AcquireSRWLockExclusive(&classes_lock);
	for (link = &entries; (entry = *link) != NULL; link = &entry->next)
		if (entry->apartment == apartment)
			break;
	if (entry)
		*link = entry->next;
	ReleaseSRWLockExclusive(&classes_lock);
	return entry;
}

static void apartment_ends(struct apartment *apartment)
{
	struct entry *entry;

	while ((entry = take_any(apartment)) != NULL)
		revoke(entry);
}

static const struct apartment_hooks hooks = { .ends = apartment_ends };

static BOOL WINAPI hook(INIT_ONCE *init, void *arg, void **context)
{
	(void)init;
	(void)arg;
	(void)context;
	apartment_hook(&hooks);
	return TRUE;
}

/* What others are to unmarshal, as often as they like. */
static HRESULT make_packet(struct entry *entry)
{
	HRESULT hr = CreateStreamOnHGlobal(NULL, TRUE, &entry->packet);

	if (FAILED(hr))
		return hr;
	hr = CoMarshalInterface(entry->packet, &IID_IUnknown, entry->object,
				MSHCTX_INPROC, NULL, MSHLFLAGS_TABLESTRONG);
	if (FAILED(hr)) {
		IStream_Release(entry->packet);
		entry->packet = NULL;
	}
	return hr;
}

/* A local server for many uses serves its own process as well. */
static DWORD context_of(DWORD context, DWORD flags)
{
	if (flags & REGCLS_MULTIPLEUSE && context & CLSCTX_LOCAL_SERVER)
		context |= CLSCTX_INPROC_SERVER;
	return context;
}

static HRESULT enter(struct entry *entry, DWORD *cookie)
{
	HRESULT hr = S_OK;

	if (entry->context & CLSCTX_LOCAL_SERVER)
		hr = make_packet(entry);
	if (FAILED(hr))
		return hr;
	InitOnceExecuteOnce(&once, hook, NULL, NULL);
	AcquireSRWLockExclusive(&classes_lock);
	*cookie = entry->cookie = ++last_cookie;
	entry->next = entries;
	entries = entry;
	ReleaseSRWLockExclusive(&classes_lock);
	return S_OK;
}

/*
 * CoRegisterClassObject: the class object for this class: in this process to the
 * calling apartment (to all with REGCLS_AGILE), as a local server to every apartment;
 * once with REGCLS_SINGLEUSE, not before CoResumeClassObjects with REGCLS_SUSPENDED.
 * It is referenced until CoRevokeClassObject gets the cookie, or its apartment ends.
 * CO_E_NOTINITIALIZED; E_INVALIDARG.  (Microsoft: CoRegisterClassObject)
 */
HRESULT WINAPI CoRegisterClassObject(REFCLSID clsid, IUnknown *object,
				     DWORD context, DWORD flags, DWORD *cookie)
{
	struct apartment *apartment;
	struct entry *entry;
	HRESULT hr;

	if (!cookie || !object)
		return E_INVALIDARG;
	*cookie = 0;
	apartment = apartment_current();
	if (!apartment)
		return CO_E_NOTINITIALIZED;
	entry = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(*entry));
	if (!entry) {
		apartment_unref(apartment);
		return E_OUTOFMEMORY;
	}
	entry->refs = 1;
	entry->clsid = *clsid;
	entry->context = context_of(context, flags);
	entry->flags = flags;
	entry->apartment = apartment;
	entry->suspended = !!(flags & REGCLS_SUSPENDED);
	entry->object = object;
	IUnknown_AddRef(object);
	hr = enter(entry, cookie);
	if (FAILED(hr))
		unref(entry);
	return hr;
}

/*
 * CoRevokeClassObject: nobody gets it any more, it is released; who has it keeps it.
 * E_INVALIDARG for no cookie; RPC_E_WRONG_THREAD in another apartment than it was
 * registered in.  (Microsoft: CoRevokeClassObject)
 */
HRESULT WINAPI CoRevokeClassObject(DWORD cookie)
{
	struct apartment *apartment = apartment_current();
	struct entry **link, *entry;
	HRESULT hr = E_INVALIDARG;

	if (!apartment)
		return CO_E_NOTINITIALIZED;
	AcquireSRWLockExclusive(&classes_lock);
	for (link = &entries; (entry = *link) != NULL; link = &entry->next)
		if (entry->cookie == cookie)
			break;
	if (entry) {
		hr = entry->apartment == apartment ? S_OK : RPC_E_WRONG_THREAD;
		if (SUCCEEDED(hr))
			*link = entry->next;
	}
	ReleaseSRWLockExclusive(&classes_lock);
	apartment_unref(apartment);
	if (SUCCEEDED(hr))
		revoke(entry);
	return hr;
}

/* [classes_lock] */
static bool serves(const struct entry *entry, const struct apartment *apartment,
		   REFCLSID clsid, DWORD context)
{
	if (entry->suspended || entry->used || !(entry->context & context) ||
	    !IsEqualCLSID(&entry->clsid, clsid))
		return false;
	return entry->apartment == apartment || entry->flags & REGCLS_AGILE ||
	       entry->context & context & CLSCTX_LOCAL_SERVER;
}

/* One of the own apartment before another's. */
static struct entry *find(const struct apartment *apartment, REFCLSID clsid,
			  DWORD context)
{
	struct entry *best = NULL;

	AcquireSRWLockExclusive(&classes_lock);
	for (struct entry *entry = entries; entry; entry = entry->next)
		if (serves(entry, apartment, clsid, context) &&
		    (!best || (best->apartment != apartment &&
			       entry->apartment == apartment)))
			best = entry;
	if (best) {
		InterlockedIncrement(&best->refs);
		best->used = !(best->flags &
			       (REGCLS_MULTIPLEUSE | REGCLS_MULTI_SEPARATE)) &&
			     !(best->context & CLSCTX_INPROC_SERVER);
	}
	ReleaseSRWLockExclusive(&classes_lock);
	return best;
}

static HRESULT unmarshal(IStream *packet, REFIID iid, void **object)
{
	IStream *own;
	HRESULT hr = IStream_Clone(packet, &own);

	if (FAILED(hr))
		return hr;
	rewind_packet(own);
	hr = CoUnmarshalInterface(own, iid, object);
	IStream_Release(own);
	return hr;
}

HRESULT class_registered(struct apartment *apartment, REFCLSID clsid,
			 DWORD context, REFIID iid, void **object)
{
	struct entry *entry = find(apartment, clsid, context);
	HRESULT hr;

	if (!entry)
		return REGDB_E_CLASSNOTREG;
	if (entry->apartment == apartment || entry->flags & REGCLS_AGILE)
		hr = IUnknown_QueryInterface(entry->object, iid, object);
	else
		hr = unmarshal(entry->packet, iid, object);
	unref(entry);
	return hr;
}

static void suspend_all(bool suspended)
{
	AcquireSRWLockExclusive(&classes_lock);
	for (struct entry *entry = entries; entry; entry = entry->next)
		entry->suspended = suspended;
	ReleaseSRWLockExclusive(&classes_lock);
}

/*
 * CoSuspendClassObjects: what is registered now is not given out until
 * CoResumeClassObjects.  (Microsoft: CoSuspendClassObjects)
 */
HRESULT WINAPI CoSuspendClassObjects(void)
{
	suspend_all(true);
	return S_OK;
}

/*
 * CoResumeClassObjects: what is registered is given out.
 * (Microsoft: CoResumeClassObjects)
 */
HRESULT WINAPI CoResumeClassObjects(void)
{
	suspend_all(false);
	return S_OK;
}

/*
 * CoAddRefServerProcess: one more reason to stay; the count.
 * (Microsoft: CoAddRefServerProcess)
 */
ULONG WINAPI CoAddRefServerProcess(void)
{
	ULONG refs;

	AcquireSRWLockExclusive(&classes_lock);
	refs = ++process_refs;
	ReleaseSRWLockExclusive(&classes_lock);
	return refs;
}

/*
 * CoReleaseServerProcess: one less; at 0, in the same step, all class objects are
 * suspended, so that the process can end.  (Microsoft: CoReleaseServerProcess)
 */
ULONG WINAPI CoReleaseServerProcess(void)
{
	ULONG refs;

	AcquireSRWLockExclusive(&classes_lock);
	refs = process_refs ? --process_refs : 0;
	for (struct entry *entry = entries; entry && !refs; entry = entry->next)
		entry->suspended = true;
	ReleaseSRWLockExclusive(&classes_lock);
	return refs;
}
