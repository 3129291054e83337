/*
 * DisconnectNamedPipe: what both ends are told, and what is thrown away.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

/* Unread data of both directions are lost (the page's own warning). */
static void discards(void)
{
	struct pipe_ends p;
	DWORD moved;
	char byte;

	pipe_pair(&p, BYTES, 0);
	pipe_put(p.server, "lost", 4);
	pipe_put(p.client, "too", 3);
	works(DisconnectNamedPipe(p.server));
	fails(ReadFile(p.client, &byte, 1, &moved, NULL),
	      ERROR_PIPE_NOT_CONNECTED);
	fails(WriteFile(p.client, "x", 1, &moved, NULL),
	      ERROR_PIPE_NOT_CONNECTED);
	fails(ReadFile(p.server, &byte, 1, &moved, NULL),
	      ERROR_PIPE_NOT_CONNECTED);
	fails(WriteFile(p.server, "x", 1, &moved, NULL),
	      ERROR_PIPE_NOT_CONNECTED);
	fails(PeekNamedPipe(p.client, NULL, 0, NULL, &moved, NULL),
	      ERROR_PIPE_NOT_CONNECTED);
	fails(PeekNamedPipe(p.server, NULL, 0, NULL, &moved, NULL),
	      ERROR_BAD_PIPE);
	pipe_close(&p);
}

/* The next client gets none of what was left by the one before. */
static void nothing_left_behind(void)
{
	struct pipe_ends p;
	HANDLE old;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.server, "old", 3);
	pipe_put(p.client, "older", 5);
	works(DisconnectNamedPipe(p.server));
	old = p.client;
	struct io io;

	io_init(&io);
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &io.ov));
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	io_ends(p.server, &io, 0, 0);
	io_fini(&io);
	pipe_get(p.client, 8, ERROR_OPERATION_ABORTED, NULL, 0);
	pipe_get(p.server, 8, ERROR_OPERATION_ABORTED, NULL, 0);
	pipe_put(p.client, "new", 3);
	pipe_get(p.server, 8, 0, "new", 3);
	/* the old client's handle stays cut off */
	pipe_get(old, 8, ERROR_PIPE_NOT_CONNECTED, NULL, 0);
	CloseHandle(old);
	pipe_put(p.server, "news", 4);
	pipe_get(p.client, 8, 0, "news", 4);
	pipe_close(&p);
}

/* What waits at either end is told that there is no connection any more. */
static void ends_what_waits(void)
{
	struct pipe_ends p;
	struct io mine, theirs, room;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&mine);
	io_init(&theirs);
	io_init(&room);
	io_read(p.server, &mine);
	io_read(p.client, &theirs);
	works(DisconnectNamedPipe(p.server));
	io_ends(p.server, &mine, ERROR_PIPE_NOT_CONNECTED, 0);
	io_ends(p.client, &theirs, ERROR_PIPE_NOT_CONNECTED, 0);
	CloseHandle(p.client);
	io_pends(__FILE__, __LINE__, ConnectNamedPipe(p.server, &mine.ov));
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	io_ends(p.server, &mine, 0, 0);
	fill(p.client);
	io_write(p.client, &room);
	works(DisconnectNamedPipe(p.server));
	io_ends(p.client, &room, ERROR_PIPE_NOT_CONNECTED, 0);
	io_fini(&mine);
	io_fini(&theirs);
	io_fini(&room);
	pipe_close(&p);
}

static void refused(void)
{
	struct pipe_ends p;

	fails(DisconnectNamedPipe(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
	pipe_pair(&p, BYTES, 0);
	/* as ConnectNamedPipe has it, in Wine too; here Wine has another */
	fails(DisconnectNamedPipe(p.client),
	      !strcmp(winetest_platform, "wine") ? ERROR_NOT_SUPPORTED
						 : ERROR_INVALID_FUNCTION);
	pipe_put(p.client, "x", 1);
	pipe_get(p.server, 8, 0, "x", 1);
	pipe_close(&p);
}

static void without_a_client(void)
{
	struct pipe_ends p;

	pipe_server(&p, DUPLEX, BYTES);
	fails(DisconnectNamedPipe(p.server), ERROR_PIPE_LISTENING);
	pipe_client(&p, BOTH_WAYS, 0);
	CloseHandle(p.client);
	p.client = NULL;
	works(DisconnectNamedPipe(p.server));
	fails(DisconnectNamedPipe(p.server), ERROR_PIPE_NOT_CONNECTED);
	pipe_close(&p);
}

/* Success leaves the last error alone. */
static void last_error(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, 0);
	SetLastError(UNTOUCHED);
	ok(DisconnectNamedPipe(p.server) && GetLastError() == UNTOUCHED,
	   "error %u\n", GetLastError());
	pipe_close(&p);
}

START_TEST(DisconnectNamedPipe)
{
	RUN(discards);
	RUN(nothing_left_behind);
	RUN(ends_what_waits);
	RUN(refused);
	RUN(without_a_client);
	RUN(last_error);
}
