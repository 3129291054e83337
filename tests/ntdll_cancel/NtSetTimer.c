/* NtSetTimer, NtCancelTimer: what they say of the state before; the APC. */
#include "lib/nt_sync.h"

#define FAR_AWAY (-36000000000)

static HANDLE timer;

static void begin(TIMER_TYPE type)
{
	gives(NtCreateTimer(&timer, TIMER_ALL_ACCESS, NULL, type),
	      STATUS_SUCCESS);
}

#define set(units, expected) set_(__FILE__, __LINE__, units, expected)
static void set_(const char *src, int line, LONGLONG units, BOOLEAN expected)
{
	LARGE_INTEGER due = { .QuadPart = units };
	BOOLEAN was = 77;

	gives_(src, line, "NtSetTimer",
	       NtSetTimer(timer, &due, NULL, NULL, FALSE, 0, &was),
	       STATUS_SUCCESS);
	ok_(src, line)(was == expected, "was %d\n", was);
}

#define cancel(expected) cancel_(__FILE__, __LINE__, expected)
static void cancel_(const char *src, int line, BOOLEAN expected)
{
	BOOLEAN is = 77;

	gives_(src, line, "NtCancelTimer", NtCancelTimer(timer, &is),
	       STATUS_SUCCESS);
	ok_(src, line)(is == expected, "is %d\n", is);
}

/* T-006 */
static void previous_state(void)
{
	begin(NotificationTimer);
	set(FAR_AWAY, FALSE);
	set(0, FALSE);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	set(FAR_AWAY, TRUE);
	set(-10000, FALSE);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	set(0, TRUE);
	NtClose(timer);
	begin(SynchronizationTimer);
	set(0, FALSE);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	set(FAR_AWAY, FALSE);
	NtClose(timer);
}

/* K-158 */
static void state_at_cancel(void)
{
	begin(NotificationTimer);
	cancel(FALSE);
	set(FAR_AWAY, FALSE);
	cancel(FALSE);
	set(0, FALSE);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	cancel(TRUE);
	cancel(TRUE);
	gives(nt_poll(timer), STATUS_SUCCESS);
	gives(NtCancelTimer(timer, NULL), STATUS_SUCCESS);
	NtClose(timer);
}

static PVOID apc_arg;
static int calls;

static void CALLBACK note_apc(PVOID arg, ULONG low, LONG high)
{
	apc_arg = arg;
	calls++;
	ok(low || high, "no time\n");
}

/* T-010 */
static void with_apc(void)
{
	LARGE_INTEGER due = { .QuadPart = 0 };

	begin(SynchronizationTimer);
	gives(NtSetTimer(timer, &due, note_apc, &due, FALSE, 0, NULL),
	      STATUS_SUCCESS);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	ok(calls == 0, "%d calls\n", calls);
	gives(NtTestAlert(), STATUS_SUCCESS);
	ok(calls == 1 && apc_arg == &due, "%d calls, %p\n", calls, apc_arg);
	NtClose(timer);
}

/* T-008: what can't be done is said, the timer is set */
static void resume(void)
{
	LARGE_INTEGER due = { .QuadPart = 0 };

	begin(SynchronizationTimer);
	gives(NtSetTimer(timer, &due, NULL, NULL, TRUE, 0, NULL),
	      STATUS_TIMER_RESUME_IGNORED);
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	NtClose(timer);
}

/* T-008 */
static void bad_input(void)
{
	HANDLE event = manual_event(FALSE);
	LARGE_INTEGER due = { .QuadPart = FAR_AWAY };
	BOOLEAN is;

	gives(NtSetTimer(NULL, &due, NULL, NULL, FALSE, 0, NULL),
	      STATUS_INVALID_HANDLE);
	gives(NtSetTimer(event, &due, NULL, NULL, FALSE, 0, NULL),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtSetTimer(GetCurrentProcess(), &due, NULL, NULL, FALSE, 0, NULL),
	      STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtCancelTimer(event, &is), STATUS_OBJECT_TYPE_MISMATCH);
	gives(NtCancelTimer(FOREIGN_HANDLE, &is), STATUS_INVALID_HANDLE);
	begin(NotificationTimer);
	/* Wine takes a negative one for a long one. */
	todo_wine gives(NtSetTimer(timer, &due, NULL, NULL, FALSE, 0x80000000,
				   NULL), STATUS_INVALID_PARAMETER_6);
	NtClose(timer);
	NtClose(event);
}

START_TEST(NtSetTimer)
{
	RUN(previous_state);
	RUN(state_at_cancel);
	RUN(with_apc);
	RUN(resume);
	RUN(bad_input);
}
