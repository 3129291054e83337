/*
 * Calls of window procedures: looked up under the lock, called without it.
 */
#include "user32_cancel/user32.h"

BOOL window_call(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam,
		 BOOL wide, LRESULT *result)
{
	const struct queue *q = queue_own();
	const struct window *window;
	WNDPROC proc = NULL;
	BOOL proc_wide = FALSE;

	user_enter();
	window = window_find(hwnd);
	if (window && window->queue == q) {
		proc = window->proc;
		proc_wide = window->wide;
	}
	user_leave(NULL);
	if (!proc)
		return fail_with(ERROR_INVALID_WINDOW_HANDLE);
	*result = procedure_call(proc, proc_wide, hwnd, message, wparam, lparam,
				 wide);
	return TRUE;
}

static LRESULT dispatch(const MSG *msg, BOOL wide)
{
	LRESULT result = 0;

	if (msg->message == WM_TIMER && msg->lParam)
		((TIMERPROC)msg->lParam)(msg->hwnd, msg->message, msg->wParam,
					 GetTickCount());
	else if (msg->hwnd)
		window_call(msg->hwnd, msg->message, msg->wParam, msg->lParam,
			    wide, &result);
	return result;
}

/*
 * DispatchMessage: what the procedure of the message's window makes of it, or that of
 * its timer. Nothing for a message without a window, or with one that is gone or
 * another thread's.  (Microsoft: DispatchMessage)
 */
LRESULT WINAPI DispatchMessageW(const MSG *msg)
{
	return dispatch(msg, TRUE);
}

LRESULT WINAPI DispatchMessageA(const MSG *msg)
{
	return dispatch(msg, FALSE);
}

/*
 * TranslateMessage: TRUE for a key's message, as on Windows whether it means a
 * character or not. There is no keyboard here, so none does.
 * (Microsoft: TranslateMessage)
 */
BOOL WINAPI TranslateMessage(const MSG *msg)
{
	return msg->message == WM_KEYDOWN || msg->message == WM_KEYUP ||
	       msg->message == WM_SYSKEYDOWN || msg->message == WM_SYSKEYUP;
}
