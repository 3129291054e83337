/* NtSignalAndWaitForSingleObject: signals, then waits. */
#include "lib/nt_sync.h"

static void both(void)
{
	HANDLE event = auto_event(FALSE), done = auto_event(TRUE);
	LARGE_INTEGER time;

	gives(NtSignalAndWaitForSingleObject(event, done, FALSE, NULL),
	      STATUS_SUCCESS);
	gives(nt_poll(event), STATUS_SUCCESS);
	gives(NtSignalAndWaitForSingleObject(event, done, FALSE,
					     relative_ms(&time, 5)),
	      STATUS_TIMEOUT);
	gives(nt_poll(event), STATUS_SUCCESS);
	NtClose(event);
	NtClose(done);
}

static void refused(void)
{
	HANDLE done = auto_event(TRUE);
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

	gives(NtSignalAndWaitForSingleObject(NULL, done, FALSE, NULL),
	      STATUS_INVALID_HANDLE);
	gives(NtSignalAndWaitForSingleObject(GetCurrentThread(), done, FALSE,
					     NULL),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtSignalAndWaitForSingleObject(mutex, done, FALSE, NULL),
	      STATUS_MUTANT_NOT_OWNED);
	gives(nt_poll(done), STATUS_SUCCESS);
	NtClose(done);
	NtClose(mutex);
}

START_TEST(NtSignalAndWaitForSingleObject)
{
	RUN(both);
	RUN(refused);
}
