/* OpenMutex: an existing mutex by name. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void by_name(void)
{
	static const WCHAR name[] = {'w','c','-','o','m',0};
	HANDLE mutex = CreateMutexA(NULL, TRUE, "wc-om"), other, wide;

	other = OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "wc-om");
	ok(other != NULL, "error %u\n", GetLastError());
	wide = OpenMutexW(MUTEX_ALL_ACCESS, FALSE, name);
	ok(wide != NULL, "error %u\n", GetLastError());
	is_signalled(wide);
	succeeds(ReleaseMutex(other));
	succeeds(ReleaseMutex(wide));
	refuses(ReleaseMutex(mutex), ERROR_NOT_OWNER);
	CloseHandle(mutex);
	CloseHandle(other);
	CloseHandle(wide);
	refuses(OpenMutexA(MUTEX_ALL_ACCESS, FALSE, "wc-om"),
		ERROR_FILE_NOT_FOUND);
}

static void access_asked_for(void)
{
	HANDLE mutex = CreateMutexA(NULL, FALSE, "wc-om-access");
	HANDLE watch = OpenMutexA(SYNCHRONIZE, FALSE, "wc-om-access");
	HANDLE blind = OpenMutexA(MUTANT_QUERY_STATE, FALSE, "wc-om-access");

	/* whoever may wait may release */
	is_signalled(watch);
	succeeds(ReleaseMutex(watch));
	wait_refused(WaitForSingleObject(blind, 0), ERROR_ACCESS_DENIED);
	CloseHandle(mutex);
	CloseHandle(watch);
	CloseHandle(blind);
}

static void refused(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, "wc-om-event");

	refuses(OpenMutexA(SYNCHRONIZE, FALSE, NULL), ERROR_INVALID_PARAMETER);
	refuses(OpenMutexA(SYNCHRONIZE, FALSE, "wc-om-none"),
		ERROR_FILE_NOT_FOUND);
	refuses(OpenMutexA(SYNCHRONIZE, FALSE, "wc-om-event"),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(OpenMutex)
{
	RUN(by_name);
	RUN(access_asked_for);
	RUN(refused);
}
