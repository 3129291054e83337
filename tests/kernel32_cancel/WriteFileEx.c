/*
 * WriteFileEx: the routine of a write, completed, cancelled, refused.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static LONG calls;
static DWORD call_error, call_count;
static OVERLAPPED *call_block;

static void WINAPI routine(DWORD error, DWORD count, OVERLAPPED *ov)
{
	InterlockedIncrement(&calls);
	call_error = error;
	call_count = count;
	call_block = ov;
}

/* K-107 K-110 K-115: even a write that is done at once has its routine. */
static void completed(void)
{
	HANDLE rd, wr;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	io.ov.hEvent = (HANDLE)0xabcdef01;
	works(WriteFileEx(wr, "abcd", 4, &io.ov, routine));
	ok(calls == 0, "it ran inside the call\n");
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(calls == 1, "%d calls\n", (int)calls);
	ok(call_error == 0 && call_count == 4 && call_block == &io.ov,
	   "error %u count %u block %p\n", call_error, call_count, call_block);
	ok(drain(rd) == 4, "other than 4 bytes arrived\n");
	ok(SleepEx(0, TRUE) == 0, "it ran again\n");
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-108: a full pipe, and the cancel. */
static void cancelled(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD full, left;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	full = fill(wr);
	memset(&io, 0, sizeof(io));
	works(WriteFileEx(wr, io.buf, 64, &io.ov, routine));
	ok(!HasOverlappedIoCompleted(&io.ov), "complete\n");
	works(CancelIoEx(wr, &io.ov));
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(calls == 1, "%d calls\n", (int)calls);
	ok(call_error == ERROR_OPERATION_ABORTED && call_count == 0 &&
		   call_block == &io.ov,
	   "error %u count %u block %p\n", call_error, call_count, call_block);
	left = drain(rd);
	ok(left == full, "wrote %u, read %u\n", full, left);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-112: refused calls run nothing. */
static void failing(void)
{
	HANDLE rd, wr;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&io, 0, sizeof(io));
	fails(WriteFileEx(NULL, "x", 1, &io.ov, routine), ERROR_INVALID_HANDLE);
	fails(WriteFileEx(rd, "x", 1, &io.ov, routine), ERROR_ACCESS_DENIED);
	CloseHandle(rd);
	fails(WriteFileEx(wr, "x", 1, &io.ov, routine), ERROR_NO_DATA);
	ok(SleepEx(0, TRUE) == 0 && calls == 0, "something ran\n");
	CloseHandle(wr);
}

/* K-107 K-175: a regular file. */
static void regular_file(void)
{
	HANDLE file = CreateFileA(fixture_path("ex"),
				  GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
				  NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED,
				  NULL);
	struct io io;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	memset(&io, 0, sizeof(io));
	io.ov.Offset = 5;
	works(WriteFileEx(file, "12345", 5, &io.ov, routine));
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(calls == 1 && !call_error && call_count == 5,
	   "%d calls error %u count %u\n", (int)calls, call_error, call_count);
	ok(GetFileSize(file, NULL) == 10, "size %u\n",
	   GetFileSize(file, NULL));
	CloseHandle(file);
}

START_TEST(WriteFileEx)
{
	RUN(completed);
	RUN(cancelled);
	RUN(failing);
	RUN(regular_file);
}
