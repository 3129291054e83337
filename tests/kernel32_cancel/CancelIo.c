/*
 * CancelIo: the operations that the calling thread began on one file, ended
 * before the call returns.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "blocked.h"

/* K-002 K-005 K-008 K-010 K-011: reads and their events, all at once. */
static void all_of_mine(void)
{
	HANDLE rd, wr;
	struct io io[3];

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int i = 0; i < 3; i++) {
		io_init(&io[i]);
		io_read(rd, &io[i]);
	}
	SetLastError(UNTOUCHED);
	works(CancelIo(rd));
	ok(GetLastError() == UNTOUCHED, "last error %u\n", GetLastError());
	for (int i = 0; i < 3; i++) {
		/* Wine 8 returns before they have ended. */
		todo_wine_if(!HasOverlappedIoCompleted(&io[i].ov))
			ok(HasOverlappedIoCompleted(&io[i].ov), "%d pends\n", i);
		ok(WaitForSingleObject(io[i].ov.hEvent, 1000) == WAIT_OBJECT_0,
		   "event %d is not set\n", i);
		ok(io[i].ov.Internal == (ULONG)NT_CANCELLED, "%#x\n",
		   (unsigned)io[i].ov.Internal);
		io_ends(rd, &io[i], ERROR_OPERATION_ABORTED, 0);
		io_fini(&io[i]);
	}
	CloseHandle(wr);
	CloseHandle(rd);
}

struct other {
	HANDLE file, begun, leave;
	struct io io;
	BOOL cancel;
};

static DWORD WINAPI other_reader(void *arg)
{
	struct other *o = arg;

	io_read(o->file, &o->io);
	SetEvent(o->begun);
	WaitForSingleObject(o->leave, INFINITE);
	return 0;
}

/* K-001: what another thread began stays and completes normally. */
static void spares_other_threads(void)
{
	struct other o = {0};
	struct io mine;
	HANDLE wr, thread;

	ok(overlapped_pair(&o.file, &wr), "no pair\n");
	io_init(&o.io);
	io_init(&mine);
	o.begun = CreateEventA(NULL, TRUE, FALSE, NULL);
	o.leave = CreateEventA(NULL, TRUE, FALSE, NULL);
	thread = CreateThread(NULL, 0, other_reader, &o, 0, NULL);
	WaitForSingleObject(o.begun, INFINITE);
	io_read(o.file, &mine);
	works(CancelIo(o.file));
	io_ends(o.file, &mine, ERROR_OPERATION_ABORTED, 0);
	io_waits(o.file, &o.io);
	feed(wr, "q", 1);
	io_ends(o.file, &o.io, 0, 1);
	SetEvent(o.leave);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	CloseHandle(o.begun);
	CloseHandle(o.leave);
	io_fini(&mine);
	io_fini(&o.io);
	CloseHandle(wr);
	CloseHandle(o.file);
}

/* K-003: closed, null and other kinds of handle. */
static void bad_handles(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	CloseHandle(wr);
	CloseHandle(rd);
	fails(CancelIo(rd), ERROR_INVALID_HANDLE);
	fails(CancelIo(NULL), ERROR_INVALID_HANDLE);
	/* Wine does not look at what kind of object the handle names. */
	SetLastError(UNTOUCHED);
	todo_wine ok(!CancelIo(event) &&
			     GetLastError() == ERROR_INVALID_HANDLE,
		     "took an event: %u\n", GetLastError());
	CloseHandle(event);
}

/* K-004 K-006 K-012: idle is no error, and leaves nothing to CancelIoEx. */
static void nothing_pending(void)
{
	HANDLE rd, wr;
	struct io io;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	works(CancelIo(rd));
	io_init(&io);
	io_read(rd, &io);
	works(CancelIo(rd));
	SetLastError(UNTOUCHED);
	ret = CancelIoEx(rd, NULL);
	/* Wine 8 gives success for an idle file. */
	todo_wine ok(!ret && GetLastError() == ERROR_NOT_FOUND,
		     "result %d error %u\n", ret, GetLastError());
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	works(CancelIo(rd));
	io_read(rd, &io);
	feed(wr, "u", 1);
	io_ends(rd, &io, 0, 1);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-007: a blocked synchronous call does not notice. */
static DWORD WINAPI cancel_and_read(void *arg)
{
	struct blocked *b = arg;

	CancelIo(b->file);
	return blocked_read(arg);
}

static void synchronous_handle(void)
{
	struct blocked b = {0};
	DWORD moved;
	HANDLE wr;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	blocked_start(&b, cancel_and_read);
	for (int i = 0; i < 100; i++) {
		works(CancelIo(wr));
		SwitchToThread();
	}
	ok(WaitForSingleObject(b.thread, 20) == WAIT_TIMEOUT,
	   "the read ended\n");
	works(WriteFile(wr, "w", 1, &moved, NULL));
	blocked_ends(&b, 0, 1);
	CloseHandle(wr);
	CloseHandle(b.file);
}

/* K-009: the unit is the file, not the handle. */
static void through_a_duplicate(void)
{
	HANDLE rd, wr, copy;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	works(DuplicateHandle(GetCurrentProcess(), rd, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	io_init(&io);
	io_read(rd, &io);
	works(CancelIo(copy));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	CloseHandle(copy);
	CloseHandle(wr);
	CloseHandle(rd);
}

static int routines;
static DWORD routine_error, routine_thread;

static void WINAPI routine(DWORD error, DWORD count, OVERLAPPED *ov)
{
	(void)ov;
	ok(count == 0, "count %u\n", count);
	routines++;
	routine_error = error;
	routine_thread = GetCurrentThreadId();
}

/* K-013 K-117 K-005: ReadFileEx too, and its routine still needs the wait. */
static void with_routine(void)
{
	HANDLE rd, wr;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	works(ReadFileEx(rd, io.buf, 64, &io.ov, routine));
	works(CancelIo(rd));
	ok(routines == 0, "it ran outside an alertable wait\n");
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(routines == 1, "%d routines\n", routines);
	ok(routine_error == ERROR_OPERATION_ABORTED, "error %u\n",
	   routine_error);
	ok(routine_thread == GetCurrentThreadId(), "wrong thread\n");
	ok(SleepEx(0, TRUE) == 0, "one more\n");
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-008 K-013: a write that waits is cancelled as well. */
static void waiting_write(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD full, left;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	full = fill(wr);
	ok(full > 0, "nothing fits\n");
	io_init(&io);
	io_write(wr, &io);
	works(CancelIo(wr));
	io_ends(wr, &io, ERROR_OPERATION_ABORTED, 0);
	left = drain(rd);
	ok(left == full, "wrote %u, read %u\n", full, left);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

START_TEST(CancelIo)
{
	RUN(all_of_mine);
	RUN(spares_other_threads);
	RUN(bad_handles);
	RUN(nothing_pending);
	RUN(synchronous_handle);
	RUN(through_a_duplicate);
	RUN(with_routine);
	RUN(waiting_write);
}
