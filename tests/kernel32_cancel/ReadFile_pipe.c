/*
 * ReadFile on named pipes: bytes and messages, nothing there, nobody there.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "named_pipe.h"

/* Bytes have no seams. */
static void bytes(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.server, "one", 3);
	pipe_put(p.server, "two", 3);
	pipe_get(p.client, 2, 0, "on", 2);
	pipe_get(p.client, 64, 0, "etwo", 4);
	pipe_get(p.client, 64, ERROR_OPERATION_ABORTED, NULL, 0);
	/* the directions have nothing to do with each other */
	pipe_put(p.client, "up", 2);
	pipe_put(p.server, "down", 4);
	pipe_get(p.server, 64, 0, "up", 2);
	pipe_get(p.client, 64, 0, "down", 4);
	pipe_close(&p);
}

/* K-100: one message at a time; the rest of one that is longer comes next. */
static void messages(void)
{
	struct pipe_ends p;

	for (DWORD flags = 0; flags <= FILE_FLAG_OVERLAPPED;
	     flags += FILE_FLAG_OVERLAPPED) {
		pipe_pair(&p, MESSAGES, flags);
		pipe_put(p.server, "first", 5);
		pipe_put(p.server, "second", 6);
		pipe_put(p.server, "third", 5);
		pipe_get(p.client, 64, 0, "first", 5);
		pipe_get(p.client, 2, ERROR_MORE_DATA, "se", 2);
		pipe_get(p.client, 3, ERROR_MORE_DATA, "con", 3);
		pipe_get(p.client, 1, 0, "d", 1);
		pipe_get(p.client, 5, 0, "third", 5);
		pipe_close(&p);
	}
}

/* K-100: the count stands beside the error. */
static void more_data_count(void)
{
	struct pipe_ends p;
	char buf[8];
	DWORD moved = UNTOUCHED;

	pipe_pair(&p, MESSAGES, 0);
	pipe_put(p.client, "abcdef", 6);
	fails(ReadFile(p.server, buf, 4, &moved, NULL), ERROR_MORE_DATA);
	ok(moved == 4 && !memcmp(buf, "abcd", 4), "moved %u\n", moved);
	moved = UNTOUCHED;
	works(ReadFile(p.server, buf, 4, &moved, NULL));
	ok(moved == 2 && !memcmp(buf, "ef", 2), "moved %u\n", moved);
	pipe_close(&p);
}

/* The same for a read that had to wait. */
static void more_data_later(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved = UNTOUCHED;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_pends(__FILE__, __LINE__,
		 ReadFile(p.client, io.buf, 4, NULL, &io.ov));
	pipe_put(p.server, "abcdef", 6);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	fails(GetOverlappedResult(p.client, &io.ov, &moved, FALSE),
	      ERROR_MORE_DATA);
	ok(moved == 4 && !memcmp(io.buf, "abcd", 4), "moved %u\n", moved);
	ok((ULONG)io.ov.Internal == 0x80000005, "status %#x\n",
	   (unsigned)io.ov.Internal);
	pipe_get(p.client, 64, 0, "ef", 2);
	io_fini(&io);
	pipe_close(&p);
}

/* A message pipe read as bytes, and the change of the mode in between. */
static void messages_as_bytes(void)
{
	struct pipe_ends p;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.server, "one", 3);
	pipe_put(p.server, "two", 3);
	pipe_put(p.server, "six", 3);
	pipe_read_mode(p.client, PIPE_READMODE_BYTE);
	pipe_get(p.client, 4, 0, "onet", 4);
	pipe_read_mode(p.client, PIPE_READMODE_MESSAGE);
	pipe_get(p.client, 64, 0, "wo", 2);
	pipe_get(p.client, 64, 0, "six", 3);
	pipe_close(&p);
}

/* K-101: a message of no bytes is one, and wakes who waits. */
static void zero_bytes(void)
{
	struct pipe_ends p;
	struct blocked b = {0};
	struct io io;

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.server, "", 0);
	pipe_put(p.server, "x", 1);
	pipe_put(p.server, "", 0);
	pipe_get(p.client, 64, 0, NULL, 0);
	pipe_get(p.client, 64, 0, "x", 1);
	pipe_get(p.client, 64, 0, NULL, 0);
	pipe_get(p.client, 64, ERROR_OPERATION_ABORTED, NULL, 0);
	io_init(&io);
	io_read(p.client, &io);
	pipe_put(p.server, "", 0);
	io_ends(p.client, &io, 0, 0);
	io_fini(&io);
	pipe_close(&p);

	pipe_pair(&p, MESSAGES, 0);
	b.file = p.client;
	blocked_start(&b, blocked_read);
	pipe_put(p.server, "", 0);
	blocked_ends(&b, 0, 0);
	pipe_close(&p);
}

/* K-101 is for messages: a write of no bytes to a byte pipe is nothing. */
static void zero_bytes_of_bytes(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_read(p.client, &io);
	pipe_put(p.server, "", 0);
	io_waits(p.client, &io);
	pipe_put(p.server, "x", 1);
	io_ends(p.client, &io, 0, 1);
	pipe_put(p.server, "", 0);
	pipe_put(p.server, "y", 1);
	pipe_get(p.client, 64, 0, "y", 1);
	io_fini(&io);
	pipe_close(&p);
}

