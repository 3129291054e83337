/*
 * CoWaitForMultipleHandles. In an STA it is a modal loop (modal.c has the one for
 * calls): calls that come in are run, and what is sent to the thread's windows; what
 * was posted to them only if it is asked for.
 */
#include "queue.h"
#include <ole_cancel.h>

#define FLAGS (COWAIT_WAITALL | COWAIT_ALERTABLE | COWAIT_INPUTAVAILABLE | \
	       COWAIT_DISPATCH_CALLS | COWAIT_DISPATCH_WINDOW_MESSAGES)

/* What MsgWaitForMultipleObjectsEx can wait for. */
#define MOST (MAXIMUM_WAIT_OBJECTS - 1)

struct loop {
	struct apartment *apartment;
	DWORD flags;
	DWORD count, all;	/* the caller's handles; with the queue's event */
	HANDLE handles[MOST];
	bool quits;		/* WM_QUIT was seen: no more are dispatched */
};

static DWORD left_of(DWORD ms, DWORD since)
{
	const DWORD passed = GetTickCount() - since;

	if (ms == INFINITE)
		return INFINITE;
	return passed < ms ? ms - passed : 0;
}

static bool dispatches(const struct loop *loop)
{
	return loop->flags & COWAIT_DISPATCH_WINDOW_MESSAGES && !loop->quits;
}

/* WM_QUIT is for the loop of the thread itself. */
static bool dispatch(struct loop *loop, HWND window)
{
	MSG msg;

	if (!PeekMessageW(&msg, window, 0, 0, PM_REMOVE))
		return false;
	if (msg.message == WM_QUIT) {
		loop->quits = true;
		PostQuitMessage((int)msg.wParam);
		return true;
	}
	TranslateMessage(&msg);
	DispatchMessageW(&msg);
	return true;
}

/* There was no room for the queue's event. */
static bool is_full(const struct loop *loop)
{
	return loop->all == loop->count;
}

/* Then its message says that a call is there; there is one at a time. */
static bool serve(struct loop *loop)
{
	const struct remoting *remoting = loop->apartment->remoting;

	if (is_full(loop) && dispatch(loop, remoting->window))
		return true;
	return queue_serve(loop->apartment);
}

/* Looking runs what was sent, and makes what it looked for no longer new. */
static void look(struct loop *loop)
{
	MSG msg;

	if (dispatches(loop))
		dispatch(loop, NULL);
	else if (is_full(loop))
		PeekMessageW(&msg, NULL, 0, 0, PM_NOREMOVE);
	else
		PeekMessageW(&msg, NULL, 0, 0, PM_NOREMOVE | PM_QS_SENDMESSAGE);
}

/* One message at a time: the handles are looked at in between. */
static UINT mask_of(const struct loop *loop, DWORD *flags)
{
	*flags = 0;
	if (loop->flags & COWAIT_ALERTABLE)
		*flags |= MWMO_ALERTABLE;
	if (loop->flags & COWAIT_INPUTAVAILABLE || dispatches(loop))
		*flags |= MWMO_INPUTAVAILABLE;
	if (dispatches(loop))
		return QS_ALLINPUT | QS_ALLPOSTMESSAGE;
	if (is_full(loop))
		return QS_SENDMESSAGE | QS_POSTMESSAGE;
	return QS_SENDMESSAGE;
}

static DWORD run(struct loop *loop, DWORD ms)
{
	const DWORD since = GetTickCount();

	for (;;) {
		const bool served = serve(loop);
		DWORD flags, result;
		UINT mask = mask_of(loop, &flags);

		result = MsgWaitForMultipleObjectsEx(
			loop->all, loop->handles,
			served ? 0 : left_of(ms, since), mask, flags);
		if (result == WAIT_OBJECT_0 + loop->all)
			look(loop);
		else if (result != WAIT_OBJECT_0 + loop->count &&
			 !(result == WAIT_TIMEOUT && served))
			return result;
	}
}

/*
 * For all at once and a message, which is how it is documented; nothing is run
 * meanwhile.
 */
static DWORD wait_all(const struct loop *loop, DWORD ms)
{
	DWORD flags = MWMO_WAITALL;

	if (loop->flags & COWAIT_ALERTABLE)
		flags |= MWMO_ALERTABLE;
	if (loop->flags & COWAIT_INPUTAVAILABLE)
		flags |= MWMO_INPUTAVAILABLE;
	return MsgWaitForMultipleObjectsEx(loop->count, loop->handles, ms,
					   QS_ALLINPUT | QS_ALLPOSTMESSAGE,
					   flags);
}

