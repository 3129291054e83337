/*
 * One CancelIoEx(file, NULL) over 100,000 pending reads, for each of them,
 * against the same over 1,000.
 */
#include "bench.h"
#include "flat.h"

static double cancel_all(unsigned count)
{
	double start, end;

	if (flat_issue(count))
		return bench_fail("ReadFile did not stay pending");
	start = bench_now();
	if (!CancelIoEx(flat_file, NULL))
		return bench_fail("CancelIoEx");
	end = bench_now();
	if (flat_check(count))
		return bench_fail("a read was not cancelled");
	return (end - start) / count;
}

static double cancel_few(unsigned count)
{
	double sum = 0, one;
	unsigned i;

	(void)count;
	for (i = 0; i < 16; i++) {
		one = cancel_all(FLAT_FEW);
		if (one < 0)
			return one;
		sum += one;
	}
	return sum / 16;
}

const struct bench cancel_all_flat = {
	.name = "cancel_all_flat", .unit = "ns", .ops = FLAT_MANY, .limit = 1.5,
	.least = 100, .open = flat_open, .round = cancel_all,
	.base = cancel_few,
};
