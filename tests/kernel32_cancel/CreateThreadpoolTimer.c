/*
 * Timers of the thread pool: CreateThreadpoolTimer, SetThreadpoolTimer,
 * IsThreadpoolTimerSet, WaitForThreadpoolTimerCallbacks, CloseThreadpoolTimer.
 */
#include <windows.h>
#include "wine/test.h"
#include "pool.h"

#define LATE 3600000

static struct gate gate;
static TP_TIMER *timer;

static FILETIME in_ms(int ms)
{
	LARGE_INTEGER time = { .QuadPart = -10000LL * ms };

	return (FILETIME){ time.u.LowPart, time.u.HighPart };
}

static void CALLBACK count(TP_CALLBACK_INSTANCE *instance, void *arg,
			   TP_TIMER *mine)
{
	ok(instance != NULL, "no instance\n");
	ok(mine == timer, "timer %p\n", mine);
	gate_count(arg);
}

static void set_up(void)
{
	gate_init(&gate);
	timer = CreateThreadpoolTimer(count, &gate, NULL);
	ok(timer != NULL, "error %u\n", GetLastError());
	ok(!IsThreadpoolTimerSet(timer), "it is set\n");
}

static void tear_down(void)
{
	SetThreadpoolTimer(timer, NULL, 0, 0);
	ok(!IsThreadpoolTimerSet(timer), "it is set\n");
	WaitForThreadpoolTimerCallbacks(timer, TRUE);
	CloseThreadpoolTimer(timer);
	gate_fini(&gate);
}

/* once after its time, not before; at once; at a time of the clock. */
static void once(void)
{
	FILETIME due = in_ms(20);
	ULARGE_INTEGER when;
	double start = now_ms();

	set_up();
	SetThreadpoolTimer(timer, &due, 0, 0);
	ok(IsThreadpoolTimerSet(timer), "it is not set\n");
	gate_comes(&gate, 1);
	ok(now_ms() - start > 19, "after %.1f ms\n", now_ms() - start);
	due = in_ms(0);
	SetThreadpoolTimer(timer, &due, 0, 0);
	gate_comes(&gate, 1);
	GetSystemTimeAsFileTime(&due);
	when.u.LowPart = due.dwLowDateTime;
	when.u.HighPart = due.dwHighDateTime;
	when.QuadPart += 200000;
	due.dwLowDateTime = when.u.LowPart;
	due.dwHighDateTime = when.u.HighPart;
	SetThreadpoolTimer(timer, &due, 0, 50);
	gate_comes(&gate, 1);
	came(&gate, 3);
	tear_down();
}

/* Q-031 Q-032 */
static void period(void)
{
	FILETIME due = in_ms(5);
	double start = now_ms();

	set_up();
	SetThreadpoolTimer(timer, &due, 10, 0);
	gate_comes(&gate, 5);
	ok(now_ms() - start > 43, "after %.1f ms\n", now_ms() - start);
	due = in_ms(LATE);
	SetThreadpoolTimer(timer, &due, 10, 0);
	WaitForThreadpoolTimerCallbacks(timer, TRUE);
	gate.came = 0;
	waits(gate.go, 50, WAIT_TIMEOUT);
	came(&gate, 0);
	tear_down();
}

static void CALLBACK close_own(TP_CALLBACK_INSTANCE *instance, void *arg,
			       TP_TIMER *mine)
{
	(void)instance;
	CloseThreadpoolTimer(mine);
	gate_count(arg);
}

/* closed by its own callback, before its next period. */
static void closes_itself(void)
{
	FILETIME due = in_ms(1);

	gate_init(&gate);
	timer = CreateThreadpoolTimer(close_own, &gate, NULL);
	SetThreadpoolTimer(timer, &due, 60, 0);
	gate_comes(&gate, 1);
	waits(gate.go, 100, WAIT_TIMEOUT);
	came(&gate, 1);
	gate_fini(&gate);
}

/* Q-009 Q-033: a group closes those that are set. */
static void in_a_group(void)
{
	TP_CLEANUP_GROUP *group = CreateThreadpoolCleanupGroup();
	TP_CALLBACK_ENVIRON e = environment(NULL);
	FILETIME due = in_ms(50);

	gate_init(&gate);
	e.CleanupGroup = group;
	timer = CreateThreadpoolTimer(count, &gate, &e);
	SetThreadpoolTimer(timer, &due, 10, 0);
	CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
	waits(gate.go, 100, WAIT_TIMEOUT);
	came(&gate, 0);
	CloseThreadpoolCleanupGroup(group);
	gate_fini(&gate);
}

START_TEST(CreateThreadpoolTimer)
{
	RUN(once);
	RUN(period);
	RUN(closes_itself);
	RUN(in_a_group);
}
