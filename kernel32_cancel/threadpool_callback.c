/*
 * What a callback may say about itself while it runs: that it takes long, that
 * nobody is to wait for it, what is to be released when it has returned.
 */
#include "kernel32_cancel/threadpool.h"

static struct callback *of(TP_CALLBACK_INSTANCE *instance)
{
	return (struct callback *)instance;
}

/*
 * CallbackMayRunLong: TRUE if there is a thread left for the others, or one can be
 * had.  (Microsoft: CallbackMayRunLong)
 */
BOOL WINAPI CallbackMayRunLong(TP_CALLBACK_INSTANCE *instance)
{
	struct callback *callback = of(instance);
	struct pool *pool = callback->task->pool;
	struct after after;
	BOOL enough;

	pool_lock(&after);
	enough = callback->apart || pool->idle || pool->alive < pool->most;
	if (enough && !callback->apart && !callback->lengthy) {
		callback->lengthy = TRUE;
		pool->lengthy++;
		pool_stir(pool, &after);
	}
	pool_unlock(&after);
	return enough || fail_with(ERROR_TOO_MANY_THREADS);
}

/*
 * DisassociateCurrentThreadFromCallback: who waits for the callbacks of its object
 * no longer waits for this one; a cleanup group still does.
 * (Microsoft: DisassociateCurrentThreadFromCallback)
 */
void WINAPI DisassociateCurrentThreadFromCallback(TP_CALLBACK_INSTANCE *instance)
{
	struct callback *callback = of(instance);
	struct after after;

	pool_lock(&after);
	if (callback->attached) {
		callback->attached = FALSE;
		callback->task->attached--;
		task_settle(callback->task, &after);
	}
	pool_unlock(&after);
}

/*
 * SetEventWhenCallbackReturns (Microsoft: the same); each of these four remembers
 * one.
 */
void WINAPI SetEventWhenCallbackReturns(TP_CALLBACK_INSTANCE *instance,
					HANDLE event)
{
	of(instance)->event = event;
}

/*
 * ReleaseSemaphoreWhenCallbackReturns (Microsoft: the same)
 */
void WINAPI ReleaseSemaphoreWhenCallbackReturns(TP_CALLBACK_INSTANCE *instance,
						HANDLE semaphore, DWORD count)
{
	of(instance)->semaphore = semaphore;
	of(instance)->release = count;
}

/*
 * ReleaseMutexWhenCallbackReturns (Microsoft: the same)
 */
void WINAPI ReleaseMutexWhenCallbackReturns(TP_CALLBACK_INSTANCE *instance,
					    HANDLE mutex)
{
	of(instance)->mutex = mutex;
}

/*
 * LeaveCriticalSectionWhenCallbackReturns (Microsoft: the same)
 */
void WINAPI
LeaveCriticalSectionWhenCallbackReturns(TP_CALLBACK_INSTANCE *instance,
					CRITICAL_SECTION *section)
{
	of(instance)->leave = section;
}
