/*
 * Waiting for an operation whose event, or file, is signalled already, because
 * another has done that: the wait ends with the operation, though its own signal
 * changes nothing, and nobody looks again and again.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE rd, wr;
static struct io io;

static void nothing(void *arg)
{
	(void)arg;
}

static int held, let_go;

static void hold(void *arg)
{
	(void)arg;
	raise_flag(&held);
	await_flag(&let_go);
}

static void begin(BOOL manual)
{
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	io.ov.hEvent = CreateEventA(NULL, manual, FALSE, NULL);
	io_read(rd, &io);
	works(SetEvent(io.ov.hEvent));
	point_arm("wait:block", nothing, NULL);
	point_arm("wait:enlisted", nothing, NULL);
}

static DWORD WINAPI wait_for_mine(void *arg)
{
	(void)arg;
	io_ends(rd, &io, 0, 1);
	return 0;
}

static DWORD WINAPI wait_for_event(void *arg)
{
	return WaitForSingleObject(arg, 20000);
}

static HANDLE begin_wait(LPTHREAD_START_ROUTINE fn, const char *point)
{
	unsigned passed = point_count(point);
	HANDLE thread = CreateThread(NULL, 0, fn, io.ov.hEvent, 0, NULL);

	while (point_count(point) == passed)
		SwitchToThread();
	return thread;
}

static void ends(HANDLE thread)
{
	DWORD code = UNTOUCHED;

	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0,
	   "it waits on\n");
	GetExitCodeThread(thread, &code);
	ok(code == 0, "it was told %u\n", code);
	CloseHandle(thread);
}

/* K-070 */
static void manual_event(void)
{
	HANDLE thread;

	begin(TRUE);
	thread = begin_wait(wait_for_mine, "wait:block");
	/* woken by others, it looks and sleeps on */
	works(SetEvent(io.ov.hEvent));
	works(PulseEvent(io.ov.hEvent));
	works(SetEvent(io.ov.hEvent));
	ok(!HasOverlappedIoCompleted(&io.ov), "complete\n");
	feed(wr, "m", 1);
	ends(thread);
	ok(point_count("wait:block") == 1, "looked %u times\n",
	   point_count("wait:block"));
	io_fini(&io);
}

/* K-070 K-078: the signal goes to one who waited before, the end is seen all the
 * same. */
static void taken_by_another(void)
{
	HANDLE mine, other[2];

	begin(FALSE);
	point_arm("wait:signalled", hold, NULL);
	mine = CreateThread(NULL, 0, wait_for_mine, NULL, 0, NULL);
	await_flag(&held);
	other[0] = begin_wait(wait_for_event, "wait:enlisted");
	other[1] = begin_wait(wait_for_event, "wait:enlisted");
	raise_flag(&let_go);
	while (!point_count("wait:block"))
		SwitchToThread();
	feed(wr, "a", 1);
	ends(mine);
	works(SetEvent(io.ov.hEvent));
	ends(other[0]);
	ends(other[1]);
	io_fini(&io);
}

static void CALLBACK count_call(ULONG_PTR arg)
{
	++*(int *)arg;
}

/* K-079 K-080 K-081: time and routines end it as usual. */
static void otherwise(void)
{
	DWORD moved, start = GetTickCount();
	int calls = 0;

	begin(TRUE);
	SetLastError(UNTOUCHED);
	ok(!GetOverlappedResultEx(rd, &io.ov, &moved, 30, FALSE) &&
	   GetLastError() == WAIT_TIMEOUT, "error %u\n", GetLastError());
	ok(GetTickCount() - start >= 29, "after %u ms\n",
	   GetTickCount() - start);
	works(QueueUserAPC(count_call, GetCurrentThread(), (ULONG_PTR)&calls));
	SetLastError(UNTOUCHED);
	ok(!GetOverlappedResultEx(rd, &io.ov, &moved, INFINITE, TRUE) &&
	   GetLastError() == WAIT_IO_COMPLETION, "error %u\n", GetLastError());
	ok(calls == 1, "%d calls\n", calls);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
}

static DWORD WINAPI read_without(void *arg)
{
	DWORD moved = 0;
	char c = 0;

	(void)arg;
	works(ReadFile(rd, &c, 1, &moved, NULL));
	return moved == 1 && c == '2' ? 0 : 1;
}

/* K-090: another's end signals the file for which a call without OVERLAPPED waits. */
static void file_for_event(void)
{
	struct io first;
	HANDLE thread;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&first, 0, sizeof(first));
	io_read(rd, &first);
	point_arm("wait:block", nothing, NULL);
	point_arm("wait:enlisted", nothing, NULL);
	thread = begin_wait(read_without, "wait:enlisted");
	feed(wr, "1", 1);
	io_ends(rd, &first, 0, 1);
	while (!point_count("wait:block"))
		SwitchToThread();
	feed(wr, "2", 1);
	ends(thread);
}

/* The operation is on the caller's stack, so it is waited for by any means. */
static void no_right_to_wait(void)
{
	HANDLE thread, whole;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	whole = rd;
	works(DuplicateHandle(GetCurrentProcess(), whole, GetCurrentProcess(),
			      &rd, FILE_READ_DATA, FALSE, 0));
	point_arm("try:eagain", nothing, NULL);
	thread = begin_wait(read_without, "try:eagain");
	ok(WaitForSingleObject(thread, 30) == WAIT_TIMEOUT,
	   "it did not wait\n");
	feed(wr, "2", 1);
	ends(thread);
}

START_TEST(signalled_before)
{
	RUN(manual_event);
	RUN(taken_by_another);
	RUN(otherwise);
	RUN(file_for_event);
	RUN(no_right_to_wait);
}
