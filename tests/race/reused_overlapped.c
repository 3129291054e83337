/*
 * An OVERLAPPED that is begun again as early as it may be, with a canceller
 * that keeps asking for its address.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

#define ROUNDS 20000
#define BYTES 64 /* at a time; then nothing until a cancel has come in time */

static HANDLE rd, wr;
static OVERLAPPED ov;
static char byte;
static int begun, ended, done, aborted, over, fed;

static void WINAPI again(DWORD error, DWORD count, OVERLAPPED *block)
{
	ok(block == &ov, "block %p\n", block);
	ok(ov.Internal != 0x103, "it runs before the end\n");
	ended++;
	if (!error) {
		ok(count == 1, "count %u\n", count);
		done++;
	} else {
		ok(error == ERROR_OPERATION_ABORTED && count == 0,
		   "error %u count %u\n", error, count);
		__atomic_fetch_add(&aborted, 1, __ATOMIC_SEQ_CST);
	}
	if (begun == ROUNDS)
		return;
	begun++;
	works(ReadFileEx(rd, &byte, 1, &ov, again));
}

static DWORD WINAPI keep_cancelling(void *arg)
{
	DWORD hits = 0;

	(void)arg;
	while (!raised(&over)) {
		if (CancelIoEx(rd, &ov))
			hits++;
		else if (GetLastError() != ERROR_NOT_FOUND)
			ok(0, "error %u\n", GetLastError());
		SwitchToThread();
	}
	return hits;
}

static DWORD WINAPI keep_feeding(void *arg)
{
	DWORD sent = 0, moved;
	OVERLAPPED block = {0};
	int before;

	(void)arg;
	block.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	while (!raised(&over)) {
		if (!WriteFile(wr, "x", 1, NULL, &block) &&
		    GetLastError() == ERROR_IO_PENDING)
			while (!HasOverlappedIoCompleted(&block) &&
			       !raised(&over))
				SwitchToThread();
		if (!HasOverlappedIoCompleted(&block))
			CancelIoEx(wr, &block);
		if (GetOverlappedResult(wr, &block, &moved, TRUE))
			sent += moved;
		raise_flag(&fed);
		before = raised(&aborted);
		do
			SwitchToThread();
		while (!(sent % BYTES) && raised(&aborted) == before &&
		       !raised(&over));
	}
	CloseHandle(block.hEvent);
	return sent;
}

/* K-017 K-031 K-108 K-116: each beginning has one routine, no byte is lost. */
static void inside_its_routine(void)
{
	HANDLE thread[2];
	DWORD sent, left, hits;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	thread[0] = CreateThread(NULL, 0, keep_feeding, NULL, 0, NULL);
	thread[1] = CreateThread(NULL, 0, keep_cancelling, NULL, 0, NULL);
	await_flag(&fed);
	begun = 1;
	works(ReadFileEx(rd, &byte, 1, &ov, again));
	while (ended < ROUNDS)
		SleepEx(INFINITE, TRUE);
	raise_flag(&over);
	WaitForMultipleObjects(2, thread, TRUE, INFINITE);
	GetExitCodeThread(thread[0], &sent);
	GetExitCodeThread(thread[1], &hits);
	ok(SleepEx(0, TRUE) == 0, "a routine too many\n");
	left = drain(rd);
	ok(ended == begun, "%d begun, %d ended\n", begun, ended);
	ok(sent == done + left, "sent %u read %d left %u\n", sent, done, left);
	ok(aborted && done, "done %d aborted %d: no race\n", done, aborted);
	trace("%d done, %d cancelled, %u cancels found something\n", done,
	      aborted, hits);
}

static struct io io;
static HANDLE other_event, old_event;
static int once, stored, reused;

static void hold_after_status(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&stored);
	await_flag_briefly(&reused, 500);
}

static DWORD WINAPI cancel_it(void *arg)
{
	(void)arg;
	works(CancelIoEx(rd, &io.ov));
	return 0;
}

/* K-017 K-091: once the status is there, the block is not looked at again. */
static void after_the_status(void)
{
	HANDLE thread;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	old_event = io.ov.hEvent;
	other_event = CreateEventA(NULL, TRUE, FALSE, NULL);
	io_read(rd, &io);
	point_arm("publish:status", hold_after_status, NULL);
	thread = CreateThread(NULL, 0, cancel_it, NULL, 0, NULL);
	await_flag(&stored);
	ok(HasOverlappedIoCompleted(&io.ov), "no status\n");
	memset(&io, 0, sizeof(io));
	io.ov.hEvent = other_event;
	io_read(rd, &io);
	raise_flag(&reused);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no end\n");
	ok(WaitForSingleObject(old_event, 0) == WAIT_OBJECT_0,
	   "the first one's event is not set\n");
	ok(WaitForSingleObject(other_event, 0) == WAIT_TIMEOUT,
	   "the second one's event is set\n");
	io_waits(rd, &io);
	feed(wr, "2", 1);
	io_ends(rd, &io, 0, 1);
	CloseHandle(old_event);
	io_fini(&io);
}

/* K-088: the same event serves again as soon as the result was fetched; the
 * first operation must not set it for the second. */
static void same_event(void)
{
	HANDLE thread;
	DWORD moved;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	point_arm("publish:status", hold_after_status, NULL);
	thread = CreateThread(NULL, 0, cancel_it, NULL, 0, NULL);
	await_flag(&stored);
	while (!HasOverlappedIoCompleted(&io.ov))
		SwitchToThread();
	fails(GetOverlappedResult(rd, &io.ov, &moved, FALSE),
	      ERROR_OPERATION_ABORTED);
	/* this may rightly wait until the first one is through with the event */
	io_read(rd, &io);
	raise_flag(&reused);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no end\n");
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "the event of a pending read is set\n");
	io_waits(rd, &io);
	feed(wr, "2", 1);
	io_ends(rd, &io, 0, 1);
	io_fini(&io);
}

START_TEST(reused_overlapped)
{
	RUN(same_event);
	RUN(inside_its_routine);
	RUN(after_the_status);
}
