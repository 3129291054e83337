/*
 * What COM knows of a thread: its apartment, its count of enabled cancelling, the
 * calls that it waits for, and the context of the call that it serves. The record
 * is made by the first call that needs it and goes when the thread ends.
 *
 * The owner alone reads and writes it without a lock, but for `outgoing`, which
 * others follow under `lock` to find what to cancel; who finds another thread's
 * record by its id holds threads_lock (shared) until it has done with it:
 *   threads_lock → thread->lock → nothing
 */
#ifndef WINCANCEL_OLE_THREAD_H
#define WINCANCEL_OLE_THREAD_H

#include "ole.h"
#include <stdbool.h>

struct apartment;
struct call;

/*
 * What a thread waits for and can be cancelled: a synchronous call of a proxy (in
 * its caller's frame), or an object registered by CoSetCancelObject. Linked from
 * begin to end; `object` is one of this module's, so that its AddRef may be called
 * under the lock, and is referenced by the link's owner as long as it is linked.
 */
struct outgoing {
	struct outgoing *outer;
	ICancelMethodCalls *object;
	bool enabled;		/* cancelling was, when the call was made */
	bool registered;	/* by CoSetCancelObject; a call: false */
};

struct com_thread {
	struct com_thread *next;	/* [threads_lock] */
	DWORD id;
	struct apartment *apartment;	/* that it has initialised, or NULL */
	ULONG inits;
	bool leaving;			/* its last CoUninitialize runs */
	ULONG cancel_enables;		/* CoEnableCallCancellation's count */
	IUnknown *context;		/* of the call served; not referenced */
	ULONG64 causality;		/* of what it runs and calls; 0: nothing */
	struct call *spare_calls;	/* call.c's */
	unsigned spare_count;
	SRWLOCK lock;
	struct outgoing *outgoing;	/* [lock], the innermost first */
};

/* The calling thread's record, made if there is none; NULL: no memory. */
struct com_thread *thread_current(void);
/* The same, NULL if there is none. */
struct com_thread *thread_known(void);

/*
 * What would be cancelled by a cancel of that thread (0: the calling one): S_OK and a
 * reference; E_NOINTERFACE: nothing is pending, or there is no such thread;
 * CO_E_CANCEL_DISABLED: it was made with cancelling disabled.
 */
HRESULT thread_find_cancel(DWORD id, ICancelMethodCalls **object);

/*
 * A call that can be cancelled begins: sets `enabled` from the thread's count,
 * `registered` to false and links it. Its end unlinks it; when thread_call_ends
 * has returned nobody finds it any more, but cancellers that found it before may
 * still hold references of `object`. Calls end in the reverse order.
 */
void thread_call_begins(struct com_thread *thread, struct outgoing *outgoing);
void thread_call_ends(struct com_thread *thread, struct outgoing *outgoing);

/* The context of the call that the thread serves, and back what it was before. */
static inline IUnknown *thread_swap_context(struct com_thread *thread,
					    IUnknown *context)
{
	IUnknown *old = thread->context;

	thread->context = context;
	return old;
}

/* Registers or takes back the topmost registered one; NULL: there is none. */
void thread_register(struct com_thread *thread, struct outgoing *outgoing);
struct outgoing *thread_unregister(struct com_thread *thread);

#endif
