/*
 * ReadFile: its three answers on an overlapped handle, the ends of files and
 * pipes, offsets, and bad input. Cancelling is tested where the cancels are.
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

static HANDLE small_file(const char *name, DWORD flags)
{
	const char *path = fixture_path(name);
	DWORD moved;
	HANDLE file = CreateFileA(path, GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_ALWAYS, 0, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	works(WriteFile(file, "0123456789", 10, &moved, NULL));
	CloseHandle(file);
	file = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			   flags, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return file;
}

/* K-093: pending, done at once, failed. */
static void three_answers(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD moved;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	feed(wr, "a", 1);
	io_ends(rd, &io, 0, 1);
	feed(wr, "bc", 2);
	moved = UNTOUCHED;
	ret = ReadFile(rd, io.buf, 64, &moved, &io.ov);
	ok(ret, "error %u\n", GetLastError());
	ok(moved == 2, "moved %u\n", moved);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0,
	   "the event is not set\n");
	io_ends(rd, &io, 0, 2);
	CloseHandle(wr);
	SetLastError(UNTOUCHED);
	ret = ReadFile(rd, io.buf, 64, NULL, &io.ov);
	ok(!ret, "read something\n");
	ok(GetLastError() == ERROR_BROKEN_PIPE, "error %u\n", GetLastError());
	io_fini(&io);
	CloseHandle(rd);
}

/* K-093: reads are served in the order in which they were begun. */
static void order(void)
{
	HANDLE rd, wr;
	struct io io[4];

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int i = 0; i < 4; i++) {
		io_init(&io[i]);
		io_read(rd, &io[i]);
	}
	for (int i = 0; i < 4; i++) {
		unsigned char c = 'a' + i;

		feed(wr, &c, 1);
		io_ends(rd, &io[i], 0, 1);
		ok(io[i].buf[0] == c, "%d read %c\n", i, io[i].buf[0]);
		io_fini(&io[i]);
	}
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-094: the count is zeroed before anything else happens. */
static void count_is_zeroed(void)
{
	HANDLE rd, wr, file = small_file("zeroed", 0);
	struct io io;
	DWORD moved = UNTOUCHED;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	ok(!ReadFile(rd, io.buf, 64, &moved, &io.ov), "complete\n");
	ok(moved == 0, "count %u while pending\n", moved);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	moved = UNTOUCHED;
	ok(!ReadFile((HANDLE)0xdeadbeec, io.buf, 64, &moved, NULL), "read\n");
	ok(moved == 0, "count %u after an error\n", moved);
	moved = UNTOUCHED;
	works(ReadFile(file, io.buf, 64, &moved, NULL));
	ok(moved == 10, "count %u\n", moved);
	io_fini(&io);
	CloseHandle(file);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-097: the end of a file, with and without an OVERLAPPED. */
static void end_of_file(void)
{
	HANDLE file = small_file("end", 0);
	OVERLAPPED ov = {0};
	char buf[16];
	DWORD moved = UNTOUCHED;
	BOOL ret;

	ok(ReadFile(file, buf, 10, &moved, NULL) && moved == 10, "moved %u\n",
	   moved);
	moved = UNTOUCHED;
	SetLastError(UNTOUCHED);
	ret = ReadFile(file, buf, 10, &moved, NULL);
	ok(ret, "error %u\n", GetLastError());
	ok(moved == 0, "moved %u\n", moved);
	ov.Offset = 10;
	moved = UNTOUCHED;
	SetLastError(UNTOUCHED);
	ret = ReadFile(file, buf, 10, &moved, &ov);
	ok(!ret && GetLastError() == ERROR_HANDLE_EOF, "result %d error %u\n",
	   ret, GetLastError());
	ok(moved == 0, "moved %u\n", moved);
	CloseHandle(file);
}

/* K-098: an OVERLAPPED on a synchronous handle is only an offset. */
static void offset_of_synchronous(void)
{
	HANDLE file = small_file("offset", 0);
	OVERLAPPED ov = {0};
	char buf[16];
	DWORD moved = UNTOUCHED, at;
	BOOL ret;

	ov.Offset = 4;
	ret = ReadFile(file, buf, 3, &moved, &ov);
	ok(ret && moved == 3 && !memcmp(buf, "456", 3), "error %u moved %u\n",
	   GetLastError(), moved);
	at = SetFilePointer(file, 0, NULL, FILE_CURRENT);
	ok(at == 7, "the file pointer is %u\n", at);
	/* The page says that Offset moves on; Windows and Wine leave it. */
	ok(ov.Offset == 7 || broken(ov.Offset == 4) || ov.Offset == 4,
	   "offset %u\n", ov.Offset);
	ok(ReadFile(file, buf, 3, &moved, NULL) && !memcmp(buf, "789", 3),
	   "the pointer did not move\n");
	CloseHandle(file);
}

/* K-099 K-172: overlapped files keep no pointer, an offset is required. */
static void overlapped_without_block(void)
{
	HANDLE file = small_file("noblock", FILE_FLAG_OVERLAPPED);
	struct io io;
	DWORD moved = UNTOUCHED;
	BOOL ret;

	SetLastError(UNTOUCHED);
	ret = ReadFile(file, &io, 4, &moved, NULL);
	ok(!ret && GetLastError() == ERROR_INVALID_PARAMETER,
	   "result %d error %u\n", ret, GetLastError());
	ok(moved == 0, "moved %u\n", moved);
	for (int i = 0; i < 2; i++) {
		io_init(&io);
		io.ov.Offset = 2;
		ret = ReadFile(file, io.buf, 4, NULL, &io.ov);
		ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
		   GetLastError());
		io_ends(file, &io, 0, 4);
		ok(!memcmp(io.buf, "2345", 4), "wrong bytes\n");
		io_fini(&io);
	}
	CloseHandle(file);
}

