/* NtClose: once, and values that are no handles. */
#include "lib/nt_sync.h"

static void once(void)
{
	HANDLE event = manual_event(FALSE);

	gives(NtClose(event), STATUS_SUCCESS);
	gives(NtClose(event), STATUS_INVALID_HANDLE);
	gives(NtClose(NULL), STATUS_INVALID_HANDLE);
	gives(NtClose(FOREIGN_HANDLE), STATUS_INVALID_HANDLE);
}

static void pseudo(void)
{
	gives(NtClose(GetCurrentProcess()), STATUS_SUCCESS);
	gives(NtClose(GetCurrentThread()), STATUS_SUCCESS);
}

static void protected(void)
{
	HANDLE event = manual_event(FALSE);

	SetHandleInformation(event, 2, 2);
	gives(NtClose(event), STATUS_HANDLE_NOT_CLOSABLE);
	gives(nt_poll(event), STATUS_TIMEOUT);
	SetHandleInformation(event, 2, 0);
	gives(NtClose(event), STATUS_SUCCESS);
}

static void low_bits(void)
{
	HANDLE event = manual_event(TRUE);

	gives(nt_poll((HANDLE)((ULONG_PTR)event + 1)), STATUS_SUCCESS);
	gives(NtClose((HANDLE)((ULONG_PTR)event + 2)), STATUS_SUCCESS);
	gives(NtClose(event), STATUS_INVALID_HANDLE);
}

START_TEST(NtClose)
{
	RUN(once);
	RUN(pseudo);
	RUN(protected);
	RUN(low_bits);
}
