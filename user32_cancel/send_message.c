/*
 * SendMessage and SendMessageTimeout: to one window, or to all top-level ones.
 */
#include "user32_cancel/user32.h"

struct call {
	UINT message;
	WPARAM wparam;
	LPARAM lparam;
	BOOL wide;
	UINT flags, ms; /* INFINITE */
};

static BOOL send_to(HWND hwnd, const struct call *c, LRESULT *result)
{
	ULONGLONG until = c->ms == INFINITE ? NEVER :
					      user_now() + c->ms * MILLISECOND;

	return send_message(hwnd, c->message, c->wparam, c->lparam, c->wide,
			    c->flags, until, result);
}

/* Each has the time; their answers are nobody's. */
static BOOL send_to_all(const struct call *c, LRESULT *result)
{
	HWND *all;
	LRESULT one;
	unsigned n;

	*result = 1;
	if (!may_go_to_all(c->message))
		return TRUE;
	all = windows_top_level(&n);
	if (!all)
		return FALSE;
	for (unsigned i = 0; i < n; i++)
		send_to(all[i], c, &one);
	user_free(all);
	return TRUE;
}

static BOOL do_send(HWND hwnd, const struct call *c, LRESULT *result)
{
	*result = 0;
	if (hwnd == HWND_BROADCAST)
		return send_to_all(c, result);
	return send_to(hwnd, c, result);
}

static LRESULT send_and_wait(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam,
			     BOOL wide)
{
	const struct call c = { message, wparam, lparam, wide, SMTO_NORMAL,
				INFINITE };
	LRESULT result;

	do_send(hwnd, &c, &result);
	return result;
}

/*
 * SendMessage: what the window's procedure makes of it; waits for its thread, if that
 * is another. 0 and ERROR_INVALID_WINDOW_HANDLE if the window is none, or goes before
 * it has answered. Each top-level window of HWND_BROADCAST gets it.
 * (Microsoft: SendMessage)
 */
LRESULT WINAPI SendMessageW(HWND hwnd, UINT message, WPARAM wparam,
			    LPARAM lparam)
{
	return send_and_wait(hwnd, message, wparam, lparam, TRUE);
}

LRESULT WINAPI SendMessageA(HWND hwnd, UINT message, WPARAM wparam,
			    LPARAM lparam)
{
	return send_and_wait(hwnd, message, wparam, lparam, FALSE);
}

static LRESULT with_time(HWND hwnd, const struct call *c, DWORD_PTR *out)
{
	LRESULT result;
	BOOL done = do_send(hwnd, c, &result);

	if (out)
		*out = (DWORD_PTR)result;
	return done;
}

/*
 * SendMessageTimeout: the same for at most `ms`; the answer goes to *out. 0:
 * ERROR_TIMEOUT, and if it had not begun it never will; ERROR_INVALID_WINDOW_HANDLE.
 * SMTO_BLOCK: nothing sent to this thread is run meanwhile; SMTO_ABORTIFHUNG: not
 * longer than until the other thread has not looked for five seconds;
 * SMTO_NOTIMEOUTIFNOTHUNG: until that, even if the time is over. The own thread's
 * windows know no time.  (Microsoft: SendMessageTimeout)
 */
LRESULT WINAPI SendMessageTimeoutW(HWND hwnd, UINT message, WPARAM wparam,
				   LPARAM lparam, UINT flags, UINT ms,
				   DWORD_PTR *out)
{
	const struct call c = { message, wparam, lparam, TRUE, flags, ms };

	return with_time(hwnd, &c, out);
}

LRESULT WINAPI SendMessageTimeoutA(HWND hwnd, UINT message, WPARAM wparam,
				   LPARAM lparam, UINT flags, UINT ms,
				   DWORD_PTR *out)
{
	const struct call c = { message, wparam, lparam, FALSE, flags, ms };

	return with_time(hwnd, &c, out);
}
