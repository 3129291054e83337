/*
 * A packet posted to a completion port and taken again, by one thread: no system
 * call.
 */
#include <windows.h>

#include "bench.h"

static HANDLE port;

static int open_port(char *const fifo[2])
{
	(void)fifo;
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
	return port ? 0 : -1;
}

static double packets(unsigned ops)
{
	double start = bench_now();
	OVERLAPPED *overlapped;
	ULONG_PTR key;
	DWORD bytes;
	unsigned i;

	for (i = 0; i < ops; i++) {
		PostQueuedCompletionStatus(port, i, 1, NULL);
		if (!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped,
					       0) ||
		    bytes != i)
			return bench_fail("GetQueuedCompletionStatus");
	}
	return (bench_now() - start) / ops;
}

const struct bench port_post_get = {
	.name = "port_post_get", .unit = "ns", .ops = 20000, .limit = 1,
	.least = 80, .open = open_port, .round = packets,
};
