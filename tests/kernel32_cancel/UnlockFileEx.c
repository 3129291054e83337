/*
 * UnlockFileEx: exactly what was locked, and which of equal ones.
 */
#include <windows.h>
#include "wine/test.h"
#include "ranges.h"

/* F-064: neither a part nor two at once. */
static void exactly(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	locks(a, EXCLUSIVE, 10, 10);
	locks(a, EXCLUSIVE, 20, 10);
	not_locked(a, 10, 5);
	not_locked(a, 15, 5);
	not_locked(a, 10, 20);
	not_locked(a, 9, 11);
	not_locked(b, 10, 10);
	conflicts(b, SHARED, 15, 1);
	unlocks(a, 10, 10);
	not_locked(a, 10, 10);
	locks(b, SHARED, 15, 1);
	conflicts(b, SHARED, 20, 1);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-064: each lock takes an unlock of its own. */
static void as_often(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	locks(a, SHARED, 0, 10);
	locks(a, SHARED, 0, 10);
	locks(a, SHARED, 5, 10);
	unlocks(a, 0, 10);
	conflicts(b, EXCLUSIVE, 0, 5);
	unlocks(a, 0, 10);
	locks(b, EXCLUSIVE, 0, 5);
	conflicts(b, EXCLUSIVE, 5, 5);
	not_locked(a, 0, 10);
	unlocks(a, 5, 10);
	locks(b, EXCLUSIVE, 5, 5);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-064: of an exclusive and a shared one the exclusive goes first. */
static void exclusive_first(void)
{
	HANDLE a = ranges_file(0), b = ranges_file(0);

	locks(a, EXCLUSIVE, 0, 10);
	locks(a, SHARED, 0, 10);
	conflicts(b, SHARED, 0, 10);
	unlocks(a, 0, 10);
	locks(b, SHARED, 0, 10);
	unlocks(b, 0, 10);
	conflicts(b, EXCLUSIVE, 0, 10);
	unlocks(a, 0, 10);
	locks(b, EXCLUSIVE, 0, 10);
	/* Of no bytes it may be the younger one. */
	locks(a, SHARED, 15, 0);
	locks(a, EXCLUSIVE, 15, 0);
	conflicts(b, SHARED, 10, 10);
	unlocks(a, 15, 0);
	/* Wine takes the older one. */
	todo_wine locks(b, SHARED, 10, 10);
	conflicts(b, EXCLUSIVE, 10, 10);
	CloseHandle(a);
	CloseHandle(b);
}

/* F-064 F-065 */
static void bad_input(void)
{
	HANDLE a = ranges_file(0), rd, wr;
	OVERLAPPED ov = {0};

	fails(UnlockFileEx(a, 1, 10, 0, &ov), ERROR_INVALID_PARAMETER);
	fails(UnlockFileEx(INVALID_HANDLE_VALUE, 0, 10, 0, &ov),
	      ERROR_INVALID_HANDLE);
	not_locked(a, 0, 10);
	/* Wine has no such check. */
	todo_wine fails(drop_range(a, 2, ~0ull), ERROR_INVALID_LOCK_RANGE);
	works(CreatePipe(&rd, &wr, NULL, 0));
	ok(!drop_range(rd, 0, 10), "a pipe was unlocked\n");
	todo_wine ok(GetLastError() == ERROR_INVALID_FUNCTION, "error %u\n",
		     GetLastError());
	CloseHandle(rd);
	CloseHandle(wr);
	CloseHandle(a);
}

START_TEST(UnlockFileEx)
{
	RUN(exactly);
	RUN(as_often);
	RUN(exclusive_first);
	RUN(bad_input);
}
