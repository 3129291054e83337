/*
 * CreateNamedPipe: names, instances, what is refused, and what two instances
 * of a name have to agree on.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

static HANDLE create(const char *name, DWORD open_mode, DWORD mode, DWORD limit)
{
	return CreateNamedPipeA(name, open_mode, mode, limit, QUOTA, QUOTA, 0,
				NULL);
}

#define created(call) created_(__FILE__, __LINE__, call)
static HANDLE created_(const char *src, int line, HANDLE pipe)
{
	DWORD err = GetLastError();

	ok_(src, line)(pipe != INVALID_HANDLE_VALUE && pipe, "error %u\n", err);
	return pipe;
}

#define refused(call, error) \
	refused_(__FILE__, __LINE__, (SetLastError(UNTOUCHED), (call)), error)
static void refused_(const char *src, int line, HANDLE pipe, DWORD error)
{
	DWORD err = GetLastError();

	ok_(src, line)(pipe == INVALID_HANDLE_VALUE, "%p\n", pipe);
	ok_(src, line)(err == error, "error %u, not %u\n", err, error);
	if (pipe != INVALID_HANDLE_VALUE)
		CloseHandle(pipe);
}

static void names(void)
{
	WCHAR wide[80];
	char name[80], other[80];
	HANDLE pipe, client;

	refused(create(NULL, DUPLEX, BYTES, 1), ERROR_PATH_NOT_FOUND);
	refused(create("", DUPLEX, BYTES, 1), ERROR_PATH_NOT_FOUND);
	refused(create("not-a-pipe", DUPLEX, BYTES, 1), ERROR_INVALID_NAME);
	/* Wine: the folder is no pipe, and so no handle either */
	refused(create("\\\\.\\pipe\\", DUPLEX, BYTES, 1),
		!strcmp(winetest_platform, "wine") ? ERROR_INVALID_HANDLE
						   : ERROR_INVALID_NAME);
	pipe_name(name);
	pipe = created(create(name, DUPLEX, BYTES, 1));
	/* neither case nor the kind of slash matters */
	strcpy(other, name);
	memcpy(strchr(other, 'w'), "WinCancel", 9);
	memcpy(other, "//./PIPE/", 9);
	client = created(pipe_open(other, BOTH_WAYS, 0));
	CloseHandle(client);
	CloseHandle(pipe);
	for (int i = 0; i < 80; i++)
		wide[i] = name[i];
	pipe = created(CreateNamedPipeW(wide, DUPLEX, BYTES, 1, 0, 0, 0, NULL));
	client = created(pipe_open(name, BOTH_WAYS, 0));
	CloseHandle(client);
	CloseHandle(pipe);
	refused(CreateNamedPipeW(NULL, DUPLEX, BYTES, 1, 0, 0, 0, NULL),
		ERROR_PATH_NOT_FOUND);
	/* the name goes with its last handle */
	refused(pipe_open(name, BOTH_WAYS, 0), ERROR_FILE_NOT_FOUND);
}

/* A backslash in a name makes no directory. */
static void deep_name(void)
{
	char name[80];
	HANDLE pipe, client;

	pipe_name(name);
	strcat(name, "\\in\\there");
	pipe = created(create(name, DUPLEX, BYTES, 1));
	client = created(pipe_open(name, BOTH_WAYS, 0));
	CloseHandle(client);
	CloseHandle(pipe);
}

static void modes(void)
{
	char name[80];

	pipe_name(name);
	refused(create(name, 0, BYTES, 1), ERROR_INVALID_PARAMETER);
	refused(create(name, DUPLEX, PIPE_TYPE_BYTE | PIPE_READMODE_MESSAGE, 1),
		ERROR_INVALID_PARAMETER);
	/* the page has 1 to 255; Wine takes any number */
	todo_wine
		refused(create(name, DUPLEX, BYTES, 0), ERROR_INVALID_PARAMETER);
	todo_wine
		refused(create(name, DUPLEX, BYTES, 256),
			ERROR_INVALID_PARAMETER);
	CloseHandle(created(create(name, DUPLEX, BYTES, 1)));
	CloseHandle(created(create(name, PIPE_ACCESS_INBOUND, BYTES, 1)));
	CloseHandle(created(create(name, PIPE_ACCESS_OUTBOUND, BYTES, 1)));
	CloseHandle(created(create(name, DUPLEX, MESSAGES, 1)));
	CloseHandle(created(create(
		name, DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_WRITE_THROUGH,
		PIPE_TYPE_MESSAGE | PIPE_READMODE_BYTE | PIPE_NOWAIT,
		PIPE_UNLIMITED_INSTANCES)));
	/* PIPE_REJECT_REMOTE_CLIENTS */
	CloseHandle(created(create(name, DUPLEX, BYTES | 8, 1)));
}

