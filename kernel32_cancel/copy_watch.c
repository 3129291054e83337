/*
 * A copy's pbCancel is looked at between two pieces. Where a piece can wait for
 * somebody else without end, a second thread looks at it, and stops the call that
 * the copying thread is in. It is armed only while that is a piece: whatever else
 * the thread does, a callback's own reads above all, is none of its business. The
 * lock makes sure of it.
 */
#include "kernel32_cancel/copy.h"

#define LOOK_MS 5

static DWORD WINAPI watch_main(void *arg)
{
	struct copy_watch *watch = arg;

	while (WaitForSingleObject(watch->over, LOOK_MS) == WAIT_TIMEOUT) {
		if (!__atomic_load_n(watch->cancel, __ATOMIC_RELAXED))
			continue;
		/* Once may be too early: it is not in its call yet. */
		EnterCriticalSection(&watch->lock);
		if (watch->armed)
			CancelSynchronousIo(watch->copier);
		LeaveCriticalSection(&watch->lock);
	}
	return 0;
}

/* Copies whose files can't stall go without one. */
BOOL copy_watch_start(struct copy_watch *watch, const BOOL *cancel)
{
	watch->cancel = cancel;
	watch->armed = FALSE;
	watch->over = CreateEventW(NULL, TRUE, FALSE, NULL);
	watch->copier = OpenThread(THREAD_TERMINATE, FALSE,
				   GetCurrentThreadId());
	InitializeCriticalSection(&watch->lock);
	watch->thread = watch->over && watch->copier
				? CreateThread(NULL, 0, watch_main, watch, 0,
					       NULL)
				: NULL;
	if (watch->thread)
		return TRUE;

	DWORD error = GetLastError();

	copy_watch_end(watch);
	return fail_with(error);
}

void copy_watch_arm(struct copy_watch *watch, BOOL armed)
{
	if (!watch->cancel)
		return;
	EnterCriticalSection(&watch->lock);
	watch->armed = armed;
	LeaveCriticalSection(&watch->lock);
}

void copy_watch_end(struct copy_watch *watch)
{
	if (!watch->cancel)
		return;
	if (watch->thread) {
		SetEvent(watch->over);
		WaitForSingleObject(watch->thread, INFINITE);
		CloseHandle(watch->thread);
	}
	if (watch->copier)
		CloseHandle(watch->copier);
	if (watch->over)
		CloseHandle(watch->over);
	DeleteCriticalSection(&watch->lock);
	watch->cancel = NULL;
}
