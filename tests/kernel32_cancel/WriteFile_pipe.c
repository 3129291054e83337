/*
 * WriteFile on named pipes: quotas, what waits for room, what a cancel takes
 * back, and nobody to write to.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "named_pipe.h"

static char big[8 * QUOTA];

static void begin_big(HANDLE file, struct io *io, const void *data, DWORD size)
{
	io_init(io);
	io_pends(__FILE__, __LINE__,
		 WriteFile(file, data, size, NULL, &io->ov));
}

/* What fits is taken at once, reader or not. */
static void within_quota(void)
{
	struct pipe_ends p;

	pipe_pair(&p, BYTES, 0);
	pipe_put(p.server, big, QUOTA / 2);
	pipe_put(p.server, big, QUOTA / 2);
	pipe_put(p.client, big, QUOTA);
	pipe_get(p.client, QUOTA, 0, NULL, QUOTA);
	pipe_get(p.server, QUOTA, 0, NULL, QUOTA);
	pipe_close(&p);
}

/* What does not fit waits until it has been read so far that the rest does. */
static void beyond_quota(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	begin_big(p.server, &io, big, 2 * QUOTA);
	pipe_get(p.client, QUOTA / 2, 0, NULL, QUOTA / 2);
	io_waits(p.server, &io);
	pipe_get(p.client, 2 * QUOTA, 0, NULL, QUOTA + QUOTA / 2);
	io_ends(p.server, &io, 0, 2 * QUOTA);
	io_fini(&io);
	pipe_close(&p);
}

/* A message longer than the quota arrives whole. */
static void long_message(void)
{
	struct pipe_ends p;
	struct io io, next;

	for (unsigned i = 0; i < sizeof(big); i++)
		big[i] = (char)(i * 7 / 3);
	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	begin_big(p.server, &io, big, sizeof(big));
	begin_big(p.server, &next, "next", 4);
	pipe_get(p.client, sizeof(big) - 1, ERROR_MORE_DATA, big,
		 sizeof(big) - 1);
	pipe_get(p.client, QUOTA, 0, big + sizeof(big) - 1, 1);
	io_ends(p.server, &io, 0, sizeof(big));
	pipe_get(p.client, QUOTA, 0, "next", 4);
	io_ends(p.server, &next, 0, 4);
	io_fini(&io);
	io_fini(&next);
	pipe_close(&p);
}

/* Writes keep their order, those that wait and those behind them. */
static void in_order(void)
{
	struct pipe_ends p;
	struct io io[3];

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.client, big, QUOTA - 1);
	begin_big(p.client, &io[0], "ab", 2);
	begin_big(p.client, &io[1], "cd", 2);
	begin_big(p.client, &io[2], "e", 1);
	pipe_get(p.server, QUOTA - 1, 0, NULL, QUOTA - 1);
	pipe_get(p.server, 64, 0, "abcde", 5);
	for (int i = 0; i < 3; i++) {
		io_ends(p.client, &io[i], 0, i < 2 ? 2 : 1);
		io_fini(&io[i]);
	}
	pipe_close(&p);
}

/* A reader that waits is given the bytes; they need no quota. */
static void straight_to_reader(void)
{
	struct pipe_ends p;
	OVERLAPPED ov = {0};
	DWORD moved = UNTOUCHED;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	static char room[2 * QUOTA];

	io_pends(__FILE__, __LINE__,
		 ReadFile(p.client, room, sizeof(room), NULL, &ov));
	pipe_put(p.server, big, sizeof(room));
	works(GetOverlappedResult(p.client, &ov, &moved, TRUE));
	ok(moved == sizeof(room), "moved %u\n", moved);
	CloseHandle(ov.hEvent);
	pipe_close(&p);
}

