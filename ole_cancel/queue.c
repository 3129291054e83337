/*
 * The queue of an apartment: calls go in on any thread, and out on one of its own.
 */
#include "queue.h"
#include "remote.h"

/* Sent by nobody but this file. */
#define WM_CALL_QUEUED (WM_USER + 1)

static const WCHAR class_name[] = { 'w', 'i', 'n', 'c', 'a', 'n', 'c', 'e',
				    'l', '.', 'c', 'a', 'l', 'l', 's', 0 };

static void append(struct remoting *remoting, struct call *call)
{
	call->next = NULL;
	*remoting->end = call;
	remoting->end = &call->next;
}

struct call *queue_take(struct remoting *remoting)
{
	struct call *call = remoting->first;
	LONG state;

	if (!call)
		return NULL;
	remoting->first = call->next;
	if (!remoting->first)
		remoting->end = &remoting->first;
	do
		state = call_state(call);
	while (!call_step(call, state, (state & ~CALL_WHERE) | CALL_RUNNING));
	return call;
}

bool queue_withdraw(struct call *call)
{
	struct apartment *apartment = call->object->apartment;
	struct remoting *remoting = apartment->remoting;
	struct call **at;
	bool found = false;

	AcquireSRWLockExclusive(&apartment->lock);
	for (at = &remoting->first; *at && *at != call; at = &(*at)->next)
		;
	/* One that was abandoned stays, whoever thinks of cancelling it now. */
	if (*at && call_step(call, CALL_QUEUED, CALL_WITHDRAWN)) {
		*at = call->next;
		if (!*at)
			remoting->end = at;
		found = true;
	}
	ReleaseSRWLockExclusive(&apartment->lock);
	return found;
}

void queue_defer(struct call *call)
{
	struct apartment *apartment = call->object->apartment;
	struct remoting *remoting = apartment->remoting;

	AcquireSRWLockExclusive(&apartment->lock);
	call->next = remoting->deferred;
	if (call->next)
		call->next->listed = &call->next;
	call->listed = &remoting->deferred;
	remoting->deferred = call;
	ReleaseSRWLockExclusive(&apartment->lock);
}

/* [lock] */
static void unlist(struct call *call)
{
	*call->listed = call->next;
	if (call->next)
		call->next->listed = call->listed;
	call->listed = NULL;
}

void queue_undefer(struct call *call)
{
	struct apartment *apartment = call->object->apartment;

	AcquireSRWLockExclusive(&apartment->lock);
	if (call->listed)
		unlist(call);
	ReleaseSRWLockExclusive(&apartment->lock);
}

/* It could not be told of what is in its queue. */
static HRESULT not_told(struct apartment *apartment, struct call *call)
{
	struct remoting *remoting = apartment->remoting;
	const bool gone = GetLastError() == ERROR_INVALID_WINDOW_HANDLE;

	AcquireSRWLockExclusive(&apartment->lock);
	remoting->posted = false;
	ReleaseSRWLockExclusive(&apartment->lock);
	if (!queue_withdraw(call))
		return S_OK;
	call_unref(call);
	return gone ? RPC_E_DISCONNECTED : RPC_E_OUT_OF_RESOURCES;
}

static HRESULT enter(struct apartment *apartment, struct call *call)
{
	struct remoting *remoting = apartment->remoting;
	const LONG left = call->unawaited ? CALL_LEFT : 0;
	struct worker *worker = NULL;
	bool post, make = false, modal;

	AcquireSRWLockExclusive(&apartment->lock);
	if (remoting->closed) {
		ReleaseSRWLockExclusive(&apartment->lock);
		return RPC_E_DISCONNECTED;
	}
	call_ref(call);
	if (!call_step(call, CALL_NEW, CALL_QUEUED | left)) {
		ReleaseSRWLockExclusive(&apartment->lock);
		call_unref(call);
		return RPC_E_CALL_CANCELED;
	}
	append(remoting, call);
	post = remoting->window && !remoting->posted;
	remoting->posted |= post;
	modal = remoting->modal;
	if (apartment->kind == APARTMENT_MTA)
		worker = worker_pick(remoting, &make);
	ReleaseSRWLockExclusive(&apartment->lock);

	if (modal)
		SetEvent(remoting->rouse->event);
	if (worker)
		worker_wake(worker);
	if (post && !PostMessageW(remoting->window, WM_CALL_QUEUED, 0, 0))
		return not_told(apartment, call);
	if (make && !worker_make(apartment) && queue_withdraw(call)) {
		call_unref(call);
		return RPC_E_OUT_OF_RESOURCES;
	}
	return S_OK;
}

/* A call is on its way into it: the record stays until the call has gone. */
HRESULT queue_call(struct apartment *apartment, struct call *call)
{
	return apartment->remoting ? enter(apartment, call) : RPC_E_DISCONNECTED;
}

bool queue_serve(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;
	struct call *call;

	AcquireSRWLockExclusive(&apartment->lock);
	call = queue_take(remoting);
	ReleaseSRWLockExclusive(&apartment->lock);
	if (call)
		call_run(call);
	return call;
}

