/*
 * ReadFileEx: its routine runs once, on the issuing thread, in an alertable
 * wait, whether the read was completed or cancelled.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

static LONG calls;
static DWORD call_error, call_count, call_thread;
static OVERLAPPED *call_block;

static void WINAPI routine(DWORD error, DWORD count, OVERLAPPED *ov)
{
	InterlockedIncrement(&calls);
	call_error = error;
	call_count = count;
	call_block = ov;
	call_thread = GetCurrentThreadId();
}

/* K-107 K-110 K-115: not before the wait, and then at once. */
static void completed(void)
{
	HANDLE rd, wr;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	SetLastError(UNTOUCHED);
	works(ReadFileEx(rd, io.buf, 64, &io.ov, routine));
	ok(GetLastError() == ERROR_SUCCESS ||
		   GetLastError() == ERROR_IO_PENDING ||
		   GetLastError() == UNTOUCHED,
	   "last error %u\n", GetLastError());
	ok(!HasOverlappedIoCompleted(&io.ov), "complete\n");
	feed(wr, "abc", 3);
	while (!HasOverlappedIoCompleted(&io.ov))
		SwitchToThread();
	ok(WaitForSingleObject(rd, 0) != WAIT_IO_COMPLETION && !calls,
	   "it ran in a plain wait\n");
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(calls == 1, "%d calls\n", (int)calls);
	ok(call_error == 0 && call_count == 3 && call_block == &io.ov,
	   "error %u count %u block %p\n", call_error, call_count, call_block);
	ok(call_thread == GetCurrentThreadId(), "on another thread\n");
	ok(SleepEx(0, TRUE) == 0 && calls == 1, "it ran again\n");
	ok(!memcmp(io.buf, "abc", 3), "wrong bytes\n");
	CloseHandle(wr);
	CloseHandle(rd);
}

static DWORD WINAPI cancel_all(void *arg)
{
	works(CancelIoEx(arg, NULL));
	return 0;
}

/* K-108 K-118 K-072: cancelled from another thread, it runs on this one. */
static void cancelled(void)
{
	HANDLE rd, wr, thread;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	works(ReadFileEx(rd, io.buf, 64, &io.ov, routine));
	thread = CreateThread(NULL, 0, cancel_all, rd, 0, NULL);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no end\n");
	CloseHandle(thread);
	ok(calls == 0, "it ran outside an alertable wait\n");
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(calls == 1, "%d calls\n", (int)calls);
	ok(call_error == ERROR_OPERATION_ABORTED && call_count == 0 &&
		   call_block == &io.ov,
	   "error %u count %u block %p\n", call_error, call_count, call_block);
	ok(call_thread == GetCurrentThreadId(), "on the canceller\n");
	ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)io.ov.Internal);
	ok(SleepEx(0, TRUE) == 0 && calls == 1, "it ran again\n");
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-109: hEvent is the program's own. */
static void event_is_ours(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	io.ov.hEvent = (HANDLE)0xabcdef01;
	works(ReadFileEx(rd, io.buf, 64, &io.ov, routine));
	feed(wr, "e", 1);
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(calls == 1 && call_count == 1, "%d calls\n", (int)calls);
	ok(io.ov.hEvent == (HANDLE)0xabcdef01, "hEvent %p\n", io.ov.hEvent);
	io.ov.hEvent = event;
	works(ReadFileEx(rd, io.buf, 64, &io.ov, routine));
	feed(wr, "e", 1);
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "it was set\n");
	CloseHandle(event);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-112: a call that fails runs nothing. */
static void failing(void)
{
	HANDLE rd, wr;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	fails(ReadFileEx((HANDLE)0xdeadbeec, io.buf, 64, &io.ov, routine),
	      ERROR_INVALID_HANDLE);
	fails(ReadFileEx(wr, io.buf, 64, &io.ov, routine), ERROR_ACCESS_DENIED);
	CloseHandle(wr);
	fails(ReadFileEx(rd, io.buf, 64, &io.ov, routine), ERROR_BROKEN_PIPE);
	ok(SleepEx(0, TRUE) == 0, "something ran\n");
	ok(calls == 0, "%d calls\n", (int)calls);
	CloseHandle(rd);
}

