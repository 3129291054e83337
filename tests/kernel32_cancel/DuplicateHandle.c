/* DuplicateHandle: a second handle to the same object, with less or equal rights. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static BOOL duplicate(HANDLE from, HANDLE *to, DWORD access, BOOL inherit,
		      DWORD options)
{
	return DuplicateHandle(GetCurrentProcess(), from, GetCurrentProcess(),
			       to, access, inherit, options);
}

static void same_object(void)
{
	HANDLE event = manual_event(FALSE), copy = NULL;

	succeeds(duplicate(event, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	ok(copy && copy != event, "%p and %p\n", copy, event);
	succeeds(SetEvent(copy));
	is_signalled(event);
	CloseHandle(event);
	is_signalled(copy);
	succeeds(ResetEvent(copy));
	CloseHandle(copy);
	refuses(SetEvent(copy), ERROR_INVALID_HANDLE);
}

static void close_source(void)
{
	HANDLE event = manual_event(TRUE), copy = NULL;

	succeeds(duplicate(event, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS |
			   DUPLICATE_CLOSE_SOURCE));
	is_signalled(copy);
	if (copy != event)
		wait_refused(WaitForSingleObject(event, 0),
			     ERROR_INVALID_HANDLE);
	/* without a target it is one more way to close */
	DuplicateHandle(GetCurrentProcess(), copy, NULL, NULL, 0, FALSE,
			DUPLICATE_CLOSE_SOURCE);
	wait_refused(WaitForSingleObject(copy, 0), ERROR_INVALID_HANDLE);
}

static void less_access(void)
{
	HANDLE event = manual_event(FALSE), watch, set, more;

	succeeds(duplicate(event, &watch, SYNCHRONIZE, FALSE, 0));
	not_signalled(watch);
	refuses(SetEvent(watch), ERROR_ACCESS_DENIED);
	succeeds(duplicate(event, &set, EVENT_MODIFY_STATE, FALSE, 0));
	succeeds(SetEvent(set));
	wait_refused(WaitForSingleObject(set, 0), ERROR_ACCESS_DENIED);
	/* the same access of a handle that has little */
	succeeds(duplicate(watch, &more, 0, FALSE, DUPLICATE_SAME_ACCESS));
	is_signalled(more);
	refuses(ResetEvent(more), ERROR_ACCESS_DENIED);
	CloseHandle(event);
	CloseHandle(watch);
	CloseHandle(set);
	CloseHandle(more);
}

static void inherit(void)
{
	HANDLE event = manual_event(FALSE), copy, plain;
	DWORD flags = 0;

	succeeds(duplicate(event, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS));
	succeeds(GetHandleInformation(copy, &flags));
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	/* the flag belongs to the handle and is not copied */
	succeeds(duplicate(copy, &plain, 0, FALSE, DUPLICATE_SAME_ACCESS));
	succeeds(GetHandleInformation(plain, &flags));
	ok(flags == 0, "flags %#x\n", flags);
	CloseHandle(event);
	CloseHandle(copy);
	CloseHandle(plain);
}

static DWORD WINAPI check_real(void *arg)
{
	/* not the thread that looks, the one that was duplicated */
	return GetThreadId(arg) == GetCurrentThreadId();
}

static void pseudo_thread(void)
{
	HANDLE real = NULL;

	succeeds(duplicate(GetCurrentThread(), &real, 0, FALSE,
			   DUPLICATE_SAME_ACCESS));
	ok(real && real != GetCurrentThread(), "%p\n", real);
	ok(GetThreadId(real) == GetCurrentThreadId(), "%u\n",
	   GetThreadId(real));
	thread_ends(start_thread(check_real, real), 0);
	CloseHandle(real);
}

static void of_a_mutex(void)
{
	HANDLE mutex = CreateMutexA(NULL, TRUE, NULL), copy;

	succeeds(duplicate(mutex, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
	CloseHandle(mutex);
	succeeds(ReleaseMutex(copy));
	refuses(ReleaseMutex(copy), ERROR_NOT_OWNER);
	CloseHandle(copy);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE), copy = NULL;

	refuses(duplicate(NULL, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS),
		ERROR_INVALID_HANDLE);
	refuses(duplicate(FOREIGN_HANDLE, &copy, 0, FALSE,
			  DUPLICATE_SAME_ACCESS), ERROR_INVALID_HANDLE);
	refuses(DuplicateHandle(NULL, event, GetCurrentProcess(), &copy, 0,
				FALSE, DUPLICATE_SAME_ACCESS),
		ERROR_INVALID_HANDLE);
	refuses(DuplicateHandle(GetCurrentProcess(), event, FOREIGN_HANDLE,
				&copy, 0, FALSE, DUPLICATE_SAME_ACCESS),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
	refuses(duplicate(event, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS),
		ERROR_INVALID_HANDLE);
}

START_TEST(DuplicateHandle)
{
	RUN(same_object);
	RUN(close_source);
	RUN(less_access);
	RUN(inherit);
	RUN(pseudo_thread);
	RUN(of_a_mutex);
	RUN(bad_handles);
}
