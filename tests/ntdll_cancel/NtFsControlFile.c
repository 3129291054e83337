/*
 * NtFsControlFile: the control codes of named pipes, in status codes.
 */
#include <windows.h>
#include <winioctl.h>
#include "wine/test.h"
#include "nt.h"
#include "nt_pipe.h"

#define NT_INVALID_DEVICE_REQUEST ((NTSTATUS)0xc0000010)
#define NT_NOT_SUPPORTED ((NTSTATUS)0xc00000bb)

static NTSTATUS control(HANDLE file, HANDLE event, IO_STATUS_BLOCK *io,
			ULONG code)
{
	memset(io, 0xcc, sizeof(*io));
	return NtFsControlFile(file, event, NULL, NULL, io, code, NULL, 0, NULL,
			       0);
}

/* K-083 K-150: pending, its block not written; then what the state says. */
static void listen_and_disconnect(void)
{
	struct nt_pipe p;
	IO_STATUS_BLOCK io, other;
	HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL);
	NTSTATUS status;

	nt_pipe_name(&p);
	nt_pipe_create(&p, FILE_CREATE, 1, &p.server, &io);
	status = control(p.server, NULL, &other, FSCTL_PIPE_DISCONNECT);
	ok(status == NT_PIPE_LISTENING, "disconnect: %#x\n", status);
	status = control(p.server, event, &io, FSCTL_PIPE_LISTEN);
	ok(status == STATUS_PENDING, "listen: %#x\n", status);
	ok((ULONG)__atomic_load_n(&io.Status, __ATOMIC_ACQUIRE) == 0xcccccccc,
	   "written while pending\n");
	ok(WaitForSingleObject(event, 0) == WAIT_TIMEOUT, "still set\n");
	status = NtOpenFile(&p.client, GENERIC_READ | GENERIC_WRITE |
				       SYNCHRONIZE, &p.attributes, &other, 0, 0);
	ok(!status, "client: %#x\n", status);
	ok(!WaitForSingleObject(event, 20000), "not told\n");
	ok(!io.Status && !io.Information, "%#x\n", io.Status);
	status = control(p.server, event, &other, FSCTL_PIPE_LISTEN);
	ok(status == NT_PIPE_CONNECTED, "again: %#x\n", status);
	CloseHandle(p.client);
	status = control(p.server, event, &other, FSCTL_PIPE_LISTEN);
	ok(status == NT_PIPE_CLOSING, "closing: %#x\n", status);
	status = control(p.server, NULL, &other, FSCTL_PIPE_DISCONNECT);
	ok(!status && !other.Status, "disconnect: %#x\n", status);
	status = control(p.server, NULL, &other, FSCTL_PIPE_DISCONNECT);
	ok(status == NT_PIPE_DISCONNECTED, "disconnect: %#x\n", status);
	status = control(p.server, event, &io, FSCTL_PIPE_LISTEN);
	ok(status == STATUS_PENDING, "listen: %#x\n", status);
	status = NtCancelIoFileEx(p.server, &io, &other);
	ok(!status, "cancel: %#x\n", status);
	ok(!WaitForSingleObject(event, 20000), "not told\n");
	ok(io.Status == NT_CANCELLED && !io.Information, "%#x\n", io.Status);
	CloseHandle(p.server);
	CloseHandle(event);
}

/* K-159: the answer's status and length in the block; then a cancelled one. */
static void transceive(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	char answer[8], request[8];
	struct nt_pipe p;
	IO_STATUS_BLOCK io, other;
	FILE_PIPE_INFORMATION mode = { 1, 0 };
	NTSTATUS status;

	nt_pipe_pair(&p);
	memset(&io, 0xcc, sizeof(io));
	status = NtFsControlFile(p.server, event, NULL, NULL, &io,
				 FSCTL_PIPE_TRANSCEIVE, "ask", 3, answer,
				 sizeof(answer));
	ok(status == STATUS_PENDING, "transceive: %#x\n", status);
	ok((ULONG)__atomic_load_n(&io.Status, __ATOMIC_ACQUIRE) == 0xcccccccc,
	   "written while pending\n");
	status = NtSetInformationFile(p.client, &other, &mode, sizeof(mode),
				      FilePipeInformation);
	ok(!status, "mode: %#x\n", status);
	status = NtReadFile(p.client, NULL, NULL, NULL, &other, request,
			    sizeof(request), NULL, NULL);
	ok(!status && other.Information == 3, "request: %#x, %u\n", status,
	   (unsigned)other.Information);
	status = NtWriteFile(p.client, NULL, NULL, NULL, &other, "answered!", 9,
			     NULL, NULL);
	ok(!status, "answer: %#x\n", status);
	ok(!WaitForSingleObject(event, 20000), "not told\n");
	ok((ULONG)io.Status == 0x80000005 && io.Information == 8, "%#x, %u\n",
	   io.Status, (unsigned)io.Information);
	status = NtReadFile(p.server, NULL, NULL, NULL, &other, answer,
			    sizeof(answer), NULL, NULL);
	ok(!status && other.Information == 1 && *answer == '!',
	   "the rest: %#x, %u\n", status, (unsigned)other.Information);
	status = NtFsControlFile(p.server, event, NULL, NULL, &io,
				 FSCTL_PIPE_TRANSCEIVE, "ask", 3, answer,
				 sizeof(answer));
	ok(status == STATUS_PENDING, "transceive: %#x\n", status);
	status = NtCancelIoFileEx(p.server, &io, &other);
	ok(!status, "cancel: %#x\n", status);
	ok(!WaitForSingleObject(event, 20000), "not told\n");
	ok(io.Status == NT_CANCELLED, "%#x\n", io.Status);
	CloseHandle(p.client);
	CloseHandle(p.server);
	CloseHandle(event);
}

/* Files that are no pipes, and what nobody knows. */
static void refused(void)
{
	HANDLE nul = CreateFileA("NUL", GENERIC_READ, 0, NULL, OPEN_EXISTING,
				 0, NULL);
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
	struct nt_pipe p;
	IO_STATUS_BLOCK io;
	NTSTATUS status;

	nt_pipe_pair(&p);
	status = control(p.client, NULL, &io, FSCTL_PIPE_LISTEN);
	/* Wine: the client's end has no such call at all. */
	ok(status == (NTSTATUS)0xc00000af ||
		   broken(status == NT_NOT_SUPPORTED) ||
		   !strcmp(winetest_platform, "wine"),
	   "a client listens: %#x\n", status);
	status = control(p.client, NULL, &io, FSCTL_PIPE_DISCONNECT);
	ok(status == (NTSTATUS)0xc00000af ||
		   !strcmp(winetest_platform, "wine"),
	   "a client disconnects: %#x\n", status);
	status = control(event, NULL, &io, FSCTL_PIPE_LISTEN);
	ok(status == NT_OBJECT_TYPE_MISMATCH ||
		   !strcmp(winetest_platform, "wine"), "event: %#x\n", status);
	status = control(nul, NULL, &io, FSCTL_PIPE_LISTEN);
	ok(NT_ERROR(status), "NUL: %#x\n", status);
	CloseHandle(p.client);
	status = control(p.client, NULL, &io, FSCTL_PIPE_LISTEN);
	ok(status == NT_INVALID_HANDLE, "closed: %#x\n", status);
	CloseHandle(p.server);
	CloseHandle(event);
	CloseHandle(nul);
}

START_TEST(NtFsControlFile)
{
	RUN(listen_and_disconnect);
	RUN(transceive);
	RUN(refused);
}
