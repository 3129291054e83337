/* PulseEvent: leaves an event that nobody waits for as it was, not set. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

static void nobody_waits(void)
{
	HANDLE manual = manual_event(FALSE), once = auto_event(FALSE);

	succeeds(PulseEvent(manual));
	not_signalled(manual);
	succeeds(PulseEvent(once));
	not_signalled(once);
	CloseHandle(manual);
	CloseHandle(once);
}

/* a pulse ends by resetting, whatever the state was */
static void was_set(void)
{
	HANDLE manual = manual_event(TRUE), once = auto_event(TRUE);

	succeeds(PulseEvent(manual));
	not_signalled(manual);
	succeeds(PulseEvent(once));
	not_signalled(once);
	CloseHandle(manual);
	CloseHandle(once);
}


static DWORD WINAPI wait_for_event(void *arg)
{
	return WaitForSingleObject(arg, LONG_WAIT);
}

/* pulses until the waiter came through: it may not wait yet at the first */
static void pulse_until_ended(HANDLE event, HANDLE thread)
{
	while (WaitForSingleObject(thread, 1) == WAIT_TIMEOUT)
		ok(PulseEvent(event), "error %u\n", GetLastError());
}

static void wakes_a_waiter(void)
{
	HANDLE manual = manual_event(FALSE), once = auto_event(FALSE);
	HANDLE thread;

	thread = start_thread(wait_for_event, manual);
	pulse_until_ended(manual, thread);
	thread_ends(thread, WAIT_OBJECT_0);
	not_signalled(manual);
	thread = start_thread(wait_for_event, once);
	pulse_until_ended(once, thread);
	thread_ends(thread, WAIT_OBJECT_0);
	not_signalled(once);
	CloseHandle(manual);
	CloseHandle(once);
}

static void bad_handles(void)
{
	HANDLE mutex = CreateMutexA(NULL, FALSE, NULL);

	refuses(PulseEvent(NULL), ERROR_INVALID_HANDLE);
	refuses(PulseEvent(FOREIGN_HANDLE), ERROR_INVALID_HANDLE);
	refuses(PulseEvent(mutex), ERROR_INVALID_HANDLE);
	CloseHandle(mutex);
}

START_TEST(PulseEvent)
{
	RUN(nobody_waits);
	RUN(was_set);
	RUN(wakes_a_waiter);
	RUN(bad_handles);
}