struct chain {
	OVERLAPPED ov;
	HANDLE rd;
	char buf[4];
	int left, seen;
};

static void WINAPI next(DWORD error, DWORD count, OVERLAPPED *ov)
{
	struct chain *c = (struct chain *)ov;

	ok(!error && count == 1, "error %u count %u\n", error, count);
	c->seen++;
	if (--c->left)
		works(ReadFileEx(c->rd, c->buf, 1, ov, next));
}

/* K-116: inside the routine the block is the program's again. */
static void begun_in_the_routine(void)
{
	struct chain c = {.left = 100};
	HANDLE wr;

	ok(overlapped_pair(&c.rd, &wr), "no pair\n");
	works(ReadFileEx(c.rd, c.buf, 1, &c.ov, next));
	for (int i = 0; i < 100; i++)
		feed(wr, "c", 1);
	while (c.left)
		ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(c.seen == 100, "%d routines\n", c.seen);
	CloseHandle(wr);
	CloseHandle(c.rd);
}

static void WINAPI freeing(DWORD error, DWORD count, OVERLAPPED *ov)
{
	(void)count;
	ok(error == ERROR_OPERATION_ABORTED, "error %u\n", error);
	calls++;
	memset(ov, 0x77, sizeof(*ov));
	free(ov);
}

/* K-116 K-091: it may be freed there. */
static void freed_in_the_routine(void)
{
	static char buf[50];
	HANDLE rd, wr;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int i = 0; i < 50; i++) {
		OVERLAPPED *ov = calloc(1, sizeof(*ov));

		works(ReadFileEx(rd, &buf[i], 1, ov, freeing));
	}
	works(CancelIo(rd));
	while (calls < 50 && SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION)
		;
	ok(calls == 50, "%d routines\n", (int)calls);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-113: every alertable wait delivers, and says so. */
static void every_wait(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE both[2] = {event, CreateEventA(NULL, TRUE, FALSE, NULL)};
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int i = 0; i < 4; i++) {
		DWORD ret = 0;

		memset(&io, 0, sizeof(io));
		calls = 0;
		works(ReadFileEx(rd, io.buf, 64, &io.ov, routine));
		works(CancelIoEx(rd, &io.ov));
		if (i == 0)
			ret = SleepEx(INFINITE, TRUE);
		else if (i == 1)
			ret = WaitForSingleObjectEx(event, INFINITE, TRUE);
		else if (i == 2)
			ret = WaitForMultipleObjectsEx(2, both, i & 1, INFINITE,
						       TRUE);
		else
			ret = SignalObjectAndWait(both[1], event, INFINITE,
						  TRUE);
		ok(ret == WAIT_IO_COMPLETION, "%d: %#x\n", i, ret);
		ok(calls == 1, "%d: %d routines\n", i, (int)calls);
	}
	CloseHandle(both[0]);
	CloseHandle(both[1]);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-114: one wait runs all that are there. */
static void several(void)
{
	HANDLE rd, wr;
	struct io io[5];

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(io, 0, sizeof(io));
	for (int i = 0; i < 5; i++)
		works(ReadFileEx(rd, io[i].buf, 1, &io[i].ov, routine));
	feed(wr, "01234", 5);
	for (int i = 0; i < 5; i++)
		while (!HasOverlappedIoCompleted(&io[i].ov))
			SwitchToThread();
	while (calls < 5)
		ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION,
		   "no routine\n");
	ok(calls == 5, "%d calls\n", (int)calls);
	CloseHandle(wr);
	CloseHandle(rd);
}

START_TEST(ReadFileEx)
{
	RUN(completed);
	RUN(cancelled);
	RUN(event_is_ours);
	RUN(failing);
	RUN(begun_in_the_routine);
	RUN(freed_in_the_routine);
	RUN(every_wait);
	RUN(several);
}
