/*
 * From CancelSynchronousIo to the return of the ReadFile that it ends, against
 * a bare tgkill that ends a read(2) with EINTR.
 */
#include <windows.h>

#include "bench.h"

#define MOST 256

static HANDLE file, thread;
static unsigned blocked_id;
static double woken;
static int cancelled;

static DWORD WINAPI blocked(LPVOID arg)
{
	char byte;
	DWORD got;

	(void)arg;
	bench_place_worker();
	blocked_id = bench_self();
	for (;;) {
		bench_post(GATE_READY);
		cancelled = !ReadFile(file, &byte, 1, &got, NULL);
		woken = bench_now();
		cancelled &= GetLastError() == ERROR_OPERATION_ABORTED;
		bench_post(GATE_DONE);
	}
	return 0;
}

static int open_files(char *const fifo[2])
{
	file = CreateFileA(fifo[0], GENERIC_READ, FILE_SHARE_READ |
			   FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return -1;
	thread = CreateThread(NULL, 0, blocked, NULL, 0, NULL);
	return thread ? 0 : -1;
}

static double cancels(unsigned ops)
{
	double took[MOST], start;
	unsigned i;

	for (i = 0; i < ops; i++) {
		bench_wait(GATE_READY);
		bench_settle(blocked_id);
		start = bench_now();
		if (!CancelSynchronousIo(thread))
			return bench_fail("CancelSynchronousIo");
		bench_wait(GATE_DONE);
		if (!cancelled)
			return bench_fail("the read was not cancelled");
		took[i] = woken - start;
	}
	return bench_median(took, ops);
}

const struct bench cancel_sync = {
	.name = "cancel_sync", .unit = "ns", .ops = MOST, .limit = 1.2,
	.threads = 2, .open = open_files, .round = cancels,
};
