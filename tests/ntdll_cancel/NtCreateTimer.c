/* NtCreateTimer, NtOpenTimer: kinds, names, access, bad input. */
#include "lib/nt_sync.h"

/* T-001 */
static void kinds(void)
{
	LARGE_INTEGER due = { .QuadPart = 0 };
	HANDLE timer;

	gives(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, NotificationTimer),
	      STATUS_SUCCESS);
	gives(nt_poll(timer), STATUS_TIMEOUT);
	gives(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, NULL),
	      STATUS_SUCCESS);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	gives(nt_poll(timer), STATUS_SUCCESS);
	gives(NtClose(timer), STATUS_SUCCESS);
	gives(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL,
			    SynchronizationTimer), STATUS_SUCCESS);
	gives(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, NULL),
	      STATUS_SUCCESS);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	gives(nt_poll(timer), STATUS_TIMEOUT);
	gives(NtClose(timer), STATUS_SUCCESS);
}

/* T-001 */
static void bad_kind(void)
{
	HANDLE timer;
	NTSTATUS status = NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, 2);

	ok(status == STATUS_INVALID_PARAMETER ||
	   status == STATUS_INVALID_PARAMETER_4, "%#x\n", (unsigned)status);
}

/* T-002 */
static void named(void)
{
	HANDLE first, second, third;
	struct named n;

	gives(NtCreateTimer(&first, TIMER_ALL_ACCESS, nt_name(&n, "wc-nt-timer"),
			    NotificationTimer), STATUS_SUCCESS);
	gives(NtCreateTimer(&second, TIMER_ALL_ACCESS, &n.attr,
			    NotificationTimer), STATUS_OBJECT_NAME_COLLISION);
	n.attr.Attributes = OBJ_OPENIF;
	gives(NtCreateTimer(&second, TIMER_ALL_ACCESS, &n.attr,
			    SynchronizationTimer), STATUS_OBJECT_NAME_EXISTS);
	gives(NtCreateMutant(&third, MUTANT_ALL_ACCESS, &n.attr, FALSE),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtOpenEvent(&third, EVENT_ALL_ACCESS, &n.attr),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtOpenTimer(&third, TIMER_ALL_ACCESS, &n.attr), STATUS_SUCCESS);
	NtClose(first);
	NtClose(second);
	NtClose(third);
	gives(NtOpenTimer(&third, TIMER_ALL_ACCESS, &n.attr),
	      STATUS_OBJECT_NAME_NOT_FOUND);
}

/* T-003 */
static void generic_access(void)
{
	LARGE_INTEGER due = { .QuadPart = -36000000000 };
	TIMER_BASIC_INFORMATION info;
	HANDLE timer;

	gives(NtCreateTimer(&timer, GENERIC_READ, NULL, NotificationTimer),
	      STATUS_SUCCESS);
	gives(NtQueryTimer(timer, TimerBasicInformation, &info, sizeof(info),
			   NULL), STATUS_SUCCESS);
	gives(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, NULL),
	      STATUS_ACCESS_DENIED);
	NtClose(timer);
	gives(NtCreateTimer(&timer, GENERIC_WRITE, NULL, NotificationTimer),
	      STATUS_SUCCESS);
	gives(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, NULL),
	      STATUS_SUCCESS);
	gives(NtCancelTimer(timer, NULL), STATUS_SUCCESS);
	gives(NtQueryTimer(timer, TimerBasicInformation, &info, sizeof(info),
			   NULL), STATUS_ACCESS_DENIED);
	gives(nt_poll(timer), STATUS_ACCESS_DENIED);
	NtClose(timer);
	gives(NtCreateTimer(&timer, GENERIC_EXECUTE, NULL, NotificationTimer),
	      STATUS_SUCCESS);
	gives(nt_poll(timer), STATUS_TIMEOUT);
	gives(NtCancelTimer(timer, NULL), STATUS_ACCESS_DENIED);
	NtClose(timer);
}

START_TEST(NtCreateTimer)
{
	RUN(kinds);
	RUN(bad_kind);
	RUN(named);
	RUN(generic_access);
}
