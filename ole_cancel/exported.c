/*
 * What an apartment exports: the tables, the counts, and the end of it. remote.h says
 * who holds what.
 */
#include "remote.h"

#define BUCKETS 256

static SRWLOCK objects_lock = SRWLOCK_INIT;
static struct exported *by_oid[BUCKETS], *by_object[BUCKETS];
static ULONG64 last_oid;

static struct exported **oid_bucket(ULONG64 oid)
{
	return &by_oid[oid % BUCKETS];
}

static struct exported **object_bucket(const IUnknown *object)
{
	const ULONG_PTR at = (ULONG_PTR)object;

	return &by_object[(at >> 4 ^ at >> 12) % BUCKETS];
}

void exported_ref(struct exported *exported)
{
	__atomic_fetch_add(&exported->refs, 1, __ATOMIC_RELAXED);
}

void exported_unref(struct exported *exported)
{
	struct face *face;

	if (__atomic_sub_fetch(&exported->refs, 1, __ATOMIC_ACQ_REL))
		return;
	while ((face = exported->faces)) {
		exported->faces = face->next;
		HeapFree(GetProcessHeap(), 0, face);
	}
	apartment_unref(exported->apartment);
	HeapFree(GetProcessHeap(), 0, exported);
}

static bool is_closed(struct exported *exported)
{
	bool closed;

	AcquireSRWLockShared(&exported->lock);
	closed = exported->closed;
	ReleaseSRWLockShared(&exported->lock);
	return closed;
}

bool exported_is_open(struct exported *exported)
{
	return !is_closed(exported);
}

/* [objects_lock] */
static struct exported *find(const struct apartment *apartment,
			     const IUnknown *object)
{
	struct exported *e = *object_bucket(object);

	while (e && (e->object != object || e->apartment != apartment ||
		     is_closed(e)))
		e = e->next_object;
	if (e)
		exported_ref(e);
	return e;
}

/* With a reference of the object's, and one of the record for the table. */
static struct exported *make(struct apartment *apartment, IUnknown *object)
{
	struct exported *e = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
				       sizeof(*e));

	if (!e)
		return NULL;
	e->refs = 2;
	e->apartment = apartment;
	apartment_ref(apartment);
	e->object = object;
	IUnknown_AddRef(object);
	InitializeSRWLock(&e->lock);
	return e;
}

/* False: the apartment has ended meanwhile. */
static bool list(struct exported *e)
{
	bool ended;

	AcquireSRWLockShared(&e->apartment->lock);
	ended = e->apartment->ended;
	if (!ended) {
		e->oid = ++last_oid;
		e->next_oid = *oid_bucket(e->oid);
		*oid_bucket(e->oid) = e;
		e->next_object = *object_bucket(e->object);
		*object_bucket(e->object) = e;
	}
	ReleaseSRWLockShared(&e->apartment->lock);
	return !ended;
}

static void discard(struct exported *e)
{
	IUnknown_Release(e->object);
	exported_unref(e);
	exported_unref(e);
}

static HRESULT enter(struct apartment *apartment, IUnknown *identity,
		     struct exported **out)
{
	struct exported *made = make(apartment, identity), *e;
	bool listed = false;

	if (!made)
		return E_OUTOFMEMORY;
	AcquireSRWLockExclusive(&objects_lock);
	e = find(apartment, identity);
	if (!e)
		listed = list(made);
	ReleaseSRWLockExclusive(&objects_lock);
	*out = listed ? made : e;
	if (!listed)
		discard(made);
	return *out ? S_OK : CO_E_NOTINITIALIZED;
}

HRESULT exported_of(struct apartment *apartment, IUnknown *object, bool make,
		    struct exported **out)
{
	IUnknown *identity;
	HRESULT hr = IUnknown_QueryInterface(object, &IID_IUnknown,
					     (void **)&identity);

	if (FAILED(hr))
		return hr;
	AcquireSRWLockShared(&objects_lock);
	*out = find(apartment, identity);
	ReleaseSRWLockShared(&objects_lock);
	if (!*out)
		hr = make ? enter(apartment, identity, out) : S_FALSE;
	IUnknown_Release(identity);
	return hr;
}

struct exported *exported_by_oid(ULONG64 oid)
{
	struct exported *e;

	AcquireSRWLockShared(&objects_lock);
	e = *oid_bucket(oid);
	while (e && (e->oid != oid || is_closed(e)))
		e = e->next_oid;
	if (e)
		exported_ref(e);
	ReleaseSRWLockShared(&objects_lock);
	return e;
}

