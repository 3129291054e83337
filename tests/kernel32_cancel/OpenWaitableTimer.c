/* OpenWaitableTimer: names, access, bad input. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

/* T-002 T-003 */
static void by_name(void)
{
	HANDLE timer = CreateWaitableTimerA(NULL, TRUE, "wc-open-timer");
	HANDLE a = OpenWaitableTimerA(TIMER_MODIFY_STATE, FALSE,
				      "wc-open-timer");
	HANDLE w = OpenWaitableTimerW(SYNCHRONIZE, FALSE, L"wc-open-timer");

	ok(a && w, "error %u\n", GetLastError());
	not_signalled(w);
	set_timer(a, 0);
	is_signalled(w);
	wait_refused(WaitForSingleObject(a, 0), ERROR_ACCESS_DENIED);
	refuses(CancelWaitableTimer(w), ERROR_ACCESS_DENIED);
	CloseHandle(timer);
	CloseHandle(a);
	is_signalled(w);
	CloseHandle(w);
	refuses(OpenWaitableTimerA(SYNCHRONIZE, FALSE, "wc-open-timer"),
		ERROR_FILE_NOT_FOUND);
}

/* T-002 */
static void inherited(void)
{
	HANDLE timer = CreateWaitableTimerA(NULL, TRUE, "wc-open-timer");
	HANDLE other = OpenWaitableTimerA(SYNCHRONIZE, TRUE, "wc-open-timer");
	DWORD flags = 0;

	succeeds(GetHandleInformation(other, &flags));
	ok(flags == HANDLE_FLAG_INHERIT, "flags %#x\n", flags);
	succeeds(GetHandleInformation(timer, &flags));
	ok(flags == 0, "flags %#x\n", flags);
	CloseHandle(other);
	CloseHandle(timer);
}

/* T-002 */
static void bad_names(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, "wc-open-event");

	refuses(OpenWaitableTimerA(SYNCHRONIZE, FALSE, "wc-open-event"),
		ERROR_INVALID_HANDLE);
	refuses(OpenWaitableTimerA(SYNCHRONIZE, FALSE, "wc-nobody"),
		ERROR_FILE_NOT_FOUND);
	refuses(OpenWaitableTimerW(SYNCHRONIZE, FALSE, NULL),
		ERROR_INVALID_PARAMETER);
	refuses(OpenWaitableTimerA(SYNCHRONIZE, FALSE, ""),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
}

START_TEST(OpenWaitableTimer)
{
	RUN(by_name);
	RUN(inherited);
	RUN(bad_names);
}
