/*
 * An overlapped read that finds nothing, CancelIoEx, GetOverlappedResult: the
 * whole life of a cancelled operation, on one thread.
 */
#include <windows.h>

#include "bench.h"

static HANDLE file;
static OVERLAPPED overlapped;

static int open_files(char *const fifo[2])
{
	file = CreateFileA(fifo[0], GENERIC_READ, FILE_SHARE_READ |
			   FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
			   FILE_FLAG_OVERLAPPED, NULL);
	overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	return file != INVALID_HANDLE_VALUE && overlapped.hEvent ? 0 : -1;
}

static double cycles(unsigned ops)
{
	double start = bench_now();
	char byte;
	DWORD got;
	unsigned i;

	for (i = 0; i < ops; i++) {
		if (ReadFile(file, &byte, 1, NULL, &overlapped) ||
		    GetLastError() != ERROR_IO_PENDING)
			return bench_fail("ReadFile did not stay pending");
		if (!CancelIoEx(file, &overlapped))
			return bench_fail("CancelIoEx");
		if (GetOverlappedResult(file, &overlapped, &got, TRUE) ||
		    GetLastError() != ERROR_OPERATION_ABORTED)
			return bench_fail("the read was not cancelled");
	}
	return (bench_now() - start) / ops;
}

const struct bench cancel_cycle = {
	.name = "cancel_cycle", .unit = "ns", .ops = 2000, .limit = 0.4,
	.open = open_files, .round = cycles,
};
