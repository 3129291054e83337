/*
 * TransactNamedPipe: a message there, a message back.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "named_pipe.h"

static void begin_transact(HANDLE file, struct io *io, const char *question,
			   DWORD room)
{
	io_init(io);
	/* K-083: Wine leaves it to the caller, in this call only */
	if (!strcmp(winetest_platform, "wine"))
		io->ov.Internal = STATUS_PENDING;
	io_pends(__FILE__, __LINE__,
		 TransactNamedPipe(file, (void *)question, strlen(question),
				   io->buf, room, NULL, &io->ov));
	ok(!HasOverlappedIoCompleted(&io->ov), "completed at once\n");
}

static void there_and_back(void)
{
	struct pipe_ends p;
	struct blocked b = {0};
	char buf[16];
	DWORD moved = UNTOUCHED;

	pipe_pair(&p, MESSAGES, 0);
	b.file = p.client;
	b.data = "question";
	b.size = 8;
	blocked_start(&b, blocked_transact);
	works(ReadFile(p.server, buf, sizeof(buf), &moved, NULL));
	ok(moved == 8 && !memcmp(buf, "question", 8), "moved %u\n", moved);
	works(WriteFile(p.server, "answer", 6, &moved, NULL));
	blocked_ends(&b, 0, 6);
	ok(!memcmp(b.buf, "answer", 6), "other bytes\n");
	pipe_close(&p);
}

/* K-159 K-013: overlapped, and either end may ask. */
static void overlapped(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	begin_transact(p.client, &io, "question", 64);
	pipe_get(p.server, 64, 0, "question", 8);
	io_waits(p.client, &io);
	pipe_put(p.server, "answer", 6);
	io_ends(p.client, &io, 0, 6);
	ok(!memcmp(io.buf, "answer", 6), "other bytes\n");
	io_fini(&io);
	begin_transact(p.server, &io, "who", 64);
	pipe_get(p.client, 64, 0, "who", 3);
	pipe_put(p.client, "me", 2);
	io_ends(p.server, &io, 0, 2);
	ok(!memcmp(io.buf, "me", 2), "other bytes\n");
	io_fini(&io);
	pipe_close(&p);
}

/* The answer has no room: the rest is read. */
static void more_data(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved = UNTOUCHED;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	begin_transact(p.client, &io, "q", 3);
	pipe_get(p.server, 64, 0, "q", 1);
	pipe_put(p.server, "answer", 6);
	fails(GetOverlappedResult(p.client, &io.ov, &moved, TRUE),
	      ERROR_MORE_DATA);
	ok(moved == 3 && !memcmp(io.buf, "ans", 3), "moved %u\n", moved);
	pipe_get(p.client, 64, 0, "wer", 3);
	io_fini(&io);
	pipe_close(&p);
}

/* An empty answer is one. */
static void zero_bytes(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	begin_transact(p.client, &io, "q", 64);
	pipe_get(p.server, 64, 0, "q", 1);
	pipe_put(p.server, "", 0);
	io_ends(p.client, &io, 0, 0);
	io_fini(&io);
	pipe_close(&p);
}

/* K-159: cancelled while it waits for the answer. The question was asked. */
static void cancelled(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	begin_transact(p.client, &io, "question", 64);
	works(CancelIoEx(p.client, &io.ov));
	io_ends(p.client, &io, ERROR_OPERATION_ABORTED, 0);
	ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)io.ov.Internal);
	fails(CancelIoEx(p.client, &io.ov), ERROR_NOT_FOUND);
	io_fini(&io);
	pipe_get(p.server, 64, 0, "question", 8);
	pipe_put(p.server, "late", 4);
	pipe_get(p.client, 64, 0, "late", 4);
	begin_transact(p.client, &io, "again", 64);
	works(CancelIo(p.client));
	io_ends(p.client, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	pipe_get(p.server, 64, 0, "again", 5);
	pipe_close(&p);
}

/* Wanted: message type, message mode, both directions, nothing unread. */
static void refused(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved;

	io_init(&io);
	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	fails(TransactNamedPipe(p.client, "q", 1, io.buf, 8, &moved, &io.ov),
	      ERROR_BAD_PIPE);
	pipe_close(&p);
	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	pipe_read_mode(p.client, PIPE_READMODE_BYTE);
	fails(TransactNamedPipe(p.client, "q", 1, io.buf, 8, &moved, &io.ov),
	      ERROR_BAD_PIPE);
	pipe_read_mode(p.client, PIPE_READMODE_MESSAGE);
	pipe_put(p.server, "unread", 6);
	fails(TransactNamedPipe(p.client, "q", 1, io.buf, 8, &moved, &io.ov),
	      ERROR_PIPE_BUSY);
	pipe_get(p.client, 64, 0, "unread", 6);
	pipe_get(p.server, 64, ERROR_OPERATION_ABORTED, NULL, 0);
	pipe_close(&p);
	fails(TransactNamedPipe(INVALID_HANDLE_VALUE, "q", 1, io.buf, 8, &moved,
				NULL),
	      ERROR_INVALID_HANDLE);
	io_fini(&io);
}

/* A read waits already: whose would the answer be? Wine takes both. */
static void behind_a_read(void)
{
	struct pipe_ends p;
	struct io rd, io;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	io_init(&rd);
	io_init(&io);
	io_read(p.client, &rd);
	todo_wine
		fails(TransactNamedPipe(p.client, "q", 1, io.buf, 8, NULL,
					&io.ov),
		      ERROR_PIPE_BUSY);
	pipe_put(p.server, "for the read", 12);
	io_ends(p.client, &rd, 0, 12);
	if (!strcmp(winetest_platform, "wine"))
		CancelIoEx(p.client, NULL);
	else
		pipe_get(p.server, 8, ERROR_OPERATION_ABORTED, NULL, 0);
	io_fini(&rd);
	io_fini(&io);
	pipe_close(&p);
}

static void other_end_goes(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	begin_transact(p.client, &io, "q", 64);
	CloseHandle(p.server);
	p.server = NULL;
	io_ends(p.client, &io, ERROR_BROKEN_PIPE, 0);
	ok(!TransactNamedPipe(p.client, "q", 1, io.buf, 8, &moved, &io.ov),
	   "asked nobody\n");
	ok(GetLastError() == ERROR_NO_DATA || GetLastError() == ERROR_BAD_PIPE,
	   "error %u\n", GetLastError());
	io_fini(&io);
	pipe_close(&p);

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	begin_transact(p.client, &io, "q", 64);
	works(DisconnectNamedPipe(p.server));
	io_ends(p.client, &io, ERROR_PIPE_NOT_CONNECTED, 0);
	io_fini(&io);
	pipe_close(&p);
}

/* The answer was too quick to be waited for, or not: both are right. */
static void against_a_reader(void)
{
	struct pipe_ends p;
	struct io question, io;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	for (int i = 0; i < 50; i++) {
		io_init(&question);
		io_read(p.server, &question);
		begin_transact(p.client, &io, "ping", 64);
		io_ends(p.server, &question, 0, 4);
		pipe_put(p.server, "pong!", 5);
		io_ends(p.client, &io, 0, 5);
		io_fini(&question);
		io_fini(&io);
	}
	pipe_close(&p);
}

START_TEST(TransactNamedPipe)
{
	RUN(there_and_back);
	RUN(overlapped);
	RUN(more_data);
	RUN(zero_bytes);
	RUN(cancelled);
	RUN(refused);
	RUN(behind_a_read);
	RUN(other_end_goes);
	RUN(against_a_reader);
}
