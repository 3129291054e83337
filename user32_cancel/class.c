/*
 * Window classes: found by their name's number and by the module that registered
 * them, or by anybody if they are global. The system's own that make sense without
 * pixels, Message and Static, are there from the start.
 */
#include "user32_cancel/user32.h"

static struct class *classes;

/* DefWindowProcW is all that the system's classes have. */
static struct class system_classes[2];
static INIT_ONCE system_once = INIT_ONCE_STATIC_INIT;

static BOOL WINAPI make_system_classes(INIT_ONCE *once, void *arg, void **out)
{
	static const WCHAR *const names[] = { u"Message", u"Static" };

	(void)once;
	(void)arg;
	(void)out;
	for (unsigned i = 0; i < 2; i++) {
		ATOM atom = name_add(names[i]);

		user_enter();
		system_classes[i] = (struct class){
			.next = classes, .atom = atom, .global = TRUE,
			.wide = TRUE, .proc = DefWindowProcW, .windows = 1,
		};
		classes = &system_classes[i];
		user_leave(NULL);
	}
	return TRUE;
}

/* A module's own comes before those that are everybody's. */
struct class *class_find(ATOM atom, HINSTANCE instance)
{
	struct class *global = NULL;

	for (struct class *c = classes; c && atom; c = c->next) {
		if (c->atom != atom)
			continue;
		if (!c->global && c->instance == instance)
			return c;
		if (c->global && !global)
			global = c;
	}
	return global;
}

HINSTANCE class_instance(HINSTANCE instance)
{
	InitOnceExecuteOnce(&system_once, make_system_classes, NULL, NULL);
	return instance ? instance : GetModuleHandleW(NULL);
}

/* By the program; the system's may be hidden by it. */
static BOOL is_taken(const struct class *fresh)
{
	for (const struct class *c = classes; c; c = c->next)
		if (c->atom == fresh->atom && c->global == fresh->global &&
		    c->instance &&
		    (c->global || c->instance == fresh->instance))
			return TRUE;
	return FALSE;
}

static ATOM register_class(const WNDCLASSEXW *wc, const WCHAR *name, BOOL wide)
{
	struct class *fresh;
	BOOL taken;

	if (wc->cbSize != sizeof(*wc) || wc->cbClsExtra < 0 ||
	    wc->cbWndExtra < 0 || !name || !wc->lpfnWndProc)
		return (ATOM)fail_with(ERROR_INVALID_PARAMETER);
	fresh = user_alloc(sizeof(*fresh));
	if (!fresh)
		return 0;
	fresh->instance = class_instance(wc->hInstance);
	fresh->atom = name_add(name);
	fresh->global = !!(wc->style & CS_GLOBALCLASS);
	fresh->wide = wide;
	fresh->proc = wc->lpfnWndProc;
	fresh->extra = wc->cbWndExtra;
	if (!fresh->atom) {
		user_free(fresh);
		return 0;
	}

	ATOM atom = fresh->atom;

	user_enter();
	taken = is_taken(fresh);
	if (!taken) {
		fresh->next = classes;
		classes = fresh;
	}
	user_leave(NULL);
	if (!taken)
		return atom;
	name_drop(atom);
	user_free(fresh);
	return (ATOM)fail_with(ERROR_CLASS_ALREADY_EXISTS);
}

/*
 * RegisterClassEx: the class's atom; it is the module's (hInstance, NULL is the
 * program), or everybody's with CS_GLOBALCLASS. Menu, icons, cursor and brush are not
 * looked at. 0: ERROR_CLASS_ALREADY_EXISTS, ERROR_INVALID_PARAMETER.
 * (Microsoft: RegisterClassEx)
 */
ATOM WINAPI RegisterClassExW(const WNDCLASSEXW *wc)
{
	return register_class(wc, wc->lpszClassName, TRUE);
}

ATOM WINAPI RegisterClassExA(const WNDCLASSEXA *wc)
{
	/* the same but for its strings */
	const WNDCLASSEXW *same = (const void *)wc;
	const void *name = wc->lpszClassName;
	WCHAR *made = NULL;
	ATOM atom;

	if (!is_atom(name))
		name = made = text_wide(name);
	if (!name && wc->lpszClassName)
		return 0;
	atom = register_class(same, name, FALSE);
	user_free(made);
	return atom;
}

/* Both forms are alike, but for what their strings are. */
static WNDCLASSEXW extended(const WNDCLASSW *wc)
{
	return (WNDCLASSEXW){
		sizeof(WNDCLASSEXW), wc->style, wc->lpfnWndProc, wc->cbClsExtra,
		wc->cbWndExtra, wc->hInstance, wc->hIcon, wc->hCursor,
		wc->hbrBackground, wc->lpszMenuName, wc->lpszClassName, NULL,
	};
}

/*
 * RegisterClass: the same with less of it.  (Microsoft: RegisterClass)
 */
ATOM WINAPI RegisterClassW(const WNDCLASSW *wc)
{
	const WNDCLASSEXW ex = extended(wc);

	return RegisterClassExW(&ex);
}

ATOM WINAPI RegisterClassA(const WNDCLASSA *wc)
{
	const WNDCLASSEXW ex = extended((const void *)wc);

	return RegisterClassExA((const void *)&ex);
}

/*
 * UnregisterClass: ERROR_CLASS_DOES_NOT_EXIST, ERROR_CLASS_HAS_WINDOWS.
 * (Microsoft: UnregisterClass)
 */
BOOL WINAPI UnregisterClassW(const WCHAR *name, HINSTANCE instance)
{
	HINSTANCE module = class_instance(instance);
	ATOM atom = name_find(name);
	struct after after = {0};
	struct class *c, **at;
	DWORD error = 0;

	user_enter();
	c = class_find(atom, module);
	if (!c)
		error = ERROR_CLASS_DOES_NOT_EXIST;
	else if (c->windows)
		error = ERROR_CLASS_HAS_WINDOWS;
	else {
		for (at = &classes; *at != c;)
			at = &(*at)->next;
		*at = c->next;
		after.garbage[0] = c;
	}
	user_leave(&after);
	if (error)
		return fail_with(error);
	name_drop(atom);
	return TRUE;
}

BOOL WINAPI UnregisterClassA(const char *name, HINSTANCE instance)
{
	WCHAR *wide;
	BOOL done;

	if (is_atom(name))
		return UnregisterClassW((const WCHAR *)name, instance);
	wide = text_wide(name);
	done = wide && UnregisterClassW(wide, instance);
	user_free(wide);
	return done;
}
