/*
 * A window that only gets messages, and the next of them. Include it after windows.h
 * and wine/test.h.
 */
#ifndef TESTS_LIB_WINDOW_H
#define TESTS_LIB_WINDOW_H

static inline HWND window_new(void)
{
	static const char name[] = "wincancel test";
	WNDCLASSA class = { .lpfnWndProc = DefWindowProcA, .lpszClassName = name };
	HWND window;

	RegisterClassA(&class); /* it may be there */
	window = CreateWindowExA(0, name, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
				 NULL, NULL, NULL);
	ok(window != NULL, "no window: error %u\n", GetLastError());
	return window;
}

/* TRUE: there was one within the time, and it has been taken. */
static inline BOOL window_next(HWND window, MSG *msg, DWORD ms)
{
	DWORD start = GetTickCount(), gone = 0;

	for (;;) {
		if (PeekMessageA(msg, window, WM_USER, 0xffff, PM_REMOVE))
			return TRUE;
		gone = GetTickCount() - start;
		if (gone >= ms ||
		    MsgWaitForMultipleObjects(0, NULL, FALSE, ms - gone,
					      QS_ALLINPUT) == WAIT_TIMEOUT)
			return PeekMessageA(msg, window, WM_USER, 0xffff,
					    PM_REMOVE);
	}
}

#endif
