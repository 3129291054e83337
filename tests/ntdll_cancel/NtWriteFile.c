/*
 * NtWriteFile: done at once, pending, appended, refused.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

/* K-083 K-067: a write that fits, one that waits, its cancel. */
static void fits_or_waits(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	IO_STATUS_BLOCK iosb, cancel;
	NTSTATUS status;
	DWORD full, left;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&iosb, 0xcc, sizeof(iosb));
	status = NtWriteFile(wr, event, NULL, NULL, &iosb, "abc", 3, NULL,
			     NULL);
	ok(!status, "status %#x\n", status);
	ok(!iosb.Status && iosb.Information == 3, "status %#x count %u\n",
	   iosb.Status, (unsigned)iosb.Information);
	ok(WaitForSingleObject(event, 0) == WAIT_OBJECT_0, "not set\n");
	full = 3 + fill(wr);
	memset(&iosb, 0xcc, sizeof(iosb));
	status = NtWriteFile(wr, event, NULL, NULL, &iosb, "abc", 3, NULL,
			     NULL);
	ok(status == STATUS_PENDING, "status %#x\n", status);
	ok((ULONG)iosb.Status == 0xcccccccc, "status %#x\n", iosb.Status);
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "not reset\n");
	status = NtCancelIoFileEx(wr, &iosb, &cancel);
	ok(!status, "status %#x\n", status);
	ok(WaitForSingleObject(event, 20000) == WAIT_OBJECT_0, "not set\n");
	ok(iosb.Status == NT_CANCELLED && !iosb.Information,
	   "status %#x count %u\n", iosb.Status, (unsigned)iosb.Information);
	left = drain(rd);
	ok(left == full, "wrote %u, read %u\n", full, left);
	CloseHandle(event);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-103: the two offsets that are none: the end, and the pointer. */
static void special_offsets(void)
{
	HANDLE file = CreateFileA(fixture_path("special"), GENERIC_WRITE,
				  PAIR_SHARE, NULL, CREATE_NEW, 0, NULL);
	IO_STATUS_BLOCK iosb;
	LARGE_INTEGER at;
	NTSTATUS status;

	at.QuadPart = 4;
	status = NtWriteFile(file, NULL, NULL, NULL, &iosb, "4567", 4, &at,
			     NULL);
	ok(!status, "status %#x\n", status);
	at.QuadPart = -1; /* FILE_WRITE_TO_END_OF_FILE */
	status = NtWriteFile(file, NULL, NULL, NULL, &iosb, "89", 2, &at, NULL);
	ok(!status, "status %#x\n", status);
	ok(GetFileSize(file, NULL) == 10, "size %u\n",
	   GetFileSize(file, NULL));
	SetFilePointer(file, 1, NULL, FILE_BEGIN);
	at.QuadPart = -2; /* FILE_USE_FILE_POINTER_POSITION */
	status = NtWriteFile(file, NULL, NULL, NULL, &iosb, "1", 1, &at, NULL);
	ok(!status, "status %#x\n", status);
	ok(SetFilePointer(file, 0, NULL, FILE_CURRENT) == 2, "pointer %u\n",
	   SetFilePointer(file, 0, NULL, FILE_CURRENT));
	ok(GetFileSize(file, NULL) == 10, "size %u\n",
	   GetFileSize(file, NULL));
	CloseHandle(file);
}

static void bad_input(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE rd, wr;
	IO_STATUS_BLOCK iosb;
	NTSTATUS status;

	works(CreatePipe(&rd, &wr, NULL, 0));
	status = NtWriteFile(NULL, NULL, NULL, NULL, &iosb, "x", 1, NULL, NULL);
	ok(status == NT_INVALID_HANDLE, "status %#x\n", status);
	status = NtWriteFile(event, NULL, NULL, NULL, &iosb, "x", 1, NULL,
			     NULL);
	ok(status == NT_OBJECT_TYPE_MISMATCH, "status %#x\n", status);
	status = NtWriteFile(rd, NULL, NULL, NULL, &iosb, "x", 1, NULL, NULL);
	ok(status == NT_ACCESS_DENIED, "status %#x\n", status);
	status = NtWriteFile(wr, NULL, NULL, NULL, NULL, "x", 1, NULL, NULL);
	ok(status == NT_ACCESS_VIOLATION, "status %#x\n", status);
	CloseHandle(rd);
	/* STATUS_PIPE_CLOSING on Windows, PIPE_EMPTY on Wine: both 232 */
	status = NtWriteFile(wr, NULL, NULL, NULL, &iosb, "x", 1, NULL, NULL);
	ok(status == (NTSTATUS)0xc00000b1 || status == NT_PIPE_EMPTY,
	   "status %#x\n", status);
	CloseHandle(event);
	CloseHandle(wr);
}

START_TEST(NtWriteFile)
{
	RUN(fits_or_waits);
	RUN(special_offsets);
	RUN(bad_input);
}
