/* ReleaseSemaphore: adds to the count, never beyond the maximum. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void counts_up(void)
{
	HANDLE semaphore = CreateSemaphoreA(NULL, 0, 3, NULL);
	LONG before = -1;

	succeeds(ReleaseSemaphore(semaphore, 1, &before));
	ok(before == 0, "before %d\n", (int)before);
	succeeds(ReleaseSemaphore(semaphore, 2, &before));
	ok(before == 1, "before %d\n", (int)before);
	is_signalled(semaphore);
	is_signalled(semaphore);
	is_signalled(semaphore);
	not_signalled(semaphore);
	succeeds(ReleaseSemaphore(semaphore, 1, NULL));
	is_signalled(semaphore);
	CloseHandle(semaphore);
}

static void beyond_the_maximum(void)
{
	HANDLE semaphore = CreateSemaphoreA(NULL, 1, 3, NULL);
	LONG before = 77;

	refuses(ReleaseSemaphore(semaphore, 3, &before), ERROR_TOO_MANY_POSTS);
	ok(before == 77, "before %d\n", (int)before);
	refuses(ReleaseSemaphore(semaphore, 0x7fffffff, NULL),
		ERROR_TOO_MANY_POSTS);
	/* nothing was added */
	is_signalled(semaphore);
	not_signalled(semaphore);
	CloseHandle(semaphore);
}

static void absurd_counts(void)
{
	HANDLE semaphore = CreateSemaphoreA(NULL, 1, 3, NULL);

	todo_wine refuses(ReleaseSemaphore(semaphore, 0, NULL),
			  ERROR_INVALID_PARAMETER);
	SetLastError(UNSET_ERROR);
	ok(!ReleaseSemaphore(semaphore, -1, NULL), "-1 accepted\n");
	/* Wine takes it for a large count */
	todo_wine ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %u\n",
		     GetLastError());
	is_signalled(semaphore);
	CloseHandle(semaphore);
}

static DWORD WINAPI wait_for_it(void *arg)
{
	return WaitForSingleObject(arg, LONG_WAIT);
}

static void wakes_as_many(void)
{
	HANDLE semaphore = CreateSemaphoreA(NULL, 0, 8, NULL);
	HANDLE threads[4];
	int i;

	for (i = 0; i < 4; i++)
		threads[i] = start_thread(wait_for_it, semaphore);
	succeeds(ReleaseSemaphore(semaphore, 4, NULL));
	for (i = 0; i < 4; i++)
		thread_ends(threads[i], WAIT_OBJECT_0);
	not_signalled(semaphore);
	CloseHandle(semaphore);
}

static void bad_handles(void)
{
	HANDLE event = auto_event(FALSE);

	refuses(ReleaseSemaphore(NULL, 1, NULL), ERROR_INVALID_HANDLE);
	refuses(ReleaseSemaphore(FOREIGN_HANDLE, 1, NULL),
		ERROR_INVALID_HANDLE);
	refuses(ReleaseSemaphore(event, 1, NULL), ERROR_INVALID_HANDLE);
	not_signalled(event);
	CloseHandle(event);
}

START_TEST(ReleaseSemaphore)
{
	RUN(counts_up);
	RUN(beyond_the_maximum);
	RUN(absurd_counts);
	RUN(wakes_as_many);
	RUN(bad_handles);
}
