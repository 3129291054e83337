/*
 * Named pipes as a child's standard handles. What a child of Linux has there must
 * be a descriptor, which a named pipe's end is not: so the child gets an anonymous
 * pipe, and a thread of its parent carries the bytes between the two.
 */
#ifndef WINCANCEL_STD_RELAY_H
#define WINCANCEL_STD_RELAY_H

#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

struct relay;

struct relays {
	struct relay *relay[3]; /* NULL: none for this one */
	HANDLE end[3];		/* the child's ends, closed when it has them */
};

/* Puts anonymous pipes in the place of named ones in start->std. An error, or 0;
 * relays_end is to follow in any case. */
DWORD relays_begin(struct relays *relays, struct process_start *start);
/* The child has been started, as `process`; NULL: it has not. */
void relays_end(struct relays *relays, HANDLE process);

#endif
