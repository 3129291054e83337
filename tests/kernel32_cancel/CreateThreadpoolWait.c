/*
 * Waits of the thread pool: CreateThreadpoolWait, SetThreadpoolWait,
 * WaitForThreadpoolWaitCallbacks, CloseThreadpoolWait.
 */
#include <windows.h>
#include "wine/test.h"
#include "port.h"
#include "pool.h"

static struct gate gate;
static LONG timed_out;
static TP_WAIT *the_wait;

static FILETIME in_ms(int ms)
{
	LARGE_INTEGER time = { .QuadPart = -10000LL * ms };

	return (FILETIME){ time.u.LowPart, time.u.HighPart };
}

static void CALLBACK count(TP_CALLBACK_INSTANCE *instance, void *arg,
			   TP_WAIT *wait, TP_WAIT_RESULT result)
{
	ok(instance != NULL, "no instance\n");
	ok(wait == the_wait, "wait %p\n", wait);
	ok(result == WAIT_OBJECT_0 || result == WAIT_TIMEOUT, "result %#x\n",
	   (unsigned)result);
	if (result == WAIT_TIMEOUT)
		InterlockedIncrement(&timed_out);
	gate_count(arg);
}

static void set_up(void)
{
	gate_init(&gate);
	timed_out = 0;
	the_wait = CreateThreadpoolWait(count, &gate, NULL);
	ok(the_wait != NULL, "error %u\n", GetLastError());
}

/* Q-020 Q-022: one callback for each time it is set. */
static void once_each(void)
{
	HANDLE event = auto_event(FALSE);

	set_up();
	for (int i = 0; i < 10; i++) {
		SetThreadpoolWait(the_wait, event, NULL);
		SetEvent(event);
		gate_comes(&gate, 1);
	}
	WaitForThreadpoolWaitCallbacks(the_wait, FALSE);
	came(&gate, 10);
	ok(!timed_out, "%d time-outs\n", (int)timed_out);
	SetEvent(event);
	is_signalled(event);
	CloseThreadpoolWait(the_wait);
	CloseHandle(event);
	gate_fini(&gate);
}

/* at once, after a while, at a time of the system's clock. */
static void time_over(void)
{
	HANDLE event = auto_event(FALSE);
	ULARGE_INTEGER when;
	FILETIME time;

	set_up();
	time = in_ms(0);
	SetThreadpoolWait(the_wait, event, &time);
	gate_comes(&gate, 1);
	time = in_ms(10);
	SetThreadpoolWait(the_wait, event, &time);
	gate_comes(&gate, 1);
	GetSystemTimeAsFileTime(&time);
	when.u.LowPart = time.dwLowDateTime;
	when.u.HighPart = time.dwHighDateTime;
	when.QuadPart += 200000;
	time.dwLowDateTime = when.u.LowPart;
	time.dwHighDateTime = when.u.HighPart;
	SetThreadpoolWait(the_wait, event, &time);
	gate_comes(&gate, 1);
	ok(timed_out == 3, "%d time-outs\n", (int)timed_out);
	CloseThreadpoolWait(the_wait);
	CloseHandle(event);
	gate_fini(&gate);
}

/* set to nothing, or to another object: the first is not waited for. */
static void set_anew(void)
{
	HANDLE first = auto_event(FALSE), second = auto_event(FALSE);

	set_up();
	for (int i = 0; i < 20; i++) {
		SetThreadpoolWait(the_wait, first, NULL);
		SetThreadpoolWait(the_wait, second, NULL);
		SetEvent(first);
		is_signalled(first);
		SetThreadpoolWait(the_wait, NULL, NULL);
		SetEvent(second);
		is_signalled(second);
	}
	WaitForThreadpoolWaitCallbacks(the_wait, FALSE);
	came(&gate, 0);
	SetThreadpoolWait(the_wait, second, NULL);
	SetEvent(second);
	gate_comes(&gate, 1);
	SetThreadpoolWait(the_wait, second, NULL);
	CloseThreadpoolWait(the_wait);
	SetEvent(second);
	is_signalled(second);
	came(&gate, 1);
	CloseHandle(first);
	CloseHandle(second);
	gate_fini(&gate);
}

/* Q-002 Q-023: what is queued is dropped, and the next has its own result. */
static void withdrawn(void)
{
	struct gate busy;
	TP_POOL *pool = busy_pool(&busy);
	TP_CALLBACK_ENVIRON e = environment(pool);
	HANDLE event = auto_event(TRUE);
	FILETIME time;

	gate_init(&gate);
	timed_out = 0;
	the_wait = CreateThreadpoolWait(count, &gate, &e);
	SetThreadpoolWait(the_wait, event, NULL);
	/* it has been taken, so the callback is queued, or will be at once */
	while (WaitForSingleObject(event, 0) == WAIT_OBJECT_0)
		SetEvent(event);
	SetThreadpoolWait(the_wait, NULL, NULL);
	WaitForThreadpoolWaitCallbacks(the_wait, TRUE);
	came(&gate, 0);
	SetEvent(busy.go);
	/* Wine may queue a signal that it has taken later than that. */
	if (!ON_WINE) {
		time = in_ms(1);
		SetThreadpoolWait(the_wait, event, &time);
		gate_comes(&gate, 1);
		ok(timed_out == 1, "%d time-outs\n", (int)timed_out);
		WaitForThreadpoolWaitCallbacks(the_wait, FALSE);
		came(&gate, 1);
	}
	CloseThreadpoolWait(the_wait);
	CloseThreadpool(pool);
	CloseHandle(event);
	gate_fini(&gate);
	gate_fini(&busy);
}

static void CALLBACK set_again(TP_CALLBACK_INSTANCE *instance, void *arg,
			       TP_WAIT *wait, TP_WAIT_RESULT result)
{
	(void)instance;
	(void)result;
	if (InterlockedIncrement(&gate.over) < 10)
		SetThreadpoolWait(wait, arg, NULL);
	else
		CloseThreadpoolWait(wait);
	gate_count(&gate);
}

/* set, and closed, by its own callback. */
static void by_its_callback(void)
{
	HANDLE event = manual_event(TRUE);

	gate_init(&gate);
	the_wait = CreateThreadpoolWait(set_again, event, NULL);
	SetThreadpoolWait(the_wait, event, NULL);
	gate_comes(&gate, 10);
	came(&gate, 10);
	CloseHandle(event);
	gate_fini(&gate);
}

/* a group closes one that waits. */
static void in_a_group(void)
{
	TP_CLEANUP_GROUP *group = CreateThreadpoolCleanupGroup();
	TP_CALLBACK_ENVIRON e = environment(NULL);
	HANDLE event = auto_event(FALSE);

	gate_init(&gate);
	e.CleanupGroup = group;
	the_wait = CreateThreadpoolWait(count, &gate, &e);
	SetThreadpoolWait(the_wait, event, NULL);
	CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
	SetEvent(event);
	is_signalled(event);
	came(&gate, 0);
	CloseThreadpoolCleanupGroup(group);
	CloseHandle(event);
	gate_fini(&gate);
}

START_TEST(CreateThreadpoolWait)
{
	RUN(once_each);
	RUN(time_over);
	RUN(set_anew);
	RUN(withdrawn);
	RUN(by_its_callback);
	RUN(in_a_group);
}
