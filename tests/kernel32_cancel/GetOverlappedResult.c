/*
 * GetOverlappedResult: waiting for and reading the end of an operation, and
 * what the OVERLAPPED itself shows meanwhile.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

/* K-069 K-071 X.1: polling gives ERROR_IO_INCOMPLETE, never IO_PENDING. */
static void polling(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD moved;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	SetLastError(UNTOUCHED);
	ret = GetOverlappedResult(rd, &io.ov, &moved, FALSE);
	ok(!ret, "complete\n");
	ok(GetLastError() == ERROR_IO_INCOMPLETE, "error %u\n",
	   GetLastError());
	feed(wr, "abc", 3);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	SetLastError(UNTOUCHED);
	moved = UNTOUCHED;
	ret = GetOverlappedResult(rd, &io.ov, &moved, FALSE);
	ok(ret, "error %u\n", GetLastError());
	ok(moved == 3, "moved %u\n", moved);
	ok(GetLastError() == UNTOUCHED, "last error %u\n", GetLastError());
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

struct later {
	HANDLE go, wr;
};

static DWORD WINAPI feed_later(void *arg)
{
	struct later *l = arg;

	WaitForSingleObject(l->go, INFINITE);
	feed(l->wr, "late", 4);
	return 0;
}

/* K-070 K-073: with and without an event, the wait ends with the operation. */
static void waiting(void)
{
	for (int event = 0; event < 2; event++) {
		struct later l;
		HANDLE rd, thread;
		struct io io;

		ok(overlapped_pair(&rd, &l.wr), "no pair\n");
		l.go = CreateEventA(NULL, TRUE, FALSE, NULL);
		thread = CreateThread(NULL, 0, feed_later, &l, 0, NULL);
		io_init(&io);
		if (!event) {
			io_fini(&io);
			io.ov.hEvent = NULL;
		}
		io_read(rd, &io);
		SetEvent(l.go);
		io_ends(rd, &io, 0, 4);
		ok(!memcmp(io.buf, "late", 4), "wrong bytes\n");
		WaitForSingleObject(thread, INFINITE);
		CloseHandle(thread);
		CloseHandle(l.go);
		if (event)
			io_fini(&io);
		CloseHandle(l.wr);
		CloseHandle(rd);
	}
}

static DWORD WINAPI cancel_later(void *arg)
{
	struct later *l = arg;

	WaitForSingleObject(l->go, INFINITE);
	works(CancelIoEx(l->wr, NULL));
	return 0;
}

/* K-070 K-072 K-020: it ends with a cancel as well. */
static void ended_by_cancel(void)
{
	HANDLE rd, wr, thread;
	struct later l;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	l.go = CreateEventA(NULL, TRUE, FALSE, NULL);
	l.wr = rd;
	thread = CreateThread(NULL, 0, cancel_later, &l, 0, NULL);
	io_init(&io);
	io_read(rd, &io);
	SetEvent(l.go);
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	CloseHandle(l.go);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-077: looking does not use the result up. */
static void repeated(void)
{
	HANDLE rd, wr;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	feed(wr, "xy", 2);
	for (int i = 0; i < 3; i++)
		io_ends(rd, &io, 0, 2);
	io_read(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	for (int i = 0; i < 3; i++)
		io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-074 K-075: the answer is Internal and InternalHigh, translated. */
static void translation(void)
{
	static const struct {
		NTSTATUS status;
		DWORD error;
	} row[] = {
		{0, 0},
		{NT_CANCELLED, ERROR_OPERATION_ABORTED},
		{NT_END_OF_FILE, ERROR_HANDLE_EOF},
		{NT_PIPE_BROKEN, ERROR_BROKEN_PIPE},
		{NT_ACCESS_DENIED, ERROR_ACCESS_DENIED},
		{NT_INVALID_HANDLE, ERROR_INVALID_HANDLE},
		{(NTSTATUS)0xc000007f, ERROR_DISK_FULL},
		{(NTSTATUS)0xc0000185, ERROR_IO_DEVICE},
	};

	for (unsigned i = 0; i < sizeof(row) / sizeof(*row); i++) {
		OVERLAPPED ov = {0};
		DWORD moved = UNTOUCHED;
		BOOL ret;

		ov.Internal = (ULONG)row[i].status;
		ov.InternalHigh = i;
		ov.hEvent = CreateEventA(NULL, TRUE, TRUE, NULL);
		SetLastError(0);
		ret = GetOverlappedResult((HANDLE)0xdeadbeec, &ov, &moved,
					  FALSE);
		ok(ret == !row[i].error, "%u: result %d\n", i, ret);
		ok(GetLastError() == row[i].error, "%u: error %u\n", i,
		   GetLastError());
		ok(moved == i, "%u: moved %u\n", i, moved);
		CloseHandle(ov.hEvent);
	}
}

/* K-076: the end of a file is an error of an overlapped read. */
static void end_of_file(void)
{
	HANDLE file = CreateFileA(fixture_path("eof"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED,
				  NULL);
	struct io io;
	BOOL ret;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	io_init(&io);
	io.ov.Offset = 100;
	SetLastError(UNTOUCHED);
	ret = ReadFile(file, io.buf, 10, NULL, &io.ov);
	ok(!ret, "read something\n");
	if (GetLastError() == ERROR_IO_PENDING)
		io_ends(file, &io, ERROR_HANDLE_EOF, 0);
	else
		ok(GetLastError() == ERROR_HANDLE_EOF, "error %u\n",
		   GetLastError());
	io_fini(&io);
	CloseHandle(file);
}

/* K-078: an auto-reset event is used up by another wait, the result is not. */
static void auto_reset(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD moved;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	io.ov.hEvent = CreateEventA(NULL, FALSE, FALSE, NULL);
	io_read(rd, &io);
	feed(wr, "k", 1);
	io_ends(rd, &io, 0, 1);
	io_read(rd, &io);
	feed(wr, "k", 1);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	works(GetOverlappedResult(rd, &io.ov, &moved, FALSE));
	ok(moved == 1, "moved %u\n", moved);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-083 K-085 K-086 K-088 K-092: from pending to complete. */
static void overlapped_block(void)
{
	HANDLE rd, wr;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	SetEvent(io.ov.hEvent);
	io_read(rd, &io);
	ok(!HasOverlappedIoCompleted(&io.ov), "complete\n");
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT,
	   "the event was not reset\n");
	feed(wr, "order", 5);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	ok(HasOverlappedIoCompleted(&io.ov), "not complete\n");
	ok(io.ov.Internal == 0 && io.ov.InternalHigh == 5 &&
		   !memcmp(io.buf, "order", 5),
	   "status %#x count %u\n", (unsigned)io.ov.Internal,
	   (unsigned)io.ov.InternalHigh);
	io_read(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	ok(HasOverlappedIoCompleted(&io.ov), "not complete\n");
	ok(io.ov.Internal == (ULONG)NT_CANCELLED && io.ov.InternalHigh == 0,
	   "status %#x count %u\n", (unsigned)io.ov.Internal,
	   (unsigned)io.ov.InternalHigh);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-087: the offset is read, never written. */
static void offset_is_input(void)
{
	HANDLE file = CreateFileA(fixture_path("offset"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED,
				  NULL);
	struct io io;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	io_init(&io);
	io.ov.Offset = 7;
	ok(WriteFile(file, "data", 4, NULL, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	io_ends(file, &io, 0, 4);
	ok(io.ov.Offset == 7 && io.ov.OffsetHigh == 0, "offset %u\n",
	   io.ov.Offset);
	ok(ReadFile(file, io.buf, 64, NULL, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	io_ends(file, &io, 0, 4);
	ok(!memcmp(io.buf, "data", 4), "wrong bytes\n");
	ok(io.ov.Offset == 7, "offset %u\n", io.ov.Offset);
	io_fini(&io);
	CloseHandle(file);
}

/* K-090: without an event the file object itself shows the completion. */
static void file_as_event(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD wait;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	io_read(rd, &io);
	ok(WaitForSingleObject(rd, 0) == WAIT_TIMEOUT,
	   "the file is signalled while it reads\n");
	feed(wr, "f", 1);
	wait = WaitForSingleObject(rd, 20000);
	ok(wait == WAIT_OBJECT_0, "wait %u\n", wait);
	io_ends(rd, &io, 0, 1);
	io_read(rd, &io);
	ok(WaitForSingleObject(rd, 0) == WAIT_TIMEOUT,
	   "the next read left it signalled\n");
	works(CancelIoEx(rd, &io.ov));
	wait = WaitForSingleObject(rd, 20000);
	ok(wait == WAIT_OBJECT_0, "wait %u\n", wait);
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-091: nothing is written after completion, whatever the block is then. */
static void reused_at_once(void)
{
	HANDLE rd, wr;
	struct io io;
	HANDLE event;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int i = 0; i < 100; i++) {
		io_init(&io);
		event = io.ov.hEvent;
		io_read(rd, &io);
		works(CancelIoEx(rd, &io.ov));
		io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
		memset(&io, 0x5a, sizeof(io));
		feed(wr, "late", 4);
		ok(drain(rd) == 4, "the cancelled read took bytes\n");
		for (unsigned j = 0; j < sizeof(io); j++)
			if (((unsigned char *)&io)[j] != 0x5a) {
				ok(0, "byte %u was written\n", j);
				break;
			}
		CloseHandle(event);
	}
	CloseHandle(wr);
	CloseHandle(rd);
}

/* A low bit set in hEvent means something to a port only; the event is set. */
static void low_bit(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	io.ov.hEvent = (HANDLE)((ULONG_PTR)event | 1);
	io_read(rd, &io);
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "set too early\n");
	works(CancelIoEx(rd, &io.ov));
	ok(WaitForSingleObject(event, 20000) == WAIT_OBJECT_0, "not set\n");
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(event);
	CloseHandle(wr);
	CloseHandle(rd);
}

START_TEST(GetOverlappedResult)
{
	RUN(low_bit);
	RUN(polling);
	RUN(waiting);
	RUN(ended_by_cancel);
	RUN(repeated);
	RUN(translation);
	RUN(end_of_file);
	RUN(auto_reset);
	RUN(overlapped_block);
	RUN(offset_is_input);
	RUN(file_as_event);
	RUN(reused_at_once);
}
