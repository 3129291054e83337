/* NtCreateThreadEx: start, argument, suspended start, results. */
#include "lib/nt_sync.h"

#define CREATE_FLAG_SUSPENDED 1

static DWORD WINAPI return_arg(void *arg)
{
	return (DWORD)(ULONG_PTR)arg;
}

static NTSTATUS create(HANDLE *thread, void *fn, void *arg, ULONG flags)
{
	return NtCreateThreadEx(thread, THREAD_ALL_ACCESS, NULL,
				GetCurrentProcess(), fn, arg, flags, 0, 0, 0,
				NULL);
}

static void result(void)
{
	HANDLE thread;

	gives(create(&thread, return_arg, (void *)12, 0), STATUS_SUCCESS);
	thread_ends(thread, 12);
}

static void suspended(void)
{
	LARGE_INTEGER time;
	ULONG count = 77;
	HANDLE thread;

	gives(create(&thread, return_arg, (void *)13, CREATE_FLAG_SUSPENDED),
	      STATUS_SUCCESS);
	gives(NtWaitForSingleObject(thread, FALSE, relative_ms(&time, 20)),
	      STATUS_TIMEOUT);
	gives(NtSuspendThread(thread, &count), STATUS_SUCCESS);
	ok(count == 1, "count was %u\n", (unsigned int)count);
	gives(NtResumeThread(thread, &count), STATUS_SUCCESS);
	ok(count == 2, "count was %u\n", (unsigned int)count);
	gives(NtResumeThread(thread, &count), STATUS_SUCCESS);
	ok(count == 1, "count was %u\n", (unsigned int)count);
	thread_ends(thread, 13);
}

static DWORD WINAPI exit_by_rtl(void *arg)
{
	RtlExitUserThread((DWORD)(ULONG_PTR)arg);
	return 1;
}

static void rtl_exit(void)
{
	HANDLE thread;

	gives(create(&thread, exit_by_rtl, (void *)14, 0), STATUS_SUCCESS);
	thread_ends(thread, 14);
}

START_TEST(NtCreateThreadEx)
{
	RUN(result);
	RUN(suspended);
	RUN(rtl_exit);
}
