/*
 * Message-only windows and what they heard, for the tests of messages. Include it
 * after windows.h, wine/test.h and lib/sync.h.
 */
#ifndef TESTS_USER32_WINDOW_H
#define TESTS_USER32_WINDOW_H

#define WM_MINE (WM_APP + 1)

/* Where Wine has another error than the documentation: that one there. */
#define on_wine(theirs, code) (winetest_platform_is_wine ? (theirs) : (code))
#define NO_CLASS on_wine(ERROR_CLASS_DOES_NOT_EXIST, \
			 ERROR_CANNOT_FIND_WND_CLASS)
#define HEARD_MOST 64

/* What a window of this class heard, oldest first; one thread's. */
struct heard {
	HWND hwnd;
	UINT message;
	WPARAM wparam;
	LPARAM lparam;
};
static __thread struct heard heard[HEARD_MOST];
static __thread int heard_count;

static inline void hear(HWND hwnd, UINT message, WPARAM wparam, LPARAM lparam)
{
	if (heard_count < HEARD_MOST)
		heard[heard_count++] =
			(struct heard){ hwnd, message, wparam, lparam };
}

/* Those of the program's own, and those of birth and death; 1000 more than wparam. */
static inline LRESULT CALLBACK hearing(HWND hwnd, UINT message, WPARAM wparam,
				       LPARAM lparam)
{
	if (message >= WM_USER || message == WM_NCCREATE ||
	    message == WM_CREATE || message == WM_DESTROY ||
	    message == WM_NCDESTROY || message == WM_TIMER)
		hear(hwnd, message, wparam, lparam);
	if (message >= WM_USER)
		return (LRESULT)wparam + 1000;
	return DefWindowProcA(hwnd, message, wparam, lparam);
}

static inline ATOM register_class(const char *name, WNDPROC proc)
{
	WNDCLASSEXA wc;

	memset(&wc, 0, sizeof(wc));
	wc.cbSize = sizeof(wc);
	wc.lpfnWndProc = proc;
	wc.hInstance = GetModuleHandleA(NULL);
	wc.lpszClassName = name;
	wc.cbWndExtra = 2 * sizeof(LONG_PTR);
	return RegisterClassExA(&wc);
}

static inline HWND make_window_of(const char *class_name)
{
	HWND hwnd = CreateWindowExA(0, class_name, "name", 0, 0, 0, 0, 0,
				    HWND_MESSAGE, NULL, GetModuleHandleA(NULL),
				    NULL);

	ok(hwnd != NULL, "no window: error %u\n", GetLastError());
	return hwnd;
}

/* A window that hears, which has heard nothing since it was made. */
static inline HWND make_window(void)
{
	HWND hwnd;

	register_class("hearing", hearing);
	hwnd = make_window_of("hearing");
	heard_count = 0;
	return hwnd;
}

#define heard_is(at, what, w) heard_is_(__FILE__, __LINE__, at, what, w)
static inline void heard_is_(const char *src, int line, int at, UINT what,
			     WPARAM w)
{
	ok_(src, line)(at < heard_count, "only %d heard\n", heard_count);
	ok_(src, line)(heard[at].message == what && heard[at].wparam == w,
		       "heard %#x (%u), not %#x (%u)\n", heard[at].message,
		       (unsigned)heard[at].wparam, what, (unsigned)w);
}

/* The next message is this one; the queue has it no more. */
#define comes(hwnd, what, w) comes_(__FILE__, __LINE__, hwnd, what, w)
static inline void comes_(const char *src, int line, HWND hwnd, UINT what,
			  WPARAM w)
{
	MSG msg;
	BOOL any;

	memset(&msg, 0, sizeof(msg));
	any = PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE);
	ok_(src, line)(any, "no message\n");
	ok_(src, line)(msg.hwnd == hwnd && msg.message == what &&
		       msg.wParam == w, "%p %#x (%u), not %p %#x (%u)\n",
		       msg.hwnd, msg.message, (unsigned)msg.wParam, hwnd, what,
		       (unsigned)w);
}

#define nothing_comes() nothing_comes_(__FILE__, __LINE__)
static inline void nothing_comes_(const char *src, int line)
{
	MSG msg;
	BOOL any = PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE);

	ok_(src, line)(!any, "%#x came\n", msg.message);
}

/* Until WM_QUIT. */
static inline void run_messages(void)
{
	MSG msg;

	while (GetMessageA(&msg, NULL, 0, 0) > 0)
		DispatchMessageA(&msg);
}

/* A thread with a window, which runs messages until it is told to quit. */
struct window_thread {
	HANDLE thread, ready;
	DWORD id;
	HWND hwnd;
	WNDPROC proc;
};

static inline DWORD WINAPI window_thread_main(void *arg)
{
	struct window_thread *t = arg;

	register_class("thread's", t->proc);
	t->hwnd = make_window_of("thread's");
	SetEvent(t->ready);
	run_messages();
	DestroyWindow(t->hwnd);
	return 0;
}

static inline void window_thread_start(struct window_thread *t, WNDPROC proc)
{
	t->proc = proc;
	t->ready = manual_event(FALSE);
	t->thread = CreateThread(NULL, 0, window_thread_main, t, 0, &t->id);
	waits(t->ready, LONG_WAIT, WAIT_OBJECT_0);
}

static inline void window_thread_end(struct window_thread *t)
{
	succeeds(PostThreadMessageA(t->id, WM_QUIT, 0, 0));
	thread_ends(t->thread, 0);
	CloseHandle(t->ready);
}

#endif
