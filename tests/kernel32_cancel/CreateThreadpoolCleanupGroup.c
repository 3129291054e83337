/*
 * Cleanup groups: CreateThreadpoolCleanupGroup,
 * CloseThreadpoolCleanupGroupMembers, CloseThreadpoolCleanupGroup.
 */
#include <windows.h>
#include "wine/test.h"
#include "port.h"
#include "pool.h"

static LONG told;
static void *told_own, *told_context;

static void CALLBACK count(TP_CALLBACK_INSTANCE *instance, void *arg,
			   TP_WORK *work)
{
	(void)instance;
	(void)work;
	gate_count(arg);
}

static void CALLBACK count_simple(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	gate_count(arg);
}

static void CALLBACK cancelled(void *own, void *context)
{
	InterlockedIncrement(&told);
	told_own = own;
	told_context = context;
}

/* what was asked for runs, then all are closed. */
static void members_run(void)
{
	TP_CLEANUP_GROUP *group = CreateThreadpoolCleanupGroup();
	TP_CALLBACK_ENVIRON e = environment(NULL);
	struct gate g;

	gate_init(&g);
	ok(group != NULL, "error %u\n", GetLastError());
	e.CleanupGroup = group;
	e.CleanupGroupCancelCallback = cancelled;
	for (int i = 0; i < 20; i++) {
		TP_WORK *work = CreateThreadpoolWork(count, &g, &e);

		SubmitThreadpoolWork(work);
		if (i & 1)
			CloseThreadpoolWork(work);
		succeeds(TrySubmitThreadpoolCallback(count_simple, &g, &e));
	}
	CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
	came(&g, 40);
	ok(!told, "%d told of a cancel\n", (int)told);
	/* it is empty, and can be used again */
	CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL);
	succeeds(TrySubmitThreadpoolCallback(count_simple, &g, &e));
	CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
	came(&g, 41);
	CloseThreadpoolCleanupGroup(group);
	gate_fini(&g);
}

static DWORD WINAPI let_go(void *arg)
{
	SetEvent(arg);
	return 0;
}

/* cancelled: what has not begun does not run, each is told of. */
static void members_cancelled(void)
{
	struct gate g, mine;
	TP_POOL *pool = busy_pool(&g);
	TP_CLEANUP_GROUP *group = CreateThreadpoolCleanupGroup();
	TP_CALLBACK_ENVIRON e = environment(pool);
	TP_WORK *work;
	HANDLE thread;
	int context;

	gate_init(&mine);
	e.CleanupGroup = group;
	e.CleanupGroupCancelCallback = cancelled;
	work = CreateThreadpoolWork(count, &mine, &e);
	SubmitThreadpoolWork(work);
	SubmitThreadpoolWork(work);
	succeeds(TrySubmitThreadpoolCallback(count_simple, &mine, &e));
	CloseThreadpoolCleanupGroupMembers(group, TRUE, &context);
	came(&mine, 0);
	ok(told == 2, "%d told\n", (int)told);
	ok(told_own == &mine && told_context == &context, "context %p %p\n",
	   told_own, told_context);
	/* one that runs is waited for */
	SetEvent(g.go);
	while (InterlockedCompareExchange(&g.over, 0, 0) < 1)
		SwitchToThread();
	ResetEvent(g.go);
	succeeds(TrySubmitThreadpoolCallback(occupy, &g, &e));
	gate_comes(&g, 1);
	thread = start_thread(let_go, g.go);
	CloseThreadpoolCleanupGroupMembers(group, TRUE, NULL);
	ok(g.over == 2, "it still runs\n");
	thread_ends(thread, 0);
	CloseThreadpoolCleanupGroup(group);
	CloseThreadpool(pool);
	gate_fini(&g);
	gate_fini(&mine);
}

static TP_CLEANUP_GROUP *the_group;

static DWORD WINAPI close_members(void *cancel)
{
	CloseThreadpoolCleanupGroupMembers(the_group, !!cancel, NULL);
	return 0;
}

/* Its one callback is on, and goes on as soon as it is being closed. */
static void closed_meanwhile(struct gate *g, void *cancel)
{
	HANDLE thread;

	gate_comes(g, 1);
	thread = start_thread(close_members, cancel);
	waits(thread, 50, WAIT_TIMEOUT);
	SetEvent(g->go);
	thread_ends(thread, 0);
	/* whatever it has asked for since */
	waits(g->here, 50, WAIT_TIMEOUT);
	came(g, 1);
	ok(g->over == 1, "it still runs\n");
}

static TP_CALLBACK_ENVIRON group_environment(struct gate *g)
{
	TP_CALLBACK_ENVIRON e = environment(NULL);

	gate_init(g);
	e.CleanupGroup = the_group = CreateThreadpoolCleanupGroup();
	return e;
}

static void CALLBACK submit_again(TP_CALLBACK_INSTANCE *instance, void *arg,
				  TP_WORK *work)
{
	struct gate *g = arg;

	(void)instance;
	gate_pass(g);
	if (g->came < 1000)
		SubmitThreadpoolWork(work);
}

static void CALLBACK set_again(TP_CALLBACK_INSTANCE *instance, void *arg,
			       TP_TIMER *timer)
{
	FILETIME now = { 0 };

	(void)instance;
	gate_pass(arg);
	SetThreadpoolTimer(timer, &now, 0, 0);
}

static HANDLE always;

static void CALLBACK wait_again(TP_CALLBACK_INSTANCE *instance, void *arg,
				TP_WAIT *wait, TP_WAIT_RESULT result)
{
	(void)instance;
	(void)result;
	gate_pass(arg);
	SetThreadpoolWait(wait, always, NULL);
}

/* a callback that asks for the next one gets none once its object is being
 * closed, and keeps nobody. */
static void members_go_on(void)
{
	TP_CALLBACK_ENVIRON e;
	FILETIME now = { 0 };
	TP_WORK *work;
	TP_TIMER *timer;
	TP_WAIT *wait;
	struct gate g;

	if (ON_WINE) {
		skip("Wine asserts that nobody does\n");
		return;
	}
	for (int cancel = 0; cancel < 2; cancel++) {
		e = group_environment(&g);
		work = CreateThreadpoolWork(submit_again, &g, &e);
		SubmitThreadpoolWork(work);
		closed_meanwhile(&g, cancel ? &g : NULL);
		CloseThreadpoolCleanupGroup(the_group);
		gate_fini(&g);

		e = group_environment(&g);
		timer = CreateThreadpoolTimer(set_again, &g, &e);
		SetThreadpoolTimer(timer, &now, 0, 0);
		closed_meanwhile(&g, cancel ? &g : NULL);
		CloseThreadpoolCleanupGroup(the_group);
		gate_fini(&g);

		e = group_environment(&g);
		always = manual_event(TRUE);
		wait = CreateThreadpoolWait(wait_again, &g, &e);
		SetThreadpoolWait(wait, always, NULL);
		closed_meanwhile(&g, cancel ? &g : NULL);
		CloseThreadpoolCleanupGroup(the_group);
		CloseHandle(always);
		gate_fini(&g);
	}
}

START_TEST(CreateThreadpoolCleanupGroup)
{
	RUN(members_run);
	RUN(members_cancelled);
	RUN(members_go_on);
}
