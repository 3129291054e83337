/* NtOpenThread, NtTerminateThread, NtSuspendThread, NtResumeThread. */
#include "lib/nt_sync.h"

struct pair {
	HANDLE ready, never;
};

static DWORD WINAPI wait_forever(void *arg)
{
	struct pair *p = arg;

	SetEvent(p->ready);
	WaitForSingleObject(p->never, INFINITE);
	return 1;
}

static NTSTATUS open_id(HANDLE *thread, ACCESS_MASK access, DWORD id)
{
	OBJECT_ATTRIBUTES attr;
	CLIENT_ID client = { 0, (HANDLE)(ULONG_PTR)id };

	InitializeObjectAttributes(&attr, NULL, 0, NULL, NULL);
	return NtOpenThread(thread, access, &attr, &client);
}

static void open_and_terminate(void)
{
	struct pair p = { manual_event(FALSE), manual_event(FALSE) };
	HANDLE thread = start_thread(wait_forever, &p), opened, weak;
	ULONG count = 77;

	waits(p.ready, LONG_WAIT, WAIT_OBJECT_0);
	gives(open_id(&opened, THREAD_ALL_ACCESS, GetThreadId(thread)),
	      STATUS_SUCCESS);
	gives(open_id(&weak, SYNCHRONIZE, GetThreadId(thread)),
	      STATUS_SUCCESS);
	gives(NtSuspendThread(weak, &count), STATUS_ACCESS_DENIED);
	gives(NtResumeThread(weak, &count), STATUS_ACCESS_DENIED);
	gives(NtTerminateThread(weak, 1), STATUS_ACCESS_DENIED);
	gives(NtSuspendThread(opened, &count), STATUS_SUCCESS);
	ok(count == 0, "count was %u\n", (unsigned int)count);
	gives(NtResumeThread(opened, &count), STATUS_SUCCESS);
	ok(count == 1, "count was %u\n", (unsigned int)count);
	gives(NtTerminateThread(opened, 44), STATUS_SUCCESS);
	thread_ends(thread, 44);
	gives(nt_poll(weak), STATUS_SUCCESS);
	NtClose(opened);
	NtClose(weak);
	NtClose(p.ready);
	NtClose(p.never);
}

static void bad_ids(void)
{
	HANDLE thread;

	gives(open_id(&thread, SYNCHRONIZE, 0x7ffffff0), STATUS_INVALID_CID);
	gives(NtTerminateThread(FOREIGN_HANDLE, 1), STATUS_INVALID_HANDLE);
	gives(NtSuspendThread(FOREIGN_HANDLE, NULL), STATUS_INVALID_HANDLE);
	gives(NtResumeThread(FOREIGN_HANDLE, NULL), STATUS_INVALID_HANDLE);
}

START_TEST(NtOpenThread)
{
	RUN(open_and_terminate);
	RUN(bad_ids);
}
