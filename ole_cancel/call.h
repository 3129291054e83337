/*
 * One call between apartments: who owns what in each state, and each step. What
 * ole.h says of calls in short stands here in full.
 *
 * REFERENCES. The client has one from call_new until it lets go; the server's side,
 * which is the queue and then the thread that runs it, one from call_send until it
 * has replied or dropped; who has a cancel object or a call context, one each: these
 * two are COM objects that lie inside struct call. A call without references goes
 * back to the thread that let the last one go, which keeps it for its next call.
 *
 * STATE is one word: where it is (two bits), and marks, which are set once and never
 * taken away. Steps out of QUEUED are made under the lock of the server apartment's
 * queue, which is how a queue never holds what nobody will run; every other step is
 * one compare-and-swap.
 *
 *   state                owns the request    owns the reply    is owed an end
 *   NEW                  client              -                 nobody
 *   QUEUED               queue               -                 client
 *   QUEUED|LEFT          queue               -                 nobody
 *   RUNNING, |ASKED      server              server            client
 *   RUNNING|LEFT, …      server              server, drops it  nobody
 *   REPLIED, |ASKED      client              client            - (it has it)
 *   WITHDRAWN            client              -                 - (it has it)
 *
 *   step         from → to                     by
 *   send         NEW → QUEUED                  client; refused by an apartment that
 *                                              has ended: RPC_E_DISCONNECTED. What
 *                                              nobody waits for: QUEUED|LEFT
 *   begin        QUEUED → RUNNING              who takes it off the queue; |LEFT too
 *   reply        RUNNING → REPLIED             server, whatever the method said
 *   drop         RUNNING|LEFT → (same)         server: there is nobody to reply to
 *   withdraw     NEW, QUEUED → WITHDRAWN       canceller, any time-out; it drops the
 *                                              queue's reference
 *   ask          RUNNING → RUNNING|ASKED       canceller
 *   leave        RUNNING → RUNNING|LEFT        canceller, when its time is over
 *   abandon      QUEUED, RUNNING → |LEFT       client that lets an asynchronous call
 *                                              go; ASKED is not set
 *   end          begin, and reply at once      apartment that ends, with
 *                                              RPC_E_DISCONNECTED
 *   reject       RUNNING → REPLIED             the server's message filter
 *   again        REPLIED → NEW                 client whose filter wants a rejected
 *                                              call retried
 *
 * A call is over for its client when it is REPLIED, WITHDRAWN or LEFT, and it gets
 * there by exactly one step. Who makes that step wakes the client, once. What each
 * finds:
 *   canceller   REPLIED: RPC_E_CALL_COMPLETE. WITHDRAWN or LEFT already:
 *               RPC_E_CALL_CANCELED. Else it withdraws, or asks, waits for its
 *               time-out, and leaves: S_OK; replied meanwhile: RPC_E_CALL_COMPLETE;
 *               left meanwhile by another canceller: S_OK, for what was asked is done.
 *   client      REPLIED: status, and the reply if that is S_OK. Else
 *               RPC_E_CALL_CANCELED.
 *   server      ASKED or LEFT by a cancel (ASKED is set first): CoTestCancel says
 *               RPC_E_CALL_CANCELED; else RPC_S_CALLPENDING, abandoned or not; after
 *               its reply RPC_E_CALL_COMPLETE.
 *
 * WAITING. A client in an STA waits in the modal loop, for its apartment's event
 * (`rouse`); any other, and a canceller, waits for the state's address. An
 * asynchronous call has the event of its call object beside (`signal`).
 *
 * Nothing in struct call points into the frame of the client's caller: after LEFT
 * nobody touches that.
 */
#ifndef WINCANCEL_OLE_CALL_H
#define WINCANCEL_OLE_CALL_H

#include "apartment.h"
#include "ole.h"
#include "points.h"
#include "thread.h"

enum call_state {
	CALL_NEW,
	CALL_QUEUED,
	CALL_RUNNING,
	CALL_REPLIED,
	CALL_WITHDRAWN,
	CALL_WHERE = 7, /* the bits that say where it is */
	CALL_ASKED = 8,
	CALL_LEFT = 16,
};

/* An event that outlives its owner while somebody is about to set it. */
struct rouse {
	LONG refs;
	HANDLE event;
};

struct rouse *rouse_new(BOOL manual_reset); /* NULL: no memory, no handle */
void rouse_ref(struct rouse *rouse);
void rouse_unref(struct rouse *rouse); /* NULL: nothing */

/* What is to run in the server's apartment. */
enum call_kind {
	CALL_METHOD,	  /* of `face`: its stub's Invoke */
	CALL_QUERY,	  /* a face for `iid` of `object`, with a reference */
	CALL_TEARDOWN,	  /* of `object`, which nobody has references of any more */
	CALL_FINISH,	  /* the second half of what `served_by` has begun */
};

