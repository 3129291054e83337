/*
 * GetWindowLongPtr and SetWindowLongPtr.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

#define holds(hwnd, index, value) \
	ok((ULONG_PTR)GetWindowLongPtrA(hwnd, index) == (ULONG_PTR)(value), \
	   "%d: %p\n", index, (void *)GetWindowLongPtrA(hwnd, index))

/* U-068 */
static void values(void)
{
	HWND hwnd = make_window();
	LONG_PTR large = (LONG_PTR)0x123456789abcdef0;

	holds(hwnd, GWLP_USERDATA, 0);
	refuses(SetWindowLongPtrA(hwnd, GWLP_USERDATA, large), UNSET_ERROR);
	holds(hwnd, GWLP_USERDATA, large);
	ok(SetWindowLongPtrW(hwnd, GWLP_USERDATA, 1) == large, "not before\n");
	holds(hwnd, 0, 0);
	SetWindowLongPtrA(hwnd, 0, large);
	SetWindowLongPtrA(hwnd, sizeof(LONG_PTR), 2);
	holds(hwnd, 0, large);
	holds(hwnd, (int)sizeof(LONG_PTR), 2);
	holds(hwnd, GWLP_WNDPROC, hearing);
	holds(hwnd, GWLP_HINSTANCE, GetModuleHandleA(NULL));
	holds(hwnd, GWLP_ID, 0);
	SetWindowLongPtrA(hwnd, GWLP_ID, 3);
	holds(hwnd, GWLP_ID, 3);
	DestroyWindow(hwnd);
}

/* U-068 */
static void refusals(void)
{
	HWND hwnd = make_window();

	refuses(GetWindowLongPtrA(hwnd, 16), ERROR_INVALID_INDEX);
	refuses(GetWindowLongPtrA(hwnd, 9), ERROR_INVALID_INDEX);
	refuses(SetWindowLongPtrA(hwnd, 16, 1), ERROR_INVALID_INDEX);
	refuses(GetWindowLongPtrA(hwnd, -99), ERROR_INVALID_INDEX);
	refuses(SetWindowLongPtrA(FOREIGN_HANDLE, 0, 1),
		ERROR_INVALID_WINDOW_HANDLE);
	DestroyWindow(hwnd);
}

static WNDPROC before;

static LRESULT CALLBACK in_front(HWND hwnd, UINT message, WPARAM wparam,
				 LPARAM lparam)
{
	if (message == WM_MINE)
		return 1 + before(hwnd, message, wparam, lparam);
	return before(hwnd, message, wparam, lparam);
}

/* U-069: another procedure, which calls the one before */
static void procedure(void)
{
	HWND hwnd = make_window();

	before = (WNDPROC)SetWindowLongPtrA(hwnd, GWLP_WNDPROC,
					    (LONG_PTR)in_front);
	ok(before == hearing, "another one\n");
	ok(SendMessageA(hwnd, WM_MINE, 1, 0) == 1002, "not in front\n");
	DestroyWindow(hwnd);
}

static DWORD WINAPI read_user(void *hwnd)
{
	return (DWORD)GetWindowLongPtrA(hwnd, GWLP_USERDATA);
}

/* U-068: any thread may look */
static void from_another_thread(void)
{
	HWND hwnd = make_window();

	SetWindowLongPtrA(hwnd, GWLP_USERDATA, 12);
	thread_ends(start_thread(read_user, hwnd), 12);
	DestroyWindow(hwnd);
}

START_TEST(GetWindowLongPtr)
{
	RUN(values);
	RUN(refusals);
	RUN(procedure);
	RUN(from_another_thread);
}
