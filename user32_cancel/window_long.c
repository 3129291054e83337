/*
 * What a window carries: its procedure, its user's data, bytes of its class's choice.
 */
#include "user32_cancel/user32.h"
#include <string.h>

/* Under the lock: where it is, or NULL and the error. */
static LONG_PTR *extra_at(struct window *window, int index)
{
	const int last = window->extra - (int)sizeof(LONG_PTR);

	return index < 0 || index > last ?
		       NULL :
		       (LONG_PTR *)(void *)(window->bytes + index);
}

static DWORD get(struct window *window, int index, LONG_PTR *out)
{
	const LONG_PTR *extra = extra_at(window, index);

	switch (index) {
	case GWLP_WNDPROC:
		*out = (LONG_PTR)window->proc;
		return 0;
	case GWLP_HINSTANCE:
		*out = (LONG_PTR)window->instance;
		return 0;
	case GWLP_HWNDPARENT:
		*out = window->parent == HWND_MESSAGE ?
			       0 : (LONG_PTR)window->parent;
		return 0;
	case GWLP_ID:
		*out = window->id;
		return 0;
	case GWL_STYLE:
		*out = (LONG_PTR)window->style;
		return 0;
	case GWL_EXSTYLE:
		*out = (LONG_PTR)window->ex_style;
		return 0;
	case GWLP_USERDATA:
		*out = window->user;
		return 0;
	}
	if (!extra)
		return ERROR_INVALID_INDEX;
	memcpy(out, extra, sizeof(*out));
	return 0;
}

static DWORD set(struct window *window, int index, LONG_PTR value, BOOL wide)
{
	LONG_PTR *extra = extra_at(window, index);

	switch (index) {
	case GWLP_WNDPROC:
		window->proc = (WNDPROC)value;
		window->wide = wide;
		return 0;
	case GWLP_HINSTANCE:
		window->instance = (HINSTANCE)value;
		return 0;
	case GWLP_ID:
		window->id = value;
		return 0;
	case GWL_STYLE:
	case GWL_EXSTYLE:
	case GWLP_HWNDPARENT:
		return ERROR_NOT_SUPPORTED;
	case GWLP_USERDATA:
		window->user = value;
		return 0;
	}
	if (!extra)
		return ERROR_INVALID_INDEX;
	memcpy(extra, &value, sizeof(value));
	return 0;
}

/*
 * GetWindowLongPtr: one of GWLP_WNDPROC, _HINSTANCE, _HWNDPARENT, _ID, _USERDATA,
 * GWL_STYLE, GWL_EXSTYLE, or eight of the class's extra bytes from that index on. The
 * procedure is the one that was set, whichever form it is of. 0:
 * ERROR_INVALID_WINDOW_HANDLE, ERROR_INVALID_INDEX.  (Microsoft: GetWindowLongPtr)
 */
LONG_PTR WINAPI GetWindowLongPtrW(HWND hwnd, INT index)
{
	struct window *window;
	LONG_PTR value = 0;
	DWORD error = ERROR_INVALID_WINDOW_HANDLE;

	user_enter();
	window = window_find(hwnd);
	if (window)
		error = get(window, index, &value);
	user_leave(NULL);
	if (error)
		fail_with(error);
	return value;
}

LONG_PTR WINAPI GetWindowLongPtrA(HWND hwnd, INT index)
{
	return GetWindowLongPtrW(hwnd, index);
}

static LONG_PTR exchange(HWND hwnd, int index, LONG_PTR value, BOOL wide)
{
	struct window *window;
	LONG_PTR old = 0;
	DWORD error = ERROR_INVALID_WINDOW_HANDLE;

	user_enter();
	window = window_find(hwnd);
	if (window) {
		error = get(window, index, &old);
		if (!error)
			error = set(window, index, value, wide);
	}
	user_leave(NULL);
	return error ? fail_with(error) : old;
}

/*
 * SetWindowLongPtr: the same changed, and what it was before. The procedure takes its
 * arguments from then on as A or W has it. Styles and the parent stay as they were
 * made: ERROR_NOT_SUPPORTED.  (Microsoft: SetWindowLongPtr)
 */
LONG_PTR WINAPI SetWindowLongPtrW(HWND hwnd, INT index, LONG_PTR value)
{
	return exchange(hwnd, index, value, TRUE);
}

LONG_PTR WINAPI SetWindowLongPtrA(HWND hwnd, INT index, LONG_PTR value)
{
	return exchange(hwnd, index, value, FALSE);
}
