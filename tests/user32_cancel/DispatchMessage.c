/*
 * DispatchMessage, TranslateMessage, DefWindowProc, and small things: names of
 * messages, cursors and icons.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

/* U-047 */
static void dispatched(void)
{
	HWND hwnd = make_window();
	MSG msg = { hwnd, WM_MINE, 4, 0, 0, { 0, 0 } };

	ok(DispatchMessageA(&msg) == 1004, "another result\n");
	ok(DispatchMessageW(&msg) == 1004, "another result\n");
	msg.hwnd = NULL;
	ok(DispatchMessageA(&msg) == 0, "a result\n");
	DestroyWindow(hwnd);
	msg.hwnd = hwnd;
	ok(DispatchMessageA(&msg) == 0, "a result\n");
	heard_is(1, WM_MINE, 4);
	heard_is(2, WM_DESTROY, 0);
}

/* U-048 */
static void translated(void)
{
	MSG msg = { NULL, WM_KEYDOWN, VK_F1, 0, 0, { 0, 0 } };

	ok(TranslateMessage(&msg), "not a key\n");
	msg.message = WM_SYSKEYUP;
	ok(TranslateMessage(&msg), "not a key\n");
	msg.message = WM_MINE;
	ok(!TranslateMessage(&msg), "a key\n");
}

/* U-049 */
static void by_default(void)
{
	HWND hwnd = make_window();

	ok(DefWindowProcA(hwnd, WM_QUERYENDSESSION, 0, 0) == 1, "no\n");
	ok(DefWindowProcW(hwnd, WM_MINE, 1, 2) == 0, "not 0\n");
	ok(DefWindowProcA(hwnd, WM_CLOSE, 0, 0) == 0, "not 0\n");
	ok(!IsWindow(hwnd), "it is left\n");
	heard_is(heard_count - 1, WM_NCDESTROY, 0);
}

/* U-070 */
static void names(void)
{
	UINT one = RegisterWindowMessageA("one"), other;

	ok(one >= 0xc000 && one <= 0xffff, "%#x\n", one);
	ok(RegisterWindowMessageW(L"one") == one, "another\n");
	ok(RegisterWindowMessageA("ONE") == one, "another\n");
	other = RegisterWindowMessageA("other");
	ok(other && other != one, "%#x\n", other);
}

/* U-071: the system's are not NULL, and the same each time */
static void pictures(void)
{
	HCURSOR arrow = LoadCursorA(NULL, (char *)IDC_ARROW);

	ok(arrow != NULL, "error %u\n", GetLastError());
	ok(LoadCursorW(NULL, (WCHAR *)IDC_ARROW) == arrow, "another\n");
	ok(LoadIconA(NULL, (char *)IDI_APPLICATION) != NULL, "error %u\n",
	   GetLastError());
	ok(LoadIconW(NULL, (WCHAR *)IDI_APPLICATION) != NULL, "error %u\n",
	   GetLastError());
	ok(!LoadCursorA(NULL, "nosuchcursor"), "a cursor\n");
	ok(!LoadIconA(GetModuleHandleA(NULL), "nosuchicon"), "an icon\n");
}

/* U-072 */
static void in_module(void)
{
	HMODULE user = GetModuleHandleA("user32.dll");

	ok(user != NULL, "error %u\n", GetLastError());
	ok(GetProcAddress(user, "PostMessageW") != NULL, "error %u\n",
	   GetLastError());
	refuses(GetProcAddress(user, "CreateFileA") != NULL,
		ERROR_PROC_NOT_FOUND);
}

START_TEST(DispatchMessage)
{
	RUN(dispatched);
	RUN(translated);
	RUN(by_default);
	RUN(names);
	RUN(pictures);
	RUN(in_module);
}
