/* CreateWaitableTimer, CreateWaitableTimerEx: kinds, names, access. */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

/* T-001 */
static void kinds(void)
{
	HANDLE manual = CreateWaitableTimerA(NULL, TRUE, NULL);
	HANDLE one = CreateWaitableTimerW(NULL, FALSE, NULL);

	not_signalled(manual);
	not_signalled(one);
	set_timer(manual, 1);
	set_timer(one, 1);
	waits(manual, LONG_WAIT, WAIT_OBJECT_0);
	is_signalled(manual);
	waits(one, LONG_WAIT, WAIT_OBJECT_0);
	not_signalled(one);
	CloseHandle(manual);
	CloseHandle(one);
}

/* T-001 */
static void ex(void)
{
	HANDLE manual = CreateWaitableTimerExA(
		NULL, NULL, CREATE_WAITABLE_TIMER_MANUAL_RESET,
		TIMER_ALL_ACCESS);
	HANDLE exact = CreateWaitableTimerExW(NULL, NULL, 2, TIMER_ALL_ACCESS);

	set_timer(manual, 0);
	is_signalled(manual);
	is_signalled(manual);
	set_timer(exact, 0);
	is_signalled(exact);
	not_signalled(exact);
	CloseHandle(manual);
	CloseHandle(exact);
	/* Wine ignores what it does not know. */
	todo_wine refuses(CreateWaitableTimerExW(NULL, NULL, 0x100,
						 TIMER_ALL_ACCESS),
			  ERROR_INVALID_PARAMETER);
}

/* T-002 */
static void named(void)
{
	HANDLE first, second;

	SetLastError(UNSET_ERROR);
	first = CreateWaitableTimerA(NULL, TRUE, "wc-timer");
	ok(first && GetLastError() == 0, "error %u\n", GetLastError());
	SetLastError(UNSET_ERROR);
	second = CreateWaitableTimerW(NULL, FALSE, L"wc-timer");
	ok(second && GetLastError() == ERROR_ALREADY_EXISTS, "error %u\n",
	   GetLastError());
	set_timer(second, 0);
	/* the older one's kind stays */
	is_signalled(first);
	is_signalled(second);
	CloseHandle(first);
	SetLastError(UNSET_ERROR);
	first = CreateWaitableTimerExA(NULL, "wc-timer", 0, SYNCHRONIZE);
	ok(first && GetLastError() == ERROR_ALREADY_EXISTS, "error %u\n",
	   GetLastError());
	is_signalled(first);
	CloseHandle(first);
	CloseHandle(second);
	first = CreateWaitableTimerA(NULL, TRUE, "wc-timer");
	not_signalled(first);
	CloseHandle(first);
	first = CreateWaitableTimerA(NULL, TRUE, "");
	ok(first != NULL, "error %u\n", GetLastError());
	CloseHandle(first);
}

/* T-002 */
static void other_kind(void)
{
	HANDLE event = CreateEventA(NULL, FALSE, FALSE, "wc-not-timer");
	HANDLE timer;

	refuses(CreateWaitableTimerA(NULL, TRUE, "wc-not-timer"),
		ERROR_INVALID_HANDLE);
	CloseHandle(event);
	timer = CreateWaitableTimerA(NULL, TRUE, "wc-not-event");
	refuses(CreateEventA(NULL, FALSE, FALSE, "wc-not-event"),
		ERROR_INVALID_HANDLE);
	CloseHandle(timer);
}

/* T-003 */
static void access_rights(void)
{
	HANDLE timer = CreateWaitableTimerExA(NULL, NULL, 0, SYNCHRONIZE);
	LARGE_INTEGER due;

	not_signalled(timer);
	refuses(SetWaitableTimer(timer, from_now(&due, 0), 0, NULL, NULL,
				 FALSE), ERROR_ACCESS_DENIED);
	refuses(CancelWaitableTimer(timer), ERROR_ACCESS_DENIED);
	CloseHandle(timer);
	timer = CreateWaitableTimerExA(NULL, NULL, 0, TIMER_MODIFY_STATE);
	set_timer(timer, 0);
	wait_refused(WaitForSingleObject(timer, 0), ERROR_ACCESS_DENIED);
	CloseHandle(timer);
}

START_TEST(CreateWaitableTimer)
{
	RUN(kinds);
	RUN(ex);
	RUN(named);
	RUN(other_kind);
	RUN(access_rights);
}
