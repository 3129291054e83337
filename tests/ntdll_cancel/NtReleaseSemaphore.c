/* NtCreateSemaphore and NtReleaseSemaphore: counts, limits, names. */
#include "lib/nt_sync.h"

static void counts(void)
{
	HANDLE semaphore;
	ULONG before = 77;

	gives(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 1, 3),
	      STATUS_SUCCESS);
	gives(NtReleaseSemaphore(semaphore, 2, &before), STATUS_SUCCESS);
	ok(before == 1, "before %u\n", (unsigned int)before);
	gives(NtReleaseSemaphore(semaphore, 1, &before),
	      STATUS_SEMAPHORE_LIMIT_EXCEEDED);
	ok(before == 1, "before %u\n", (unsigned int)before);
	gives(nt_poll(semaphore), STATUS_SUCCESS);
	gives(nt_poll(semaphore), STATUS_SUCCESS);
	gives(nt_poll(semaphore), STATUS_SUCCESS);
	gives(nt_poll(semaphore), STATUS_TIMEOUT);
	NtClose(semaphore);
}

static void absurd(void)
{
	HANDLE semaphore;

	gives(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 0, 0),
	      STATUS_INVALID_PARAMETER);
	gives(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, 2, 1),
	      STATUS_INVALID_PARAMETER);
	gives(NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, NULL, -1, 1),
	      STATUS_INVALID_PARAMETER);
}

static void named(void)
{
	HANDLE first, second;
	struct named n;

	gives(NtCreateSemaphore(&first, SEMAPHORE_ALL_ACCESS,
				nt_name(&n, "wc-se"), 0, 2), STATUS_SUCCESS);
	gives(NtOpenSemaphore(&second, SEMAPHORE_ALL_ACCESS, &n.attr),
	      STATUS_SUCCESS);
	gives(NtReleaseSemaphore(second, 1, NULL), STATUS_SUCCESS);
	gives(nt_poll(first), STATUS_SUCCESS);
	NtClose(first);
	NtClose(second);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(TRUE);

	gives(NtReleaseSemaphore(NULL, 1, NULL), STATUS_INVALID_HANDLE);
	gives(NtReleaseSemaphore(event, 1, NULL), STATUS_OBJECT_TYPE_MISMATCH);
	NtClose(event);
}

START_TEST(NtReleaseSemaphore)
{
	RUN(counts);
	RUN(absurd);
	RUN(named);
	RUN(bad_handles);
}
