/*
 * Two processes pass a message of 64 bytes to and fro through a named pipe,
 * overlapped at both ends: one full turn.
 */
#include <windows.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

#define SIZE 64

static HANDLE pipe;
static OVERLAPPED reading, writing;

static int events(void)
{
	reading.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	writing.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	return reading.hEvent && writing.hEvent ? 0 : -1;
}

static int receive(void)
{
	char message[SIZE];
	DWORD got;

	if (!ReadFile(pipe, message, SIZE, NULL, &reading) &&
	    GetLastError() != ERROR_IO_PENDING)
		return -1;
	return GetOverlappedResult(pipe, &reading, &got, TRUE) && got == SIZE
		? 0 : -1;
}

static int transmit(void)
{
	static char message[SIZE];
	DWORD put;

	if (!WriteFile(pipe, message, SIZE, NULL, &writing) &&
	    GetLastError() != ERROR_IO_PENDING)
		return -1;
	return GetOverlappedResult(pipe, &writing, &put, TRUE) && put == SIZE
		? 0 : -1;
}

static int echo(const char *name)
{
	DWORD mode = PIPE_READMODE_MESSAGE;

	pipe = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
			   OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	if (pipe == INVALID_HANDLE_VALUE || events() ||
	    !SetNamedPipeHandleState(pipe, &mode, NULL, NULL))
		return 1;
	while (!receive() && !transmit())
		;
	return 0;
}

static int open_pipe(char *const fifo[2])
{
	char name[64];
	DWORD none;

	(void)fifo;
	sprintf(name, "\\\\.\\pipe\\wincancel-bench-%u", bench_self());
	pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
				PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1,
				4096, 4096, 0, NULL);
	if (pipe == INVALID_HANDLE_VALUE || events() ||
	    bench_peer("pipe_pingpong", name))
		return -1;
	return ConnectNamedPipe(pipe, &reading) ||
		GetLastError() == ERROR_PIPE_CONNECTED ||
		(GetLastError() == ERROR_IO_PENDING &&
		 GetOverlappedResult(pipe, &reading, &none, TRUE)) ? 0 : -1;
}

static double turns(unsigned ops)
{
	double start = bench_now();
	unsigned i;

	for (i = 0; i < ops; i++)
		if (transmit() || receive())
			return bench_fail("a turn");
	return (bench_now() - start) / ops;
}

const struct bench pipe_pingpong = {
	.name = "pipe_pingpong", .unit = "ns", .ops = 1000, .limit = 1.5,
	.threads = 2, .native = 1, .open = open_pipe, .round = turns,
	.peer = echo,
};
