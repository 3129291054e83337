/*
 * Named pipes at the Nt level: names nobody else has, a server's end and a
 * client's.
 */
#ifndef TESTS_LIB_NT_PIPE_H
#define TESTS_LIB_NT_PIPE_H

#include "nt.h"
#include <stdio.h>

#define NT_INSTANCE_NOT_AVAILABLE ((NTSTATUS)0xc00000ab)
#define NT_PIPE_NOT_AVAILABLE ((NTSTATUS)0xc00000ac)
#define NT_INVALID_PIPE_STATE ((NTSTATUS)0xc00000ad)
#define NT_PIPE_DISCONNECTED ((NTSTATUS)0xc00000b0)
#define NT_PIPE_CLOSING ((NTSTATUS)0xc00000b1)
#define NT_PIPE_CONNECTED ((NTSTATUS)0xc00000b2)
#define NT_PIPE_LISTENING ((NTSTATUS)0xc00000b3)

struct nt_pipe {
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING string;
	WCHAR text[80];
	HANDLE server, client;
};

static inline void nt_pipe_name(struct nt_pipe *p)
{
	static LONG serial;
	char name[80];
	int n = sprintf(name, "\\??\\pipe\\wincancel-test-%u-nt%d",
			(unsigned)GetCurrentProcessId(),
			(int)InterlockedIncrement(&serial));

	for (int i = 0; i <= n; i++)
		p->text[i] = name[i];
	RtlInitUnicodeString(&p->string, p->text);
	InitializeObjectAttributes(&p->attributes, &p->string,
				   OBJ_CASE_INSENSITIVE, NULL, NULL);
}

/* An overlapped server of messages, both ways. */
static inline NTSTATUS nt_pipe_create(struct nt_pipe *p, ULONG disposition,
				      ULONG most, HANDLE *pipe,
				      IO_STATUS_BLOCK *io)
{
	LARGE_INTEGER time = { .QuadPart = -500000 };

	memset(io, 0xcc, sizeof(*io));
	return NtCreateNamedPipeFile(pipe, GENERIC_READ | GENERIC_WRITE |
					   SYNCHRONIZE,
				     &p->attributes, io,
				     FILE_SHARE_READ | FILE_SHARE_WRITE,
				     disposition, 0, 1, 1, 0, most, 4096, 4096,
				     &time);
}

static inline void nt_pipe_pair(struct nt_pipe *p)
{
	IO_STATUS_BLOCK io;
	NTSTATUS status;

	nt_pipe_name(p);
	status = nt_pipe_create(p, FILE_CREATE, 1, &p->server, &io);
	ok(!status, "server: %#x\n", status);
	status = NtOpenFile(&p->client, GENERIC_READ | GENERIC_WRITE |
					SYNCHRONIZE,
			    &p->attributes, &io,
			    FILE_SHARE_READ | FILE_SHARE_WRITE, 0);
	ok(!status, "client: %#x\n", status);
}

#endif
