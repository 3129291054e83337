/*
 * PostQueuedCompletionStatus: a packet comes as it was given, to one thread.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"

static void as_given(void)
{
	HANDLE port = new_port(0);

	works(PostQueuedCompletionStatus(port, 0xffffffff, ~(ULONG_PTR)0,
					 (OVERLAPPED *)~(ULONG_PTR)0));
	works(PostQueuedCompletionStatus(port, 0, 0, NULL));
	port_gives(port, ~(ULONG_PTR)0, (void *)~(ULONG_PTR)0, 0, 0xffffffff);
	port_gives(port, 0, NULL, 0, 0);
	port_empty(port);
	CloseHandle(port);
}

/* K-130: it is no operation: no cancel takes it away, and none ends twice. */
static void not_cancelled(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io;

	read_silently(rd, &io);
	works(PostQueuedCompletionStatus(port, 7, FILE_KEY, &io.ov));
	works(CancelIoEx(rd, &io.ov));
	/* Wine 8 says TRUE when it found nothing, too */
	todo_wine fails(CancelIoEx(rd, NULL), ERROR_NOT_FOUND);
	port_gives(port, FILE_KEY, &io.ov, 0, 7);
	port_gives(port, FILE_KEY, &io.ov, ERROR_OPERATION_ABORTED, 0);
	port_empty(port);
	port_pair_close(port, rd, wr);
}

static void bad_handles(void)
{
	HANDLE port = new_port(0), event = CreateEventA(NULL, TRUE, FALSE, NULL);

	fails(PostQueuedCompletionStatus(event, 0, 0, NULL),
	      ERROR_INVALID_HANDLE);
	CloseHandle(port);
	fails(PostQueuedCompletionStatus(port, 0, 0, NULL),
	      ERROR_INVALID_HANDLE);
	fails(PostQueuedCompletionStatus(NULL, 0, 0, NULL),
	      ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

#define THREADS 4
#define PACKETS 2000

static HANDLE shared;
static LONG taken[PACKETS];

static DWORD WINAPI take_until_told(void *arg)
{
	OVERLAPPED *ov;
	ULONG_PTR key;
	DWORD bytes;

	(void)arg;
	while (GetQueuedCompletionStatus(shared, &bytes, &key, &ov, INFINITE) &&
	       ov)
		InterlockedIncrement(&taken[key]);
	return 0;
}

/* Each to one of several threads. */
static void to_one_thread(void)
{
	HANDLE threads[THREADS];
	int wrong = 0;

	shared = new_port(2);
	for (int i = 0; i < THREADS; i++)
		threads[i] = CreateThread(NULL, 0, take_until_told, NULL, 0,
					  NULL);
	for (int i = 0; i < PACKETS; i++)
		works(PostQueuedCompletionStatus(shared, 0, i, (OVERLAPPED *)8));
	for (int i = 0; i < THREADS; i++)
		works(PostQueuedCompletionStatus(shared, 0, 0, NULL));
	ok(WaitForMultipleObjects(THREADS, threads, TRUE, 20000) == 0,
	   "not all have ended\n");
	for (int i = 0; i < PACKETS; i++)
		wrong += taken[i] != 1;
	ok(!wrong, "%d were not taken once\n", wrong);
	port_empty(shared);
	for (int i = 0; i < THREADS; i++)
		CloseHandle(threads[i]);
	CloseHandle(shared);
}

START_TEST(PostQueuedCompletionStatus)
{
	RUN(as_given);
	RUN(not_cancelled);
	RUN(bad_handles);
	RUN(to_one_thread);
}
