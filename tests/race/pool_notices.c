/*
 * The thread pool's turning points: what happens to a notice, a signal or a ring
 * that is on its way when its object is closed, cancelled, unregistered or deleted.
 * Whatever wins, a callback runs once or not at all, and who waited for it sees it
 * over.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "port.h"
#include "pool.h"

static struct gate gate;
static int once, there, go;

/* Holds the first thread that passes, until the test lets it go. */
static void hold(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&there);
	await_flag_briefly(&go, 10000);
}

static void CALLBACK io_came(TP_CALLBACK_INSTANCE *instance, void *arg,
			     void *ov, ULONG result, ULONG_PTR bytes, TP_IO *io)
{
	(void)instance;
	(void)ov;
	(void)io;
	ok(result == ERROR_OPERATION_ABORTED && !bytes, "result %u bytes %u\n",
	   (unsigned)result, (unsigned)bytes);
	gate_count(arg);
}

static HANDLE rd, wr;
static TP_POOL *pool;
static TP_IO *io;
static struct io op;

static void CALLBACK nothing(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	gate_count(arg);
}

/* A cancelled read whose packet a thread has taken from the port, no more. */
static void packet_on_its_way(void)
{
	TP_CALLBACK_ENVIRON e;

	gate_init(&gate);
	pool = CreateThreadpool(NULL);
	SetThreadpoolThreadMaximum(pool, 1);
	e = environment(pool);
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	io = CreateThreadpoolIo(rd, io_came, &gate, &e);
	/* its thread is at the port */
	succeeds(TrySubmitThreadpoolCallback(nothing, &gate, &e));
	gate_comes(&gate, 1);
	gate.came = 0;
	StartThreadpoolIo(io);
	read_silently(rd, &op);
	point_arm("pool:packet", hold, NULL);
	works(CancelIoEx(rd, &op.ov));
	await_flag(&there);
	ok(HasOverlappedIoCompleted(&op.ov), "it is still pending\n");
}

static void CALLBACK release(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	SetEvent(arg);
}

/* The pool's one thread has done what it had before. */
static void packet_is_done(void)
{
	TP_CALLBACK_ENVIRON e = environment(pool);
	HANDLE done = auto_event(FALSE);

	succeeds(TrySubmitThreadpoolCallback(release, done, &e));
	waits(done, POOL_WAIT, WAIT_OBJECT_0);
	CloseHandle(done);
	CloseThreadpool(pool);
	CloseHandle(rd);
	CloseHandle(wr);
}

/* closed: it was expected, so its callback comes. */
static void io_closed(void)
{
	packet_on_its_way();
	CloseThreadpoolIo(io);
	raise_flag(&go);
	gate_comes(&gate, 1);
	packet_is_done();
	came(&gate, 1);
	gate_fini(&gate);
}

/* K-133: withdrawn: it is dropped; and again the object is gone, too. */
static void io_withdrawn(void)
{
	packet_on_its_way();
	CancelThreadpoolIo(io);
	WaitForThreadpoolIoCallbacks(io, FALSE);
	raise_flag(&go);
	packet_is_done();
	came(&gate, 0);
	CloseThreadpoolIo(io);
	gate_fini(&gate);
}

static void io_withdrawn_and_closed(void)
{
	packet_on_its_way();
	CancelThreadpoolIo(io);
	CloseThreadpoolIo(io);
	raise_flag(&go);
	packet_is_done();
	came(&gate, 0);
	gate_fini(&gate);
}

/* K-135: who has waited with TRUE sees no callback of it any more. */
static void io_dropped(void)
{
	packet_on_its_way();
	WaitForThreadpoolIoCallbacks(io, TRUE);
	CloseThreadpoolIo(io);
	raise_flag(&go);
	packet_is_done();
	came(&gate, 0);
	gate_fini(&gate);
}

static void CALLBACK signalled(void *arg, BOOLEAN fired)
{
	(void)fired;
	gate_count(arg);
}

static HANDLE event, wait, timer, done;
static BOOL ret;
static DWORD err;
static int over;

static DWORD WINAPI unregister(void *arg)
{
	SetLastError(0);
	ret = UnregisterWaitEx(wait, arg);
	err = GetLastError();
	raise_flag(&over);
	return 0;
}

