/*
 * Text between A and W: what a message carries is made as the procedure wants it.
 * The A side is UTF-8.
 */
#include "user32_cancel/user32.h"
#include <string.h>

WCHAR *text_wide(const char *text)
{
	int n = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
	WCHAR *wide = user_alloc((size_t)n * sizeof(*wide));

	if (wide)
		MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, n);
	return wide;
}

char *text_narrow(const WCHAR *text)
{
	int n = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
	char *narrow = user_alloc((size_t)n);

	if (narrow)
		WideCharToMultiByte(CP_UTF8, 0, text, -1, narrow, n, NULL,
				    NULL);
	return narrow;
}

/* In the other form; atoms and NULL stay. */
static BOOL other_form(const void *text, BOOL wide, void **made,
		       const void **out)
{
	*out = text;
	*made = NULL;
	if (is_atom(text))
		return TRUE;
	*made = wide ? (void *)text_narrow(text) : (void *)text_wide(text);
	*out = *made;
	return *made != NULL;
}

/* One whose arguments are `wide`, the procedure not, or the other way round. */
struct crossing {
	WNDPROC proc;
	HWND hwnd;
	UINT message;
	WPARAM wparam;
	BOOL wide;
};

static LRESULT cross(const struct crossing *c, WPARAM wparam, const void *arg)
{
	return c->proc(c->hwnd, c->message, wparam, (LPARAM)arg);
}

/* CREATESTRUCTA and W differ in nothing but what their strings are. */
static LRESULT cross_create(const struct crossing *c, const CREATESTRUCTW *cs)
{
	CREATESTRUCTW other = *cs;
	void *name, *class = NULL;
	LRESULT result = c->message == WM_CREATE ? -1 : 0;

	if (other_form(cs->lpszName, c->wide, &name,
		       (const void **)&other.lpszName) &&
	    other_form(cs->lpszClass, c->wide, &class,
		       (const void **)&other.lpszClass))
		result = cross(c, c->wparam, &other);
	user_free(name);
	user_free(class);
	return result;
}

static LRESULT cross_set_text(const struct crossing *c, const void *text)
{
	const void *other;
	void *made;
	LRESULT result = 0;

	if (other_form(text, c->wide, &made, &other))
		result = cross(c, c->wparam, other);
	user_free(made);
	return result;
}

/* wparam is the room in units, with the NUL. */
static LRESULT cross_get_text(const struct crossing *c, void *out)
{
	size_t room = c->wparam;
	/* the longest form of a unit of UTF-16 is 3 bytes */
	size_t other_room = 3 * room + 1;
	void *other = room ? user_alloc(2 * other_room) : NULL;
	LRESULT n = 0;

	if (!other)
		return 0;
	cross(c, other_room, other);
	if (c->wide) {
		WCHAR *text = text_wide(other);

		lstrcpynW(out, text ? text : u"", (int)room);
		n = lstrlenW(out);
		user_free(text);
	} else {
		char *text = text_narrow(other);

		lstrcpynA(out, text ? text : "", (int)room);
		n = lstrlenA(out);
		user_free(text);
	}
	user_free(other);
	return n;
}

/* At most so many, says the page. */
static LRESULT cross_length(const struct crossing *c)
{
	LRESULT n = cross(c, c->wparam, NULL);

	return c->wide ? n : 3 * n;
}

LRESULT procedure_call(WNDPROC proc, BOOL proc_wide, HWND hwnd, UINT message,
		       WPARAM wparam, LPARAM lparam, BOOL wide)
{
	const struct crossing c = { proc, hwnd, message, wparam, !!wide };

	if (!proc_wide != !wide)
		switch (message) {
		case WM_NCCREATE:
		case WM_CREATE:
			return cross_create(&c, (const void *)lparam);
		case WM_SETTEXT:
			return cross_set_text(&c, (const void *)lparam);
		case WM_GETTEXT:
			return cross_get_text(&c, (void *)lparam);
		case WM_GETTEXTLENGTH:
			return cross_length(&c);
		}
	return proc(hwnd, message, wparam, lparam);
}
