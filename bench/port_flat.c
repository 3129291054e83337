/*
 * A read begun and cancelled on each of 10,000 FIFOs, and told by one completion
 * port: for each, against the same over 100.
 */
#include "bench.h"
#include "crowd.h"

#define FEW 100

static int take(unsigned count)
{
	OVERLAPPED_ENTRY entries[64];
	ULONG got, i;

	while (count) {
		if (!GetQueuedCompletionStatusEx(crowd_port, entries, 64, &got,
						 INFINITE, FALSE))
			return -1;
		for (i = 0; i < got; i++)
			if (entries[i].dwNumberOfBytesTransferred ||
			    entries[i].lpOverlapped->Internal != 0xc0000120)
				return -1;
		count -= got;
	}
	return 0;
}

static double cycle(unsigned count)
{
	double start = bench_now();
	unsigned i;

	for (i = 0; i < count; i++)
		if (crowd_read(crowd + i))
			return bench_fail("ReadFile did not stay pending");
	for (i = 0; i < count; i++)
		if (!CancelIoEx(crowd[i].file, &crowd[i].overlapped))
			return bench_fail("CancelIoEx");
	if (take(count))
		return bench_fail("a packet");
	return (bench_now() - start) / count;
}

static double cycle_few(unsigned count)
{
	double sum = 0, one;
	unsigned i;

	(void)count;
	for (i = 0; i < CROWD_MANY / FEW; i++) {
		one = cycle(FEW);
		if (one < 0)
			return one;
		sum += one;
	}
	return sum / i;
}

const struct bench port_flat = {
	.name = "port_flat", .unit = "ns", .ops = CROWD_MANY, .limit = 2,
	.least = 100, .native = 1, .open = crowd_open, .round = cycle,
	.base = cycle_few,
};
