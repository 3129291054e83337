/* CreateEvent: kinds, initial states, names, and what a name can meet. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void states(void)
{
	HANDLE event;

	event = CreateEventA(NULL, TRUE, TRUE, NULL);
	is_signalled(event);
	is_signalled(event);
	CloseHandle(event);
	event = CreateEventA(NULL, TRUE, FALSE, NULL);
	not_signalled(event);
	CloseHandle(event);
	event = CreateEventA(NULL, FALSE, TRUE, NULL);
	is_signalled(event);
	not_signalled(event);
	CloseHandle(event);
	event = CreateEventW(NULL, FALSE, FALSE, NULL);
	not_signalled(event);
	CloseHandle(event);
}

static void handle_value(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL);

	ok(event != NULL && event != INVALID_HANDLE_VALUE, "%p\n", event);
	ok(((ULONG_PTR)event & 3) == 0, "%p is no multiple of 4\n", event);
	CloseHandle(event);
}

static void named(void)
{
	static const WCHAR name[] = {'w','c','-','n','a','m','e','d',0};
	HANDLE first, second;

	SetLastError(UNSET_ERROR);
	first = CreateEventA(NULL, TRUE, FALSE, "wc-named");
	ok(first != NULL, "error %u\n", GetLastError());
	ok(GetLastError() == ERROR_SUCCESS, "error %u\n", GetLastError());
	SetLastError(UNSET_ERROR);
	/* the kind and state asked for do not matter any more */
	second = CreateEventW(NULL, FALSE, TRUE, name);
	ok(second != NULL, "error %u\n", GetLastError());
	ok(GetLastError() == ERROR_ALREADY_EXISTS, "error %u\n",
	   GetLastError());
	ok(first != second, "the same handle\n");
	not_signalled(second);
	succeeds(SetEvent(second));
	is_signalled(first);
	is_signalled(first);
	CloseHandle(first);
	is_signalled(second);
	CloseHandle(second);
}

/* the name goes with the last handle */
static void name_ends(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, TRUE, "wc-ends");

	CloseHandle(event);
	SetLastError(UNSET_ERROR);
	event = CreateEventA(NULL, TRUE, FALSE, "wc-ends");
	ok(GetLastError() == ERROR_SUCCESS, "error %u\n", GetLastError());
	not_signalled(event);
	CloseHandle(event);
}

static void empty_name(void)
{
	HANDLE first, second;

	first = CreateEventA(NULL, TRUE, FALSE, "");
	ok(first != NULL, "error %u\n", GetLastError());
	SetLastError(UNSET_ERROR);
	second = CreateEventA(NULL, TRUE, FALSE, "");
	ok(second != NULL, "error %u\n", GetLastError());
	ok(GetLastError() == ERROR_SUCCESS, "error %u\n", GetLastError());
	succeeds(SetEvent(first));
	not_signalled(second);
	CloseHandle(first);
	CloseHandle(second);
}

static void names_and_case(void)
{
	HANDLE lower = CreateEventA(NULL, TRUE, FALSE, "wc-case");
	HANDLE upper;

	SetLastError(UNSET_ERROR);
	upper = CreateEventA(NULL, TRUE, FALSE, "wc-CASE");
	ok(upper != NULL, "error %u\n", GetLastError());
	ok(GetLastError() == ERROR_SUCCESS, "error %u\n", GetLastError());
	succeeds(SetEvent(upper));
	not_signalled(lower);
	CloseHandle(lower);
	CloseHandle(upper);
}

static void prefixes(void)
{
	HANDLE plain, local;

	plain = CreateEventA(NULL, TRUE, FALSE, "wc-prefix");
	SetLastError(UNSET_ERROR);
	local = CreateEventA(NULL, TRUE, FALSE, "Local\\wc-prefix");
	ok(local != NULL, "error %u\n", GetLastError());
	ok(GetLastError() == ERROR_ALREADY_EXISTS, "error %u\n",
	   GetLastError());
	CloseHandle(local);
	CloseHandle(plain);
}

static void other_kind(void)
{
	HANDLE mutex = CreateMutexA(NULL, FALSE, "wc-kind");

	refuses(CreateEventA(NULL, TRUE, FALSE, "wc-kind"),
		ERROR_INVALID_HANDLE);
	CloseHandle(mutex);
}

static void bad_names(void)
{
	char name[512];

	refuses(CreateEventA(NULL, TRUE, FALSE, "wc-dir\\x"),
		ERROR_PATH_NOT_FOUND);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	refuses(CreateEventA(NULL, TRUE, FALSE, name),
		ERROR_FILENAME_EXCED_RANGE);
}

static void extended(void)
{
	HANDLE event;

	event = CreateEventExA(NULL, NULL, CREATE_EVENT_INITIAL_SET |
			       CREATE_EVENT_MANUAL_RESET, EVENT_ALL_ACCESS);
	ok(event != NULL, "error %u\n", GetLastError());
	is_signalled(event);
	is_signalled(event);
	CloseHandle(event);
	event = CreateEventExW(NULL, NULL, 0, SYNCHRONIZE);
	ok(event != NULL, "error %u\n", GetLastError());
	not_signalled(event);
	refuses(SetEvent(event), ERROR_ACCESS_DENIED);
	refuses(ResetEvent(event), ERROR_ACCESS_DENIED);
	CloseHandle(event);
	event = CreateEventExA(NULL, NULL, 0, EVENT_MODIFY_STATE);
	succeeds(SetEvent(event));
	wait_refused(WaitForSingleObject(event, 0), ERROR_ACCESS_DENIED);
	CloseHandle(event);
}

static void inheritable(void)
{
	SECURITY_ATTRIBUTES attributes = { sizeof(attributes), NULL, TRUE };
	HANDLE event = CreateEventA(&attributes, TRUE, TRUE, NULL);
	DWORD flags = 0;

	succeeds(GetHandleInformation(event, &flags));
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	CloseHandle(event);
	event = CreateEventA(NULL, TRUE, TRUE, NULL);
	succeeds(GetHandleInformation(event, &flags));
	ok(flags == 0, "flags %#x\n", flags);
	CloseHandle(event);
}

START_TEST(CreateEvent)
{
	RUN(states);
	RUN(handle_value);
	RUN(named);
	RUN(name_ends);
	RUN(empty_name);
	RUN(names_and_case);
	RUN(prefixes);
	RUN(other_kind);
	RUN(bad_names);
	RUN(extended);
	RUN(inheritable);
}
