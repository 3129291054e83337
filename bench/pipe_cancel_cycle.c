/*
 * cancel_cycle on a named pipe: its data lie in our own memory, so that even the
 * refused try needs no system call.
 */
#include <windows.h>
#include <stdio.h>

#include "bench.h"

static HANDLE server, client;
static OVERLAPPED overlapped;

static int open_pipe(char *const fifo[2])
{
	char name[64];

	(void)fifo;
	sprintf(name, "\\\\.\\pipe\\wincancel-bench-%u", bench_self());
	server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX |
				  FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE, 1,
				  4096, 4096, 0, NULL);
	client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
			     OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	return server != INVALID_HANDLE_VALUE &&
		client != INVALID_HANDLE_VALUE && overlapped.hEvent ? 0 : -1;
}

static double cycles(unsigned ops)
{
	double start = bench_now();
	char byte;
	DWORD got;
	unsigned i;

	for (i = 0; i < ops; i++) {
		if (ReadFile(client, &byte, 1, NULL, &overlapped) ||
		    GetLastError() != ERROR_IO_PENDING)
			return bench_fail("ReadFile did not stay pending");
		if (!CancelIoEx(client, &overlapped))
			return bench_fail("CancelIoEx");
		if (GetOverlappedResult(client, &overlapped, &got, TRUE) ||
		    GetLastError() != ERROR_OPERATION_ABORTED)
			return bench_fail("the read was not cancelled");
	}
	return (bench_now() - start) / ops;
}

const struct bench pipe_cancel_cycle = {
	.name = "pipe_cancel_cycle", .unit = "ns", .ops = 2000, .limit = 0.2,
	.open = open_pipe, .round = cycles,
};
