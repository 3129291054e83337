/*
 * Targeted cancels in random order with 100,000 reads pending on one handle,
 * against the same with 1,000: the cost of one must not grow with the crowd.
 * A round's cost is the median of its batches: all of it takes longer than a
 * time slice, and somebody else's slice is no cost of ours.
 */
#include <stdlib.h>

#include "bench.h"
#include "flat.h"

#define BATCH 100

static unsigned order[FLAT_MANY];

static void shuffle(unsigned count)
{
	unsigned i, j, swap;

	for (i = 0; i < count; i++)
		order[i] = i;
	for (i = count; i > 1; i--) {
		j = ((unsigned)rand() * 32768u + (unsigned)rand()) % i;
		swap = order[i - 1];
		order[i - 1] = order[j];
		order[j] = swap;
	}
}

static double cancel_each(unsigned count)
{
	static double took[FLAT_MANY / BATCH];
	unsigned i = 0, batch;
	double start;

	shuffle(count);
	if (flat_issue(count))
		return bench_fail("ReadFile did not stay pending");
	for (batch = 0; batch < count / BATCH; batch++) {
		start = bench_now();
		for (; i < (batch + 1) * BATCH; i++)
			if (!CancelIoEx(flat_file, flat_overlapped + order[i]))
				return bench_fail("CancelIoEx");
		took[batch] = (bench_now() - start) / BATCH;
	}
	if (flat_check(count))
		return bench_fail("a read was not cancelled");
	return bench_median(took, batch);
}

static double cancel_few(unsigned count)
{
	double sum = 0, one;
	unsigned i;

	(void)count;
	for (i = 0; i < 16; i++) {
		one = cancel_each(FLAT_FEW);
		if (one < 0)
			return one;
		sum += one;
	}
	return sum / 16;
}

const struct bench cancel_flat = {
	.name = "cancel_flat", .unit = "ns", .ops = FLAT_MANY, .limit = 1.5,
	.least = 100, .open = flat_open, .round = cancel_each,
	.base = cancel_few,
};