/* A thread that has taken the event's signal, and not told anybody. */
static void signal_on_its_way(HANDLE with)
{
	HANDLE thread;

	gate_init(&gate);
	event = auto_event(FALSE);
	done = auto_event(FALSE);
	succeeds(RegisterWaitForSingleObject(&wait, event, signalled, &gate,
					     INFINITE, 0));
	/* it sleeps on it */
	SetEvent(event);
	gate_comes(&gate, 1);
	gate.came = 0;
	waits(gate.go, 20, WAIT_TIMEOUT);
	point_arm("watch:awake", hold, NULL);
	SetEvent(event);
	await_flag(&there);
	thread = start_thread(unregister, with ? with : done);
	ok(!await_flag_briefly(&over, 50), "it did not wait\n");
	not_signalled(event);
	raise_flag(&go);
	thread_ends(thread, 0);
}

/* Q-021 Q-025: the signal was there first, its callback runs, and is waited for. */
static void unregister_and_signal(void)
{
	signal_on_its_way(INVALID_HANDLE_VALUE);
	ok(ret, "error %u\n", err);
	came(&gate, 1);
	SetEvent(event);
	is_signalled(event);
	CloseHandle(event);
	CloseHandle(done);
	gate_fini(&gate);
}

/* or told of. */
static void unregister_told(void)
{
	signal_on_its_way(NULL);
	ok(ret || err == ERROR_IO_PENDING, "error %u\n", err);
	waits(done, POOL_WAIT, WAIT_OBJECT_0);
	came(&gate, 1);
	CloseHandle(event);
	CloseHandle(done);
	gate_fini(&gate);
}

/* and if none was there, none is lost. */
static void unregister_and_no_signal(void)
{
	gate_init(&gate);
	event = auto_event(FALSE);
	for (int i = 0; i < 300; i++) {
		LONG before = gate.came;

		succeeds(RegisterWaitForSingleObject(&wait, event, signalled,
						     &gate, INFINITE, 0));
		if (i % 3)
			SwitchToThread();
		if (i % 2)
			SetEvent(event);
		succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
		ok(gate.came - before +
				   (WaitForSingleObject(event, 0) ==
				    WAIT_OBJECT_0) == i % 2,
		   "%d callbacks\n", (int)(gate.came - before));
	}
	CloseHandle(event);
	gate_fini(&gate);
}

static void CALLBACK rang(void *arg, BOOLEAN fired)
{
	(void)fired;
	gate_count(arg);
}

static DWORD WINAPI delete_timer(void *arg)
{
	SetLastError(0);
	ret = DeleteTimerQueueTimer(NULL, timer, arg);
	err = GetLastError();
	raise_flag(&over);
	return 0;
}

/* it is waited for. */
static void delete_and_ring(void)
{
	HANDLE thread;

	gate_init(&gate);
	/* The callback has begun in the pool, and not reached the program. */
	point_arm("pool:begun", hold, NULL);
	succeeds(CreateTimerQueueTimer(&timer, NULL, rang, &gate, 0, 0, 0));
	await_flag(&there);
	thread = start_thread(delete_timer, INVALID_HANDLE_VALUE);
	ok(!await_flag_briefly(&over, 50), "it did not wait\n");
	came(&gate, 0);
	raise_flag(&go);
	thread_ends(thread, 0);
	ok(ret, "error %u\n", err);
	came(&gate, 1);
	gate_fini(&gate);
}

/* or told of, not before the callback is over. */
static void delete_told(void)
{
	gate_init(&gate);
	done = auto_event(FALSE);
	point_arm("pool:over", hold, NULL);
	succeeds(CreateTimerQueueTimer(&timer, NULL, rang, &gate, 0, 0, 0));
	await_flag(&there);
	came(&gate, 1);
	delete_timer(done);
	ok(!ret && err == ERROR_IO_PENDING, "result %d error %u\n", ret, err);
	not_signalled(done);
	raise_flag(&go);
	waits(done, POOL_WAIT, WAIT_OBJECT_0);
	CloseHandle(done);
	gate_fini(&gate);
}

/* Q-031 Q-033: a period of 1 ms, deleted at any moment: none afterwards. */
static void delete_many(void)
{
	int bad = 0;

	for (int i = 0; i < 200; i++) {
		struct gate g;
		LONG n;

		gate_init(&g);
		succeeds(CreateTimerQueueTimer(&timer, NULL, rang, &g, i % 2, 1,
					       i % 3 ? 0 :
					       WT_EXECUTEINTIMERTHREAD));
		if (i % 4)
			gate_comes(&g, 1);
		succeeds(DeleteTimerQueueTimer(NULL, timer,
					       INVALID_HANDLE_VALUE));
		n = g.came;
		SwitchToThread();
		bad += g.came != n;
		gate_fini(&g);
	}
	ok(!bad, "%d rang after that\n", bad);
}

