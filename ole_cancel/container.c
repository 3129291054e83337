/*
 * SynchronizeContainer: objects to wait for together. Each is taken out when it was
 * signalled, so that a loop of WaitMultiple sees all of them, until RPC_E_NO_SYNC.
 */
#include "event.h"
#include "free_threaded.h"
#include <ole_cancel.h>

#define MOST 63

/* Held by the container and by who waits: another may take it out meanwhile. */
struct member {
	LONG refs;
	ISynchronize *object;	/* referenced */
	HANDLE handle;		/* the object's own */
};

struct container {
	IUnknown inner;
	ISynchronizeContainer container;
	struct free_marshaler marshaler;	/* if nothing aggregates it */
	IUnknown *outer;
	LONG refs;
	SRWLOCK lock;
	ULONG count;			/* [lock] */
	struct member *members[MOST];	/* [lock] */
};

static void member_unref(struct member *member)
{
	if (InterlockedDecrement(&member->refs))
		return;
	ISynchronize_Release(member->object);
	HeapFree(GetProcessHeap(), 0, member);
}

static struct container *of_inner(IUnknown *inner)
{
	return CONTAINING_RECORD(inner, struct container, inner);
}

static struct container *of_container(ISynchronizeContainer *container)
{
	return CONTAINING_RECORD(container, struct container, container);
}

static HRESULT STDMETHODCALLTYPE inner_query(IUnknown *inner, REFIID iid,
					     void **object)
{
	struct container *self = of_inner(inner);

	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (IsEqualIID(iid, &IID_IUnknown))
		*object = inner;
	else if (IsEqualIID(iid, &IID_ISynchronizeContainer))
		*object = &self->container;
	else if (IsEqualIID(iid, &IID_IMarshal) && self->outer == inner)
		*object = &self->marshaler.marshal;
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
	struct container *self = of_inner(inner);
	ULONG refs = InterlockedDecrement(&self->refs);

	if (refs)
		return refs;
	for (ULONG i = 0; i < self->count; i++)
		member_unref(self->members[i]);
	HeapFree(GetProcessHeap(), 0, self);
	return 0;
}

static const IUnknownVtbl inner_vtbl = {
	inner_query, inner_add_ref, inner_release,
};

static HRESULT STDMETHODCALLTYPE query(ISynchronizeContainer *container,
				       REFIID iid, void **object)
{
	return IUnknown_QueryInterface(of_container(container)->outer, iid,
				       object);
}

static ULONG STDMETHODCALLTYPE add_ref(ISynchronizeContainer *container)
{
	return IUnknown_AddRef(of_container(container)->outer);
}

static ULONG STDMETHODCALLTYPE release(ISynchronizeContainer *container)
{
	return IUnknown_Release(of_container(container)->outer);
}

static HRESULT handle_of(ISynchronize *object, HANDLE *event)
{
	ISynchronizeHandle *handle;
	HRESULT hr = ISynchronize_QueryInterface(
		object, &IID_ISynchronizeHandle, (void **)&handle);

	if (FAILED(hr))
		return hr;
	hr = ISynchronizeHandle_GetHandle(handle, event);
	ISynchronizeHandle_Release(handle);
	return hr;
}

static struct member *member_new(ISynchronize *object, HANDLE handle)
{
	struct member *member = HeapAlloc(GetProcessHeap(), 0, sizeof(*member));

	if (!member)
		return NULL;
	member->refs = 1;
	member->object = object;
	member->handle = handle;
	ISynchronize_AddRef(object);
	return member;
}

/* Keeps a reference. RPC_E_OUT_OF_RESOURCES for the 64th. */
static HRESULT STDMETHODCALLTYPE add(ISynchronizeContainer *container,
				     ISynchronize *object)
{
	struct container *self = of_container(container);
	struct member *member;
	HANDLE handle;
	HRESULT hr;

	if (!object)
		return E_INVALIDARG;
	hr = handle_of(object, &handle);
	if (FAILED(hr))
		return hr;
	member = member_new(object, handle);
	if (!member)
		return E_OUTOFMEMORY;
	AcquireSRWLockExclusive(&self->lock);
	if (self->count < MOST)
		self->members[self->count++] = member;
	else
		hr = RPC_E_OUT_OF_RESOURCES;
	ReleaseSRWLockExclusive(&self->lock);
	if (FAILED(hr))
		member_unref(member);
	return hr;
}

/* What there is to wait for now, referenced. */
static ULONG members_now(struct container *self, struct member **members)
{
	ULONG count;

	AcquireSRWLockShared(&self->lock);
	count = self->count;
	for (ULONG i = 0; i < count; i++) {
		members[i] = self->members[i];
		InterlockedIncrement(&members[i]->refs);
	}
	ReleaseSRWLockShared(&self->lock);
	return count;
}

/* Unless another thread has. */
static void take_out(struct container *self, struct member *member)
{
	ULONG i = 0;
	BOOL found;

	AcquireSRWLockExclusive(&self->lock);
	while (i < self->count && self->members[i] != member)
		i++;
	found = i < self->count;
	if (found) {
		self->count--;
		memmove(&self->members[i], &self->members[i + 1],
			(self->count - i) * sizeof(self->members[0]));
	}
	ReleaseSRWLockExclusive(&self->lock);
	if (found)
		member_unref(member);
}

/* The index of one that is signalled. */
static HRESULT wait_for(struct member **members, ULONG count, DWORD flags,
			DWORD ms, DWORD *index)
{
	HANDLE handles[MOST];
	HRESULT hr;

	for (ULONG i = 0; i < count; i++)
		handles[i] = members[i]->handle;
	hr = CoWaitForMultipleHandles(flags, ms, count, handles, index);
	if (SUCCEEDED(hr) && *index >= WAIT_ABANDONED_0 &&
	    *index < WAIT_ABANDONED_0 + count)
		*index -= WAIT_ABANDONED_0;
	/* With COWAIT_ALERTABLE: something was run, nothing is signalled. */
	if (hr == RPC_S_CALLPENDING || (SUCCEEDED(hr) && *index >= count))
		return RPC_E_TIMEOUT;
	return hr;
}

/* One that was signalled, out of the container, with a reference. */
static HRESULT STDMETHODCALLTYPE wait(ISynchronizeContainer *container,
				      DWORD flags, DWORD ms,
				      ISynchronize **object)
{
	struct container *self = of_container(container);
	struct member *members[MOST];
	ULONG count;
	DWORD index;
	HRESULT hr;

	if (!object || flags & COWAIT_WAITALL)
		return E_INVALIDARG;
	*object = NULL;
	count = members_now(self, members);
	hr = wait_for(members, count, flags, ms, &index);
	if (SUCCEEDED(hr)) {
		*object = members[index]->object;
		ISynchronize_AddRef(*object);
		take_out(self, members[index]);
	}
	for (ULONG i = 0; i < count; i++)
		member_unref(members[i]);
	return hr;
}

static const ISynchronizeContainerVtbl container_vtbl = {
	query, add_ref, release, add, wait,
};

HRESULT container_create(IUnknown *outer, IUnknown **unknown)
{
	struct container *self = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
					   sizeof(*self));

	if (!self)
		return E_OUTOFMEMORY;
	self->inner.lpVtbl = (IUnknownVtbl *)&inner_vtbl;
	self->container.lpVtbl = (ISynchronizeContainerVtbl *)&container_vtbl;
	self->outer = outer ? outer : &self->inner;
	free_marshaler_init(&self->marshaler, self->outer);
	self->refs = 1;
	InitializeSRWLock(&self->lock);
	*unknown = &self->inner;
	return S_OK;
}
