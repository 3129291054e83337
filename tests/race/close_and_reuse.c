/*
 * Closing a file while an operation, a call or readiness is on its way to its
 * descriptor, whose number the next file gets at once. Nothing meant for the
 * old file may touch the new one.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE rd, wr;
static int once, there, go, closing, closed;

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
	(void)arg;
	raise_flag(&there);
	await_flag_briefly(&closing, 5000);
}

/* K-166 K-168: readiness was seen, then the last handle goes. */
static void readiness(void)
{
	HANDLE closer;
	struct io io;
	BOOL ret;
	DWORD moved;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	point_arm("close:cancelled", note_closing, NULL);
	point_arm("ready:event", hold_until_closing, NULL);
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

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	point_arm("close:cancelled", note_closing, NULL);
	point_arm("drain:try", hold_until_closing, NULL);
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

	works(CreatePipe(&b.file, &wr, NULL, 0));
	point_arm("close:cancelled", note_closing, NULL);
	point_arm("call:enter", hold_until_closing, NULL);
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

static void hold_reader(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&there);
	await_flag(&go);
}

/* The file's first reader, whose uses are marked in the thread alone. */
static DWORD WINAPI reads_twice(void *point)
{
	DWORD moved;
	struct io io;

	io_init(&io);
	feed(wr, "a", 1);
	ok(ReadFile(rd, io.buf, 1, &moved, &io.ov) && moved == 1,
	   "error %u\n", GetLastError());
	point_arm(point, hold_reader, NULL);
	ok(!ReadFile(rd, io.buf, 3, &moved, &io.ov) &&
	   GetLastError() == ERROR_INVALID_HANDLE, "error %u\n",
	   GetLastError());
	ok(raised(&there), "the point was not passed\n");
	io_fini(&io);
	return 0;
}

/* K-168: its last handle goes in the middle of a short use of the descriptor. */
static void closed_around(char *point)
{
	HANDLE thread[2];

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	point_arm("close:cancelled", note_closing, NULL);
	thread[0] = CreateThread(NULL, 0, reads_twice, point, 0, NULL);
	await_flag(&there);
	thread[1] = CreateThread(NULL, 0, close_it, rd, 0, NULL);
	await_flag(&closing);
	ok(!await_flag_briefly(&closed, 300), "closed under a read\n");
	raise_flag(&go);
	ok(WaitForMultipleObjects(2, thread, TRUE, 20000) == WAIT_OBJECT_0,
	   "no end\n");
	new_file_is_whole();
	CloseHandle(thread[0]);
	CloseHandle(thread[1]);
	CloseHandle(wr);
}

static void before_the_look(void)
{
	closed_around("use:fast");
}

static void after_the_look(void)
{
	closed_around("use:read");
}

START_TEST(close_and_reuse)
{
	RUN(readiness);
	RUN(during_a_try);
	RUN(before_the_call);
	RUN(inside_the_call);
	RUN(cancelled_meanwhile);
	RUN(before_the_look);
	RUN(after_the_look);
}
