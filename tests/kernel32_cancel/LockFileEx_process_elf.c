/*
 * Byte ranges against another process, which locks by fcntl: F-069, and once more
 * how waits begin and end.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "rival.h"

/* F-069: what either holds the other does not get. */
static void both_ways(void)
{
	HANDLE a = ranges_file(0);
	struct rival v;

	rival_start(&v);
	locks(a, EXCLUSIVE, 10, 10);
	rival_refused(&v, F_RDLCK, 10, 1);
	rival_refused(&v, F_WRLCK, 0, 11);
	rival_gets(&v, F_WRLCK, 0, 10);
	rival_gets(&v, F_WRLCK, 20, 10);
	conflicts(a, SHARED, 0, 1);
	conflicts(a, EXCLUSIVE, 29, 10);
	unlocks(a, 10, 10);
	rival_gets(&v, F_RDLCK, 0, 0);
	conflicts(a, EXCLUSIVE, 50, 1);
	locks(a, SHARED, 50, 1);
	rival_refused(&v, F_WRLCK, 50, 1);
	rival_gets(&v, F_UNLCK, 0, 0);
	locks(a, EXCLUSIVE, 60, 1);
	/* All of it goes with the handle. */
	CloseHandle(a);
	rival_gets(&v, F_WRLCK, 0, 0);
	rival_end(&v);
}

/* F-069: Linux merges what touches; what is still held stays. */
static void overlapping(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);
	struct rival v;

	rival_start(&v);
	locks(a, SHARED, 0, 10);
	locks(a, SHARED, 5, 10);
	locks(a, SHARED, 5, 10);
	locks(b, SHARED, 0, 10);
	unlocks(a, 0, 10);
	rival_refused(&v, F_WRLCK, 0, 1);
	unlocks(b, 0, 10);
	rival_gets(&v, F_WRLCK, 0, 5);
	rival_refused(&v, F_WRLCK, 5, 1);
	rival_refused(&v, F_WRLCK, 14, 1);
	unlocks(a, 5, 10);
	rival_refused(&v, F_WRLCK, 9, 1);
	unlocks(a, 5, 10);
	rival_gets(&v, F_WRLCK, 5, 10);
	rival_gets(&v, F_UNLCK, 0, 0);
	/* A shared one over one's own exclusive one weakens nothing. */
	locks(a, EXCLUSIVE, 0, 10);
	locks(a, SHARED, 5, 10);
	rival_refused(&v, F_RDLCK, 5, 1);
	rival_gets(&v, F_RDLCK, 10, 5);
	unlocks(a, 0, 10);
	rival_gets(&v, F_RDLCK, 5, 5);
	rival_gets(&v, F_WRLCK, 0, 5);
	rival_refused(&v, F_WRLCK, 5, 1);
	CloseHandle(a);
	CloseHandle(b);
	rival_end(&v);
}

/* F-069: part of it is the other's: then nothing of it is ours. */
static void all_or_nothing(void)
{
	HANDLE a = ranges_file(0);
	struct rival v;

	rival_start(&v);
	locks(a, SHARED, 10, 10);
	rival_gets(&v, F_WRLCK, 30, 10);
	conflicts(a, SHARED, 0, 50);
	rival_gets(&v, F_WRLCK, 0, 10);
	rival_gets(&v, F_WRLCK, 20, 10);
	rival_refused(&v, F_WRLCK, 10, 10);
	CloseHandle(a);
	rival_end(&v);
}

