/*
 * CancelIo with 100,000 reads pending, of which the nine tenths in front are
 * another thread's: for each of all, against the same over 1,000.
 */
#include "bench.h"
#include "flat.h"

static HANDLE begin, begun;
static unsigned foreign;
static int failed;

/* It lives on: what it has begun would end with it. */
static DWORD WINAPI begin_foreign(void *arg)
{
	(void)arg;
	for (;;) {
		WaitForSingleObject(begin, INFINITE);
		failed = flat_issue(foreign);
		SetEvent(begun);
	}
	return 0;
}

static int open_own(char *const fifo[2])
{
	begin = CreateEventA(NULL, FALSE, FALSE, NULL);
	begun = CreateEventA(NULL, FALSE, FALSE, NULL);
	return flat_open(fifo) || !begin || !begun ||
	       !CreateThread(NULL, 0, begin_foreign, NULL, 0, NULL) ? -1 : 0;
}

static double cancel_own(unsigned count)
{
	double from, to;
	DWORD got;

	foreign = count / 10 * 9;
	SetEvent(begin);
	WaitForSingleObject(begun, INFINITE);
	if (failed || flat_issue_part(foreign, count))
		return bench_fail("ReadFile did not stay pending");
	from = bench_now();
	if (!CancelIo(flat_file))
		return bench_fail("CancelIo");
	to = bench_now();
	if (GetOverlappedResult(flat_file, flat_overlapped, &got, FALSE) ||
	    GetLastError() != ERROR_IO_INCOMPLETE)
		return bench_fail("another thread's read was cancelled");
	CancelIoEx(flat_file, NULL);
	if (flat_check(count))
		return bench_fail("a read was not cancelled");
	return (to - from) / count;
}

static double cancel_few(unsigned count)
{
	double sum = 0, one;
	unsigned i;

	(void)count;
	for (i = 0; i < 16; i++) {
		one = cancel_own(FLAT_FEW);
		if (one < 0)
			return one;
		sum += one;
	}
	return sum / 16;
}

const struct bench cancel_own_flat = {
	.name = "cancel_own_flat", .unit = "ns", .ops = FLAT_MANY, .limit = 1.5,
	.least = 100, .open = open_own, .round = cancel_own,
	.base = cancel_few,
};
