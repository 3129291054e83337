/*
 * The thread pool under load: work, I/O with cancels, waits and timers at once, by
 * several threads, in two pools; objects are closed, unregistered and deleted at
 * any moment. Everything that was asked for is told once, or was withdrawn by who
 * says so; nothing comes after its wait.
 */
#include <windows.h>
#include "wine/test.h"
#include "race/race.h"
#include "named_pipe.h"
#include "pool.h"

#define RUN_SECONDS 60
#define ROUNDS 3000
#define READS 8
#define WORKERS 2

static LONG wrong, submitted, worked, begun, ended, done_reads, aborted;
static LONG set, signalled, kept, rang, late;

static void count(LONG *what)
{
	InterlockedIncrement(what);
}

static void check(BOOL right)
{
	if (!right)
		count(&wrong);
}

/* An object's life: alive until who waited for its callbacks says it is over. */
struct life {
	LONG over, calls;
};

static void lives(struct life *l)
{
	if (InterlockedCompareExchange(&l->over, 0, 0))
		count(&late);
	count(&l->calls);
}

static void CALLBACK work_came(TP_CALLBACK_INSTANCE *instance, void *arg,
			       TP_WORK *work)
{
	(void)instance;
	(void)work;
	lives(arg);
	count(&worked);
}

static DWORD WINAPI do_work(void *pool)
{
	TP_CALLBACK_ENVIRON e = environment(pool);

	for (int i = 0; i < ROUNDS; i++) {
		struct life l = {0};
		TP_WORK *work = CreateThreadpoolWork(work_came, &l, &e);
		LONG n = 1 + i % 7;

		for (LONG k = 0; k < n; k++)
			SubmitThreadpoolWork(work);
		WaitForThreadpoolWorkCallbacks(work, i % 5 == 0);
		l.over = 1;
		check(i % 5 ? l.calls == n : l.calls <= n);
		InterlockedExchangeAdd(&submitted, l.calls);
		CloseThreadpoolWork(work);
	}
	return 0;
}

struct reader {
	struct {
		OVERLAPPED ov;
		char byte;
		LONG busy;
	} read[READS];
	struct life life;
	struct pipe_ends ends;
};

static void CALLBACK read_came(TP_CALLBACK_INSTANCE *instance, void *arg,
			       void *ov, ULONG result, ULONG_PTR bytes,
			       TP_IO *io)
{
	struct reader *r = arg;
	int i = ((char *)ov - (char *)r) / sizeof(r->read[0]);

	(void)instance;
	(void)io;
	lives(&r->life);
	check(InterlockedExchange(&r->read[i].busy, 0) == 1);
	check(r->read[i].ov.InternalHigh == bytes);
	if (!result && bytes == 1)
		count(&done_reads);
	else if (result == ERROR_OPERATION_ABORTED && !bytes)
		count(&aborted);
	else
		count(&wrong);
	count(&ended);
}

static void read_some(struct reader *r, TP_IO *io, int i)
{
	int fed = i % (READS + 1);

	for (int k = 0; k < READS; k++) {
		memset(&r->read[k].ov, 0, sizeof(r->read[k].ov));
		r->read[k].busy = 1;
		StartThreadpoolIo(io);
		count(&begun);
		if (!ReadFile(r->ends.server, &r->read[k].byte, 1, NULL,
			      &r->read[k].ov) &&
		    GetLastError() != ERROR_IO_PENDING) {
			CancelThreadpoolIo(io);
			count(&wrong);
		}
	}
	if (fed)
		feed(r->ends.client, "12345678", fed);
	if (i % 2)
		CancelIoEx(r->ends.server, &r->read[i % READS].ov);
	else
		CancelIoEx(r->ends.server, NULL);
	if (i % 2)
		CancelIoEx(r->ends.server, NULL);
}

static DWORD WINAPI do_io(void *pool)
{
	TP_CALLBACK_ENVIRON e = environment(pool);

	for (int i = 0; i < ROUNDS / 30; i++) {
		static __thread struct reader r;
		TP_IO *io;

		memset(&r, 0, sizeof(r));
		pipe_server(&r.ends, DUPLEX | FILE_FLAG_OVERLAPPED, BYTES);
		pipe_client(&r.ends, BOTH_WAYS, FILE_FLAG_OVERLAPPED);
		io = CreateThreadpoolIo(r.ends.server, read_came, &r, &e);
		for (int k = 0; k < 10; k++) {
			read_some(&r, io, i + k);
			WaitForThreadpoolIoCallbacks(io, FALSE);
			for (int j = 0; j < READS; j++)
				check(!r.read[j].busy);
		}
		CloseThreadpoolIo(io);
		r.life.over = 1;
		check(r.life.calls == 10 * READS);
		pipe_close(&r.ends);
	}
	return 0;
}

