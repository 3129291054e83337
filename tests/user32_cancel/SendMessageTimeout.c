/*
 * SendMessageTimeout: an answer, or no longer than that.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

/* U-034 */
static void answered(void)
{
	struct window_thread t;
	DWORD_PTR result = 0;
	HWND own = make_window();

	window_thread_start(&t, hearing);
	succeeds(SendMessageTimeoutA(t.hwnd, WM_MINE, 1, 0, SMTO_NORMAL, 10000,
				     &result));
	ok(result == 1001, "result %u\n", (unsigned)result);
	succeeds(SendMessageTimeoutW(t.hwnd, WM_MINE, 2, 0,
				     SMTO_BLOCK | SMTO_ABORTIFHUNG, 10000,
				     &result));
	ok(result == 1002, "result %u\n", (unsigned)result);
	succeeds(SendMessageTimeoutA(t.hwnd, WM_MINE, 2, 0, SMTO_NORMAL, 10000,
				     NULL));
	succeeds(SendMessageTimeoutA(own, WM_MINE, 3, 0, SMTO_NORMAL, 10000,
				     &result));
	ok(result == 1003, "result %u\n", (unsigned)result);
	refuses(SendMessageTimeoutA(FOREIGN_HANDLE, WM_MINE, 3, 0, SMTO_NORMAL,
				    10000, &result),
		ERROR_INVALID_WINDOW_HANDLE);
	window_thread_end(&t);
	DestroyWindow(own);
}

static HANDLE go, running;
static HWND busy;

static LRESULT CALLBACK slow(HWND hwnd, UINT message, WPARAM wparam,
			     LPARAM lparam)
{
	if (message == WM_MINE + 1) {
		SetEvent(running);
		WaitForSingleObject(go, INFINITE);
	}
	return hearing(hwnd, message, wparam, lparam);
}

static DWORD WINAPI busy_thread(void *unused)
{
	(void)unused;
	register_class("slow", slow);
	busy = make_window_of("slow");
	heard_count = 0;
	SetEvent(running);
	WaitForSingleObject(go, INFINITE);
	run_messages();
	/* how often WM_MINE came */
	return (DWORD)heard_count;
}

static HANDLE start_busy(DWORD *id)
{
	HANDLE thread;

	go = auto_event(FALSE);
	running = auto_event(FALSE);
	thread = CreateThread(NULL, 0, busy_thread, NULL, 0, id);
	waits(running, LONG_WAIT, WAIT_OBJECT_0);
	return thread;
}

/* U-035: over before it was run: it never will be */
static void over_before(void)
{
	DWORD_PTR result = 77;
	DWORD id;
	HANDLE thread = start_busy(&id);

	refuses(SendMessageTimeoutA(busy, WM_MINE, 1, 0, SMTO_NORMAL, 30,
				    &result), ERROR_TIMEOUT);
	refuses(SendMessageTimeoutA(busy, WM_MINE, 1, 0, SMTO_BLOCK, 30, NULL),
		ERROR_TIMEOUT);
	PostThreadMessageA(id, WM_QUIT, 0, 0);
	SetEvent(go);
	waits(thread, LONG_WAIT, WAIT_OBJECT_0);
	GetExitCodeThread(thread, &id);
	ok(id == 0, "it was run %u times\n", id);
	CloseHandle(thread);
}

/* U-035: over while it runs: the answer goes nowhere */
static void over_meanwhile(void)
{
	DWORD_PTR result = 0;
	DWORD id;
	HANDLE thread = start_busy(&id);

	SetEvent(go);
	refuses(SendMessageTimeoutA(busy, WM_MINE + 1, 1, 0, SMTO_NORMAL, 30,
				    &result), ERROR_TIMEOUT);
	waits(running, LONG_WAIT, WAIT_OBJECT_0);
	SetEvent(go);
	succeeds(SendMessageTimeoutA(busy, WM_MINE, 2, 0, SMTO_NORMAL, 10000,
				     &result));
	ok(result == 1002, "result %u\n", (unsigned)result);
	PostThreadMessageA(id, WM_QUIT, 0, 0);
	thread_ends(thread, 2);
}

static LRESULT CALLBACK sends_back(HWND hwnd, UINT message, WPARAM wparam,
				   LPARAM lparam)
{
	DWORD_PTR result;

	if (message == WM_MINE)
		return SendMessageTimeoutA((HWND)lparam, WM_MINE, wparam, 0,
					   SMTO_NORMAL, 30, &result);
	return hearing(hwnd, message, wparam, lparam);
}

/* U-036: SMTO_BLOCK runs nothing meanwhile */
static void blocked(void)
{
	HWND hwnd = make_window();
	struct window_thread t;
	DWORD_PTR result = 77;

	window_thread_start(&t, sends_back);
	succeeds(SendMessageTimeoutA(t.hwnd, WM_MINE, 1, (LPARAM)hwnd,
				     SMTO_BLOCK, 10000, &result));
	ok(result == 0, "it was run\n");
	ok(heard_count == 0, "%d heard\n", heard_count);
	succeeds(SendMessageTimeoutA(t.hwnd, WM_MINE, 2, (LPARAM)hwnd,
				     SMTO_NORMAL, 10000, &result));
	ok(result == 1, "it was not run\n");
	window_thread_end(&t);
	DestroyWindow(hwnd);
}

/* U-037: given up when the other has not looked for five seconds */
static void hung(void)
{
	DWORD_PTR result;
	DWORD id;
	HANDLE thread;
	double begun, took;

	if (winetest_platform_is_wine) {
		skip("Wine waits until the time is over\n");
		return;
	}
	thread = start_busy(&id);
	begun = now_ms();
	refuses(SendMessageTimeoutA(busy, WM_MINE, 1, 0, SMTO_ABORTIFHUNG,
				    60000, &result), ERROR_TIMEOUT);
	took = now_ms() - begun;
	ok(took < 10000, "%f ms\n", took);
	PostThreadMessageA(id, WM_QUIT, 0, 0);
	SetEvent(go);
	waits(thread, LONG_WAIT, WAIT_OBJECT_0);
	CloseHandle(thread);
}

START_TEST(SendMessageTimeout)
{
	RUN(answered);
	RUN(over_before);
	RUN(over_meanwhile);
	RUN(blocked);
	RUN_LIMIT(hung, 60);
}
