/* OpenEvent: an existing event by name, with the access asked for. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void by_name(void)
{
	static const WCHAR name[] = {'w','c','-','o','p','e','n',0};
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, "wc-open");
	HANDLE narrow, wide;

	SetLastError(UNSET_ERROR);
	narrow = OpenEventA(EVENT_ALL_ACCESS, FALSE, "wc-open");
	ok(narrow != NULL, "error %u\n", GetLastError());
	wide = OpenEventW(EVENT_ALL_ACCESS, FALSE, name);
	ok(wide != NULL, "error %u\n", GetLastError());
	succeeds(SetEvent(narrow));
	is_signalled(wide);
	CloseHandle(event);
	CloseHandle(wide);
	/* any handle keeps the name */
	wide = OpenEventW(SYNCHRONIZE, FALSE, name);
	ok(wide != NULL, "error %u\n", GetLastError());
	CloseHandle(wide);
	CloseHandle(narrow);
	refuses(OpenEventA(EVENT_ALL_ACCESS, FALSE, "wc-open"),
		ERROR_FILE_NOT_FOUND);
}

static void access_asked_for(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, "wc-access");
	HANDLE watch = OpenEventA(SYNCHRONIZE, FALSE, "wc-access");
	HANDLE set = OpenEventA(EVENT_MODIFY_STATE, FALSE, "wc-access");

	not_signalled(watch);
	refuses(SetEvent(watch), ERROR_ACCESS_DENIED);
	refuses(ResetEvent(watch), ERROR_ACCESS_DENIED);
	refuses(PulseEvent(watch), ERROR_ACCESS_DENIED);
	succeeds(SetEvent(set));
	wait_refused(WaitForSingleObject(set, 0), ERROR_ACCESS_DENIED);
	is_signalled(watch);
	CloseHandle(event);
	CloseHandle(watch);
	CloseHandle(set);
}

static void inherit(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, "wc-inherit");
	HANDLE other = OpenEventA(SYNCHRONIZE, TRUE, "wc-inherit");
	DWORD flags = 0;

	succeeds(GetHandleInformation(other, &flags));
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	CloseHandle(event);
	CloseHandle(other);
}

static void refused(void)
{
	HANDLE semaphore = CreateSemaphoreA(NULL, 0, 1, "wc-other");

	refuses(OpenEventA(SYNCHRONIZE, FALSE, NULL), ERROR_INVALID_PARAMETER);
	refuses(OpenEventW(SYNCHRONIZE, FALSE, NULL), ERROR_INVALID_PARAMETER);
	refuses(OpenEventA(SYNCHRONIZE, FALSE, "wc-none"),
		ERROR_FILE_NOT_FOUND);
	refuses(OpenEventA(SYNCHRONIZE, FALSE, "wc-other"),
		ERROR_INVALID_HANDLE);
	CloseHandle(semaphore);
}

START_TEST(OpenEvent)
{
	RUN(by_name);
	RUN(access_asked_for);
	RUN(inherit);
	RUN(refused);
}
