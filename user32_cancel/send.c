/*
 * Messages that are sent: called at once on the own thread, else queued there and
 * waited for. Who waits for an answer runs what is sent to its own windows meanwhile
 * (not with SMTO_BLOCK), so two threads that send to each other get on.
 */
#include "user32_cancel/user32.h"

#define HANGS_AFTER (5000 * MILLISECOND)

static void unlink_from(struct send **list, const struct send *s)
{
	while (*list != s)
		list = &(*list)->next;
	*list = s->next;
}

static void unlink_own(struct queue *from, const struct send *s)
{
	struct send **at = &from->sending;

	while (*at != s)
		at = &(*at)->next_own;
	*at = s->next_own;
}

static void unlink_sent(struct queue *q, struct send *s)
{
	unlink_from(&q->sent, s);
	q->sent_end = &q->sent;
	while (*q->sent_end)
		q->sent_end = &(*q->sent_end)->next;
}

/* Under the lock. */
static void drop(struct send *s, struct after *after)
{
	if (!--s->refs)
		after->garbage[after->garbage[0] != NULL] = s;
}

/* Under the lock, out of the receiver's lists: its part is over. */
static void finish(struct send *s, enum send_state state, LRESULT result,
		   struct after *after)
{
	s->to = NULL;
	s->state = state;
	s->result = result;
	if (s->from)
		queue_answer(s->from, s, after);
	drop(s, after);
}

/* The first, RUNNING from now on. */
static struct send *take_first(struct queue *q)
{
	struct send *s;

	user_enter();
	s = q->sent;
	if (s) {
		q->sent = s->next;
		if (!q->sent)
			q->sent_end = &q->sent;
		s->state = RUNNING;
		s->next = q->running;
		q->running = s;
	}
	user_leave(NULL);
	return s;
}

void sent_serve(struct queue *q)
{
	struct send *s;

	while ((s = take_first(q)) != NULL) {
		struct after after = {0};
		LRESULT result = 0;
		BOOL called = window_call(s->hwnd, s->message, s->wparam,
					  s->lparam, s->wide, &result);

		user_enter();
		unlink_from(&q->running, s);
		finish(s, called ? DONE : FAILED, result, &after);
		user_leave(&after);
	}
}

/* One at a time, because each may wake another. */
static BOOL fail_one(struct queue *q, struct send **list, HWND hwnd, BOOL any)
{
	struct after after = {0};
	struct send *s;

	user_enter();
	for (s = *list; s && !any && s->hwnd != hwnd;)
		s = s->next;
	if (s) {
		if (list == &q->sent)
			unlink_sent(q, s);
		else
			unlink_from(list, s);
		finish(s, FAILED, 0, &after);
	}
	user_leave(&after);
	return s != NULL;
}

void sent_forget(struct queue *q, HWND hwnd)
{
	while (fail_one(q, &q->sent, hwnd, FALSE))
		;
}

/* The sender leaves, what has not begun never will. Under the lock. */
static void give_up(struct queue *q, struct send *s, struct after *after)
{
	unlink_own(q, s);
	s->from = NULL;
	if (s->state == QUEUED) {
		unlink_sent(s->to, s);
		s->to = NULL;
		s->state = WITHDRAWN;
		drop(s, after);
	}
	drop(s, after);
}

void sent_end(struct queue *q)
{
	while (fail_one(q, &q->sent, NULL, TRUE) ||
	       fail_one(q, &q->running, NULL, TRUE))
		;
	while (q->sending) {
		struct after after = {0};

		user_enter();
		give_up(q, q->sending, &after);
		user_leave(&after);
	}
}

/* Under the lock: when its thread will not have looked for too long. */
static ULONGLONG hangs_at(const struct send *s)
{
	return !s->to || s->to->asleep ? NEVER : s->to->looked + HANGS_AFTER;
}

/* Until it is answered, or for as long as the flags say. */
static void await(struct queue *q, const struct send *s, UINT flags,
		  ULONGLONG until)
{
	const UINT served = flags & SMTO_BLOCK ? 0 : QS_SENDMESSAGE;
	const struct want want = { served, 0, s };

	for (;;) {
		ULONGLONG now = user_now(), hangs, next;
		BOOL over;

		if (served)
			sent_serve(q);
		user_enter();
		over = s->state >= DONE;
		hangs = hangs_at(s);
		user_leave(NULL);
		next = until;
		if (flags & SMTO_NOTIMEOUTIFNOTHUNG && next < hangs)
			next = hangs == NEVER ? now + HANGS_AFTER : hangs;
		else if (next <= now)
			return;
		if (flags & SMTO_ABORTIFHUNG) {
			if (hangs <= now)
				return;
			/* one that sleeps now may be called, and hang then */
			if (hangs == NEVER)
				hangs = now + HANGS_AFTER;
			next = hangs < next ? hangs : next;
		}
		if (over || next <= now)
			return;
		queue_wait(q, want, 0, NULL, 0, next);
	}
}

static DWORD enqueue(struct queue *q, struct send *s, struct after *after)
{
	struct window *window = window_find(s->hwnd);

	if (!window)
		return ERROR_INVALID_WINDOW_HANDLE;
	s->refs = 2;
	s->from = q;
	s->next_own = q->sending;
	q->sending = s;
	s->to = window->queue;
	*s->to->sent_end = s;
	s->to->sent_end = &s->next;
	queue_tell(s->to, QS_SENDMESSAGE, after);
	return 0;
}

static BOOL send_across(struct send *s, UINT flags, ULONGLONG until,
			LRESULT *result)
{
	struct queue *q = queue_own();
	struct after after = {0};
	enum send_state state;
	DWORD error;

	if (!q) {
		user_free(s);
		return FALSE;
	}
	user_enter();
	error = enqueue(q, s, &after);
	if (error)
		after.garbage[0] = s;
	user_leave(&after);
	if (error)
		return fail_with(error);
	await(q, s, flags, until);
	user_enter();
	state = s->state;
	*result = s->result;
	give_up(q, s, &after);
	user_leave(&after);
	if (state == DONE)
		return TRUE;
	return fail_with(state == FAILED ? ERROR_INVALID_WINDOW_HANDLE :
					   ERROR_TIMEOUT);
}

/* 1: this thread's, 0: another's, -1: nobody's. */
static int whose(HWND hwnd)
{
	const struct window *window;
	int own = -1;

	user_enter();
	window = window_find(hwnd);
	if (window)
		own = window->queue->thread == GetCurrentThreadId();
	user_leave(NULL);
	return own;
}

BOOL send_message(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam,
		  BOOL wide, UINT flags, ULONGLONG until, LRESULT *result)
{
	int own = whose(hwnd);
	struct send *s;

	*result = 0;
	if (own < 0)
		return fail_with(ERROR_INVALID_WINDOW_HANDLE);
	if (own)
		return window_call(hwnd, message, wparam, lparam, wide, result);
	s = user_alloc(sizeof(*s));
	if (!s)
		return FALSE;
	s->wide = wide;
	s->hwnd = hwnd;
	s->message = message;
	s->wparam = wparam;
	s->lparam = lparam;
	return send_across(s, flags, until, result);
}
