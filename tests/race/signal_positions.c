/*
 * A cancel that arrives before, in and after the system call, and one whose
 * signal is on its way when the call ends by itself. It must end the call it was
 * meant for or nothing, and never the next one.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"

static struct blocked b, next;
static HANDLE wr, canceller;
static int once, there, answered, first_over;
static BOOL found;
static DWORD error;

static DWORD WINAPI two_reads(void *arg)
{
	(void)arg;
	blocked_read(&b);
	raise_flag(&first_over);
	next.file = b.file;
	blocked_read(&next);
	return 0;
}

static DWORD WINAPI cancel_when_there(void *arg)
{
	(void)arg;
	await_flag(&there);
	SetLastError(UNTOUCHED);
	found = CancelSynchronousIo(b.thread);
	error = GetLastError();
	raise_flag(&answered);
	return 0;
}

static void hold_for_the_cancel(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&there);
	await_flag_briefly(&answered, 5000);
}

static void set_up(void)
{
	works(CreatePipe(&b.file, &wr, NULL, 0));
	canceller = CreateThread(NULL, 0, cancel_when_there, NULL, 0, NULL);
}

/* The second call must be served whatever became of the first. */
static void serve(const char *data)
{
	DWORD moved;

	works(WriteFile(wr, data, strlen(data), &moved, NULL));
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0,
	   "still blocked\n");
	if (canceller)
		ok(WaitForSingleObject(canceller, 20000) == WAIT_OBJECT_0,
		   "the canceller hangs\n");
}

/* K-041 K-046: the mark is there before the system call. */
static void before(void)
{
	set_up();
	point_arm("call:enter", hold_for_the_cancel, NULL);
	blocked_start(&b, two_reads);
	await_flag(&answered);
	ok(found, "not found: %u\n", error);
	serve("n");
	ok(!b.ret && b.err == ERROR_OPERATION_ABORTED, "result %d error %u\n",
	   b.ret, b.err);
	ok(next.ret && next.count == 1, "the next call: %d error %u\n",
	   next.ret, next.err);
}

/* K-046: in it. */
static void in_the_call(void)
{
	set_up();
	blocked_start(&b, two_reads);
	blocked_cancel(&b);
	raise_flag(&there);
	/* the other canceller hits the next call, or nothing */
	await_flag(&answered);
	/* asked is not stopped yet: it might take the byte first */
	await_flag(&first_over);
	serve("n");
	ok(!b.ret && b.err == ERROR_OPERATION_ABORTED, "result %d error %u\n",
	   b.ret, b.err);
	ok(next.ret ? next.count == 1 : found && next.err == ERROR_OPERATION_ABORTED,
	   "the next call: %d error %u found %d\n", next.ret, next.err, found);
}

/* K-047 K-056: after it has read something; that is kept, and the next call is
 * not touched. */
static void after(void)
{
	DWORD moved;

	set_up();
	works(WriteFile(wr, "a", 1, &moved, NULL));
	point_arm("call:leave", hold_for_the_cancel, NULL);
	blocked_start(&b, two_reads);
	await_flag(&answered);
	ok(found || error == ERROR_NOT_FOUND, "error %u\n", error);
	serve("n");
	ok(b.ret && b.count == 1 && b.buf[0] == 'a', "result %d error %u\n",
	   b.ret, b.err);
	ok(next.ret && next.count == 1 && next.buf[0] == 'n',
	   "the next call: %d error %u\n", next.ret, next.err);
}

static void feed_while_asked(void *arg)
{
	DWORD moved;

	(void)arg;
	if (first_time(&once))
		works(WriteFile(wr, "a", 1, &moved, NULL));
}

/* K-047: the call ends by itself while the signal is still to be sent. */
static void in_the_next(void)
{
	works(CreatePipe(&b.file, &wr, NULL, 0));
	point_arm("cancel:asked", feed_while_asked, NULL);
	blocked_start(&b, two_reads);
	while (!once && !CancelSynchronousIo(b.thread))
		SwitchToThread();
	ok(once, "the point was not passed\n");
	point_arm("cancel:asked", NULL, NULL);
	/* or the first read would take both */
	await_flag(&first_over);
	serve("n");
	if (b.ret) {
		ok(b.count == 1 && b.buf[0] == 'a', "count %u\n", b.count);
		ok(next.ret && next.buf[0] == 'n', "the next: %d error %u\n",
		   next.ret, next.err);
	} else {
		ok(b.err == ERROR_OPERATION_ABORTED, "error %u\n", b.err);
		ok(next.ret && next.buf[0] == 'a', "the next: %d error %u\n",
		   next.ret, next.err);
	}
}

/* K-044 K-174: an open, asked before its system call. */
static void before_an_open(void)
{
	b.path = fixture_fifo(7);
	b.access = GENERIC_READ;
	canceller = CreateThread(NULL, 0, cancel_when_there, NULL, 0, NULL);
	point_arm("call:enter", hold_for_the_cancel, NULL);
	blocked_start(&b, blocked_open);
	ok(WaitForSingleObject(b.thread, 20000) == WAIT_OBJECT_0,
	   "still blocked\n");
	ok(found, "not found: %u\n", error);
	ok(!b.ret && b.err == ERROR_OPERATION_ABORTED, "result %d error %u\n",
	   b.ret, b.err);
	WaitForSingleObject(canceller, INFINITE);
}

START_TEST(signal_positions)
{
	RUN(before);
	RUN(in_the_call);
	RUN(after);
	RUN(in_the_next);
	RUN(before_an_open);
}
