/*
 * Messages that are posted: to the end of a queue, and on.
 */
#include "user32_cancel/user32.h"

/* Windows' default; who does not read has to be told some day. */
#define QUEUE_LIMIT 10000

/* Below WM_USER: what points into its sender's memory, which is gone by then. */
static BOOL has_pointer(UINT message)
{
	switch (message) {
	case WM_CREATE:
	case WM_NCCREATE:
	case WM_NCCALCSIZE:
	case WM_SETTEXT:
	case WM_GETTEXT:
	case WM_GETMINMAXINFO:
	case WM_WINDOWPOSCHANGING:
	case WM_WINDOWPOSCHANGED:
	case WM_STYLECHANGING:
	case WM_STYLECHANGED:
	case WM_COPYDATA:
	case WM_HELP:
		return TRUE;
	}
	return FALSE;
}

/* Under the lock; takes the message over if it can. */
static DWORD append(struct queue *q, struct message *message,
		    struct after *after)
{
	if (q->posted_count == QUEUE_LIMIT)
		return ERROR_NOT_ENOUGH_QUOTA;
	q->posted_count++;
	*q->posted_end = message;
	q->posted_end = &message->next;
	queue_tell(q, POSTED_BITS, after);
	return 0;
}

/* To the window's thread, or for NULL to the thread of this number. */
static BOOL post(HWND hwnd, DWORD thread, UINT what, WPARAM wparam,
		 LPARAM lparam)
{
	struct message *message = user_alloc(sizeof(*message));
	struct after after = {0};
	struct window *window = NULL;
	struct queue *q;
	DWORD error;

	if (!message)
		return FALSE;
	message->msg = (MSG){ hwnd, what, wparam, lparam, GetTickCount(),
			      { 0, 0 } };
	user_enter();
	if (hwnd)
		window = window_find(hwnd);
	q = window ? window->queue : hwnd ? NULL : queue_of(thread);
	if (q)
		error = append(q, message, &after);
	else
		error = hwnd ? ERROR_INVALID_WINDOW_HANDLE :
			       ERROR_INVALID_THREAD_ID;
	if (error)
		after.garbage[0] = message;
	user_leave(&after);
	return error ? fail_with(error) : TRUE;
}

/* To all of them, whether each has room or not. */
static BOOL post_to_all(UINT message, WPARAM wparam, LPARAM lparam)
{
	HWND *all;
	unsigned n;

	if (!may_go_to_all(message))
		return TRUE;
	all = windows_top_level(&n);
	if (!all)
		return FALSE;
	for (unsigned i = 0; i < n; i++)
		post(all[i], 0, message, wparam, lparam);
	user_free(all);
	return TRUE;
}

/*
 * PostMessage: to the end of the queue of the window's thread, without waiting; to
 * all top-level windows for HWND_BROADCAST; for NULL as PostThreadMessage to the
 * calling thread. ERROR_INVALID_WINDOW_HANDLE; ERROR_NOT_ENOUGH_QUOTA while 10,000
 * lie there; ERROR_MESSAGE_SYNC_ONLY for messages of the system that have pointers.
 * (Microsoft: PostMessage)
 */
BOOL WINAPI PostMessageW(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
	if (has_pointer(message))
		return fail_with(ERROR_MESSAGE_SYNC_ONLY);
	if (hwnd == HWND_BROADCAST)
		return post_to_all(message, wparam, lparam);
	if (!hwnd && !queue_own())
		return FALSE;
	return post(hwnd, GetCurrentThreadId(), message, wparam, lparam);
}

BOOL WINAPI PostMessageA(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
	return PostMessageW(hwnd, message, wparam, lparam);
}

/*
 * PostThreadMessage: to a thread that has a queue, for none of its windows;
 * ERROR_INVALID_THREAD_ID for one that has not.  (Microsoft: PostThreadMessage)
 */
BOOL WINAPI PostThreadMessageW(DWORD thread, UINT message, WPARAM wparam,
			       LPARAM lparam)
{
	if (has_pointer(message))
		return fail_with(ERROR_MESSAGE_SYNC_ONLY);
	/* It has one now, whether it asked for it or not. */
	if (thread == GetCurrentThreadId() && !queue_own())
		return FALSE;
	return post(NULL, thread, message, wparam, lparam);
}

BOOL WINAPI PostThreadMessageA(DWORD thread, UINT message, WPARAM wparam,
			       LPARAM lparam)
{
	return PostThreadMessageW(thread, message, wparam, lparam);
}

/*
 * PostQuitMessage: GetMessage gives WM_QUIT when nothing else is left that was
 * posted. No message, but a mark: several are one.  (Microsoft: PostQuitMessage)
 */
void WINAPI PostQuitMessage(int code)
{
	struct queue *q = queue_own();
	struct after after = {0};

	if (!q)
		return;
	user_enter();
	q->quit = TRUE;
	q->exit_code = code;
	queue_tell(q, POSTED_BITS, &after);
	user_leave(&after);
}

/* All, or a window's; put into a list of their own. */
static struct message *cut(struct queue *q, HWND hwnd, BOOL all)
{
	struct message *cut = NULL, **at = &q->posted, *message;

	while ((message = *at)) {
		if (!all && message->msg.hwnd != hwnd) {
			at = &message->next;
			continue;
		}
		*at = message->next;
		message->next = cut;
		cut = message;
		q->posted_count--;
	}
	q->posted_end = at;
	return cut;
}

static void free_all(struct message *message)
{
	while (message) {
		struct message *next = message->next;

		user_free(message);
		message = next;
	}
}

void posted_forget(struct queue *q, HWND hwnd)
{
	struct message *gone;

	user_enter();
	gone = cut(q, hwnd, FALSE);
	user_leave(NULL);
	free_all(gone);
}

void posted_end(struct queue *q)
{
	free_all(cut(q, NULL, TRUE));
}
