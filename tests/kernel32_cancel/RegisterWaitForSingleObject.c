/*
 * RegisterWaitForSingleObject, UnregisterWait, UnregisterWaitEx.
 */
#include <windows.h>
#include "wine/test.h"
#include "pool.h"

#define ON_WINE (!strcmp(winetest_platform, "wine"))

static struct gate gate;
static LONG timed_out;

static void CALLBACK count(void *arg, BOOLEAN fired)
{
	ok(fired == TRUE || fired == FALSE, "fired %u\n", fired);
	if (fired)
		InterlockedIncrement(&timed_out);
	gate_count(arg);
}

static void CALLBACK pass(void *arg, BOOLEAN fired)
{
	(void)fired;
	gate_pass(arg);
}

/* Q-020 Q-021: each signal of an automatic event is a callback, until it is
 * unregistered; a signal after that stays in the event. */
static void each_signal(void)
{
	HANDLE event = auto_event(FALSE), wait = NULL;

	gate_init(&gate);
	succeeds(RegisterWaitForSingleObject(&wait, event, count, &gate,
					     INFINITE, WT_EXECUTEDEFAULT));
	ok(wait != NULL, "no wait\n");
	for (int i = 0; i < 20; i++) {
		SetEvent(event);
		gate_comes(&gate, 1);
	}
	succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
	came(&gate, 20);
	ok(!timed_out, "%d time-outs\n", (int)timed_out);
	ok(gate.thread != GetCurrentThreadId(), "it ran here\n");
	SetEvent(event);
	is_signalled(event);
	came(&gate, 20);
	CloseHandle(event);
	gate_fini(&gate);
}

/* each of a semaphore's counts is one. */
static void semaphore(void)
{
	HANDLE sem = CreateSemaphoreA(NULL, 0, 100, NULL), wait;

	gate_init(&gate);
	succeeds(RegisterWaitForSingleObject(&wait, sem, count, &gate, INFINITE,
					     WT_EXECUTEDEFAULT));
	ReleaseSemaphore(sem, 50, NULL);
	gate_comes(&gate, 50);
	succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
	came(&gate, 50);
	not_signalled(sem);
	CloseHandle(sem);
	gate_fini(&gate);
}

/* once, though it stays signalled; it is to be unregistered all the same. */
static void only_once(void)
{
	static const ULONG flags[] = { 0, WT_EXECUTEINWAITTHREAD,
				       WT_EXECUTELONGFUNCTION,
				       WT_EXECUTEINPERSISTENTTHREAD };
	HANDLE event = manual_event(TRUE), wait;

	for (unsigned i = 0; i < ARRAYSIZE(flags); i++) {
		gate_init(&gate);
		succeeds(RegisterWaitForSingleObject(
			&wait, event, count, &gate, INFINITE,
			WT_EXECUTEONLYONCE | flags[i]));
		gate_comes(&gate, 1);
		succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
		came(&gate, 1);
		gate_fini(&gate);
	}
	ok(!timed_out, "%d time-outs\n", (int)timed_out);
	/* No time at all: whether it is signalled counts. */
	gate_init(&gate);
	succeeds(RegisterWaitForSingleObject(&wait, event, count, &gate, 0,
					     WT_EXECUTEONLYONCE));
	gate_comes(&gate, 1);
	/* Wine 8 does not look at it */
	todo_wine ok(!timed_out, "%d time-outs\n", (int)timed_out);
	succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
	gate_fini(&gate);
	CloseHandle(event);
}

/* the time is over: fired is TRUE, again and again, or once. */
static void time_over(void)
{
	HANDLE event = auto_event(FALSE), wait;

	gate_init(&gate);
	succeeds(RegisterWaitForSingleObject(&wait, event, count, &gate, 5, 0));
	/* Wine 8 leaves it at one */
	gate_comes(&gate, ON_WINE ? 1 : 4);
	succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
	ok(timed_out == gate.came, "%d time-outs\n", (int)timed_out);
	gate_fini(&gate);
	gate_init(&gate);
	timed_out = 0;
	for (int ms = 0; ms <= 10; ms += 10) {
		succeeds(RegisterWaitForSingleObject(&wait, event, count, &gate,
						     ms, WT_EXECUTEONLYONCE));
		gate_comes(&gate, 1);
		succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
	}
	came(&gate, 2);
	ok(timed_out == 2, "%d time-outs\n", (int)timed_out);
	CloseHandle(event);
	gate_fini(&gate);
}

