/*
 * StdEvent and ManualResetEvent: an event of kernel32's behind ISynchronize. They
 * may be used from any thread, each waits as its own apartment does.
 */
#include "event.h"
#include "free_threaded.h"
#include <stdbool.h>

/* A handle that was replaced may be waited for still: all last as long as the object. */
struct held {
	struct held *before;
	HANDLE event;
};

struct event {
	IUnknown inner;
	ISynchronize synchronize;
	ISynchronizeEvent handle;
	struct free_marshaler marshaler;	/* if nothing aggregates it */
	IUnknown *outer;
	LONG refs;
	struct held *held;	/* interlocked; the first is in use */
};

static struct event *of_inner(IUnknown *inner)
{
	return CONTAINING_RECORD(inner, struct event, inner);
}

static struct event *of_synchronize(ISynchronize *synchronize)
{
	return CONTAINING_RECORD(synchronize, struct event, synchronize);
}

static struct event *of_handle(ISynchronizeEvent *handle)
{
	return CONTAINING_RECORD(handle, struct event, handle);
}

static HANDLE now(const struct event *self)
{
	return __atomic_load_n(&self->held, __ATOMIC_ACQUIRE)->event;
}

static HRESULT STDMETHODCALLTYPE inner_query(IUnknown *inner, REFIID iid,
					     void **object)
{
	struct event *self = of_inner(inner);

	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (IsEqualIID(iid, &IID_IUnknown))
		*object = inner;
	else if (IsEqualIID(iid, &IID_ISynchronize))
		*object = &self->synchronize;
	else if (IsEqualIID(iid, &IID_ISynchronizeHandle) ||
		 IsEqualIID(iid, &IID_ISynchronizeEvent))
		*object = &self->handle;
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
	struct event *self = of_inner(inner);
	ULONG refs = InterlockedDecrement(&self->refs);
	struct held *held;

	if (refs)
		return refs;
	while ((held = self->held) != NULL) {
		self->held = held->before;
		CloseHandle(held->event);
		HeapFree(GetProcessHeap(), 0, held);
	}
	HeapFree(GetProcessHeap(), 0, self);
	return 0;
}

static const IUnknownVtbl inner_vtbl = {
	inner_query, inner_add_ref, inner_release,
};

static HRESULT STDMETHODCALLTYPE query(ISynchronize *synchronize, REFIID iid,
				       void **object)
{
	return IUnknown_QueryInterface(of_synchronize(synchronize)->outer, iid,
				       object);
}

static ULONG STDMETHODCALLTYPE add_ref(ISynchronize *synchronize)
{
	return IUnknown_AddRef(of_synchronize(synchronize)->outer);
}

static ULONG STDMETHODCALLTYPE release(ISynchronize *synchronize)
{
	return IUnknown_Release(of_synchronize(synchronize)->outer);
}

static HRESULT STDMETHODCALLTYPE wait(ISynchronize *synchronize, DWORD flags,
				      DWORD ms)
{
	HANDLE event = now(of_synchronize(synchronize));
	DWORD index;

	return CoWaitForMultipleHandles(flags, ms, 1, &event, &index);
}

static HRESULT STDMETHODCALLTYPE signal(ISynchronize *synchronize)
{
	SetEvent(now(of_synchronize(synchronize)));
	return S_OK;
}

static HRESULT STDMETHODCALLTYPE reset(ISynchronize *synchronize)
{
	ResetEvent(now(of_synchronize(synchronize)));
	return S_OK;
}

static const ISynchronizeVtbl synchronize_vtbl = {
	query, add_ref, release, wait, signal, reset,
};

static HRESULT STDMETHODCALLTYPE handle_query(ISynchronizeEvent *handle,
					      REFIID iid, void **object)
{
	return IUnknown_QueryInterface(of_handle(handle)->outer, iid, object);
}

static ULONG STDMETHODCALLTYPE handle_add_ref(ISynchronizeEvent *handle)
{
	return IUnknown_AddRef(of_handle(handle)->outer);
}

static ULONG STDMETHODCALLTYPE handle_release(ISynchronizeEvent *handle)
{
	return IUnknown_Release(of_handle(handle)->outer);
}

/* The object's own: not to be closed. */
static HRESULT STDMETHODCALLTYPE get_handle(ISynchronizeEvent *handle,
					    HANDLE *event)
{
	if (!event)
		return E_INVALIDARG;
	*event = now(of_handle(handle));
	return S_OK;
}

static bool hold(struct event *self, HANDLE event)
{
	struct held *held = HeapAlloc(GetProcessHeap(), 0, sizeof(*held));

	if (!held)
		return false;
	held->event = event;
	do
		held->before = __atomic_load_n(&self->held, __ATOMIC_RELAXED);
	while (InterlockedCompareExchangePointer((void **)&self->held, held,
						 held->before) !=
	       held->before);
	return true;
}

/* Another event than its own, of which it has a handle of its own. */
static HRESULT STDMETHODCALLTYPE set_handle(ISynchronizeEvent *handle,
					    HANDLE *event)
{
	const HANDLE process = GetCurrentProcess();
	HANDLE own;

	if (!event)
		return E_INVALIDARG;
	if (!DuplicateHandle(process, *event, process, &own, 0, FALSE,
			     DUPLICATE_SAME_ACCESS))
		return HRESULT_FROM_WIN32(GetLastError());
	if (hold(of_handle(handle), own))
		return S_OK;
	CloseHandle(own);
	return E_OUTOFMEMORY;
}

static const ISynchronizeEventVtbl handle_vtbl = {
	handle_query, handle_add_ref, handle_release, get_handle, set_handle,
};

static HRESULT create(IUnknown *outer, BOOL manual, IUnknown **unknown)
{
	struct event *self = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
				       sizeof(*self));
	HANDLE event = CreateEventW(NULL, manual, FALSE, NULL);

	if (!self || !event || !hold(self, event)) {
		if (event)
			CloseHandle(event);
		HeapFree(GetProcessHeap(), 0, self);
		return E_OUTOFMEMORY;
	}
	self->inner.lpVtbl = (IUnknownVtbl *)&inner_vtbl;
	self->synchronize.lpVtbl = (ISynchronizeVtbl *)&synchronize_vtbl;
	self->handle.lpVtbl = (ISynchronizeEventVtbl *)&handle_vtbl;
	self->outer = outer ? outer : &self->inner;
	free_marshaler_init(&self->marshaler, self->outer);
	self->refs = 1;
	*unknown = &self->inner;
	return S_OK;
}

HRESULT event_create_auto(IUnknown *outer, IUnknown **unknown)
{
	return create(outer, FALSE, unknown);
}

HRESULT event_create_manual(IUnknown *outer, IUnknown **unknown)
{
	return create(outer, TRUE, unknown);
}
