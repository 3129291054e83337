/*
 * Between the refused try and the queueing of an operation: a cancel, data, and
 * the far end's going. None of them may be missed.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static HANDLE rd, wr;
static struct io io;
static int once;
static DWORD answer;

static void cancel_now(void *arg)
{
	if (!first_time(&once))
		return;
	answer = CancelIoEx(arg, &io.ov) ? 0 : GetLastError();
}

/* K-016 K-021 K-022: what is not queued yet is not found, and then pends as
 * any other; if it was found, it ends as cancelled. */
static void cancelled(void)
{
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	point_arm("try:eagain", cancel_now, rd);
	io_pends(__FILE__, __LINE__,
		 ReadFile(rd, io.buf, sizeof(io.buf), NULL, &io.ov));
	ok(once, "the point was not passed\n");
	ok(answer == 0 || answer == ERROR_NOT_FOUND, "error %u\n", answer);
	if (answer) {
		io_waits(rd, &io);
		works(CancelIoEx(rd, &io.ov));
	}
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	feed(wr, "ab", 2);
	ok(drain(rd) == 2, "bytes are gone\n");
	io_fini(&io);
}

static void feed_now(void *arg)
{
	if (first_time(&once))
		feed(arg, "now", 3);
}

/* Data that come just then complete it, without any further write. */
static void data(void)
{
	BOOL ret;
	DWORD moved;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	point_arm("try:eagain", feed_now, wr);
	ret = ReadFile(rd, io.buf, sizeof(io.buf), &moved, &io.ov);
	ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
	   GetLastError());
	ok(once, "the point was not passed\n");
	io_ends(rd, &io, 0, 3);
	ok(!memcmp(io.buf, "now", 3), "wrong bytes\n");
	io_fini(&io);
}

/* The service thread alone must find them as well. */
static void data_unattended(void)
{
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	point_arm("try:eagain", feed_now, wr);
	ReadFile(rd, io.buf, sizeof(io.buf), NULL, &io.ov);
	while (!HasOverlappedIoCompleted(&io.ov))
		SwitchToThread();
	io_ends(rd, &io, 0, 3);
	io_fini(&io);
}

static void close_now(void *arg)
{
	if (first_time(&once))
		CloseHandle(arg);
}

/* K-100: the writer goes just then. */
static void end(void)
{
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io_init(&io);
	point_arm("try:eagain", close_now, wr);
	ret = ReadFile(rd, io.buf, sizeof(io.buf), NULL, &io.ov);
	ok(!ret, "read something\n");
	if (GetLastError() == ERROR_IO_PENDING)
		io_ends(rd, &io, ERROR_BROKEN_PIPE, 0);
	else
		ok(GetLastError() == ERROR_BROKEN_PIPE, "error %u\n",
		   GetLastError());
	io_fini(&io);
}

static void drain_now(void *arg)
{
	if (first_time(&once))
		drain(arg);
}

/* A full pipe that is emptied just then. */
static void room(void)
{
	BOOL ret;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	fill(wr);
	io_init(&io);
	point_arm("try:eagain", drain_now, rd);
	ret = WriteFile(wr, io.buf, sizeof(io.buf), NULL, &io.ov);
	ok(ret || GetLastError() == ERROR_IO_PENDING, "error %u\n",
	   GetLastError());
	ok(once, "the point was not passed\n");
	io_ends(wr, &io, 0, sizeof(io.buf));
	ok(drain(rd) == sizeof(io.buf), "bytes are gone\n");
	io_fini(&io);
}

START_TEST(cancel_before_queueing)
{
	RUN(cancelled);
	RUN(data);
	RUN(data_unattended);
	RUN(end);
	RUN(room);
}
