/*
 * What signal.c and wait.c share: who waits for what.
 */
#ifndef WINCANCEL_WAIT_H
#define WINCANCEL_WAIT_H

#include "ntdll_cancel.h"

enum { WAIT_UNDECIDED = -1, WAIT_TIMED_OUT = -2, WAIT_APC = -3, WAIT_END = -4 };

/*
 * One wait of one thread, on its stack. result is decided once, by CAS: by a
 * signaller that holds the lock of the object it names, or by the waiter itself.
 */
struct waiter {
	struct thread *thread;
	_Atomic int32_t result;
	bool all; /* woken by each signal, looks itself */
	const IO_STATUS_BLOCK *block; /* of which it waits for the end */
};

/* The waiter's place in one object's circle of waiters (FIFO). */
struct wait_block {
	struct wait_block *next, *prev;
	struct waiter *waiter;
	struct object *object; /* NULL: not linked */
	int32_t index;
};

bool object_could_take(struct object *o, struct thread *t);
void object_take_locked(struct object *o, struct thread *t) HOLDS(o->lock);

#endif
