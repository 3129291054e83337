/*
 * GetQueuedCompletionStatusEx: several packets at a time, and an alertable wait.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"

static OVERLAPPED_ENTRY entries[16];

static void post(HANDLE port, int from, int to)
{
	for (int i = from; i < to; i++)
		works(PostQueuedCompletionStatus(port, 100 + i, 200 + i,
						 (OVERLAPPED *)(ULONG_PTR)(300 + i)));
}

static void check_posted(int from, ULONG n)
{
	for (ULONG i = 0; i < n; i++)
		ok(entries[i].dwNumberOfBytesTransferred == 100 + from + i &&
			   entries[i].lpCompletionKey == 200 + from + i &&
			   (ULONG_PTR)entries[i].lpOverlapped == 300 + from + i,
		   "packet %u is another\n", from + i);
}

/* K-126: the oldest ones, as many as there is room for; it never waits for more. */
static void batches(void)
{
	HANDLE port = new_port(0);
	ULONG n = 0;

	post(port, 0, 10);
	works(GetQueuedCompletionStatusEx(port, entries, 4, &n, INFINITE,
					  FALSE));
	ok(n == 4, "%u\n", n);
	check_posted(0, n);
	works(GetQueuedCompletionStatusEx(port, entries, 16, &n, INFINITE,
					  FALSE));
	ok(n == 6, "%u\n", n);
	check_posted(4, n);
	fails(GetQueuedCompletionStatusEx(port, entries, 16, &n, 0, FALSE),
	      WAIT_TIMEOUT);
	fails(GetQueuedCompletionStatusEx(port, entries, 16, &n, 5, FALSE),
	      WAIT_TIMEOUT);
	CloseHandle(port);
}

/* K-124: TRUE, though every operation failed; the blocks tell it. */
static void failed_ones(void)
{
	HANDLE rd, wr, port = port_pair(&rd, &wr);
	struct io io[3];
	ULONG n = 0;

	for (int i = 0; i < 3; i++)
		read_silently(rd, &io[i]);
	for (int i = 0; i < 3; i++)
		works(CancelIoEx(rd, &io[i].ov));
	works(GetQueuedCompletionStatusEx(port, entries, 16, &n, 20000, FALSE));
	ok(n == 3, "%u\n", n);
	for (ULONG i = 0; i < n; i++) {
		ok(entries[i].lpOverlapped == &io[i].ov &&
			   entries[i].lpCompletionKey == FILE_KEY &&
			   !entries[i].dwNumberOfBytesTransferred,
		   "packet %u is another\n", i);
		ok(io[i].ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
		   (unsigned)io[i].ov.Internal);
	}
	port_empty(port);
	port_pair_close(port, rd, wr);
}

static int apcs;

static void CALLBACK count_apc(ULONG_PTR arg)
{
	(void)arg;
	apcs++;
}

/* K-125: a routine ends the wait, if it is alertable and there is no packet. */
static void alertable(void)
{
	HANDLE port = new_port(0);
	ULONG n = 0;

	works(QueueUserAPC(count_apc, GetCurrentThread(), 0));
	fails(GetQueuedCompletionStatusEx(port, entries, 16, &n, 5, FALSE),
	      WAIT_TIMEOUT);
	ok(!apcs, "a routine ran\n");
	fails(GetQueuedCompletionStatusEx(port, entries, 16, &n, INFINITE, TRUE),
	      WAIT_IO_COMPLETION);
	ok(apcs == 1, "%d ran\n", apcs);
	fails(GetQueuedCompletionStatusEx(port, entries, 16, &n, 0, TRUE),
	      WAIT_TIMEOUT);
	CloseHandle(port);
}

static DWORD WINAPI queue_to(void *thread)
{
	works(QueueUserAPC(count_apc, thread, 0));
	return 0;
}

/* K-125: the same while it sleeps; nothing of the port is lost. */
static void alerted_asleep(void)
{
	HANDLE port = new_port(0), self, thread;
	ULONG n = 0;

	works(DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
			      GetCurrentProcess(), &self, 0, FALSE,
			      DUPLICATE_SAME_ACCESS));
	thread = CreateThread(NULL, 0, queue_to, self, 0, NULL);
	fails(GetQueuedCompletionStatusEx(port, entries, 16, &n, INFINITE, TRUE),
	      WAIT_IO_COMPLETION);
	ok(apcs == 1, "%d ran\n", apcs);
	WaitForSingleObject(thread, INFINITE);
	post(port, 0, 2);
	works(GetQueuedCompletionStatusEx(port, entries, 16, &n, INFINITE, TRUE));
	ok(n == 2, "%u\n", n);
	check_posted(0, n);
	CloseHandle(thread);
	CloseHandle(self);
	CloseHandle(port);
}

static void bad_arguments(void)
{
	HANDLE port = new_port(0), event = CreateEventA(NULL, TRUE, TRUE, NULL);
	ULONG n;

	/* Wine 8 gives none, and says TRUE */
	todo_wine fails(GetQueuedCompletionStatusEx(port, entries, 0, &n, 0,
						    FALSE),
			ERROR_INVALID_PARAMETER);
	fails(GetQueuedCompletionStatusEx(event, entries, 1, &n, 0, FALSE),
	      ERROR_INVALID_HANDLE);
	CloseHandle(port);
	fails(GetQueuedCompletionStatusEx(port, entries, 1, &n, 0, FALSE),
	      ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(GetQueuedCompletionStatusEx)
{
	RUN(batches);
	RUN(failed_ones);
	RUN(alertable);
	RUN(alerted_asleep);
	RUN(bad_arguments);
}
