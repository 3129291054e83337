/*
 * Messages of 64 KiB through a named pipe to another process, which answers
 * when it has the last one of a round: one message.
 */
#include <windows.h>
#include <stdio.h>

#include "bench.h"

#define SIZE 65536
#define ROUND 256

static HANDLE pipe;
static char message[SIZE];

static int drain(const char *name)
{
	DWORD n, mode = PIPE_READMODE_MESSAGE;
	unsigned i;

	pipe = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
			   OPEN_EXISTING, 0, NULL);
	if (pipe == INVALID_HANDLE_VALUE ||
	    !SetNamedPipeHandleState(pipe, &mode, NULL, NULL))
		return 1;
	for (;;) {
		for (i = 0; i < ROUND; i++)
			if (!ReadFile(pipe, message, SIZE, &n, NULL) ||
			    n != SIZE)
				return 0;
		if (!WriteFile(pipe, "", 1, &n, NULL))
			return 0;
	}
}

static int open_pipe(char *const fifo[2])
{
	char name[64];

	(void)fifo;
	sprintf(name, "\\\\.\\pipe\\wincancel-bench-%u", bench_self());
	pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX,
				PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1,
				4 * SIZE, 4096, 0, NULL);
	if (pipe == INVALID_HANDLE_VALUE || bench_peer("pipe_bulk", name))
		return -1;
	return ConnectNamedPipe(pipe, NULL) ||
		GetLastError() == ERROR_PIPE_CONNECTED ? 0 : -1;
}

static double messages(unsigned ops)
{
	double start = bench_now();
	unsigned i;
	DWORD n;

	for (i = 0; i < ops; i++)
		if (!WriteFile(pipe, message, SIZE, &n, NULL) || n != SIZE)
			return bench_fail("WriteFile");
	if (!ReadFile(pipe, message, 1, &n, NULL))
		return bench_fail("the answer");
	return (bench_now() - start) / ops;
}

const struct bench pipe_bulk = {
	.name = "pipe_bulk", .unit = "ns", .ops = ROUND, .limit = 1.0,
	.threads = 2, .native = 1, .open = open_pipe, .round = messages,
	.peer = drain,
};
