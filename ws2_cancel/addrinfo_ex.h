/* Asynchronous GetAddrInfoExW: its request, which is a task (task.h). */
#ifndef WINCANCEL_ADDRINFO_EX_H
#define WINCANCEL_ADDRINFO_EX_H

#include "ws2_cancel/addrinfo.h"
#include "ws2_cancel/task.h"

struct ex_request {
	struct task task;
	struct hints hints;
	ADDRINFOEXW **list;
	OVERLAPPED *overlapped;
	LPLOOKUPSERVICE_COMPLETION_ROUTINE routine;
	TP_TIMER *timer; /* NULL: no time-out, or not yet */
	int error;
};

/* By whoever has claimed it; takes over the claimer's reference. The result is stored,
 * then the event set or the routine called, on a worker. */
void ex_finish(struct ex_request *r, int error, const struct answer *a);
/* The same, telling nobody. */
void ex_end_silently(struct ex_request *r);

#endif
