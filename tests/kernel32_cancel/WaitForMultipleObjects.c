/* WaitForMultipleObjects: any and all, what each consumes, and its limits. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

#define waits_any(n, handles, ms, expected) \
	multi_(__LINE__, WaitForMultipleObjects(n, handles, FALSE, ms), expected)
#define waits_all(n, handles, ms, expected) \
	multi_(__LINE__, WaitForMultipleObjects(n, handles, TRUE, ms), expected)
static void multi_(int line, DWORD ret, DWORD expected)
{
	ok_(__FILE__, line)(ret == expected, "%#x, not %#x\n", ret, expected);
}

static void close_all(HANDLE *handles, int n)
{
	while (n--)
		CloseHandle(handles[n]);
}

/* the lowest index wins, and only that one is consumed */
static void any(void)
{
	HANDLE h[3] = { auto_event(FALSE), auto_event(FALSE),
			auto_event(FALSE) };

	waits_any(3, h, 0, WAIT_TIMEOUT);
	waits_any(3, h, 10, WAIT_TIMEOUT);
	SetEvent(h[2]);
	SetEvent(h[1]);
	waits_any(3, h, 0, WAIT_OBJECT_0 + 1);
	not_signalled(h[1]);
	waits_any(3, h, INFINITE, WAIT_OBJECT_0 + 2);
	waits_any(3, h, 0, WAIT_TIMEOUT);
	close_all(h, 3);
}

static void all(void)
{
	HANDLE h[3] = { auto_event(FALSE), manual_event(FALSE),
			CreateSemaphoreA(NULL, 0, 2, NULL) };

	SetEvent(h[0]);
	SetEvent(h[1]);
	waits_all(3, h, 0, WAIT_TIMEOUT);
	waits_all(3, h, 10, WAIT_TIMEOUT);
	ReleaseSemaphore(h[2], 2, NULL);
	waits_all(3, h, INFINITE, WAIT_OBJECT_0);
	not_signalled(h[0]);
	is_signalled(h[1]);
	is_signalled(h[2]);
	not_signalled(h[2]);
	close_all(h, 3);
}

/* a wait-all that timed out has taken nothing */
static void all_consumes_nothing(void)
{
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);
	HANDLE h[4] = { auto_event(TRUE), CreateSemaphoreA(NULL, 1, 1, NULL),
			mutex, auto_event(FALSE) };

	waits_all(4, h, 20, WAIT_TIMEOUT);
	refuses(ReleaseMutex(mutex), ERROR_NOT_OWNER);
	is_signalled(h[0]);
	is_signalled(h[1]);
	close_all(h, 4);
}

struct all_waiter {
	HANDLE h[2];
	HANDLE ready;
};

static DWORD WINAPI wait_for_both(void *arg)
{
	struct all_waiter *w = arg;

	SetEvent(w->ready);
	return WaitForMultipleObjects(2, w->h, TRUE, LONG_WAIT);
}

/* while another waits for all, one of its objects remains everybody's */
static void all_leaves_others_alone(void)
{
	struct all_waiter w = { { auto_event(FALSE), auto_event(FALSE) },
				manual_event(FALSE) };
	HANDLE thread = start_thread(wait_for_both, &w);

	waits(w.ready, LONG_WAIT, WAIT_OBJECT_0);
	SetEvent(w.h[0]);
	waits(thread, 20, WAIT_TIMEOUT);
	is_signalled(w.h[0]);
	SetEvent(w.h[1]);
	waits(thread, 20, WAIT_TIMEOUT);
	SetEvent(w.h[0]);
	thread_ends(thread, WAIT_OBJECT_0);
	not_signalled(w.h[0]);
	not_signalled(w.h[1]);
	close_all(w.h, 2);
	CloseHandle(w.ready);
}

/* a waiter for all gets both although another takes one in between */
static void all_in_turns(void)
{
	HANDLE forward[2] = { auto_event(TRUE), auto_event(TRUE) };
	struct all_waiter w = { { forward[1], forward[0] },
				manual_event(FALSE) };
	HANDLE thread;
	int i;

	for (i = 0; i < 20; i++) {
		ResetEvent(w.ready);
		waits_all(2, forward, LONG_WAIT, WAIT_OBJECT_0);
		thread = start_thread(wait_for_both, &w);
		waits(w.ready, LONG_WAIT, WAIT_OBJECT_0);
		SetEvent(forward[i & 1]);
		SetEvent(forward[~i & 1]);
		thread_ends(thread, WAIT_OBJECT_0);
		waits_all(2, forward, 0, WAIT_TIMEOUT);
		SetEvent(forward[0]);
		SetEvent(forward[1]);
	}
	close_all(forward, 2);
	CloseHandle(w.ready);
}

