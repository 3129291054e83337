/*
 * SetTimer and KillTimer.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

#define NO_WINDOW on_wine(ERROR_INVALID_HANDLE, ERROR_INVALID_WINDOW_HANDLE)

static int calls;
static UINT_PTR last_id;

static void CALLBACK on_timer(HWND hwnd, UINT message, UINT_PTR id, DWORD time)
{
	(void)hwnd;
	ok(message == WM_TIMER, "%#x\n", message);
	ok(GetTickCount() - time < 10000, "time %u\n", time);
	last_id = id;
	calls++;
}

static void next_message(MSG *msg)
{
	ok(GetMessageA(msg, NULL, 0, 0) > 0, "no message\n");
}

/* U-050: again and again, not before its time */
static void periodic(void)
{
	HWND hwnd = make_window();
	double begun = now_ms();
	MSG msg;

	ok(SetTimer(hwnd, 7, 20, NULL) != 0, "error %u\n", GetLastError());
	for (int i = 0; i < 3; i++) {
		next_message(&msg);
		ok(msg.hwnd == hwnd && msg.message == WM_TIMER &&
		   msg.wParam == 7 && !msg.lParam, "%#x\n", msg.message);
		DispatchMessageA(&msg);
	}
	ok(now_ms() - begun > 55, "after %f ms\n", now_ms() - begun);
	heard_is(2, WM_TIMER, 7);
	succeeds(KillTimer(hwnd, 7));
	ok(!KillTimer(hwnd, 7), "killed twice\n");
	DestroyWindow(hwnd);
}

/* U-051: without a window the thread's, numbered by us; with a procedure */
static void of_the_thread(void)
{
	UINT_PTR id = SetTimer(NULL, 77, 10, on_timer), other;
	MSG msg;

	ok(id && id != 77, "number %u\n", (unsigned)id);
	other = SetTimer(NULL, 0, 3600000, on_timer);
	ok(other && other != id, "the same number\n");
	next_message(&msg);
	/* Wine has a handle for the procedure */
	ok(msg.message == WM_TIMER && msg.wParam == id && msg.lParam,
	   "%#x\n", msg.message);
	DispatchMessageA(&msg);
	ok(calls == 1 && last_id == id, "%d calls\n", calls);
	/* the same one anew */
	ok(SetTimer(NULL, id, 3600000, on_timer) == id, "another\n");
	nothing_comes();
	succeeds(KillTimer(NULL, id));
	succeeds(KillTimer(NULL, other));
}

/* U-052: one at a time, and gone with its window */
static void once(void)
{
	HWND hwnd = make_window();

	SetTimer(hwnd, 1, 10, NULL);
	SetTimer(NULL, 0, 60, on_timer);
	/* by the second one's time the first has had several */
	for (int i = 0; i < 2; i++)
		MsgWaitForMultipleObjects(0, NULL, FALSE, INFINITE, QS_TIMER);
	MsgWaitForMultipleObjects(0, NULL, TRUE, 70, QS_SENDMESSAGE);
	comes(hwnd, WM_TIMER, 1);
	DestroyWindow(hwnd);
	for (int i = 0; i < 2; i++) {
		MSG msg;

		next_message(&msg);
		ok(msg.hwnd == NULL, "of the window that is gone\n");
	}
}

static DWORD WINAPI set_others(void *hwnd)
{
	SetLastError(UNSET_ERROR);
	/* Wine lets it */
	todo_wine ok(!SetTimer(hwnd, 1, 10, NULL), "set\n");
	todo_wine ok(GetLastError() == ERROR_ACCESS_DENIED, "error %u\n",
		     GetLastError());
	return 0;
}

/* U-053 */
static void refusals(void)
{
	HWND hwnd = make_window();

	thread_ends(start_thread(set_others, hwnd), 0);
	refuses(SetTimer(FOREIGN_HANDLE, 1, 10, NULL), NO_WINDOW);
	refuses(KillTimer(FOREIGN_HANDLE, 1), NO_WINDOW);
	DestroyWindow(hwnd);
}

START_TEST(SetTimer)
{
	RUN(periodic);
	RUN(of_the_thread);
	RUN(once);
	RUN(refusals);
}
