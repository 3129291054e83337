/*
 * What a window does by itself when nobody sees it: its text, its end, and the
 * answers that let others go on.
 */
#include "user32_cancel/user32.h"

/* Takes the text over. */
static BOOL keep_text(HWND hwnd, WCHAR *text)
{
	struct after after = {0};
	struct window *window;

	user_enter();
	window = window_find(hwnd);
	after.garbage[0] = window ? window->text : text;
	if (window)
		window->text = text;
	user_leave(&after);
	return window != NULL;
}

static BOOL set_text(HWND hwnd, const WCHAR *text)
{
	size_t units = is_atom(text) ? 0 : (size_t)lstrlenW(text);
	WCHAR *copy = user_alloc((units + 1) * sizeof(*copy));

	if (!copy)
		return FALSE;
	if (units)
		lstrcpyW(copy, text);
	return keep_text(hwnd, copy);
}

static LRESULT get_text(HWND hwnd, WCHAR *out, size_t room)
{
	const struct window *window;

	if (!room)
		return 0;
	*out = 0;
	user_enter();
	window = window_find(hwnd);
	if (window && window->text)
		lstrcpynW(out, window->text, (int)room);
	user_leave(NULL);
	return lstrlenW(out);
}

static LRESULT text_length(HWND hwnd)
{
	const struct window *window;
	LRESULT n = 0;

	user_enter();
	window = window_find(hwnd);
	if (window && window->text)
		n = lstrlenW(window->text);
	user_leave(NULL);
	return n;
}

/*
 * DefWindowProc: keeps and tells the window's text, ends it for WM_CLOSE, and says yes
 * to WM_NCCREATE, WM_QUERYENDSESSION and WM_QUERYOPEN; 0 for anything else.
 * (Microsoft: DefWindowProc)
 */
LRESULT WINAPI DefWindowProcW(HWND hwnd, UINT message, WPARAM wparam,
			      LPARAM lparam)
{
	switch (message) {
	case WM_NCCREATE:
		return !lparam ||
		       set_text(hwnd, ((CREATESTRUCTW *)lparam)->lpszName);
	case WM_SETTEXT:
		return set_text(hwnd, (const WCHAR *)lparam);
	case WM_GETTEXT:
		return get_text(hwnd, (WCHAR *)lparam, wparam);
	case WM_GETTEXTLENGTH:
		return text_length(hwnd);
	case WM_CLOSE:
		DestroyWindow(hwnd);
		return 0;
	case WM_QUERYENDSESSION:
	case WM_QUERYOPEN:
		return TRUE;
	}
	return 0;
}

LRESULT WINAPI DefWindowProcA(HWND hwnd, UINT message, WPARAM wparam,
			      LPARAM lparam)
{
	return procedure_call(DefWindowProcW, TRUE, hwnd, message, wparam,
			      lparam, FALSE);
}
