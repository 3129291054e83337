/* A look-up that the caller waits for, and what the last WSACleanup does to it. */
#ifndef WINCANCEL_WAITED_H
#define WINCANCEL_WAITED_H

#include "ws2_cancel/resolver.h"
#include "ws2_cancel/ws2.h"

struct task;

/* 0, and an answer without an error, the caller's; else Winsock's code: WSAEINTR,
 * Winsock was shut down meanwhile; WSAETIMEDOUT. timeout is NtWait's; NULL: none. */
int look_up(const struct lookup_wanted *wanted, const LARGE_INTEGER *timeout,
	    struct answer **a);
/* Takes over the claimer's reference. */
void waited_interrupt(struct task *t);

#endif
