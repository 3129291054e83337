/*
 * Timers that post nothing: one that has rung is turned into WM_TIMER when its thread
 * looks and finds nothing else, however often its time has come meanwhile. Nobody
 * watches the clock but a thread that waits for messages.
 */
#include "user32_cancel/user32.h"

#define NEW_TIMER 0x7fff /* numbers that we choose count down from here */

void timers_ring(struct queue *q, ULONGLONG now)
{
	for (struct timer *t = q->timers; t; t = t->next) {
		if (t->rang || t->due > now)
			continue;
		t->rang = TRUE;
		q->changed |= QS_TIMER;
	}
}

ULONGLONG timers_next(const struct queue *q)
{
	ULONGLONG next = NEVER;

	for (const struct timer *t = q->timers; t; t = t->next)
		if (!t->rang && t->due < next)
			next = t->due;
	return next;
}

struct timer *timer_rung(const struct queue *q, HWND hwnd)
{
	for (struct timer *t = q->timers; t; t = t->next)
		if (t->rang && (!hwnd || t->hwnd == hwnd))
			return t;
	return NULL;
}

void timer_again(struct timer *t, ULONGLONG now)
{
	t->rang = FALSE;
	t->due += t->period;
	if (t->due <= now)
		t->due += (now - t->due) / t->period * t->period + t->period;
}

static struct timer **find(struct queue *q, HWND hwnd, UINT_PTR id)
{
	struct timer **at = &q->timers;

	while (*at && ((*at)->hwnd != hwnd || (*at)->id != id))
		at = &(*at)->next;
	return at;
}

static DWORD may_have(const struct queue *q, HWND hwnd)
{
	const struct window *window = hwnd ? window_find(hwnd) : NULL;

	if (hwnd && !window)
		return ERROR_INVALID_WINDOW_HANDLE;
	return window && window->queue != q ? ERROR_ACCESS_DENIED : 0;
}

static UINT_PTR unused_id(struct queue *q)
{
	do
		q->last_timer = q->last_timer > 1 ? q->last_timer - 1 :
						    NEW_TIMER;
	while (*find(q, NULL, q->last_timer));
	return q->last_timer;
}

/* Under the lock: the one that there is, or `fresh`. */
static DWORD set(struct queue *q, struct timer *fresh, struct after *after)
{
	DWORD error = may_have(q, fresh->hwnd);
	struct timer *old;

	after->garbage[0] = fresh;
	if (error)
		return error;
	old = *find(q, fresh->hwnd, fresh->id);
	if (old) {
		fresh->next = old->next;
		*old = *fresh;
		return 0;
	}
	if (!fresh->hwnd)
		fresh->id = unused_id(q);
	fresh->next = q->timers;
	q->timers = fresh;
	after->garbage[0] = NULL;
	return 0;
}

/*
 * SetTimer: WM_TIMER for the window again and again, after `ms` (10 to 0x7fffffff);
 * DispatchMessage calls `proc` if there is one, else the window. The same number
 * again begins anew. Without a window the thread gets one with a number of its own,
 * unless that is the number of one already. Returns the number (1 for a window's 0);
 * ERROR_INVALID_WINDOW_HANDLE, ERROR_ACCESS_DENIED for another thread's window.
 * (Microsoft: SetTimer)
 */
UINT_PTR WINAPI SetTimer(HWND hwnd, UINT_PTR id, UINT ms, TIMERPROC proc)
{
	struct queue *q = queue_own();
	struct timer *timer = q ? user_alloc(sizeof(*timer)) : NULL;
	struct after after = {0};
	DWORD error;

	if (!timer)
		return 0;
	if (ms < USER_TIMER_MINIMUM)
		ms = USER_TIMER_MINIMUM;
	if (ms > USER_TIMER_MAXIMUM)
		ms = USER_TIMER_MAXIMUM;
	timer->hwnd = hwnd;
	timer->id = id;
	timer->proc = proc;
	timer->period = ms * MILLISECOND;
	timer->due = user_now() + timer->period;
	user_enter();
	error = set(q, timer, &after);
	if (!error && !after.garbage[0])
		id = timer->id;
	user_leave(&after);
	if (error)
		return (UINT_PTR)fail_with(error);
	return id ? id : 1;
}

/*
 * KillTimer: the timer of that number; a WM_TIMER that has been taken out stays.
 * FALSE: there is none.  (Microsoft: KillTimer)
 */
BOOL WINAPI KillTimer(HWND hwnd, UINT_PTR id)
{
	struct queue *q = queue_own();
	struct after after = {0};
	struct timer **at;
	DWORD error;

	if (!q)
		return FALSE;
	user_enter();
	error = may_have(q, hwnd);
	if (!error) {
		at = find(q, hwnd, id);
		after.garbage[0] = *at;
		if (*at)
			*at = (*at)->next;
		else
			error = ERROR_INVALID_PARAMETER;
	}
	user_leave(&after);
	return error ? fail_with(error) : TRUE;
}

/* All, or a window's. */
static void forget(struct queue *q, HWND hwnd, BOOL all)
{
	struct timer *gone = NULL, **at = &q->timers, *t;

	user_enter();
	while ((t = *at)) {
		if (!all && t->hwnd != hwnd) {
			at = &t->next;
			continue;
		}
		*at = t->next;
		t->next = gone;
		gone = t;
	}
	user_leave(NULL);
	while ((t = gone)) {
		gone = t->next;
		user_free(t);
	}
}

void timers_forget(struct queue *q, HWND hwnd)
{
	forget(q, hwnd, FALSE);
}

void timers_end(struct queue *q)
{
	forget(q, NULL, TRUE);
}
