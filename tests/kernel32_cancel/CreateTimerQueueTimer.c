/*
 * Timer queues: CreateTimerQueue, CreateTimerQueueTimer, ChangeTimerQueueTimer,
 * DeleteTimerQueueTimer, DeleteTimerQueue, DeleteTimerQueueEx.
 */
#include <windows.h>
#include "wine/test.h"
#include "pool.h"

#define ON_WINE (!strcmp(winetest_platform, "wine"))
#define LATE 3600000

static struct gate gate;
static HANDLE queue;

static void CALLBACK count(void *arg, BOOLEAN fired)
{
	ok(fired == TRUE, "fired %u\n", fired);
	gate_count(arg);
}

static void CALLBACK pass(void *arg, BOOLEAN fired)
{
	(void)fired;
	gate_pass(arg);
}

/* once after its time, not before; at once for 0. */
static void once(void)
{
	static const ULONG flags[] = {
		0, WT_EXECUTEONLYONCE, WT_EXECUTEINTIMERTHREAD,
		WT_EXECUTELONGFUNCTION, WT_EXECUTEINPERSISTENTTHREAD,
		WT_EXECUTEINIOTHREAD,
	};
	double start;
	HANDLE timer;

	queue = CreateTimerQueue();
	ok(queue != NULL, "error %u\n", GetLastError());
	for (unsigned i = 0; i < ARRAYSIZE(flags); i++) {
		HANDLE q = i % 2 ? queue : NULL;

		gate_init(&gate);
		start = now_ms();
		succeeds(CreateTimerQueueTimer(&timer, q, count, &gate, 20, 0,
					       flags[i]));
		gate_comes(&gate, 1);
		ok(now_ms() - start > 19, "after %.1f ms\n", now_ms() - start);
		succeeds(DeleteTimerQueueTimer(q, timer, INVALID_HANDLE_VALUE));
		succeeds(CreateTimerQueueTimer(&timer, q, count, &gate, 0, 0,
					       flags[i]));
		gate_comes(&gate, 1);
		succeeds(DeleteTimerQueueTimer(q, timer, INVALID_HANDLE_VALUE));
		came(&gate, 2);
		gate_fini(&gate);
	}
	succeeds(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
}

/* again and again; none after it has been deleted. */
static void period(void)
{
	static const ULONG flags[] = { 0, WT_EXECUTEINTIMERTHREAD };
	HANDLE timer;
	double start;
	LONG n;

	queue = CreateTimerQueue();
	for (unsigned i = 0; i < ARRAYSIZE(flags); i++) {
		gate_init(&gate);
		start = now_ms();
		succeeds(CreateTimerQueueTimer(&timer, queue, count, &gate, 5,
					       10, flags[i]));
		gate_comes(&gate, 5);
		ok(now_ms() - start > 43, "after %.1f ms\n", now_ms() - start);
		succeeds(DeleteTimerQueueTimer(queue, timer,
					       INVALID_HANDLE_VALUE));
		n = gate.came;
		waits(gate.go, 50, WAIT_TIMEOUT);
		came(&gate, n);
		gate_fini(&gate);
	}
	succeeds(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
}

static void CALLBACK note_order(void *arg, BOOLEAN fired)
{
	static LONG expected;

	(void)fired;
	ok((LONG)(ULONG_PTR)arg == expected, "%d, not %d\n",
	   (int)(ULONG_PTR)arg, (int)expected);
	expected++;
	gate_count(&gate);
}

/* in the order of their times, however they were made. */
static void order(void)
{
	static const int at[] = { 5, 2, 7, 0, 6, 3, 1, 4 };
	HANDLE timer;

	gate_init(&gate);
	queue = CreateTimerQueue();
	for (unsigned i = 0; i < ARRAYSIZE(at); i++)
		succeeds(CreateTimerQueueTimer(&timer, queue, note_order,
					       (void *)(ULONG_PTR)at[i],
					       100 + 20 * at[i], 0,
					       WT_EXECUTEINTIMERTHREAD));
	gate_comes(&gate, ARRAYSIZE(at));
	succeeds(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
	gate_fini(&gate);
}

/* changed: earlier, to a period, to never; one that has rung stays. */
static void changed(void)
{
	HANDLE timer;

	gate_init(&gate);
	queue = CreateTimerQueue();
	succeeds(CreateTimerQueueTimer(&timer, queue, count, &gate, LATE, 0, 0));
	succeeds(ChangeTimerQueueTimer(queue, timer, 5, 5));
	gate_comes(&gate, 3);
	succeeds(ChangeTimerQueueTimer(queue, timer, LATE, LATE));
	succeeds(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
	gate_fini(&gate);
	gate_init(&gate);
	succeeds(CreateTimerQueueTimer(&timer, queue, count, &gate, 0, 0, 0));
	gate_comes(&gate, 1);
	/* Wine rings again */
	if (!ON_WINE) {
		succeeds(ChangeTimerQueueTimer(queue, timer, 0, 1));
		waits(gate.go, 30, WAIT_TIMEOUT);
		came(&gate, 1);
	}
	succeeds(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
	gate_fini(&gate);
}

/* deleted before its time: it does not ring. */
static void deleted_before(void)
{
	HANDLE timer, done = auto_event(FALSE);

	gate_init(&gate);
	queue = CreateTimerQueue();
	succeeds(CreateTimerQueueTimer(&timer, queue, count, &gate, 200, 1, 0));
	succeeds(DeleteTimerQueueTimer(queue, timer, done));
	is_signalled(done);
	succeeds(CreateTimerQueueTimer(&timer, queue, count, &gate, 200, 0, 0));
	/* Wine 8 calls any deletion without an event pending */
	todo_wine succeeds(DeleteTimerQueueTimer(queue, timer, NULL));
	succeeds(CreateTimerQueueTimer(&timer, queue, count, &gate, 200, 0, 0));
	succeeds(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
	waits(gate.go, 250, WAIT_TIMEOUT);
	came(&gate, 0);
	succeeds(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
	CloseHandle(done);
	gate_fini(&gate);
}

static DWORD WINAPI let_go(void *arg)
{
	SetEvent(arg);
	return 0;
}

/* deleted while its callback is on: pending, event, or waited for. */
static void deleted_meanwhile(void)
{
	HANDLE timer, done = auto_event(FALSE), thread;

	gate_init(&gate);
	queue = CreateTimerQueue();
	succeeds(CreateTimerQueueTimer(&timer, queue, pass, &gate, 0, 0, 0));
	gate_comes(&gate, 1);
	refuses(DeleteTimerQueueTimer(queue, timer, NULL), ERROR_IO_PENDING);
	SetEvent(gate.go);
	while (InterlockedCompareExchange(&gate.over, 0, 0) < 1)
		SwitchToThread();
	ResetEvent(gate.go);
	succeeds(CreateTimerQueueTimer(&timer, queue, pass, &gate, 0, 0, 0));
	gate_comes(&gate, 1);
	refuses(DeleteTimerQueueTimer(queue, timer, done), ERROR_IO_PENDING);
	not_signalled(done);
	SetEvent(gate.go);
	waits(done, POOL_WAIT, WAIT_OBJECT_0);
	ResetEvent(gate.go);
	succeeds(CreateTimerQueueTimer(&timer, queue, pass, &gate, 0, 0, 0));
	gate_comes(&gate, 1);
	thread = start_thread(let_go, gate.go);
	succeeds(DeleteTimerQueueTimer(queue, timer, INVALID_HANDLE_VALUE));
	ok(gate.over == 3, "it is not over\n");
	thread_ends(thread, 0);
	succeeds(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
	CloseHandle(done);
	gate_fini(&gate);
}

static HANDLE own_timer, own_done;
static BOOL own_ret;
static DWORD own_error;

static void CALLBACK delete_own(void *arg, BOOLEAN fired)
{
	(void)fired;
	SetLastError(0);
	own_ret = DeleteTimerQueueTimer(queue, own_timer, own_done);
	own_error = GetLastError();
	gate_count(arg);
}

/* deleted by its own callback. */
static void deletes_itself(void)
{
	HANDLE done = auto_event(FALSE);

	queue = CreateTimerQueue();
	for (int i = 0; i < 6; i++) {
		/* Wine waits for itself for ever */
		if (i % 3 == 2 && ON_WINE)
			continue;
		gate_init(&gate);
		own_done = i % 3 == 0 ? NULL : i % 3 == 1 ? done :
			   INVALID_HANDLE_VALUE;
		succeeds(CreateTimerQueueTimer(
			&own_timer, queue, delete_own, &gate, 10, 100,
			i < 3 ? 0 : WT_EXECUTEINTIMERTHREAD));
		gate_comes(&gate, 1);
		ok(!own_ret && own_error == ERROR_IO_PENDING,
		   "%d: result %d error %u\n", i, own_ret, own_error);
		if (own_done == done)
			waits(done, POOL_WAIT, WAIT_OBJECT_0);
		came(&gate, 1);
		gate_fini(&gate);
	}
	succeeds(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
	CloseHandle(done);
}

/* the queue goes with all its timers, and waits for their callbacks. */
static void queue_deleted(void)
{
	HANDLE timer, done = auto_event(FALSE), thread;

	gate_init(&gate);
	queue = CreateTimerQueue();
	for (int i = 0; i < 5; i++)
		succeeds(CreateTimerQueueTimer(&timer, queue, count, &gate,
					       LATE, 0, 0));
	succeeds(CreateTimerQueueTimer(&timer, queue, pass, &gate, 0, 0, 0));
	gate_comes(&gate, 1);
	thread = start_thread(let_go, gate.go);
	succeeds(DeleteTimerQueueEx(queue, INVALID_HANDLE_VALUE));
	ok(gate.over == 1, "it is not over\n");
	thread_ends(thread, 0);
	/* Wine 8 waits for the callback before it returns */
	if (!ON_WINE) {
		ResetEvent(gate.go);
		queue = CreateTimerQueue();
		succeeds(CreateTimerQueueTimer(&timer, queue, pass, &gate, 0, 1,
					       0));
		gate_comes(&gate, 1);
		refuses(DeleteTimerQueueEx(queue, done), ERROR_IO_PENDING);
		not_signalled(done);
		SetEvent(gate.go);
		waits(done, POOL_WAIT, WAIT_OBJECT_0);
	}
	queue = CreateTimerQueue();
	/* Wine 8 calls any deletion pending that does not wait */
	todo_wine succeeds(DeleteTimerQueueEx(queue, done));
	waits(done, POOL_WAIT, WAIT_OBJECT_0);
	queue = CreateTimerQueue();
	succeeds(CreateTimerQueueTimer(&timer, queue, count, &gate, LATE, 0, 0));
	todo_wine succeeds(DeleteTimerQueue(queue));
	CloseHandle(done);
	gate_fini(&gate);
}

/* */
static void bad_input(void)
{
	HANDLE timer, other;

	if (ON_WINE) {
		skip("Wine does not look\n");
		return;
	}
	queue = CreateTimerQueue();
	other = CreateTimerQueue();
	refuses(CreateTimerQueueTimer(NULL, queue, count, NULL, 0, 0, 0),
		ERROR_INVALID_PARAMETER);
	refuses(CreateTimerQueueTimer(&timer, queue, NULL, NULL, 0, 0, 0),
		ERROR_INVALID_PARAMETER);
	refuses(CreateTimerQueueTimer(&timer, queue, count, NULL, 0, 0,
				      WT_EXECUTEINWAITTHREAD),
		ERROR_INVALID_PARAMETER);
	refuses(CreateTimerQueueTimer(&timer, FOREIGN_HANDLE, count, NULL, 0, 0,
				      0),
		ERROR_INVALID_HANDLE);
	succeeds(CreateTimerQueueTimer(&timer, queue, count, NULL, LATE, 0, 0));
	refuses(CreateTimerQueueTimer(&timer, timer, count, NULL, 0, 0, 0),
		ERROR_INVALID_HANDLE);
	refuses(ChangeTimerQueueTimer(other, timer, 0, 0),
		ERROR_INVALID_HANDLE);
	refuses(ChangeTimerQueueTimer(queue, queue, 0, 0),
		ERROR_INVALID_HANDLE);
	refuses(DeleteTimerQueueTimer(NULL, timer, NULL), ERROR_INVALID_HANDLE);
	refuses(DeleteTimerQueueTimer(queue, NULL, NULL), ERROR_INVALID_HANDLE);
	refuses(CloseHandle(timer), ERROR_INVALID_HANDLE);
	refuses(UnregisterWait(timer), ERROR_INVALID_HANDLE);
	succeeds(DeleteTimerQueueTimer(queue, timer, NULL));
	refuses(DeleteTimerQueueTimer(queue, timer, NULL), ERROR_INVALID_HANDLE);
	succeeds(DeleteTimerQueueEx(queue, NULL));
	refuses(DeleteTimerQueueEx(queue, NULL), ERROR_INVALID_HANDLE);
	refuses(DeleteTimerQueue(queue), ERROR_INVALID_HANDLE);
	refuses(DeleteTimerQueueEx(NULL, NULL), ERROR_INVALID_HANDLE);
	refuses(DeleteTimerQueueEx(INVALID_HANDLE_VALUE, NULL),
		ERROR_INVALID_HANDLE);
	refuses(CreateTimerQueueTimer(&timer, queue, count, NULL, 0, 0, 0),
		ERROR_INVALID_HANDLE);
	succeeds(DeleteTimerQueue(other));
}

START_TEST(CreateTimerQueueTimer)
{
	RUN(once);
	RUN(period);
	RUN(order);
	RUN(changed);
	RUN(deleted_before);
	RUN(deleted_meanwhile);
	RUN(deletes_itself);
	RUN(queue_deleted);
	RUN(bad_input);
}
