/*
 * A partner comes when a waiter is about to give up: then both have met, or
 * neither has.
 */
#include "lib/nt_sync.h"
#include "race.h"

static LARGE_INTEGER none;
static int once;
static NTSTATUS released;

#define KEY ((void *)64)

static void release_it(void *arg)
{
	(void)arg;
	if (first_time(&once))
		released = NtReleaseKeyedEvent(NULL, KEY, FALSE, &none);
}

/* T-021 */
static void time_out_and_partner(void)
{
	LARGE_INTEGER time;

	point_arm("keyed:leaving", release_it, NULL);
	gives(NtWaitForKeyedEvent(NULL, KEY, FALSE, relative_ms(&time, 1)),
	      STATUS_SUCCESS);
	gives(released, STATUS_SUCCESS);
	gives(NtReleaseKeyedEvent(NULL, KEY, FALSE, &none), STATUS_TIMEOUT);
}

static int calls;

static void CALLBACK note_apc(ULONG_PTR arg)
{
	(void)arg;
	calls++;
}

/* T-022: the routine runs in the next alertable wait */
static void routine_and_partner(void)
{
	point_arm("keyed:leaving", release_it, NULL);
	QueueUserAPC(note_apc, GetCurrentThread(), 0);
	gives(NtWaitForKeyedEvent(NULL, KEY, TRUE, NULL), STATUS_SUCCESS);
	gives(released, STATUS_SUCCESS);
	ok(calls == 0, "%d calls\n", calls);
	SleepEx(0, TRUE);
	ok(calls == 1, "%d calls\n", calls);
}

static void nothing(void *arg)
{
	(void)arg;
}

static DWORD WINAPI wait_for_ever(void *arg)
{
	NtWaitForKeyedEvent(arg, KEY, FALSE, NULL);
	return 0;
}

static HANDLE start_waiter(HANDLE keyed)
{
	HANDLE thread;

	point_arm("keyed:waiting", nothing, NULL);
	thread = start_thread(wait_for_ever, keyed);
	while (!point_count("keyed:waiting"))
		SwitchToThread();
	return thread;
}

/* T-020: who is ended waits no more */
static void ended(void)
{
	HANDLE thread = start_waiter(NULL);

	works(TerminateThread(thread, 7));
	thread_ends(thread, 7);
	gives(NtReleaseKeyedEvent(NULL, KEY, FALSE, &none), STATUS_TIMEOUT);
}

/* T-020: the waiter needs no handle */
static void closed(void)
{
	HANDLE keyed, thread;
	struct named n;

	gives(NtCreateKeyedEvent(&keyed, GENERIC_ALL, nt_name(&n, "wc-closed"),
				 0), STATUS_SUCCESS);
	thread = start_waiter(keyed);
	NtClose(keyed);
	gives(NtOpenKeyedEvent(&keyed, GENERIC_ALL, &n.attr),
	      STATUS_OBJECT_NAME_NOT_FOUND);
	works(TerminateThread(thread, 7));
	thread_ends(thread, 7);
}

START_TEST(keyed_event)
{
	RUN(time_out_and_partner);
	RUN(routine_and_partner);
	RUN(ended);
	RUN(closed);
}