/* K-100 K-097: the last writer goes while a read waits. */
static void writer_leaves(void)
{
	struct blocked b = {0};
	HANDLE rd, wr;
	struct io io;
	DWORD moved;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	CloseHandle(wr);
	io_ends(rd, &io, ERROR_BROKEN_PIPE, 0);
	io_fini(&io);
	CloseHandle(rd);

	works(CreatePipe(&b.file, &wr, NULL, 0));
	blocked_start(&b, blocked_read);
	CloseHandle(wr);
	blocked_ends(&b, ERROR_BROKEN_PIPE, 0);
	SetLastError(UNTOUCHED);
	ret = ReadFile(b.file, b.buf, 64, &moved, NULL);
	ok(!ret && GetLastError() == ERROR_BROKEN_PIPE, "result %d error %u\n",
	   ret, GetLastError());
	CloseHandle(b.file);
}

/* What was written before the writer left is still there. */
static void leaves_data(void)
{
	HANDLE rd, wr;
	char buf[8];
	DWORD moved;

	works(CreatePipe(&rd, &wr, NULL, 0));
	works(WriteFile(wr, "last", 4, &moved, NULL));
	CloseHandle(wr);
	ok(ReadFile(rd, buf, 8, &moved, NULL) && moved == 4, "moved %u\n",
	   moved);
	fails(ReadFile(rd, buf, 8, &moved, NULL), ERROR_BROKEN_PIPE);
	CloseHandle(rd);
}

/* K-096: a great many are accepted, or refused with nothing pending. */
#define MANY 5000
static void a_great_many(void)
{
	static OVERLAPPED ov[MANY];
	static char buf[MANY];
	HANDLE rd, wr;
	DWORD moved, pending = 0, aborted = 0, err;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int i = 0; i < MANY; i++) {
		ov[i].hEvent = NULL;
		ret = ReadFile(rd, &buf[i], 1, NULL, &ov[i]);
		err = GetLastError();
		ok(!ret && (err == ERROR_IO_PENDING ||
			    err == ERROR_INVALID_USER_BUFFER ||
			    err == ERROR_NOT_ENOUGH_MEMORY),
		   "%d: result %d error %u\n", i, ret, err);
		if (err != ERROR_IO_PENDING)
			break;
		pending++;
	}
	works(CancelIoEx(rd, NULL));
	for (DWORD i = 0; i < pending; i++) {
		while (!HasOverlappedIoCompleted(&ov[i]))
			SwitchToThread();
		ret = GetOverlappedResult(rd, &ov[i], &moved, FALSE);
		aborted += !ret && GetLastError() == ERROR_OPERATION_ABORTED;
	}
	ok(aborted == pending, "%u pending, %u aborted\n", pending, aborted);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* Handles and buffers that are none, and absurd sizes. */
