/*
 * Threads for what blocks: a thread pool of the module's own, so that look-ups which
 * hang take nothing from the program's. One thread for each that waits, up to many.
 * And another one for timers, whose callbacks never block: theirs are on time, however
 * busy the program's pool and the look-ups' are.
 */
#include "ws2_cancel/worker.h"
#include <stdlib.h>

#define MOST_WORKERS 1000
#define MOST_TIMED 2

static INIT_ONCE once = INIT_ONCE_STATIC_INIT, timed_once = INIT_ONCE_STATIC_INIT;
static TP_CALLBACK_ENVIRON environment, timed;

struct job {
	void (*work)(void *arg);
	void *arg;
};

static BOOL WINAPI make_pool(INIT_ONCE *o, void *arg, void **context)
{
	TP_CALLBACK_ENVIRON *e = arg;
	TP_POOL *pool = CreateThreadpool(NULL);
	(void)o;
	(void)context;
	if (!pool)
		return FALSE;
	SetThreadpoolThreadMaximum(pool, e == &timed ? MOST_TIMED :
						       MOST_WORKERS);
	*e = (TP_CALLBACK_ENVIRON){
		.Version = 1,
		.Pool = pool,
	};
	return TRUE;
}

static void CALLBACK run(TP_CALLBACK_INSTANCE *instance, void *arg)
{
	struct job job = *(struct job *)arg;
	/* It may block, so the next one gets a thread at once. */
	CallbackMayRunLong(instance);
	free(arg);
	job.work(job.arg);
}

bool worker_run(void (*work)(void *arg), void *arg)
{
	struct job *job = malloc(sizeof(*job));
	if (!job)
		return false;
	*job = (struct job){ work, arg };
	if (InitOnceExecuteOnce(&once, make_pool, &environment, NULL) &&
	    TrySubmitThreadpoolCallback(run, job, &environment))
		return true;
	free(job);
	return false;
}

TP_TIMER *worker_timer(PTP_TIMER_CALLBACK callback, void *context)
{
	if (!InitOnceExecuteOnce(&timed_once, make_pool, &timed, NULL))
		return NULL;
	return CreateThreadpoolTimer(callback, context, &timed);
}
