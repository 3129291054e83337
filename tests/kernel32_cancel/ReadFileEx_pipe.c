/*
 * ReadFileEx and WriteFileEx on named pipes: what the routines are told.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

static int calls;
static DWORD told_error, told_count;
static OVERLAPPED *told_block;

static void WINAPI routine(DWORD error, DWORD count, OVERLAPPED *ov)
{
	ok(HasOverlappedIoCompleted(ov), "before the status\n");
	calls++;
	told_error = error;
	told_count = count;
	told_block = ov;
}

#define told(ov, error, count) told_(__LINE__, ov, error, count)
static void told_(int line, OVERLAPPED *ov, DWORD error, DWORD count)
{
	ok_(__FILE__, line)(calls == 0, "outside of an alertable wait\n");
	ok_(__FILE__, line)(SleepEx(20000, TRUE) == WAIT_IO_COMPLETION,
			    "no routine\n");
	ok_(__FILE__, line)(calls == 1, "%d routines\n", calls);
	ok_(__FILE__, line)(told_error == error && told_count == count &&
				    told_block == ov,
			    "error %u count %u\n", told_error, told_count);
	ok_(__FILE__, line)(SleepEx(0, TRUE) == 0, "one more\n");
	calls = 0;
}

/* K-107 K-108 */
static void read_ends(void)
{
	struct pipe_ends p;
	OVERLAPPED ov = {0};
	char buf[64];

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	works(ReadFileEx(p.server, buf, sizeof(buf), &ov, routine));
	ok(!HasOverlappedIoCompleted(&ov), "completed at once\n");
	pipe_put(p.client, "abc", 3);
	told(&ov, 0, 3);
	ok(!memcmp(buf, "abc", 3), "other bytes\n");
	/* the bytes were there first */
	pipe_put(p.client, "de", 2);
	works(ReadFileEx(p.server, buf, sizeof(buf), &ov, routine));
	told(&ov, 0, 2);
	pipe_close(&p);
}

/*
 * K-110: a part of a message, now and later. Wine answers FALSE to the part, and
 * calls the routine nevertheless.
 */
static void more_data(void)
{
	struct pipe_ends p;
	OVERLAPPED ov = {0};
	char buf[64];

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	works(ReadFileEx(p.server, buf, 2, &ov, routine));
	pipe_put(p.client, "abcde", 5);
	told(&ov, ERROR_MORE_DATA, 2);
	SetLastError(UNTOUCHED);
	todo_wine
		works(ReadFileEx(p.server, buf, 2, &ov, routine));
	ok(GetLastError() == ERROR_MORE_DATA, "last error %u\n",
	   GetLastError());
	told(&ov, ERROR_MORE_DATA, 2);
	SetLastError(UNTOUCHED);
	works(ReadFileEx(p.server, buf, 2, &ov, routine));
	todo_wine
		ok(GetLastError() == ERROR_SUCCESS, "last error %u\n",
		   GetLastError());
	told(&ov, 0, 1);
	pipe_close(&p);
}

/* K-101 */
static void zero_bytes(void)
{
	struct pipe_ends p;
	OVERLAPPED ov = {0};
	char buf[64];

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	works(ReadFileEx(p.client, buf, sizeof(buf), &ov, routine));
	pipe_put(p.server, "", 0);
	told(&ov, 0, 0);
	works(WriteFileEx(p.client, buf, 0, &ov, routine));
	told(&ov, 0, 0);
	pipe_close(&p);
}

/* K-108 K-117: by each of the cancels, by the other end, by disconnecting. */
static void other_ends(void)
{
	struct pipe_ends p;
	OVERLAPPED ov = {0};
	char buf[64];

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	works(ReadFileEx(p.client, buf, sizeof(buf), &ov, routine));
	works(CancelIo(p.client));
	told(&ov, ERROR_OPERATION_ABORTED, 0);
	works(ReadFileEx(p.client, buf, sizeof(buf), &ov, routine));
	works(CancelIoEx(p.client, &ov));
	told(&ov, ERROR_OPERATION_ABORTED, 0);
	works(ReadFileEx(p.client, buf, sizeof(buf), &ov, routine));
	works(DisconnectNamedPipe(p.server));
	told(&ov, ERROR_PIPE_NOT_CONNECTED, 0);
	/* K-112 */
	fails(ReadFileEx(p.client, buf, sizeof(buf), &ov, routine),
	      ERROR_PIPE_NOT_CONNECTED);
	ok(SleepEx(0, TRUE) == 0 && !calls, "a routine all the same\n");
	pipe_close(&p);
	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	works(ReadFileEx(p.client, buf, sizeof(buf), &ov, routine));
	CloseHandle(p.server);
	p.server = NULL;
	told(&ov, ERROR_BROKEN_PIPE, 0);
	pipe_close(&p);
}

/* K-107 K-108 K-104: a write that waits for room. */
static void write_ends(void)
{
	static char big[2 * QUOTA];
	struct pipe_ends p;
	OVERLAPPED ov = {0};

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	works(WriteFileEx(p.client, big, QUOTA, &ov, routine));
	told(&ov, 0, QUOTA);
	works(WriteFileEx(p.client, big, sizeof(big), &ov, routine));
	ok(SleepEx(0, TRUE) == 0 && !calls, "there was no room\n");
	pipe_get(p.server, 3 * QUOTA, 0, NULL, 3 * QUOTA);
	told(&ov, 0, sizeof(big));
	works(WriteFileEx(p.client, big, sizeof(big), &ov, routine));
	works(CancelIoEx(p.client, &ov));
	told(&ov, ERROR_OPERATION_ABORTED, 0);
	pipe_get(p.server, 1, ERROR_OPERATION_ABORTED, NULL, 0);
	pipe_close(&p);
}

/* The rhythm of a server with routines: the next read from within. */
static DWORD heard;
static char heard_byte;

static void WINAPI and_again(DWORD error, DWORD count, OVERLAPPED *ov)
{
	HANDLE *pipe = ov->hEvent;

	ok(!error && count == 1, "error %u count %u\n", error, count);
	heard++;
	if (heard < 20)
		works(ReadFileEx(*pipe, &heard_byte, 1, ov, and_again));
}

/* K-109: hEvent is the program's own. */
static void from_within(void)
{
	struct pipe_ends p;
	OVERLAPPED ov = {0};

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	ov.hEvent = &p.server;
	works(ReadFileEx(p.server, &heard_byte, 1, &ov, and_again));
	for (DWORD i = 1; i <= 20; i++) {
		pipe_put(p.client, "x", 1);
		ok(SleepEx(20000, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
		ok(heard == i, "heard %u of %u\n", heard, i);
	}
	pipe_close(&p);
}

START_TEST(ReadFileEx_pipe)
{
	RUN(read_ends);
	RUN(more_data);
	RUN(zero_bytes);
	RUN(other_ends);
	RUN(write_ends);
	RUN(from_within);
}
