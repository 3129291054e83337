/*
 * PostMessage: in order, once, to living windows, as long as there is room.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

/* U-020: in the order of posting; dispatched to the procedure */
static void in_order(void)
{
	HWND hwnd = make_window();
	MSG msg;

	for (WPARAM i = 0; i < 3; i++)
		succeeds(PostMessageA(hwnd, WM_MINE, i, -(LPARAM)i));
	succeeds(PostMessageW(hwnd, WM_MINE, 3, 0));
	comes(hwnd, WM_MINE, 0);
	comes(hwnd, WM_MINE, 1);
	ok(GetMessageA(&msg, NULL, 0, 0) > 0, "error %u\n", GetLastError());
	ok(msg.wParam == 2 && msg.lParam == -2, "%d %d\n", (int)msg.wParam,
	   (int)msg.lParam);
	ok(heard_count == 0, "the procedure was called\n");
	ok(DispatchMessageA(&msg) == 1002, "not the procedure's result\n");
	heard_is(0, WM_MINE, 2);
	comes(hwnd, WM_MINE, 3);
	nothing_comes();
	DestroyWindow(hwnd);
}

static HWND others;

static DWORD WINAPI post_three(void *unused)
{
	(void)unused;
	for (WPARAM i = 0; i < 3; i++)
		succeeds(PostMessageA(others, WM_MINE, i, 0));
	return 0;
}

/* U-020: from another thread, which does not wait */
static void from_another_thread(void)
{
	others = make_window();
	thread_ends(start_thread(post_three, NULL), 0);
	for (WPARAM i = 0; i < 3; i++)
		comes(others, WM_MINE, i);
	DestroyWindow(others);
}

static DWORD WINAPI post_when_asleep(void *thread)
{
	thread_ends(start_thread(post_three, NULL), 0);
	PostThreadMessageA((DWORD)(ULONG_PTR)thread, WM_QUIT, 7, 0);
	return 0;
}

/* U-026: GetMessage waits until something comes */
static void waits_for_it(void)
{
	HANDLE thread;
	MSG msg;

	others = make_window();
	nothing_comes();
	thread = start_thread(post_when_asleep,
			      (void *)(ULONG_PTR)GetCurrentThreadId());
	run_messages();
	ok(heard_count == 3, "%d heard\n", heard_count);
	heard_is(2, WM_MINE, 2);
	thread_ends(thread, 0);
	PostMessageA(NULL, WM_QUIT, 9, 0);
	ok(GetMessageA(&msg, NULL, 0, 0) == 0 && msg.wParam == 9,
	   "no WM_QUIT\n");
	DestroyWindow(others);
}

/* U-022 */
static void no_window(void)
{
	HWND hwnd = make_window();

	refuses(PostMessageA(FOREIGN_HANDLE, WM_MINE, 0, 0),
		ERROR_INVALID_WINDOW_HANDLE);
	succeeds(PostMessageA(hwnd, WM_MINE, 1, 0));
	succeeds(DestroyWindow(hwnd));
	refuses(PostMessageA(hwnd, WM_MINE, 0, 0), ERROR_INVALID_WINDOW_HANDLE);
	/* U-023: what was there went with the window */
	nothing_comes();
}

/* U-024: for no window, the calling thread */
static void to_myself(void)
{
	succeeds(PostMessageA(NULL, WM_MINE, 5, 0));
	comes(NULL, WM_MINE, 5);
}

/* U-021: 10,000, then none until one is taken */
static void full(void)
{
	HWND hwnd = make_window();
	unsigned n = 0;

	while (n < 20000 && PostMessageA(hwnd, WM_MINE, n, 0))
		n++;
	/* Wine knows no limit */
	todo_wine ok(n == 10000, "%u\n", n);
	todo_wine refuses(PostMessageA(hwnd, WM_MINE, n, 0),
			  ERROR_NOT_ENOUGH_QUOTA);
	comes(hwnd, WM_MINE, 0);
	succeeds(PostMessageA(hwnd, WM_MINE, n, 0));
	for (unsigned i = 1; i < n + 1; i++)
		comes(hwnd, WM_MINE, i);
	DestroyWindow(hwnd);
	nothing_comes();
}

/* U-025: what points into the sender's memory */
static void pointers(void)
{
	HWND hwnd = make_window();

	refuses(PostMessageA(hwnd, WM_SETTEXT, 0, (LPARAM)"text"),
		ERROR_MESSAGE_SYNC_ONLY);
	refuses(PostMessageW(hwnd, WM_COPYDATA, 0, 0), ERROR_MESSAGE_SYNC_ONLY);
	nothing_comes();
	DestroyWindow(hwnd);
}

/* U-027: top-level ones, not those below HWND_MESSAGE; no class's own messages */
static void broadcast(void)
{
	UINT everybodys = RegisterWindowMessageA("everybody's");
	HWND hidden = make_window(), top;
	MSG msg;

	top = CreateWindowExA(0, "hearing", NULL, WS_POPUP, 0, 0, 0, 0, NULL,
			      NULL, GetModuleHandleA(NULL), NULL);
	ok(top != NULL, "error %u\n", GetLastError());
	succeeds(PostMessageA(HWND_BROADCAST, WM_MINE, 4, 0));
	succeeds(PostMessageA(HWND_BROADCAST, everybodys, 4, 0));
	comes(top, everybodys, 4);
	/* Wine has more windows that nobody sees */
	while (PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE))
		ok(msg.hwnd != hidden && msg.hwnd != top, "%#x came\n",
		   msg.message);
	DestroyWindow(top);
	DestroyWindow(hidden);
}

START_TEST(PostMessage)
{
	RUN(in_order);
	RUN(from_another_thread);
	RUN(waits_for_it);
	RUN(no_window);
	RUN(to_myself);
	RUN(full);
	RUN(pointers);
	RUN(broadcast);
}
