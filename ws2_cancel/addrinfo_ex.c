/* Owns GetAddrInfoExW, asynchronous or not, and its end (addrinfo_ex.h). */
#include "ws2_cancel/addrinfo_ex.h"
#include "ws2_cancel/waited.h"
#include "ws2_cancel/worker.h"
#include <stdlib.h>
#include <string.h>

static void request_free(struct task *t)
{
	free(CONTAINING_RECORD(t, struct ex_request, task));
}

static void call_routine(void *arg)
{
	struct ex_request *r = arg;

	r->routine((DWORD)r->error, 0, r->overlapped);
	task_unref(&r->task);
}

/* What stands in r->timer when whoever has ended the request was there first. */
#define NO_TIMER_ANY_MORE ((TP_TIMER *)1)

static void close_timer(TP_TIMER *timer)
{
	SetThreadpoolTimer(timer, NULL, 0, 0);
	CloseThreadpoolTimer(timer);
}

/*
 * Its callback may have begun, and is not waited for: this may be the thread that
 * brings everybody's answers. It knows the request by its handle alone.
 */
static void drop_timer(struct ex_request *r)
{
	TP_TIMER *timer = InterlockedExchangePointer((void **)&r->timer,
						     NO_TIMER_ANY_MORE);

	if (timer)
		close_timer(timer);
}

/* Nothing of the program's is touched after the status but its event. */
static void tell(struct ex_request *r, int error, const struct answer *a)
{
	HANDLE event = r->overlapped->hEvent;

	if (!error)
		error = !a	 ? WSA_NOT_ENOUGH_MEMORY :
			a->error ? a->error :
				   list_make(LIST_EX_W, &r->hints, a,
					     (void **)r->list);
	r->error = error;
	__atomic_store_n(&r->overlapped->Internal, error, __ATOMIC_RELEASE);
	if (r->routine) {
		if (!worker_run(call_routine, r))
			call_routine(r);
		return;
	}
	if (event)
		SetEvent(event);
	task_unref(&r->task);
}

void ex_finish(struct ex_request *r, int error, const struct answer *a)
{
	drop_timer(r);
	tell(r, error, a);
}

void ex_end_silently(struct ex_request *r)
{
	drop_timer(r);
	__atomic_store_n(&r->overlapped->Internal, WSA_E_CANCELLED,
			 __ATOMIC_RELEASE);
	task_unref(&r->task);
}

static void found(void *owner, struct answer *a)
{
	struct ex_request *r = owner;

	if (task_claim(&r->task))
		ex_finish(r, 0, a);
	answer_free(a);
	task_unref(&r->task);
}

static void CALLBACK out_of_time(TP_CALLBACK_INSTANCE *instance, void *handle,
				 TP_TIMER *timer)
{
	struct task *t;

	(void)instance;
	(void)timer;
	if (task_claim_handle(handle, TASK_ADDRINFO, &t) == TASK_CLAIMED)
		ex_finish(CONTAINING_RECORD(t, struct ex_request, task),
			  WSAETIMEDOUT, NULL);
}

/* From now, as NtWait has it. */
static LARGE_INTEGER due(const struct WS_timeval *t)
{
	return (LARGE_INTEGER){ .QuadPart = -(t->tv_sec * 10000000LL +
					      t->tv_usec * 10LL) };
}

/* It has been entered, so it may have ended. False: there is no timer to be had. */
static bool time_it(struct ex_request *r, const struct WS_timeval *timeout)
{
	LARGE_INTEGER at = due(timeout);
	FILETIME when = { at.LowPart, (DWORD)at.HighPart };
	TP_TIMER *timer = worker_timer(out_of_time, task_handle(&r->task));

	if (!timer)
		return false;
	SetThreadpoolTimer(timer, &when, 0, 0);
	if (InterlockedCompareExchangePointer((void **)&r->timer, timer, NULL))
		close_timer(timer);
	return true;
}

static void known(void *arg)
{
	struct ex_request *r = arg;

	found(r, hints_local(&r->hints));
}

/* It is in the table: what brings the result begins. The caller's reference is still
 * there. */
static void set_going(struct ex_request *r)
{
	if (r->task.lookup)
		lookup_start(r->task.lookup);
	else if (!worker_run(known, r))
		known(r);
}

