/* SetHandleInformation: inheritance and protection from close. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static DWORD flags_of(HANDLE handle)
{
	DWORD flags = 77;

	ok(GetHandleInformation(handle, &flags), "error %u\n", GetLastError());
	return flags;
}

static void inherit(void)
{
	HANDLE event = manual_event(FALSE);
	DWORD flags;

	succeeds(SetHandleInformation(event, HANDLE_FLAG_INHERIT,
				      HANDLE_FLAG_INHERIT));
	flags = flags_of(event);
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	/* only what the mask names changes */
	succeeds(SetHandleInformation(event, 0, 0));
	flags = flags_of(event);
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	succeeds(SetHandleInformation(event, HANDLE_FLAG_INHERIT, 0));
	flags = flags_of(event);
	ok(flags == 0, "flags %#x\n", flags);
	CloseHandle(event);
}

static void protect(void)
{
	HANDLE event = manual_event(TRUE);
	DWORD flags;

	succeeds(SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE,
				      HANDLE_FLAG_PROTECT_FROM_CLOSE));
	flags = flags_of(event);
	ok(flags == HANDLE_FLAG_PROTECT_FROM_CLOSE, "flags %#x\n", flags);
	refuses(CloseHandle(event), ERROR_INVALID_HANDLE);
	is_signalled(event);
	succeeds(SetHandleInformation(event, HANDLE_FLAG_PROTECT_FROM_CLOSE,
				      0));
	succeeds(CloseHandle(event));
	refuses(CloseHandle(event), ERROR_INVALID_HANDLE);
}

/* flags of one handle, not of the object */
static void one_handle_only(void)
{
	HANDLE event = manual_event(FALSE), copy;
	DWORD flags;

	DuplicateHandle(GetCurrentProcess(), event, GetCurrentProcess(), &copy,
			0, FALSE, DUPLICATE_SAME_ACCESS);
	succeeds(SetHandleInformation(event, 3, 3));
	flags = flags_of(copy);
	ok(flags == 0, "flags %#x\n", flags);
	succeeds(CloseHandle(copy));
	succeeds(SetHandleInformation(event, 3, 0));
	succeeds(CloseHandle(event));
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE);

	refuses(SetHandleInformation(NULL, 1, 1), ERROR_INVALID_HANDLE);
	refuses(SetHandleInformation(FOREIGN_HANDLE, 1, 1),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
	refuses(SetHandleInformation(event, 1, 1), ERROR_INVALID_HANDLE);
}

START_TEST(SetHandleInformation)
{
	RUN(inherit);
	RUN(protect);
	RUN(one_handle_only);
	RUN(bad_handles);
}
