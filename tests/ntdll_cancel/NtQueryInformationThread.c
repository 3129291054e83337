/* NtQueryInformationThread: the basic block, while it runs and afterwards. */
#include "lib/nt_sync.h"
#include "lib/pair.h"

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

/* whether something it began is pending. Wine 8 always says no. */
static void io_pending(void)
{
	HANDLE self = GetCurrentThread(), rd, wr;
	struct io io;
	BOOL pending = 5;
	ULONG is = 7, size = 0;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	gives(NtQueryInformationThread(self, ThreadIsIoPending, &is, sizeof(is),
				       &size), STATUS_SUCCESS);
	ok(is == 0 && size == sizeof(is), "%u, size %u\n", (unsigned)is,
	   (unsigned)size);
	io_init(&io);
	io_read(rd, &io);
	gives(NtQueryInformationThread(self, ThreadIsIoPending, &is, sizeof(is),
				       NULL), STATUS_SUCCESS);
	todo_wine ok(is == 1, "%u\n", (unsigned)is);
	works(GetThreadIOPendingFlag(self, &pending));
	todo_wine ok(pending == TRUE, "%d\n", pending);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	works(GetThreadIOPendingFlag(self, &pending));
	ok(pending == FALSE, "%d\n", pending);
	gives(NtQueryInformationThread(self, ThreadIsIoPending, &is, 1, NULL),
	      STATUS_INFO_LENGTH_MISMATCH);
	todo_wine fails(GetThreadIOPendingFlag(NULL, &pending),
			ERROR_INVALID_HANDLE);
	io_fini(&io);
	CloseHandle(rd);
	CloseHandle(wr);
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
	RUN(io_pending);
	RUN(bad_input);
}
