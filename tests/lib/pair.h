/*
 * Connected handles on which operations can wait, and the few steps that nearly
 * every test of file I/O takes with them: begin an operation that must pend, look
 * at its result, leave a thread blocked in a call and end that call.
 *
 * The pair is the only thing that depends on where a test runs: natively it is
 * the two ends of a FIFO, under Wine those of a byte-mode named pipe.
 */
#ifndef TESTS_LIB_PAIR_H
#define TESTS_LIB_PAIR_H

#include <stdio.h>
#include <string.h>
#include "fixture.h"

#define UNTOUCHED 0xdeadbeef

/* A read of another thread's news: the thread sanitizer wants it atomic. */
#undef HasOverlappedIoCompleted
#define HasOverlappedIoCompleted(ov) \
	(__atomic_load_n(&(ov)->Internal, __ATOMIC_ACQUIRE) != STATUS_PENDING)

#define PAIR_SHARE (FILE_SHARE_READ | FILE_SHARE_WRITE)

/* A call that must succeed, and one that must fail with this last error. */
#define works(call) works_(__FILE__, __LINE__, #call, call)
static inline void works_(const char *src, int line, const char *text, BOOL ret)
{
	DWORD err = GetLastError();

	ok_(src, line)(ret, "%s: error %u\n", text, err);
}

#define fails(call, error) \
	fails_(__FILE__, __LINE__, #call, (SetLastError(UNTOUCHED), (call)), error)
static inline void fails_(const char *src, int line, const char *text, BOOL ret, DWORD error)
{
	DWORD err = GetLastError();

	ok_(src, line)(!ret && err == error,
		       "%s: result %d error %u, not %u\n", text, ret, err,
		       error);
}

/* pair_elf.c, pair_pe.c: both ends overlapped, bytes, some 64 kB between them */
BOOL overlapped_pair(HANDLE *rd, HANDLE *wr);

/* A file whose calls stall (see fixture.h), or NULL after a skip. */
static inline const char *slow_file(const char *kind)
{
	const char *path;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine reads and opens slow files uninterruptibly\n");
		return NULL;
	}
	path = fixture_fuse(kind);
	if (!path)
		skip("%s\n", fixture_why());
	return path;
}

/* An overlapped operation: its block, its event and the bytes it moves. */
struct io {
	OVERLAPPED ov;
	unsigned char buf[64];
};

static inline void io_init(struct io *io)
{
	memset(io, 0, sizeof(*io));
	io->ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
}

static inline void io_fini(struct io *io)
{
	CloseHandle(io->ov.hEvent);
}

static inline void io_pends(const char *src, int line, BOOL ret)
{
	DWORD err = GetLastError();

	ok_(src, line)(!ret, "it did not pend\n");
	ok_(src, line)(err == ERROR_IO_PENDING, "error %u\n",
		       err);
}

/* Begins a read that finds nothing and must pend. */
#define io_read(file, io) io_read_(__FILE__, __LINE__, file, io)
static inline void io_read_(const char *src, int line, HANDLE file, struct io *io)
{
	memset(io->buf, 0xcc, sizeof(io->buf));
	io_pends(src, line, ReadFile(file, io->buf, sizeof(io->buf), NULL, &io->ov));
	ok_(src, line)(!HasOverlappedIoCompleted(&io->ov),
		       "completed at once\n");
}

/* Begins a write of the buffer that finds no room and must pend. */
#define io_write(file, io) io_write_(__FILE__, __LINE__, file, io)
static inline void io_write_(const char *src, int line, HANDLE file, struct io *io)
{
	io_pends(src, line, WriteFile(file, io->buf, sizeof(io->buf), NULL, &io->ov));
}

/* Waits for the end of the operation; error 0 means that it succeeded. */
#define io_ends(file, io, error, count) \
	io_ends_(__FILE__, __LINE__, file, io, error, count)
static inline void io_ends_(const char *src, int line, HANDLE file, struct io *io, DWORD error,
			    DWORD count)
{
	DWORD moved = UNTOUCHED, err;
	BOOL ret;

	SetLastError(0);
	ret = GetOverlappedResult(file, &io->ov, &moved, TRUE);
	err = ret ? 0 : GetLastError();
	ok_(src, line)(ret == !error, "result %d\n", ret);
	ok_(src, line)(err == error, "error %u, not %u\n",
		       err, error);
	ok_(src, line)(moved == count, "moved %u, not %u\n",
		       moved, count);
}

#define io_waits(file, io) io_waits_(__FILE__, __LINE__, file, io)
static inline void io_waits_(const char *src, int line, HANDLE file, struct io *io)
{
	DWORD moved;
	BOOL ret = GetOverlappedResult(file, &io->ov, &moved, FALSE);
	DWORD err = GetLastError();

	ok_(src, line)(!ret && err == ERROR_IO_INCOMPLETE,
		       "result %d error %u\n", ret, err);
}

/* Puts bytes in and waits until they are in; they must fit. */
#define feed(wr, data, size) feed_(__FILE__, __LINE__, wr, data, size)
static inline void feed_(const char *src, int line, HANDLE wr, const void *data, DWORD size)
{
	struct io io;
	DWORD moved = 0;
	BOOL ret;

	io_init(&io);
	ret = WriteFile(wr, data, size, NULL, &io.ov) ||
	      GetLastError() == ERROR_IO_PENDING;
	ok_(src, line)(ret, "write: error %u\n",
		       GetLastError());
	ret = ret && GetOverlappedResult(wr, &io.ov, &moved, TRUE);
	ok_(src, line)(ret && moved == size, "wrote %u of %u\n",
		       moved, size);
	io_fini(&io);
}

/* Takes what lies in the pipe; counts the bytes. */
static inline DWORD drain(HANDLE rd)
{
	static char block[4096];
	DWORD total = 0, moved;
	struct io io;
	BOOL ret;

	io_init(&io);
	for (;;) {
		ret = ReadFile(rd, block, sizeof(block), NULL, &io.ov);
		if (!ret && GetLastError() != ERROR_IO_PENDING)
			break;
		if (!ret && !HasOverlappedIoCompleted(&io.ov))
			CancelIoEx(rd, &io.ov);
		if (!GetOverlappedResult(rd, &io.ov, &moved, TRUE))
			break;
		total += moved;
	}
	io_fini(&io);
	return total;
}

/* Fills the pipe until not one byte more would go in; counts the bytes. */
static inline DWORD fill(HANDLE wr)
{
	static char block[4096];
	DWORD total = 0, moved, size = sizeof(block);
	struct io io;
	BOOL ret;

	io_init(&io);
	while (size) {
		ret = WriteFile(wr, block, size, NULL, &io.ov);
		if (!ret && GetLastError() != ERROR_IO_PENDING)
			break;
		if (!ret)
			CancelIoEx(wr, &io.ov);
		if (GetOverlappedResult(wr, &io.ov, &moved, TRUE))
			total += moved;
		else
			size /= 64;
	}
	io_fini(&io);
	return total;
}

#endif
