/*
 * DestroyWindow and IsWindow: whose window, and what goes with it.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

/* U-064 */
static void gone(void)
{
	HWND hwnd = make_window(), next;

	succeeds(IsWindow(hwnd));
	succeeds(DestroyWindow(hwnd));
	refuses(IsWindow(hwnd), ERROR_INVALID_WINDOW_HANDLE);
	refuses(DestroyWindow(hwnd), on_wine(ERROR_ACCESS_DENIED,
					     ERROR_INVALID_WINDOW_HANDLE));
	refuses(IsWindow(NULL), on_wine(UNSET_ERROR,
					ERROR_INVALID_WINDOW_HANDLE));
	refuses(SendMessageA(hwnd, WM_MINE, 1, 0), ERROR_INVALID_WINDOW_HANDLE);
	refuses(SetTimer(hwnd, 1, 10, NULL),
		on_wine(ERROR_INVALID_HANDLE, ERROR_INVALID_WINDOW_HANDLE));
	refuses(GetWindowLongPtrA(hwnd, GWLP_USERDATA),
		ERROR_INVALID_WINDOW_HANDLE);
	/* U-065: its number is not another's soon */
	for (int i = 0; i < 1000; i++) {
		next = make_window();
		ok(next && next != hwnd, "the same window again\n");
		ok((ULONG_PTR)next < 0x80000000, "%p\n", next);
		DestroyWindow(next);
	}
}

static DWORD WINAPI destroy(void *hwnd)
{
	refuses(DestroyWindow(hwnd), ERROR_ACCESS_DENIED);
	succeeds(IsWindow(hwnd));
	return 0;
}

/* U-064 */
static void from_another_thread(void)
{
	HWND hwnd = make_window();

	thread_ends(start_thread(destroy, hwnd), 0);
	succeeds(DestroyWindow(hwnd));
}

static HWND left;

static DWORD WINAPI leave_window(void *how)
{
	left = make_window();
	if (how)
		ExitThread(5);
	return 5;
}

/* U-066: a thread's windows end with it */
static void with_thread(void)
{
	for (int i = 0; i < 2; i++) {
		thread_ends(start_thread(leave_window, i ? &left : NULL), 5);
		refuses(IsWindow(left), ERROR_INVALID_WINDOW_HANDLE);
		refuses(PostMessageA(left, WM_MINE, 0, 0),
			ERROR_INVALID_WINDOW_HANDLE);
	}
}

static HANDLE made, never;

static DWORD WINAPI keep_window(void *unused)
{
	(void)unused;
	left = make_window();
	SetEvent(made);
	WaitForSingleObject(never, INFINITE);
	return 0;
}

/* U-066: also one that is ended from outside */
static void with_terminated_thread(void)
{
	HANDLE thread;

	made = auto_event(FALSE);
	never = auto_event(FALSE);
	thread = start_thread(keep_window, NULL);
	waits(made, LONG_WAIT, WAIT_OBJECT_0);
	succeeds(IsWindow(left));
	succeeds(TerminateThread(thread, 6));
	thread_ends(thread, 6);
	/* Wine ends only what the thread can end itself */
	todo_wine ok(!IsWindow(left), "it is left\n");
	CloseHandle(made);
	CloseHandle(never);
}

/* U-067: children between the parent's two messages, owned windows before */
static void below(void)
{
	HWND top = make_window(), child, owned;

	child = CreateWindowExA(0, "hearing", NULL, WS_CHILD, 0, 0, 0, 0, top,
				NULL, NULL, NULL);
	ok(child != NULL, "error %u\n", GetLastError());
	ok((HWND)GetWindowLongPtrA(child, GWLP_HWNDPARENT) == top,
	   "another parent\n");
	heard_count = 0;
	succeeds(DestroyWindow(top));
	ok(heard_count == 4, "%d heard\n", heard_count);
	ok(heard[0].hwnd == top && heard[0].message == WM_DESTROY, "0\n");
	ok(heard[1].hwnd == child && heard[1].message == WM_DESTROY, "1\n");
	ok(heard[2].hwnd == child && heard[2].message == WM_NCDESTROY, "2\n");
	ok(heard[3].hwnd == top && heard[3].message == WM_NCDESTROY, "3\n");
	ok(!IsWindow(child), "it is left\n");

	top = CreateWindowExA(0, "hearing", NULL, WS_POPUP, 0, 0, 0, 0, NULL,
			      NULL, NULL, NULL);
	owned = CreateWindowExA(0, "hearing", NULL, WS_POPUP, 0, 0, 0, 0, top,
				NULL, NULL, NULL);
	ok(owned != NULL, "error %u\n", GetLastError());
	heard_count = 0;
	succeeds(DestroyWindow(top));
	ok(heard[0].hwnd == owned && heard[0].message == WM_DESTROY, "0\n");
	ok(heard[heard_count - 1].hwnd == top, "the owner was not last\n");
	ok(!IsWindow(owned), "it is left\n");
}

START_TEST(DestroyWindow)
{
	RUN(gone);
	RUN(from_another_thread);
	RUN(with_thread);
	RUN(with_terminated_thread);
	RUN(below);
}
