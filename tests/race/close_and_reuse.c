/*
 * Closing a file while an operation, a call or readiness is on its way to its
 * descriptor, whose number the next file gets at once. Nothing meant for the
 * old file may touch the new one.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE rd, wr;
static int once, closing, closed;

static DWORD WINAPI close_it(void *arg)
{
	CloseHandle(arg);
	raise_flag(&closed);
	return 0;
}

static void note_closing(void *arg)
{
	(void)arg;
	raise_flag(&closing);
}

/* On a new pair that has the old numbers, a read waits and then reads. */
static void new_file_is_whole(void)
{
	HANDLE rd2, wr2;
	struct io io;

	ok(overlapped_pair(&rd2, &wr2), "no pair\n");
	io_init(&io);
	io_read(rd2, &io);
	io_waits(rd2, &io);
	feed(wr2, "new", 3);
	io_ends(rd2, &io, 0, 3);
	ok(!memcmp(io.buf, "new", 3), "wrong bytes\n");
	feed(wr2, "rest", 4);
	ok(drain(rd2) == 4, "somebody else read\n");
	io_fini(&io);
	CloseHandle(wr2);
	CloseHandle(rd2);
}

static void hold_until_closing(void *arg)
{
	if (!first_time(&once))
		return;
	raise_flag(arg);
	await_flag_briefly(&closing, 5000);
}

/* K-166 K-168: readiness was seen, then the last handle goes. */
static void readiness(void)
{
	HANDLE closer;
	struct io io;
	int there = 0;
	BOOL ret;
	DWORD moved;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	point_arm("close:cancelled", note_closing, NULL);
	point_arm("ready:event", hold_until_closing, &there);
	feed(wr, "old", 3);
	await_flag(&there);
	closer = CreateThread(NULL, 0, close_it, rd, 0, NULL);
	ok(WaitForSingleObject(closer, 20000) == WAIT_OBJECT_0,
	   "the close hangs\n");
	new_file_is_whole();
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	ret = GetOverlappedResult((HANDLE)0xdeadbeec, &io.ov, &moved, FALSE);
	ok(ret ? moved == 3 : GetLastError() == ERROR_OPERATION_ABORTED,
	   "result %d error %u moved %u\n", ret, GetLastError(), moved);
	CloseHandle(closer);
	CloseHandle(wr);
	io_fini(&io);
}

/* K-166: the operation is being tried while the file closes. */
static void during_a_try(void)
{
	HANDLE closer;
	struct io io;
	int there = 0;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	point_arm("close:cancelled", note_closing, NULL);
	point_arm("drain:try", hold_until_closing, &there);
	feed(wr, "old", 3);
	await_flag(&there);
	closer = CreateThread(NULL, 0, close_it, rd, 0, NULL);
	ok(WaitForSingleObject(closer, 20000) == WAIT_OBJECT_0,
	   "the close hangs\n");
	new_file_is_whole();
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	CloseHandle(closer);
	CloseHandle(wr);
	io_fini(&io);
}

/* A thread on its way into a read when its file closes. */
static void before_the_call(void)
{
	struct blocked b = {0};
	HANDLE closer;
	int there = 0;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	point_arm("close:cancelled", note_closing, NULL);
	point_arm("call:enter", hold_until_closing, &there);
	blocked_start(&b, blocked_read);
	await_flag(&there);
	closer = CreateThread(NULL, 0, close_it, b.file, 0, NULL);
	ok(WaitForSingleObject(closer, 20000) == WAIT_OBJECT_0,
	   "the close hangs\n");
	new_file_is_whole();
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0,
	   "the read goes on\n");
	ok(!b.ret && (b.err == ERROR_OPERATION_ABORTED ||
		      b.err == ERROR_INVALID_HANDLE),
	   "result %d error %u\n", b.ret, b.err);
	CloseHandle(b.thread);
	CloseHandle(closer);
	CloseHandle(wr);
}

/* K-168: a thread inside the read when its file closes. */
static void inside_the_call(void)
{
	for (int i = 0; i < 50; i++) {
		struct blocked b = {0};
		HANDLE rd2, wr2;
		DWORD moved;
		char buf[4];

		works(CreatePipe(&b.file, &wr, NULL, 0));
		blocked_start(&b, blocked_read);
		SwitchToThread();
		CloseHandle(b.file);
		works(CreatePipe(&rd2, &wr2, NULL, 0));
		works(WriteFile(wr2, "new", 3, &moved, NULL));
		ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0,
		   "the read goes on\n");
		ok(!b.ret && (b.err == ERROR_OPERATION_ABORTED ||
			      b.err == ERROR_INVALID_HANDLE),
		   "result %d error %u\n", b.ret, b.err);
		ok(ReadFile(rd2, buf, 4, &moved, NULL) && moved == 3,
		   "the new file lost bytes: %u left\n", moved);
		CloseHandle(b.thread);
		CloseHandle(wr);
		CloseHandle(wr2);
		CloseHandle(rd2);
	}
}

static void cancel_closing(void *arg)
{
	if (!first_time(&once))
		return;
	CancelIoEx(arg, NULL);
	CancelIo(arg);
}

/* A canceller that comes while the file closes. */
static void cancelled_meanwhile(void)
{
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	point_arm("close:cancelled", cancel_closing, rd);
	CloseHandle(rd);
	ok(once, "the point was not passed\n");
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	ok(io.ov.Internal == 0xc0000120, "status %#x\n",
	   (unsigned)io.ov.Internal);
	new_file_is_whole();
	CloseHandle(wr);
	io_fini(&io);
}

START_TEST(close_and_reuse)
{
	RUN(readiness);
	RUN(during_a_try);
	RUN(before_the_call);
	RUN(inside_the_call);
	RUN(cancelled_meanwhile);
}
