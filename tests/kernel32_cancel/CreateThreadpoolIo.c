/*
 * I/O of the thread pool: CreateThreadpoolIo, StartThreadpoolIo,
 * CancelThreadpoolIo, WaitForThreadpoolIoCallbacks, CloseThreadpoolIo.
 */
#include <windows.h>
#include "wine/test.h"
#include "nt.h"
#include "port.h"
#include "pool_io.h"

/* K-132 K-134: cancelled -> one callback, 995, no bytes, its OVERLAPPED. */
static void cancelled(void)
{
	struct io io[3];

	set_up();
	for (int i = 0; i < 3; i++) {
		StartThreadpoolIo(tpio);
		read_silently(rd, &io[i]);
	}
	works(CancelIoEx(rd, &io[1].ov));
	noted(&io[1].ov, ERROR_OPERATION_ABORTED, 0);
	ok(seen.status == (ULONG)NT_CANCELLED, "status %#x\n",
	   (unsigned)seen.status);
	came(&seen.gate, 1);
	works(CancelIoEx(rd, NULL));
	gate_comes(&seen.gate, 2);
	WaitForThreadpoolIoCallbacks(tpio, FALSE);
	came(&seen.gate, 3);
	for (int i = 0; i < 3; i++)
		ok(io[i].ov.Internal == (ULONG)NT_CANCELLED, "status %#x\n",
		   (unsigned)io[i].ov.Internal);
	tear_down();
}

/* K-134: by CancelIo of the thread that began it, and by closing the file. */
static void cancelled_otherwise(void)
{
	struct io io;

	set_up();
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	works(CancelIo(rd));
	noted(&io.ov, ERROR_OPERATION_ABORTED, 0);
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	CloseHandle(rd);
	gate_comes(&seen.gate, 1);
	ok(seen.ov == &io.ov && !seen.bytes, "overlapped %p\n", seen.ov);
	/* Wine 8 ends a closed pipe's reads as if the other end were closed */
	todo_wine ok(seen.result == ERROR_OPERATION_ABORTED, "result %u\n",
		     (unsigned)seen.result);
	came(&seen.gate, 2);
	rd = wr;
	wr = NULL;
	tear_down();
}

/* K-120 K-132: done later, done at once. */
static void done(void)
{
	struct io io;

	set_up();
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	feed(wr, "abcd", 4);
	noted(&io.ov, 0, 4);
	feed(wr, "xy", 2);
	StartThreadpoolIo(tpio);
	memset(&io, 0, sizeof(io));
	ok(ReadFile(rd, io.buf, 2, NULL, &io.ov) ||
		   GetLastError() == ERROR_IO_PENDING,
	   "error %u\n", GetLastError());
	noted(&io.ov, 0, 2);
	WaitForThreadpoolIoCallbacks(tpio, FALSE);
	came(&seen.gate, 2);
	tear_down();
}

static void CALLBACK count(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	gate_count(arg);
}

/* K-132: without StartThreadpoolIo there is no callback; the operation ends all the
 * same, and the next one has its own. */
static void not_started(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);
	struct gate after;
	struct io io;

	if (ON_WINE) {
		skip("Wine's pool does not survive it\n");
		return;
	}
	gate_init(&after);
	SetThreadpoolThreadMaximum(pool, 1);
	set_up_in(&e);
	read_silently(rd, &io);
	feed(wr, "abc", 3);
	/* The one thread takes the packet between two of these, once it is there;
	 * nothing else tells. */
	for (int i = 0; !HasOverlappedIoCompleted(&io.ov) && i < 100000; i++) {
		succeeds(TrySubmitThreadpoolCallback(count, &after, &e));
		gate_comes(&after, 1);
	}
	came(&seen.gate, 0);
	ok(!io.ov.Internal && io.ov.InternalHigh == 3, "status %#x\n",
	   (unsigned)io.ov.Internal);
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	feed(wr, "d", 1);
	noted(&io.ov, 0, 1);
	tear_down();
	CloseThreadpool(pool);
	gate_fini(&after);
}

