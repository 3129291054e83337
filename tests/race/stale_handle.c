/*
 * A handle that is looked up just as its value is given out again: the old one is
 * refused or the new one is meant, nothing else.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

#define GENERATIONS 100000

static HANDLE stale, again;
static int once;

static void give_out_again(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	for (int i = 0; i < GENERATIONS; i++) {
		again = CreateEventA(NULL, TRUE, TRUE, NULL);
		if (again == stale)
			return;
		CloseHandle(again);
	}
}

static void given_out_meanwhile(void)
{
	DWORD ret;

	stale = CreateEventA(NULL, TRUE, TRUE, NULL);
	CloseHandle(stale);
	point_arm("handle:unknown", give_out_again, NULL);
	SetLastError(UNTOUCHED);
	ret = WaitForSingleObject(stale, 0);
	ok(again == stale, "the value did not come again\n");
	if (ret != WAIT_OBJECT_0)
		ok(ret == WAIT_FAILED && GetLastError() == ERROR_INVALID_HANDLE,
		   "wait: %u, error %u\n", ret, GetLastError());
	ok(WaitForSingleObject(again, 0) == WAIT_OBJECT_0, "not signalled\n");
	works(CloseHandle(again));
}

START_TEST(stale_handle)
{
	RUN(given_out_meanwhile);
}
