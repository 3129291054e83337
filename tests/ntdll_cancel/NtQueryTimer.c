/* NtQueryTimer: the state, and how long it will be. */
#include "lib/nt_sync.h"

static HANDLE timer;

#define query(state) query_(__FILE__, __LINE__, state)
static LONGLONG query_(const char *src, int line, BOOLEAN state)
{
	TIMER_BASIC_INFORMATION info;
	ULONG used = 0;

	memset(&info, 0x77, sizeof(info));
	gives_(src, line, "NtQueryTimer",
	       NtQueryTimer(timer, TimerBasicInformation, &info, sizeof(info),
			    &used), STATUS_SUCCESS);
	ok_(src, line)(used == sizeof(info), "%u bytes\n", used);
	ok_(src, line)(info.TimerState == state, "state %d\n",
		       info.TimerState);
	return info.RemainingTime.QuadPart;
}

static void set(LONGLONG units)
{
	LARGE_INTEGER due = { .QuadPart = units };

	gives(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, NULL),
	      STATUS_SUCCESS);
}

/* T-009 */
static void remaining(void)
{
	LARGE_INTEGER now;
	LONGLONG left;

	gives(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, NotificationTimer),
	      STATUS_SUCCESS);
	query(FALSE);
	set(-36000000000);
	left = query(FALSE);
	ok(left > 35000000000 && left <= 36000000000, "%d ms left\n", (int)(left / 10000));
	NtQuerySystemTime(&now);
	set(now.QuadPart + 36000000000);
	left = query(FALSE);
	ok(left > 35000000000 && left <= 36000000000, "%d ms left\n", (int)(left / 10000));
	set(0);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	left = query(TRUE);
	ok(left <= 0, "%d ms left\n", (int)(left / 10000));
	set(-36000000000);
	gives(NtCancelTimer(timer, NULL), STATUS_SUCCESS);
	query(FALSE);
	NtClose(timer);
}

/* T-009 */
static void bad_input(void)
{
	TIMER_BASIC_INFORMATION info;
	HANDLE event = manual_event(FALSE);
	ULONG used;

	gives(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, NotificationTimer),
	      STATUS_SUCCESS);
	gives(NtQueryTimer(timer, 1, &info, sizeof(info), &used),
	      STATUS_INVALID_INFO_CLASS);
	gives(NtQueryTimer(timer, TimerBasicInformation, &info, 4, &used),
	      STATUS_INFO_LENGTH_MISMATCH);
	gives(NtQueryTimer(event, TimerBasicInformation, &info, sizeof(info),
			   &used), STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtQueryTimer(NULL, TimerBasicInformation, &info, sizeof(info),
			   &used), STATUS_INVALID_HANDLE);
	NtClose(timer);
	NtClose(event);
}

START_TEST(NtQueryTimer)
{
	RUN(remaining);
	RUN(bad_input);
}
