/*
 * A client that gives up on a stuck server, and goes on with the same connection.
 *
 * Two processes and one named pipe. The server leaves its first request without an
 * answer. The client waits for it with a time limit, cancels its read, and asks
 * again, which is answered: a cancelled read takes nothing with it.
 *
 *   pipe_timeout server NAME
 *   pipe_timeout client NAME [LIMIT_MS]
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"

#define SIZE 64

static int fail(const char *what)
{
	fprintf(stderr, "pipe_timeout: %s: error %lu\n", what,
		(unsigned long)GetLastError());
	return 1;
}

static int serve(const char *name)
{
	char request[SIZE];
	DWORD n;
	HANDLE pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX,
				       PIPE_TYPE_MESSAGE |
				       PIPE_READMODE_MESSAGE, 1, SIZE, SIZE, 0,
				       NULL);

	if (pipe == INVALID_HANDLE_VALUE)
		return fail("CreateNamedPipe");
	if (!ConnectNamedPipe(pipe, NULL) &&
	    GetLastError() != ERROR_PIPE_CONNECTED)
		return fail("ConnectNamedPipe");
	/* The first request is never answered. */
	while (ReadFile(pipe, request, SIZE, &n, NULL))
		if (n == 5 && !memcmp(request, "again", 5) &&
		    !WriteFile(pipe, "here", 4, &n, NULL))
			break;
	CloseHandle(pipe);
	return 0;
}

static HANDLE connect_to(const char *name)
{
	DWORD mode = PIPE_READMODE_MESSAGE;
	HANDLE pipe;
	int i;

	for (i = 0; i < 500; i++) {
		pipe = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
				   OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
		if (pipe != INVALID_HANDLE_VALUE) {
			SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
			return pipe;
		}
		/* The server may not have come up yet. */
		if (GetLastError() == ERROR_FILE_NOT_FOUND)
			Sleep(10);
		else if (!WaitNamedPipeA(name, 5000))
			break;
	}
	return pipe;
}

/* Reads one message, waiting at most so long; FALSE and the last error. */
static BOOL read_within(HANDLE pipe, void *buffer, DWORD size, DWORD *n,
			DWORD limit, double *cancelled)
{
	OVERLAPPED reading = { 0 };
	BOOL done;
	DWORD error;

	reading.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	if (!ReadFile(pipe, buffer, size, NULL, &reading) &&
	    GetLastError() != ERROR_IO_PENDING) {
		error = GetLastError();
		CloseHandle(reading.hEvent);
		SetLastError(error);
		return FALSE;
	}
	if (WaitForSingleObject(reading.hEvent, limit) == WAIT_TIMEOUT) {
		*cancelled = now_us();
		CancelIoEx(pipe, &reading);
	}
	/* Until it has completed, one way or the other, it uses our memory. */
	done = GetOverlappedResult(pipe, &reading, n, TRUE);
	error = GetLastError();
	CloseHandle(reading.hEvent);
	SetLastError(error);
	return done;
}

static BOOL ask(HANDLE pipe, const char *what)
{
	OVERLAPPED writing = { 0 };
	DWORD n;

	return (WriteFile(pipe, what, (DWORD)strlen(what), NULL, &writing) ||
		GetLastError() == ERROR_IO_PENDING) &&
	       GetOverlappedResult(pipe, &writing, &n, TRUE);
}

static int use(const char *name, DWORD limit)
{
	char answer[SIZE], saw[64];
	double asked, cancelled = 0, left;
	DWORD n, error;
	HANDLE pipe = connect_to(name);

	if (pipe == INVALID_HANDLE_VALUE)
		return fail("CreateFile");
	if (!ask(pipe, "first"))
		return fail("WriteFile");
	asked = now_us();
	if (read_within(pipe, answer, SIZE, &n, limit, &cancelled))
		return fail("an answer, from a stuck server");
	error = GetLastError();
	left = now_us();
	if (error != ERROR_OPERATION_ABORTED)
		return fail("ReadFile");
	if (!ask(pipe, "again") ||
	    !read_within(pipe, answer, SIZE, &n, 5000, &asked) || n != 4)
		return fail("the second request");
	snprintf(saw, sizeof(saw), "%s, then \"%.4s\"", error_name(error),
		 answer);
	print_row("named pipe, its server stuck", cancelled - asked,
		  "CancelIoEx", saw, left - cancelled);
	CloseHandle(pipe);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "server"))
		return serve(argv[2]);
	if ((argc == 3 || argc == 4) && !strcmp(argv[1], "client"))
		return use(argv[2], argc == 4 ? (DWORD)atoi(argv[3]) : 300);
	fprintf(stderr, "usage: pipe_timeout server|client NAME [LIMIT_MS]\n");
	return 2;
}
