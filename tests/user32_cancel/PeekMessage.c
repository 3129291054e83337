/*
 * PeekMessage: what it picks, what it leaves, and in which order.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

#define peeks(hwnd, min, max, flags, what) \
	peeks_(__LINE__, hwnd, min, max, flags, what)
static void peeks_(int line, HWND hwnd, UINT min, UINT max, UINT flags,
		   UINT what)
{
	MSG msg = {0};
	BOOL any = PeekMessageA(&msg, hwnd, min, max, flags);

	ok_(__FILE__, line)(any == !!what, "returned %d\n", any);
	ok_(__FILE__, line)(!any || msg.message == what, "%#x, not %#x\n",
			    msg.message, what);
}

/* U-040: between min and max */
static void by_number(void)
{
	for (UINT i = 0; i < 4; i++)
		PostMessageA(NULL, WM_MINE + i, 0, 0);
	peeks(NULL, WM_MINE + 2, WM_MINE + 3, PM_NOREMOVE, WM_MINE + 2);
	peeks(NULL, WM_MINE + 2, WM_MINE + 3, PM_REMOVE, WM_MINE + 2);
	peeks(NULL, WM_MINE + 2, WM_MINE + 3, PM_REMOVE, WM_MINE + 3);
	peeks(NULL, WM_MINE + 2, WM_MINE + 3, PM_REMOVE, 0);
	peeks(NULL, 0, WM_MINE - 1, PM_REMOVE, 0);
	peeks(NULL, 0, 0, PM_NOREMOVE, WM_MINE);
	comes(NULL, WM_MINE, 0);
	comes(NULL, WM_MINE + 1, 0);
	nothing_comes();
}

/* U-041: of one window; of none */
static void by_window(void)
{
	HWND a = make_window(), b = make_window();

	PostMessageA(a, WM_MINE, 0, 0);
	PostMessageA(NULL, WM_MINE + 1, 0, 0);
	PostMessageA(b, WM_MINE + 2, 0, 0);
	peeks(b, 0, 0, PM_NOREMOVE, WM_MINE + 2);
	peeks((HWND)-1, 0, 0, PM_REMOVE, WM_MINE + 1);
	peeks((HWND)-1, 0, 0, PM_REMOVE, 0);
	peeks(b, 0, 0, PM_REMOVE, WM_MINE + 2);
	peeks(b, 0, 0, PM_REMOVE, 0);
	peeks(NULL, 0, 0, PM_REMOVE, WM_MINE);
	DestroyWindow(b);
	SetLastError(UNSET_ERROR);
	peeks(b, 0, 0, PM_REMOVE, 0);
	ok(GetLastError() == ERROR_INVALID_WINDOW_HANDLE, "error %u\n",
	   GetLastError());
	DestroyWindow(a);
}

/* U-041: a window's children are of it */
static void of_children(void)
{
	HWND parent = make_window(), child;

	child = CreateWindowExA(0, "hearing", NULL, WS_CHILD, 0, 0, 0, 0,
				parent, NULL, NULL, NULL);
	PostMessageA(child, WM_MINE, 0, 0);
	peeks(parent, 0, 0, PM_REMOVE, WM_MINE);
	PostMessageA(parent, WM_MINE, 0, 0);
	peeks(child, 0, 0, PM_REMOVE, 0);
	DestroyWindow(parent);
}

/* U-042, U-052: posted, then quit, then timers */
static void order(void)
{
	HWND hwnd = make_window();

	SetTimer(hwnd, 5, 10, NULL);
	MsgWaitForMultipleObjects(0, NULL, FALSE, INFINITE, QS_TIMER);
	PostQuitMessage(3);
	PostMessageA(hwnd, WM_MINE, 1, 0);
	comes(hwnd, WM_MINE, 1);
	comes(NULL, WM_QUIT, 3);
	comes(hwnd, WM_TIMER, 5);
	DestroyWindow(hwnd);
}

/* U-043: kinds */
static void by_kind(void)
{
	HWND hwnd = make_window();

	PostMessageA(hwnd, WM_MINE, 0, 0);
	peeks(NULL, 0, 0, PM_REMOVE | PM_QS_SENDMESSAGE, 0);
	peeks(NULL, 0, 0, PM_REMOVE | PM_QS_INPUT, 0);
	peeks(NULL, 0, 0, PM_REMOVE | PM_QS_POSTMESSAGE, WM_MINE);
	DestroyWindow(hwnd);
}

/* U-045: its time, and its place in the queue */
static void fields(void)
{
	DWORD before = GetTickCount();
	MSG msg;

	PostMessageA(NULL, WM_MINE, 1, 2);
	succeeds(PeekMessageW(&msg, NULL, 0, 0, PM_REMOVE));
	ok(msg.time - before < 10000, "time %u, %u before\n", msg.time, before);
	ok(!msg.hwnd && msg.wParam == 1 && msg.lParam == 2, "changed\n");
}

START_TEST(PeekMessage)
{
	RUN(by_number);
	RUN(by_window);
	RUN(of_children);
	RUN(order);
	RUN(by_kind);
	RUN(fields);
}
