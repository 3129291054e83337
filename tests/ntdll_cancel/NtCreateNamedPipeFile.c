/*
 * NtCreateNamedPipeFile: what the skin leaves to it, in status codes.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "nt_pipe.h"

/* What was there and what was made, as Information says it. Wine 8 makes
 * an instance whatever it is told, and says nothing of what it did. */
static void dispositions(void)
{
	struct nt_pipe p;
	IO_STATUS_BLOCK io;
	HANDLE first, second;
	NTSTATUS status;

	nt_pipe_name(&p);
	status = nt_pipe_create(&p, FILE_OPEN, 2, &second, &io);
	todo_wine ok(status == NT_OBJECT_NAME_NOT_FOUND, "open: %#x\n",
		     status);
	if (!status)
		CloseHandle(second);
	status = nt_pipe_create(&p, FILE_CREATE, 2, &first, &io);
	ok(!status, "create: %#x\n", status);
	todo_wine ok(!io.Status && io.Information == FILE_CREATED, "%#x, %u\n", io.Status,
	   (unsigned)io.Information);
	status = nt_pipe_create(&p, FILE_CREATE, 2, &second, &io);
	todo_wine ok(status == NT_ACCESS_DENIED, "a second first: %#x\n",
		     status);
	if (!status)
		CloseHandle(second);
	status = nt_pipe_create(&p, FILE_OPEN, 2, &second, &io);
	ok(!status, "open: %#x\n", status);
	todo_wine ok(io.Information == FILE_OPENED, "%u\n", (unsigned)io.Information);
	status = nt_pipe_create(&p, FILE_OPEN_IF, 2, &second, &io);
	ok(status == NT_INSTANCE_NOT_AVAILABLE, "a third: %#x\n", status);
	CloseHandle(first);
	status = nt_pipe_create(&p, FILE_OPEN_IF, 2, &first, &io);
	ok(!status, "in its place: %#x\n", status);
	CloseHandle(first);
	CloseHandle(second);
}

static void bad_arguments(void)
{
	LARGE_INTEGER time = { .QuadPart = -500000 };
	struct nt_pipe p;
	IO_STATUS_BLOCK io;
	HANDLE pipe = NULL;
	NTSTATUS status;

	nt_pipe_name(&p);
	status = NtCreateNamedPipeFile(&pipe, GENERIC_READ | SYNCHRONIZE,
				       &p.attributes, &io, FILE_SHARE_WRITE,
				       FILE_OPEN_IF, 0, 0, 1, 0, 1, 64, 64,
				       &time);
	ok(status == NT_INVALID_PARAMETER, "messages of bytes: %#x\n", status);
	status = NtCreateNamedPipeFile(&pipe, GENERIC_READ | SYNCHRONIZE,
				       &p.attributes, &io, 0, FILE_OPEN_IF, 0,
				       0, 0, 0, 1, 64, 64, &time);
	ok(status == NT_INVALID_PARAMETER, "no direction: %#x\n", status);
	status = NtCreateNamedPipeFile(&pipe, GENERIC_READ | SYNCHRONIZE,
				       &p.attributes, &io, FILE_SHARE_WRITE,
				       FILE_OVERWRITE, 0, 0, 0, 0, 1, 64, 64,
				       &time);
	/* Wine looks at no disposition. */
	todo_wine ok(status == NT_INVALID_PARAMETER, "overwrite: %#x\n",
		     status);
	todo_wine ok(!pipe, "a handle\n");
}

/* A client's open is an NtCreateFile like any other. */
static void clients(void)
{
	struct nt_pipe p;
	IO_STATUS_BLOCK io;
	HANDLE pipe, client, again;
	NTSTATUS status;

	nt_pipe_name(&p);
	status = NtOpenFile(&client, GENERIC_READ | SYNCHRONIZE, &p.attributes,
			    &io, 0, 0);
	ok(status == NT_OBJECT_NAME_NOT_FOUND, "nobody: %#x\n", status);
	nt_pipe_create(&p, FILE_CREATE, 1, &pipe, &io);
	status = NtOpenFile(&client, GENERIC_READ | SYNCHRONIZE, &p.attributes,
			    &io, 0, 0);
	ok(!status, "%#x\n", status);
	ok(!io.Status && io.Information == FILE_OPENED, "%#x, %u\n", io.Status,
	   (unsigned)io.Information);
	status = NtOpenFile(&again, GENERIC_READ | SYNCHRONIZE, &p.attributes,
			    &io, 0, 0);
	ok(status == NT_PIPE_NOT_AVAILABLE, "busy: %#x\n", status);
	CloseHandle(client);
	CloseHandle(pipe);
}

START_TEST(NtCreateNamedPipeFile)
{
	RUN(dispositions);
	RUN(bad_arguments);
	RUN(clients);
}
