/*
 * LockFileEx: which ranges go together, which wait, and how a wait ends. What the
 * ranges keep out: LockFile_transfers.c. Unlocking: UnlockFileEx.c.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"
#include "ranges.h"

/* K-152 F-060: two open files, every kind against every kind. */
static void two_files(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	locks(a, EXCLUSIVE, 10, 10);
	conflicts(b, EXCLUSIVE, 10, 10);
	conflicts(b, SHARED, 10, 10);
	conflicts(b, EXCLUSIVE, 0, 11);
	conflicts(b, SHARED, 19, 100);
	conflicts(b, SHARED, 12, 1);
	locks(b, EXCLUSIVE, 0, 10);
	locks(b, EXCLUSIVE, 20, 1);
	unlocks(a, 10, 10);
	locks(a, SHARED, 10, 10);
	locks(b, SHARED, 10, 10);
	locks(b, SHARED, 15, 2);
	conflicts(b, EXCLUSIVE, 15, 2);
	unlocks(a, 10, 10);
	conflicts(a, EXCLUSIVE, 10, 10);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-060: a handle against itself. */
static void own_ranges(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	locks(a, SHARED, 0, 10);
	locks(a, SHARED, 0, 10);
	locks(a, SHARED, 5, 10);
	conflicts(a, EXCLUSIVE, 0, 10);
	conflicts(a, EXCLUSIVE, 14, 1);
	locks(a, EXCLUSIVE, 50, 10);
	conflicts(a, EXCLUSIVE, 50, 10);
	/* Over one's own exclusive range a shared one may lie. */
	locks(a, SHARED, 50, 10);
	conflicts(b, SHARED, 50, 10);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-061: duplicates are one open file; others begin with nothing. */
static void owners(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0), copy;

	works(DuplicateHandle(GetCurrentProcess(), a, GetCurrentProcess(), &copy,
			      0, FALSE, DUPLICATE_SAME_ACCESS));
	locks(a, EXCLUSIVE, 0, 10);
	locks(a, EXCLUSIVE, 20, 10);
	CloseHandle(a);
	conflicts(b, SHARED, 0, 10);
	not_locked(b, 0, 10);
	unlocks(copy, 0, 10);
	locks(b, EXCLUSIVE, 0, 10);
	conflicts(b, EXCLUSIVE, 20, 10);
	CloseHandle(copy);
	locks(b, EXCLUSIVE, 20, 10);
	CloseHandle(b);
}

/* F-062: a range of no bytes lies between two. */
static void no_length(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	locks(a, EXCLUSIVE, 10, 10);
	locks(b, EXCLUSIVE, 10, 0);
	locks(b, EXCLUSIVE, 20, 0);
	locks(b, EXCLUSIVE, 5, 0);
	locks(b, EXCLUSIVE, 5, 0);
	conflicts(b, EXCLUSIVE, 15, 0);
	unlocks(a, 10, 10);
	locks(b, EXCLUSIVE, 15, 0);
	conflicts(a, EXCLUSIVE, 10, 10);
	unlocks(b, 15, 0);
	locks(a, EXCLUSIVE, 10, 10);
	unlocks(b, 10, 0);
	not_locked(b, 10, 0);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-063: offsets have 64 bits; the last byte there is belongs to them. */
static void far_away(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);
	const ULONGLONG half = 1ull << 63;

	locks(a, EXCLUSIVE, ~0ull, 1);
	conflicts(b, EXCLUSIVE, ~0ull, 1);
	conflicts(b, EXCLUSIVE, 1, ~0ull);
	locks(b, EXCLUSIVE, half - 1, 2);
	conflicts(a, SHARED, half, 1);
	conflicts(a, SHARED, half - 1, 1);
	locks(a, EXCLUSIVE, half + 1, half - 2);
	CloseHandle(a);
	locks(b, EXCLUSIVE, ~0ull, 1);
	/* Wine has no such check. */
	todo_wine fails(try_range(b, SHARED, ~0ull, 2),
			ERROR_INVALID_LOCK_RANGE);
	todo_wine fails(try_range(b, SHARED, 2, ~0ull),
			ERROR_INVALID_LOCK_RANGE);
	CloseHandle(b);
}

/* K-013 K-151 K-152: pending, and granted when the other gives up. */
static void waits(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(FILE_FLAG_OVERLAPPED);
	struct io io;

	if (!ranges_wait())
		return;
	io_init(&io);
	locks(a, EXCLUSIVE, 0, 10);
	range_waits(b, EXCLUSIVE, 0, 10, &io);
	io_waits(b, &io);
	conflicts(b, EXCLUSIVE, 0, 10);
	unlocks(a, 0, 10);
	io_ends(b, &io, 0, 0);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0, "not set\n");
	conflicts(a, SHARED, 0, 10);
	fails(CancelIoEx(b, &io.ov), ERROR_NOT_FOUND);
	unlocks(b, 0, 10);
	locks(a, EXCLUSIVE, 0, 10);
	io_fini(&io);
	CloseHandle(a);
	CloseHandle(b);
}

