/*
 * A handle that is closed while another call has just found its object. Duplicated,
 * the copy is refused or is as good as any, and what its file means is ended once;
 * waited for, the object stays for as long as that takes.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE rd, wr;
static int once;

static void close_it(void *arg)
{
	if (first_time(&once))
		works(CloseHandle(*(HANDLE *)arg));
}

static void duplicate(HANDLE *h)
{
	HANDLE copy = (HANDLE)UNTOUCHED;
	BOOL ret;

	once = 0;
	point_arm("duplicate:found", close_it, h);
	SetLastError(UNTOUCHED);
	ret = DuplicateHandle(GetCurrentProcess(), *h, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
	ok(raised(&once), "the point was not passed\n");
	ok(!ret && GetLastError() == ERROR_INVALID_HANDLE,
	   "result %d error %u\n", ret, GetLastError());
	if (ret)
		works(CloseHandle(copy));
}

/* Its last handle: the file is closed, there is nothing to have a copy of. */
static void the_last(void)
{
	DWORD moved;

	works(CreatePipe(&rd, &wr, NULL, 0));
	duplicate(&rd);
	fails(WriteFile(wr, "x", 1, &moved, NULL), ERROR_NO_DATA);
	works(CloseHandle(wr));
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	duplicate(&rd);
	works(CloseHandle(wr));
}

/* Another is left: the file lives, and so does the copy. */
static void one_of_two(void)
{
	HANDLE other, copy = NULL;
	DWORD moved = 0;
	char c;

	works(CreatePipe(&rd, &wr, NULL, 0));
	works(DuplicateHandle(GetCurrentProcess(), rd, GetCurrentProcess(),
			      &other, 0, FALSE, DUPLICATE_SAME_ACCESS));
	once = 0;
	point_arm("duplicate:found", close_it, &rd);
	works(DuplicateHandle(GetCurrentProcess(), rd, GetCurrentProcess(),
			      &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	works(CloseHandle(other));
	works(WriteFile(wr, "x", 1, &moved, NULL));
	works(ReadFile(copy, &c, 1, &moved, NULL));
	ok(moved == 1 && c == 'x', "moved %u\n", moved);
	works(CloseHandle(copy));
	works(CloseHandle(wr));
}

static int retired_again;

/* Many retired make the library look for those that nobody has any more. */
static void make_it_sweep(void *arg)
{
	(void)arg;
	if (!first_time(&retired_again))
		return;
	for (int i = 0; i < 100; i++)
		CloseHandle(CreateEventA(NULL, TRUE, FALSE, NULL));
}

static void close_and_watch(void *arg)
{
	if (!first_time(&once))
		return;
	works(CloseHandle(arg));
	point_arm("retire:last", make_it_sweep, NULL);
}

/* The wait takes a reference of what is retired already, and gives it back. */
static void waited_for(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	DWORD ret;

	point_arm("wait:found", close_and_watch, event);
	ret = WaitForSingleObject(event, 0);
	point_arm("retire:last", NULL, NULL);
	ok(ret == WAIT_TIMEOUT, "wait: %u\n", ret);
	ok(raised(&once), "the point was not passed\n");
	ok(!raised(&retired_again), "its last reference went twice\n");
}

START_TEST(closed_meanwhile)
{
	RUN(the_last);
	RUN(one_of_two);
	RUN(waited_for);
}
