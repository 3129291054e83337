/*
 * One-time initialisation: once, whoever comes first; the others wait for it.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

#define THREADS 4

static INIT_ONCE global = INIT_ONCE_STATIC_INIT;
static LONG calls;
static HANDLE in_call, may_go;

static BOOL WINAPI slowly(INIT_ONCE *once, void *parameter, void **context)
{
	ok(once == &global, "%p\n", once);
	InterlockedIncrement(&calls);
	SetEvent(in_call);
	waits(may_go, LONG_WAIT, WAIT_OBJECT_0);
	*context = parameter;
	return TRUE;
}

static DWORD WINAPI come(void *arg)
{
	void *context = NULL;

	succeeds(InitOnceExecuteOnce(&global, slowly, arg, &context));
	ok(context == arg, "context %p\n", context);
	return 0;
}

/* G-020: one call; who comes meanwhile returns after it, with its context */
static void once(void)
{
	static int value;
	HANDLE thread[THREADS];

	in_call = manual_event(FALSE);
	may_go = manual_event(FALSE);
	for (int i = 0; i < THREADS; i++)
		thread[i] = start_thread(come, &value);
	waits(in_call, LONG_WAIT, WAIT_OBJECT_0);
	ok(WaitForMultipleObjects(THREADS, thread, FALSE, 0) == WAIT_TIMEOUT,
	   "one did not wait\n");
	SetEvent(may_go);
	for (int i = 0; i < THREADS; i++)
		thread_ends(thread[i], 0);
	ok(calls == 1, "%d calls\n", calls);
	come(&value);
	ok(calls == 1, "%d calls\n", calls);
	CloseHandle(in_call);
	CloseHandle(may_go);
}

static BOOL WINAPI third_time(INIT_ONCE *at, void *parameter, void **context)
{
	(void)at;
	if (context)
		*context = parameter;
	SetLastError(4711);
	return ++calls == 3;
}

/* G-021: it failed: so does the call, with the function's error, and the next
 * one calls again */
static void failures(void)
{
	INIT_ONCE own;
	void *context = NULL;

	memset(&own, 0xaa, sizeof(own));
	InitOnceInitialize(&own);
	ok(!InitOnceExecuteOnce(&own, third_time, &calls, &context), "done\n");
	ok(GetLastError() == 4711, "error %u\n", GetLastError());
	ok(!InitOnceExecuteOnce(&own, third_time, &calls, NULL), "done\n");
	context = NULL;
	ok(InitOnceExecuteOnce(&own, third_time, &calls, &context), "failed\n");
	ok(context == &calls, "context %p\n", context);
	context = NULL;
	ok(InitOnceExecuteOnce(&own, third_time, NULL, &context), "failed\n");
	ok(context == &calls, "context %p\n", context);
	ok(calls == 3, "%d calls\n", calls);
}

#define begins(once, flags, now) \
	begins_(__FILE__, __LINE__, once, flags, now)
static void begins_(const char *src, int line, INIT_ONCE *at, DWORD flags,
		    BOOL now)
{
	BOOL pending = 77;
	void *context = NULL;

	succeeds_(src, line, "begin",
		  (SetLastError(UNSET_ERROR),
		   InitOnceBeginInitialize(at, flags, &pending, &context)));
	ok_(src, line)(pending == now, "pending %d\n", pending);
	if (!now)
		ok_(src, line)(context == (void *)0x120, "context %p\n",
			       context);
}

/* G-022: in two steps */
static void synchronous(void)
{
	INIT_ONCE own = INIT_ONCE_STATIC_INIT;
	void *context;
	BOOL pending;

	refuses(InitOnceBeginInitialize(&own, INIT_ONCE_CHECK_ONLY, &pending,
					&context), ERROR_GEN_FAILURE);
	begins(&own, 0, TRUE);
	refuses(InitOnceBeginInitialize(&own, INIT_ONCE_CHECK_ONLY, &pending,
					&context), ERROR_GEN_FAILURE);
	refuses(InitOnceBeginInitialize(&own, INIT_ONCE_ASYNC, &pending,
					&context), ERROR_INVALID_PARAMETER);
	refuses(InitOnceComplete(&own, 0, (void *)0x121),
		ERROR_INVALID_PARAMETER);
	refuses(InitOnceComplete(&own, INIT_ONCE_INIT_FAILED, (void *)0x120),
		ERROR_INVALID_PARAMETER);
	succeeds(InitOnceComplete(&own, INIT_ONCE_INIT_FAILED, NULL));
	begins(&own, 0, TRUE);
	succeeds(InitOnceComplete(&own, 0, (void *)0x120));
	begins(&own, 0, FALSE);
	begins(&own, INIT_ONCE_CHECK_ONLY, FALSE);
	begins(&own, INIT_ONCE_ASYNC, FALSE);
	refuses(InitOnceBeginInitialize(&own, INIT_ONCE_CHECK_ONLY |
					INIT_ONCE_ASYNC, &pending, &context),
		ERROR_INVALID_PARAMETER);
	refuses(InitOnceComplete(&own, 0, NULL), ERROR_GEN_FAILURE);
}

/* G-022: Wine looks at neither */
static void bad_flags(void)
{
	INIT_ONCE own = INIT_ONCE_STATIC_INIT;
	void *context;
	BOOL pending;

	todo_wine refuses(InitOnceBeginInitialize(&own, 0x80, &pending,
						  &context),
			  ERROR_INVALID_PARAMETER);
	InitOnceInitialize(&own);
	begins(&own, 0, TRUE);
	todo_wine refuses(InitOnceComplete(&own, INIT_ONCE_ASYNC, NULL),
			  ERROR_INVALID_PARAMETER);
}

/* G-023: several at a time, and the first to complete wins */
static void asynchronous(void)
{
	INIT_ONCE own = INIT_ONCE_STATIC_INIT;
	void *context;
	BOOL pending;

	begins(&own, INIT_ONCE_ASYNC, TRUE);
	begins(&own, INIT_ONCE_ASYNC, TRUE);
	refuses(InitOnceBeginInitialize(&own, 0, &pending, &context),
		ERROR_INVALID_PARAMETER);
	refuses(InitOnceComplete(&own, 0, NULL), ERROR_INVALID_PARAMETER);
	refuses(InitOnceComplete(&own, INIT_ONCE_ASYNC | INIT_ONCE_INIT_FAILED,
				 NULL), ERROR_INVALID_PARAMETER);
	succeeds(InitOnceComplete(&own, INIT_ONCE_ASYNC, (void *)0x120));
	refuses(InitOnceComplete(&own, INIT_ONCE_ASYNC, (void *)0x240),
		ERROR_GEN_FAILURE);
	begins(&own, INIT_ONCE_ASYNC, FALSE);
	begins(&own, 0, FALSE);
}

START_TEST(InitOnceExecuteOnce)
{
	RUN(once);
	RUN(failures);
	RUN(synchronous);
	RUN(bad_flags);
	RUN(asynchronous);
}
