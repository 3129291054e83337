/*
 * Handles closed and given out anew while other threads use them: a value is
 * refused or means a live object, whatever the moment, and closing it works
 * for exactly one thread.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

#define ROUNDS 20000
#define USERS 3

static LONG stop;
static HANDLE shared;

static BOOL stopped(void)
{
	return InterlockedCompareExchange(&stop, 0, 0);
}

static HANDLE look(void)
{
	return InterlockedCompareExchangePointer(&shared, NULL, NULL);
}

static DWORD WINAPI churn(void *arg)
{
	DWORD bad = 0;

	(void)arg;
	while (!stopped()) {
		HANDLE event = manual_event(TRUE);

		bad += WaitForSingleObject(event, 0) != WAIT_OBJECT_0;
		bad += !CloseHandle(event);
	}
	return bad;
}

/* by the time of the wait the value may be another thread's set event */
static void stale_values(void)
{
	HANDLE threads[USERS], event;
	int i, wrong = 0;
	DWORD ret;

	for (i = 0; i < USERS; i++)
		threads[i] = start_thread(churn, NULL);
	for (i = 0; i < ROUNDS; i++) {
		event = manual_event(TRUE);
		CloseHandle(event);
		ret = WaitForSingleObject(event, 0);
		if (ret == WAIT_FAILED)
			wrong += GetLastError() != ERROR_INVALID_HANDLE;
		else
			wrong += ret != WAIT_OBJECT_0;
	}
	InterlockedExchange(&stop, 1);
	ok(!wrong, "%d of %d\n", wrong, ROUNDS);
	for (i = 0; i < USERS; i++)
		thread_ends(threads[i], 0);
}

static DWORD WINAPI use_shared(void *arg)
{
	HANDLE copy;
	DWORD ret;
	BOOL same;

	(void)arg;
	while (!stopped()) {
		ret = WaitForSingleObject(look(), 0);
		if (ret != WAIT_OBJECT_0 &&
		    (ret != WAIT_FAILED ||
		     GetLastError() != ERROR_INVALID_HANDLE))
			return 0x10000 + ret;
		same = DuplicateHandle(GetCurrentProcess(), look(),
				       GetCurrentProcess(), &copy, 0, FALSE,
				       DUPLICATE_SAME_ACCESS);
		if (!same && GetLastError() != ERROR_INVALID_HANDLE)
			return 0x20000 + GetLastError();
		if (!same)
			continue;
		ret = WaitForSingleObject(copy, 0);
		if (ret != WAIT_OBJECT_0)
			return 0x30000 + ret;
		if (!CloseHandle(copy))
			return 0x40000 + GetLastError();
	}
	return 0;
}

static void closed_in_use(void)
{
	HANDLE threads[USERS], event;
	int i, wrong = 0;

	shared = manual_event(TRUE);
	for (i = 0; i < USERS; i++)
		threads[i] = start_thread(use_shared, NULL);
	for (i = 0; i < ROUNDS; i++) {
		event = InterlockedExchangePointer(&shared,
						   manual_event(TRUE));
		wrong += !CloseHandle(event);
	}
	InterlockedExchange(&stop, 1);
	for (i = 0; i < USERS; i++)
		thread_ends(threads[i], 0);
	wrong += !CloseHandle(shared);
	ok(!wrong, "%d of %d\n", wrong, ROUNDS);
}

struct closers {
	HANDLE go, value;
	LONG closed;
};

static DWORD WINAPI close_once(void *arg)
{
	struct closers *c = arg;

	waits(c->go, LONG_WAIT, WAIT_OBJECT_0);
	if (CloseHandle(c->value))
		InterlockedIncrement(&c->closed);
	return 0;
}

static void closed_by_several(void)
{
	struct closers c;
	HANDLE threads[USERS];
	int i, round;

	for (round = 0; round < 200; round++) {
		c.go = manual_event(FALSE);
		c.value = manual_event(TRUE);
		c.closed = 0;
		for (i = 0; i < USERS; i++)
			threads[i] = start_thread(close_once, &c);
		SetEvent(c.go);
		for (i = 0; i < USERS; i++)
			thread_ends(threads[i], 0);
		ok(c.closed == 1, "closed %d times\n", (int)c.closed);
		CloseHandle(c.go);
	}
}

START_TEST(handle_churn)
{
	RUN_LIMIT(stale_values, 60);
	RUN_LIMIT(closed_in_use, 60);
	RUN_LIMIT(closed_by_several, 60);
}