static void bad_input(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE file = small_file("bad", 0), rd, wr;
	OVERLAPPED ov = {0};
	char buf[16];
	DWORD moved;

	works(CreatePipe(&rd, &wr, NULL, 0));
	fails(ReadFile(NULL, buf, 4, &moved, NULL), ERROR_INVALID_HANDLE);
	fails(ReadFile(INVALID_HANDLE_VALUE, buf, 4, &moved, NULL),
	      ERROR_INVALID_HANDLE);
	fails(ReadFile(event, buf, 4, &moved, NULL), ERROR_INVALID_HANDLE);
	fails(ReadFile(GetCurrentThread(), buf, 4, &moved, NULL),
	      ERROR_INVALID_HANDLE);
	fails(ReadFile(wr, buf, 4, &moved, NULL), ERROR_ACCESS_DENIED);
	fails(ReadFile(file, NULL, 4, &moved, NULL), ERROR_NOACCESS);
	fails(ReadFile(file, (void *)16, 4, &moved, NULL), ERROR_NOACCESS);
	ov.Offset = 0;
	ov.OffsetHigh = 0x80000000;
	fails(ReadFile(file, buf, 4, &moved, &ov), ERROR_INVALID_PARAMETER);
	ok(ReadFile(file, buf, 0, &moved, NULL) && moved == 0, "error %u\n",
	   GetLastError());
	CloseHandle(file);
	fails(ReadFile(file, buf, 4, &moved, NULL), ERROR_INVALID_HANDLE);
	CloseHandle(rd);
	CloseHandle(wr);
	CloseHandle(event);
}

struct turn {
	HANDLE file, go;
	LONG taken;
	DWORD moved;
};

static DWORD WINAPI take_all(void *arg)
{
	struct turn *t = arg;
	char c;
	DWORD moved;

	WaitForSingleObject(t->go, INFINITE);
	while (ReadFile(t->file, &c, 1, &moved, NULL) && moved == 1)
		InterlockedExchangeAdd(&t->taken, 1);
	return 0;
}

/* K-173: calls on a synchronous handle take turns, none reads twice. */
static void serialised(void)
{
	const char *path = fixture_path("serial");
	struct turn t = {0};
	static char block[2000];
	HANDLE thread[4];
	DWORD moved;

	t.file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
			     NULL, CREATE_ALWAYS, 0, NULL);
	works(WriteFile(t.file, block, sizeof(block), &moved, NULL));
	SetFilePointer(t.file, 0, NULL, FILE_BEGIN);
	t.go = CreateEventA(NULL, TRUE, FALSE, NULL);
	for (int i = 0; i < 4; i++)
		thread[i] = CreateThread(NULL, 0, take_all, &t, 0, NULL);
	SetEvent(t.go);
	WaitForMultipleObjects(4, thread, TRUE, INFINITE);
	ok(t.taken == sizeof(block), "taken %d\n", (int)t.taken);
	for (int i = 0; i < 4; i++)
		CloseHandle(thread[i]);
	CloseHandle(t.go);
	CloseHandle(t.file);
}

START_TEST(ReadFile)
{
	RUN(three_answers);
	RUN(order);
	RUN(count_is_zeroed);
	RUN(end_of_file);
	RUN(offset_of_synchronous);
	RUN(overlapped_without_block);
	RUN(writer_leaves);
	RUN(leaves_data);
	RUN(a_great_many);
	RUN(bad_input);
	RUN(serialised);
}
