/*
 * What one pending read costs in memory: growth over 100,000 of them on one
 * handle, everything they need but the program's own OVERLAPPED and buffer.
 */
#include <windows.h>
#include <stdlib.h>

#include "bench.h"

static HANDLE file;

static int open_file(char *const fifo[2])
{
	file = CreateFileA(fifo[0], GENERIC_READ, FILE_SHARE_READ |
			   FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
			   FILE_FLAG_OVERLAPPED, NULL);
	return file != INVALID_HANDLE_VALUE ? 0 : -1;
}

static int issue(OVERLAPPED *overlapped, char *buffer, unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++)
		if (ReadFile(file, buffer + i, 1, NULL, overlapped + i) ||
		    GetLastError() != ERROR_IO_PENDING)
			return -1;
	return 0;
}

static int cancel(OVERLAPPED *overlapped, unsigned count)
{
	unsigned i;
	DWORD got;

	if (!CancelIoEx(file, NULL))
		return -1;
	for (i = 0; i < count; i++)
		if (GetOverlappedResult(file, overlapped + i, &got, TRUE))
			return -1;
	return 0;
}

/* Volatile, or the compiler makes a calloc of it that touches nothing. */
static void touch(void *memory, size_t size)
{
	volatile char *at = memory, *end = at + size;

	while (at < end)
		*at++ = 0;
}

static double growth(unsigned count)
{
	OVERLAPPED *overlapped = malloc(count * sizeof(*overlapped));
	char *buffer = malloc(count);
	double before, after;

	if (!overlapped || !buffer)
		return bench_fail("malloc");
	touch(overlapped, count * sizeof(*overlapped));
	touch(buffer, count);

	/* What the library makes once is no part of an operation's cost. */
	if (issue(overlapped, buffer, 1) || cancel(overlapped, 1))
		return bench_fail("the first read");
	before = bench_memory();
	if (issue(overlapped, buffer, count))
		return bench_fail("ReadFile did not stay pending");
	after = bench_memory();
	if (cancel(overlapped, count))
		return bench_fail("CancelIoEx");
	return (after - before) / count;
}

const struct bench pending_bytes = {
	.name = "pending_bytes", .unit = "bytes", .ops = 100000, .limit = 1,
	.least = 160, .once = 1, .native = 1, .open = open_file,
	.round = growth,
};
