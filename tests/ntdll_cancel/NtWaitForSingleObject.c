/* NtWaitForSingleObject: kinds of time-out, alerts, bad handles. */
#include "lib/nt_sync.h"

static int apc_calls;

static void CALLBACK note_apc(ULONG_PTR a, ULONG_PTR b, ULONG_PTR c)
{
	(void)a;
	(void)b;
	(void)c;
	apc_calls++;
}

static void time_outs(void)
{
	HANDLE event = manual_event(FALSE);
	LARGE_INTEGER time, past;
	double start, passed;

	gives(nt_poll(event), STATUS_TIMEOUT);
	start = now_ms();
	gives(NtWaitForSingleObject(event, FALSE, relative_ms(&time, 30)),
	      STATUS_TIMEOUT);
	passed = now_ms() - start;
	ok(passed > 28, "%f ms\n", passed);
	/* an absolute time: 100 ns since 1601 */
	NtQuerySystemTime(&past);
	time.QuadPart = past.QuadPart + 30 * 10000;
	start = now_ms();
	gives(NtWaitForSingleObject(event, FALSE, &time), STATUS_TIMEOUT);
	passed = now_ms() - start;
	ok(passed > 20 && passed < 5000, "%f ms\n", passed);
	/* one that is over */
	time.QuadPart = past.QuadPart;
	gives(NtWaitForSingleObject(event, FALSE, &time), STATUS_TIMEOUT);
	NtSetEvent(event, NULL);
	gives(NtWaitForSingleObject(event, FALSE, NULL), STATUS_SUCCESS);
	gives(NtWaitForSingleObject(event, FALSE, &time), STATUS_SUCCESS);
	NtClose(event);
}

/* K-113, K-115 at the Nt level */
static void alertable(void)
{
	HANDLE event = auto_event(FALSE);
	LARGE_INTEGER time;

	gives(NtQueueApcThread(GetCurrentThread(), note_apc, 1, 2, 3),
	      STATUS_SUCCESS);
	gives(NtWaitForSingleObject(event, FALSE, relative_ms(&time, 5)),
	      STATUS_TIMEOUT);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	gives(NtWaitForSingleObject(event, TRUE, NULL), STATUS_USER_APC);
	ok(apc_calls == 1, "%d calls\n", apc_calls);
	gives(NtWaitForSingleObject(event, TRUE, relative_ms(&time, 5)),
	      STATUS_TIMEOUT);
	NtClose(event);
}

static void bad_handles(void)
{
	HANDLE event = manual_event(TRUE);
	HANDLE set = CreateEventExA(NULL, NULL, 0, EVENT_MODIFY_STATE);

	gives(nt_poll(NULL), STATUS_INVALID_HANDLE);
	gives(nt_poll(FOREIGN_HANDLE), STATUS_INVALID_HANDLE);
	gives(nt_poll(set), STATUS_ACCESS_DENIED);
	gives(NtWaitForSingleObject(NULL, TRUE, NULL), STATUS_INVALID_HANDLE);
	NtClose(event);
	NtClose(set);
	gives(NtWaitForSingleObject(event, FALSE, NULL),
	      STATUS_INVALID_HANDLE);
}

START_TEST(NtWaitForSingleObject)
{
	RUN(time_outs);
	RUN(alertable);
	RUN(bad_handles);
}
