/* SetWaitableTimerEx: the delay is a leave, the context is a wish. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

/* T-009 */
static void as_the_other(void)
{
	HANDLE timer = CreateWaitableTimerA(NULL, FALSE, NULL);
	struct call_note note = { 0 };
	LARGE_INTEGER due;

	succeeds(SetWaitableTimerEx(timer, from_now(&due, 2), 2, note_call,
				    &note, NULL, 1));
	while (note.calls < 3)
		SleepEx(LONG_WAIT, TRUE);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(SetWaitableTimerEx(timer, from_now(&due, FAR_MS), 0, NULL,
				    NULL, NULL, 0));
	not_signalled(timer);
	CloseHandle(timer);
}

/* T-009 */
static void bad_input(void)
{
	HANDLE event = manual_event(FALSE);
	LARGE_INTEGER due;

	from_now(&due, 0);
	refuses(SetWaitableTimerEx(event, &due, 0, NULL, NULL, NULL, 0),
		ERROR_INVALID_HANDLE);
	refuses(SetWaitableTimerEx(NULL, &due, 0, NULL, NULL, NULL, 0),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(SetWaitableTimerEx)
{
	RUN(as_the_other);
	RUN(bad_input);
}
