/* CreateSemaphore: counts, limits, names. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void counts(void)
{
	HANDLE semaphore = CreateSemaphoreA(NULL, 2, 5, NULL);

	is_signalled(semaphore);
	is_signalled(semaphore);
	not_signalled(semaphore);
	CloseHandle(semaphore);
	semaphore = CreateSemaphoreW(NULL, 0, 1, NULL);
	not_signalled(semaphore);
	CloseHandle(semaphore);
	semaphore = CreateSemaphoreA(NULL, 0x7fffffff, 0x7fffffff, NULL);
	ok(semaphore != NULL, "error %u\n", GetLastError());
	is_signalled(semaphore);
	CloseHandle(semaphore);
}

static void absurd_counts(void)
{
	refuses(CreateSemaphoreA(NULL, 0, 0, NULL), ERROR_INVALID_PARAMETER);
	refuses(CreateSemaphoreA(NULL, 2, 1, NULL), ERROR_INVALID_PARAMETER);
	refuses(CreateSemaphoreA(NULL, -1, 1, NULL), ERROR_INVALID_PARAMETER);
	refuses(CreateSemaphoreA(NULL, 0, -1, NULL), ERROR_INVALID_PARAMETER);
	refuses(CreateSemaphoreA(NULL, 0x80000000, 0x80000000, NULL),
		ERROR_INVALID_PARAMETER);
}

static void named(void)
{
	HANDLE first = CreateSemaphoreA(NULL, 1, 3, "wc-semaphore"), second;

	SetLastError(UNSET_ERROR);
	second = CreateSemaphoreA(NULL, 2, 2, "wc-semaphore");
	ok(second != NULL, "error %u\n", GetLastError());
	ok(GetLastError() == ERROR_ALREADY_EXISTS, "error %u\n",
	   GetLastError());
	is_signalled(second);
	not_signalled(first);
	succeeds(ReleaseSemaphore(second, 3, NULL));
	CloseHandle(first);
	CloseHandle(second);
}

static void other_kind(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, "wc-not-semaphore");

	refuses(CreateSemaphoreA(NULL, 1, 1, "wc-not-semaphore"),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(CreateSemaphore)
{
	RUN(counts);
	RUN(absurd_counts);
	RUN(named);
	RUN(other_kind);
}