static int begin(struct ex_request *r, const struct WS_timeval *timeout,
		 HANDLE *handle)
{
	struct lookup_wanted w = hints_wanted(&r->hints);

	if (!r->hints.local && !(r->task.lookup = lookup_new(&w, found, r)))
		return WSA_NOT_ENOUGH_MEMORY;
	r->overlapped->Pointer = r->list;
	r->overlapped->Internal = WSAEINPROGRESS;
	/* The claimer may be here before this returns: two references more. */
	task_ref(&r->task);
	task_ref(&r->task);
	if (!task_enter(&r->task, handle)) {
		task_unref(&r->task);
		task_unref(&r->task);
		return ws2_started() ? WSA_NOT_ENOUGH_MEMORY :
				       ws2_refusal();
	}
	if (timeout && !time_it(r, timeout) && task_claim(&r->task)) {
		task_unref(&r->task);
		task_unref(&r->task);
		return WSA_NOT_ENOUGH_MEMORY;
	}
	set_going(r);
	return WSA_IO_PENDING;
}

static int wait_for(const struct hints *h, const struct WS_timeval *timeout,
		    ADDRINFOEXW **list)
{
	struct answer *a = NULL;
	int error = 0;

	if (h->local) {
		a = hints_local(h);
	} else {
		struct lookup_wanted w = hints_wanted(h);
		LARGE_INTEGER at = timeout ? due(timeout) :
					     (LARGE_INTEGER){ 0 };
		error = look_up(&w, timeout ? &at : NULL, &a);
	}
	if (!error)
		error = a ? list_make(LIST_EX_W, h, a, (void **)list) :
			    WSA_NOT_ENOUGH_MEMORY;
	answer_free(a);
	return error;
}

static int get(const WCHAR *name, const WCHAR *service, DWORD space,
	       const ADDRINFOEXW *hints, ADDRINFOEXW **list,
	       const struct WS_timeval *timeout, OVERLAPPED *overlapped,
	       LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, HANDLE *handle)
{
	char name_room[HOST_ROOM], service_room[HOST_ROOM];
	const char *narrow, *narrow_service;
	struct hints h;
	int error;

	if (!list)
		return WSAEINVAL;
	*list = NULL;
	if (overlapped ? routine && overlapped->hEvent : routine != NULL)
		return WSAEINVAL;
	if (space != NS_ALL && space != NS_DNS)
		return WSASERVICE_NOT_FOUND;
	if (!text_from_wide(name, name_room, &narrow) ||
	    !text_from_wide(service, service_room, &narrow_service))
		return WSAHOST_NOT_FOUND;
	error = hints_read(&h, narrow, narrow_service,
			   (const ADDRINFOA *)hints);
	if (error)
		return error;
	if (!overlapped)
		return wait_for(&h, timeout, list);
	struct ex_request *r = calloc(1, sizeof(*r));
	if (!r)
		return WSA_NOT_ENOUGH_MEMORY;
	r->task.kind = TASK_ADDRINFO;
	r->task.refs = 1;
	r->task.destroy = request_free;
	r->hints = h;
	r->list = list;
	r->overlapped = overlapped;
	r->routine = routine;
	error = begin(r, timeout, handle);
	task_unref(&r->task);
	return error;
}

/*
 * GetAddrInfoExW: 0 or Winsock's code, the last error, too. With an OVERLAPPED it is
 * WSA_IO_PENDING, and the event or the routine tells when it has ended; timeout
 * counts for both (WSAETIMEDOUT).  (Microsoft: GetAddrInfoExW)
 */
int WINAPI GetAddrInfoExW(const WCHAR *name, const WCHAR *service, DWORD space,
			  GUID *provider, const ADDRINFOEXW *hints,
			  ADDRINFOEXW **list, struct WS_timeval *timeout,
			  OVERLAPPED *overlapped,
			  LPLOOKUPSERVICE_COMPLETION_ROUTINE routine,
			  HANDLE *handle)
{
	int error;

	(void)provider;
	if (ws2_refused())
		return ws2_refusal();
	error = get(name, service, space, hints, list, timeout, overlapped,
		    routine, handle);
	if (error)
		ws2_fail(error);
	return error;
}

void WINAPI FreeAddrInfoExW(ADDRINFOEXW *list)
{
	list_free(LIST_EX_W, list);
}