/* K-133: withdraws the notice, not the I/O: failed at once, or done at once on a
 * file that posts no packet then. Afterwards each has its callback. */
static void withdrawn(void)
{
	struct io io;

	set_up();
	StartThreadpoolIo(tpio);
	memset(&io, 0, sizeof(io));
	fails(WriteFile(rd, "x", 1, NULL, &io.ov), ERROR_ACCESS_DENIED);
	CancelThreadpoolIo(tpio);
	WaitForThreadpoolIoCallbacks(tpio, FALSE);
	works(SetFileCompletionNotificationModes(
		rd, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
	feed(wr, "abc", 3);
	StartThreadpoolIo(tpio);
	memset(&io, 0, sizeof(io));
	if (ReadFile(rd, io.buf, 3, NULL, &io.ov)) {
		CancelThreadpoolIo(tpio);
		WaitForThreadpoolIoCallbacks(tpio, FALSE);
		came(&seen.gate, 0);
	} else {
		noted(&io.ov, 0, 3);
		seen.gate.came = 0;
	}
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	feed(wr, "d", 1);
	noted(&io.ov, 0, 1);
	WaitForThreadpoolIoCallbacks(tpio, FALSE);
	came(&seen.gate, 1);
	tear_down();
}

/* K-133: it cancels no I/O; a packet that comes nevertheless is nobody's. */
static void withdrawn_while_pending(void)
{
	/* The last packet may be taken, and the block written, after the case. */
	static struct io io;

	set_up();
	StartThreadpoolIo(tpio);
	io_init(&io);
	io_read(rd, &io);
	CancelThreadpoolIo(tpio);
	io_waits(rd, &io);
	WaitForThreadpoolIoCallbacks(tpio, FALSE);
	works(CancelIoEx(rd, &io.ov));
	io_ends(rd, &io, ERROR_OPERATION_ABORTED, 0);
	io_fini(&io);
	if (!ON_WINE) {
		StartThreadpoolIo(tpio);
		read_silently(rd, &io);
		feed(wr, "d", 1);
		/* whichever packet was first was dropped or told: one notice */
		WaitForThreadpoolIoCallbacks(tpio, FALSE);
	}
	ok(seen.gate.came <= 1, "%d came\n", (int)seen.gate.came);
	tear_down();
}

/* of two threads one is in a callback for long: the other one stays, for
 * the file's sake. */
static void idle_thread_stays(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);
	struct gate busy, g;
	struct io io;

	gate_init(&busy);
	gate_init(&g);
	SetThreadpoolThreadMaximum(pool, 2);
	set_up_in(&e);
	succeeds(TrySubmitThreadpoolCallback(occupy, &busy, &e));
	gate_comes(&busy, 1);
	succeeds(TrySubmitThreadpoolCallback(count, &g, &e));
	gate_comes(&g, 1);
	if (!ON_WINE)
		ok(!thread_leaves(g.thread, 5500), "the thread has gone\n");
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	feed(wr, "d", 1);
	noted(&io.ov, 0, 1);
	SetEvent(busy.go);
	tear_down();
	CloseThreadpool(pool);
	while (InterlockedCompareExchange(&busy.over, 0, 0) < 1)
		SwitchToThread();
	gate_fini(&busy);
	gate_fini(&g);
}

static DWORD WINAPI feed_it(void *arg)
{
	feed(wr, arg, 1);
	return 0;
}

/* K-135: without dropping, it waits for the I/O that is pending, too. */
static void waits_for_pending(void)
{
	struct io io;
	HANDLE thread;

	set_up();
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	thread = start_thread(feed_it, "x");
	WaitForThreadpoolIoCallbacks(tpio, FALSE);
	came(&seen.gate, 1);
	ok(seen.bytes == 1, "%u bytes\n", (unsigned)seen.bytes);
	thread_ends(thread, 0);
	tear_down();
}

/* closed while a notice is expected: its callback comes nevertheless. */
static void closed_while_pending(void)
{
	struct io io;

	set_up();
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	CloseThreadpoolIo(tpio);
	feed(wr, "ab", 2);
	noted(&io.ov, 0, 2);
	CloseHandle(rd);
	CloseHandle(wr);
	gate_fini(&seen.gate);
}

static void CALLBACK close_own(TP_CALLBACK_INSTANCE *instance, void *arg,
			       void *ov, ULONG result, ULONG_PTR bytes,
			       TP_IO *io)
{
	note(instance, arg, ov, result, bytes, io);
	CloseThreadpoolIo(io);
}

/* its callback closes it, and the file. */
static void closes_itself(void)
{
	struct io io;

	memset(&seen, 0, sizeof(seen));
	gate_init(&seen.gate);
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	tpio = CreateThreadpoolIo(rd, close_own, &seen, NULL);
	StartThreadpoolIo(tpio);
	read_silently(rd, &io);
	works(CancelIoEx(rd, &io.ov));
	noted(&io.ov, ERROR_OPERATION_ABORTED, 0);
	CloseHandle(rd);
	CloseHandle(wr);
	gate_fini(&seen.gate);
}

/* */
static void bad_input(void)
{
	HANDLE port, a, b;

	set_up();
	refuses(CreateThreadpoolIo(rd, note, NULL, NULL),
		ERROR_INVALID_PARAMETER);
	port = CreateIoCompletionPort(wr, NULL, 1, 0);
	refuses(CreateThreadpoolIo(wr, note, NULL, NULL),
		ERROR_INVALID_PARAMETER);
	refuses(BindIoCompletionCallback(wr, (void *)note, 0),
		ERROR_INVALID_PARAMETER);
	CloseHandle(port);
	works(CreatePipe(&a, &b, NULL, 0));
	refuses(CreateThreadpoolIo(a, note, NULL, NULL),
		ERROR_INVALID_PARAMETER);
	CloseHandle(a);
	CloseHandle(b);
	refuses(CreateThreadpoolIo(a, note, NULL, NULL), ERROR_INVALID_HANDLE);
	refuses(CreateThreadpoolIo(NULL, note, NULL, NULL),
		ERROR_INVALID_HANDLE);
	refuses(CreateThreadpoolIo(INVALID_HANDLE_VALUE, note, NULL, NULL),
		ERROR_INVALID_HANDLE);
	tear_down();
}

#define MANY 500

static void CALLBACK tally(TP_CALLBACK_INSTANCE *instance, void *arg, void *ov,
			   ULONG result, ULONG_PTR bytes, TP_IO *io)
{
	struct io *one = CONTAINING_RECORD((OVERLAPPED *)ov, struct io, ov);

	(void)instance;
	(void)io;
	one->buf[0]++;
	if (result != ERROR_OPERATION_ABORTED || bytes)
		one->buf[1]++;
	gate_count(arg);
}

/* K-134: many: each once. */
static void many(void)
{
	static struct io io[MANY];
	int bad = 0;

	gate_init(&seen.gate);
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	tpio = CreateThreadpoolIo(rd, tally, &seen.gate, NULL);
	for (int i = 0; i < MANY; i++) {
		StartThreadpoolIo(tpio);
		read_silently(rd, &io[i]);
		io[i].buf[0] = io[i].buf[1] = 0;
	}
	works(CancelIoEx(rd, NULL));
	WaitForThreadpoolIoCallbacks(tpio, FALSE);
	came(&seen.gate, MANY);
	for (int i = 0; i < MANY; i++)
		bad += io[i].buf[0] != 1 || io[i].buf[1];
	ok(!bad, "%d not told once\n", bad);
	tear_down();
}

START_TEST(CreateThreadpoolIo)
{
	RUN(cancelled);
	RUN(cancelled_otherwise);
	RUN(done);
	RUN(not_started);
	RUN(withdrawn);
	RUN(withdrawn_while_pending);
	RUN(idle_thread_stays);
	RUN(waits_for_pending);
	RUN(closed_while_pending);
	RUN(closes_itself);
	RUN(bad_input);
	RUN(many);
}