static void CALLBACK timer_rang(TP_CALLBACK_INSTANCE *instance, void *arg,
				TP_TIMER *mine)
{
	(void)instance;
	(void)mine;
	gate_count(arg);
}

static TP_WORK *work;

static void CALLBACK worked(TP_CALLBACK_INSTANCE *instance, void *arg,
			    TP_WORK *mine)
{
	(void)instance;
	(void)mine;
	gate_count(arg);
}

static DWORD WINAPI wait_for_work(void *arg)
{
	(void)arg;
	WaitForThreadpoolWorkCallbacks(work, TRUE);
	raise_flag(&over);
	return 0;
}

/* it has begun: it is not dropped but waited for. */
static void cancel_and_begin(void)
{
	HANDLE thread;

	gate_init(&gate);
	point_arm("pool:begun", hold, NULL);
	work = CreateThreadpoolWork(worked, &gate, NULL);
	SubmitThreadpoolWork(work);
	await_flag(&there);
	thread = start_thread(wait_for_work, NULL);
	ok(!await_flag_briefly(&over, 50), "it did not wait\n");
	raise_flag(&go);
	thread_ends(thread, 0);
	came(&gate, 1);
	CloseThreadpoolWork(work);
	gate_fini(&gate);
}

static TP_CLEANUP_GROUP *group;

static DWORD WINAPI make_timer(void *arg)
{
	TP_CALLBACK_ENVIRON *e = arg;

	timer = (HANDLE)CreateThreadpoolTimer(timer_rang, &gate, e);
	ok(timer != NULL, "error %u\n", GetLastError());
	return 0;
}

/* what is being made is no member yet, and is not closed. */
static void group_and_making(void)
{
	TP_CALLBACK_ENVIRON e = environment(NULL);
	FILETIME now = { 0 };
	HANDLE thread;

	gate_init(&gate);
	e.CleanupGroup = group = CreateThreadpoolCleanupGroup();
	point_arm("pool:made", hold, NULL);
	thread = start_thread(make_timer, &e);
	await_flag(&there);
	CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
	raise_flag(&go);
	thread_ends(thread, 0);
	SetThreadpoolTimer((TP_TIMER *)timer, &now, 0, 0);
	gate_comes(&gate, 1);
	CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
	came(&gate, 1);
	CloseThreadpoolCleanupGroup(group);
	gate_fini(&gate);
}

static DWORD submitter;

static void hold_submitter(void *arg)
{
	if (GetCurrentThreadId() ==
	    __atomic_load_n(&submitter, __ATOMIC_SEQ_CST))
		hold(arg);
}

static DWORD WINAPI submit(void *arg)
{
	__atomic_store_n(&submitter, GetCurrentThreadId(), __ATOMIC_SEQ_CST);
	SubmitThreadpoolWork(arg);
	return 0;
}

static DWORD WINAPI suspend(void *thread)
{
	ok(!SuspendThread(thread), "error %u\n", GetLastError());
	raise_flag(&over);
	return 0;
}

/* who is suspended while it asks for a callback has asked for it, and has
 * nothing that others need. */
static void submitter_suspended(void)
{
	HANDLE thread, helper;

	gate_init(&gate);
	work = CreateThreadpoolWork(worked, &gate, NULL);
	point_arm("pool:unlocked", hold_submitter, NULL);
	thread = start_thread(submit, work);
	await_flag(&there);
	helper = start_thread(suspend, thread);
	await_flag_briefly(&over, 50);
	raise_flag(&go);
	thread_ends(helper, 0);
	gate_comes(&gate, 1);
	ok(ResumeThread(thread) == 1, "error %u\n", GetLastError());
	thread_ends(thread, 0);
	came(&gate, 1);
	WaitForThreadpoolWorkCallbacks(work, FALSE);
	CloseThreadpoolWork(work);
	gate_fini(&gate);
}

START_TEST(pool_notices)
{
	RUN(io_closed);
	RUN(io_withdrawn);
	RUN(io_withdrawn_and_closed);
	RUN(io_dropped);
	RUN(unregister_and_signal);
	RUN(unregister_told);
	RUN(unregister_and_no_signal);
	RUN(delete_and_ring);
	RUN(delete_told);
	RUN(delete_many);
	RUN(cancel_and_begin);
	RUN(group_and_making);
	RUN(submitter_suspended);
}
