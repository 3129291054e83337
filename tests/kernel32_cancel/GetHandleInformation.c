/* GetHandleInformation: the two flags that belong to a handle. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void fresh(void)
{
	HANDLE event = manual_event(FALSE);
	DWORD flags = 77;

	succeeds(GetHandleInformation(event, &flags));
	ok(flags == 0, "flags %#x\n", flags);
	CloseHandle(event);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE);
	DWORD flags = 77;

	refuses(GetHandleInformation(NULL, &flags), ERROR_INVALID_HANDLE);
	refuses(GetHandleInformation(FOREIGN_HANDLE, &flags),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
	refuses(GetHandleInformation(event, &flags), ERROR_INVALID_HANDLE);
	ok(flags == 77, "flags %#x\n", flags);
}

START_TEST(GetHandleInformation)
{
	RUN(fresh);
	RUN(bad_handles);
}
