/*
 * QueueUserWorkItem and TrySubmitThreadpoolCallback: one callback each; and the
 * threads it runs on: how they come, go and stay.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"
#include "pool.h"

static DWORD WINAPI count(void *arg)
{
	gate_count(arg);
	return 5;
}

static DWORD WINAPI pass(void *arg)
{
	gate_pass(arg);
	return 0;
}

static void CALLBACK count_simple(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	ok(instance != NULL, "no instance\n");
	gate_count(arg);
}

/* once for each call, under each flag. */
static void once_each(void)
{
	static const ULONG flags[] = {
		WT_EXECUTEDEFAULT, WT_EXECUTEINIOTHREAD,
		WT_EXECUTEINPERSISTENTTHREAD, WT_EXECUTELONGFUNCTION,
		WT_TRANSFER_IMPERSONATION,
		WT_EXECUTELONGFUNCTION | WT_EXECUTEINPERSISTENTTHREAD,
		100u << 16,
	};
	struct gate g;

	gate_init(&g);
	for (unsigned i = 0; i < ARRAYSIZE(flags); i++) {
		succeeds(QueueUserWorkItem(count, &g, flags[i]));
		gate_comes(&g, 1);
		came(&g, i + 1);
		ok(g.thread != GetCurrentThreadId(), "it ran here\n");
	}
	succeeds(TrySubmitThreadpoolCallback(count_simple, &g, NULL));
	gate_comes(&g, 1);
	came(&g, ARRAYSIZE(flags) + 1);
	gate_fini(&g);
}

static void bad_input(void)
{
	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine does not look\n");
		return;
	}
	refuses(QueueUserWorkItem(NULL, NULL, 0), ERROR_INVALID_PARAMETER);
	refuses(QueueUserWorkItem(count, NULL, WT_EXECUTEINTIMERTHREAD),
		ERROR_INVALID_PARAMETER);
	refuses(TrySubmitThreadpoolCallback(NULL, NULL, NULL),
		ERROR_INVALID_PARAMETER);
}

#define MANY 40

/* long functions all run at once. */
static void long_functions(void)
{
	struct gate g;

	gate_init(&g);
	for (int i = 0; i < MANY; i++)
		succeeds(QueueUserWorkItem(pass, &g, WT_EXECUTELONGFUNCTION));
	gate_comes(&g, MANY);
	succeeds(QueueUserWorkItem(count, &g, 0));
	gate_comes(&g, 1);
	SetEvent(g.go);
	while (InterlockedCompareExchange(&g.over, 0, 0) < MANY)
		SwitchToThread();
	gate_fini(&g);
}

/* a thread that finds nothing to do ends. */
static void threads_leave(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);
	struct gate g;
	DWORD id;

	gate_init(&g);
	succeeds(TrySubmitThreadpoolCallback(count_simple, &g, &e));
	gate_comes(&g, 1);
	id = g.thread;
	ok(thread_leaves(id, 30000), "it stays\n");
	/* and comes again */
	succeeds(TrySubmitThreadpoolCallback(count_simple, &g, &e));
	gate_comes(&g, 1);
	CloseThreadpool(pool);
	gate_fini(&g);
}

struct reader {
	struct gate gate;
	HANDLE rd;
	struct io io;
};

static void CALLBACK begin_read(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	struct reader *r = arg;

	(void)instance;
	io_init(&r->io);
	io_read(r->rd, &r->io);
	gate_count(&r->gate);
}

/* K-160 Q-006: not while something is pending that its end would cancel. */
static void pending_io_keeps_it(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);
	struct reader r;
	HANDLE wr;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine's operations outlive their threads\n");
		return;
	}
	gate_init(&r.gate);
	ok(overlapped_pair(&r.rd, &wr), "no pair\n");
	succeeds(TrySubmitThreadpoolCallback(begin_read, &r, &e));
	gate_comes(&r.gate, 1);
	ok(!thread_leaves(r.gate.thread, 6500), "it has left\n");
	io_waits(r.rd, &r.io);
	feed(wr, "abc", 3);
	io_ends(r.rd, &r.io, 0, 3);
	ok(thread_leaves(r.gate.thread, 30000), "it stays\n");
	CloseThreadpool(pool);
	io_fini(&r.io);
	CloseHandle(r.rd);
	CloseHandle(wr);
	gate_fini(&r.gate);
}

static HANDLE rd, wr;
static HANDLE reader_thread;

static DWORD WINAPI read_blocking(void *arg)
{
	DWORD n = 0;
	char c;

	reader_thread = OpenThread(THREAD_ALL_ACCESS, FALSE,
				   GetCurrentThreadId());
	gate_count(arg);
	fails(ReadFile(rd, &c, 1, &n, NULL), ERROR_OPERATION_ABORTED);
	gate_count(arg);
	return 0;
}

/* K-048 K-136: a pool's thread is like others for CancelSynchronousIo: it cancels
 * whatever that thread is in, or finds nothing; the callbacks after it are whole. */
static void cancel_synchronous(void)
{
	struct gate g;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine 8 does not cancel reads of anonymous pipes\n");
		return;
	}
	gate_init(&g);
	works(CreatePipe(&rd, &wr, NULL, 0));
	succeeds(QueueUserWorkItem(read_blocking, &g, 0));
	gate_comes(&g, 1);
	while (!CancelSynchronousIo(reader_thread)) {
		ok(GetLastError() == ERROR_NOT_FOUND, "error %u\n",
		   GetLastError());
		SwitchToThread();
	}
	gate_comes(&g, 1);
	fails(CancelSynchronousIo(reader_thread), ERROR_NOT_FOUND);
	for (int i = 0; i < 10; i++)
		succeeds(QueueUserWorkItem(count, &g, 0));
	gate_comes(&g, 10);
	CloseHandle(reader_thread);
	CloseHandle(rd);
	CloseHandle(wr);
	gate_fini(&g);
}

START_TEST(QueueUserWorkItem)
{
	RUN(once_each);
	RUN(bad_input);
	RUN(long_functions);
	RUN_LIMIT(threads_leave, 60);
	RUN_LIMIT(pending_io_keeps_it, 60);
	RUN(cancel_synchronous);
}
