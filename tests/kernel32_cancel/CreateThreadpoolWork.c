/*
 * Work of the thread pool: CreateThreadpoolWork, SubmitThreadpoolWork,
 * WaitForThreadpoolWorkCallbacks, CloseThreadpoolWork.
 */
#include <windows.h>
#include "wine/test.h"
#include "pool.h"

static TP_WORK *the_work;

static void CALLBACK count(TP_CALLBACK_INSTANCE *instance, void *arg,
			   TP_WORK *work)
{
	ok(instance != NULL, "no instance\n");
	ok(work == the_work, "work %p\n", work);
	gate_count(arg);
}

static void CALLBACK pass(TP_CALLBACK_INSTANCE *instance, void *arg,
			  TP_WORK *work)
{
	(void)instance;
	(void)work;
	gate_pass(arg);
}

/* a callback for each time it is submitted; a wait sees them all over. */
static void as_often_as_submitted(void)
{
	struct gate g;

	gate_init(&g);
	the_work = CreateThreadpoolWork(count, &g, NULL);
	ok(the_work != NULL, "error %u\n", GetLastError());
	WaitForThreadpoolWorkCallbacks(the_work, FALSE);
	came(&g, 0);
	for (int i = 0; i < 100; i++)
		SubmitThreadpoolWork(the_work);
	WaitForThreadpoolWorkCallbacks(the_work, FALSE);
	came(&g, 100);
	ok(g.thread != GetCurrentThreadId(), "it ran here\n");
	CloseThreadpoolWork(the_work);
	gate_fini(&g);
}

/* those that have not begun are dropped, the one that runs is waited for. */
static void withdrawn(void)
{
	struct gate g, mine;
	TP_POOL *pool = busy_pool(&g);
	TP_CALLBACK_ENVIRON e = environment(pool);

	gate_init(&mine);
	the_work = CreateThreadpoolWork(count, &mine, &e);
	for (int i = 0; i < 10; i++)
		SubmitThreadpoolWork(the_work);
	WaitForThreadpoolWorkCallbacks(the_work, TRUE);
	came(&mine, 0);
	SetEvent(g.go);
	SubmitThreadpoolWork(the_work);
	WaitForThreadpoolWorkCallbacks(the_work, FALSE);
	came(&mine, 1);
	CloseThreadpoolWork(the_work);
	CloseThreadpool(pool);
	gate_fini(&g);
	gate_fini(&mine);
}

static DWORD WINAPI let_go(void *arg)
{
	struct gate *g = arg;

	gate_comes(g, 1);
	SetEvent(g->go);
	return 0;
}

/* */
static void running_is_awaited(void)
{
	struct gate g;
	HANDLE thread;
	TP_WORK *work;

	gate_init(&g);
	work = CreateThreadpoolWork(pass, &g, NULL);
	SubmitThreadpoolWork(work);
	gate_comes(&g, 1);
	ReleaseSemaphore(g.here, 1, NULL);
	thread = start_thread(let_go, &g);
	WaitForThreadpoolWorkCallbacks(work, TRUE);
	ok(g.over == 1, "it is not over\n");
	thread_ends(thread, 0);
	CloseThreadpoolWork(work);
	gate_fini(&g);
}

/* closed at once, what was submitted still runs. */
static void closed_while_queued(void)
{
	struct gate g, mine;
	TP_POOL *pool = busy_pool(&g);
	TP_CALLBACK_ENVIRON e = environment(pool);

	gate_init(&mine);
	the_work = CreateThreadpoolWork(count, &mine, &e);
	SubmitThreadpoolWork(the_work);
	SubmitThreadpoolWork(the_work);
	CloseThreadpoolWork(the_work);
	CloseThreadpool(pool);
	came(&mine, 0);
	SetEvent(g.go);
	gate_comes(&mine, 2);
	came(&mine, 2);
	gate_fini(&g);
	gate_fini(&mine);
}