/* The first one says how many there may be. */
static void instances(void)
{
	char name[80];
	HANDLE pipe[3];

	pipe_name(name);
	pipe[0] = created(create(name, DUPLEX, BYTES, 2));
	pipe[1] = created(create(name, DUPLEX, BYTES, 2));
	refused(create(name, DUPLEX, BYTES, 2), ERROR_PIPE_BUSY);
	CloseHandle(pipe[0]);
	pipe[0] = created(create(name, DUPLEX, BYTES, 2));
	CloseHandle(pipe[0]);
	CloseHandle(pipe[1]);
	for (int i = 0; i < 3; i++)
		pipe[i] = created(create(name, DUPLEX, BYTES,
					 PIPE_UNLIMITED_INSTANCES));
	for (int i = 0; i < 3; i++)
		CloseHandle(pipe[i]);
}

/* Direction and type belong to the name: another instance cannot differ. */
static void instances_agree(void)
{
	char name[80];
	HANDLE pipe, other;

	pipe_name(name);
	pipe = created(create(name, DUPLEX, BYTES, 4));
	refused(create(name, PIPE_ACCESS_INBOUND, BYTES, 4),
		ERROR_ACCESS_DENIED);
	refused(create(name, PIPE_ACCESS_OUTBOUND, BYTES, 4),
		ERROR_ACCESS_DENIED);
	/* The page forbids another type and names no error; Wine takes it. */
	todo_wine
		refused(create(name, DUPLEX, MESSAGES, 4), ERROR_ACCESS_DENIED);
	/* what belongs to the handle may differ */
	other = created(create(name, DUPLEX | FILE_FLAG_OVERLAPPED,
			       BYTES | PIPE_NOWAIT, 4));
	CloseHandle(other);
	CloseHandle(pipe);
	pipe = created(create(name, DUPLEX, MESSAGES, 4));
	other = created(create(name, DUPLEX,
			       PIPE_TYPE_MESSAGE | PIPE_READMODE_BYTE, 4));
	CloseHandle(other);
	CloseHandle(pipe);
}

/* Against the page, Wine 8 does not look at the flag. */
static void first_instance(void)
{
	const DWORD first = DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE;
	char name[80];
	HANDLE pipe, other;

	pipe_name(name);
	pipe = created(create(name, first, BYTES, 4));
	todo_wine
		refused(create(name, first, BYTES, 4), ERROR_ACCESS_DENIED);
	other = created(create(name, DUPLEX, BYTES, 4));
	CloseHandle(pipe);
	/* one is still there, no matter which */
	todo_wine
		refused(create(name, first, BYTES, 4), ERROR_ACCESS_DENIED);
	CloseHandle(other);
	pipe = created(create(name, first, BYTES, 4));
	CloseHandle(pipe);
}

static void inheritance(void)
{
	SECURITY_ATTRIBUTES sa = {sizeof(sa), NULL, TRUE};
	char name[80];
	HANDLE pipe;
	DWORD flags;

	pipe_name(name);
	for (int inherit = 0; inherit < 2; inherit++) {
		pipe = created(CreateNamedPipeA(name, DUPLEX, BYTES, 1, 0, 0, 0,
						inherit ? &sa : NULL));
		ok(GetHandleInformation(pipe, &flags) &&
			   flags == (inherit ? HANDLE_FLAG_INHERIT : 0),
		   "flags %#x\n", flags);
		CloseHandle(pipe);
	}
}

static void its_type(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, 0);
	ok(GetFileType(p.server) == FILE_TYPE_PIPE, "type %u\n",
	   GetFileType(p.server));
	ok(GetFileType(p.client) == FILE_TYPE_PIPE, "type %u\n",
	   GetFileType(p.client));
	pipe_close(&p);
}

START_TEST(CreateNamedPipe)
{
	RUN(names);
	RUN(deep_name);
	RUN(modes);
	RUN(instances);
	RUN(instances_agree);
	RUN(first_instance);
	RUN(inheritance);
	RUN(its_type);
}
