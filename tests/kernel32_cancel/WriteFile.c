/*
 * WriteFile: answers, offsets, appending, a reader that is gone, bad input.
 */
#include <windows.h>
#include "wine/test.h"
#include "blocked.h"

/* K-093 K-094 K-095: done at once, pending, cancelled. */
static void answers(void)
{
	HANDLE rd, wr;
	struct io io;
	DWORD moved = UNTOUCHED, full, left;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	ret = WriteFile(wr, "abc", 3, &moved, &io.ov);
	ok(ret, "error %u\n", GetLastError());
	ok(moved == 3, "moved %u\n", moved);
	full = 3 + fill(wr);
	moved = UNTOUCHED;
	ret = WriteFile(wr, io.buf, 64, &moved, &io.ov);
	ok(!ret && GetLastError() == ERROR_IO_PENDING, "result %d error %u\n",
	   ret, GetLastError());
	ok(moved == 0, "count %u while pending\n", moved);
	works(CancelIoEx(wr, &io.ov));
	io_ends(wr, &io, ERROR_OPERATION_ABORTED, 0);
	left = drain(rd);
	ok(left == full, "wrote %u, read %u\n", full, left);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* A write larger than the pipe goes through as the reader makes room. */
static void larger_than_the_pipe(void)
{
	static unsigned char big[300000], page[5000];
	HANDLE rd, wr;
	struct io w, r;
	DWORD total = 0, moved;
	BOOL ret;

	for (unsigned i = 0; i < sizeof(big); i++)
		big[i] = i * 7 + (i >> 8);
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&w);
	io_init(&r);
	ret = WriteFile(wr, big, sizeof(big), NULL, &w.ov);
	ok(!ret && GetLastError() == ERROR_IO_PENDING, "result %d error %u\n",
	   ret, GetLastError());
	while (total < sizeof(big)) {
		ret = ReadFile(rd, page, sizeof(page), NULL, &r.ov) ||
		      GetLastError() == ERROR_IO_PENDING;
		ret = ret && GetOverlappedResult(rd, &r.ov, &moved, TRUE);
		ok(ret && moved, "error %u\n", GetLastError());
		if (!ret || !moved || memcmp(page, big + total, moved))
			break;
		total += moved;
	}
	ok(total == sizeof(big), "the same up to %u\n", total);
	io_ends(wr, &w, 0, sizeof(big));
	io_fini(&w);
	io_fini(&r);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-104 K-008: a cancelled write that waits behind leaves nothing behind. */
static void withdrawn(void)
{
	static char page[4096];
	HANDLE rd, wr;
	struct io a, b;
	DWORD full, total = 0, moved, marks = 0;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	full = fill(wr);
	io_init(&a);
	io_init(&b);
	memset(a.buf, 'A', sizeof(a.buf));
	memset(b.buf, 'B', sizeof(b.buf));
	io_write(wr, &a);
	io_write(wr, &b);
	works(CancelIoEx(wr, &a.ov));
	io_ends(wr, &a, ERROR_OPERATION_ABORTED, 0);
	io_waits(wr, &b);
	while (total < full + sizeof(b.buf)) {
		ret = ReadFile(rd, page, sizeof(page), NULL, &a.ov) ||
		      GetLastError() == ERROR_IO_PENDING;
		ret = ret && GetOverlappedResult(rd, &a.ov, &moved, TRUE);
		ok(ret, "error %u\n", GetLastError());
		if (!ret)
			break;
		for (DWORD i = 0; i < moved; i++) {
			ok(page[i] != 'A', "a withdrawn byte\n");
			marks += page[i] == 'B';
		}
		total += moved;
	}
	ok(marks == sizeof(b.buf), "%u bytes of the second write\n", marks);
	io_ends(wr, &b, 0, sizeof(b.buf));
	io_fini(&a);
	io_fini(&b);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* The reader is gone, and SIGPIPE has its default disposition. */
static void reader_gone(void)
{
	struct blocked b = {0};
	static char big[300000];
	HANDLE rd, wr;
	struct io io;
	DWORD moved = UNTOUCHED;
	BOOL ret;

	works(CreatePipe(&rd, &wr, NULL, 0));
	CloseHandle(rd);
	for (int i = 0; i < 2; i++) {
		SetLastError(UNTOUCHED);
		ret = WriteFile(wr, "x", 1, &moved, NULL);
		ok(!ret && GetLastError() == ERROR_NO_DATA,
		   "result %d error %u\n", ret, GetLastError());
		ok(moved == 0, "moved %u\n", moved);
	}
	CloseHandle(wr);

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	CloseHandle(rd);
	io_init(&io);
	SetLastError(UNTOUCHED);
	ret = WriteFile(wr, "x", 1, NULL, &io.ov);
	if (!ret && GetLastError() == ERROR_IO_PENDING)
		ret = GetOverlappedResult(wr, &io.ov, &moved, TRUE);
	ok(!ret && GetLastError() == ERROR_NO_DATA, "result %d error %u\n",
	   ret, GetLastError());
	CloseHandle(wr);

	/* it goes while a write waits */
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	fill(wr);
	io_write(wr, &io);
	CloseHandle(rd);
	ret = GetOverlappedResult(wr, &io.ov, &moved, TRUE);
	ok(!ret && (GetLastError() == ERROR_NO_DATA ||
		    GetLastError() == ERROR_BROKEN_PIPE),
	   "result %d error %u\n", ret, GetLastError());
	CloseHandle(wr);
	io_fini(&io);

	/* it goes while a thread is blocked in a write */
	works(CreatePipe(&rd, &b.file, NULL, 0));
	b.data = big;
	b.size = sizeof(big);
	blocked_start(&b, blocked_write);
	CloseHandle(rd);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0,
	   "still blocked\n");
	ok(b.ret ? b.count && b.count < sizeof(big) : b.err == ERROR_NO_DATA || b.err == ERROR_BROKEN_PIPE,
	   "result %d error %u count %u\n", b.ret, b.err, b.count);
	CloseHandle(b.thread);
	CloseHandle(b.file);
}

static HANDLE new_file(const char *name, DWORD access, DWORD flags)
{
	HANDLE file = CreateFileA(fixture_path(name), access, PAIR_SHARE, NULL,
				  CREATE_ALWAYS, flags, NULL);

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return file;
}

/* K-103: the highest offset stands for the end of the file. */
static void appending(void)
{
	for (int overlapped = 0; overlapped < 2; overlapped++) {
		HANDLE file = new_file("append", GENERIC_READ | GENERIC_WRITE,
				       overlapped ? FILE_FLAG_OVERLAPPED : 0);
		struct io io;

		for (int i = 0; i < 3; i++) {
			io_init(&io);
			io.ov.Offset = io.ov.OffsetHigh = 0xffffffff;
			ok(WriteFile(file, "1234", 4, NULL, &io.ov) ||
				   GetLastError() == ERROR_IO_PENDING,
			   "error %u\n", GetLastError());
			io_ends(file, &io, 0, 4);
			io_fini(&io);
		}
		ok(GetFileSize(file, NULL) == 12, "size %u\n",
		   GetFileSize(file, NULL));
		CloseHandle(file);
	}
	{
		HANDLE file = new_file("append", FILE_APPEND_DATA, 0);
		DWORD moved;

		works(WriteFile(file, "ab", 2, &moved, NULL));
		SetFilePointer(file, 0, NULL, FILE_BEGIN);
		works(WriteFile(file, "cd", 2, &moved, NULL));
		ok(GetFileSize(file, NULL) == 4, "size %u\n",
		   GetFileSize(file, NULL));
		CloseHandle(file);
	}
}

/* K-175 K-172 K-087: writes at offsets of their own, done at once or not. */
static void at_offsets(void)
{
	HANDLE file = new_file("offsets", GENERIC_READ | GENERIC_WRITE,
			       FILE_FLAG_OVERLAPPED);
	struct io io[8];
	char back[32];
	int at_once = 0;

	for (int i = 7; i >= 0; i--) {
		BOOL ret;

		io_init(&io[i]);
		io[i].ov.Offset = i * 4;
		memset(io[i].buf, 'a' + i, 4);
		ret = WriteFile(file, io[i].buf, 4, NULL, &io[i].ov);
		ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
		   GetLastError());
		at_once += ret;
	}
	for (int i = 0; i < 8; i++) {
		io_ends(file, &io[i], 0, 4);
		ok(WaitForSingleObject(io[i].ov.hEvent, 0) == WAIT_OBJECT_0,
		   "%d: the event is not set\n", i);
	}
	trace("%d of 8 done at once\n", at_once);
	io[0].ov.Offset = 0;
	ok(ReadFile(file, back, 32, NULL, &io[0].ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	io_ends(file, &io[0], 0, 32);
	for (int i = 0; i < 32; i++)
		ok(back[i] == 'a' + i / 4, "%d: %c\n", i, back[i]);
	for (int i = 0; i < 8; i++)
		io_fini(&io[i]);
	CloseHandle(file);
}

/* Handles and buffers that are none. */
static void bad_input(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE file = new_file("bad", GENERIC_WRITE, 0), rd, wr;
	struct {
		HANDLE file;
		const void *data;
		DWORD error;
	} row[] = {
		{NULL, "x", ERROR_INVALID_HANDLE},
		{INVALID_HANDLE_VALUE, "x", ERROR_INVALID_HANDLE},
		{event, "x", ERROR_INVALID_HANDLE},
		{NULL, "x", ERROR_ACCESS_DENIED},
		{file, NULL, ERROR_INVALID_USER_BUFFER},
		{file, (void *)16, ERROR_INVALID_USER_BUFFER},
	};
	DWORD moved;

	works(CreatePipe(&rd, &wr, NULL, 0));
	row[3].file = rd;
	for (unsigned i = 0; i < sizeof(row) / sizeof(*row); i++) {
		BOOL ret;

		moved = UNTOUCHED;
		SetLastError(UNTOUCHED);
		ret = WriteFile(row[i].file, row[i].data, 1, &moved, NULL);
		ok(!ret && GetLastError() == row[i].error,
		   "%u: result %d error %u\n", i, ret, GetLastError());
		ok(moved == 0, "%u: moved %u\n", i, moved);
	}
	ok(WriteFile(file, "", 0, &moved, NULL) && moved == 0, "error %u\n",
	   GetLastError());
	ok(GetFileSize(file, NULL) == 0, "size %u\n", GetFileSize(file, NULL));
	CloseHandle(rd);
	CloseHandle(wr);
	CloseHandle(file);
	CloseHandle(event);
}

START_TEST(WriteFile)
{
	RUN(answers);
	RUN(larger_than_the_pipe);
	RUN(withdrawn);
	RUN(reader_gone);
	RUN(appending);
	RUN(at_offsets);
	RUN(bad_input);
}
