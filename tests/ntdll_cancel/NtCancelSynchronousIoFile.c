/*
 * NtCancelSynchronousIoFile: the call a thread is in, perhaps only if its
 * status block is the one that was meant.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "pair.h"

struct nt_call {
	HANDLE file, thread;
	IO_STATUS_BLOCK iosb;
	char buf[8];
	NTSTATUS status;
};

static DWORD WINAPI nt_read(void *arg)
{
	struct nt_call *c = arg;

	c->status = NtReadFile(c->file, NULL, NULL, NULL, &c->iosb, c->buf, 8,
			       NULL, NULL);
	return 0;
}

static void start(struct nt_call *c, HANDLE *wr)
{
	works(CreatePipe(&c->file, wr, NULL, 0));
	memset(&c->iosb, 0xcc, sizeof(c->iosb));
	c->thread = CreateThread(NULL, 0, nt_read, c, 0, NULL);
	ok(c->thread != NULL, "error %u\n", GetLastError());
}

/* Cancels with a block that names the call (or any) once it has begun. */
static void cancel_with(struct nt_call *c, IO_STATUS_BLOCK *which)
{
	IO_STATUS_BLOCK cancel;
	NTSTATUS status;

	do {
		memset(&cancel, 0xcc, sizeof(cancel));
		status = NtCancelSynchronousIoFile(c->thread, which, &cancel);
		ok(status == STATUS_SUCCESS || status == NT_NOT_FOUND,
		   "status %#x\n", status);
		ok(cancel.Status == status && !cancel.Information,
		   "status %#x information %u\n", cancel.Status,
		   (unsigned)cancel.Information);
		if (status)
			SwitchToThread();
	} while (status == NT_NOT_FOUND &&
		 WaitForSingleObject(c->thread, 0) == WAIT_TIMEOUT);
	ok(status == STATUS_SUCCESS, "never found\n");
}

static void finish(struct nt_call *c, HANDLE wr)
{
	ok(WaitForSingleObject(c->thread, 20000) == WAIT_OBJECT_0,
	   "still blocked\n");
	CloseHandle(c->thread);
	CloseHandle(c->file);
	CloseHandle(wr);
}

/* K-064 K-065: any call, or the one with this block. */
static void found(void)
{
	for (int named = 0; named < 2; named++) {
		struct nt_call c;
		HANDLE wr;

		start(&c, &wr);
		cancel_with(&c, named ? &c.iosb : NULL);
		finish(&c, wr);
		ok(c.status == NT_CANCELLED, "status %#x\n", c.status);
		ok((ULONG)c.iosb.Status == 0xcccccccc ||
			   (c.iosb.Status == NT_CANCELLED &&
			    !c.iosb.Information),
		   "status %#x\n", c.iosb.Status);
	}
}

/* K-065: another block is not found, and the call stays. */
static void wrong_block(void)
{
	IO_STATUS_BLOCK other, cancel;
	struct nt_call c;
	DWORD moved;
	HANDLE wr;
	NTSTATUS status;

	start(&c, &wr);
	for (int i = 0; i < 200; i++) {
		status = NtCancelSynchronousIoFile(c.thread, &other, &cancel);
		ok(status == NT_NOT_FOUND && cancel.Status == NT_NOT_FOUND,
		   "status %#x\n", status);
		SwitchToThread();
	}
	works(WriteFile(wr, "x", 1, &moved, NULL));
	finish(&c, wr);
	ok(c.status == STATUS_SUCCESS && c.iosb.Information == 1,
	   "status %#x\n", c.status);
}

/* K-063: handles and blocks that are none. */
static void bad_input(void)
{
	IO_STATUS_BLOCK cancel, some;
	NTSTATUS status;

	memset(&cancel, 0xcc, sizeof(cancel));
	status = NtCancelSynchronousIoFile(GetCurrentThread(), NULL, &cancel);
	ok(status == NT_NOT_FOUND && cancel.Status == NT_NOT_FOUND &&
		   !cancel.Information,
	   "status %#x in block %#x\n", status, cancel.Status);
	status = NtCancelSynchronousIoFile((HANDLE)0xdeadbeec, NULL, &cancel);
	ok(status == NT_INVALID_HANDLE, "status %#x\n", status);
	status = NtCancelSynchronousIoFile(NULL, &some, &cancel);
	ok(status == NT_INVALID_HANDLE, "status %#x\n", status);
	status = NtCancelSynchronousIoFile(GetCurrentThread(), NULL, NULL);
	ok(status == NT_ACCESS_VIOLATION, "status %#x\n", status);
}

/* K-066: an asynchronous operation of that thread is never meant. */
static void asynchronous(void)
{
	HANDLE rd, wr;
	IO_STATUS_BLOCK cancel;
	NTSTATUS status;
	struct io io;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	status = NtCancelSynchronousIoFile(GetCurrentThread(),
					   (IO_STATUS_BLOCK *)&io.ov, &cancel);
	ok(status == NT_NOT_FOUND, "status %#x\n", status);
	status = NtCancelSynchronousIoFile(GetCurrentThread(), NULL, &cancel);
	ok(status == NT_NOT_FOUND, "status %#x\n", status);
	io_waits(rd, &io);
	feed(wr, "s", 1);
	io_ends(rd, &io, 0, 1);
	io_fini(&io);
	CloseHandle(wr);
	CloseHandle(rd);
}

START_TEST(NtCancelSynchronousIoFile)
{
	RUN(found);
	RUN(wrong_block);
	RUN(bad_input);
	RUN(asynchronous);
}
