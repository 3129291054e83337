/*
 * Steps of the tests of the thread pool: callbacks that count, that stop until they
 * are let go, and environments.
 */
#ifndef TESTS_LIB_POOL_H
#define TESTS_LIB_POOL_H

#include "sync.h"

#define POOL_WAIT 20000

/* What callbacks share with the test: how many came, a go, and one signal each. */
struct gate {
	HANDLE here; /* a semaphore: one for each callback that has come */
	HANDLE go;
	LONG came, over;
	DWORD thread;
};

static inline void gate_init(struct gate *g)
{
	memset(g, 0, sizeof(*g));
	g->here = CreateSemaphoreA(NULL, 0, 0x7fffffff, NULL);
	g->go = manual_event(FALSE);
}

static inline void gate_fini(struct gate *g)
{
	CloseHandle(g->here);
	CloseHandle(g->go);
}

static inline void gate_count(struct gate *g)
{
	/* of the last, if several come at a time */
	__atomic_store_n(&g->thread, GetCurrentThreadId(), __ATOMIC_SEQ_CST);
	InterlockedIncrement(&g->came);
	ReleaseSemaphore(g->here, 1, NULL);
}

static inline void gate_pass(struct gate *g)
{
	gate_count(g);
	WaitForSingleObject(g->go, INFINITE);
	InterlockedIncrement(&g->over);
}

/* So many more have come, or come now. */
#define gate_comes(g, n) gate_comes_(__FILE__, __LINE__, g, n)
static inline void gate_comes_(const char *src, int line, struct gate *g,
			       int n)
{
	for (int i = 0; i < n; i++)
		waits_(src, line, "a callback",
		       WaitForSingleObject(g->here, POOL_WAIT), WAIT_OBJECT_0);
}

#define came(g, n) came_(__FILE__, __LINE__, g, n)
static inline void came_(const char *src, int line, struct gate *g, LONG n)
{
	LONG is = InterlockedCompareExchange(&g->came, 0, 0);

	ok_(src, line)(is == n, "%d callbacks, not %d\n", (int)is, (int)n);
}

static inline TP_CALLBACK_ENVIRON environment(TP_POOL *pool)
{
	TP_CALLBACK_ENVIRON e;

	memset(&e, 0, sizeof(e));
	e.Version = 1;
	e.Pool = pool;
	return e;
}

/* A pool with one thread and no more, which is in gate_pass until it is let go. */
static inline void CALLBACK occupy(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	gate_pass(arg);
}

static inline TP_POOL *busy_pool(struct gate *g)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);

	ok(pool != NULL, "no pool: error %u\n", GetLastError());
	gate_init(g);
	SetThreadpoolThreadMaximum(pool, 1);
	succeeds(TrySubmitThreadpoolCallback(occupy, g, &e));
	gate_comes(g, 1);
	return pool;
}

/* Whether the thread of this id ends within the time. */
static inline BOOL thread_leaves(DWORD id, DWORD ms)
{
	HANDLE thread = OpenThread(SYNCHRONIZE, FALSE, id);
	BOOL gone = !thread ||
		    WaitForSingleObject(thread, ms) == WAIT_OBJECT_0;

	if (thread)
		CloseHandle(thread);
	return gone;
}

#endif
