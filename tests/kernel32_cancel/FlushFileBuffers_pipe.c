/*
 * FlushFileBuffers on named pipes: until the other end has read everything.
 */
#include <windows.h>
#include "wine/test.h"
#include "named_pipe.h"

static void nothing_to_read(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, 0);
	works(FlushFileBuffers(p.server));
	works(FlushFileBuffers(p.client));
	pipe_put(p.server, "x", 1);
	/* the other direction's affair */
	works(FlushFileBuffers(p.client));
	pipe_get(p.client, 8, 0, "x", 1);
	works(FlushFileBuffers(p.server));
	pipe_close(&p);
}

/* Also on a handle opened for overlapped use. */
static void until_read(void)
{
	struct pipe_ends p;

	for (DWORD flags = 0; flags <= FILE_FLAG_OVERLAPPED;
	     flags += FILE_FLAG_OVERLAPPED) {
		struct blocked b = {0};

		pipe_pair(&p, MESSAGES, flags);
		pipe_put(p.server, "one", 3);
		pipe_put(p.server, "two", 3);
		b.file = p.server;
		blocked_start(&b, blocked_flush);
		pipe_get(p.client, 8, 0, "one", 3);
		pipe_get(p.client, 2, ERROR_MORE_DATA, "tw", 2);
		ok(WaitForSingleObject(b.thread, 20) == WAIT_TIMEOUT,
		   "a byte is unread, and it ended\n");
		pipe_get(p.client, 8, 0, "o", 1);
		blocked_ends(&b, 0, 0);
		pipe_close(&p);
	}
}

/* K-046: stopped; nothing is lost by that. */
static void cancelled(void)
{
	struct pipe_ends p;

	for (DWORD flags = 0; flags <= FILE_FLAG_OVERLAPPED;
	     flags += FILE_FLAG_OVERLAPPED) {
		struct blocked b = {0};

		pipe_pair(&p, BYTES, flags);
		pipe_put(p.client, "kept", 4);
		b.file = p.client;
		blocked_start(&b, blocked_flush);
		blocked_cancel(&b);
		blocked_ends(&b, ERROR_OPERATION_ABORTED, 0);
		pipe_get(p.server, 8, 0, "kept", 4);
		works(FlushFileBuffers(p.client));
		pipe_close(&p);
	}
}

/* Nobody will read it any more. */
static void other_end_goes(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_pair(&p, BYTES, 0);
	pipe_put(p.server, "x", 1);
	b.file = p.server;
	blocked_start(&b, blocked_flush);
	ok(WaitForSingleObject(b.thread, 20) == WAIT_TIMEOUT, "it ended\n");
	CloseHandle(p.client);
	p.client = NULL;
	blocked_ends(&b, ERROR_BROKEN_PIPE, 0);
	pipe_close(&p);
}

static void disconnected(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.client, "x", 1);
	b.file = p.client;
	blocked_start(&b, blocked_flush);
	ok(WaitForSingleObject(b.thread, 20) == WAIT_TIMEOUT, "it ended\n");
	works(DisconnectNamedPipe(p.server));
	blocked_ends(&b, ERROR_PIPE_NOT_CONNECTED, 0);
	fails(FlushFileBuffers(p.client), ERROR_PIPE_NOT_CONNECTED);
	pipe_close(&p);
}

/* An end that cannot write may not flush (the page); Wine lets it. */
static void one_way(void)
{
	struct pipe_ends p;

	pipe_server(&p, PIPE_ACCESS_OUTBOUND, BYTES);
	pipe_client(&p, GENERIC_READ, 0);
	works(FlushFileBuffers(p.server));
	todo_wine
		fails(FlushFileBuffers(p.client), ERROR_ACCESS_DENIED);
	pipe_close(&p);
}

START_TEST(FlushFileBuffers_pipe)
{
	RUN(nothing_to_read);
	RUN(until_read);
	RUN(cancelled);
	RUN(other_end_goes);
	RUN(disconnected);
	RUN(one_way);
}
