/*
 * What a socket has to tell, for who asked to be told: the core of WSAEventSelect
 * and WSAAsyncSelect (ws2_cancel/event_select.c, async_select.c), which differ in
 * how it is told alone.
 *
 * STATES. A socket has one selection or none; socket->selected says which, and is
 * all that a socket without one ever looks at. Of each kind of news a selection
 * that wants it (enabled) is
 *
 *   QUIET     nothing to tell, or nothing yet
 *   RECORDED  told = 1, record = 1: it has happened; the event is set, or the teller
 *             roused
 *   TAKEN     told = 1, record = 0: the program has it, from WSAEnumNetworkEvents or
 *             as a message
 *
 *   QUIET → RECORDED     a look at the socket finds it so (selection_look.c)
 *   RECORDED → TAKEN     WSAEnumNetworkEvents takes all; a teller one after the other
 *   either → QUIET       the function that re-enables it has been called: recv and co
 *                        for READ and OOB, accept for ACCEPT, a send that was refused
 *                        for WRITE, connect for all. CLOSE stays told.
 *   any → QUIET          another selection, or none: what was recorded and not taken
 *                        is forgotten, how a connection went is not.
 *
 * LOOKS. What a socket has is asked of the kernel, by a poll that does not wait, and
 * recorded in the same section: when a selection begins, when the readiness loop has
 * news of the descriptor, and when something was re-enabled. Whichever comes last
 * sees what there is, so nothing falls between a recv and the data that arrive
 * beside it, and nothing is recorded that had been read before.
 *
 * SELECTION->LOCK guards all of this, and is held across that poll, across setting
 * the event, and across WSAEnumNetworkEvents' reset of it: so the record and the event
 * go together. Threads that the event lets go are woken outside, and tellers are
 * called outside. Inside it object->lock may be taken; it is taken inside none, and
 * not together with file->lock.
 *
 * BUSY. CHANGING: one thread changes the selection; others that want to wait.
 * TELLING: the teller has been roused and has not found the record empty since; it is
 * not roused again. Who changes the selection first takes away what there is to take,
 * stops the teller, and waits until TELLING is over: nothing of the old selection is
 * told after the call that replaced it. Only then the teller is freed. Tellers wait
 * for nobody, so this ends.
 *
 * CLOSING. The last handle's closer ends the selection when nobody uses the
 * descriptor any more, as any other change: when closesocket has returned nothing is
 * told. Who looks has a use of the file.
 *
 * OWNERS. The socket owns its struct selection, from the first one to the end of its
 * memory; that owns a reference of the event, and the teller.
 */
#ifndef WINCANCEL_SELECTION_H
#define WINCANCEL_SELECTION_H

#include "ntdll_cancel.h"
#include "sockets.h"

enum { SELECTION_CHANGING = 1, SELECTION_TELLING = 2 };

struct selection {
	struct lock lock;
	_Atomic uint32_t busy; /* written under the lock; a futex */
	_Atomic uint32_t waiters;
	uint32_t enabled GUARDED_BY(lock);
	uint32_t told GUARDED_BY(lock);
	uint32_t record GUARDED_BY(lock);
	NTSTATUS errors[SOCK_NEWS_KINDS] GUARDED_BY(lock); /* of what is recorded */
	/* How connecting failed, until that is recorded; how the stream broke. */
	NTSTATUS refused GUARDED_BY(lock);
	NTSTATUS broken GUARDED_BY(lock);
	struct object *event GUARDED_BY(lock); /* referenced; NULL: */
	struct sock_teller *teller GUARDED_BY(lock);
};

/* selection_look.c: what s has now, of whatever kind, and their errors. */
COLD uint32_t selection_look(struct socket *s, struct selection *e,
			     NTSTATUS *errors) HOLDS(e->lock);

/* selection.c. The caller of each has a use of the file. The readiness loop: */
COLD void selection_news(struct file *f);
/* These have been re-enabled, by a call that came to r. */
COLD void selection_again(struct socket *s, uint32_t events, long r);
/* It has asked for a connection, and does not wait (SOCK_LEFT), or it has one: it is
 * marked so in the section that enables what this enables. */
COLD void selection_connect(struct socket *s, uint32_t marks);
/* Its descriptor is another one. */
COLD void selection_renew(struct socket *s);
/* What listener accepted has the listener's selection. */
COLD NTSTATUS selection_inherit(struct socket *listener, HANDLE accepted);
void selection_end(struct socket *s);
void selection_free(struct socket *s);

HOT bool is_selected(const struct socket *s)
{
	return unlikely(atomic_load_explicit(&s->selected,
					     memory_order_relaxed));
}

/* After the transfer: who sets the flag looks at the socket after that, so what this
 * one has found or left is seen there, or the flag is seen here. */
HOT void selection_heed(struct socket *s, uint32_t events, long r)
{
	if (is_selected(s))
		selection_again(s, events, r);
}

#endif
