/*
 * CancelSynchronousIo: whatever call a thread is blocked in, and nothing else.
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

/* K-042 K-043 K-046 K-054 K-056: a blocked read. */
static void read_of_a_pipe(void)
{
	struct blocked b = {0};
	HANDLE wr;
	DWORD moved;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	blocked_start(&b, blocked_read);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	works(WriteFile(wr, "ab", 2, &moved, NULL));
	works(ReadFile(b.file, b.buf, 64, &moved, NULL));
	ok(moved == 2, "a cancelled read took bytes: %u left\n", moved);
	CloseHandle(wr);
	CloseHandle(b.file);
}

/* K-046 K-056 K-106: a blocked write ends aborted or with what it moved. */
static void write_of_a_pipe(void)
{
	static char big[1000000];
	struct blocked b = {.data = big, .size = sizeof(big)};
	char page[4096];
	DWORD total = 0, moved;
	HANDLE rd;

	works(CreatePipe(&rd, &b.file, NULL, 0));
	blocked_start(&b, blocked_write);
	blocked_cancel(&b);
	WaitForSingleObject(b.thread, INFINITE);
	ok(b.ret ? b.count > 0 && b.count < sizeof(big) : b.err == ERROR_OPERATION_ABORTED && b.count == 0,
	   "result %d error %u count %u\n", b.ret, b.err, b.count);
	CloseHandle(b.thread);
	CloseHandle(b.file);
	while (ReadFile(rd, page, sizeof(page), &moved, NULL))
		total += moved;
	ok(total == b.count, "wrote %u, read %u\n", b.count, total);
	CloseHandle(rd);
}

/* K-051 K-053: a thread that is in no call, and one's own. */
static void nothing_found(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE thread, self;

	fails(CancelSynchronousIo(GetCurrentThread()), ERROR_NOT_FOUND);
	self = OpenThread(THREAD_TERMINATE, FALSE, GetCurrentThreadId());
	ok(self != NULL, "error %u\n", GetLastError());
	fails(CancelSynchronousIo(self), ERROR_NOT_FOUND);
	CloseHandle(self);
	thread = CreateThread(NULL, 0, (LPTHREAD_START_ROUTINE)SetEvent, event,
			      0, NULL);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no end\n");
	fails(CancelSynchronousIo(thread), ERROR_NOT_FOUND);
	CloseHandle(thread);
	CloseHandle(event);
}

/* K-052: null, closed, and handles of other kinds. */
static void bad_handles(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);

	works(CreatePipe(&rd, &wr, NULL, 0));
	fails(CancelSynchronousIo(NULL), ERROR_INVALID_HANDLE);
	fails(CancelSynchronousIo((HANDLE)0xdeadbeec), ERROR_INVALID_HANDLE);
	fails(CancelSynchronousIo(rd), ERROR_INVALID_HANDLE);
	fails(CancelSynchronousIo(event), ERROR_INVALID_HANDLE);
	CloseHandle(event);
	fails(CancelSynchronousIo(event), ERROR_INVALID_HANDLE);
	CloseHandle(rd);
	CloseHandle(wr);
}

/* K-050: the handle must be good for ending the thread. */
static void access(void)
{
	struct blocked b = {0};
	HANDLE wr, weak;
	DWORD id, moved;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	b.count = UNTOUCHED;
	b.thread = CreateThread(NULL, 0, blocked_read, &b, 0, &id);
	weak = OpenThread(THREAD_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE,
			  id);
	ok(weak != NULL, "error %u\n", GetLastError());
	fails(CancelSynchronousIo(weak), ERROR_ACCESS_DENIED);
	CloseHandle(weak);
	if (WaitForSingleObject(b.thread, 0) == WAIT_TIMEOUT)
		WriteFile(wr, "a", 1, &moved, NULL);
	WaitForSingleObject(b.thread, INFINITE);
	CloseHandle(b.thread);
	CloseHandle(wr);
	CloseHandle(b.file);
}

struct waiter {
	HANDLE file, begun;
	struct io io;
	BOOL ret;
	DWORD moved;
};

static DWORD WINAPI overlapped_waiter(void *arg)
{
	struct waiter *w = arg;

	io_read(w->file, &w->io);
	SetEvent(w->begun);
	w->ret = GetOverlappedResult(w->file, &w->io.ov, &w->moved, TRUE);
	return 0;
}

/* K-055 K-066: waiting for an overlapped operation is no synchronous one. */
static void waiting_for_overlapped(void)
{
	struct waiter w = {0};
	HANDLE wr, thread;

	ok(overlapped_pair(&w.file, &wr), "no pair\n");
	io_init(&w.io);
	w.begun = CreateEventA(NULL, TRUE, FALSE, NULL);
	thread = CreateThread(NULL, 0, overlapped_waiter, &w, 0, NULL);
	WaitForSingleObject(w.begun, INFINITE);
	for (int i = 0; i < 200; i++) {
		fails(CancelSynchronousIo(thread), ERROR_NOT_FOUND);
		SwitchToThread();
	}
	ok(!HasOverlappedIoCompleted(&w.io.ov), "the read ended\n");
	feed(wr, "x", 1);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no end\n");
	ok(w.ret && w.moved == 1, "result %d moved %u\n", w.ret, w.moved);
	CloseHandle(thread);
	CloseHandle(w.begun);
	io_fini(&w.io);
	CloseHandle(wr);
	CloseHandle(w.file);
}

