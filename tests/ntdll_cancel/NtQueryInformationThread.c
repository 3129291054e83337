/* NtQueryInformationThread: the basic block, while it runs and afterwards. */
#include "lib/nt_sync.h"

static DWORD WINAPI end_on_go(void *arg)
{
	waits(arg, LONG_WAIT, WAIT_OBJECT_0);
	return 33;
}

static void basic(void)
{
	HANDLE go = manual_event(FALSE), thread;
	THREAD_BASIC_INFORMATION info;
	ULONG size = 77;
	DWORD id;

	thread = CreateThread(NULL, 0, end_on_go, go, 0, &id);
	gives(NtQueryInformationThread(thread, ThreadBasicInformation, &info,
				       sizeof(info), &size), STATUS_SUCCESS);
	ok(size == sizeof(info), "size %u\n", (unsigned int)size);
	ok(info.ExitStatus == STATUS_PENDING, "%#x\n",
	   (unsigned int)info.ExitStatus);
	ok((DWORD)(ULONG_PTR)info.ClientId.UniqueThread == id, "id %u\n",
	   (unsigned int)(ULONG_PTR)info.ClientId.UniqueThread);
	ok((DWORD)(ULONG_PTR)info.ClientId.UniqueProcess ==
	   GetCurrentProcessId(), "process %u\n",
	   (unsigned int)(ULONG_PTR)info.ClientId.UniqueProcess);
	NtSetEvent(go, NULL);
	waits(thread, LONG_WAIT, WAIT_OBJECT_0);
	gives(NtQueryInformationThread(thread, ThreadBasicInformation, &info,
				       sizeof(info), NULL), STATUS_SUCCESS);
	ok(info.ExitStatus == 33, "%#x\n", (unsigned int)info.ExitStatus);
	NtClose(thread);
	NtClose(go);
}

static void bad_input(void)
{
	HANDLE event = manual_event(FALSE);
	THREAD_BASIC_INFORMATION info;

	gives(NtQueryInformationThread(NULL, ThreadBasicInformation, &info,
				       sizeof(info), NULL),
	      STATUS_INVALID_HANDLE);
	gives(NtQueryInformationThread(event, ThreadBasicInformation, &info,
				       sizeof(info), NULL),
	      STATUS_OBJECT_TYPE_MISMATCH);
	NtClose(event);
}

START_TEST(NtQueryInformationThread)
{
	RUN(basic);
	RUN(bad_input);
}
