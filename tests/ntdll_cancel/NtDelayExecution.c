/* NtDelayExecution and NtYieldExecution. */
#include "lib/nt_sync.h"

static int apc_calls;
static ULONG_PTR apc_args[3];

static void CALLBACK note_apc(ULONG_PTR a, ULONG_PTR b, ULONG_PTR c)
{
	apc_calls++;
	apc_args[0] = a;
	apc_args[1] = b;
	apc_args[2] = c;
}

static void long_enough(void)
{
	LARGE_INTEGER time;
	double start = now_ms(), passed;

	gives(NtDelayExecution(FALSE, relative_ms(&time, 30)), STATUS_SUCCESS);
	/* the time is what was asked for, so its end is no time-out */
	todo_wine gives(NtDelayExecution(TRUE, relative_ms(&time, 10)),
			STATUS_SUCCESS);
	passed = now_ms() - start;
	ok(passed > 38, "%f ms\n", passed);
}

static void absolute(void)
{
	LARGE_INTEGER time;
	double start = now_ms(), passed;

	NtQuerySystemTime(&time);
	time.QuadPart += 30 * 10000;
	gives(NtDelayExecution(FALSE, &time), STATUS_SUCCESS);
	passed = now_ms() - start;
	ok(passed > 20 && passed < 5000, "%f ms\n", passed);
}

/* K-113, K-115 */
static void alertable(void)
{
	LARGE_INTEGER time;

	NtQueueApcThread(GetCurrentThread(), note_apc, 1, 0, 0);
	gives(NtDelayExecution(FALSE, relative_ms(&time, 5)), STATUS_SUCCESS);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	time.QuadPart = 0x8000000000000000;
	gives(NtDelayExecution(TRUE, &time), STATUS_USER_APC);
	ok(apc_calls == 1, "%d calls\n", apc_calls);
}

static void yields(void)
{
	NTSTATUS status = NtYieldExecution();

	ok(status == STATUS_SUCCESS || status == STATUS_NO_YIELD_PERFORMED,
	   "%#x\n", (unsigned int)status);
}

START_TEST(NtDelayExecution)
{
	RUN(long_enough);
	RUN(absolute);
	RUN(alertable);
	RUN(yields);
}
