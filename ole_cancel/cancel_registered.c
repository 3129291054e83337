/* What stands for an object of CoSetCancelObject; see cancel.h. */
#include "cancel.h"

struct registered {
	ICancelMethodCalls cancel;
	LONG refs;
	ICancelMethodCalls *object;
	struct outgoing outgoing;
};

static struct registered *self_of(ICancelMethodCalls *cancel)
{
	return CONTAINING_RECORD(cancel, struct registered, cancel);
}

static HRESULT STDMETHODCALLTYPE query(ICancelMethodCalls *cancel, REFIID iid,
				       void **object)
{
	return ICancelMethodCalls_QueryInterface(self_of(cancel)->object, iid,
						 object);
}

static ULONG STDMETHODCALLTYPE add_ref(ICancelMethodCalls *cancel)
{
	return InterlockedIncrement(&self_of(cancel)->refs);
}

static ULONG STDMETHODCALLTYPE release(ICancelMethodCalls *cancel)
{
	struct registered *self = self_of(cancel);
	ULONG refs = InterlockedDecrement(&self->refs);

	if (!refs) {
		ICancelMethodCalls_Release(self->object);
		HeapFree(GetProcessHeap(), 0, self);
	}
	return refs;
}

static HRESULT STDMETHODCALLTYPE cancel_it(ICancelMethodCalls *cancel,
					   ULONG seconds)
{
	return ICancelMethodCalls_Cancel(self_of(cancel)->object, seconds);
}

static HRESULT STDMETHODCALLTYPE test(ICancelMethodCalls *cancel)
{
	return ICancelMethodCalls_TestCancel(self_of(cancel)->object);
}

static const ICancelMethodCallsVtbl vtbl = {
	query, add_ref, release, cancel_it, test,
};

struct outgoing *registered_create(ICancelMethodCalls *object)
{
	struct registered *self = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
					    sizeof(*self));

	if (!self)
		return NULL;
	self->cancel.lpVtbl = (ICancelMethodCallsVtbl *)&vtbl;
	self->refs = 1;
	self->object = object;
	ICancelMethodCalls_AddRef(object);
	self->outgoing.object = &self->cancel;
	return &self->outgoing;
}