/* The message has come: one call is run, after the next message has been posted if
 * there are more: a method may have a message loop of its own. */
static void told(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;
	struct call *call;
	bool more;

	AcquireSRWLockExclusive(&apartment->lock);
	call = queue_take(remoting);
	more = remoting->first;
	remoting->posted = more;
	ReleaseSRWLockExclusive(&apartment->lock);
	if (more && !PostMessageW(remoting->window, WM_CALL_QUEUED, 0, 0)) {
		AcquireSRWLockExclusive(&apartment->lock);
		remoting->posted = false;
		ReleaseSRWLockExclusive(&apartment->lock);
	}
	if (call)
		call_run(call);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM wparam,
				LPARAM lparam)
{
	struct apartment *apartment;

	if (message != WM_CALL_QUEUED)
		return DefWindowProcW(window, message, wparam, lparam);
	apartment = (struct apartment *)GetWindowLongPtrW(window,
							  GWLP_USERDATA);
	if (apartment) {
		/* The call may end the apartment. */
		apartment_ref(apartment);
		told(apartment);
		apartment_unref(apartment);
	}
	return 0;
}

static BOOL WINAPI register_class(INIT_ONCE *once, void *unused, void **result)
{
	const WNDCLASSW class = { .lpfnWndProc = procedure,
				  .lpszClassName = class_name };

	(void)once;
	(void)unused;
	(void)result;
	return RegisterClassW(&class) != 0;
}

/* After `ended` was set nothing would end it. */
static bool has_ended(struct apartment *apartment)
{
	bool ended;

	AcquireSRWLockShared(&apartment->lock);
	ended = apartment->ended;
	ReleaseSRWLockShared(&apartment->lock);
	return ended;
}

static bool enterable(struct apartment *apartment, struct remoting *remoting)
{
	static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

	if (apartment->kind == APARTMENT_MTA)
		return true;
	remoting->rouse = rouse_new(FALSE);
	if (!remoting->rouse ||
	    !InitOnceExecuteOnce(&once, register_class, NULL, NULL))
		return false;
	remoting->window = CreateWindowExW(0, class_name, NULL, 0, 0, 0, 0, 0,
					   HWND_MESSAGE, NULL, NULL, NULL);
	if (!remoting->window)
		return false;
	SetWindowLongPtrW(remoting->window, GWLP_USERDATA,
			  (LONG_PTR)apartment);
	return true;
}

static void discard(struct remoting *remoting)
{
	if (remoting->window)
		DestroyWindow(remoting->window);
	rouse_unref(remoting->rouse);
	HeapFree(GetProcessHeap(), 0, remoting);
}

struct remoting *queue_open(struct apartment *apartment)
{
	struct remoting *remoting =
		__atomic_load_n(&apartment->remoting, __ATOMIC_ACQUIRE);
	void *none = NULL;

	if (remoting)
		return remoting;
	if (has_ended(apartment))
		return NULL;
	remoting = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
			     sizeof(*remoting));
	if (!remoting)
		return NULL;
	remoting->end = &remoting->first;
	if (!enterable(apartment, remoting)) {
		discard(remoting);
		return NULL;
	}
	if (__atomic_compare_exchange_n(&apartment->remoting, &none,
					(void *)remoting, false,
					__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return remoting;
	discard(remoting);
	return none;
}

/* Nobody gets in any more; who waits hears of it. */
static void shut(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;
	struct call *call;

	AcquireSRWLockExclusive(&apartment->lock);
	remoting->closed = true;
	ReleaseSRWLockExclusive(&apartment->lock);
	POINT("apartment:ending");
	for (;;) {
		AcquireSRWLockExclusive(&apartment->lock);
		call = queue_take(remoting);
		ReleaseSRWLockExclusive(&apartment->lock);
		if (!call)
			return;
		call_refuse(call);
	}
}

/* What was begun and waits for its server will not be answered. */
static void give_up(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;
	struct call *call;

	for (;;) {
		AcquireSRWLockExclusive(&apartment->lock);
		call = remoting->deferred;
		if (call) {
			unlist(call);
			call_ref(call);
		}
		ReleaseSRWLockExclusive(&apartment->lock);
		if (!call)
			return;
		call_complete(call, RPC_E_DISCONNECTED);
		call_unref(call);
	}
}

/* Its objects are gone before the queue is shut: who hears of that from the queue
 * knows them gone. */
static void ends(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;

	if (!remoting)
		return;
	imported_end(apartment);
	exported_end(apartment);
	give_up(apartment);
	shut(apartment);
	if (apartment->kind == APARTMENT_MTA)
		workers_end(apartment);
	if (remoting->window)
		DestroyWindow(remoting->window);
	if (remoting->filter)
		IMessageFilter_Release(remoting->filter);
	remoting->filter = NULL;
}

static void freed(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;

	if (!remoting)
		return;
	rouse_unref(remoting->rouse);
	HeapFree(GetProcessHeap(), 0, remoting);
}

static const struct apartment_hooks hooks = { .ends = ends, .freed = freed };

__attribute__((constructor)) static void init(void)
{
	apartment_hook(&hooks);
}
