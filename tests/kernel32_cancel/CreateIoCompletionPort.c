/*
 * CreateIoCompletionPort: which files a port takes, and how many of its threads
 * run at a time.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"

static void bad_arguments(void)
{
	HANDLE port = new_port(0), event, rd, wr;

	fails(CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 0, 0) != NULL,
	      ERROR_INVALID_PARAMETER);
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	event = CreateEventA(NULL, TRUE, FALSE, NULL);
	fails(CreateIoCompletionPort(rd, event, 0, 0) != NULL,
	      ERROR_INVALID_HANDLE);
	fails(CreateIoCompletionPort(event, port, 0, 0) != NULL,
	      ERROR_INVALID_HANDLE);
	fails(CreateIoCompletionPort((HANDLE)(ULONG_PTR)0xdead00, NULL, 0, 0) != NULL,
	      ERROR_INVALID_HANDLE);
	/* none of that has put it into a port */
	port_add(port, rd);
	CloseHandle(event);
	port_pair_close(port, rd, wr);
}

/* A file is in one port for good, by whichever handle. */
static void twice(void)
{
	HANDLE rd, wr, copy, port = port_pair(&rd, &wr), other = new_port(0);

	fails(CreateIoCompletionPort(rd, port, 1, 0) != NULL,
	      ERROR_INVALID_PARAMETER);
	fails(CreateIoCompletionPort(rd, other, 1, 0) != NULL,
	      ERROR_INVALID_PARAMETER);
	fails(CreateIoCompletionPort(rd, NULL, 1, 0) != NULL,
	      ERROR_INVALID_PARAMETER);
	works(DuplicateHandle(GetCurrentProcess(), rd, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	fails(CreateIoCompletionPort(copy, other, 1, 0) != NULL,
	      ERROR_INVALID_PARAMETER);
	CloseHandle(copy);
	CloseHandle(other);
	port_pair_close(port, rd, wr);
}

static void synchronous_file(void)
{
	HANDLE port = new_port(0);
	HANDLE file = CreateFileA(fixture_path("sync"), GENERIC_WRITE, 0, NULL,
				  CREATE_NEW, 0, NULL);

	fails(CreateIoCompletionPort(file, port, 0, 0) != NULL,
	      ERROR_INVALID_PARAMETER);
	CloseHandle(file);
	CloseHandle(port);
}

/* It is the file that is in the port: what a duplicate begins is told, too; and
 * the port goes on for its files when it was made with the first of them. */
static void duplicates(void)
{
	HANDLE rd, wr, copy, port;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	port = CreateIoCompletionPort(rd, NULL, FILE_KEY, 0);
	ok(port != NULL, "error %u\n", GetLastError());
	works(DuplicateHandle(GetCurrentProcess(), rd, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	CloseHandle(rd);
	read_silently(copy, &io);
	feed(wr, "d", 1);
	port_gives(port, FILE_KEY, &io.ov, 0, 1);
	port_empty(port);
	port_pair_close(port, copy, wr);
}

/* Each file its own key; what was begun before its file came in is told, too: what
 * counts is where the file is when the operation ends. */
static void keys(void)
{
	HANDLE rd[3], wr[3], port = new_port(1);
	struct io io[3], early;

	for (int i = 0; i < 3; i++) {
		ok(overlapped_pair(&rd[i], &wr[i]), "no pair\n");
		if (!i) {
			io_init(&early);
			io_read(rd[0], &early);
		}
		ok(CreateIoCompletionPort(rd[i], port, 100 + i, 0) == port,
		   "error %u\n", GetLastError());
		read_silently(rd[i], &io[i]);
	}
	feed(wr[0], "e", 1);
	io_ends(rd[0], &early, 0, 1);
	port_gives(port, 100, &early.ov, 0, 1);
	/* Each by itself: data that come to several files at once may be seen by
	 * several threads. */
	for (int i = 2; i >= 0; i--) {
		feed(wr[i], "x", 1);
		port_gives(port, 100 + i, &io[i].ov, 0, 1);
	}
	port_empty(port);
	for (int i = 0; i < 3; i++) {
		CloseHandle(rd[i]);
		CloseHandle(wr[i]);
	}
	io_fini(&early);
	CloseHandle(port);
}

struct helper {
	HANDLE port, taken, thread;
};

static DWORD WINAPI take_one(void *arg)
{
	struct helper *h = arg;

	port_gives(h->port, 2, NULL, 0, 0);
	SetEvent(h->taken);
	return 0;
}

/* K-126: one may run: the next one is let go when the first sleeps elsewhere. */
static void one_at_a_time(void)
{
	struct helper h = {new_port(1), CreateEventA(NULL, TRUE, FALSE, NULL),
			   NULL};

	works(PostQueuedCompletionStatus(h.port, 0, 1, NULL));
	port_gives(h.port, 1, NULL, 0, 0);
	h.thread = CreateThread(NULL, 0, take_one, &h, 0, NULL);
	works(PostQueuedCompletionStatus(h.port, 0, 2, NULL));
	for (int i = 0; i < 100; i++)
		SwitchToThread();
	/* Wine counts nobody */
	ok(WaitForSingleObject(h.port, 0) == WAIT_OBJECT_0 || ON_WINE,
	   "it was given to a second one\n");
	ok(WaitForSingleObject(h.taken, 20000) == WAIT_OBJECT_0,
	   "nobody goes on\n");
	WaitForSingleObject(h.thread, INFINITE);
	CloseHandle(h.thread);
	CloseHandle(h.taken);
	CloseHandle(h.port);
}

START_TEST(CreateIoCompletionPort)
{
	RUN(bad_arguments);
	RUN(twice);
	RUN(synchronous_file);
	RUN(duplicates);
	RUN(keys);
	RUN(one_at_a_time);
}
