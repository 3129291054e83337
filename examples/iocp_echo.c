/*
 * A server for many clients with one completion port, in which no request can hang:
 * each has a time-out, by which its operation is cancelled.
 *
 * Clients connect to a named pipe and send messages; each comes back. A client that
 * connects and then says nothing, or does not fetch its answer, is dropped: a timer
 * thread looks for operations that have waited for too long and calls CancelIoEx.
 * Whether that or the operation's end was first is told by the packet, of which there
 * is exactly one: so nothing is freed twice, and nothing is lost.
 *
 *   iocp_echo NAME [LIMIT_MS]     serves until a client sends "quit"
 *   iocp_echo demo [LIMIT_MS]     a server, a client that talks, one that does not
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"

#define SIZE 256
#define CLIENTS 16
#define WORKERS 2
#define QUIT_KEY 1
#define PIPE_KEY 2

enum doing { CONNECTING, READING, WRITING };

struct client {
	OVERLAPPED overlapped;		/* first: a packet leads to its client */
	CRITICAL_SECTION lock;		/* begin against the timer */
	HANDLE pipe;
	enum doing doing;
	BOOL pending, timed_out;
	ULONGLONG due;
	char message[SIZE];
};

static HANDLE port, quit;
static struct client clients[CLIENTS];
static const char *name;
static DWORD limit;
static LONG dropped;

static int fail(const char *what)
{
	fprintf(stderr, "iocp_echo: %s: error %lu\n", what,
		(unsigned long)GetLastError());
	return 1;
}

static BOOL call(struct client *c, DWORD bytes)
{
	switch (c->doing) {
	case CONNECTING:
		return ConnectNamedPipe(c->pipe, &c->overlapped);
	case READING:
		return ReadFile(c->pipe, c->message, SIZE, NULL,
				&c->overlapped);
	default:
		return WriteFile(c->pipe, c->message, bytes, NULL,
				 &c->overlapped);
	}
}

/* Begins an operation whose packet will come, or says that it failed. A client has
 * all the time it wants to come, and `limit` for everything else. */
static BOOL begin(struct client *c, enum doing what, DWORD bytes)
{
	BOOL begun;

	EnterCriticalSection(&c->lock);
	memset(&c->overlapped, 0, sizeof(c->overlapped));
	c->doing = what;
	c->timed_out = FALSE;
	c->due = what == CONNECTING ? 0 : GetTickCount64() + limit;
	c->pending = TRUE;
	/* TRUE posts a packet as ERROR_IO_PENDING does. */
	begun = call(c, bytes) || GetLastError() == ERROR_IO_PENDING;
	if (!begun && what == CONNECTING &&
	    GetLastError() == ERROR_PIPE_CONNECTED)
		/* It was quick; that is a failure that posts none. */
		begun = PostQueuedCompletionStatus(port, 0, PIPE_KEY,
						   &c->overlapped);
	c->pending = begun;
	LeaveCriticalSection(&c->lock);
	return begun;
}

/* The next client, please. */
static void listen_again(struct client *c)
{
	do
		DisconnectNamedPipe(c->pipe);
	while (!begin(c, CONNECTING, 0));
}

static void ended(struct client *c, BOOL success, DWORD bytes)
{
	BOOL timed_out;

	EnterCriticalSection(&c->lock);
	c->pending = FALSE;
	timed_out = c->timed_out && !success;
	LeaveCriticalSection(&c->lock);
	if (timed_out)
		InterlockedIncrement(&dropped);
	if (!success) {
		listen_again(c);
	} else if (c->doing == READING) {
		if (bytes == 4 && !memcmp(c->message, "quit", 4))
			SetEvent(quit);
		if (!begin(c, WRITING, bytes))
			listen_again(c);
	} else if (!begin(c, READING, 0)) {
		listen_again(c);
	}
}

static DWORD WINAPI worker(void *arg)
{
	OVERLAPPED *overlapped;
	ULONG_PTR key;
	DWORD bytes;

	(void)arg;
	for (;;) {
		BOOL success = GetQueuedCompletionStatus(port, &bytes, &key,
							 &overlapped, INFINITE);

		if (!overlapped || key == QUIT_KEY)
			return 0;
		ended((struct client *)overlapped, success, bytes);
	}
}

/* An operation that ends just now is not hit: under its client's lock it is pending,
 * or its end has not been handled; then the cancel finds nothing, or the end that it
 * has already stands. Its next one can't have begun. */
