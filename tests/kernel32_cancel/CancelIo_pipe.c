/*
 * CancelIo on named pipes: everything that this thread has begun on this end.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "named_pipe.h"

static char big[4 * QUOTA];

#define cancelled_now(io) cancelled_now_(__LINE__, io)
static void cancelled_now_(int line, struct io *io)
{
	ok_(__FILE__, line)(io->ov.Internal == (ULONG)NT_CANCELLED &&
				    !io->ov.InternalHigh,
			    "status %#x count %u\n", (unsigned)io->ov.Internal,
			    (unsigned)io->ov.InternalHigh);
	ok_(__FILE__, line)(WaitForSingleObject(io->ov.hEvent, 0) ==
				    WAIT_OBJECT_0,
			    "the event is not set\n");
}

/* K-008 K-011 K-013: reads and writes; all are over when it returns. */
static void reads_and_writes(void)
{
	struct pipe_ends p;
	struct io rd[2], wr[2];

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	for (int i = 0; i < 2; i++) {
		io_init(&rd[i]);
		io_read(p.client, &rd[i]);
		io_init(&wr[i]);
		io_pends(__FILE__, __LINE__,
			 WriteFile(p.client, big, sizeof(big), NULL,
				   &wr[i].ov));
	}
	works(CancelIo(p.client));
	for (int i = 0; i < 2; i++) {
		cancelled_now(&rd[i]);
		cancelled_now(&wr[i]);
		io_ends(p.client, &rd[i], ERROR_OPERATION_ABORTED, 0);
		io_ends(p.client, &wr[i], ERROR_OPERATION_ABORTED, 0);
		io_fini(&rd[i]);
		io_fini(&wr[i]);
	}
	/* K-006 K-104 */
	pipe_put(p.client, "next", 4);
	pipe_get(p.server, QUOTA, 0, "next", 4);
	pipe_put(p.server, "back", 4);
	pipe_get(p.client, QUOTA, 0, "back", 4);
	pipe_close(&p);
}

/* K-013 K-150 K-159: connects and transactions are its affair too. */
static void connects_and_transactions(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, MESSAGES);
	io_init(&io);
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &io.ov));
	works(CancelIo(p.server));
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0, "not set\n");
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	io_pends(__FILE__, __LINE__,
		 TransactNamedPipe(p.server, "q", 1, io.buf, 64, NULL, &io.ov));
	works(CancelIo(p.server));
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0, "not set\n");
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	pipe_close(&p);
}

struct other {
	HANDLE file, begun, leave;
	struct io io;
};

static DWORD WINAPI begin_elsewhere(void *arg)
{
	struct other *o = arg;

	io_init(&o->io);
	io_read(o->file, &o->io);
	SetEvent(o->begun);
	WaitForSingleObject(o->leave, INFINITE);
	return 0;
}

/* K-001: another thread's read stays, and gets its bytes. */
static void spares_other_threads(void)
{
	struct pipe_ends p;
	struct other o;
	struct io io;
	HANDLE thread;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	o.file = p.server;
	o.begun = CreateEventA(NULL, TRUE, FALSE, NULL);
	o.leave = CreateEventA(NULL, TRUE, FALSE, NULL);
	thread = CreateThread(NULL, 0, begin_elsewhere, &o, 0, NULL);
	WaitForSingleObject(o.begun, INFINITE);
	io_init(&io);
	io_read(p.server, &io);
	works(CancelIo(p.server));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	io_waits(p.server, &o.io);
	pipe_put(p.client, "x", 1);
	io_ends(p.server, &o.io, 0, 1);
	SetEvent(o.leave);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	CloseHandle(o.begun);
	CloseHandle(o.leave);
	io_fini(&o.io);
	io_fini(&io);
	pipe_close(&p);
}

/* The two ends are two files. */
static void spares_other_end(void)
{
	struct pipe_ends p;
	struct io mine, theirs;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&mine);
	io_init(&theirs);
	io_read(p.server, &mine);
	io_read(p.client, &theirs);
	works(CancelIo(p.server));
	io_ends(p.server, &mine, ERROR_OPERATION_ABORTED, 0);
	io_waits(p.client, &theirs);
	pipe_put(p.server, "x", 1);
	io_ends(p.client, &theirs, 0, 1);
	io_fini(&mine);
	io_fini(&theirs);
	pipe_close(&p);
}

/* K-009: through a duplicate. */
static void through_a_duplicate(void)
{
	struct pipe_ends p;
	HANDLE copy = NULL;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	works(DuplicateHandle(GetCurrentProcess(), p.server,
			      GetCurrentProcess(), &copy, 0, FALSE,
			      DUPLICATE_SAME_ACCESS));
	io_init(&io);
	io_read(p.server, &io);
	works(CancelIo(copy));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(copy);
	io_fini(&io);
	pipe_close(&p);
}

/* K-004 */
static void nothing_pending(void)
{
	struct pipe_ends p;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	works(CancelIo(p.server));
	works(CancelIo(p.server));
	pipe_close(&p);
}

START_TEST(CancelIo_pipe)
{
	RUN(reads_and_writes);
	RUN(connects_and_transactions);
	RUN(spares_other_threads);
	RUN(spares_other_end);
	RUN(through_a_duplicate);
	RUN(nothing_pending);
}
