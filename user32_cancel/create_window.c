/*
 * Making a window that nobody sees: message-only ones, and others without WS_VISIBLE.
 * It hears WM_NCCREATE and WM_CREATE; what is about places and sizes is not sent.
 */
#include "user32_cancel/user32.h"

/* Under the lock. */
static DWORD check_parent(const struct window *window)
{
	const struct window *parent;

	if (window->parent == HWND_MESSAGE)
		return 0;
	if (!window->parent)
		return window->style & WS_CHILD ? ERROR_TLW_WITH_WSCHILD : 0;
	parent = window_find(window->parent);
	if (!parent)
		return ERROR_INVALID_WINDOW_HANDLE;
	return parent->queue == window->queue ? 0 : ERROR_NOT_SUPPORTED;
}

/* Under the lock: takes the window over if it can. */
static DWORD enter(struct window *window, ATOM atom)
{
	struct class *class = class_find(atom, window->instance);
	DWORD error;

	/* registered anew, larger, since its size was looked up */
	if (!class || class->extra > window->extra)
		return ERROR_CANNOT_FIND_WND_CLASS;
	error = check_parent(window);
	if (error)
		return error;
	window->class = class;
	window->proc = class->proc;
	window->wide = class->wide;
	window->extra = class->extra;
	return window_enter(window) ? 0 : ERROR_NO_MORE_USER_HANDLES;
}

static int extra_of(ATOM atom, HINSTANCE instance)
{
	const struct class *class;
	int extra;

	user_enter();
	class = class_find(atom, instance);
	extra = class ? class->extra : -1;
	user_leave(NULL);
	return extra;
}

static struct window *make(const CREATESTRUCTW *cs, ATOM atom)
{
	HINSTANCE instance = class_instance(cs->hInstance);
	int extra = extra_of(atom, instance);
	struct queue *q = queue_own();
	struct window *window;

	if (extra < 0) {
		fail_with(ERROR_CANNOT_FIND_WND_CLASS);
		return NULL;
	}
	window = q ? user_alloc(sizeof(*window) + (size_t)extra) : NULL;
	if (!window)
		return NULL;
	window->queue = q;
	window->extra = extra;
	window->instance = instance;
	window->parent = cs->hwndParent;
	window->style = (DWORD)cs->style;
	window->ex_style = cs->dwExStyle;
	window->id = (LONG_PTR)cs->hMenu;
	return window;
}

/* Its first messages; what they refuse is no window. */
static HWND tell_created(HWND hwnd, const CREATESTRUCTW *cs, BOOL wide)
{
	LRESULT result;

	if (!window_call(hwnd, WM_NCCREATE, 0, (LPARAM)cs, wide, &result))
		return NULL;
	if (!result) {
		window_end(hwnd, FALSE);
		return NULL;
	}
	if (!window_call(hwnd, WM_CREATE, 0, (LPARAM)cs, wide, &result))
		return NULL;
	if (result == -1) {
		window_end(hwnd, TRUE);
		return NULL;
	}
	return IsWindow(hwnd) ? hwnd : NULL;
}

/* cs as its caller wrote it, the class's name in UTF-16 beside it. */
static HWND create(const CREATESTRUCTW *cs, const WCHAR *class_name, BOOL wide)
{
	const BOOL message_only = cs->hwndParent == HWND_MESSAGE;
	ATOM atom = name_find(class_name);
	struct window *window;
	DWORD error;
	HWND hwnd;

	if (cs->style & WS_VISIBLE && !message_only)
		error = ERROR_NOT_SUPPORTED;
	/* there are no menus; a child has a number there */
	else if (cs->hMenu && !(cs->style & WS_CHILD))
		error = ERROR_INVALID_MENU_HANDLE;
	else
		error = 0;
	if (error) {
		fail_with(error);
		return NULL;
	}
	window = make(cs, atom);
	if (!window)
		return NULL;
	user_enter();
	error = enter(window, atom);
	hwnd = window->handle;
	user_leave(NULL);
	if (!error)
		return tell_created(hwnd, cs, wide);
	user_free(window);
	fail_with(error);
	return NULL;
}

/*
 * CreateWindowEx: a window below HWND_MESSAGE, or one that is not to be seen. Its
 * class by name or atom. NULL: WM_NCCREATE gave FALSE or WM_CREATE -1, and it has
 * ended; ERROR_CANNOT_FIND_WND_CLASS, ERROR_INVALID_WINDOW_HANDLE for the parent,
 * ERROR_TLW_WITH_WSCHILD; ERROR_INVALID_MENU_HANDLE for any menu; ERROR_NOT_SUPPORTED
 * for one that is to be seen, or whose parent is another thread's.  (Microsoft: CreateWindowEx)
 */
HWND WINAPI CreateWindowExW(DWORD ex_style, const WCHAR *class,
			    const WCHAR *name, DWORD style, int x, int y,
			    int width, int height, HWND parent, HMENU menu,
			    HINSTANCE instance, void *param)
{
	const CREATESTRUCTW cs = { param, instance, menu, parent, height, width,
				   y, x, (LONG)style, name, class, ex_style };

	return create(&cs, class, TRUE);
}

HWND WINAPI CreateWindowExA(DWORD ex_style, const char *class, const char *name,
			    DWORD style, int x, int y, int width, int height,
			    HWND parent, HMENU menu, HINSTANCE instance,
			    void *param)
{
	/* the same but for its strings */
	const CREATESTRUCTW cs = { param, instance, menu, parent, height, width,
				   y, x, (LONG)style, (const WCHAR *)name,
				   (const WCHAR *)class, ex_style };
	WCHAR *wide;
	HWND hwnd;

	if (is_atom(class))
		return create(&cs, (const WCHAR *)class, FALSE);
	wide = text_wide(class);
	hwnd = wide ? create(&cs, wide, FALSE) : NULL;
	user_free(wide);
	return hwnd;
}
