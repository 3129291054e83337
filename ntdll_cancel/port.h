/*
 * Completion ports.
 *
 * A packet is in one place at a time: in its port's spare list or in that of a
 * thread that belongs to the port (what it has taken is for what it begins next, and
 * needs no lock; no other thread looks there), with a caller, with an operation (op->apc; an APC without a routine is a packet) until that is told,
 * in the port's queue, or given to a waiter. So completion can't fail for want of
 * memory. Packets belong to the port for good.
 *
 * Waiters stand on their threads' stacks, in a stack: the last to come is served
 * first (K-126). Who serves takes a waiter off, gives it packets and sets served,
 * last of all: from then on the waiter may be gone.
 *
 * running counts the threads that were last served here and have not come back,
 * without those that sleep elsewhere; packets are given out only while it is below
 * limit. thread->port is the port that a thread belongs to, which it references;
 * thread->counted whether running counts it, which only the thread itself and who
 * serves it change, the second under the lock.
 *
 * The lock is the object's. Its signal says whether the queue holds anything.
 */
#ifndef WINCANCEL_PORT_H
#define WINCANCEL_PORT_H

#include "ntdll_cancel.h"

struct packet {
	struct apc apc; /* its routine is NULL */
	struct packet *next;
	struct port *port;
	ULONG_PTR key, value;
	IO_STATUS_BLOCK result;
	/* Written only by who takes the packet (K-084); NULL: it was written. */
	IO_STATUS_BLOCK *late;
};

struct port_waiter {
	struct port_waiter *next, *prev;
	struct thread *thread;
	struct packet *got;
	unsigned most;
	NTSTATUS status;
	_Atomic uint32_t served;
};

struct port {
	struct object obj;
	uint32_t limit, running;
	uint32_t queued;
	bool closed;
	uint8_t group; /* ready.c */
	struct packet *first, **last;
	struct packet *spare;
	struct port_waiter *waiters; /* the last to come */
};

static inline bool is_packet(const struct apc *a)
{
	return !a->routine;
}

/* NULL: no memory. */
INNER struct packet *packet_new(struct port *p);
COLD void packet_free(struct packet *k);
/* With key, value, result and late filled in; never fails. */
INNER void port_post(struct packet *k);
/* Of an operation that was done at once: unless nobody wants to hear of that
 * (K-127). */
HOT void port_post_at_once(struct file *f, struct packet *k, NTSTATUS status,
			   ULONG_PTR information)
{
	if (unlikely(atomic_load(&f->modes) &
		     FILE_SKIP_COMPLETION_PORT_ON_SUCCESS)) {
		packet_free(k);
		return;
	}
	k->result.Status = status;
	k->result.Information = information;
	k->late = NULL;
	port_post(k);
}
/* Another with the key, value and result of this one. False: no memory. */
bool port_post_new(struct port *p, const struct packet *like);
/* Up to n, if the thread belongs to p and need not wait. False: port_remove. */
INNER bool port_remove_now(struct port *p, FILE_IO_COMPLETION_INFORMATION *entries,
		     unsigned n, unsigned *got);
/* Up to n; STATUS_USER_APC as wait_objects. The caller references p. */
COLD NTSTATUS port_remove(struct port *p, FILE_IO_COMPLETION_INFORMATION *entries,
		     unsigned n, unsigned *got, bool alertable,
		     uint64_t deadline);

/* port_file.c: files and their operations. */
NTSTATUS port_attach(struct file *f, const FILE_COMPLETION_INFORMATION *info);
/* FILE_SKIP_…: can be added, never taken back (K-129). */
NTSTATUS port_modes(struct file *f, ULONG modes);
/* The packet of an operation that is being begun; NULL: no memory. */
INNER struct apc *port_packet(struct file *f, void *context, IO_STATUS_BLOCK *iosb,
			bool event);

void port_closed(struct object *o);
void port_destroy(struct object *o);

#endif
