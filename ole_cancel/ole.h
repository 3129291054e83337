/*
 * COM calls that can be cancelled: what the files of ole_cancel share, and the
 * contract. The module is written against Win32 alone: kernel32 and user32.
 *
 * LAYERS, each of which calls only what stands below it:
 *
 *   exports     Co…, Ndr…, CStdStubBuffer_…            arguments, HRESULTs
 *   call object async.c: AsyncIFoo on the client; served.c: on the server
 *   proxies     ndr_*.c: an argument frame ↔ a message; they know of the rest only
 *               IRpcChannelBuffer, CoMarshalInterface and CoUnmarshalInterface
 *   remoting    remote.h: exports and imports of an apartment, the channel
 *   calls       call.h: one call's states, in full; cancel.c: finding it
 *   apartments  apartment.c: who belongs where, and how one is entered
 *   and beside remoting, which it uses: class objects (class.h), the interface table,
 *   the free-threaded marshaler, waiting (wait.c); docs/com.md shows them together
 *
 * THREADS. A thread has a struct com_thread from its first call that needs one
 * until it ends (thread.h); the owner alone looks at it, but for `outgoing`, which
 * others look at under the record's lock to find a call to be cancelled.
 *
 * APARTMENTS. The MTA is one, an STA is a thread's. An apartment lives while a
 * thread has initialised it, or a call into it is on its way (refs). Calls enter an
 * STA through its queue and run on its thread alone, when that looks for messages or
 * waits in a modal loop; they enter the MTA on a thread of the pool. An apartment
 * that ends completes what is queued with RPC_E_DISCONNECTED and disconnects its
 * objects.
 *
 * A CALL is one struct call, referenced by its client and by the queue or the
 * thread that runs it. Its state is one word, changed by compare-and-swap:
 *
 *   QUEUED     nobody has begun it; the queue owns the request
 *   RUNNING    its method runs, or will at once; the server owns the request, and
 *              the reply that it makes
 *   REPLIED    the client owns the reply
 *   WITHDRAWN  taken back before it ran; nobody will run it
 *   and beside it, each set once and never taken away:
 *   ASKED      a cancel was asked for: what CoTestCancel tells the server
 *   LEFT       the client waits no more, as it was cancelled or has let go: the
 *              server drops what it replies
 *
 *   begin:    QUEUED → RUNNING, by who takes it off the queue
 *   reply:    RUNNING → REPLIED; with LEFT, dropped
 *   cancel:   QUEUED → WITHDRAWN, whatever the time-out: the client hears
 *             RPC_E_CALL_CANCELED at once (table, row 42)
 *             RUNNING → ASKED; at the end of the time-out, 0 included, LEFT
 *             REPLIED → RPC_E_CALL_COMPLETE; LEFT by a cancel → RPC_E_CALL_CANCELED
 *   abandon:  the last reference of an asynchronous call's client: LEFT, not ASKED
 *
 * So a call ends for its client by exactly one step: REPLIED, or LEFT, or WITHDRAWN.
 * Who takes that step wakes it. The client's arguments are copied into the request
 * and the reply into them by the client's own thread: after LEFT nobody touches its
 * frame.
 *
 * LOCKS, all short sections without callbacks, waits, or a Release of an object
 * that is not ours:
 *   threads_lock → thread->lock         start_lock → hosts_lock → apartments_lock
 *   objects_lock → exported->lock, apartment->lock
 * and all others end there: imports_lock, the tables' of classes, servers, packets
 * and cookies, a container's, a stream's. (start_lock is no short one: a thread is
 * started under it.)
 */
#ifndef WINCANCEL_OLE_H
#define WINCANCEL_OLE_H

#define COBJMACROS
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include <winerror.h>
#include <objbase.h>
#include <ole_cancel.h>

#endif
