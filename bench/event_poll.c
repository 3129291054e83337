/*
 * SetEvent and a wait that need not wait, on an auto-reset event. No system
 * call is the floor: this should not make any.
 */
#include <windows.h>

#include "bench.h"

static HANDLE event;

static int open_event(char *const fifo[2])
{
	(void)fifo;
	event = CreateEventA(NULL, FALSE, FALSE, NULL);
	return event ? 0 : -1;
}

static double polls(unsigned ops)
{
	double start = bench_now();
	unsigned i;

	for (i = 0; i < ops; i++) {
		SetEvent(event);
		if (WaitForSingleObject(event, 0) != WAIT_OBJECT_0)
			return bench_fail("WaitForSingleObject");
	}
	return (bench_now() - start) / ops;
}

const struct bench event_poll = {
	.name = "event_poll", .unit = "ns", .ops = 20000, .limit = 1,
	.least = 50, .open = open_event, .round = polls,
};
