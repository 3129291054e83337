/*
 * From CancelIoEx on one thread to the return of another that waits for the
 * cancelled read, against a bare futex wake-up between the same two places.
 */
#include <windows.h>

#include "bench.h"

#define MOST 256

static HANDLE file;
static OVERLAPPED overlapped;
static unsigned waiter_id;
static double woken;
static int cancelled;

static DWORD WINAPI waiter(LPVOID arg)
{
	char byte;
	DWORD got;

	(void)arg;
	bench_place_worker();
	waiter_id = bench_self();
	for (;;) {
		ReadFile(file, &byte, 1, NULL, &overlapped);
		bench_post(GATE_READY);
		cancelled = !GetOverlappedResult(file, &overlapped, &got, TRUE);
		woken = bench_now();
		cancelled &= GetLastError() == ERROR_OPERATION_ABORTED;
		bench_post(GATE_DONE);
	}
	return 0;
}

static int open_files(char *const fifo[2])
{
	file = CreateFileA(fifo[0], GENERIC_READ, FILE_SHARE_READ |
			   FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
			   FILE_FLAG_OVERLAPPED, NULL);
	overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	if (file == INVALID_HANDLE_VALUE || !overlapped.hEvent)
		return -1;
	return CreateThread(NULL, 0, waiter, NULL, 0, NULL) ? 0 : -1;
}

static double wakeups(unsigned ops)
{
	double took[MOST], start;
	unsigned i;

	for (i = 0; i < ops; i++) {
		bench_wait(GATE_READY);
		bench_settle(waiter_id);
		start = bench_now();
		if (!CancelIoEx(file, &overlapped))
			return bench_fail("CancelIoEx");
		bench_wait(GATE_DONE);
		if (!cancelled)
			return bench_fail("the read was not cancelled");
		took[i] = woken - start;
	}
	return bench_median(took, ops);
}

const struct bench cancel_wakeup = {
	.name = "cancel_wakeup", .unit = "ns", .ops = MOST, .limit = 1.2,
	.threads = 2, .open = open_files, .round = wakeups,
};