static void duplicates(void)
{
	HANDLE event = auto_event(TRUE), copy, h[3];

	succeeds(DuplicateHandle(GetCurrentProcess(), event,
				 GetCurrentProcess(), &copy, 0, FALSE,
				 DUPLICATE_SAME_ACCESS));
	h[0] = h[1] = event;
	waits_any(2, h, 0, WAIT_OBJECT_0);
	waits_any(2, h, 0, WAIT_TIMEOUT);
	h[0] = auto_event(FALSE);
	h[2] = event;
	SetEvent(event);
	waits_any(3, h, 0, WAIT_OBJECT_0 + 1);
	not_signalled(event);
	close_all(h, 1);
	SetEvent(event);
	h[0] = h[1] = event;
	/* Wine looks at neither the handles nor the objects for repeats */
	SetLastError(UNSET_ERROR);
	todo_wine waits_all(2, h, 0, WAIT_FAILED);
	todo_wine ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %u\n",
		     GetLastError());
	SetEvent(event);
	h[1] = copy;
	SetLastError(UNSET_ERROR);
	todo_wine waits_all(2, h, 0, WAIT_FAILED);
	todo_wine ok(GetLastError() == ERROR_INVALID_PARAMETER, "error %u\n",
		     GetLastError());
	CloseHandle(event);
	CloseHandle(copy);
}

static DWORD WINAPI die_with_it(void *arg)
{
	waits(arg, 0, WAIT_OBJECT_0);
	return 0;
}

static void abandoned(void)
{
	HANDLE h[3] = { auto_event(FALSE), CreateMutexA(NULL, FALSE, NULL),
			auto_event(TRUE) };

	thread_ends(start_thread(die_with_it, h[1]), 0);
	waits_any(3, h, 0, WAIT_ABANDONED_0 + 1);
	waits_any(3, h, 0, WAIT_OBJECT_0 + 1);
	succeeds(ReleaseMutex(h[1]));
	succeeds(ReleaseMutex(h[1]));
	thread_ends(start_thread(die_with_it, h[1]), 0);
	waits_all(3, h, 0, WAIT_TIMEOUT);
	SetEvent(h[0]);
	/* for all: which one was abandoned is not told */
	waits_all(3, h, 0, WAIT_ABANDONED_0);
	succeeds(ReleaseMutex(h[1]));
	not_signalled(h[0]);
	not_signalled(h[2]);
	close_all(h, 3);
}

static void limits(void)
{
	HANDLE h[MAXIMUM_WAIT_OBJECTS + 1];
	int i;

	for (i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
		h[i] = manual_event(i == MAXIMUM_WAIT_OBJECTS - 1);
	waits_any(MAXIMUM_WAIT_OBJECTS, h, 0,
		  WAIT_OBJECT_0 + MAXIMUM_WAIT_OBJECTS - 1);
	waits_all(MAXIMUM_WAIT_OBJECTS, h, 0, WAIT_TIMEOUT);
	for (i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
		SetEvent(h[i]);
	waits_all(MAXIMUM_WAIT_OBJECTS, h, 0, WAIT_OBJECT_0);
	wait_refused(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, h, FALSE,
					    0), ERROR_INVALID_PARAMETER);
	wait_refused(WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, h, TRUE,
					    0), ERROR_INVALID_PARAMETER);
	wait_refused(WaitForMultipleObjects(0, h, FALSE, 0),
		     ERROR_INVALID_PARAMETER);
	wait_refused(WaitForMultipleObjects(0x80000001, h, FALSE, 0),
		     ERROR_INVALID_PARAMETER);
	close_all(h, MAXIMUM_WAIT_OBJECTS + 1);
}

/* one bad handle spoils the wait, even behind a signalled object */
static void bad_handles(void)
{
	HANDLE h[3] = { auto_event(TRUE), NULL, auto_event(TRUE) };

	wait_refused(WaitForMultipleObjects(3, h, FALSE, 0),
		     ERROR_INVALID_HANDLE);
	wait_refused(WaitForMultipleObjects(3, h, TRUE, INFINITE),
		     ERROR_INVALID_HANDLE);
	h[1] = FOREIGN_HANDLE;
	wait_refused(WaitForMultipleObjects(3, h, FALSE, 0),
		     ERROR_INVALID_HANDLE);
	is_signalled(h[0]);
	is_signalled(h[2]);
	CloseHandle(h[0]);
	CloseHandle(h[2]);
}

static DWORD WINAPI return_arg(void *arg)
{
	return (DWORD)(ULONG_PTR)arg;
}

static void threads(void)
{
	HANDLE h[8];
	int i;

	for (i = 0; i < 8; i++)
		h[i] = start_thread(return_arg, (void *)(ULONG_PTR)(i + 10));
	waits_all(8, h, LONG_WAIT, WAIT_OBJECT_0);
	for (i = 0; i < 8; i++)
		thread_ends(h[i], i + 10);
}

START_TEST(WaitForMultipleObjects)
{
	RUN(any);
	RUN(all);
	RUN(all_consumes_nothing);
	RUN(all_leaves_others_alone);
	RUN(all_in_turns);
	RUN(duplicates);
	RUN(abandoned);
	RUN(limits);
	RUN(bad_handles);
	RUN(threads);
}