bool exported_hold(struct exported *exported)
{
	bool open;

	AcquireSRWLockExclusive(&exported->lock);
	open = !exported->closed;
	exported->users += open;
	ReleaseSRWLockExclusive(&exported->lock);
	return open;
}

bool exported_strong(struct exported *exported)
{
	bool open;

	AcquireSRWLockExclusive(&exported->lock);
	open = !exported->closed;
	exported->strong += open;
	ReleaseSRWLockExclusive(&exported->lock);
	return open;
}

/* Out of the tables; with their reference. */
static void unlist(struct exported *exported)
{
	struct exported **at;

	AcquireSRWLockExclusive(&objects_lock);
	for (at = oid_bucket(exported->oid); *at != exported;
	     at = &(*at)->next_oid)
		;
	*at = exported->next_oid;
	for (at = object_bucket(exported->object); *at != exported;
	     at = &(*at)->next_object)
		;
	*at = exported->next_object;
	ReleaseSRWLockExclusive(&objects_lock);
}

void exported_teardown(struct exported *exported)
{
	bool mine;

	AcquireSRWLockExclusive(&exported->lock);
	mine = exported->closed && !exported->users && !exported->torn;
	exported->torn |= mine;
	ReleaseSRWLockExclusive(&exported->lock);
	if (!mine)
		return;
	unlist(exported);
	/* Nobody finds a face to use any more; the records stay. */
	for (struct face *face = exported->faces; face; face = face->next)
		face_release(face);
	IUnknown_Release(exported->object);
	exported_unref(exported);
}

/* In its apartment; where that has gone for good, here. */
static void teardown(struct exported *exported, bool wait)
{
	struct call *call;

	if (apartment_is_current(exported->apartment)) {
		exported_teardown(exported);
		return;
	}
	call = call_new(CALL_TEARDOWN, exported, 0);
	if (!call)
		return; /* its apartment's end will */
	call->unawaited = !wait;
	if ((wait ? call_perform(call, false) : call_send(call)) ==
	    RPC_E_DISCONNECTED)
		exported_teardown(exported);
	call_unref(call);
}

void exported_unhold(struct exported *exported)
{
	bool last;

	AcquireSRWLockExclusive(&exported->lock);
	last = !--exported->users && exported->closed;
	ReleaseSRWLockExclusive(&exported->lock);
	if (last)
		teardown(exported, false);
}

void exported_weaken(struct exported *exported, ULONG count, bool wait)
{
	bool last;

	AcquireSRWLockExclusive(&exported->lock);
	exported->strong -= count;
	last = !exported->strong && !exported->closed;
	exported->closed |= last;
	ReleaseSRWLockExclusive(&exported->lock);
	if (last)
		teardown(exported, wait);
}

void exported_close(struct exported *exported)
{
	AcquireSRWLockExclusive(&exported->lock);
	exported->closed = true;
	ReleaseSRWLockExclusive(&exported->lock);
	exported_teardown(exported);
}

/* One that is open still, referenced. */
static struct exported *any_of(const struct apartment *apartment)
{
	struct exported *e = NULL;

	AcquireSRWLockShared(&objects_lock);
	for (unsigned i = 0; i < BUCKETS && !e; i++)
		for (e = by_oid[i]; e; e = e->next_oid)
			if (e->apartment == apartment && !is_closed(e))
				break;
	if (e)
		exported_ref(e);
	ReleaseSRWLockShared(&objects_lock);
	return e;
}

/* Those that somebody has closed, and whose teardown is under way to here. */
static struct exported *any_closed(const struct apartment *apartment)
{
	struct exported *e = NULL;

	AcquireSRWLockShared(&objects_lock);
	for (unsigned i = 0; i < BUCKETS && !e; i++)
		for (e = by_oid[i]; e; e = e->next_oid) {
			bool idle;

			if (e->apartment != apartment)
				continue;
			AcquireSRWLockShared(&e->lock);
			idle = e->closed && !e->users && !e->torn;
			ReleaseSRWLockShared(&e->lock);
			if (idle)
				break;
		}
	if (e)
		exported_ref(e);
	ReleaseSRWLockShared(&objects_lock);
	return e;
}

void exported_end(struct apartment *apartment)
{
	struct exported *e;

	while ((e = any_of(apartment)) || (e = any_closed(apartment))) {
		exported_close(e);
		exported_unref(e);
	}
}
