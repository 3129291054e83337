/*
 * Two threads pass a byte to and fro through two FIFOs, each waiting at a
 * completion port of its own: one full turn.
 */
#include <windows.h>

#include "bench.h"

struct side {
	HANDLE reader, writer, port;
	OVERLAPPED overlapped;
};

static struct side near_side, far_side;

static int open_side(struct side *side, const char *in, const char *out)
{
	side->reader = CreateFileA(in, GENERIC_READ, FILE_SHARE_READ |
				   FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
				   FILE_FLAG_OVERLAPPED, NULL);
	side->writer = CreateFileA(out, GENERIC_WRITE, FILE_SHARE_READ |
				   FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0,
				   NULL);
	side->port = CreateIoCompletionPort(side->reader, NULL, 1, 1);
	return side->reader != INVALID_HANDLE_VALUE && side->port &&
		side->writer != INVALID_HANDLE_VALUE ? 0 : -1;
}

static int receive(struct side *side)
{
	OVERLAPPED *overlapped;
	ULONG_PTR key;
	DWORD got;
	char byte;

	if (!ReadFile(side->reader, &byte, 1, NULL, &side->overlapped) &&
	    GetLastError() != ERROR_IO_PENDING)
		return -1;
	return GetQueuedCompletionStatus(side->port, &got, &key, &overlapped,
					 INFINITE) && got == 1 ? 0 : -1;
}

static int transmit(struct side *side)
{
	DWORD put;

	return WriteFile(side->writer, "x", 1, &put, NULL) ? 0 : -1;
}

static DWORD WINAPI echo(LPVOID arg)
{
	(void)arg;
	bench_place_worker();
	while (!receive(&far_side) && !transmit(&far_side))
		;
	bench_fail("the far side");
	return 1;
}

static int open_files(char *const fifo[2])
{
	if (open_side(&near_side, fifo[0], fifo[1]) ||
	    open_side(&far_side, fifo[1], fifo[0]))
		return -1;
	return CreateThread(NULL, 0, echo, NULL, 0, NULL) ? 0 : -1;
}

static double turns(unsigned ops)
{
	double start = bench_now();
	unsigned i;

	for (i = 0; i < ops; i++)
		if (transmit(&near_side) || receive(&near_side))
			return bench_fail("the near side");
	return (bench_now() - start) / ops;
}

const struct bench port_pingpong = {
	.name = "port_pingpong", .unit = "ns", .ops = 1000, .limit = 1.5,
	.threads = 2, .open = open_files, .round = turns,
};