static DWORD wait_in_sta(struct apartment *apartment, DWORD flags, DWORD ms,
			 ULONG count, const HANDLE *handles)
{
	struct loop loop = { .apartment = apartment, .flags = flags,
			     .count = count, .all = count };
	HANDLE event;
	DWORD result;

	if (count > MOST) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return WAIT_FAILED;
	}
	memcpy(loop.handles, handles, count * sizeof(*handles));
	if (flags & COWAIT_WAITALL)
		return wait_all(&loop, ms);
	event = modal_begin(apartment);
	if (!event) {
		SetLastError(ERROR_NOT_ENOUGH_MEMORY);
		return WAIT_FAILED;
	}
	if (count < MOST)
		loop.handles[loop.all++] = event;
	result = run(&loop, ms);
	modal_end(apartment);
	return result;
}

static DWORD wait_where_we_are(DWORD flags, DWORD ms, ULONG count,
			       const HANDLE *handles)
{
	struct apartment *apartment = apartment_current();
	DWORD result;

	if (apartment && apartment->kind == APARTMENT_STA)
		result = wait_in_sta(apartment, flags, ms, count, handles);
	else
		result = WaitForMultipleObjectsEx(count, handles,
						  !!(flags & COWAIT_WAITALL),
						  ms,
						  !!(flags & COWAIT_ALERTABLE));
	if (apartment)
		apartment_unref(apartment);
	return result;
}

/*
 * CoWaitForMultipleHandles: for one of the objects, S_OK and its index (or
 * WAIT_ABANDONED_0 and that, or WAIT_IO_COMPLETION); RPC_S_CALLPENDING when the time
 * is over. An STA runs calls and what is sent to its windows meanwhile, with
 * COWAIT_DISPATCH_WINDOW_MESSAGES also what is posted. COWAIT_WAITALL: for all of
 * them, in an STA for all and a message. At most 63 objects in an STA, 64 elsewhere.
 * RPC_E_NO_SYNC without objects; E_INVALIDARG for no place, no handles, unknown flags;
 * errors of the wait as HRESULTs.  (Microsoft: CoWaitForMultipleHandles)
 */
HRESULT WINAPI CoWaitForMultipleHandles(DWORD flags, DWORD ms, ULONG count,
					LPHANDLE handles, LPDWORD index)
{
	DWORD result;

	if (!index)
		return E_INVALIDARG;
	*index = 0;
	if (!handles || flags & ~(DWORD)FLAGS)
		return E_INVALIDARG;
	if (!count)
		return RPC_E_NO_SYNC;
	result = wait_where_we_are(flags, ms, count, handles);
	if (result == WAIT_TIMEOUT)
		return RPC_S_CALLPENDING;
	if (result == WAIT_FAILED)
		return HRESULT_FROM_WIN32(GetLastError());
	*index = result;
	return S_OK;
}

/*
 * CoWaitForMultipleObjects: CoWaitForMultipleHandles for one of at most
 * CWMO_MAX_HANDLES objects, with no more of its flags than CWMO_DISPATCH_CALLS, which
 * is how an STA always waits, and CWMO_DISPATCH_WINDOW_MESSAGES; E_INVALIDARG for
 * others and for more.  (Microsoft: CoWaitForMultipleObjects)
 */
HRESULT WINAPI CoWaitForMultipleObjects(DWORD flags, DWORD ms, ULONG count,
					const HANDLE *handles, DWORD *index)
{
	HANDLE copy[CWMO_MAX_HANDLES];
	DWORD wait = 0;

	if (!index || !handles || count > CWMO_MAX_HANDLES ||
	    flags & ~(DWORD)(CWMO_DISPATCH_CALLS |
			     CWMO_DISPATCH_WINDOW_MESSAGES))
		return E_INVALIDARG;
	if (flags & CWMO_DISPATCH_CALLS)
		wait |= COWAIT_DISPATCH_CALLS;
	if (flags & CWMO_DISPATCH_WINDOW_MESSAGES)
		wait |= COWAIT_DISPATCH_WINDOW_MESSAGES;
	memcpy(copy, handles, count * sizeof(*handles));
	return CoWaitForMultipleHandles(wait, ms, count, copy, index);
}
