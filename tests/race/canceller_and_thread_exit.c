/*
 * A thread exits while somebody cancels what it has begun.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE rd, wr, thread;
static struct io io;
static int once, begun, leave, go, finished;
static BOOL found;
static DWORD error;

static DWORD WINAPI begin_and_exit(void *arg)
{
	(void)arg;
	io_read(rd, &io);
	raise_flag(&begun);
	await_flag(&leave);
	return 0;
}

static void start(void)
{
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	thread = CreateThread(NULL, 0, begin_and_exit, NULL, 0, NULL);
	await_flag(&begun);
}

static void ended_once(void)
{
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no exit\n");
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	ResetEvent(io.ov.hEvent);
	feed(wr, "x", 1);
	ok(drain(rd) == 1, "a dead thread's read took a byte\n");
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "completed twice\n");
	io_fini(&io);
}

static DWORD WINAPI cancel_it(void *arg)
{
	(void)arg;
	await_flag(&go);
	found = CancelIoEx(rd, &io.ov);
	error = GetLastError();
	raise_flag(&finished);
	return 0;
}

static void hold_the_exit(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&go);
	await_flag_briefly(&finished, 5000);
}

/* K-160 K-165: cancelled just before the exit would cancel it. */
static void canceller_first(void)
{
	HANDLE other;

	start();
	other = CreateThread(NULL, 0, cancel_it, NULL, 0, NULL);
	point_arm("thread:exit", hold_the_exit, NULL);
	raise_flag(&leave);
	WaitForSingleObject(other, INFINITE);
	ended_once();
	ok(once, "the point was not passed\n");
	ok(found, "not found: %u\n", error);
}

/* The exit cancels it while a canceller has it in its hands. */
static void let_it_exit(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&leave);
	/* it must not be gone before this one has been published (K-165) */
	while (point_count("thread:exit") == 0)
		SwitchToThread();
}

static void nothing(void *arg)
{
	(void)arg;
}

static void exit_second(void)
{
	start();
	point_arm("thread:exit", nothing, NULL);
	point_arm("cancel:found", let_it_exit, NULL);
	works(CancelIoEx(rd, &io.ov));
	ok(once, "the point was not passed\n");
	ended_once();
}

static int routines;

static void WINAPI routine(DWORD err, DWORD count, OVERLAPPED *ov)
{
	(void)err;
	(void)count;
	(void)ov;
	routines++;
}

static DWORD WINAPI begin_with_routine(void *arg)
{
	(void)arg;
	memset(&io, 0, sizeof(io));
	works(ReadFileEx(rd, io.buf, 8, &io.ov, routine));
	raise_flag(&begun);
	await_flag(&leave);
	return 0;
}

/* K-165 K-163: its routine does not run, whoever cancels and when. */
static void its_routine(void)
{
	HANDLE other;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	thread = CreateThread(NULL, 0, begin_with_routine, NULL, 0, NULL);
	await_flag(&begun);
	other = CreateThread(NULL, 0, cancel_it, NULL, 0, NULL);
	point_arm("thread:exit", hold_the_exit, NULL);
	raise_flag(&leave);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no exit\n");
	WaitForSingleObject(other, INFINITE);
	ok(io.ov.Internal == 0xc0000120, "status %#x\n",
	   (unsigned)io.ov.Internal);
	ok(routines == 0, "a dead thread's routine ran\n");
	ok(SleepEx(0, TRUE) == 0, "on another thread\n");
}

/* K-051: a thread on its way out is in no call. */
static void cancel_the_leaver(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	found = CancelSynchronousIo(thread);
	error = GetLastError();
}

static void synchronous(void)
{
	start();
	point_arm("thread:exit", cancel_the_leaver, NULL);
	raise_flag(&leave);
	ended_once();
	ok(once, "the point was not passed\n");
	ok(!found && error == ERROR_NOT_FOUND, "found %d error %u\n", found,
	   error);
}

START_TEST(canceller_and_thread_exit)
{
	RUN(canceller_first);
	RUN(exit_second);
	RUN(its_routine);
	RUN(synchronous);
}
