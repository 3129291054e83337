/* GetExitCodeThread: before and after the end, and of what is no thread. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static DWORD WINAPI end_on_go(void *arg)
{
	waits(arg, LONG_WAIT, WAIT_OBJECT_0);
	return 99;
}

static void before_and_after(void)
{
	HANDLE go = manual_event(FALSE);
	HANDLE thread = start_thread(end_on_go, go);
	DWORD code = 0;

	succeeds(GetExitCodeThread(thread, &code));
	ok(code == STILL_ACTIVE, "exit code %u\n", code);
	SetEvent(go);
	waits(thread, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(GetExitCodeThread(thread, &code));
	ok(code == 99, "exit code %u\n", code);
	CloseHandle(thread);
	CloseHandle(go);
}

static void own(void)
{
	DWORD code = 0;

	succeeds(GetExitCodeThread(GetCurrentThread(), &code));
	ok(code == STILL_ACTIVE, "exit code %u\n", code);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE);
	DWORD code = 77;

	refuses(GetExitCodeThread(NULL, &code), ERROR_INVALID_HANDLE);
	refuses(GetExitCodeThread(FOREIGN_HANDLE, &code),
		ERROR_INVALID_HANDLE);
	refuses(GetExitCodeThread(event, &code), ERROR_INVALID_HANDLE);
	ok(code == 77, "exit code %u\n", code);
	CloseHandle(event);
}

START_TEST(GetExitCodeThread)
{
	RUN(before_and_after);
	RUN(own);
	RUN(bad_handles);
}
