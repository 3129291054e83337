/*
 * The threads on which calls enter the MTA. Each that is queued wakes one that is
 * idle, the one that was busy last, or makes one: what blocks holds up nobody. One
 * that has been idle for long ends; so do all that are idle when the MTA ends.
 */
#include "queue.h"

#define IDLE_MS 30000

enum { SLEEP, WAKE, END };

struct worker {
	struct worker *next;	/* [lock] of the idle */
	LONG told;
	HANDLE thread;
};

struct worker *worker_pick(struct remoting *remoting, bool *make)
{
	struct worker *worker = remoting->idle;

	if (worker)
		remoting->idle = worker->next;
	else
		remoting->workers++;
	*make = !worker;
	return worker;
}

static void tell(struct worker *worker, LONG what)
{
	__atomic_store_n(&worker->told, what, __ATOMIC_RELEASE);
	WakeByAddressSingle(&worker->told);
}

void worker_wake(struct worker *worker)
{
	tell(worker, WAKE);
}

/* Its time is over: it ends, unless somebody has just thought of it. */
static bool retire(struct apartment *apartment, struct worker *worker)
{
	struct remoting *remoting = apartment->remoting;
	struct worker **at;
	bool retired;

	AcquireSRWLockExclusive(&apartment->lock);
	for (at = &remoting->idle; *at && *at != worker; at = &(*at)->next)
		;
	retired = *at;
	if (retired) {
		*at = worker->next;
		remoting->workers--;
	}
	ReleaseSRWLockExclusive(&apartment->lock);
	return retired;
}

/* Until there is something to do; false: never again. */
static bool doze(struct apartment *apartment, struct worker *worker)
{
	LONG told;

	while ((told = __atomic_load_n(&worker->told, __ATOMIC_ACQUIRE)) ==
	       SLEEP)
		if (!WaitOnAddress(&worker->told, &told, sizeof(told),
				   IDLE_MS) &&
		    retire(apartment, worker)) {
			CloseHandle(worker->thread);
			return false;
		}
	return told == WAKE;
}

/* The next call, or NULL: it lies among the idle, or, *over, is to end. */
static struct call *next_call(struct apartment *apartment,
			      struct worker *worker, bool *over)
{
	struct remoting *remoting = apartment->remoting;
	struct call *call;

	AcquireSRWLockExclusive(&apartment->lock);
	call = queue_take(remoting);
	*over = !call && remoting->closed;
	if (*over) {
		remoting->workers--;
	} else if (!call) {
		__atomic_store_n(&worker->told, SLEEP, __ATOMIC_RELAXED);
		worker->next = remoting->idle;
		remoting->idle = worker;
	}
	ReleaseSRWLockExclusive(&apartment->lock);
	return call;
}

struct start {
	struct apartment *apartment;
	struct worker worker;
};

static DWORD WINAPI work(void *arg)
{
	struct start *start = arg;
	struct apartment *apartment = start->apartment;
	bool over = false;

	for (;;) {
		struct call *call =
			next_call(apartment, &start->worker, &over);

		if (call) {
			call_run(call);
		} else if (over) {
			CloseHandle(start->worker.thread);
			break;
		} else if (!doze(apartment, &start->worker)) {
			break;
		}
	}
	apartment_unref(apartment);
	HeapFree(GetProcessHeap(), 0, start);
	return 0;
}

bool worker_make(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;
	struct start *start = HeapAlloc(GetProcessHeap(), 0, sizeof(*start));

	if (start) {
		apartment_ref(apartment);
		start->apartment = apartment;
		start->worker.thread = CreateThread(NULL, 0, work, start,
						    CREATE_SUSPENDED, NULL);
		if (start->worker.thread) {
			ResumeThread(start->worker.thread);
			return true;
		}
		apartment_unref(apartment);
		HeapFree(GetProcessHeap(), 0, start);
	}
	AcquireSRWLockExclusive(&apartment->lock);
	remoting->workers--;
	ReleaseSRWLockExclusive(&apartment->lock);
	return false;
}

void workers_end(struct apartment *apartment)
{
	struct remoting *remoting = apartment->remoting;
	struct worker *idle;

	AcquireSRWLockExclusive(&apartment->lock);
	idle = remoting->idle;
	remoting->idle = NULL;
	ReleaseSRWLockExclusive(&apartment->lock);
	while (idle) {
		struct worker *worker = idle;
		HANDLE thread = worker->thread;

		idle = worker->next;
		tell(worker, END);
		WaitForSingleObject(thread, INFINITE);
		CloseHandle(thread);
	}
}