/* K-151: what is free is had at once, on any handle, and told. */
static void at_once(void)
{
	HANDLE b = ranges_file(FILE_FLAG_OVERLAPPED), port;
	struct io io;

	io_init(&io);
	works(begin_range(b, EXCLUSIVE, 0, 10, &io));
	io_ends(b, &io, 0, 0);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0, "not set\n");
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine 8 posts no packet for a range\n");
		return;
	}
	/* K-131 */
	port = new_port(0);
	port_add(port, b);
	works(begin_range(b, EXCLUSIVE, 20, 10, &io));
	port_gives(port, FILE_KEY, &io.ov, 0, 0);
	port_empty(port);
	io_at(&io.ov, 20);
	fails(LockFileEx(b, AT_ONCE | EXCLUSIVE, 0, 10, 0, &io.ov), ERROR_LOCK_VIOLATION);
	port_empty(port);
	io_fini(&io);
	CloseHandle(port);
	CloseHandle(b);
}

/* K-151: cancelled, it is not held and never will be. */
static void cancelled(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(FILE_FLAG_OVERLAPPED);
	struct io io;

	if (!ranges_wait())
		return;
	io_init(&io);
	locks(a, EXCLUSIVE, 0, 10);
	for (int i = 0; i < 2; i++) {
		range_waits(b, EXCLUSIVE, 0, 10, &io);
		works(i ? CancelIo(b) : CancelIoEx(b, &io.ov));
		io_ends(b, &io, ERROR_OPERATION_ABORTED, 0);
	}
	unlocks(a, 0, 10);
	not_locked(b, 0, 10);
	locks(a, EXCLUSIVE, 0, 10);
	io_fini(&io);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-066: a synchronous handle's thread waits; it is stopped or served. */
static void blocks(void)
{
	HANDLE a = ranges_file(0);
	struct blocked b = {.file = ranges_file(0)};

	if (!ranges_wait())
		return;
	locks(a, EXCLUSIVE, 0, 10);
	blocked_start(&b, blocked_lock);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	unlocks(a, 0, 10);
	locks(a, SHARED, 0, 10);
	blocked_start(&b, blocked_lock);
	blocked_cancel_file(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	unlocks(a, 0, 10);
	not_locked(b.file, 0, 10);
	locks(a, SHARED, 0, 10);
	blocked_start(&b, blocked_lock);
	unlocks(a, 0, 10);
	blocked_ends(&b, 0, 0);
	conflicts(a, SHARED, 0, 10);
	CloseHandle(b.file);
	locks(a, SHARED, 0, 10);
	CloseHandle(a);
}

/* K-165 F-066: a thread that is ended while it waits gets nothing any more. */
static void ended(void)
{
	HANDLE a = ranges_file(0);
	struct blocked b = {.file = ranges_file(0)};

	if (!ranges_wait())
		return;
	locks(a, EXCLUSIVE, 0, 10);
	blocked_start(&b, blocked_lock);
	/* It is in the call: it keeps what it had been told to wait for. */
	works(TerminateThread(b.thread, 7));
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0, "no end\n");
	unlocks(a, 0, 10);
	not_locked(b.file, 0, 10);
	locks(b.file, EXCLUSIVE, 0, 10);
	CloseHandle(b.thread);
	CloseHandle(b.file);
	CloseHandle(a);
}

/* F-067: in the order of their coming, but each that fits. */
static void in_order(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(FILE_FLAG_OVERLAPPED);
	struct io first, second, third, fourth;

	if (!ranges_wait())
		return;
	io_init(&first);
	io_init(&second);
	io_init(&third);
	io_init(&fourth);
	locks(a, EXCLUSIVE, 0, 10);
	locks(a, EXCLUSIVE, 10, 10);
	range_waits(b, EXCLUSIVE, 0, 20, &first);
	range_waits(b, EXCLUSIVE, 15, 5, &second);
	range_waits(b, SHARED, 0, 5, &third);
	range_waits(b, SHARED, 0, 5, &fourth);
	unlocks(a, 10, 10);
	io_ends(b, &second, 0, 0);
	io_waits(b, &first);
	io_waits(b, &third);
	/* The first still conflicts, now with the second. */
	unlocks(a, 0, 10);
	io_ends(b, &third, 0, 0);
	io_ends(b, &fourth, 0, 0);
	io_waits(b, &first);
	unlocks(b, 0, 5);
	unlocks(b, 15, 5);
	io_waits(b, &first);
	unlocks(b, 0, 5);
	io_ends(b, &first, 0, 0);
	/* Of those that conflict with each other the first. */
	range_waits(b, EXCLUSIVE, 0, 5, &second);
	range_waits(b, EXCLUSIVE, 4, 5, &third);
	range_waits(b, EXCLUSIVE, 4, 1, &fourth);
	unlocks(b, 0, 20);
	io_ends(b, &second, 0, 0);
	io_waits(b, &third);
	io_waits(b, &fourth);
	unlocks(b, 0, 5);
	io_ends(b, &third, 0, 0);
	io_waits(b, &fourth);
	unlocks(b, 4, 5);
	io_ends(b, &fourth, 0, 0);
	io_fini(&first);
	io_fini(&second);
	io_fini(&third);
	io_fini(&fourth);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-061: the last handle gives up what is held and ends what waits. */
static void closed(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(FILE_FLAG_OVERLAPPED), c;
	struct io io, other;

	if (!ranges_wait())
		return;
	c = ranges_file(FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_init(&other);
	locks(a, EXCLUSIVE, 0, 10);
	range_waits(b, EXCLUSIVE, 0, 10, &io);
	range_waits(c, EXCLUSIVE, 0, 10, &other);
	CloseHandle(b);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "not set\n");
	ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)io.ov.Internal);
	io_waits(c, &other);
	CloseHandle(a);
	io_ends(c, &other, 0, 0);
	io_fini(&io);
	io_fini(&other);
	CloseHandle(c);
}

