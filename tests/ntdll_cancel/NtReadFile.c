/*
 * NtReadFile: the status block, the event, the routine, the ends.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

/* K-083: the block stays as it was until the end, then it is whole. */
static void block_while_pending(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, TRUE, NULL);
	IO_STATUS_BLOCK iosb;
	char buf[8];
	NTSTATUS status;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	memset(&iosb, 0xcc, sizeof(iosb));
	status = NtReadFile(rd, event, NULL, NULL, &iosb, buf, 8, NULL, NULL);
	ok(status == STATUS_PENDING, "status %#x\n", status);
	ok(__atomic_load_n(&iosb.Status, __ATOMIC_ACQUIRE) == (NTSTATUS)0xcccccccc,
	   "it was written\n");
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "not reset\n");
	feed(wr, "abc", 3);
	ok(WaitForSingleObject(event, 20000) == WAIT_OBJECT_0, "not set\n");
	ok(!iosb.Status && iosb.Information == 3, "status %#x count %u\n",
	   iosb.Status, (unsigned)iosb.Information);
	CloseHandle(event);
	CloseHandle(wr);
	CloseHandle(rd);
}

static int routines;

static void WINAPI routine(void *arg, IO_STATUS_BLOCK *iosb, ULONG reserved)
{
	(void)reserved;
	routines++;
	ok(!iosb->Status && iosb->Information == 2, "status %#x count %u\n",
	   iosb->Status, (unsigned)iosb->Information);
	*(int *)arg = 1;
}

/* K-107: the routine of a read, with the argument that was given. */
static void with_routine(void)
{
	HANDLE rd, wr;
	IO_STATUS_BLOCK iosb;
	int seen = 0;
	char buf[8];
	NTSTATUS status;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	status = NtReadFile(rd, NULL, routine, &seen, &iosb, buf, 8, NULL,
			    NULL);
	ok(status == STATUS_PENDING, "status %#x\n", status);
	feed(wr, "ab", 2);
	ok(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION, "no routine\n");
	ok(routines == 1 && seen == 1, "%d routines\n", routines);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-100 K-076: the statuses of the ends. */
static void ends(void)
{
	HANDLE rd, wr, file;
	IO_STATUS_BLOCK iosb;
	LARGE_INTEGER at;
	char buf[8];
	NTSTATUS status;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	CloseHandle(wr);
	status = NtReadFile(rd, NULL, NULL, NULL, &iosb, buf, 8, NULL, NULL);
	ok(status == NT_PIPE_BROKEN, "status %#x\n", status);
	CloseHandle(rd);
	file = CreateFileA(fixture_path("ends"), GENERIC_READ | GENERIC_WRITE,
			   PAIR_SHARE, NULL, CREATE_NEW, 0, NULL);
	at.QuadPart = 5;
	status = NtReadFile(file, NULL, NULL, NULL, &iosb, buf, 8, &at, NULL);
	ok(status == NT_END_OF_FILE, "status %#x\n", status);
	at.QuadPart = -5;
	status = NtReadFile(file, NULL, NULL, NULL, &iosb, buf, 8, &at, NULL);
	ok(status == NT_INVALID_PARAMETER, "status %#x\n", status);
	CloseHandle(file);
}

static void bad_input(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE rd, wr;
	IO_STATUS_BLOCK iosb;
	char buf[8];
	NTSTATUS status;

	works(CreatePipe(&rd, &wr, NULL, 0));
	status = NtReadFile(NULL, NULL, NULL, NULL, &iosb, buf, 8, NULL, NULL);
	ok(status == NT_INVALID_HANDLE, "status %#x\n", status);
	status = NtReadFile(event, NULL, NULL, NULL, &iosb, buf, 8, NULL, NULL);
	ok(status == NT_OBJECT_TYPE_MISMATCH, "status %#x\n", status);
	status = NtReadFile(wr, NULL, NULL, NULL, &iosb, buf, 8, NULL, NULL);
	ok(status == NT_ACCESS_DENIED, "status %#x\n", status);
	status = NtReadFile(rd, NULL, NULL, NULL, NULL, buf, 8, NULL, NULL);
	ok(status == NT_ACCESS_VIOLATION, "status %#x\n", status);
	status = NtReadFile(rd, (HANDLE)0xdeadbeec, NULL, NULL, &iosb, buf, 8,
			    NULL, NULL);
	ok(status == NT_INVALID_HANDLE, "status %#x\n", status);
	CloseHandle(event);
	CloseHandle(rd);
	CloseHandle(wr);
}

START_TEST(NtReadFile)
{
	RUN(block_while_pending);
	RUN(with_routine);
	RUN(ends);
	RUN(bad_input);
}
