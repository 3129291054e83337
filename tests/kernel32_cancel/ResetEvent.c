/* ResetEvent: takes the signal away; what it refuses. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void manual(void)
{
	HANDLE event = manual_event(TRUE);

	succeeds(ResetEvent(event));
	not_signalled(event);
	succeeds(ResetEvent(event));
	not_signalled(event);
	succeeds(SetEvent(event));
	is_signalled(event);
	CloseHandle(event);
}

static void auto_reset(void)
{
	HANDLE event = auto_event(TRUE);

	succeeds(ResetEvent(event));
	not_signalled(event);
	CloseHandle(event);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(TRUE);
	HANDLE semaphore = CreateSemaphoreA(NULL, 1, 1, NULL);

	refuses(ResetEvent(NULL), ERROR_INVALID_HANDLE);
	refuses(ResetEvent(FOREIGN_HANDLE), ERROR_INVALID_HANDLE);
	refuses(ResetEvent(semaphore), ERROR_INVALID_HANDLE);
	refuses(ResetEvent(GetCurrentThread()), ERROR_INVALID_HANDLE);
	is_signalled(semaphore);
	CloseHandle(event);
	refuses(ResetEvent(event), ERROR_INVALID_HANDLE);
	CloseHandle(semaphore);
}

START_TEST(ResetEvent)
{
	RUN(manual);
	RUN(auto_reset);
	RUN(bad_handles);
}
