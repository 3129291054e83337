/*
 * How an apartment is entered. Calls wait in its queue; what lets them in differs:
 *
 *   STA   a message to a hidden window of its thread, one at a time, posted when the
 *         queue becomes non-empty and again before a call is run while others wait.
 *         While the thread waits in a modal loop (`modal`), its event is set beside.
 *   MTA   a thread of worker.c's is woken for each call, or made.
 *
 * All of it is under apartment->lock; calls are run, and threads woken, without.
 */
#ifndef WINCANCEL_OLE_QUEUE_H
#define WINCANCEL_OLE_QUEUE_H

#include "call.h"

struct worker;

struct remoting {
	struct call *first, **end;	/* [lock] */
	struct call *deferred;		/* [lock] begun, their reply will follow */
	bool closed;			/* [lock] nobody gets in any more */
	bool posted;			/* [lock] a message is on its way */
	unsigned modal;			/* [lock] loops that wait for `rouse` */
	HWND window;			/* fixed */
	struct rouse *rouse;		/* fixed; an STA's */
	IMessageFilter *filter;		/* the STA's thread's own */
	struct worker *idle;		/* [lock] */
	unsigned workers;		/* [lock] idle or not */
};

/* The queue of an apartment, made when first needed: an STA's by its own thread.
 * NULL: no memory, no window. */
struct remoting *queue_open(struct apartment *apartment);
/* QUEUED and in; RPC_E_DISCONNECTED, or what kept it out. */
HRESULT queue_call(struct apartment *apartment, struct call *call);
/* Off the queue, WITHDRAWN. False: it is not in it (any more). */
bool queue_withdraw(struct call *call);
/* Runs the first call, if there is one, on this thread. */
bool queue_serve(struct apartment *apartment);
/* The first, begun; under the lock. */
struct call *queue_take(struct remoting *remoting);
/* A call of this apartment whose reply follows its return, until it is completed. */
void queue_defer(struct call *call);
void queue_undefer(struct call *call);

/* ---- modal.c ------------------------------------------------------------------ */

/*
 * For who waits in an STA. Between begin and end the event of *rouse is set when a
 * call has come in, to be run by queue_serve, and whenever a call of this thread
 * that is waited for is over. Loops may lie inside each other: each looks at what it
 * waits for before it waits again. Sent messages have to be run as well.
 */
HANDLE modal_begin(struct apartment *apartment);
void modal_end(struct apartment *apartment);
/* Until the call is over, at most for so long. */
void modal_wait_call(struct apartment *apartment, struct call *call, DWORD ms);

/* ---- filter.c ------------------------------------------------------------------ */

/* The server's filter about a call that comes in: S_OK, or what to reply. */
HRESULT filter_incoming(struct apartment *apartment, struct call *call);
/* The client's about a call that was rejected: how long until the next try, or -1
 * to let it be. */
DWORD filter_retry(struct apartment *apartment, struct call *call,
		   HRESULT status);
/* The client's about a message that came while it waits: cancel the call? */
bool filter_pending(struct apartment *apartment, struct call *call);

/* ---- worker.c -------------------------------------------------------------------- */

/* Under the lock, a call has just been queued: who is to be woken, or NULL: *make
 * says that worker_make is to be called when the lock has been dropped. */
struct worker *worker_pick(struct remoting *remoting, bool *make);
void worker_wake(struct worker *worker);
bool worker_make(struct apartment *apartment);
/* The MTA has been closed: those that are idle end, and have ended. */
void workers_end(struct apartment *apartment);

#endif
