/* NtWaitForMultipleObjects: any, all, abandonment, limits. */
#include "lib/nt_sync.h"

static NTSTATUS poll_many(ULONG count, HANDLE *handles, BOOLEAN any)
{
	LARGE_INTEGER now = { .QuadPart = 0 };

	return NtWaitForMultipleObjects(count, handles, any, FALSE, &now);
}

static void any_and_all(void)
{
	HANDLE h[3] = { auto_event(FALSE), auto_event(TRUE),
			auto_event(TRUE) };
	LARGE_INTEGER time;

	gives(poll_many(3, h, FALSE), STATUS_TIMEOUT);
	gives(NtWaitForMultipleObjects(3, h, FALSE, FALSE,
				       relative_ms(&time, 5)),
	      STATUS_TIMEOUT);
	gives(poll_many(3, h, TRUE), STATUS_WAIT_1);
	gives(poll_many(3, h, TRUE), STATUS_WAIT_2);
	gives(poll_many(3, h, TRUE), STATUS_TIMEOUT);
	NtSetEvent(h[0], NULL);
	NtSetEvent(h[1], NULL);
	NtSetEvent(h[2], NULL);
	gives(poll_many(3, h, FALSE), STATUS_WAIT_0);
	gives(poll_many(3, h, TRUE), STATUS_TIMEOUT);
	NtClose(h[0]);
	NtClose(h[1]);
	NtClose(h[2]);
}

static DWORD WINAPI die_with_it(void *arg)
{
	gives(nt_poll(arg), STATUS_SUCCESS);
	return 0;
}

static void abandoned(void)
{
	HANDLE h[2] = { manual_event(FALSE), CreateMutexA(NULL, FALSE, NULL) };

	thread_ends(start_thread(die_with_it, h[1]), 0);
	gives(poll_many(2, h, TRUE), STATUS_ABANDONED_WAIT_0 + 1);
	NtReleaseMutant(h[1], NULL);
	thread_ends(start_thread(die_with_it, h[1]), 0);
	gives(poll_many(2, h, FALSE), STATUS_TIMEOUT);
	NtSetEvent(h[0], NULL);
	gives(poll_many(2, h, FALSE), STATUS_ABANDONED_WAIT_0);
	gives(NtReleaseMutant(h[1], NULL), STATUS_SUCCESS);
	NtClose(h[0]);
	NtClose(h[1]);
}

static void limits(void)
{
	HANDLE h[65];
	int i;

	for (i = 0; i < 65; i++)
		h[i] = manual_event(i == 63);
	gives(poll_many(64, h, TRUE), STATUS_WAIT_63);
	gives(poll_many(65, h, TRUE), STATUS_INVALID_PARAMETER_1);
	gives(poll_many(0, h, TRUE), STATUS_INVALID_PARAMETER_1);
	NtClose(h[3]);
	h[3] = NULL;
	gives(poll_many(64, h, TRUE), STATUS_INVALID_HANDLE);
	for (i = 0; i < 65; i++)
		if (h[i])
			NtClose(h[i]);
}

START_TEST(NtWaitForMultipleObjects)
{
	RUN(any_and_all);
	RUN(abandoned);
	RUN(limits);
}