/* Reads are served in the order of their coming. */
static void in_order(void)
{
	struct pipe_ends p;
	struct io io[4];

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	for (int i = 0; i < 4; i++) {
		io_init(&io[i]);
		io_read(p.server, &io[i]);
	}
	for (char i = 0; i < 4; i++) {
		pipe_put(p.client, &i, 1);
		io_ends(p.server, &io[(int)i], 0, 1);
		ok(io[(int)i].buf[0] == i, "message %d\n", io[(int)i].buf[0]);
		if (i < 3)
			io_waits(p.server, &io[i + 1]);
	}
	for (int i = 0; i < 4; i++)
		io_fini(&io[i]);
	pipe_close(&p);
}

/* K-100: what was written before the other end closed is read first. */
static void other_end_closed(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.server, "last", 4);
	CloseHandle(p.server);
	p.server = NULL;
	pipe_get(p.client, 2, 0, "la", 2);
	pipe_get(p.client, 64, 0, "st", 2);
	pipe_get(p.client, 64, ERROR_BROKEN_PIPE, NULL, 0);
	pipe_get(p.client, 64, ERROR_BROKEN_PIPE, NULL, 0);
	pipe_close(&p);

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.client, "la", 2);
	pipe_put(p.client, "st", 2);
	CloseHandle(p.client);
	p.client = NULL;
	pipe_get(p.server, 1, ERROR_MORE_DATA, "l", 1);
	pipe_get(p.server, 64, 0, "a", 1);
	pipe_get(p.server, 64, 0, "st", 2);
	pipe_get(p.server, 64, ERROR_BROKEN_PIPE, NULL, 0);
	pipe_close(&p);

	/* a read that waits ends with it */
	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_read(p.client, &io);
	CloseHandle(p.server);
	p.server = NULL;
	io_ends(p.client, &io, ERROR_BROKEN_PIPE, 0);
	io_fini(&io);
	pipe_close(&p);
}

static void nobody_yet(void)
{
	struct pipe_ends p;
	DWORD moved = UNTOUCHED;
	char byte;

	pipe_server(&p, DUPLEX, BYTES);
	fails(ReadFile(p.server, &byte, 1, &moved, NULL), ERROR_PIPE_LISTENING);
	/* K-094 */
	ok(!moved, "moved %u\n", moved);
	pipe_close(&p);
}

static void nowait(void)
{
	struct pipe_ends p;
	DWORD moved = UNTOUCHED;
	char byte;

	pipe_pair(&p, BYTES | PIPE_NOWAIT, 0);
	fails(ReadFile(p.server, &byte, 1, &moved, NULL), ERROR_NO_DATA);
	ok(!moved, "moved %u\n", moved);
	fails(ReadFile(p.client, &byte, 1, &moved, NULL), ERROR_NO_DATA);
	pipe_put(p.client, "x", 1);
	works(ReadFile(p.server, &byte, 1, &moved, NULL));
	ok(moved == 1 && byte == 'x', "moved %u\n", moved);
	fails(ReadFile(p.server, &byte, 1, &moved, NULL), ERROR_NO_DATA);
	CloseHandle(p.client);
	p.client = NULL;
	fails(ReadFile(p.server, &byte, 1, &moved, NULL), ERROR_BROKEN_PIPE);
	pipe_close(&p);
}

/* A read for no bytes waits for data, and takes none. */
static void room_for_nothing(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io_pends(__FILE__, __LINE__,
		 ReadFile(p.client, io.buf, 0, NULL, &io.ov));
	pipe_put(p.server, "x", 1);
	io_ends(p.client, &io, 0, 0);
	pipe_get(p.client, 64, 0, "x", 1);
	io_fini(&io);
	pipe_close(&p);
}

/* K-088 K-093: a read that finds its bytes is done with its event set. */
static void at_once(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved = UNTOUCHED;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	pipe_put(p.server, "abc", 3);
	works(ReadFile(p.client, io.buf, 64, &moved, &io.ov));
	ok(moved == 3, "moved %u\n", moved);
	ok(io.ov.Internal == 0 && io.ov.InternalHigh == 3,
	   "status %#x count %u\n", (unsigned)io.ov.Internal,
	   (unsigned)io.ov.InternalHigh);
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0,
	   "the event is not set\n");
	io_ends(p.client, &io, 0, 3);
	io_fini(&io);
	pipe_close(&p);
}

/* K-099: an overlapped handle, but no block: the call waits. */
static void without_block(void)
{
	struct pipe_ends p;
	struct blocked b = {0};

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	b.file = p.client;
	blocked_start(&b, blocked_read);
	pipe_put(p.server, "x", 1);
	blocked_ends(&b, 0, 1);
	pipe_close(&p);
}

START_TEST(ReadFile_pipe)
{
	RUN(bytes);
	RUN(messages);
	RUN(more_data_count);
	RUN(more_data_later);
	RUN(messages_as_bytes);
	RUN(zero_bytes);
	RUN(zero_bytes_of_bytes);
	RUN(in_order);
	RUN(other_end_closed);
	RUN(nobody_yet);
	RUN(nowait);
	RUN(room_for_nothing);
	RUN(at_once);
	RUN(without_block);
}
