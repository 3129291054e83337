/*
 * Files with byte ranges to lock, and the one-line forms of the calls that do it.
 */
#ifndef TESTS_LIB_RANGES_H
#define TESTS_LIB_RANGES_H

#include "blocked.h"

#define SHARED 0
#define EXCLUSIVE LOCKFILE_EXCLUSIVE_LOCK
#define AT_ONCE LOCKFILE_FAIL_IMMEDIATELY

static inline const char *ranges_path(void)
{
	static const char *path;

	return path ? path : (path = fixture_path("ranges"));
}

/* One more file object of this case's file; the first makes it, 100 bytes. */
static inline HANDLE ranges_open(DWORD access, DWORD flags)
{
	HANDLE file = CreateFileA(ranges_path(), access, PAIR_SHARE, NULL,
				  OPEN_ALWAYS, flags, NULL);
	BOOL made = GetLastError() != ERROR_ALREADY_EXISTS;

	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	if (made) {
		char block[100];

		memset(block, 'r', sizeof(block));
		feed(file, block, sizeof(block));
	}
	return file;
}

#define ranges_file(flags) ranges_open(GENERIC_READ | GENERIC_WRITE, flags)

static inline void io_at(OVERLAPPED *ov, ULONGLONG offset)
{
	ov->Offset = (DWORD)offset;
	ov->OffsetHigh = (DWORD)(offset >> 32);
}

/* Whether a request for a range can wait here at all. */
static inline BOOL ranges_wait(void)
{
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine 8's LockFileEx polls: nothing is pending, nothing found\n");
	return FALSE;
}

/* At once or not at all, whatever the handle. */
static inline BOOL try_range(HANDLE file, DWORD flags, ULONGLONG offset,
			     ULONGLONG length)
{
	OVERLAPPED ov = {0};

	io_at(&ov, offset);
	return LockFileEx(file, flags | AT_ONCE, 0, (DWORD)length,
			  (DWORD)(length >> 32), &ov);
}

static inline BOOL drop_range(HANDLE file, ULONGLONG offset, ULONGLONG length)
{
	OVERLAPPED ov = {0};

	io_at(&ov, offset);
	return UnlockFileEx(file, 0, (DWORD)length, (DWORD)(length >> 32), &ov);
}

#define locks(file, flags, offset, length) \
	works(try_range(file, flags, offset, length))
#define conflicts(file, flags, offset, length) \
	fails(try_range(file, flags, offset, length), ERROR_LOCK_VIOLATION)
#define unlocks(file, offset, length) works(drop_range(file, offset, length))
/* Wine says ERROR_LOCK_VIOLATION. */
#define not_locked(file, offset, length) \
	todo_wine fails(drop_range(file, offset, length), ERROR_NOT_LOCKED)

/* Begins to wait for a range on an overlapped handle. */
static inline BOOL begin_range(HANDLE file, DWORD flags, ULONGLONG offset,
			       ULONGLONG length, struct io *io)
{
	io_at(&io->ov, offset);
	return LockFileEx(file, flags, 0, (DWORD)length, (DWORD)(length >> 32),
			  &io->ov);
}

#define range_waits(file, flags, offset, length, io) \
	io_pends(__FILE__, __LINE__, \
		 begin_range(file, flags, offset, length, io))

/* A thread that waits for bytes 0 to 9, to itself, on a synchronous handle. */
static inline DWORD WINAPI blocked_lock(void *arg)
{
	struct blocked *b = arg;
	OVERLAPPED ov = {0};

	SetLastError(UNTOUCHED);
	b->ret = LockFileEx(b->file, EXCLUSIVE, 0, 10, 0, &ov);
	b->err = GetLastError();
	b->count = 0;
	return 0;
}

#endif