static void CALLBACK close_own(TP_CALLBACK_INSTANCE *instance, void *arg,
			       TP_WORK *work)
{
	(void)instance;
	CloseThreadpoolWork(work);
	gate_count(arg);
}

/* from inside its own callback. */
static void closes_itself(void)
{
	struct gate g;

	gate_init(&g);
	for (int i = 0; i < 50; i++)
		SubmitThreadpoolWork(CreateThreadpoolWork(close_own, &g, NULL));
	gate_comes(&g, 50);
	came(&g, 50);
	gate_fini(&g);
}

static void CALLBACK submit_again(TP_CALLBACK_INSTANCE *instance, void *arg,
				  TP_WORK *work)
{
	struct gate *g = arg;

	(void)instance;
	if (InterlockedIncrement(&g->over) < 10)
		SubmitThreadpoolWork(work);
	gate_count(g);
}

/* submitted by its own callback; a wait that began sees those too. */
static void submits_itself(void)
{
	struct gate g;
	TP_WORK *work;

	gate_init(&g);
	work = CreateThreadpoolWork(submit_again, &g, NULL);
	SubmitThreadpoolWork(work);
	WaitForThreadpoolWorkCallbacks(work, FALSE);
	came(&g, 10);
	CloseThreadpoolWork(work);
	gate_fini(&g);
}

#define DEPTH 24

static struct nest {
	TP_WORK *work;
	LONG over;
} nest[DEPTH];

static void CALLBACK wait_for_next(TP_CALLBACK_INSTANCE *instance, void *arg,
				   TP_WORK *work)
{
	struct nest *n = arg;

	(void)instance;
	(void)work;
	if (n + 1 < nest + DEPTH) {
		SubmitThreadpoolWork(n[1].work);
		WaitForThreadpoolWorkCallbacks(n[1].work, FALSE);
		ok(n[1].over == 1, "the next is not over\n");
	}
	InterlockedIncrement(&n->over);
}

/* callbacks that wait for callbacks; more than there are processors. */
static void nested_waits(void)
{
	for (int i = 0; i < DEPTH; i++)
		nest[i].work = CreateThreadpoolWork(wait_for_next, &nest[i],
						    NULL);
	SubmitThreadpoolWork(nest[0].work);
	WaitForThreadpoolWorkCallbacks(nest[0].work, FALSE);
	for (int i = 0; i < DEPTH; i++) {
		ok(nest[i].over == 1, "%d ran %d times\n", i,
		   (int)nest[i].over);
		CloseThreadpoolWork(nest[i].work);
	}
}

/* all of them are needed at once: none is let go before all have come. */
static void all_at_once(void)
{
	struct gate g;
	TP_WORK *work;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine 8 makes too few threads for what comes at once\n");
		return;
	}
	gate_init(&g);
	work = CreateThreadpoolWork(pass, &g, NULL);
	for (int i = 0; i < DEPTH; i++)
		SubmitThreadpoolWork(work);
	gate_comes(&g, DEPTH);
	SetEvent(g.go);
	WaitForThreadpoolWorkCallbacks(work, FALSE);
	ok(g.over == DEPTH, "%d over\n", (int)g.over);
	CloseThreadpoolWork(work);
	gate_fini(&g);
}

static void no_callback(void)
{
	/* Wine makes one that would crash when it is submitted */
	if (!strcmp(winetest_platform, "wine"))
		skip("Wine does not look\n");
	else
		refuses(CreateThreadpoolWork(NULL, NULL, NULL),
			ERROR_INVALID_PARAMETER);
}

START_TEST(CreateThreadpoolWork)
{
	RUN(as_often_as_submitted);
	RUN(withdrawn);
	RUN(running_is_awaited);
	RUN(closed_while_queued);
	RUN(closes_itself);
	RUN(submits_itself);
	RUN(nested_waits);
	RUN(all_at_once);
	RUN(no_callback);
}
