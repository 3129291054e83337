/*
 * Asynchronous calls. On the client a call object (async.c) has at most one struct
 * call at a time:
 *
 *   IDLE       no call
 *   BEGINNING  Begin_ makes the request; the call may be there already
 *   SENT       Begin_ has returned S_OK: the call runs, is over, was cancelled
 *   FINISHING  Finish_ waits for it or takes the reply
 *
 * Begin_ goes IDLE → BEGINNING → SENT, or back to IDLE if it fails; Finish_ of the
 * same method SENT → FINISHING → IDLE. Who is too early or too late is told so
 * (RPC_S_CALLPENDING, RPC_E_CALL_COMPLETE) and changes nothing. A cancel takes a
 * reference of the call and leaves the phase alone. The last Release of the object
 * in SENT abandons the call.
 *
 * On the server a call may go through the object's own call object (served.c).
 */
#ifndef WINCANCEL_OLE_ASYNC_H
#define WINCANCEL_OLE_ASYNC_H

#include "ndr.h"
#include "remote.h"

enum phase { IDLE, BEGINNING, SENT, FINISHING };

struct call_object {
	IUnknown inner;
	ISynchronize synchronize;
	ISynchronizeHandle handle;
	ICancelMethodCalls cancel;
	IClientSecurity security;
	struct ndr_async async;
	LONG refs;			/* of `inner` */
	IUnknown *outer;		/* the controlling one; maybe `inner` */
	struct imported *imported;	/* referenced */
	IRpcChannelBuffer *channel;
	IID iid;			/* of the asynchronous interface */
	struct rouse *signal;
	SRWLOCK lock;
	enum phase phase;		/* [lock] */
	struct call *call;		/* [lock] referenced; from BEGINNING on */
	ULONG method;			/* the phases' owner's, as is the message */
	RPCOLEMESSAGE msg;
};

extern const ISynchronizeVtbl async_synchronize_vtbl;
extern const ISynchronizeHandleVtbl async_handle_vtbl;
extern const ICancelMethodCallsVtbl async_cancel_vtbl;
extern const IClientSecurityVtbl async_security_vtbl;

/* For ICallFactory::CreateCall: the face's interface is there. */
HRESULT call_object_new(struct imported *imported, struct face *face,
			REFIID iid, IUnknown *outer, struct call_object **out);

#endif
