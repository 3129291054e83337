/*
 * WSACancelAsyncRequest of 10,000 look-ups that are pending, in random order, against
 * ten at a time: what one costs must not grow with the crowd. The name server is a
 * socket that nobody reads.
 */
#include <winsock2.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define MANY 10000
#define FEW 10
#define BATCH 100

static HANDLE task[MANY];
static char buffer[MAXGETHOSTSTRUCT];

static int begin(unsigned count)
{
	unsigned i, j;

	for (i = 0; i < count; i++) {
		char name[32];
		HANDLE swap;
		snprintf(name, sizeof(name), "n%u.hang.example.", i);
		task[i] = WSAAsyncGetHostByName(NULL, WM_USER, name, buffer,
						sizeof(buffer));
		if (!task[i])
			return -1;
		j = ((unsigned)rand() * 32768u + (unsigned)rand()) % (i + 1);
		swap = task[i];
		task[i] = task[j];
		task[j] = swap;
	}
	return 0;
}

static double cancel(unsigned count)
{
	static double took[MANY / BATCH];
	unsigned i = 0, n = 0, step = count < BATCH ? count : BATCH;
	double start;

	if (begin(count))
		return bench_fail("WSAAsyncGetHostByName");
	while (i < count) {
		unsigned end = i + step;
		start = bench_now();
		for (; i < end; i++)
			if (WSACancelAsyncRequest(task[i]))
				return bench_fail("WSACancelAsyncRequest");
		took[n++] = (bench_now() - start) / step;
	}
	return bench_median(took, n);
}

static double cancel_few(unsigned count)
{
	static double took[200];
	unsigned i;

	(void)count;
	for (i = 0; i < 200; i++)
		if ((took[i] = cancel(FEW)) < 0)
			return -1;
	return bench_median(took, i);
}

static int open_it(char *const fifo[2])
{
	WSADATA data;

	(void)fifo;
	return bench_silent_server() || WSAStartup(MAKEWORD(2, 2), &data);
}

const struct bench lookup_cancel_flat = {
	.name = "lookup_cancel_flat", .unit = "ns", .ops = MANY, .limit = 2,
	.least = 50, .native = 1, .open = open_it, .round = cancel,
	.base = cancel_few,
};
