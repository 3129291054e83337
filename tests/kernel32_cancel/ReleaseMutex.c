/* ReleaseMutex: recursion, ownership, hand-over, abandonment. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void recursion(void)
{
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
	int i;

	for (i = 0; i < 5; i++)
		is_signalled(mutex);
	for (i = 0; i < 5; i++)
		succeeds(ReleaseMutex(mutex));
	refuses(ReleaseMutex(mutex), ERROR_NOT_OWNER);
	CloseHandle(mutex);
}

static DWORD WINAPI release(void *arg)
{
	refuses(ReleaseMutex(arg), ERROR_NOT_OWNER);
	return 0;
}

static void not_the_owner(void)
{
	HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);

	thread_ends(start_thread(release, mutex), 0);
	succeeds(ReleaseMutex(mutex));
	CloseHandle(mutex);
}

struct next {
	HANDLE mutex;
	HANDLE has_it;
};

static DWORD WINAPI take(void *arg)
{
	struct next *next = arg;

	waits(next->mutex, LONG_WAIT, WAIT_OBJECT_0);
	SetEvent(next->has_it);
	ok(ReleaseMutex(next->mutex), "error %u\n", GetLastError());
	return 0;
}

static void hand_over(void)
{
	struct next next = { CreateMutexA(NULL, TRUE, NULL),
			     manual_event(FALSE) };
	HANDLE thread = start_thread(take, &next);

	waits(next.has_it, 20, WAIT_TIMEOUT);
	succeeds(ReleaseMutex(next.mutex));
	waits(next.has_it, LONG_WAIT, WAIT_OBJECT_0);
	thread_ends(thread, 0);
	is_signalled(next.mutex);
	CloseHandle(next.mutex);
	CloseHandle(next.has_it);
}

static DWORD WINAPI die_with_it(void *arg)
{
	waits(arg, 0, WAIT_OBJECT_0);
	return 0;
}

/* told once; then it is an ordinary owned mutex */
static void abandoned(void)
{
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

	thread_ends(start_thread(die_with_it, mutex), 0);
	waits(mutex, 0, WAIT_ABANDONED);
	waits(mutex, 0, WAIT_OBJECT_0);
	succeeds(ReleaseMutex(mutex));
	succeeds(ReleaseMutex(mutex));
	refuses(ReleaseMutex(mutex), ERROR_NOT_OWNER);
	is_signalled(mutex);
	succeeds(ReleaseMutex(mutex));
	CloseHandle(mutex);
}

static void bad_handles(void)
{
	HANDLE event = auto_event(FALSE);
	HANDLE mutex = CreateMutexA(NULL, TRUE, NULL);

	refuses(ReleaseMutex(NULL), ERROR_INVALID_HANDLE);
	refuses(ReleaseMutex(FOREIGN_HANDLE), ERROR_INVALID_HANDLE);
	refuses(ReleaseMutex(event), ERROR_INVALID_HANDLE);
	CloseHandle(mutex);
	refuses(ReleaseMutex(mutex), ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(ReleaseMutex)
{
	RUN(recursion);
	RUN(not_the_owner);
	RUN(hand_over);
	RUN(abandoned);
	RUN(bad_handles);
}
