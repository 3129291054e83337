/* SetEvent: signals an event, manual or auto reset; what it refuses. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void manual(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

	ok(event != NULL, "CreateEvent: error %u\n", GetLastError());
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "signalled\n");
	ok(SetEvent(event), "error %u\n", GetLastError());
	ok(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "not signalled\n");
	ok(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "consumed\n");
	ok(SetEvent(event), "second: error %u\n", GetLastError());
	CloseHandle(event);
}

/* setting a set auto-reset event adds nothing: it counts to one */
static void auto_reset(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

	ok(SetEvent(event), "error %u\n", GetLastError());
	ok(SetEvent(event), "error %u\n", GetLastError());
	ok(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "not signalled\n");
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "not consumed\n");
	CloseHandle(event);
}

static void last_error_untouched(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

	SetLastError(0xdead);
	ok(SetEvent(event), "failed\n");
	ok(GetLastError() == 0xdead, "error %u\n", GetLastError());
	CloseHandle(event);
}

static void bad_handles(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

	refuses(SetEvent(NULL), ERROR_INVALID_HANDLE);
	refuses(SetEvent(mutex), ERROR_INVALID_HANDLE);
	refuses(SetEvent(FOREIGN_HANDLE), ERROR_INVALID_HANDLE);
	CloseHandle(event);
	refuses(SetEvent(event), ERROR_INVALID_HANDLE);
	CloseHandle(mutex);
}

START_TEST(SetEvent)
{
	RUN(manual);
	RUN(auto_reset);
	RUN(last_error_untouched);
	RUN(bad_handles);
}