struct series {
	HANDLE file, between, go;
	BOOL ret;
	DWORD moved;
	char buf[8];
};

static DWORD WINAPI two_reads(void *arg)
{
	struct series *s = arg;

	s->ret = ReadFile(s->file, s->buf, 1, &s->moved, NULL);
	SetEvent(s->between);
	WaitForSingleObject(s->go, INFINITE);
	s->ret = ReadFile(s->file, s->buf, 1, &s->moved, NULL);
	return 0;
}

/* K-041 K-047: a cancel between two calls is not remembered. */
static void between_two_calls(void)
{
	struct series s = {0};
	HANDLE wr, thread;
	DWORD moved;

	works(CreatePipe(&s.file, &wr, NULL, 0));
	s.between = CreateEventA(NULL, TRUE, FALSE, NULL);
	s.go = CreateEventA(NULL, TRUE, FALSE, NULL);
	thread = CreateThread(NULL, 0, two_reads, &s, 0, NULL);
	works(WriteFile(wr, "1", 1, &moved, NULL));
	WaitForSingleObject(s.between, INFINITE);
	ok(s.ret && s.buf[0] == '1', "first read: %d\n", s.ret);
	for (int i = 0; i < 50; i++) {
		fails(CancelSynchronousIo(thread), ERROR_NOT_FOUND);
	}
	SetEvent(s.go);
	works(WriteFile(wr, "2", 1, &moved, NULL));
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0, "no end\n");
	ok(s.ret && s.moved == 1 && s.buf[0] == '2', "second read: %d, %u\n",
	   s.ret, s.moved);
	CloseHandle(thread);
	CloseHandle(s.between);
	CloseHandle(s.go);
	CloseHandle(wr);
	CloseHandle(s.file);
}

static DWORD WINAPI own_call(void *arg)
{
	struct blocked *b = arg;

	blocked_read(arg);
	/* a pool thread's next task: its call is as good a target (K-048) */
	if (!b->ret && b->err == ERROR_OPERATION_ABORTED)
		blocked_read(arg);
	return 0;
}

/* K-048 K-041: there is no identity, a second cancel hits the next call. */
static void whatever_it_is_in(void)
{
	struct blocked b = {0};
	HANDLE wr;

	works(CreatePipe(&b.file, &wr, NULL, 0));
	blocked_start(&b, own_call);
	blocked_cancel(&b);
	while (WaitForSingleObject(b.thread, 0) == WAIT_TIMEOUT) {
		CancelSynchronousIo(b.thread);
		SwitchToThread();
	}
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(wr);
	CloseHandle(b.file);
}

/* K-044 K-174: the open itself, on a FIFO that nobody writes. */
static void open_of_a_fifo(void)
{
	struct blocked b = {.access = GENERIC_READ, .path = fixture_fifo(7)};

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine opens a FIFO without waiting for its peer\n");
		return;
	}
	blocked_start(&b, blocked_open);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, UNTOUCHED);
	ok(b.opened == INVALID_HANDLE_VALUE, "opened %p\n", b.opened);
}

/* K-044 K-174: an open that a slow file system holds up. */
static void open_of_a_slow_file(void)
{
	struct blocked b = {.access = GENERIC_READ};

	b.path = slow_file("open-stall");
	if (!b.path)
		return;
	blocked_start(&b, blocked_open);
	ok(fixture_fuse_wait("open-stall", 1), "%s\n", fixture_why());
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, UNTOUCHED);
	ok(b.opened == INVALID_HANDLE_VALUE, "opened %p\n", b.opened);
}

/* K-058 K-056: a slow read ends by the cancel; a deaf one runs on. */
static void read_of_a_slow_file(void)
{
	static const char *const kinds[] = {"read-stall", "read-stall-deaf"};

	for (int deaf = 0; deaf < 2; deaf++) {
		struct blocked b = {0};
		const char *path = slow_file(kinds[deaf]);

		if (!path)
			return;
		b.file = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL,
				     OPEN_EXISTING, 0, NULL);
		ok(b.file != INVALID_HANDLE_VALUE, "error %u\n",
		   GetLastError());
		blocked_start(&b, blocked_read);
		ok(fixture_fuse_wait(kinds[deaf], 1), "%s\n", fixture_why());
		blocked_cancel(&b);
		if (deaf) {
			ok(WaitForSingleObject(b.thread, 20) == WAIT_TIMEOUT,
			   "a deaf provider listened\n");
			fixture_fuse_release();
			blocked_ends(&b, 0, FIXTURE_FUSE_BYTES);
		} else {
			blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
		}
		CloseHandle(b.file);
	}
}

START_TEST(CancelSynchronousIo)
{
	RUN(read_of_a_pipe);
	RUN(write_of_a_pipe);
	RUN(nothing_found);
	RUN(bad_handles);
	RUN(access);
	RUN(waiting_for_overlapped);
	RUN(between_two_calls);
	RUN(whatever_it_is_in);
	RUN(open_of_a_fifo);
	RUN(open_of_a_slow_file);
	RUN(read_of_a_slow_file);
}
