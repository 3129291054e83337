/*
 * GetCommTimeouts, SetCommTimeouts, and what they make of reads and writes.
 */
#include <windows.h>
#include "wine/test.h"
#include "serial.h"

/* Long enough to be seen, short enough to be waited for. */
#define SHORT 40
#define LONG_TIME 100000

static void setting(void)
{
	COMMTIMEOUTS set = {1, 2, 3, 4, 5}, got, all = {MAXDWORD, MAXDWORD,
							MAXDWORD, 0, 0};
	HANDLE port = port_open_anywhere(0);

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(GetCommTimeouts(port, &got));
	ok(!got.ReadIntervalTimeout && !got.ReadTotalTimeoutConstant,
	   "%u %u at first\n", got.ReadIntervalTimeout,
	   got.ReadTotalTimeoutConstant);
	works(SetCommTimeouts(port, &set));
	memset(&got, 0, sizeof(got));
	works(GetCommTimeouts(port, &got));
	ok(!memcmp(&set, &got, sizeof(set)), "they were not kept\n");
	/* S-016: the page says so, Wine takes them. */
	todo_wine fails(SetCommTimeouts(port, &all), ERROR_INVALID_PARAMETER);
	works(GetCommTimeouts(port, &got));
	todo_wine ok(!memcmp(&set, &got, sizeof(set)), "they were changed\n");
	CloseHandle(port);
}

/* S-010: without any a read waits until it is full. */
static void none(void)
{
	HANDLE port = port_open_anywhere(FILE_FLAG_OVERLAPPED);
	struct io io;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	port_feed("ab", 2);
	port_read(port, &io, 3);
	io_waits(port, &io);
	port_feed("c", 1);
	io_ends(port, &io, 0, 3);
	ok(!memcmp(io.buf, "abc", 3), "read %.3s\n", io.buf);
	io_fini(&io);
	CloseHandle(port);
}

/* A read of 8 bytes ends with these, after at least so many ms. */
#define read_gives(port, flags, data, least) \
	read_gives_(__FILE__, __LINE__, port, flags, data, least)
static void read_gives_(const char *src, int line, HANDLE port, DWORD flags,
			const char *data, DWORD least)
{
	ULONGLONG start = GetTickCount64();
	DWORD moved = UNTOUCHED, size = strlen(data);
	struct io io;
	BOOL ret;

	io_init(&io);
	if (flags & FILE_FLAG_OVERLAPPED) {
		ret = ReadFile(port, io.buf, 8, NULL, &io.ov) ||
		      GetLastError() == ERROR_IO_PENDING;
		ret = ret && GetOverlappedResult(port, &io.ov, &moved, TRUE);
	} else {
		ret = ReadFile(port, io.buf, 8, &moved, NULL);
	}
	ok_(src, line)(ret, "error %u\n", GetLastError());
	ok_(src, line)(moved == size && !memcmp(io.buf, data, size),
		       "read %u: %.8s\n", moved, io.buf);
	/* One tick is 10 to 16 ms. */
	ok_(src, line)(GetTickCount64() - start + 16 >= least,
		       "after %u ms\n", (unsigned)(GetTickCount64() - start));
	io_fini(&io);
}

static void each_way(DWORD flags)
{
	HANDLE port = port_open(flags);

	if (port == INVALID_HANDLE_VALUE)
		return;
	/* S-011: what is there, at once. */
	port_times(port, MAXDWORD, 0, 0);
	read_gives(port, flags, "", 0);
	port_feed("abc", 3);
	port_await_unread(port, 3);
	read_gives(port, flags, "abc", 0);
	/* S-012: what is there, else the first byte within the time. */
	port_times(port, MAXDWORD, MAXDWORD, SHORT);
	read_gives(port, flags, "", SHORT);
	port_times(port, MAXDWORD, MAXDWORD, LONG_TIME);
	port_feed("de", 2);
	port_await_unread(port, 2);
	read_gives(port, flags, "de", 0);
	/* S-013: full, or what has come when the time is over. */
	port_times(port, 0, SHORT / 8, SHORT);
	read_gives(port, flags, "", 2 * SHORT);
	port_feed("fg", 2);
	read_gives(port, flags, "fg", 2 * SHORT);
	port_feed("12345678", 8);
	read_gives(port, flags, "12345678", 0);
	/* S-014: a pause after the first byte. */
	port_times(port, SHORT, 0, 0);
	port_feed("hi", 2);
	read_gives(port, flags, "hi", SHORT);
	port_times(port, SHORT, 0, LONG_TIME);
	port_feed("jk", 2);
	read_gives(port, flags, "jk", SHORT);
	port_times(port, LONG_TIME, 0, SHORT);
	port_feed("lm", 2);
	read_gives(port, flags, "lm", SHORT);
	CloseHandle(port);
}