/* K-104: a write that waits is taken back; the reader gets the next one. */
static void cancelled(void)
{
	struct pipe_ends p;
	struct io io;

	for (int message = 0; message < 2; message++) {
		pipe_pair(&p, message ? MESSAGES : BYTES, FILE_FLAG_OVERLAPPED);
		begin_big(p.client, &io, big, 2 * QUOTA);
		works(CancelIoEx(p.client, &io.ov));
		io_ends(p.client, &io, ERROR_OPERATION_ABORTED, 0);
		ok(io.ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
		   (unsigned)io.ov.Internal);
		io_fini(&io);
		pipe_put(p.client, "next", 4);
		pipe_get(p.server, 64, 0, "next", 4);
		pipe_get(p.server, 64, ERROR_OPERATION_ABORTED, NULL, 0);
		pipe_close(&p);
	}
}

/* K-104: between two others, which keep their place. */
static void cancelled_between(void)
{
	struct pipe_ends p;
	struct io io[3];

	pipe_pair(&p, MESSAGES, FILE_FLAG_OVERLAPPED);
	pipe_put(p.client, big, QUOTA);
	begin_big(p.client, &io[0], "first", 5);
	begin_big(p.client, &io[1], "second", 6);
	begin_big(p.client, &io[2], "third", 5);
	works(CancelIoEx(p.client, &io[1].ov));
	io_ends(p.client, &io[1], ERROR_OPERATION_ABORTED, 0);
	io_waits(p.client, &io[0]);
	io_waits(p.client, &io[2]);
	pipe_get(p.server, QUOTA, 0, NULL, QUOTA);
	pipe_get(p.server, 64, 0, "first", 5);
	pipe_get(p.server, 64, 0, "third", 5);
	io_ends(p.client, &io[0], 0, 5);
	io_ends(p.client, &io[2], 0, 5);
	for (int i = 0; i < 3; i++)
		io_fini(&io[i]);
	pipe_close(&p);
}

/*
 * K-104 K-106: what a reader has taken of it is told, the rest is taken back.
 * Wine says that nothing was written.
 */
static void cancelled_in_part(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved = UNTOUCHED;
	BOOL ret;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	begin_big(p.client, &io, big, 3 * QUOTA);
	pipe_get(p.server, 100, 0, NULL, 100);
	works(CancelIoEx(p.client, &io.ov));
	ret = GetOverlappedResult(p.client, &io.ov, &moved, TRUE);
	todo_wine
		ok(ret && moved == 100, "result %d moved %u\n", ret, moved);
	pipe_put(p.client, "next", 4);
	pipe_get(p.server, 64, 0, "next", 4);
	io_fini(&io);
	pipe_close(&p);
}

/* The quota that a cancelled write had is there for the next. */
static void quota_comes_back(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	for (int i = 0; i < 10; i++) {
		begin_big(p.client, &io, big, QUOTA + 1);
		works(CancelIoEx(p.client, &io.ov));
		io_ends(p.client, &io, ERROR_OPERATION_ABORTED, 0);
		io_fini(&io);
	}
	pipe_put(p.client, big, QUOTA);
	pipe_get(p.server, QUOTA, 0, NULL, QUOTA);
	pipe_close(&p);
}

