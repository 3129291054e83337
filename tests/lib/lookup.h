/*
 * Steps that the tests of look-ups share: Winsock begun, a request's message checked.
 * Include it after winsock2.h, windows.h, wine/test.h and window.h.
 */
#ifndef TESTS_LIB_LOOKUP_H
#define TESTS_LIB_LOOKUP_H

#include "names.h"

#define WM_FOUND (WM_USER + 7)

static inline void winsock_begin(void)
{
	WSADATA data;
	int error = WSAStartup(MAKEWORD(2, 2), &data);

	ok(!error, "WSAStartup: %d\n", error);
}

/* With names that nobody answers for; FALSE: that is not to be had, the case ends. */
static inline BOOL silent_begin(void)
{
	if (!names_silent()) {
		skip("no server that says nothing\n");
		return FALSE;
	}
	winsock_begin();
	return TRUE;
}

#define task_refused(call, error)                                            \
	do {                                                                 \
		WSASetLastError(0xdead);                                     \
		int ret_ = (call);                                           \
		int last_ = WSAGetLastError();                               \
		ok(ret_ == SOCKET_ERROR && last_ == (error),                 \
		   "%s: %d, error %d\n", #call, ret_, last_);                \
	} while (0)

/* The request's message comes, with this error. */
#define found_with(window, task, error)                                      \
	do {                                                                 \
		HANDLE t_ = (task);                                          \
		MSG m_ = { 0 };                                              \
		BOOL came_ = window_next(window, &m_, 10000);                \
		ok(came_, "no message\n");                                   \
		ok(came_ && m_.hwnd == (window) && m_.message == WM_FOUND &&  \
			   m_.wParam == (WPARAM)t_,                          \
		   "another message: %#x %#lx\n", m_.message,                \
		   (unsigned long)m_.wParam);                                \
		ok(came_ && WSAGETASYNCERROR(m_.lParam) == (error),           \
		   "error %d, not %d\n", WSAGETASYNCERROR(m_.lParam),        \
		   (error));                                                 \
	} while (0)

#endif
