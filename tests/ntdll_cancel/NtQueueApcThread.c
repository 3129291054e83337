/* NtQueueApcThread: three arguments, and targets. */
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

static void arguments(void)
{
	gives(NtQueueApcThread(GetCurrentThread(), note_apc,
			       0x1111111122222222, 2, 0x3333333344444444),
	      STATUS_SUCCESS);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	gives(NtTestAlert(), STATUS_SUCCESS);
	ok(apc_calls == 1, "%d calls\n", apc_calls);
	ok(apc_args[0] == 0x1111111122222222 && apc_args[1] == 2 &&
	   apc_args[2] == 0x3333333344444444, "%#llx %#llx %#llx\n",
	   (unsigned long long)apc_args[0], (unsigned long long)apc_args[1],
	   (unsigned long long)apc_args[2]);
}

static DWORD WINAPI nothing(void *arg)
{
	(void)arg;
	return 0;
}

static void bad_handles(void)
{
	HANDLE event = manual_event(FALSE);
	HANDLE thread = start_thread(nothing, NULL);
	HANDLE watch = OpenThread(SYNCHRONIZE, FALSE, GetCurrentThreadId());

	gives(NtQueueApcThread(NULL, note_apc, 0, 0, 0),
	      STATUS_INVALID_HANDLE);
	gives(NtQueueApcThread(event, note_apc, 0, 0, 0),
	      STATUS_OBJECT_TYPE_MISMATCH);
	waits(thread, LONG_WAIT, WAIT_OBJECT_0);
	gives(NtQueueApcThread(thread, note_apc, 0, 0, 0),
	      STATUS_UNSUCCESSFUL);
	gives(NtQueueApcThread(watch, note_apc, 0, 0, 0),
	      STATUS_ACCESS_DENIED);
	gives(NtTestAlert(), STATUS_SUCCESS);
	ok(apc_calls == 0, "%d calls\n", apc_calls);
	NtClose(event);
	NtClose(thread);
	NtClose(watch);
}

START_TEST(NtQueueApcThread)
{
	RUN(arguments);
	RUN(bad_handles);
}
