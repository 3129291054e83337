/*
 * LockFile and UnlockFile: exclusive ranges, at once.
 */
#include <windows.h>
#include "wine/test.h"
#include "ranges.h"

/* K-152 F-060 */
static void at_once(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	SetLastError(UNTOUCHED);
	works(LockFile(a, 10, 0, 10, 0));
	ok(GetLastError() == UNTOUCHED, "error %u\n", GetLastError());
	fails(LockFile(b, 10, 0, 10, 0), ERROR_LOCK_VIOLATION);
	fails(LockFile(a, 15, 0, 1, 0), ERROR_LOCK_VIOLATION);
	fails(LockFile(b, 0, 0, 0, 1), ERROR_LOCK_VIOLATION);
	works(LockFile(b, 10, 1, 10, 0));
	fails(LockFile(a, 15, 1, 10, 0), ERROR_LOCK_VIOLATION);
	works(UnlockFile(b, 10, 1, 10, 0));
	works(LockFile(a, 15, 1, 10, 0));
	conflicts(b, SHARED, 10, 10);
	works(UnlockFile(a, 10, 0, 10, 0));
	works(LockFile(b, 10, 0, 10, 0));
	CloseHandle(a);
	CloseHandle(b);
}

/* K-152: at once on an overlapped handle too. */
static void overlapped(void)
{
	HANDLE a = ranges_file(FILE_FLAG_OVERLAPPED);
	HANDLE b = ranges_file(FILE_FLAG_OVERLAPPED);

	works(LockFile(a, 0, 0, 10, 0));
	fails(LockFile(b, 0, 0, 10, 0), ERROR_LOCK_VIOLATION);
	works(UnlockFile(a, 0, 0, 10, 0));
	works(LockFile(b, 0, 0, 10, 0));
	CloseHandle(a);
	CloseHandle(b);
}

/* F-063 F-064 F-065 */
static void bad_input(void)
{
	HANDLE a = ranges_file(0);

	fails(LockFile(INVALID_HANDLE_VALUE, 0, 0, 1, 0), ERROR_INVALID_HANDLE);
	fails(UnlockFile(INVALID_HANDLE_VALUE, 0, 0, 1, 0),
	      ERROR_INVALID_HANDLE);
	/* Wine says ERROR_LOCK_VIOLATION, and has no such limit. */
	todo_wine fails(UnlockFile(a, 0, 0, 1, 0), ERROR_NOT_LOCKED);
	todo_wine fails(LockFile(a, 2, 0, ~0u, ~0u), ERROR_INVALID_LOCK_RANGE);
	works(LockFile(a, 1, 0, ~0u, ~0u));
	CloseHandle(a);
}

START_TEST(LockFile)
{
	RUN(at_once);
	RUN(overlapped);
	RUN(bad_input);
}
