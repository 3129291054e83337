/*
 * A serial port at the moments between an arrival, a time that is over, a new mask
 * and a cancel: each operation ends once, and no byte is lost.
 */
#include <windows.h>
#include "wine/test.h"
#include "serial.h"
#include "race.h"

static HANDLE port;
static struct io io;
static int once, said, ready;
static DWORD events, error;
static BOOL found;

static void cancel_now(void *arg)
{
	(void)arg;
	if (!raised(&ready) || !first_time(&once))
		return;
	found = CancelIoEx(port, &io.ov);
	error = GetLastError();
	raise_flag(&said);
}

/* It has ended once: its event, reset, is not set again. */
static BOOL ended(DWORD *moved)
{
	BOOL ret = GetOverlappedResult(port, &io.ov, moved, TRUE);
	DWORD err = GetLastError();

	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	ok(ret || err == ERROR_OPERATION_ABORTED, "error %u\n", err);
	await_flag(&said);
	ok(found || error == ERROR_NOT_FOUND, "error %u\n", error);
	ResetEvent(io.ov.hEvent);
	ok(WaitForSingleObject(io.ov.hEvent, 10) == WAIT_TIMEOUT,
	   "ended twice\n");
	return ret;
}

/* S-013: a read of 2 that gets 1, and is cancelled at this point of it. */
static void read_cancelled_at(const char *point)
{
	DWORD moved = UNTOUCHED, total;
	char rest[8];

	port = port_open(FILE_FLAG_OVERLAPPED);
	io_init(&io);
	port_times(port, 0, 0, 100000);
	port_read(port, &io, 2);
	io_waits(port, &io);
	point_arm(point, cancel_now, NULL);
	raise_flag(&ready);
	port_feed("x", 1);
	if (ended(&moved))
		ok(moved == 1 && io.buf[0] == 'x', "moved %u\n", moved);
	else
		ok(moved == 0, "moved %u\n", moved);
	total = moved;
	io_fini(&io);
	io.ov.hEvent = NULL;
	port_times(port, MAXDWORD, 0, 0);
	port_await_unread(port, 1 - total);
	moved = 0;
	ok(ReadFile(port, rest, 8, &moved, &io.ov) ||
		   GetOverlappedResult(port, &io.ov, &moved, TRUE),
	   "error %u\n", GetLastError());
	ok(total + moved == 1, "%u and %u bytes\n", total, moved);
	CloseHandle(port);
}

static void before_the_try(void)
{
	read_cancelled_at("serial:try");
}

static void after_the_try(void)
{
	read_cancelled_at("serial:tried");
}

static void at_readiness(void)
{
	read_cancelled_at("ready:event");
}

/* S-013: its time is over just when it is cancelled. */
static void time_over_at(const char *point)
{
	DWORD moved = UNTOUCHED;
	BOOL ret;

	port = port_open(FILE_FLAG_OVERLAPPED);
	io_init(&io);
	port_times(port, 0, 0, 20);
	point_arm(point, cancel_now, NULL);
	port_read(port, &io, 2);
	raise_flag(&ready);
	ret = ended(&moved);
	ok(!moved, "result %d moved %u\n", ret, moved);
	io_fini(&io);
	CloseHandle(port);
}

static void timer_and_cancel(void)
{
	time_over_at("serial:event");
}

static void last_try_and_cancel(void)
{
	time_over_at("serial:tried");
}

/* S-022: the byte has come, the wait is cancelled before it is told. */
static void event_and_cancel(void)
{
	DWORD moved;

	port = port_open(FILE_FLAG_OVERLAPPED);
	works(SetCommMask(port, EV_RXCHAR));
	io_init(&io);
	port_wait(port, &events, &io);
	point_arm("serial:event", cancel_now, NULL);
	raise_flag(&ready);
	port_feed("x", 1);
	if (ended(&moved))
		ok(events == EV_RXCHAR, "events %#x\n", events);
	else
		ok(events == UNTOUCHED, "events %#x\n", events);
	/* Cancelled, it is told to the next one. */
	if (events == UNTOUCHED) {
		ok(WaitCommEvent(port, &events, &io.ov) ||
			   GetLastError() == ERROR_IO_PENDING,
		   "error %u\n", GetLastError());
		port_told(port, &events, &io, EV_RXCHAR);
	}
	io_fini(&io);
	CloseHandle(port);
}