static void CALLBACK own_mutex(void *arg, BOOLEAN fired)
{
	struct gate *g = arg;

	(void)fired;
	succeeds(ReleaseMutex(g->go));
	gate_count(g);
}

/* on the thread that waits: it owns the mutex it has waited for. */
static void in_wait_thread(void)
{
	HANDLE wait;

	gate_init(&gate);
	CloseHandle(gate.go);
	gate.go = CreateMutexA(NULL, TRUE, NULL);
	succeeds(RegisterWaitForSingleObject(
		&wait, gate.go, own_mutex, &gate, INFINITE,
		WT_EXECUTEINWAITTHREAD | WT_EXECUTEONLYONCE));
	came(&gate, 0);
	succeeds(ReleaseMutex(gate.go));
	gate_comes(&gate, 1);
	succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
	is_signalled(gate.go);
	ReleaseMutex(gate.go);
	gate_fini(&gate);
}

/* a callback is on: ERROR_IO_PENDING, and the event is set when it is over. */
static void unregistered_meanwhile(void)
{
	HANDLE event = auto_event(TRUE), done = auto_event(FALSE), wait;

	gate_init(&gate);
	succeeds(RegisterWaitForSingleObject(&wait, event, pass, &gate, INFINITE,
					     WT_EXECUTEONLYONCE));
	gate_comes(&gate, 1);
	refuses(UnregisterWaitEx(wait, done), ERROR_IO_PENDING);
	not_signalled(done);
	SetEvent(gate.go);
	waits(done, POOL_WAIT, WAIT_OBJECT_0);
	ok(gate.over == 1, "it is not over\n");
	ResetEvent(gate.go);
	SetEvent(event);
	succeeds(RegisterWaitForSingleObject(&wait, event, pass, &gate, INFINITE,
					     WT_EXECUTEONLYONCE));
	gate_comes(&gate, 1);
	refuses(UnregisterWait(wait), ERROR_IO_PENDING);
	SetEvent(gate.go);
	while (InterlockedCompareExchange(&gate.over, 0, 0) < 2)
		SwitchToThread();
	/* nothing is on: TRUE, and it is set at once */
	succeeds(RegisterWaitForSingleObject(&wait, event, pass, &gate, INFINITE,
					     0));
	succeeds(UnregisterWaitEx(wait, done));
	waits(done, POOL_WAIT, WAIT_OBJECT_0);
	succeeds(RegisterWaitForSingleObject(&wait, event, pass, &gate, INFINITE,
					     0));
	succeeds(UnregisterWait(wait));
	came(&gate, 2);
	CloseHandle(event);
	CloseHandle(done);
	gate_fini(&gate);
}

static DWORD WINAPI let_go(void *arg)
{
	SetEvent(arg);
	return 0;
}

/* INVALID_HANDLE_VALUE waits for the callback. */
static void unregister_waits(void)
{
	HANDLE event = auto_event(TRUE), wait, thread;

	gate_init(&gate);
	succeeds(RegisterWaitForSingleObject(&wait, event, pass, &gate, INFINITE,
					     WT_EXECUTEONLYONCE));
	gate_comes(&gate, 1);
	thread = start_thread(let_go, gate.go);
	succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
	ok(gate.over == 1, "it is not over\n");
	thread_ends(thread, 0);
	CloseHandle(event);
	gate_fini(&gate);
}

static HANDLE own_wait, own_done;
static DWORD own_error;
static BOOL own_ret;

static void CALLBACK unregister_own(void *arg, BOOLEAN fired)
{
	(void)fired;
	WaitForSingleObject(gate.go, INFINITE);
	SetLastError(0);
	own_ret = UnregisterWaitEx(own_wait, own_done);
	own_error = GetLastError();
	gate_count(arg);
}

/* from its own callback. */
static void unregisters_itself(void)
{
	HANDLE event = auto_event(FALSE), done = auto_event(FALSE);

	for (int i = 0; i < 6; i++) {
		/* Wine waits for itself for ever */
		if (i % 3 == 2 && ON_WINE)
			continue;
		gate_init(&gate);
		own_done = i % 3 == 0 ? NULL : i % 3 == 1 ? done :
			   INVALID_HANDLE_VALUE;
		succeeds(RegisterWaitForSingleObject(
			&own_wait, event, unregister_own, &gate, INFINITE,
			i < 3 ? 0 : WT_EXECUTEINWAITTHREAD));
		SetEvent(event);
		SetEvent(gate.go);
		gate_comes(&gate, 1);
		ok(!own_ret && own_error == ERROR_IO_PENDING,
		   "%d: result %d error %u\n", i, own_ret, own_error);
		if (own_done == done)
			waits(done, POOL_WAIT, WAIT_OBJECT_0);
		SetEvent(event);
		is_signalled(event);
		came(&gate, 1);
		gate_fini(&gate);
	}
	CloseHandle(event);
	CloseHandle(done);
}

