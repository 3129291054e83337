/*
 * A process ends before the threads that keep the pool's time and its waits have
 * done anything: nothing is waited for, and the leak sanitizer misses nothing.
 */
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "pool.h"

static int there;

/* For good: the process ends over it. */
static void hold(void *arg)
{
	(void)arg;
	raise_flag(&there);
	for (;;)
		SwitchToThread();
}

static void CALLBACK never(TP_CALLBACK_INSTANCE *instance, void *arg, TP_WAIT *wait,
			   TP_WAIT_RESULT result)
{
	(void)instance;
	(void)arg;
	(void)wait;
	(void)result;
	ok(FALSE, "nobody asked for it\n");
}

static void ends_before(const char *point)
{
	TP_WAIT *wait;

	point_arm(point, hold, NULL);
	wait = CreateThreadpoolWait(never, NULL, NULL);
	ok(wait != NULL, "error %u\n", (unsigned)GetLastError());
	CloseThreadpoolWait(wait);
	await_flag(&there);
}

static void before_the_clock(void)
{
	ends_before("clock:begun");
}

static void before_a_watcher(void)
{
	ends_before("watcher:begun");
}

START_TEST(pool_end)
{
	RUN(before_the_clock);
	RUN(before_a_watcher);
}
