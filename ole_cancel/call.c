/*
 * The steps of one call: call.h says what each means.
 */
#include "queue.h"
#include "remote.h"

/* As many spare calls as a thread keeps: nested and asynchronous ones go by turns. */
#define SPARES 4

/* The client is the calling thread: an STA waits for its event. */
static void wake_here(struct call *call, struct com_thread *thread)
{
	struct remoting *remoting;

	if (!thread->apartment || thread->apartment->kind != APARTMENT_STA)
		return;
	remoting = queue_open(thread->apartment);
	if (!remoting)
		return;
	call->client = thread->apartment;
	call->rouse = remoting->rouse;
	rouse_ref(call->rouse);
}

struct call *call_new(enum call_kind kind, struct exported *object, ULONG size)
{
	struct com_thread *thread = thread_current();
	struct call *call = thread ? thread->spare_calls : NULL;

	if (!thread)
		return NULL;
	if (call) {
		thread->spare_calls = call->next;
		thread->spare_count--;
	} else {
		call = HeapAlloc(GetProcessHeap(), 0, sizeof(*call));
		if (!call)
			return NULL;
	}
	ZeroMemory(call, offsetof(struct call, request));
	call->cancel.lpVtbl = (ICancelMethodCallsVtbl *)&call_cancel_vtbl;
	call->security.lpVtbl = (IServerSecurityVtbl *)&call_security_vtbl;
	call->served.lpVtbl = (ICancelMethodCallsVtbl *)&call_served_vtbl;
	call->refs = 1;
	call->kind = kind;
	call->object = object;
	exported_ref(object);
	call->thread_id = thread->id;
	wake_here(call, thread);
	call->request.bytes = call->reply.bytes = NULL;
	call->request.size = call->reply.size = 0;
	if (call_buffer_set(&call->request, size))
		return call;
	call_unref(call);
	return NULL;
}

BOOL call_buffer_set(struct call_buffer *buffer, ULONG size)
{
	if (buffer->bytes != buffer->fixed)
		CoTaskMemFree(buffer->bytes);
	buffer->bytes = size <= CALL_INLINE ? buffer->fixed :
					      CoTaskMemAlloc(size);
	buffer->size = buffer->bytes ? size : 0;
	return buffer->bytes != NULL;
}

void call_ref(struct call *call)
{
	__atomic_fetch_add(&call->refs, 1, __ATOMIC_RELAXED);
}

static void keep_or_free(struct call *call)
{
	struct com_thread *thread = thread_known();

	if (thread && thread->spare_count < SPARES) {
		call->next = thread->spare_calls;
		thread->spare_calls = call;
		thread->spare_count++;
		return;
	}
	HeapFree(GetProcessHeap(), 0, call);
}

/* What kept the object for it. */
static void give_back(struct call *call)
{
	if (!call->strong)
		return;
	call->strong = false;
	exported_weaken(call->object, 1, false);
}

void call_unref(struct call *call)
{
	if (__atomic_sub_fetch(&call->refs, 1, __ATOMIC_ACQ_REL))
		return;
	if (call->request.bytes != call->request.fixed)
		CoTaskMemFree(call->request.bytes);
	if (call->reply.bytes != call->reply.fixed)
		CoTaskMemFree(call->reply.bytes);
	rouse_unref(call->rouse);
	rouse_unref(call->signal);
	give_back(call);
	exported_unref(call->object);
	keep_or_free(call);
}

void calls_forget(struct com_thread *thread)
{
	struct call *call;

	while ((call = thread->spare_calls)) {
		thread->spare_calls = call->next;
		HeapFree(GetProcessHeap(), 0, call);
	}
	thread->spare_count = 0;
}

bool call_step(struct call *call, LONG from, LONG to)
{
	return __atomic_compare_exchange_n(&call->state, &from, to, false,
					   __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* It is over for its client, who is to hear of it. The call may be the client's
 * again by then, or another one: who gets here has a reference. */
static void over(struct call *call)
{
	if (call->rouse)
		SetEvent(call->rouse->event);
	if (call->signal)
		SetEvent(call->signal->event);
	WakeByAddressAll(&call->state);
}

void call_reply(struct call *call, HRESULT status)
{
	LONG state = call_state(call);

	POINT("call:done");
	if (SUCCEEDED(status) && !call->reply.bytes)
		call_buffer_set(&call->reply, 0);
	call->status = status;
	/* Before the client hears: when it lets its own reference go, it was the
	 * last, and it finds the object gone. */
	give_back(call);
	for (;;) {
		if (state & CALL_LEFT)
			break;
		if (__atomic_compare_exchange_n(
			    &call->state, &state,
			    (state & ~CALL_WHERE) | CALL_REPLIED, false,
			    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
			over(call);
			break;
		}
	}
	call_unref(call);
}

/* NEW or QUEUED: takes it back. */
static bool withdraw(struct call *call, LONG state)
{
	if ((state & CALL_WHERE) == CALL_QUEUED) {
		if (!queue_withdraw(call))
			return false;
		over(call);
		give_back(call);
		call_unref(call);
		return true;
	}
	if (!call_step(call, state, (state & ~CALL_WHERE) | CALL_WITHDRAWN))
		return false;
	over(call);
	return true;
}

static DWORD left_of(ULONG seconds, ULONGLONG since)
{
	ULONGLONG passed = GetTickCount64() - since;
	ULONGLONG whole = seconds * 1000ULL;

	if (seconds == INFINITE)
		return INFINITE;
	if (passed >= whole)
		return 0;
	whole -= passed;
	return whole < INFINITE ? (DWORD)whole : INFINITE - 1;
}

HRESULT call_cancel(struct call *call, ULONG seconds)
{
	const ULONGLONG since = GetTickCount64();
	bool asked = false;

	POINT("call:cancelling");
	for (;;) {
		LONG state = call_state(call);
		DWORD left;

		if (call_is_over(state)) {
			if ((state & CALL_WHERE) == CALL_REPLIED)
				return RPC_E_CALL_COMPLETE;
			return asked ? S_OK : RPC_E_CALL_CANCELED;
		}
		if ((state & CALL_WHERE) != CALL_RUNNING) {
			if (withdraw(call, state))
				return S_OK;
			continue;
		}
		if (!asked) {
			asked = call_step(call, state, state | CALL_ASKED);
			if (asked)
				POINT("call:asked");
			continue;
		}
		left = left_of(seconds, since);
		if (left) {
			WaitOnAddress(&call->state, &state, sizeof(state),
				      left);
			continue;
		}
		if (call_step(call, state, state | CALL_LEFT)) {
			over(call);
			return S_OK;
		}
	}
}

void call_abandon(struct call *call)
{
	LONG state = call_state(call);

	POINT("call:abandoning");
	while (!call_is_over(state) &&
	       !__atomic_compare_exchange_n(&call->state, &state,
					    state | CALL_LEFT, false,
					    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		;
}

void call_wait(struct call *call)
{
	LONG state;

	if (call->rouse)
		modal_wait_call(call->client, call, INFINITE);
	else
		while (!call_is_over(state = call_state(call)))
			WaitOnAddress(&call->state, &state, sizeof(state),
				      INFINITE);
	POINT("call:woken");
}

HRESULT call_result(const struct call *call)
{
	if (call_state(call) & CALL_LEFT ||
	    (call_state(call) & CALL_WHERE) != CALL_REPLIED)
		return RPC_E_CALL_CANCELED;
	return call->status;
}