/* S-020: the wait ends by an event just before the mask would end it. */
static void feed_now(void *arg)
{
	(void)arg;
	if (!raised(&ready) || !first_time(&once))
		return;
	ok(fixture_pty_write("x", 1), "%s\n", fixture_why());
	await_flag_briefly(&said, 50);
}

static void mask_and_event(void)
{
	port = port_open(FILE_FLAG_OVERLAPPED);
	works(SetCommMask(port, EV_RXCHAR));
	io_init(&io);
	port_wait(port, &events, &io);
	point_arm("serial:mask", feed_now, NULL);
	raise_flag(&ready);
	works(SetCommMask(port, EV_RXCHAR));
	ok(once, "the point was not passed\n");
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "it waits on\n");
	ok(events == EV_RXCHAR || !events, "events %#x\n", events);
	io_fini(&io);
	CloseHandle(port);
}

/* S-020: a new mask while a wait is on its way: that has the new one. */
static void mask_now(void *arg)
{
	(void)arg;
	if (!raised(&ready) || !first_time(&once))
		return;
	ok(SetCommMask(port, EV_TXEMPTY), "error %u\n", GetLastError());
}

static void wait_and_mask(void)
{
	port = port_open(FILE_FLAG_OVERLAPPED);
	works(SetCommMask(port, EV_RXCHAR));
	io_init(&io);
	point_arm("serial:wait", mask_now, NULL);
	raise_flag(&ready);
	port_wait(port, &events, &io);
	ok(once, "the point was not passed\n");
	port_feed("x", 1);
	io_waits(port, &io);
	works(SetCommMask(port, 0));
	port_told(port, &events, &io, 0);
	io_fini(&io);
	CloseHandle(port);
}

/* S-025: the byte comes between the purge's start and its cancel. */
static void purge_and_arrival(void)
{
	DWORD moved = UNTOUCHED;
	BOOL ret;

	port = port_open(FILE_FLAG_OVERLAPPED);
	io_init(&io);
	port_read(port, &io, 2);
	point_arm("serial:purge", feed_now, NULL);
	raise_flag(&ready);
	works(PurgeComm(port, PURGE_RXABORT));
	ok(once, "the point was not passed\n");
	ret = GetOverlappedResult(port, &io.ov, &moved, TRUE);
	ok(ret ? moved == 1 : !moved && GetLastError() == ERROR_OPERATION_ABORTED,
	   "moved %u error %u\n", moved, GetLastError());
	port_await_unread(port, 1 - moved);
	ok(port_unread(port) == 1 - moved, "%u bytes\n", port_unread(port));
	io_fini(&io);
	CloseHandle(port);
}

/* K-166: closed while its timer fires. */
static void close_now(void *arg)
{
	(void)arg;
	if (!raised(&ready) || !first_time(&once))
		return;
	raise_flag(&said);
	await_flag_briefly(&ready, 20);
}

static void timer_and_close(void)
{
	port = port_open(FILE_FLAG_OVERLAPPED);
	io_init(&io);
	port_times(port, 0, 0, 20);
	works(SetCommMask(port, EV_RXCHAR));
	point_arm("serial:event", close_now, NULL);
	raise_flag(&ready);
	port_read(port, &io, 2);
	await_flag(&said);
	CloseHandle(port);
	ok(WaitForSingleObject(io.ov.hEvent, 20000) == WAIT_OBJECT_0,
	   "the event is not set\n");
	ok(HasOverlappedIoCompleted(&io.ov), "it is pending\n");
	io_fini(&io);
}

START_TEST(serial_races)
{
	RUN(before_the_try);
	RUN(after_the_try);
	RUN(at_readiness);
	RUN(timer_and_cancel);
	RUN(last_try_and_cancel);
	RUN(event_and_cancel);
	RUN(mask_and_event);
	RUN(wait_and_mask);
	RUN(purge_and_arrival);
	RUN(timer_and_close);
}
