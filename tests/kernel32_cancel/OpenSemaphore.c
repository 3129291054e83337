/* OpenSemaphore: an existing semaphore by name. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void by_name(void)
{
	static const WCHAR name[] = {'w','c','-','o','s',0};
	HANDLE semaphore = CreateSemaphoreA(NULL, 0, 2, "wc-os"), other, wide;

	other = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, "wc-os");
	ok(other != NULL, "error %u\n", GetLastError());
	wide = OpenSemaphoreW(SYNCHRONIZE, FALSE, name);
	ok(wide != NULL, "error %u\n", GetLastError());
	succeeds(ReleaseSemaphore(other, 2, NULL));
	is_signalled(wide);
	is_signalled(semaphore);
	not_signalled(other);
	CloseHandle(semaphore);
	CloseHandle(other);
	CloseHandle(wide);
	refuses(OpenSemaphoreA(SYNCHRONIZE, FALSE, "wc-os"),
		ERROR_FILE_NOT_FOUND);
}

static void access_asked_for(void)
{
	HANDLE semaphore = CreateSemaphoreA(NULL, 1, 2, "wc-os-access");
	HANDLE watch = OpenSemaphoreA(SYNCHRONIZE, FALSE, "wc-os-access");
	HANDLE post = OpenSemaphoreA(SEMAPHORE_MODIFY_STATE, FALSE,
				     "wc-os-access");

	refuses(ReleaseSemaphore(watch, 1, NULL), ERROR_ACCESS_DENIED);
	succeeds(ReleaseSemaphore(post, 1, NULL));
	wait_refused(WaitForSingleObject(post, 0), ERROR_ACCESS_DENIED);
	is_signalled(watch);
	is_signalled(watch);
	CloseHandle(semaphore);
	CloseHandle(watch);
	CloseHandle(post);
}

static void refused(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, "wc-os-event");

	refuses(OpenSemaphoreA(SYNCHRONIZE, FALSE, NULL),
		ERROR_INVALID_PARAMETER);
	refuses(OpenSemaphoreA(SYNCHRONIZE, FALSE, "wc-os-none"),
		ERROR_FILE_NOT_FOUND);
	refuses(OpenSemaphoreA(SYNCHRONIZE, FALSE, "wc-os-event"),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(OpenSemaphore)
{
	RUN(by_name);
	RUN(access_asked_for);
	RUN(refused);
}
