/*
 * CreateFile on \\.\pipe\NAME: who may open, what is busy, what a client gets.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

#define no_client(name, access, error) \
	no_client_(__FILE__, __LINE__, name, access, error)
static void no_client_(const char *src, int line, const char *name,
		       DWORD access, DWORD error)
{
	HANDLE client;
	DWORD err;

	SetLastError(UNTOUCHED);
	client = pipe_open(name, access, 0);
	err = GetLastError();
	ok_(src, line)(client == INVALID_HANDLE_VALUE, "%p\n", client);
	ok_(src, line)(err == error, "error %u, not %u\n", err, error);
	if (client != INVALID_HANDLE_VALUE)
		CloseHandle(client);
}

static void nobody_there(void)
{
	char name[80];

	pipe_name(name);
	no_client(name, BOTH_WAYS, ERROR_FILE_NOT_FOUND);
}

/* An instance takes one client, also before the server connects. */
static void busy(void)
{
	struct pipe_ends p, second;

	pipe_server(&p, DUPLEX, BYTES);
	pipe_client(&p, BOTH_WAYS, 0);
	no_client(p.name, BOTH_WAYS, ERROR_PIPE_BUSY);
	/* a client that has gone leaves the instance as it is */
	CloseHandle(p.client);
	p.client = NULL;
	no_client(p.name, BOTH_WAYS, ERROR_PIPE_BUSY);
	works(DisconnectNamedPipe(p.server));
	no_client(p.name, BOTH_WAYS, ERROR_PIPE_BUSY);
	pipe_close(&p);
	no_client(p.name, BOTH_WAYS, ERROR_FILE_NOT_FOUND);

	pipe_server(&p, DUPLEX, BYTES);
	second = p;
	pipe_client(&p, BOTH_WAYS, 0);
	ok(pipe_open(second.name, BOTH_WAYS, 0) == INVALID_HANDLE_VALUE,
	   "a second client of one instance\n");
	pipe_close(&p);
}

/* Each client gets an instance of its own. */
static void instances(void)
{
	HANDLE server[3], client[3];
	char name[80], byte;
	int served = 0;

	pipe_name(name);
	for (int i = 0; i < 3; i++) {
		server[i] = CreateNamedPipeA(name, DUPLEX, BYTES, 3, QUOTA,
					     QUOTA, 0, NULL);
		ok(server[i] != INVALID_HANDLE_VALUE, "error %u\n",
		   GetLastError());
	}
	for (int i = 0; i < 3; i++) {
		client[i] = pipe_open(name, BOTH_WAYS, 0);
		ok(client[i] != INVALID_HANDLE_VALUE, "error %u\n",
		   GetLastError());
		byte = (char)('0' + i);
		pipe_put(client[i], &byte, 1);
	}
	no_client(name, BOTH_WAYS, ERROR_PIPE_BUSY);
	for (int i = 0; i < 3; i++) {
		DWORD moved = 0;

		works(ReadFile(server[i], &byte, 1, &moved, NULL));
		served |= 1 << (byte - '0');
		pipe_put(server[i], &byte, 1);
	}
	ok(served == 7, "served %#x\n", served);
	for (int i = 0; i < 3; i++) {
		byte = (char)('0' + i);
		pipe_get(client[i], 8, 0, &byte, 1);
		CloseHandle(client[i]);
		CloseHandle(server[i]);
	}
}

/* A client may only do what the direction leaves it. */
static void directions(void)
{
	struct pipe_ends p;
	DWORD moved;
	char byte;

	pipe_server(&p, PIPE_ACCESS_INBOUND, BYTES);
	no_client(p.name, GENERIC_READ, ERROR_ACCESS_DENIED);
	no_client(p.name, BOTH_WAYS, ERROR_ACCESS_DENIED);
	pipe_client(&p, GENERIC_WRITE, 0);
	pipe_put(p.client, "x", 1);
	pipe_get(p.server, 8, 0, "x", 1);
	fails(ReadFile(p.client, &byte, 1, &moved, NULL), ERROR_ACCESS_DENIED);
	fails(WriteFile(p.server, "x", 1, &moved, NULL), ERROR_ACCESS_DENIED);
	pipe_close(&p);

	pipe_server(&p, PIPE_ACCESS_OUTBOUND, BYTES);
	no_client(p.name, GENERIC_WRITE, ERROR_ACCESS_DENIED);
	no_client(p.name, BOTH_WAYS, ERROR_ACCESS_DENIED);
	pipe_client(&p, GENERIC_READ, 0);
	pipe_put(p.server, "y", 1);
	pipe_get(p.client, 8, 0, "y", 1);
	fails(ReadFile(p.server, &byte, 1, &moved, NULL), ERROR_ACCESS_DENIED);
	fails(WriteFile(p.client, "x", 1, &moved, NULL), ERROR_ACCESS_DENIED);
	pipe_close(&p);
}

/* A client of a duplex pipe may ask for less. */
static void one_way_of_two(void)
{
	struct pipe_ends p;
	DWORD moved;
	char byte;

	pipe_server(&p, DUPLEX, BYTES);
	pipe_client(&p, GENERIC_READ, 0);
	pipe_put(p.server, "r", 1);
	pipe_get(p.client, 8, 0, "r", 1);
	fails(WriteFile(p.client, "x", 1, &moved, NULL), ERROR_ACCESS_DENIED);
	pipe_close(&p);
	pipe_server(&p, DUPLEX, BYTES);
	pipe_client(&p, GENERIC_WRITE, 0);
	pipe_put(p.client, "w", 1);
	pipe_get(p.server, 8, 0, "w", 1);
	fails(ReadFile(p.client, &byte, 1, &moved, NULL), ERROR_ACCESS_DENIED);
	pipe_close(&p);
}

/* K-172: a client is overlapped if it says so, whatever the server is. */
static void overlapped_or_not(void)
{
	struct pipe_ends p;
	struct blocked b = {0};
	struct io io;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	pipe_client(&p, BOTH_WAYS, 0);
	io_init(&io);
	io_read(p.server, &io);
	b.file = p.client;
	blocked_start(&b, blocked_read);
	pipe_put(p.client == b.file ? p.server : p.client, "s", 1);
	blocked_ends(&b, 0, 1);
	pipe_put(p.client, "c", 1);
	io_ends(p.server, &io, 0, 1);
	io_fini(&io);
	pipe_close(&p);

	pipe_server(&p, DUPLEX, BYTES);
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_read(p.client, &io);
	pipe_put(p.server, "s", 1);
	io_ends(p.client, &io, 0, 1);
	io_fini(&io);
	pipe_close(&p);
}

/* A message pipe's client starts out reading bytes. */
static void reads_bytes_first(void)
{
	struct pipe_ends p;
	DWORD state;

	pipe_server(&p, DUPLEX, MESSAGES);
	pipe_client(&p, BOTH_WAYS, 0);
	works(GetNamedPipeHandleStateA(p.client, &state, NULL, NULL, NULL, NULL,
				       0));
	ok(state == PIPE_READMODE_BYTE, "state %#x\n", state);
	pipe_put(p.server, "one", 3);
	pipe_put(p.server, "two", 3);
	pipe_get(p.client, 4, 0, "onet", 4);
	pipe_get(p.client, 4, 0, "wo", 2);
	pipe_close(&p);
}

START_TEST(CreateFile_pipe)
{
	RUN(nobody_there);
	RUN(busy);
	RUN(instances);
	RUN(directions);
	RUN(one_way_of_two);
	RUN(overlapped_or_not);
	RUN(reads_bytes_first);
}