#define MANY 200

static LONG each[MANY];

static void CALLBACK count_each(void *arg, BOOLEAN fired)
{
	ok(!fired, "a time-out\n");
	InterlockedIncrement(&each[(ULONG_PTR)arg]);
	ReleaseSemaphore(gate.here, 1, NULL);
}

/* more than one thread can wait for. */
static void many(void)
{
	static HANDLE event[MANY], wait[MANY];
	int bad = 0;

	gate_init(&gate);
	for (int i = 0; i < MANY; i++) {
		event[i] = auto_event(FALSE);
		succeeds(RegisterWaitForSingleObject(
			&wait[i], event[i], count_each, (void *)(ULONG_PTR)i,
			INFINITE, i % 2 ? WT_EXECUTEINWAITTHREAD : 0));
	}
	for (int round = 0; round < 3; round++) {
		for (int i = MANY - 1; i >= 0; i--)
			SetEvent(event[i]);
		gate_comes(&gate, MANY);
	}
	for (int i = 0; i < MANY; i++) {
		succeeds(UnregisterWaitEx(wait[i], INVALID_HANDLE_VALUE));
		CloseHandle(event[i]);
		bad += each[i] != 3;
	}
	ok(!bad, "%d did not come three times\n", bad);
	gate_fini(&gate);
}

/* */
static void bad_input(void)
{
	HANDLE event = auto_event(FALSE), wait, closed;

	if (ON_WINE) {
		skip("Wine does not look\n");
		return;
	}
	gate_init(&gate);
	refuses(RegisterWaitForSingleObject(NULL, event, count, &gate, 0, 0),
		ERROR_INVALID_PARAMETER);
	refuses(RegisterWaitForSingleObject(&wait, event, NULL, &gate, 0, 0),
		ERROR_INVALID_PARAMETER);
	refuses(RegisterWaitForSingleObject(&wait, event, count, &gate, 0,
					    WT_EXECUTEINTIMERTHREAD),
		ERROR_INVALID_PARAMETER);
	refuses(RegisterWaitForSingleObject(&wait, NULL, count, &gate, 0, 0),
		ERROR_INVALID_HANDLE);
	refuses(RegisterWaitForSingleObject(&wait, FOREIGN_HANDLE, count, &gate,
					    0, 0),
		ERROR_INVALID_HANDLE);
	succeeds(RegisterWaitForSingleObject(&wait, event, count, &gate,
					     INFINITE, 0));
	/* it is no handle for others */
	refuses(CloseHandle(wait), ERROR_INVALID_HANDLE);
	wait_refused(WaitForSingleObject(wait, 0), ERROR_INVALID_HANDLE);
	refuses(DeleteTimerQueueEx(wait, NULL), ERROR_INVALID_HANDLE);
	succeeds(UnregisterWait(wait));
	refuses(UnregisterWait(wait), ERROR_INVALID_HANDLE);
	refuses(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE),
		ERROR_INVALID_HANDLE);
	refuses(UnregisterWait(NULL), ERROR_INVALID_HANDLE);
	refuses(UnregisterWait(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
	refuses(UnregisterWait(event), ERROR_INVALID_HANDLE);
	/* one whose object is closed disturbs no other */
	closed = auto_event(FALSE);
	succeeds(RegisterWaitForSingleObject(&own_wait, closed, count, &gate,
					     INFINITE, 0));
	CloseHandle(closed);
	succeeds(RegisterWaitForSingleObject(&wait, event, count, &gate,
					     INFINITE, 0));
	SetEvent(event);
	gate_comes(&gate, 1);
	succeeds(UnregisterWaitEx(wait, INVALID_HANDLE_VALUE));
	succeeds(UnregisterWaitEx(own_wait, INVALID_HANDLE_VALUE));
	came(&gate, 1);
	CloseHandle(event);
	gate_fini(&gate);
}

START_TEST(RegisterWaitForSingleObject)
{
	RUN(each_signal);
	RUN(semaphore);
	RUN(only_once);
	RUN(time_over);
	RUN(in_wait_thread);
	RUN(unregistered_meanwhile);
	RUN(unregister_waits);
	RUN(unregisters_itself);
	RUN(many);
	RUN(bad_input);
}
