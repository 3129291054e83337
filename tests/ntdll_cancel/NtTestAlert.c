/* NtTestAlert: delivers what is queued, without a wait. */
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

static void delivers(void)
{
	gives(NtTestAlert(), STATUS_SUCCESS);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	NtQueueApcThread(GetCurrentThread(), note_apc, 1, 0, 0);
	NtQueueApcThread(GetCurrentThread(), note_apc, 2, 0, 0);
	NtQueueApcThread(GetCurrentThread(), note_apc, 3, 0, 0);
	gives(NtTestAlert(), STATUS_SUCCESS);
	ok(apc_calls == 3, "%d calls\n", apc_calls);
	ok(apc_args[0] == 3, "last was %d\n", (int)apc_args[0]);
	gives(NtTestAlert(), STATUS_SUCCESS);
	ok(apc_calls == 3, "%d calls\n", apc_calls);
}

START_TEST(NtTestAlert)
{
	RUN(delivers);
}
