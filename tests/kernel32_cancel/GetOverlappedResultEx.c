/*
 * GetOverlappedResultEx: the same with a time-out and routines in between.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

/* K-079 K-080: no time, and too little of it; the operation stays. */
static void time_outs(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD moved;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	SetLastError(UNTOUCHED);
	ret = GetOverlappedResultEx(rd, &io.ov, &moved, 0, FALSE);
	ok(!ret && GetLastError() == ERROR_IO_INCOMPLETE,
	   "result %d error %u\n", ret, GetLastError());
	SetLastError(UNTOUCHED);
	ret = GetOverlappedResultEx(rd, &io.ov, &moved, 20, FALSE);
	ok(!ret && GetLastError() == WAIT_TIMEOUT, "result %d error %u\n", ret,
	   GetLastError());
	ok(!HasOverlappedIoCompleted(&io.ov), "complete\n");
	feed(wr, "t", 1);
	moved = UNTOUCHED;
	ret = GetOverlappedResultEx(rd, &io.ov, &moved, 20000, FALSE);
	ok(ret && moved == 1, "result %d error %u moved %u\n", ret,
	   GetLastError(), moved);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

static int calls;

static void WINAPI count_call(ULONG_PTR arg)
{
	calls += arg;
}

/* K-081 K-113 K-115: a routine that runs ends the wait, not the operation. */
static void alertable(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD moved;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	works(QueueUserAPC(count_call, GetCurrentThread(), 1));
	SetLastError(UNTOUCHED);
	ret = GetOverlappedResultEx(rd, &io.ov, &moved, 20, FALSE);
	ok(!ret && GetLastError() == WAIT_TIMEOUT, "result %d error %u\n", ret,
	   GetLastError());
	ok(calls == 0, "it ran in a plain wait\n");
	SetLastError(UNTOUCHED);
	ret = GetOverlappedResultEx(rd, &io.ov, &moved, INFINITE, TRUE);
	ok(!ret && GetLastError() == WAIT_IO_COMPLETION, "result %d error %u\n",
	   ret, GetLastError());
	ok(calls == 1, "%d calls\n", calls);
	io_waits(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

struct ender {
	HANDLE rd, go;
};

static DWORD WINAPI cancel_it(void *arg)
{
	struct ender *e = arg;

	WaitForSingleObject(e->go, INFINITE);
	works(CancelIoEx(e->rd, NULL));
	return 0;
}

/* K-082: for ever, until a cancel from another thread. */
static void infinite(void)
{
	struct ender e;
	HANDLE wr, thread;
	DWORD moved = UNTOUCHED;
	struct io io;
	BOOL ret;

	ok(overlapped_pair(&e.rd, &wr), "no pair\n");
	e.go = CreateEventA(NULL, TRUE, FALSE, NULL);
	thread = CreateThread(NULL, 0, cancel_it, &e, 0, NULL);
	io_init(&io);
	io_read(e.rd, &io);
	SetEvent(e.go);
	SetLastError(UNTOUCHED);
	ret = GetOverlappedResultEx(e.rd, &io.ov, &moved, INFINITE, TRUE);
	ok(!ret && GetLastError() == ERROR_OPERATION_ABORTED,
	   "result %d error %u\n", ret, GetLastError());
	ok(moved == 0, "moved %u\n", moved);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	CloseHandle(e.go);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(e.rd);
}

START_TEST(GetOverlappedResultEx)
{
	RUN(time_outs);
	RUN(alertable);
	RUN(infinite);
}
