/*
 * CancelIoEx on overlapped operations: which ones it finds, what they end as,
 * and what it answers. Synchronous calls: CancelIoEx_sync.c.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

/* K-017 K-019 K-023 K-026 K-067 K-072: only the named one, and it reads 995. */
static void targeted(void)
{
	HANDLE rd, wr;
	struct io a, b;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&a);
	io_init(&b);
	io_read(rd, &a);
	io_read(rd, &b);
	SetLastError(UNTOUCHED);
	works(CancelIoEx(rd, &a.ov));
	ok(GetLastError() == UNTOUCHED, "last error %u\n", GetLastError());
	io_ends(rd, &a, ERROR_OPERATION_ABORTED, 0);
	ok(a.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)a.ov.Internal);
	ok(a.ov.InternalHigh == 0, "count %u\n",
	   (unsigned)a.ov.InternalHigh);
	io_waits(rd, &b);
	feed(wr, "b", 1);
	io_ends(rd, &b, 0, 1);
	ok(b.buf[0] == 'b', "read %#x\n", b.buf[0]);
	ok(a.buf[0] == 0xcc, "the cancelled buffer was written\n");
	io_fini(&a);
	io_fini(&b);
	CloseHandle(wr);
	CloseHandle(rd);
}

static DWORD WINAPI begin_two(void *arg)
{
	HANDLE *h = ((void **)arg)[0];
	struct io *io = ((void **)arg)[1];

	io_read(h, &io[0]);
	io_read(h, &io[1]);
	SetEvent(((void **)arg)[2]);
	WaitForSingleObject(((void **)arg)[3], INFINITE);
	return 0;
}

/* K-015 K-018: without an OVERLAPPED, those of every thread. */
static void all_of_the_file(void)
{
	HANDLE rd, wr, thread;
	struct io mine, theirs[2];
	HANDLE begun = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE leave = CreateEventA(NULL, TRUE, FALSE, NULL);

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&mine);
	io_init(&theirs[0]);
	io_init(&theirs[1]);
	thread = CreateThread(NULL, 0, begin_two,
			      (void *[]){rd, theirs, begun, leave}, 0, NULL);
	WaitForSingleObject(begun, INFINITE);
	io_read(rd, &mine);
	works(CancelIoEx(rd, NULL));
	io_ends(rd, &mine, ERROR_OPERATION_ABORTED, 0);
	io_ends(rd, &theirs[0], ERROR_OPERATION_ABORTED, 0);
	io_ends(rd, &theirs[1], ERROR_OPERATION_ABORTED, 0);
	SetEvent(leave);
	WaitForSingleObject(thread, INFINITE);
	io_fini(&mine);
	io_fini(&theirs[0]);
	io_fini(&theirs[1]);
	CloseHandle(thread);
	CloseHandle(begun);
	CloseHandle(leave);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-021 K-022 K-040: nothing outstanding is an error of its own. */