/* F-065: what may be locked, and by whom. */
static void bad_input(void)
{
	HANDLE a = ranges_file(0), b, rd, wr;
	OVERLAPPED ov = {0};

	fails(LockFileEx(a, 0, 1, 10, 0, &ov), ERROR_INVALID_PARAMETER);
	fails(LockFileEx(INVALID_HANDLE_VALUE, 0, 0, 10, 0, &ov),
	      ERROR_INVALID_HANDLE);
	b = ranges_open(GENERIC_READ, 0);
	locks(b, EXCLUSIVE, 0, 10);
	conflicts(a, SHARED, 0, 10);
	CloseHandle(b);
	b = ranges_open(GENERIC_WRITE, 0);
	locks(b, SHARED, 0, 10);
	conflicts(a, EXCLUSIVE, 0, 10);
	CloseHandle(b);
	b = ranges_open(FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES, 0);
	/* Wine asks for no access. */
	todo_wine fails(try_range(b, SHARED, 0, 10), ERROR_ACCESS_DENIED);
	CloseHandle(b);
	works(CreatePipe(&rd, &wr, NULL, 0));
	ok(!try_range(rd, SHARED, 0, 10), "a pipe was locked\n");
	/* Wine's server has a wait handle for it. */
	todo_wine ok(GetLastError() == ERROR_INVALID_FUNCTION, "error %u\n",
		     GetLastError());
	CloseHandle(rd);
	CloseHandle(wr);
	CloseHandle(a);
}

START_TEST(LockFileEx)
{
	RUN(two_files);
	RUN(own_ranges);
	RUN(owners);
	RUN(no_length);
	RUN(far_away);
	RUN(waits);
	RUN(at_once);
	RUN(cancelled);
	RUN(blocks);
	RUN(ended);
	RUN(in_order);
	RUN(closed);
	RUN(bad_input);
}
