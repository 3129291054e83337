/* CreateMutex: owned or free at first, named, inherited. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static DWORD WINAPI try_mutex(void *arg)
{
	DWORD ret = WaitForSingleObject(arg, 0);

	if (ret == WAIT_OBJECT_0)
		ReleaseMutex(arg);
	return ret;
}

#define others_get(mutex, expected) \
	thread_ends(start_thread(try_mutex, mutex), expected)

static void first_owner(void)
{
	HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);

	others_get(mutex, WAIT_TIMEOUT);
	is_signalled(mutex);
	succeeds(ReleaseMutex(mutex));
	others_get(mutex, WAIT_TIMEOUT);
	succeeds(ReleaseMutex(mutex));
	others_get(mutex, WAIT_OBJECT_0);
	refuses(ReleaseMutex(mutex), ERROR_NOT_OWNER);
	CloseHandle(mutex);
}

static void no_owner(void)
{
	HANDLE mutex = CreateMutexW(NULL, FALSE, NULL);

	refuses(ReleaseMutex(mutex), ERROR_NOT_OWNER);
	others_get(mutex, WAIT_OBJECT_0);
	is_signalled(mutex);
	others_get(mutex, WAIT_TIMEOUT);
	succeeds(ReleaseMutex(mutex));
	CloseHandle(mutex);
}

static void named(void)
{
	HANDLE first = CreateMutexA(NULL, FALSE, "wc-mutex"), second;

	SetLastError(UNSET_ERROR);
	/* the wish to own it counts only for the one that creates it */
	second = CreateMutexA(NULL, TRUE, "wc-mutex");
	ok(second != NULL, "error %u\n", GetLastError());
	ok(GetLastError() == ERROR_ALREADY_EXISTS, "error %u\n",
	   GetLastError());
	refuses(ReleaseMutex(second), ERROR_NOT_OWNER);
	is_signalled(first);
	succeeds(ReleaseMutex(second));
	CloseHandle(first);
	CloseHandle(second);
}

static void other_kind(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, "wc-not-mutex");

	refuses(CreateMutexA(NULL, FALSE, "wc-not-mutex"),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

static void inheritable(void)
{
	SECURITY_ATTRIBUTES attributes = { sizeof(attributes), NULL, TRUE };
	HANDLE mutex = CreateMutexA(&attributes, FALSE, NULL);
	DWORD flags = 0;

	succeeds(GetHandleInformation(mutex, &flags));
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	CloseHandle(mutex);
}

START_TEST(CreateMutex)
{
	RUN(first_owner);
	RUN(no_owner);
	RUN(named);
	RUN(other_kind);
	RUN(inheritable);
}
