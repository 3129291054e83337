/*
 * Two cancellers at one operation or one call: it ends once, and whoever is told
 * that there is nothing to wait for has nothing to wait for.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE rd, wr;
static struct io io;
static int once, go, finished, first_over;
static BOOL second_found, ended_when_told;
static DWORD second_error;

static DWORD WINAPI second_canceller(void *arg)
{
	(void)arg;
	await_flag(&go);
	second_found = CancelIoEx(rd, &io.ov);
	second_error = GetLastError();
	ended_when_told = HasOverlappedIoCompleted(&io.ov);
	raise_flag(&finished);
	return 0;
}

/* The other one may have to wait for this one to get on. */
static void let_the_other_come(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&go);
	await_flag_briefly(&finished, 200);
}

/* K-021 K-032 K-033: found but not yet published, then asked for again. */
static void between_found_and_published(void)
{
	HANDLE other;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	other = CreateThread(NULL, 0, second_canceller, NULL, 0, NULL);
	point_arm("cancel:found", let_the_other_come, NULL);
	works(CancelIoEx(rd, &io.ov));
	ok(once, "the point was not passed\n");
	ok(WaitForSingleObject(other, 20000) == WAIT_OBJECT_0, "it hangs\n");
	ok(second_found || second_error == ERROR_NOT_FOUND, "error %u\n",
	   second_error);
	ok(second_found || ended_when_told,
	   "told that there is nothing to wait for, and it was pending\n");
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	ResetEvent(io.ov.hEvent);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "completed twice\n");
	io_fini(&io);
}

static struct blocked b;

static DWORD WINAPI second_for_the_thread(void *arg)
{
	(void)arg;
	await_flag(&go);
	second_found = CancelSynchronousIo(b.thread);
	second_error = GetLastError();
	raise_flag(&finished);
	return 0;
}

static DWORD WINAPI then_another(void *arg)
{
	DWORD moved;
	char c;

	blocked_read(arg);
	raise_flag(&first_over);
	ok(ReadFile(b.file, &c, 1, &moved, NULL), "the next call: error %u\n",
	   GetLastError());
	return 0;
}

/* K-033 K-047: the same for a call; the next call belongs to neither. */
static void one_call(void)
{
	HANDLE other;
	DWORD moved;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	other = CreateThread(NULL, 0, second_for_the_thread, NULL, 0, NULL);
	point_arm("cancel:asked", let_the_other_come, NULL);
	blocked_start(&b, then_another);
	blocked_cancel(&b);
	ok(WaitForSingleObject(other, 20000) == WAIT_OBJECT_0, "it hangs\n");
	ok(second_found || second_error == ERROR_NOT_FOUND, "error %u\n",
	   second_error);
	/* Data that came before its signal would rightly end the first. */
	await_flag(&first_over);
	works(WriteFile(wr, "n", 1, &moved, NULL));
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
}

/* K-014 K-033: both ask an engine's operation, which is deaf to both. */
static void in_the_engine(void)
{
	const char *path = slow_file("read-stall-deaf");
	HANDLE other;

	if (!path)
		return;
	rd = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			 FILE_FLAG_OVERLAPPED, NULL);
	io_init(&io);
	io_read(rd, &io);
	ok(fixture_fuse_wait("read-stall-deaf", 1), "%s\n", fixture_why());
	other = CreateThread(NULL, 0, second_canceller, NULL, 0, NULL);
	raise_flag(&go);
	works(CancelIoEx(rd, &io.ov));
	ok(WaitForSingleObject(other, 20000) == WAIT_OBJECT_0, "it hangs\n");
	ok(second_found, "not found while pending: %u\n", second_error);
	ok(fixture_fuse_release(), "%s\n", fixture_why());
	io_ends(rd, &io, 0, FIXTURE_FUSE_BYTES);
	io_fini(&io);
}

START_TEST(two_cancellers)
{
	RUN(between_found_and_published);
	RUN(one_call);
	RUN(in_the_engine);
}
