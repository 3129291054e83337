/*
 * What locked ranges do to reads and writes (F-068): through other open files an
 * exclusive range keeps out both; a shared one keeps out writes, its own too.
 * Wine locks among those who ask for locks only.
 */
#include <windows.h>
#include "wine/test.h"
#include "ranges.h"

static BOOL enforced(void)
{
	if (strcmp(winetest_platform, "wine"))
		return TRUE;
	skip("Wine's transfers do not look at ranges\n");
	return FALSE;
}

/* Synchronous, at an offset. */
static BOOL get(HANDLE file, DWORD offset, DWORD size)
{
	OVERLAPPED ov = {.Offset = offset};
	char buf[100];
	DWORD moved;

	return ReadFile(file, buf, size, &moved, &ov);
}

static BOOL put(HANDLE file, DWORD offset, DWORD size)
{
	OVERLAPPED ov = {.Offset = offset};
	char buf[100] = {0};
	DWORD moved;

	return WriteFile(file, buf, size, &moved, &ov);
}

/* F-068 */
static void exclusive(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	if (!enforced())
		return;
	locks(a, EXCLUSIVE, 10, 10);
	works(get(a, 0, 100));
	works(put(a, 10, 10));
	fails(get(b, 0, 100), ERROR_LOCK_VIOLATION);
	fails(get(b, 19, 1), ERROR_LOCK_VIOLATION);
	fails(put(b, 5, 6), ERROR_LOCK_VIOLATION);
	works(get(b, 0, 10));
	works(put(b, 20, 5));
	works(get(b, 15, 0));
	unlocks(a, 10, 10);
	works(get(b, 0, 100));
	works(put(b, 0, 100));
	CloseHandle(a);
	CloseHandle(b);
}

/* F-068: everybody may read, nobody write. */
static void shared(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	if (!enforced())
		return;
	locks(a, SHARED, 10, 10);
	works(get(a, 0, 100));
	works(get(b, 0, 100));
	fails(put(b, 10, 1), ERROR_LOCK_VIOLATION);
	fails(put(a, 10, 1), ERROR_LOCK_VIOLATION);
	works(put(a, 0, 10));
	works(put(b, 20, 1));
	CloseHandle(a);
	works(put(b, 10, 1));
	CloseHandle(b);
}

/* F-068: where the position or the end of the file says where. */
static void at_the_position(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0), end;
	char buf[10];
	DWORD moved;

	if (!enforced())
		return;
	locks(a, EXCLUSIVE, 10, 10);
	works(ReadFile(b, buf, 10, &moved, NULL));
	fails(ReadFile(b, buf, 10, &moved, NULL), ERROR_LOCK_VIOLATION);
	ok(SetFilePointer(b, 0, NULL, FILE_CURRENT) == 10, "it moved\n");
	fails(WriteFile(b, buf, 1, &moved, NULL), ERROR_LOCK_VIOLATION);
	ok(SetFilePointer(b, 10, NULL, FILE_CURRENT) == 20, "elsewhere\n");
	works(ReadFile(b, buf, 10, &moved, NULL));
	end = ranges_open(FILE_APPEND_DATA | SYNCHRONIZE, 0);
	works(WriteFile(end, buf, 1, &moved, NULL));
	locks(a, EXCLUSIVE, 101, 10);
	fails(WriteFile(end, buf, 1, &moved, NULL), ERROR_LOCK_VIOLATION);
	CloseHandle(end);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-068: overlapped, and nothing is told of what was refused. */
static void overlapped(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(FILE_FLAG_OVERLAPPED);
	struct io io;

	if (!enforced())
		return;
	io_init(&io);
	locks(a, EXCLUSIVE, 10, 10);
	fails(ReadFile(b, io.buf, 64, NULL, &io.ov), ERROR_LOCK_VIOLATION);
	fails(WriteFile(b, io.buf, 64, NULL, &io.ov), ERROR_LOCK_VIOLATION);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_TIMEOUT, "set\n");
	io.ov.Offset = 20;
	feed(b, "01234", 5);
	ok(ReadFile(b, io.buf, 64, NULL, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING, "error %u\n",
	   GetLastError());
	io_ends(b, &io, 0, 64);
	io_fini(&io);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-068: files that have nothing locked are not concerned. */
static void other_files(void)
{
	HANDLE a = ranges_file(0), b;
	char buf[4];
	DWORD moved;

	locks(a, EXCLUSIVE, 0, 100);
	b = CreateFileA(fixture_path("other"), GENERIC_READ | GENERIC_WRITE,
			PAIR_SHARE, NULL, CREATE_NEW, 0, NULL);
	works(WriteFile(b, "1234", 4, &moved, NULL));
	works(get(b, 0, 4));
	SetFilePointer(b, 0, NULL, FILE_BEGIN);
	works(ReadFile(b, buf, 4, &moved, NULL));
	CloseHandle(a);
	CloseHandle(b);
}

START_TEST(LockFile_transfers)
{
	RUN(exclusive);
	RUN(shared);
	RUN(at_the_position);
	RUN(overlapped);
	RUN(other_files);
}
