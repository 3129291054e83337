/*
 * Taking messages out of the queue: first what was sent is run, then what was posted,
 * the quit mark, timers that have rung. Looking makes what is there no longer new.
 */
#include "user32_cancel/user32.h"

struct filter {
	HWND hwnd;
	BOOL thread_only; /* those for no window */
	UINT min, max;
	UINT bits; /* which kinds */
	BOOL all;
};

static BOOL names_no_window(HWND hwnd)
{
	return hwnd == (HWND)(LONG_PTR)-1 || hwnd == (HWND)1 ||
	       hwnd == HWND_BROADCAST;
}

static struct filter filter_of(HWND hwnd, UINT min, UINT max, UINT bits)
{
	struct filter f = { hwnd, names_no_window(hwnd), min, max, bits,
			    !min && !max };

	if (f.all)
		f.max = (UINT)-1;
	/* QS_POSTMESSAGE and QS_TIMER go by one name there */
	if (!bits)
		f.bits = QS_ALLINPUT;
	return f;
}

/* A window, or one below it. */
static BOOL is_within(HWND hwnd, HWND parent)
{
	while (hwnd && hwnd != parent) {
		const struct window *window = window_find(hwnd);

		if (!window || !(window->style & WS_CHILD))
			return FALSE;
		hwnd = window->parent;
	}
	return hwnd != NULL;
}

static BOOL passes(const struct filter *f, HWND hwnd, UINT message)
{
	if (message < f->min || message > f->max)
		return FALSE;
	if (f->thread_only)
		return !hwnd;
	return !f->hwnd || f->hwnd == hwnd ||
	       (hwnd && is_within(hwnd, f->hwnd));
}

static BOOL take_posted(struct queue *q, const struct filter *f, BOOL remove,
			MSG *out, struct after *after)
{
	struct message **at = &q->posted, *message;

	while ((message = *at) &&
	       !passes(f, message->msg.hwnd, message->msg.message))
		at = &message->next;
	if (!message)
		return FALSE;
	*out = message->msg;
	if (!remove)
		return TRUE;
	*at = message->next;
	if (!message->next)
		q->posted_end = at;
	q->posted_count--;
	after->garbage[0] = message;
	return TRUE;
}

/* No filter of messages and windows holds it back. */
static BOOL take_quit(struct queue *q, BOOL remove, MSG *out)
{
	if (!q->quit)
		return FALSE;
	*out = (MSG){ .message = WM_QUIT, .wParam = (WPARAM)q->exit_code,
		      .time = GetTickCount() };
	if (remove)
		q->quit = FALSE;
	return TRUE;
}

static BOOL take_timer(struct queue *q, const struct filter *f, BOOL remove,
		       MSG *out)
{
	struct timer *timer = NULL;

	for (struct timer *t = q->timers; t; t = t->next)
		if (t->rang && passes(f, t->hwnd, WM_TIMER) &&
		    (!timer || t->due < timer->due))
			timer = t;
	if (!timer)
		return FALSE;
	*out = (MSG){ timer->hwnd, WM_TIMER, timer->id, (LPARAM)timer->proc,
		      GetTickCount(), { 0, 0 } };
	if (remove)
		timer_again(timer, user_now());
	return TRUE;
}

static BOOL take(struct queue *q, const struct filter *f, BOOL remove,
		 MSG *out)
{
	struct after after = {0};
	BOOL found = FALSE;

	sent_serve(q);
	user_enter();
	q->looked = user_now();
	timers_ring(q, q->looked);
	if (f->bits & QS_POSTMESSAGE) {
		q->changed &= ~(QS_POSTMESSAGE | QS_TIMER);
		if (f->all)
			q->changed &= ~QS_ALLPOSTMESSAGE;
		found = take_posted(q, f, remove, out, &after) ||
			take_quit(q, remove, out);
	}
	if (!found && f->bits & QS_TIMER)
		found = take_timer(q, f, remove, out);
	user_leave(&after);
	return found;
}

static BOOL is_window(HWND hwnd)
{
	if (!hwnd || names_no_window(hwnd) || IsWindow(hwnd))
		return TRUE;
	return fail_with(ERROR_INVALID_WINDOW_HANDLE);
}

/*
 * PeekMessage: the first message of this window and those below it (NULL: all of the
 * thread; -1: those for no window) between min and max (0 and 0: all) is copied, and
 * taken out with PM_REMOVE; PM_QS_ flags pick kinds. FALSE: there is none. What was
 * sent to the thread's windows is run. WM_QUIT passes every filter.
 * (Microsoft: PeekMessage)
 */
BOOL WINAPI PeekMessageW(MSG *out, HWND hwnd, UINT min, UINT max, UINT flags)
{
	struct filter f = filter_of(hwnd, min, max, flags >> 16);
	struct queue *q = queue_own();

	return q && is_window(hwnd) && take(q, &f, flags & PM_REMOVE, out);
}

BOOL WINAPI PeekMessageA(MSG *out, HWND hwnd, UINT min, UINT max, UINT flags)
{
	return PeekMessageW(out, hwnd, min, max, flags);
}

/*
 * GetMessage: the same, taken out, and waited for; FALSE is WM_QUIT. -1:
 * ERROR_INVALID_WINDOW_HANDLE.  (Microsoft: GetMessage)
 */
BOOL WINAPI GetMessageW(MSG *out, HWND hwnd, UINT min, UINT max)
{
	struct filter f = filter_of(hwnd, min, max, 0);
	const struct want want = { QS_SENDMESSAGE, QS_ALLINPUT, NULL };
	struct queue *q = queue_own();

	for (;;) {
		/* It may end while what was sent is run. */
		if (!q || !is_window(hwnd))
			return -1;
		if (take(q, &f, TRUE, out))
			return out->message != WM_QUIT;
		if (queue_wait(q, want, 0, NULL, 0, NEVER) == WAIT_FAILED)
			return -1;
	}
}

BOOL WINAPI GetMessageA(MSG *out, HWND hwnd, UINT min, UINT max)
{
	return GetMessageW(out, hwnd, min, max);
}
