/*
 * GetMessage: waits for what it is asked for, and for nothing else.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

/* U-046 */
static void results(void)
{
	HWND hwnd = make_window();
	MSG msg;

	PostMessageA(hwnd, WM_MINE, 0, 0);
	ok(GetMessageW(&msg, NULL, 0, 0) == 1, "not TRUE\n");
	PostQuitMessage(4);
	ok(GetMessageA(&msg, NULL, WM_MINE, WM_MINE) == 0, "not FALSE\n");
	ok(msg.message == WM_QUIT && msg.wParam == 4, "%#x\n", msg.message);
	DestroyWindow(hwnd);
	SetLastError(UNSET_ERROR);
	ok(GetMessageA(&msg, hwnd, 0, 0) == -1, "not -1\n");
	ok(GetLastError() == ERROR_INVALID_WINDOW_HANDLE, "error %u\n",
	   GetLastError());
}

static DWORD WINAPI post_both(void *arg)
{
	DWORD thread = (DWORD)(ULONG_PTR)arg;

	for (WPARAM i = 0; i < 100; i++) {
		PostThreadMessageA(thread, WM_MINE + 1, i, 0);
		PostThreadMessageA(thread, WM_MINE, i, 0);
	}
	return 0;
}

/* U-040: what does not pass stays, in order */
static void filtered(void)
{
	HANDLE thread;
	MSG msg;

	nothing_comes();
	thread = start_thread(post_both,
			      (void *)(ULONG_PTR)GetCurrentThreadId());
	for (WPARAM i = 0; i < 100; i++) {
		ok(GetMessageA(&msg, NULL, WM_MINE, WM_MINE) > 0, "no\n");
		ok(msg.message == WM_MINE && msg.wParam == i, "%#x %u\n",
		   msg.message, (unsigned)msg.wParam);
	}
	for (WPARAM i = 0; i < 100; i++)
		comes(NULL, WM_MINE + 1, i);
	thread_ends(thread, 0);
}

START_TEST(GetMessage)
{
	RUN(results);
	RUN(filtered);
}