#define CALL_INLINE 256 /* bytes of a message that need no memory of their own */

struct call_buffer {
	void *bytes; /* NULL: none; else fixed, or of the task allocator */
	ULONG size;
	__attribute__((aligned(16))) char fixed[CALL_INLINE];
};

struct exported;
struct face;
struct served;

struct call {
	ICancelMethodCalls cancel;	/* the cancel object: call_cancel.c */
	IServerSecurity security;	/* the call context: call_context.c */
	ICancelMethodCalls served;	/* its ICancelMethodCalls */
	LONG refs;
	LONG state;
	struct call *next;		/* [queue's lock], or in a thread's cache */
	struct call **listed;		/* [queue's lock] among the deferred: who
					 * points to it */
	struct apartment *client;	/* an STA that waits, for its own eyes; NULL */
	struct rouse *rouse, *signal;	/* NULL: none */
	enum call_kind kind;
	bool unawaited;			/* LEFT from the beginning */
	bool strong;			/* keeps `object` until it is over: the
					 * request's owner gives that back */
	bool rejected;			/* by the server's filter */
	bool asynchronous;		/* for the message filter's call type */
	bool deferred;			/* the reply comes by call_complete */
	bool completed;			/* atomic: who sets it replies */
	bool signalled;			/* atomic: by the server's call object */
	struct served *served_by;	/* CALL_FINISH */
	bool impersonating;
	DWORD thread_id;		/* the client's */
	DWORD begun, sent;		/* GetTickCount: the first try, this one */
	ULONG64 causality;		/* calls on behalf of one outermost call */
	HRESULT status;			/* REPLIED: the transport's, not the method's */
	struct exported *object;	/* referenced; it knows the apartment */
	struct face *face;
	IID iid;
	ULONG method, flags;
	RPCOLEDATAREP data_representation;
	struct outgoing outgoing;
	struct call_buffer request, reply;
};

/* ---- call.c ---------------------------------------------------------------- */

/* NEW, with the client's reference, a request of `size` bytes; NULL: no memory. What
 * wakes the calling thread is set. */
struct call *call_new(enum call_kind kind, struct exported *object, ULONG size);
void call_ref(struct call *call);
void call_unref(struct call *call);
/* A buffer for `size` bytes, what was in it is gone. */
BOOL call_buffer_set(struct call_buffer *buffer, ULONG size);

static inline LONG call_state(const struct call *call)
{
	return __atomic_load_n(&call->state, __ATOMIC_ACQUIRE);
}

static inline bool call_is_over(LONG state)
{
	return state & CALL_LEFT || (state & CALL_WHERE) >= CALL_REPLIED;
}

/* Sends it: S_OK, then the server's side has its reference. Else nothing is sent. */
HRESULT call_send(struct call *call);
/* One step; false: it is elsewhere by now. Those out of NEW and QUEUED for queue.c,
 * under the lock. */
bool call_step(struct call *call, LONG from, LONG to);
/* The server's last step, with its reference: replies, or drops. */
void call_reply(struct call *call, HRESULT status);
/* RPC_E_CALL_COMPLETE, RPC_E_CALL_CANCELED, S_OK as above; waits without messages. */
HRESULT call_cancel(struct call *call, ULONG seconds);
void call_abandon(struct call *call);
/* Waits until it is over: in an STA in the modal loop, in which a message filter may
 * cancel it. */
void call_wait(struct call *call);
/* What the client hears of a call that is over. */
HRESULT call_result(const struct call *call);
/* Sends and waits, linked into the thread's outgoing calls if `cancellable`. */
HRESULT call_perform(struct call *call, bool cancellable);

/* The spare calls of a thread that ends. */
void calls_forget(struct com_thread *thread);

/* ---- call_cancel.c, call_context.c ------------------------------------------ */

extern const ICancelMethodCallsVtbl call_cancel_vtbl;
extern const IServerSecurityVtbl call_security_vtbl;
extern const ICancelMethodCallsVtbl call_served_vtbl;

/* ---- call_run.c -------------------------------------------------------------- */

/* Runs a call that has begun, on this thread, which is in the server's apartment, and
 * replies; takes the server's reference over. */
void call_run(struct call *call);
/* Does not run it: its apartment ends. */
void call_refuse(struct call *call);
/* The reply will follow the return: takes a reference for call_complete; the call
 * is a user of its object until then. */
void call_defer(struct call *call);
/* What was deferred is done: the reply is in its buffer. Once; on any thread. */
void call_complete(struct call *call, HRESULT status);

#endif
