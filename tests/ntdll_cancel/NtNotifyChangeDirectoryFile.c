/*
 * NtNotifyChangeDirectoryFile: what it says itself, before anything changes.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "watched.h"

#define NT_DATATYPE_MISALIGNMENT ((NTSTATUS)0x80000002)

static NTSTATUS notify(HANDLE h, IO_STATUS_BLOCK *io, void *buffer,
		       ULONG length, ULONG filter)
{
	return NtNotifyChangeDirectoryFile(h, NULL, NULL, NULL, io, buffer,
					   length, filter, FALSE);
}

/* D-005 */
static void refusals(void)
{
	HANDLE dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED), event;
	DWORD buffer[16];
	IO_STATUS_BLOCK io;

	ok(notify(dir, NULL, buffer, 64, NAMES) == NT_ACCESS_VIOLATION,
	   "no block\n");
	ok(notify(dir, &io, buffer, 64, 0) == NT_INVALID_PARAMETER,
	   "no filter\n");
	ok(notify(dir, &io, buffer, 64, ~0u) == NT_INVALID_PARAMETER,
	   "filter\n");
	ok(notify(NULL, &io, buffer, 64, NAMES) == NT_INVALID_HANDLE,
	   "no handle\n");
	event = CreateEventA(NULL, TRUE, FALSE, NULL);
	ok(notify(event, &io, buffer, 64, NAMES) == NT_OBJECT_TYPE_MISMATCH,
	   "an event\n");
	CloseHandle(event);
	/* Wine looks when it writes. */
	if (strcmp(winetest_platform, "wine")) {
		ok(notify(dir, &io, (char *)buffer + 2, 32, NAMES) ==
			   NT_DATATYPE_MISALIGNMENT, "alignment\n");
		ok(notify(dir, &io, (void *)8, 64, NAMES) ==
			   NT_ACCESS_VIOLATION, "buffer\n");
	}
	CloseHandle(dir);
}

/* K-153: pending whatever is there already, and the file itself is signalled. */
static void pending(void)
{
	HANDLE dir = open_watched(fixture_dir(), FILE_FLAG_OVERLAPPED);
	DWORD buffer[64];
	IO_STATUS_BLOCK io = {.Status = STATUS_PENDING}, cancel;

	ok(notify(dir, &io, buffer, sizeof(buffer), NAMES) == STATUS_PENDING,
	   "status\n");
	ok(WaitForSingleObject(dir, 0) == WAIT_TIMEOUT, "signalled\n");
	make_file("a");
	ok(WaitForSingleObject(dir, 5000) == WAIT_OBJECT_0, "not signalled\n");
	ok(!io.Status && io.Information >= 14, "status %#x, %u\n",
	   (unsigned)io.Status, (unsigned)io.Information);
	make_file("b");
	io.Status = STATUS_PENDING;
	ok(notify(dir, &io, buffer, sizeof(buffer), NAMES) == STATUS_PENDING,
	   "status\n");
	ok(WaitForSingleObject(dir, 5000) == WAIT_OBJECT_0, "not signalled\n");
	io.Status = STATUS_PENDING;
	ok(notify(dir, &io, buffer, sizeof(buffer), NAMES) == STATUS_PENDING,
	   "status\n");
	ok(!NtCancelIoFileEx(dir, &io, &cancel), "cancel\n");
	ok(WaitForSingleObject(dir, 5000) == WAIT_OBJECT_0, "not signalled\n");
	ok(io.Status == NT_CANCELLED && !io.Information, "status %#x, %u\n",
	   (unsigned)io.Status, (unsigned)io.Information);
	CloseHandle(dir);
}

START_TEST(NtNotifyChangeDirectoryFile)
{
	RUN(refusals);
	RUN(pending);
}
