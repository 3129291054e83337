/*
 * What a callback says about itself: CallbackMayRunLong,
 * DisassociateCurrentThreadFromCallback, SetEventWhenCallbackReturns,
 * ReleaseSemaphoreWhenCallbackReturns, ReleaseMutexWhenCallbackReturns,
 * LeaveCriticalSectionWhenCallbackReturns.
 */
#include <windows.h>
#include "wine/test.h"
#include "pool.h"

static struct gate gate;
static HANDLE event, semaphore, mutex;
static CRITICAL_SECTION section;

static void CALLBACK promise(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)arg;
	EnterCriticalSection(&section);
	waits(mutex, 0, WAIT_OBJECT_0);
	LeaveCriticalSectionWhenCallbackReturns(instance, &section);
	ReleaseMutexWhenCallbackReturns(instance, mutex);
	ReleaseSemaphoreWhenCallbackReturns(instance, semaphore, 3);
	SetEventWhenCallbackReturns(instance, event);
	gate_pass(&gate);
}

/* each is kept when the callback returns, not before. */
static void promises(void)
{
	gate_init(&gate);
	event = manual_event(FALSE);
	semaphore = CreateSemaphoreA(NULL, 0, 10, NULL);
	mutex = CreateMutexA(NULL, FALSE, NULL);
	InitializeCriticalSection(&section);
	succeeds(TrySubmitThreadpoolCallback(promise, NULL, NULL));
	gate_comes(&gate, 1);
	not_signalled(event);
	not_signalled(semaphore);
	not_signalled(mutex);
	ok(!TryEnterCriticalSection(&section), "it is free\n");
	SetEvent(gate.go);
	waits(event, POOL_WAIT, WAIT_OBJECT_0);
	for (int i = 0; i < 3; i++)
		is_signalled(semaphore);
	not_signalled(semaphore);
	is_signalled(mutex);
	ok(TryEnterCriticalSection(&section), "it is not free\n");
	LeaveCriticalSection(&section);
	DeleteCriticalSection(&section);
	ReleaseMutex(mutex);
	CloseHandle(event);
	CloseHandle(semaphore);
	CloseHandle(mutex);
	gate_fini(&gate);
}

static void CALLBACK run_long(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)arg;
	succeeds(CallbackMayRunLong(instance));
	/* a second time changes nothing */
	if (strcmp(winetest_platform, "wine"))
		succeeds(CallbackMayRunLong(instance));
	gate_pass(&gate);
}

static void CALLBACK count(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)instance;
	gate_count(arg);
}

/* Q-005 Q-013: others run meanwhile. */
static void may_run_long(void)
{
	struct gate other;

	gate_init(&gate);
	gate_init(&other);
	for (int i = 0; i < 10; i++) {
		succeeds(TrySubmitThreadpoolCallback(run_long, NULL, NULL));
		gate_comes(&gate, 1);
	}
	succeeds(TrySubmitThreadpoolCallback(count, &other, NULL));
	gate_comes(&other, 1);
	SetEvent(gate.go);
	while (InterlockedCompareExchange(&gate.over, 0, 0) < 10)
		SwitchToThread();
	gate_fini(&gate);
	gate_fini(&other);
}

static void CALLBACK no_thread_left(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	(void)arg;
	refuses(CallbackMayRunLong(instance), ERROR_TOO_MANY_THREADS);
	gate_count(&gate);
}

/* none can be had. */
static void may_not_run_long(void)
{
	TP_POOL *pool = CreateThreadpool(NULL);
	TP_CALLBACK_ENVIRON e = environment(pool);

	gate_init(&gate);
	SetThreadpoolThreadMaximum(pool, 1);
	succeeds(TrySubmitThreadpoolCallback(no_thread_left, NULL, &e));
	gate_comes(&gate, 1);
	CloseThreadpool(pool);
	gate_fini(&gate);
}

static void CALLBACK disassociate(TP_CALLBACK_INSTANCE *instance, void *arg,
				  TP_WORK *work)
{
	(void)arg;
	(void)work;
	DisassociateCurrentThreadFromCallback(instance);
	gate_pass(&gate);
}

/* it is not waited for. */
static void disassociated(void)
{
	TP_WORK *work;

	gate_init(&gate);
	work = CreateThreadpoolWork(disassociate, NULL, NULL);
	SubmitThreadpoolWork(work);
	WaitForThreadpoolWorkCallbacks(work, FALSE);
	ok(!gate.over, "it was waited for\n");
	SetEvent(gate.go);
	gate_comes(&gate, 1);
	while (!InterlockedCompareExchange(&gate.over, 0, 0))
		SwitchToThread();
	CloseThreadpoolWork(work);
	gate_fini(&gate);
}

START_TEST(CallbackMayRunLong)
{
	RUN(promises);
	RUN(may_run_long);
	RUN(may_not_run_long);
	RUN(disassociated);
}