static void CALLBACK wait_came(void *arg, BOOLEAN fired)
{
	check(!fired);
	lives(arg);
	count(&signalled);
}

static DWORD WINAPI do_waits(void *arg)
{
	HANDLE event = auto_event(FALSE), wait;

	for (int i = 0; i < ROUNDS / 3; i++) {
		struct life l = {0};

		check(RegisterWaitForSingleObject(
			&wait, event, wait_came, &l, INFINITE,
			(i % 3 ? 0 : WT_EXECUTEINWAITTHREAD) |
				(i % 4 ? 0 : WT_EXECUTEONLYONCE)));
		if (i % 2)
			SwitchToThread();
		check(SetEvent(event));
		count(&set);
		if (i % 7 == 0)
			while (!InterlockedCompareExchange(&l.calls, 0, 0))
				SwitchToThread();
		check(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
		l.over = 1;
		if (WaitForSingleObject(event, 0) == WAIT_OBJECT_0) {
			count(&kept);
			check(!l.calls);
		} else {
			check(l.calls == 1);
		}
	}
	(void)arg;
	CloseHandle(event);
	return 0;
}

static void CALLBACK timer_came(void *arg, BOOLEAN fired)
{
	check(fired);
	lives(arg);
	count(&rang);
}

static DWORD WINAPI do_timers(void *arg)
{
	HANDLE queue = CreateTimerQueue(), timer;

	(void)arg;
	for (int i = 0; i < ROUNDS / 3; i++) {
		struct life l = {0};

		check(CreateTimerQueueTimer(&timer, queue, timer_came, &l,
					    i % 2, i % 3,
					    i % 5 ? 0 :
					    WT_EXECUTEINTIMERTHREAD));
		if (i % 3)
			while (!InterlockedCompareExchange(&l.calls, 0, 0))
				SwitchToThread();
		if (i % 3 == 2)
			check(ChangeTimerQueueTimer(queue, timer, 0, 1));
		if (i % 50 == 49) {
			check(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
			queue = CreateTimerQueue();
		} else {
			check(DeleteTimerQueueTimer(queue, timer,
						    INVALID_HANDLE_VALUE));
		}
		l.over = 1;
	}
	check(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
	return 0;
}

static void storm(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	HANDLE thread[2 * WORKERS + 3];
	unsigned n = 0;

	SetThreadpoolThreadMaximum(pool, 3);
	for (int i = 0; i < WORKERS; i++) {
		thread[n++] = start_thread(do_work, i % 2 ? pool : NULL);
		thread[n++] = start_thread(do_io, i % 2 ? NULL : pool);
	}
	thread[n++] = start_thread(do_waits, NULL);
	thread[n++] = start_thread(do_waits, NULL);
	thread[n++] = start_thread(do_timers, NULL);
	ok(WaitForMultipleObjects(n, thread, TRUE, RUN_SECONDS * 1000) ==
		   WAIT_OBJECT_0,
	   "not all have ended\n");
	for (unsigned i = 0; i < n; i++)
		CloseHandle(thread[i]);
	CloseThreadpool(pool);
	ok(!wrong, "%d things were wrong\n", (int)wrong);
	ok(!late, "%d came after their wait\n", (int)late);
	ok(submitted == worked, "%d submitted, %d worked\n", (int)submitted,
	   (int)worked);
	ok(begun == ended && ended == done_reads + aborted,
	   "%d begun, %d ended: %d done, %d cancelled\n", (int)begun,
	   (int)ended, (int)done_reads, (int)aborted);
	ok(set == signalled + kept, "%d set, %d came, %d kept\n", (int)set,
	   (int)signalled, (int)kept);
	ok(done_reads && aborted && signalled && kept && rang, "no storm\n");
	trace("%d work, %d reads, %d cancelled, %d signals, %d kept, %d rings\n",
	      (int)worked, (int)done_reads, (int)aborted, (int)signalled,
	      (int)kept, (int)rang);
}

START_TEST(pool)
{
	RUN_LIMIT(storm, RUN_SECONDS + 10);
}