static void overlapped_reads(void)
{
	each_way(FILE_FLAG_OVERLAPPED);
}

static void synchronous_reads(void)
{
	each_way(0);
}

/* S-012, S-014: without a total, no pause is one before the first byte. */
static void first_byte(void)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	struct io io;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&io);
	port_times(port, MAXDWORD, MAXDWORD, LONG_TIME);
	io_read(port, &io);
	port_feed("x", 1);
	io_ends(port, &io, 0, 1);
	port_times(port, 1, 0, 0);
	io_read(port, &io);
	ok(WaitForSingleObject(io.ov.hEvent, SHORT) == WAIT_TIMEOUT,
	   "it ended\n");
	port_feed("y", 1);
	io_ends(port, &io, 0, 1);
	io_fini(&io);
	CloseHandle(port);
}

/* S-017: each one's time begins when the one before has ended. */
static void one_after_the_other(BOOL cancel)
{
	HANDLE port = port_open(FILE_FLAG_OVERLAPPED);
	struct io first, second;
	ULONGLONG start;

	if (port == INVALID_HANDLE_VALUE)
		return;
	io_init(&first);
	io_init(&second);
	port_times(port, 0, 0, cancel ? LONG_TIME : SHORT);
	start = GetTickCount64();
	io_read(port, &first);
	port_times(port, 0, 0, SHORT);
	io_read(port, &second);
	if (cancel) {
		works(CancelIoEx(port, &first.ov));
		io_ends(port, &first, ERROR_OPERATION_ABORTED, 0);
	} else {
		io_ends(port, &first, 0, 0);
	}
	io_ends(port, &second, 0, 0);
	if (!cancel)
		ok(GetTickCount64() - start + 32 >= 2 * SHORT, "%u ms\n",
		   (unsigned)(GetTickCount64() - start));
	io_fini(&first);
	io_fini(&second);
	CloseHandle(port);
}

static void two_times(void)
{
	one_after_the_other(FALSE);
}

static void cancelled_first(void)
{
	one_after_the_other(TRUE);
}

/* S-015: a write's time is over; what was sent is counted. */
static void writes(DWORD flags)
{
	COMMTIMEOUTS t = {0, 0, 0, 0, SHORT};
	HANDLE port = port_open(flags);
	DWORD moved = UNTOUCHED;
	struct io io;
	BOOL ret;

	if (port == INVALID_HANDLE_VALUE)
		return;
	works(SetCommTimeouts(port, &t));
	ok(fixture_pty_stop(TRUE), "%s\n", fixture_why());
	io_init(&io);
	if (flags) {
		io_write(port, &io);
		ret = GetOverlappedResult(port, &io.ov, &moved, TRUE);
	} else {
		ret = WriteFile(port, io.buf, sizeof(io.buf), &moved, NULL);
	}
	ok(ret && !moved, "result %d moved %u error %u\n", ret, moved,
	   GetLastError());
	ok(fixture_pty_stop(FALSE), "%s\n", fixture_why());
	ret = WriteFile(port, "z", 1, &moved, flags ? &io.ov : NULL);
	ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
	   GetLastError());
	ok(fixture_pty_read(io.buf, 1) && io.buf[0] == 'z', "read %#x\n",
	   io.buf[0]);
	io_fini(&io);
	CloseHandle(port);
}

static void overlapped_writes(void)
{
	writes(FILE_FLAG_OVERLAPPED);
}

static void synchronous_writes(void)
{
	writes(0);
}

/* S-018: a tty by its own path reads as a terminal until it has time-outs. */
static void by_path(void)
{
	const char *path = fixture_pty();
	HANDLE port;
	DWORD moved;
	char buf[8];

	if (!path) {
		skip("%s\n", fixture_why());
		return;
	}
	port = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
			   OPEN_EXISTING, 0, NULL);
	ok(port != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	port_feed("q", 1);
	works(ReadFile(port, buf, 8, &moved, NULL));
	ok(moved == 1, "moved %u\n", moved);
	port_times(port, 0, 0, SHORT);
	port_feed("r", 1);
	read_gives(port, 0, "r", SHORT);
	CloseHandle(port);
}

START_TEST(SetCommTimeouts)
{
	RUN(setting);
	RUN(none);
	RUN(overlapped_reads);
	RUN(synchronous_reads);
	RUN(first_byte);
	RUN(two_times);
	RUN(cancelled_first);
	RUN(overlapped_writes);
	RUN(synchronous_writes);
	RUN(by_path);
}
