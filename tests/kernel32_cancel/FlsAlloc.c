/*
 * Fibre local storage: each thread its own value; what is left goes to the
 * function of its index, once.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

static DWORD slot;
static volatile LONG calls;
static void *volatile last_value;
static DWORD last_thread;

static void WINAPI note(void *value)
{
	InterlockedIncrement(&calls);
	last_value = value;
	last_thread = GetCurrentThreadId();
}

static DWORD WINAPI other(void *value)
{
	ok(!FlsGetValue(slot), "another thread's value\n");
	succeeds(FlsSetValue(slot, value));
	ok(FlsGetValue(slot) == value, "not kept\n");
	return 0;
}

/* G-040: a value for each thread */
static void by_thread(void)
{
	int here, there;

	slot = FlsAlloc(NULL);
	ok(slot != FLS_OUT_OF_INDEXES && slot, "index %u\n", slot);
	SetLastError(UNSET_ERROR);
	ok(!FlsGetValue(slot) && !GetLastError(), "error %u\n",
	   GetLastError());
	succeeds(FlsSetValue(slot, &here));
	thread_ends(start_thread(other, &there), 0);
	ok(FlsGetValue(slot) == &here, "not kept\n");
	succeeds(FlsFree(slot));
	slot = FlsAlloc(NULL);
	ok(!FlsGetValue(slot), "the value of an older index\n");
	succeeds(FlsFree(slot));
}

static DWORD WINAPI looks_only(void *unused)
{
	(void)unused;
	return FlsGetValue(slot) != NULL;
}

/* G-041: as a thread ends, on it, and before it can be seen to have ended */
static void thread_end(void)
{
	DWORD id;
	HANDLE thread;
	int value;

	slot = FlsAlloc(note);
	thread = CreateThread(NULL, 0, other, &value, 0, &id);
	thread_ends(thread, 0);
	ok(calls == 1, "%d calls\n", calls);
	ok(last_value == &value && last_thread == id, "value %p thread %u\n",
	   last_value, last_thread);
	/* of a thread that never stored one, none */
	thread_ends(start_thread(looks_only, NULL), 0);
	succeeds(FlsFree(slot));
	ok(calls == 1, "%d calls\n", calls);
}

static DWORD WINAPI ends_itself(void *value)
{
	other(value);
	ExitThread(3);
}

struct held {
	HANDLE stored, leave;
	void *value;
};

static DWORD WINAPI keep(void *arg)
{
	struct held *h = arg;

	other(h->value);
	SetEvent(h->stored);
	waits(h->leave, LONG_WAIT, WAIT_OBJECT_0);
	return 0;
}

/* G-041: the same by ExitThread, never by TerminateThread */
static void other_ends(void)
{
	struct held h = { manual_event(FALSE), manual_event(FALSE), &h };
	HANDLE thread;

	slot = FlsAlloc(note);
	thread_ends(start_thread(ends_itself, &h), 3);
	ok(calls == 1, "%d calls\n", calls);
	thread = start_thread(keep, &h);
	waits(h.stored, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(TerminateThread(thread, 4));
	thread_ends(thread, 4);
	ok(calls == 1, "%d calls\n", calls);
	CloseHandle(h.stored);
	CloseHandle(h.leave);
}

/* G-042: FlsFree hands out the values of all threads, on the caller's */
static void freeing(void)
{
	struct held h[2];
	HANDLE thread[2];
	int mine;

	slot = FlsAlloc(note);
	succeeds(FlsSetValue(slot, &mine));
	for (int i = 0; i < 2; i++) {
		h[i] = (struct held){ manual_event(FALSE), manual_event(FALSE),
				      &h[i] };
		thread[i] = start_thread(keep, &h[i]);
		waits(h[i].stored, LONG_WAIT, WAIT_OBJECT_0);
	}
	succeeds(FlsFree(slot));
	ok(calls == 3, "%d calls\n", calls);
	ok(last_thread == GetCurrentThreadId(), "on thread %u\n", last_thread);
	for (int i = 0; i < 2; i++) {
		SetEvent(h[i].leave);
		thread_ends(thread[i], 0);
		CloseHandle(h[i].stored);
		CloseHandle(h[i].leave);
	}
	ok(calls == 3, "%d calls\n", calls);
}

/* G-040 */
static void refusals(void)
{
	DWORD own = FlsAlloc(NULL);

	succeeds(FlsFree(own));
	refuses(FlsFree(own), ERROR_INVALID_PARAMETER);
	refuses(FlsFree(0), ERROR_INVALID_PARAMETER);
	refuses(FlsFree(0x12345), ERROR_INVALID_PARAMETER);
	refuses(FlsSetValue(0x12345, NULL), ERROR_INVALID_PARAMETER);
	refuses(FlsSetValue(0, NULL), ERROR_INVALID_PARAMETER);
	refuses(FlsGetValue(0x12345) != NULL, ERROR_INVALID_PARAMETER);
	refuses(FlsGetValue(0) != NULL, ERROR_INVALID_PARAMETER);
}

START_TEST(FlsAlloc)
{
	RUN(by_thread);
	RUN(thread_end);
	RUN(other_ends);
	RUN(freeing);
	RUN(refusals);
}
