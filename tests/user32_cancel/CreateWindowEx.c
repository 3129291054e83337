/*
 * CreateWindowEx: the messages of a window's birth, and what stops it.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

static BOOL refuse_nc, refuse_create, unlike;
static int marker;

static LRESULT CALLBACK choosy(HWND hwnd, UINT message, WPARAM wparam,
			       LPARAM lparam)
{
	const CREATESTRUCTA *cs = (const void *)lparam;

	hearing(hwnd, message, wparam, lparam);
	if (message == WM_NCCREATE || message == WM_CREATE) {
		unlike |= cs->lpCreateParams != &marker ||
			  strcmp(cs->lpszName, "name") ||
			  cs->x != 1 || cs->cy != 4;
		/* Wine has a window of its own there */
		unlike |= cs->hwndParent != HWND_MESSAGE &&
			  !winetest_platform_is_wine;
		if (message == WM_NCCREATE && refuse_nc)
			return FALSE;
		if (message == WM_CREATE && refuse_create)
			return -1;
	}
	return DefWindowProcA(hwnd, message, wparam, lparam);
}

static HWND make_choosy(void)
{
	heard_count = 0;
	unlike = FALSE;
	register_class("choosy", choosy);
	return CreateWindowExA(0, "choosy", "name", 0, 1, 2, 3, 4,
			       HWND_MESSAGE, NULL, NULL, &marker);
}

/* U-060 */
static void order(void)
{
	HWND hwnd = make_choosy();

	ok(hwnd != NULL, "error %u\n", GetLastError());
	ok(IsWindow(hwnd), "no window\n");
	ok(heard_count == 2, "%d messages\n", heard_count);
	heard_is(0, WM_NCCREATE, 0);
	heard_is(1, WM_CREATE, 0);
	ok(!unlike, "something else in CREATESTRUCT\n");
	succeeds(DestroyWindow(hwnd));
	ok(heard_count == 4, "%d messages\n", heard_count);
	heard_is(2, WM_DESTROY, 0);
	heard_is(3, WM_NCDESTROY, 0);
}

/* U-061 */
static void stopped_early(void)
{
	refuse_nc = TRUE;
	ok(!make_choosy(), "a window\n");
	ok(heard_count == 2, "%d messages\n", heard_count);
	heard_is(0, WM_NCCREATE, 0);
	heard_is(1, WM_NCDESTROY, 0);
	ok(!IsWindow(heard[0].hwnd), "it is left\n");
}

/* U-061 */
static void stopped(void)
{
	int last;

	refuse_create = TRUE;
	ok(!make_choosy(), "a window\n");
	last = heard_count - 1;
	heard_is(1, WM_CREATE, 0);
	heard_is(last, WM_NCDESTROY, 0);
	/* Wine leaves it out */
	todo_wine ok(last == 3 && heard[2].message == WM_DESTROY,
		     "no WM_DESTROY\n");
	ok(!IsWindow(heard[0].hwnd), "it is left\n");
}

static LRESULT CALLBACK suicidal(HWND hwnd, UINT message, WPARAM wparam,
				 LPARAM lparam)
{
	if (message == WM_CREATE)
		DestroyWindow(hwnd);
	return hearing(hwnd, message, wparam, lparam);
}

/* U-061: ended by its own WM_CREATE */
static void ends_itself(void)
{
	register_class("suicidal", suicidal);
	ok(!CreateWindowExA(0, "suicidal", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
			    NULL, NULL, NULL), "a window\n");
	ok(!IsWindow(heard[0].hwnd), "it is left\n");
}

/* U-062 */
static void refusals(void)
{
	refuses(CreateWindowExA(0, "nosuchclass", NULL, 0, 0, 0, 0, 0,
				HWND_MESSAGE, NULL, NULL, NULL) != NULL,
		NO_CLASS);
	register_class("hearing", hearing);
	refuses(CreateWindowExA(0, "hearing", NULL, WS_CHILD, 0, 0, 0, 0,
				FOREIGN_HANDLE, NULL, NULL, NULL) != NULL,
		ERROR_INVALID_WINDOW_HANDLE);
	refuses(CreateWindowExA(0, "hearing", NULL, WS_CHILD, 0, 0, 0, 0, NULL,
				NULL, NULL, NULL) != NULL,
		ERROR_TLW_WITH_WSCHILD);
	refuses(CreateWindowExA(0, "hearing", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
				(HMENU)17, NULL, NULL) != NULL,
		ERROR_INVALID_MENU_HANDLE);
}

static WCHAR wide_name[32];

static LRESULT CALLBACK wide_proc(HWND hwnd, UINT message, WPARAM wparam,
				  LPARAM lparam)
{
	if (message == WM_CREATE)
		lstrcpynW(wide_name, ((CREATESTRUCTW *)lparam)->lpszName, 32);
	return DefWindowProcW(hwnd, message, wparam, lparam);
}

/* U-063: the class's form decides how text comes, the call's how it is given */
static void both_forms(void)
{
	WNDCLASSEXW wc;
	char text[32] = "";
	HWND hwnd;

	memset(&wc, 0, sizeof(wc));
	wc.cbSize = sizeof(wc);
	wc.lpfnWndProc = wide_proc;
	wc.lpszClassName = L"wide";
	succeeds(RegisterClassExW(&wc));
	hwnd = CreateWindowExA(0, "wide", "name", 0, 0, 0, 0, 0, HWND_MESSAGE,
			       NULL, NULL, NULL);
	ok(hwnd != NULL, "error %u\n", GetLastError());
	ok(!lstrcmpW(wide_name, L"name"), "not in UTF-16\n");
	ok(SendMessageA(hwnd, WM_GETTEXT, sizeof(text), (LPARAM)text) == 4,
	   "not 4\n");
	ok(!strcmp(text, "name"), "text %s\n", text);
	ok(SendMessageA(hwnd, WM_SETTEXT, 0, (LPARAM)"longer name") == TRUE,
	   "not set\n");
	ok(SendMessageW(hwnd, WM_GETTEXT, 7, (LPARAM)wide_name) == 6,
	   "not cut\n");
	ok(!lstrcmpW(wide_name, L"longer"), "not cut to longer\n");
	ok(SendMessageW(hwnd, WM_GETTEXTLENGTH, 0, 0) == 11, "not 11\n");
	ok(SendMessageA(hwnd, WM_GETTEXTLENGTH, 0, 0) >= 11, "less than 11\n");
	DestroyWindow(hwnd);
}

START_TEST(CreateWindowEx)
{
	RUN(order);
	RUN(stopped_early);
	RUN(stopped);
	RUN(ends_itself);
	RUN(refusals);
	RUN(both_forms);
}
