/*
 * NtCancelIoFileEx: by the address of the status block, or all.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

struct nt_io {
	IO_STATUS_BLOCK iosb;
	HANDLE event;
	char buf[8];
};

static void begin(HANDLE rd, struct nt_io *io, IO_STATUS_BLOCK *iosb)
{
	NTSTATUS status;

	memset(&io->iosb, 0xcc, sizeof(io->iosb));
	io->event = CreateEventA(NULL, TRUE, FALSE, NULL);
	status = NtReadFile(rd, io->event, NULL, NULL, iosb, io->buf, 8, NULL,
			    NULL);
	ok(status == STATUS_PENDING, "status %#x\n", status);
}

static void check_cancel(HANDLE file, IO_STATUS_BLOCK *which,
			 NTSTATUS expect)
{
	IO_STATUS_BLOCK cancel;
	NTSTATUS status;

	memset(&cancel, 0xcc, sizeof(cancel));
	status = NtCancelIoFileEx(file, which, &cancel);
	ok(status == expect, "status %#x, not %#x\n", status, expect);
	/* Wine 8 leaves the block alone when it finds nothing. */
	todo_wine_if(expect == NT_NOT_FOUND)
		ok(cancel.Status == expect && !cancel.Information,
		   "status %#x information %u\n", cancel.Status,
		   (unsigned)cancel.Information);
}

/* K-061 K-065 K-083: only the one whose block it is; the other one's is not
 * written while it is pending. */
static void by_address(void)
{
	HANDLE rd, wr;
	struct nt_io a, b;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	begin(rd, &a, &a.iosb);
	begin(rd, &b, &b.iosb);
	check_cancel(rd, &a.iosb, STATUS_SUCCESS);
	ok(WaitForSingleObject(a.event, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	ok(a.iosb.Status == NT_CANCELLED && !a.iosb.Information,
	   "status %#x\n", a.iosb.Status);
	ok((ULONG)b.iosb.Status == 0xcccccccc, "written while pending: %#x\n",
	   b.iosb.Status);
	ok(WaitForSingleObject(b.event, 0) == WAIT_TIMEOUT, "b ended\n");
	a.iosb.Status = 77;
	check_cancel(rd, &a.iosb, NT_NOT_FOUND);
	ok(a.iosb.Status == 77, "a finished block was written\n");
	check_cancel(rd, &b.iosb, STATUS_SUCCESS);
	ok(WaitForSingleObject(b.event, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	CloseHandle(a.event);
	CloseHandle(b.event);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-062: one block, two operations. */
static void shared_block(void)
{
	HANDLE rd, wr;
	struct nt_io a, b;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	begin(rd, &a, &a.iosb);
	begin(rd, &b, &a.iosb);
	check_cancel(rd, &a.iosb, STATUS_SUCCESS);
	ok(WaitForSingleObject(a.event, 20000) == WAIT_OBJECT_0, "a pends\n");
	ok(WaitForSingleObject(b.event, 20000) == WAIT_OBJECT_0, "b pends\n");
	ok(a.iosb.Status == NT_CANCELLED && !a.iosb.Information,
	   "status %#x\n", a.iosb.Status);
	CloseHandle(a.event);
	CloseHandle(b.event);
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-061: no block stands for all. */
static void all(void)
{
	HANDLE rd, wr;
	struct nt_io io[3];

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	/* Wine 8 finds something on an idle file. */
	todo_wine check_cancel(rd, NULL, NT_NOT_FOUND);
	for (int i = 0; i < 3; i++)
		begin(rd, &io[i], &io[i].iosb);
	check_cancel(rd, NULL, STATUS_SUCCESS);
	for (int i = 0; i < 3; i++) {
		ok(WaitForSingleObject(io[i].event, 20000) == WAIT_OBJECT_0,
		   "%d pends\n", i);
		ok(io[i].iosb.Status == NT_CANCELLED, "%d: %#x\n", i,
		   io[i].iosb.Status);
		CloseHandle(io[i].event);
	}
	CloseHandle(wr);
	CloseHandle(rd);
}

/* K-060: as for its elder. */
static void bad_handles(void)
{
	HANDLE rd, wr, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	HANDLE other[] = {event, (HANDLE)-1, (HANDLE)-2};
	IO_STATUS_BLOCK cancel;
	NTSTATUS status;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	CloseHandle(wr);
	CloseHandle(rd);
	status = NtCancelIoFileEx(rd, NULL, &cancel);
	ok(status == NT_INVALID_HANDLE, "status %#x\n", status);
	for (int i = 0; i < 3; i++) {
		status = NtCancelIoFileEx(other[i], NULL, &cancel);
		/* Wine does not look at the kind of object. */
		todo_wine ok(status == NT_OBJECT_TYPE_MISMATCH,
			     "%d: status %#x\n", i, status);
	}
	CloseHandle(event);
}

START_TEST(NtCancelIoFileEx)
{
	RUN(by_address);
	RUN(shared_block);
	RUN(all);
	RUN(bad_handles);
}
