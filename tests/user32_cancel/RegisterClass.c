/*
 * RegisterClass, RegisterClassEx and UnregisterClass.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

/* U-010: by name in any case, or by atom */
static void found_by(void)
{
	ATOM atom = register_class("One", hearing);
	HWND hwnd;

	ok(atom >= 0xc000, "atom %#x\n", atom);
	DestroyWindow(make_window_of("oNE"));
	DestroyWindow(make_window_of((const char *)(ULONG_PTR)atom));
	hwnd = CreateWindowExW(0, L"one", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
			       NULL, NULL, NULL);
	ok(hwnd != NULL, "error %u\n", GetLastError());
	DestroyWindow(hwnd);
}

/* U-011 */
static void refusals(void)
{
	WNDCLASSEXA wc;

	memset(&wc, 0, sizeof(wc));
	wc.cbSize = sizeof(wc);
	wc.lpfnWndProc = hearing;
	wc.lpszClassName = "Two";
	wc.cbWndExtra = -1;
	refuses(RegisterClassExA(&wc), ERROR_INVALID_PARAMETER);
	wc.cbWndExtra = 0;
	wc.cbClsExtra = -1;
	refuses(RegisterClassExA(&wc), ERROR_INVALID_PARAMETER);
	wc.cbClsExtra = 0;
	succeeds(RegisterClassExA(&wc));
	refuses(RegisterClassExA(&wc), ERROR_CLASS_ALREADY_EXISTS);
	wc.lpszClassName = "tWO";
	refuses(RegisterClassExA(&wc), ERROR_CLASS_ALREADY_EXISTS);
}

/* U-012 */
static void unregistered(void)
{
	HINSTANCE program = GetModuleHandleA(NULL);
	HWND hwnd;

	refuses(UnregisterClassA("Three", program), ERROR_CLASS_DOES_NOT_EXIST);
	ok(register_class("Three", hearing) != 0, "error %u\n", GetLastError());
	hwnd = make_window_of("Three");
	refuses(UnregisterClassA("Three", program), ERROR_CLASS_HAS_WINDOWS);
	succeeds(DestroyWindow(hwnd));
	succeeds(UnregisterClassW(L"Three", program));
	refuses(UnregisterClassW(L"Three", program),
		ERROR_CLASS_DOES_NOT_EXIST);
	refuses(CreateWindowExA(0, "Three", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
				NULL, NULL, NULL) != NULL,
		NO_CLASS);
	ok(register_class("Three", hearing) != 0, "error %u\n", GetLastError());
}

/* U-010: a module's own is not another's; a global one is everybody's */
static void whose(void)
{
	HINSTANCE other = (HINSTANCE)GetModuleHandleA("kernel32");
	WNDCLASSW wc;
	HWND hwnd;

	memset(&wc, 0, sizeof(wc));
	wc.lpfnWndProc = hearing;
	wc.lpszClassName = L"Four";
	wc.hInstance = other;
	succeeds(RegisterClassW(&wc));
	refuses(CreateWindowExW(0, L"Four", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
				NULL, GetModuleHandleA(NULL), NULL) != NULL,
		NO_CLASS);
	hwnd = CreateWindowExW(0, L"Four", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
			       NULL, other, NULL);
	ok(hwnd != NULL, "error %u\n", GetLastError());
	DestroyWindow(hwnd);
	wc.style = CS_GLOBALCLASS;
	wc.lpszClassName = L"Five";
	succeeds(RegisterClassW(&wc));
	hwnd = CreateWindowExW(0, L"Five", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
			       NULL, GetModuleHandleA(NULL), NULL);
	ok(hwnd != NULL, "error %u\n", GetLastError());
	DestroyWindow(hwnd);
}

START_TEST(RegisterClass)
{
	RUN(found_by);
	RUN(refusals);
	RUN(unregistered);
	RUN(whose);
}