static void nothing_found(void)
{
	HANDLE rd, wr;
	struct io io;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	SetLastError(UNTOUCHED);
	ret = CancelIoEx(rd, &io.ov);
	ok(!ret, "found an operation that was never begun\n");
	ok(GetLastError() == ERROR_NOT_FOUND, "error %u\n", GetLastError());
	/* Wine 8 says success here; later ones say not found. */
	SetLastError(UNTOUCHED);
	ret = CancelIoEx(rd, NULL);
	todo_wine ok(!ret, "found something on an idle file\n");
	todo_wine ok(GetLastError() == ERROR_NOT_FOUND, "error %u\n",
		     GetLastError());
	feed(wr, "now", 3);
	ret = ReadFile(rd, io.buf, sizeof(io.buf), NULL, &io.ov);
	ok(ret, "ready data pended: %u\n", GetLastError());
	ok(io.ov.InternalHigh == 3, "read %u\n",
	   (unsigned)io.ov.InternalHigh);
	fails(CancelIoEx(rd, &io.ov), ERROR_NOT_FOUND);
	io_ends(rd, &io, 0, 3);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-032 K-035: the second cancel finds nothing and changes nothing. */
static void cancelled_twice(void)
{
	HANDLE rd, wr;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	ResetEvent(io.ov.hEvent);
	fails(CancelIoEx(rd, &io.ov), ERROR_NOT_FOUND);
	ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status changed\n");
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "the second cancel completed it again\n");
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-025: two operations begun with one OVERLAPPED are both found. */
static void one_overlapped_twice(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD left;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	io_read(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	fails(CancelIoEx(rd, &io.ov), ERROR_NOT_FOUND);
	feed(wr, "xy", 2);
	left = drain(rd);
	ok(left == 2, "a cancelled read took bytes: %u left\n", left);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-027: an OVERLAPPED of another file is not found on this one. */
static void other_file(void)
{
	HANDLE rd[2], wr[2];
	struct io io;

	ok(overlapped_pair(&rd[0], &wr[0]), "no pair\n");
	ok(overlapped_pair(&rd[1], &wr[1]), "no pair\n");
	io_init(&io);
	io_read(rd[0], &io);
	fails(CancelIoEx(rd[1], &io.ov), ERROR_NOT_FOUND);
	CancelIoEx(rd[1], NULL);
	io_waits(rd[0], &io);
	feed(wr[0], "z", 1);
	io_ends(rd[0], &io, 0, 1);
	io_fini(&io);
	for (int i = 0; i < 2; i++) {
		CloseHandle(wr[i]);
		CloseHandle(rd[i]);
	}
}

/* K-037: closed handles, null, and handles of other kinds. */
static void bad_handles(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	OVERLAPPED ov = {0};

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	CloseHandle(wr);
	CloseHandle(rd);
	fails(CancelIoEx(rd, NULL), ERROR_INVALID_HANDLE);
	fails(CancelIoEx(rd, &ov), ERROR_INVALID_HANDLE);
	fails(CancelIoEx(NULL, NULL), ERROR_INVALID_HANDLE);
	/* Wine does not look at what kind of object the handle names. */
	for (int i = 0; i < 3; i++) {
		HANDLE other[] = {INVALID_HANDLE_VALUE, event,
				  GetCurrentThread()};
		BOOL ret;

		SetLastError(UNTOUCHED);
		ret = CancelIoEx(other[i], NULL);
		todo_wine ok(!ret && GetLastError() == ERROR_INVALID_HANDLE,
			     "%d: result %d error %u\n", i, ret,
			     GetLastError());
	}
	CloseHandle(event);
}

/* K-038: what was begun on a closed handle is found through its duplicate. */
static void through_a_duplicate(void)
{
	HANDLE rd, wr, copy;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	works(DuplicateHandle(GetCurrentProcess(), rd, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	io_init(&io);
	io_read(rd, &io);
	CloseHandle(rd);
	io_waits(copy, &io);
	works(CancelIoEx(copy, &io.ov));
	io_ends(copy, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(copy);
}

/* K-028 K-031 K-039: the handle serves at once, and so does the OVERLAPPED
 * as soon as its operation has ended. */
static void begun_anew(void)
{
	HANDLE rd, wr;
	struct io a, b;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&a);
	io_init(&b);
	io_read(rd, &a);
	works(CancelIoEx(rd, NULL));
	io_read(rd, &b);
	io_ends(rd, &a, ERROR_OPERATION_ABORTED, 0);
	io_read(rd, &a);
	ok(WaitForSingleObject(a.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "the event of a pending read is set\n");
	feed(wr, "1", 1);
	io_ends(rd, &b, 0, 1);
	feed(wr, "2", 1);
	io_ends(rd, &a, 0, 1);
	io_fini(&a);
	io_fini(&b);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-020 K-030: the documented loop ends with one of the legal results, also
 * when the data come at the same time as the cancel. */
static DWORD WINAPI feed_one(void *arg)
{
	void **a = arg;

	WaitForSingleObject(a[1], INFINITE);
	feed(a[0], "r", 1);
	return 0;
}

static void against_data(void)
{
	HANDLE rd, wr, go = CreateEventA(NULL, FALSE, FALSE, NULL);
	int aborted = 0;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int i = 0; i < 100; i++) {
		struct io io;
		DWORD moved = UNTOUCHED, left, err;
		HANDLE thread;
		BOOL ret;

		io_init(&io);
		thread = CreateThread(NULL, 0, feed_one, (void *[]){wr, go}, 0,
				      NULL);
		io_read(rd, &io);
		SetEvent(go);
		ret = CancelIoEx(rd, &io.ov);
		ok(ret || GetLastError() == ERROR_NOT_FOUND, "error %u\n",
		   GetLastError());
		ret = GetOverlappedResult(rd, &io.ov, &moved, TRUE);
		err = GetLastError();
		WaitForSingleObject(thread, INFINITE);
		CloseHandle(thread);
		left = drain(rd);
		ok(ret ? moved == 1 && left == 0 : err == ERROR_OPERATION_ABORTED && moved == 0 && left == 1,
		   "result %d error %u moved %u left %u\n", ret, err, moved,
		   left);
		aborted += !ret;
		io_fini(&io);
	}
	trace("%d of 100 cancelled\n", aborted);
	CloseHandle(go);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-106 K-030: a write that moved some bytes keeps their count. */
static void partial_write(void)
{
	static char big[300000];
	HANDLE rd, wr;
	struct io io;
	DWORD moved = UNTOUCHED, left, err;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	ret = WriteFile(wr, big, sizeof(big), NULL, &io.ov);
	ok(!ret && GetLastError() == ERROR_IO_PENDING, "result %d error %u\n",
	   ret, GetLastError());
	works(CancelIoEx(wr, &io.ov));
	ret = GetOverlappedResult(wr, &io.ov, &moved, TRUE);
	err = GetLastError();
	left = drain(rd);
	ok(moved == left, "moved %u but %u lie in the pipe\n", moved, left);
	ok(ret ? moved > 0 && moved < sizeof(big) : moved == 0 && err == ERROR_OPERATION_ABORTED,
	   "result %d error %u moved %u\n", ret, err, moved);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-014 K-033 K-034: found and asked, twice, without waiting for a file whose
 * provider does not listen; it runs on and ends once, normally. */
static void deaf_provider(void)
{
	const char *path = slow_file("read-stall-deaf");
	HANDLE file;
	struct io io;

	if (!path)
		return;
	file = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			   FILE_FLAG_OVERLAPPED, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	io_init(&io);
	io_read(file, &io);
	ok(fixture_fuse_wait("read-stall-deaf", 1), "%s\n", fixture_why());
	works(CancelIoEx(file, &io.ov));
	works(CancelIoEx(file, &io.ov));
	io_waits(file, &io);
	ok(fixture_fuse_release(), "%s\n", fixture_why());
	io_ends(file, &io, 0, FIXTURE_FUSE_BYTES);
	ok(io.buf[0] == 'r', "read %#x\n", io.buf[0]);
	fails(CancelIoEx(file, &io.ov), ERROR_NOT_FOUND);
	io_fini(&io);
	CloseHandle(file);
}

/* K-019 K-067: one that listens ends as cancelled. */
static void listening_provider(void)
{
	const char *path = slow_file("read-stall");
	HANDLE file;
	struct io io;

	if (!path)
		return;
	file = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			   FILE_FLAG_OVERLAPPED, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	io_init(&io);
	io_read(file, &io);
	ok(fixture_fuse_wait("read-stall", 1), "%s\n", fixture_why());
	works(CancelIoEx(file, &io.ov));
	io_ends(file, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	CloseHandle(file);
}

START_TEST(CancelIoEx)
{
	RUN(targeted);
	RUN(all_of_the_file);
	RUN(nothing_found);
	RUN(cancelled_twice);
	RUN(one_overlapped_twice);
	RUN(other_file);
	RUN(bad_handles);
	RUN(through_a_duplicate);
	RUN(begun_anew);
	RUN(against_data);
	RUN(partial_write);
	RUN(deaf_provider);
	RUN(listening_provider);
}
