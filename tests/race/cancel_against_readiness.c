/*
 * A cancel at the moments when readiness is known but nothing has been read:
 * the operation ends once, and the byte is either in its buffer or in the pipe.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE rd, wr;
static struct io io;
static int once, spoil, said;
static BOOL found;
static DWORD error;

static void cancel_now(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	found = CancelIoEx(rd, &io.ov);
	error = GetLastError();
	raise_flag(&said);
}

/* K-014 K-020 K-030 K-106: whatever the point is. */
static void cancel_at(const char *point)
{
	DWORD moved = UNTOUCHED, left, err;
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_read(rd, &io);
	point_arm(point, cancel_now, NULL);
	feed(wr, "x", 1);
	ret = GetOverlappedResult(rd, &io.ov, &moved, TRUE);
	err = GetLastError();
	ok(once, "%s was not passed\n", point);
	await_flag(&said); /* the cancel itself has ended it, perhaps */
	ok(found || error == ERROR_NOT_FOUND, "error %u\n", error);
	left = drain(rd);
	if (ret) {
		ok(moved == 1 && left == 0, "moved %u left %u\n", moved, left);
		ok(io.buf[0] == 'x', "read %#x\n", io.buf[0]);
	} else {
		ok(err == ERROR_OPERATION_ABORTED, "error %u\n", err);
		ok(moved == 0 && left == 1, "moved %u left %u\n", moved, left);
	}
	ok(WaitForSingleObject(io.ov.hEvent, 0) == WAIT_OBJECT_0,
	   "the event is not set\n");
	io_fini(&io);
}

static void event_seen(void)
{
	cancel_at("ready:event");
}

static void taken_for_a_try(void)
{
	cancel_at("drain:try");
}

/* The byte goes to another reader, so that the try is refused. */
static void steal_and_cancel(void *arg)
{
	char c;
	DWORD moved;
	OVERLAPPED ov = {0};

	if (!first_time(&once))
		return;
	/* asked first: a refused try of an asked operation ends it */
	found = CancelIoEx(rd, &io.ov);
	error = GetLastError();
	ok(ReadFile(arg, &c, 1, &moved, &ov), "no byte to steal: %u\n",
	   GetLastError());
	spoil = 1;
}

/* K-014 K-067: asked during a try that is then refused. */
static void refused_try(void)
{
	HANDLE other;
	const char *path = fixture_fifo(7);
	HANDLE both = CreateFileA(path, GENERIC_READ | GENERIC_WRITE,
				  PAIR_SHARE, NULL, OPEN_EXISTING,
				  FILE_FLAG_OVERLAPPED, NULL);

	rd = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL, OPEN_EXISTING,
			 FILE_FLAG_OVERLAPPED, NULL);
	other = CreateFileA(path, GENERIC_READ, PAIR_SHARE, NULL,
			    OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
	wr = both;
	io_init(&io);
	io_read(rd, &io);
	point_arm("drain:try", steal_and_cancel, other);
	feed(wr, "x", 1);
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	ok(spoil, "the point was not passed\n");
	ok(found, "not found: %u\n", error);
	io_fini(&io);
}

/* Two operations are queued; the second is cancelled while the first reads. */
static struct io second;

static void cancel_second(void *arg)
{
	(void)arg;
	if (first_time(&once))
		found = CancelIoEx(rd, &second.ov);
}

static void the_one_behind(void)
{
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	io_init(&second);
	io_read(rd, &io);
	io_read(rd, &second);
	point_arm("drain:try", cancel_second, NULL);
	feed(wr, "x", 1);
	io_ends(rd, &io, 0, 1);
	ok(found, "not found\n");
	io_ends(rd, &second, ERROR_OPERATION_ABORTED, 0);
	feed(wr, "y", 1);
	ok(drain(rd) == 1, "the cancelled read took a byte\n");
	io_fini(&io);
	io_fini(&second);
}

START_TEST(cancel_against_readiness)
{
	RUN(event_seen);
	RUN(taken_for_a_try);
	RUN(refused_try);
	RUN(the_one_behind);
}