/* F-069 K-151: waits for the other process, overlapped. */
static void waits(void)
{
	HANDLE a = ranges_file(FILE_FLAG_OVERLAPPED);
	struct rival v;
	struct io io;

	io_init(&io);
	rival_start(&v);
	rival_gets(&v, F_WRLCK, 0, 10);
	range_waits(a, EXCLUSIVE, 0, 20, &io);
	io_waits(a, &io);
	/* Nothing is held meanwhile. */
	rival_gets(&v, F_WRLCK, 10, 10);
	rival_gets(&v, F_UNLCK, 0, 0);
	io_ends(a, &io, 0, 0);
	rival_refused(&v, F_RDLCK, 19, 1);
	unlocks(a, 0, 20);
	rival_gets(&v, F_WRLCK, 0, 20);
	for (int i = 0; i < 3; i++) {
		range_waits(a, SHARED, 0, 20, &io);
		works(i == 0 ? CancelIo(a) :
		      CancelIoEx(a, i == 1 ? &io.ov : NULL));
		io_ends(a, &io, ERROR_OPERATION_ABORTED, 0);
	}
	rival_gets(&v, F_UNLCK, 0, 0);
	not_locked(a, 0, 20);
	rival_gets(&v, F_WRLCK, 0, 20);
	range_waits(a, SHARED, 0, 20, &io);
	CloseHandle(a);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0 &&
		   io.ov.Internal == (ULONG)NT_CANCELLED,
	   "status %#x\n", (unsigned)io.ov.Internal);
	io_fini(&io);
	rival_end(&v);
}

/* F-066 F-069: a synchronous handle's thread. */
static void blocks(void)
{
	struct blocked b = {.file = ranges_file(0)};
	struct rival v;

	rival_start(&v);
	rival_gets(&v, F_WRLCK, 0, 10);
	blocked_start(&b, blocked_lock);
	blocked_cancel(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	blocked_start(&b, blocked_lock);
	blocked_cancel_file(&b);
	blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
	not_locked(b.file, 0, 10);
	blocked_start(&b, blocked_lock);
	rival_gets(&v, F_UNLCK, 0, 0);
	blocked_ends(&b, 0, 0);
	rival_refused(&v, F_RDLCK, 0, 1);
	CloseHandle(b.file);
	rival_gets(&v, F_WRLCK, 0, 10);
	rival_end(&v);
}

/* F-069: first a file of this process is in the way, then the other process. */
static void one_after_the_other(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(FILE_FLAG_OVERLAPPED);
	struct blocked c = {.file = ranges_file(0)};
	struct rival v;
	struct io io;

	io_init(&io);
	rival_start(&v);
	locks(a, EXCLUSIVE, 0, 10);
	rival_gets(&v, F_WRLCK, 10, 10);
	range_waits(b, EXCLUSIVE, 0, 20, &io);
	unlocks(a, 0, 10);
	io_waits(b, &io);
	rival_gets(&v, F_UNLCK, 0, 0);
	io_ends(b, &io, 0, 0);
	rival_gets(&v, F_WRLCK, 30, 10);
	blocked_start(&c, blocked_lock);
	unlocks(b, 0, 20);
	blocked_ends(&c, 0, 0);
	/* The other one's wait ends when we give up, and ours when it dies. */
	rival_tell(&v, F_WRLCK, 1, 0, 10);
	unlocks(c.file, 0, 10);
	ok(!rival_says(&v), "it did not get it\n");
	range_waits(b, EXCLUSIVE, 0, 10, &io);
	rival_end(&v);
	io_ends(b, &io, 0, 0);
	io_fini(&io);
	CloseHandle(a);
	CloseHandle(b);
	CloseHandle(c.file);
}

/* F-069: without the access a lock of Linux needs (docs/limits.md). */
static void lesser_access(void)
{
	HANDLE a = ranges_file(0), b;
	struct rival v;

	CloseHandle(a);
	rival_start(&v);
	b = ranges_open(GENERIC_READ, 0);
	locks(b, EXCLUSIVE, 0, 10);
	rival_refused(&v, F_WRLCK, 0, 10);
	rival_gets(&v, F_RDLCK, 0, 10);
	CloseHandle(b);
	b = ranges_open(GENERIC_WRITE, 0);
	locks(b, EXCLUSIVE, 20, 10);
	locks(b, SHARED, 40, 10);
	rival_refused(&v, F_RDLCK, 20, 10);
	rival_gets(&v, F_WRLCK, 40, 10);
	CloseHandle(b);
	rival_end(&v);
}

START_TEST(LockFileEx_process_elf)
{
	RUN(both_ways);
	RUN(overlapping);
	RUN(all_or_nothing);
	RUN(waits);
	RUN(blocks);
	RUN(one_after_the_other);
	RUN(lesser_access);
}