static DWORD WINAPI timer(void *arg)
{
	(void)arg;
	while (WaitForSingleObject(quit, limit / 10 + 1) == WAIT_TIMEOUT) {
		ULONGLONG now = GetTickCount64();
		int i;

		for (i = 0; i < CLIENTS; i++) {
			struct client *c = &clients[i];

			EnterCriticalSection(&c->lock);
			if (c->pending && c->due && now >= c->due &&
			    CancelIoEx(c->pipe, &c->overlapped))
				c->timed_out = TRUE;
			LeaveCriticalSection(&c->lock);
		}
	}
	return 0;
}

static BOOL make(struct client *c)
{
	InitializeCriticalSection(&c->lock);
	c->pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX |
				   FILE_FLAG_OVERLAPPED, PIPE_TYPE_MESSAGE |
				   PIPE_READMODE_MESSAGE, CLIENTS, SIZE, SIZE,
				   0, NULL);
	return c->pipe != INVALID_HANDLE_VALUE &&
	       CreateIoCompletionPort(c->pipe, port, PIPE_KEY, 0) &&
	       begin(c, CONNECTING, 0);
}

static int serve(void)
{
	HANDLE threads[WORKERS + 1];
	int i;

	quit = CreateEventA(NULL, TRUE, FALSE, NULL);
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, WORKERS);
	if (!port || !quit)
		return fail("CreateIoCompletionPort");
	for (i = 0; i < CLIENTS; i++)
		if (!make(&clients[i]))
			return fail("CreateNamedPipe");
	for (i = 0; i < WORKERS; i++)
		threads[i] = CreateThread(NULL, 0, worker, NULL, 0, NULL);
	threads[WORKERS] = CreateThread(NULL, 0, timer, NULL, 0, NULL);
	WaitForSingleObject(quit, INFINITE);
	for (i = 0; i < WORKERS; i++)
		PostQueuedCompletionStatus(port, 0, QUIT_KEY, NULL);
	WaitForMultipleObjects(WORKERS + 1, threads, TRUE, INFINITE);
	for (i = 0; i < CLIENTS; i++)
		CloseHandle(clients[i].pipe);
	CloseHandle(port);
	return 0;
}

static HANDLE connect_to(void)
{
	DWORD mode = PIPE_READMODE_MESSAGE;
	HANDLE pipe;
	int i;

	for (i = 0; i < 500; i++) {
		pipe = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
				   OPEN_EXISTING, 0, NULL);
		if (pipe != INVALID_HANDLE_VALUE) {
			SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
			break;
		}
		Sleep(10);
	}
	return pipe;
}

static BOOL echoed(HANDLE pipe, const char *what)
{
	DWORD size = (DWORD)strlen(what), n;
	char answer[SIZE];

	return WriteFile(pipe, what, size, &n, NULL) &&
	       ReadFile(pipe, answer, SIZE, &n, NULL) && n == size &&
	       !memcmp(answer, what, size);
}

static DWORD WINAPI serve_aside(void *arg)
{
	(void)arg;
	return (DWORD)serve();
}

/* One client talks on while another one is dropped for its silence. */
static int demo(void)
{
	HANDLE server = CreateThread(NULL, 0, serve_aside, NULL, 0, NULL);
	HANDLE silent = connect_to(), lively = connect_to();
	double start = now_us(), end;
	unsigned echoes = 0;
	char saw[80], none;
	DWORD n;

	if (silent == INVALID_HANDLE_VALUE || lively == INVALID_HANDLE_VALUE)
		return fail("CreateFile");
	while (InterlockedCompareExchange(&dropped, 0, 0) == 0) {
		if (!echoed(lively, "hello"))
			return fail("an echo");
		echoes++;
	}
	end = now_us();
	if (ReadFile(silent, &none, 1, &n, NULL))
		return fail("a silent client that got something");
	snprintf(saw, sizeof(saw), "dropped; %u echoes to another one", echoes);
	print_row("completion port, a silent client", end - start, "CancelIoEx",
		  saw, -1);
	if (!WriteFile(lively, "quit", 4, &n, NULL))
		return fail("WriteFile");
	WaitForSingleObject(server, INFINITE);
	return 0;
}

int main(int argc, char **argv)
{
	char own[64];

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: iocp_echo NAME|demo [LIMIT_MS]\n");
		return 2;
	}
	limit = argc == 3 ? (DWORD)atoi(argv[2]) : 300;
	name = argv[1];
	if (strcmp(name, "demo"))
		return serve();
	snprintf(own, sizeof(own), "\\\\.\\pipe\\iocp_echo.%lu",
		 (unsigned long)GetCurrentProcessId());
	name = own;
	return demo();
}
