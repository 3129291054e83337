/*
 * Pools of one's own, how many threads they have, and environments:
 * CreateThreadpool, CloseThreadpool, SetThreadpoolThreadMaximum,
 * SetThreadpoolThreadMinimum, TP_CALLBACK_ENVIRON.
 */
#include <windows.h>
#include "wine/test.h"
#include "pool.h"

#define ON_WINE (!strcmp(winetest_platform, "wine"))

static void CALLBACK count(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	gate_count(arg);
}

static LONG inside, most_inside;

static void CALLBACK look_around(TP_CALLBACK_INSTANCE *instance, void *arg,
				 TP_WORK *work)
{
	LONG now = InterlockedIncrement(&inside);

	(void)instance;
	(void)work;
	if (now > most_inside)
		most_inside = now;
	for (int i = 0; i < 20; i++)
		SwitchToThread();
	InterlockedDecrement(&inside);
	gate_count(arg);
}

/* never more than the greatest number, whatever waits. */
static void maximum(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);
	struct gate g;
	TP_WORK *work;

	gate_init(&g);
	SetThreadpoolThreadMaximum(pool, 1);
	work = CreateThreadpoolWork(look_around, &g, &e);
	for (int i = 0; i < 500; i++)
		SubmitThreadpoolWork(work);
	WaitForThreadpoolWorkCallbacks(work, FALSE);
	came(&g, 500);
	ok(most_inside == 1, "%d at a time\n", (int)most_inside);
	CloseThreadpoolWork(work);
	CloseThreadpool(pool);
	gate_fini(&g);
}

/* Q-006 Q-007: the least number of threads stays. */
static void minimum(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);
	struct gate g;
	DWORD id;

	gate_init(&g);
	SetThreadpoolThreadMaximum(pool, 1);
	succeeds(SetThreadpoolThreadMinimum(pool, 1));
	succeeds(TrySubmitThreadpoolCallback(count, &g, &e));
	gate_comes(&g, 1);
	id = g.thread;
	ok(!thread_leaves(id, 6500), "it has left\n");
	CloseThreadpool(pool);
	ok(thread_leaves(id, 30000), "it is still there\n");
	gate_fini(&g);
}

/* a pool that is closed runs what it has, then it goes. */
static void closed(void)
{
	struct gate g, mine;
	TP_POOL *pool = busy_pool(&g);
	TP_CALLBACK_ENVIRON e = environment(pool);
	DWORD id = g.thread;

	gate_init(&mine);
	for (int i = 0; i < 5; i++)
		succeeds(TrySubmitThreadpoolCallback(count, &mine, &e));
	CloseThreadpool(pool);
	SetEvent(g.go);
	gate_comes(&mine, 5);
	came(&mine, 5);
	ok(thread_leaves(id, 30000), "its thread is still there\n");
	gate_fini(&g);
	gate_fini(&mine);
}

static LONG order[3], place;

static void CALLBACK note_order(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	order[place] = (LONG)(ULONG_PTR)arg;
	InterlockedIncrement(&place);
}

/* those of higher priority begin first. */
static void priorities(void)
{
	static const TP_CALLBACK_PRIORITY given[] = {
		TP_CALLBACK_PRIORITY_LOW, TP_CALLBACK_PRIORITY_NORMAL,
		TP_CALLBACK_PRIORITY_HIGH,
	};
	struct gate g, last;
	TP_POOL *pool = busy_pool(&g);
	TP_CALLBACK_ENVIRON_V3 e = { .Version = 3, .Pool = pool,
				     .Size = sizeof(e) };
	TP_CALLBACK_ENVIRON plain = environment(pool);

	gate_init(&last);
	for (int i = 0; i < 3; i++) {
		e.CallbackPriority = given[i];
		succeeds(TrySubmitThreadpoolCallback(
			note_order, (void *)(ULONG_PTR)given[i], (void *)&e));
	}
	SetEvent(g.go);
	while (InterlockedCompareExchange(&place, 0, 0) < 3)
		SwitchToThread();
	for (int i = 0; i < 3; i++)
		ok(order[i] == i, "priority %d was number %d\n", (int)order[i],
		   i);
	succeeds(TrySubmitThreadpoolCallback(count, &last, &plain));
	gate_comes(&last, 1);
	CloseThreadpool(pool);
	gate_fini(&g);
	gate_fini(&last);
}

static LONG finalized;

static void CALLBACK finalize(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	struct gate *g = arg;

	(void)instance;
	ok(g->came == 1, "before the callback\n");
	InterlockedIncrement(&finalized);
	ReleaseSemaphore(g->go, 1, NULL);
}

/* */
static void finalization(void)
{
	TP_CALLBACK_ENVIRON e = environment(NULL);
	struct gate g;

	gate_init(&g);
	CloseHandle(g.go);
	g.go = CreateSemaphoreA(NULL, 0, 10, NULL);
	e.FinalizationCallback = finalize;
	succeeds(TrySubmitThreadpoolCallback(count, &g, &e));
	waits(g.go, POOL_WAIT, WAIT_OBJECT_0);
	ok(finalized == 1, "%d times\n", (int)finalized);
	gate_fini(&g);
}

/* what is not there is refused. */
static void refused(void)
{
	TP_CALLBACK_ENVIRON e = environment(NULL);
	TP_CALLBACK_ENVIRON_V3 e3 = { .Version = 3, .Size = sizeof(e3),
				      .CallbackPriority = 3 };

	if (ON_WINE) {
		skip("Wine takes other environments\n");
		return;
	}
	e.RaceDll = &e;
	refuses(TrySubmitThreadpoolCallback(count, NULL, &e),
		ERROR_NOT_SUPPORTED);
	e.RaceDll = NULL;
	e.ActivationContext = (void *)&e;
	refuses(TrySubmitThreadpoolCallback(count, NULL, &e),
		ERROR_NOT_SUPPORTED);
	e.ActivationContext = NULL;
	e.Version = 2;
	refuses(TrySubmitThreadpoolCallback(count, NULL, &e),
		ERROR_INVALID_PARAMETER);
	e.Version = 1;
	e.u.Flags = 4;
	refuses(TrySubmitThreadpoolCallback(count, NULL, &e),
		ERROR_INVALID_PARAMETER);
	refuses(TrySubmitThreadpoolCallback(count, NULL, (void *)&e3),
		ERROR_INVALID_PARAMETER);
	refuses(CreateThreadpool(&e), ERROR_INVALID_PARAMETER);
}

START_TEST(CreateThreadpool)
{
	RUN(maximum);
	RUN_LIMIT(minimum, 60);
	RUN_LIMIT(closed, 60);
	RUN(priorities);
	RUN(finalization);
	RUN(refused);
}
