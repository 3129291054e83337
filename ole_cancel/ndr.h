/*
 * Proxies and stubs: what the rest of ole_cancel may ask of ndr_*.c. An argument
 * frame becomes a message and a message a frame, by the format strings that widl
 * and MIDL make (-Oif, -Oicf); nothing here knows of threads, apartments or calls.
 *
 * FRAME. The arguments of a method as the x64 convention lays them out: 8-byte
 * slots, `this` the first, the four register arguments in their home places.
 *
 * WHO CALLS WHOM. A proxy's method: GetBuffer, SendReceive, FreeBuffer of the
 * channel that Connect gave it. The message's cbBuffer is what was asked for in
 * GetBuffer, and what is in use in SendReceive. A buffer is aligned to 8 bytes.
 * A SendReceive that fails has freed the buffer; after one that succeeds the message
 * has the reply's, which the proxy frees. A stub's Invoke finds the request in the
 * message and asks GetBuffer for the reply in the same message; the request's buffer
 * stays the channel's, and nothing of it is looked at after that GetBuffer. An Invoke
 * that fails leaves no reply: if it had its buffer already, it gave it to FreeBuffer
 * and put back what the message said before.
 *
 * DISCONNECTING. Disconnect of a proxy or a stub may come at any time: calls that
 * are in the channel, or in the object, hold it until they leave; later ones fail
 * with CO_E_OBJNOTCONNECTED. Neither object is destroyed by its last Release while
 * a call is in it, as callers hold references.
 *
 * FAILED CALLS. [out] parameters are cleared; [in, out] ones are as they were, since
 * a reply is read into memory of its own before anything of the caller's changes.
 */
#ifndef WINCANCEL_NDR_H
#define WINCANCEL_NDR_H

#include "ole.h"
#include <stdbool.h>

/* In the flags that a user's marshaling function gets from us: they are those of a
 * USER_MARSHAL_CB. Others may hand over a number that stands alone. */
#define NDR_USER_CB 0x8000

/*
 * A message's iMethod is the method's number; a proxy that is not ours (Wine's own do
 * it) may have set 0x8000 in it, which the channel takes away before Invoke.
 *
 * The factory that makes proxies and stubs of an interface: of a proxy file that was
 * handed to NdrDllRegisterProxy (what oleproxy makes does so when it is loaded).
 * REGDB_E_IIDNOTREG: none. Programs' own (CoRegisterPSClsid) are looked for before.
 */
HRESULT ndr_get_factory(REFIID iid, IPSFactoryBuffer **factory);

/* [async_uuid]'s pairs, each way. E_NOINTERFACE: none. */
HRESULT ndr_get_async(REFIID sync, IID *async);
HRESULT ndr_get_sync(REFIID async, IID *sync);

/*
 * AN ASYNCHRONOUS INTERFACE, client side. A call object has a struct ndr_async for
 * its AsyncIFoo; &async->vtbl is the AsyncIFoo *, and its methods come to ops: the
 * first three as they are, Begin_ and Finish_ with the number of the synchronous
 * method (from 3) and their frame. Whether one may be called now is the call
 * object's to know; then it calls:
 *
 *   ndr_async_begin   Begin_'s frame → a request in *msg, in a buffer of the channel.
 *                     Fails without one, and as if it had not been called. The frame
 *                     may die: what Finish_ needs of it is kept.
 *   ndr_async_finish  a reply in *msg → Finish_'s frame; the result is what Finish_
 *                     returns. With FAILED(failed) there is no reply: [out] of the
 *                     frame are cleared, the result is `failed`. Frees no buffer.
 *   ndr_async_drop    instead of it: nobody will finish.
 *
 * One begin, then one finish or drop; calls of one struct not at the same time.
 * What Finish_'s [in, out] pointers lead to is overwritten by a reply, not freed: it
 * is an [out] there, what Begin_ was given stays its caller's.
 */
struct ndr_async;

struct ndr_async_ops {
	HRESULT (*query)(struct ndr_async *async, REFIID iid, void **object);
	ULONG (*addref)(struct ndr_async *async);
	ULONG (*release)(struct ndr_async *async);
	HRESULT (*begin)(struct ndr_async *async, ULONG method, void *frame);
	LONG_PTR (*finish)(struct ndr_async *async, ULONG method, void *frame);
};

struct ndr_async {
	const void *const *vtbl;
	const struct ndr_async_ops *ops;
	const void *file;		/* where the synchronous one is described: */
	int index;			/* ProxyFileInfo, and which of it */
	const IID *sync, *async;
	ULONG methods;			/* of the synchronous interface, IUnknown's too */
	struct ndr_kept *kept;		/* a call's frame, from begin to finish */
};

/* E_NOINTERFACE: not an asynchronous interface that is known. */
HRESULT ndr_async_init(struct ndr_async *async, REFIID async_iid,
		       const struct ndr_async_ops *ops);
HRESULT ndr_async_begin(struct ndr_async *async, ULONG method, void *frame,
			IRpcChannelBuffer *channel, RPCOLEMESSAGE *msg);
LONG_PTR ndr_async_finish(struct ndr_async *async, ULONG method, void *frame,
			  IRpcChannelBuffer *channel, RPCOLEMESSAGE *msg,
			  HRESULT failed);
void ndr_async_drop(struct ndr_async *async);

/*
 * THE SERVER'S CALL OBJECT: an incoming call in two halves.
 *
 *   ndr_stub_begin   reads the request and calls Begin_ of `async`, the AsyncIFoo of
 *                    the server's call object. If that fails, so does this, and
 *                    nothing is kept: the caller answers with its result.
 *   ndr_stub_finish  calls Finish_ of `async` and makes the reply, as Invoke does;
 *                    frees *served.
 *   ndr_stub_drop    instead of it, when nobody waits for a reply: calls nothing.
 */
struct ndr_served;

HRESULT ndr_stub_begin(IRpcStubBuffer *stub, RPCOLEMESSAGE *msg,
		       IRpcChannelBuffer *channel, void *async,
		       struct ndr_served **served);
HRESULT ndr_stub_finish(struct ndr_served *served, RPCOLEMESSAGE *msg,
			IRpcChannelBuffer *channel, void *async);
void ndr_stub_drop(struct ndr_served *served);

/*
 * A request that no stub will see, or a reply that no proxy will: gives back the
 * references that interface pointers in it hold. iid: the interface whose method
 * msg->iMethod is; the stub or proxy was made by ndr_get_factory's factory. Only for
 * messages that nobody has read, and it frees no buffer.
 */
void ndr_drop_message(REFIID iid, RPCOLEMESSAGE *msg, IRpcChannelBuffer *channel,
		      bool reply);

#endif
