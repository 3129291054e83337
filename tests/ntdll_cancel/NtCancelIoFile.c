/*
 * NtCancelIoFile: status, the block it fills, and the operations' own blocks.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

static int routines;

static void WINAPI routine(void *arg, IO_STATUS_BLOCK *iosb, ULONG reserved)
{
	ok(!reserved, "reserved %u\n", reserved);
	ok(arg == iosb, "arg %p\n", arg);
	routines++;
}

/* K-059 K-067: pending or not, success and an empty block. */
static void pending_or_not(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	IO_STATUS_BLOCK cancel, iosb;
	char buf[8];
	NTSTATUS status;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (int pending = 0; pending < 2; pending++) {
		if (pending) {
			status = NtReadFile(rd, event, NULL, NULL, &iosb, buf,
					    8, NULL, NULL);
			ok(status == STATUS_PENDING, "status %#x\n", status);
		}
		memset(&cancel, 0xcc, sizeof(cancel));
		status = NtCancelIoFile(rd, &cancel);
		ok(status == STATUS_SUCCESS, "status %#x\n", status);
		ok(cancel.Status == STATUS_SUCCESS && !cancel.Information,
		   "status %#x information %u\n", cancel.Status,
		   (unsigned)cancel.Information);
	}
	ok(WaitForSingleObject(event, 1000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	ok(iosb.Status == NT_CANCELLED && !iosb.Information,
	   "status %#x information %u\n", iosb.Status,
	   (unsigned)iosb.Information);
	CloseHandle(event);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-067: a routine is queued, and runs only at an alertable wait. */
static void with_routine(void)
{
	HANDLE rd, wr;
	IO_STATUS_BLOCK cancel, iosb;
	char buf[8];
	NTSTATUS status;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	status = NtReadFile(rd, NULL, routine, &iosb, &iosb, buf, 8, NULL,
			    NULL);
	ok(status == STATUS_PENDING, "status %#x\n", status);
	status = NtCancelIoFile(rd, &cancel);
	ok(status == STATUS_SUCCESS, "status %#x\n", status);
	ok(routines == 0, "it ran outside an alertable wait\n");
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(routines == 1, "%d routines\n", routines);
	ok(iosb.Status == NT_CANCELLED && !iosb.Information,
	   "status %#x information %u\n", iosb.Status,
	   (unsigned)iosb.Information);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-060 K-068: handles that are none; the answer is an NTSTATUS. */
static void bad_handles(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	IO_STATUS_BLOCK cancel;
	NTSTATUS status;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	CloseHandle(wr);
	CloseHandle(rd);
	status = NtCancelIoFile(rd, &cancel);
	ok(status == NT_INVALID_HANDLE, "status %#x\n", status);
	status = NtCancelIoFile(NULL, &cancel);
	ok(status == NT_INVALID_HANDLE, "status %#x\n", status);
	status = NtCancelIoFile(event, &cancel);
	/* Wine does not look at what kind of object the handle names. */
	todo_wine ok(status == NT_OBJECT_TYPE_MISMATCH, "status %#x\n", status);
	CloseHandle(event);
}

START_TEST(NtCancelIoFile)
{
	RUN(pending_or_not);
	RUN(with_routine);
	RUN(bad_handles);
}
