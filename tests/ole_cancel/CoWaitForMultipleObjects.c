/* CoWaitForMultipleHandles' successor. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <ole_cancel.h>
#include "wine/test.h"

static HRESULT hr;
static LONG seen;

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM w, LPARAM l)
{
	if (message == WM_USER) {
		seen++;
		SetEvent((HANDLE)l);
	}
	return DefWindowProcA(window, message, w, l);
}

/* C-249a */
static void waits(void)
{
	WNDCLASSA class = { .lpfnWndProc = procedure,
			    .lpszClassName = "waits too" };
	HANDLE events[57];
	DWORD index = 0xdead;
	HWND window;

	if (winetest_platform_is_wine) {
		skip("Wine has it not\n");
		return;
	}
	CoInitialize(NULL);
	RegisterClassA(&class);
	window = CreateWindowExA(0, "waits too", NULL, 0, 0, 0, 0, 0,
				 HWND_MESSAGE, NULL, NULL, NULL);
	for (int i = 0; i < 57; i++)
		events[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
	PostMessageA(window, WM_USER, 0, (LPARAM)events[55]);
	hr = CoWaitForMultipleObjects(CWMO_DISPATCH_CALLS, 20, 56, events,
				      &index);
	ok(hr == RPC_S_CALLPENDING && !seen, "%#x\n", (unsigned)hr);
	hr = CoWaitForMultipleObjects(CWMO_DISPATCH_CALLS |
					      CWMO_DISPATCH_WINDOW_MESSAGES,
				      20000, 56, events, &index);
	ok(hr == S_OK && index == 55 && seen == 1, "%#x, %u\n", (unsigned)hr,
	   (unsigned)index);
	hr = CoWaitForMultipleObjects(0, 0, 57, events, &index);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	hr = CoWaitForMultipleObjects(4, 0, 1, events, &index);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	hr = CoWaitForMultipleObjects(0, 0, 1, NULL, &index);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	hr = CoWaitForMultipleObjects(0, 0, 1, events, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", (unsigned)hr);
	hr = CoWaitForMultipleObjects(0, 0, 0, events, &index);
	ok(hr == RPC_E_NO_SYNC, "%#x\n", (unsigned)hr);
	for (int i = 0; i < 57; i++)
		CloseHandle(events[i]);
	DestroyWindow(window);
	CoUninitialize();
}

START_TEST(CoWaitForMultipleObjects)
{
	RUN(waits);
}