static void nobody(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved = UNTOUCHED;

	pipe_server(&p, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
	io_init(&io);
	fails(WriteFile(p.server, "x", 1, &moved, &io.ov),
	      ERROR_PIPE_LISTENING);
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	CloseHandle(p.client);
	p.client = NULL;
	fails(WriteFile(p.server, "x", 1, &moved, &io.ov), ERROR_NO_DATA);
	pipe_close(&p);
	/* a write that waits ends when nobody can read it any more */
	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_fini(&io);
	begin_big(p.client, &io, big, 2 * QUOTA);
	CloseHandle(p.server);
	p.server = NULL;
	io_ends(p.client, &io, ERROR_BROKEN_PIPE, 0);
	fails(WriteFile(p.client, "x", 1, &moved, &io.ov), ERROR_NO_DATA);
	io_fini(&io);
	pipe_close(&p);
}

/*
 * PIPE_NOWAIT: bytes as far as there is room, a message whole or not at all.
 * Wine writes bytes whole or not at all too.
 */
static void nowait(void)
{
	struct pipe_ends p;
	DWORD moved = UNTOUCHED;

	pipe_pair(&p, BYTES | PIPE_NOWAIT, 0);
	pipe_put(p.client, big, QUOTA - 10);
	works(WriteFile(p.client, big, 100, &moved, NULL));
	todo_wine
		ok(moved == 10, "moved %u\n", moved);
	moved = UNTOUCHED;
	works(WriteFile(p.client, big, 100, &moved, NULL));
	ok(!moved, "moved %u\n", moved);
	if (!strcmp(winetest_platform, "wine"))
		pipe_get(p.server, 2 * QUOTA, 0, NULL, QUOTA - 10);
	else
		pipe_get(p.server, 2 * QUOTA, 0, NULL, QUOTA);
	pipe_close(&p);

	pipe_pair(&p, MESSAGES | PIPE_NOWAIT, 0);
	pipe_put(p.client, big, QUOTA - 10);
	moved = UNTOUCHED;
	works(WriteFile(p.client, big, 100, &moved, NULL));
	ok(!moved, "moved %u\n", moved);
	pipe_put(p.client, "ten bytes!", 10);
	pipe_get(p.server, 2 * QUOTA, 0, NULL, QUOTA - 10);
	pipe_get(p.server, 2 * QUOTA, 0, "ten bytes!", 10);
	pipe_close(&p);
}

/* Without quota every write waits for its reader. */
static void no_quota(void)
{
	struct pipe_ends p;
	struct io io;

	pipe_name(p.name);
	p.server = CreateNamedPipeA(p.name, DUPLEX | FILE_FLAG_OVERLAPPED,
				    MESSAGES, 1, 0, 0, 0, NULL);
	pipe_client(&p, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
	begin_big(p.client, &io, "hand to hand", 12);
	pipe_get(p.server, 64, 0, "hand to hand", 12);
	io_ends(p.client, &io, 0, 12);
	io_fini(&io);
	pipe_close(&p);
}

/* K-103: a pipe has no place to write at; offsets mean nothing. */
static void offsets(void)
{
	struct pipe_ends p;
	struct io io;
	DWORD moved;

	pipe_pair(&p, BYTES, FILE_FLAG_OVERLAPPED);
	io_init(&io);
	io.ov.Offset = io.ov.OffsetHigh = 0xffffffff;
	works(WriteFile(p.client, "a", 1, &moved, &io.ov));
	io.ov.Offset = 17;
	io.ov.OffsetHigh = 4;
	works(WriteFile(p.client, "b", 1, &moved, &io.ov));
	ok(io.ov.Offset == 17 && io.ov.OffsetHigh == 4, "changed\n");
	io.ov.Offset = 1000;
	works(ReadFile(p.server, io.buf, 64, &moved, &io.ov));
	ok(moved == 2 && !memcmp(io.buf, "ab", 2), "moved %u\n", moved);
	io_fini(&io);
	pipe_close(&p);
}

/* Null pointers, and what is not the program's: nothing is lost. */
static void bad_buffers(void)
{
	void *const bad[] = { NULL, (void *)8, (void *)~(ULONG_PTR)4095 };
	struct pipe_ends p;
	DWORD moved;

	pipe_pair(&p, BYTES, 0);
	for (int i = 0; i < 3; i++) {
		fails(WriteFile(p.server, bad[i], 4, &moved, NULL),
		      ERROR_INVALID_USER_BUFFER);
		pipe_put(p.server, "full", 4);
		fails(ReadFile(p.client, bad[i], 4, &moved, NULL),
		      ERROR_NOACCESS);
		pipe_get(p.client, 4, 0, "full", 4);
	}
	pipe_close(&p);
}

START_TEST(WriteFile_pipe)
{
	RUN(bad_buffers);
	RUN(within_quota);
	RUN(beyond_quota);
	RUN(long_message);
	RUN(in_order);
	RUN(straight_to_reader);
	RUN(cancelled);
	RUN(cancelled_between);
	RUN(cancelled_in_part);
	RUN(quota_comes_back);
	RUN(nobody);
	RUN(nowait);
	RUN(no_quota);
	RUN(offsets);
}
