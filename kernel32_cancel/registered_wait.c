/*
 * RegisterWaitForSingleObject: a callback each time, or once, that an object is
 * signalled or some time has gone by. The HANDLE is a number (threadpool_id.c): it
 * names the wait until that is unregistered, and is no handle for CloseHandle.
 */
#include "kernel32_cancel/threadpool_watch.h"

#define KNOWN_FLAGS \
	(WT_EXECUTEINIOTHREAD | WT_EXECUTEINWAITTHREAD | WT_EXECUTEONLYONCE | \
	 WT_EXECUTELONGFUNCTION | WT_EXECUTEINPERSISTENTIOTHREAD | \
	 WT_EXECUTEINPERSISTENTTHREAD | WT_TRANSFER_IMPERSONATION | 0xffff0000)

static void run_registered(struct task *task, struct callback *callback)
{
	struct watch *watch = (struct watch *)task;

	watch->call.registered(task->context,
			       callback->result == WAIT_TIMEOUT);
}

static BOOL register_watch(struct watch *watch, HANDLE *out, HANDLE object,
			   DWORD ms)
{
	struct after after;

	pool_lock(&after);
	watch->id = id_new(watch, ID_WAIT);
	if (watch->id) {
		/* before a callback can want it */
		*out = (HANDLE)watch->id;
		watch_arm(watch, object, due_in(ms), &after);
	}
	pool_unlock(&after);
	if (watch->id)
		return TRUE;
	task_close_now(&watch->task);
	return fail_with(ERROR_NOT_ENOUGH_MEMORY);
}

/*
 * RegisterWaitForSingleObject: callback(context, FALSE) when the object is
 * signalled, callback(context, TRUE) when `ms` have gone by; again and again unless
 * WT_EXECUTEONLYONCE. WT_EXECUTEINWAITTHREAD: on the thread that waits, which waits
 * for nothing meanwhile; else in the default pool. ERROR_INVALID_HANDLE for what is
 * no handle. To be unregistered even if it is over.
 * (Microsoft: RegisterWaitForSingleObject)
 */
BOOL WINAPI RegisterWaitForSingleObject(HANDLE *out, HANDLE object,
					WAITORTIMERCALLBACK callback,
					void *context, ULONG ms, ULONG flags)
{
	struct watch *watch;
	DWORD unused;

	if (!out || !callback || flags & ~KNOWN_FLAGS)
		return fail_with(ERROR_INVALID_PARAMETER);
	if (!GetHandleInformation(object, &unused))
		return FALSE;
	watch = watch_new(NULL, context);
	if (!watch)
		return FALSE;
	watch->task.run = run_registered;
	watch->task.lengthy = !!(flags & WT_EXECUTELONGFUNCTION);
	watch->task.persistent = !!(flags & (WT_EXECUTEINPERSISTENTTHREAD |
					     WT_EXECUTEINIOTHREAD |
					     WT_EXECUTEINPERSISTENTIOTHREAD));
	watch->call.registered = callback;
	watch->ms = ms;
	watch->repeats = !(flags & WT_EXECUTEONLYONCE);
	watch->apart = !!(flags & WT_EXECUTEINWAITTHREAD);
	if (flags >> 16)
		SetThreadpoolThreadMaximum(NULL, flags >> 16);
	return register_watch(watch, out, object, ms);
}

/*
 * UnregisterWaitEx: nothing is waited for any more, and no callback begins but for
 * signals that have come. Callbacks queued or on: with INVALID_HANDLE_VALUE they
 * are waited for; else FALSE, ERROR_IO_PENDING, and `done`, if any, is set when the
 * last is over. From its own callback, which it can't wait for, it is
 * ERROR_IO_PENDING in any case. ERROR_INVALID_HANDLE: there is no such wait.
 * (Microsoft: UnregisterWaitEx)
 */
BOOL WINAPI UnregisterWaitEx(HANDLE wait, HANDLE done)
{
	struct after after;
	struct watch *watch;
	BOOL pending;

	pool_lock(&after);
	watch = id_find((ULONG_PTR)wait, ID_WAIT);
	if (!watch) {
		pool_unlock(&after);
		return fail_with(ERROR_INVALID_HANDLE);
	}
	id_free(watch->id);
	watch->task.held++;
	task_close(&watch->task, &after);
	if (done == INVALID_HANDLE_VALUE)
		task_await(&watch->task, TRUE, &after);
	else
		watch->task.told = done;
	pending = watch->task.queued || watch->task.running;
	watch->task.held--;
	task_settle(&watch->task, &after);
	pool_unlock(&after);
	return !pending || fail_with(ERROR_IO_PENDING);
}

/*
 * UnregisterWait: UnregisterWaitEx without an event.
 * (Microsoft: UnregisterWait)
 */
BOOL WINAPI UnregisterWait(HANDLE wait)
{
	return UnregisterWaitEx(wait, NULL);
}
