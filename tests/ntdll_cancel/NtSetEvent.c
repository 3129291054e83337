/* NtSetEvent, NtResetEvent, NtClearEvent, NtPulseEvent: the state before. */
#include "lib/nt_sync.h"

static void state_before(void)
{
	HANDLE event = manual_event(FALSE);
	LONG before = 77;

	gives(NtSetEvent(event, &before), STATUS_SUCCESS);
	ok(before == 0, "before %d\n", (int)before);
	gives(NtSetEvent(event, &before), STATUS_SUCCESS);
	ok(before == 1, "before %d\n", (int)before);
	gives(NtResetEvent(event, &before), STATUS_SUCCESS);
	ok(before == 1, "before %d\n", (int)before);
	gives(NtResetEvent(event, &before), STATUS_SUCCESS);
	ok(before == 0, "before %d\n", (int)before);
	gives(NtSetEvent(event, NULL), STATUS_SUCCESS);
	gives(NtPulseEvent(event, &before), STATUS_SUCCESS);
	ok(before == 1, "before %d\n", (int)before);
	gives(nt_poll(event), STATUS_TIMEOUT);
	gives(NtSetEvent(event, NULL), STATUS_SUCCESS);
	gives(NtClearEvent(event), STATUS_SUCCESS);
	gives(nt_poll(event), STATUS_TIMEOUT);
	NtClose(event);
}

static void bad_handles(void)
{
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
	HANDLE event = CreateEventExA(NULL, NULL, 0, SYNCHRONIZE);
	LONG before = 77;

	gives(NtSetEvent(NULL, &before), STATUS_INVALID_HANDLE);
	gives(NtSetEvent(FOREIGN_HANDLE, &before), STATUS_INVALID_HANDLE);
	gives(NtSetEvent(mutex, &before), STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtResetEvent(mutex, &before), STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtPulseEvent(mutex, &before), STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtClearEvent(mutex), STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtSetEvent(GetCurrentThread(), &before),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtSetEvent(event, &before), STATUS_ACCESS_DENIED);
	gives(NtResetEvent(event, &before), STATUS_ACCESS_DENIED);
	ok(before == 77, "before %d\n", (int)before);
	NtClose(mutex);
	NtClose(event);
	gives(NtSetEvent(event, &before), STATUS_INVALID_HANDLE);
}

START_TEST(NtSetEvent)
{
	RUN(state_before);
	RUN(bad_handles);
}
