/*
 * MsgWaitForMultipleObjects: objects and messages at once.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

#define msg_waits(n, handles, all, ms, mask, expected) \
	got_(__LINE__, MsgWaitForMultipleObjects(n, handles, all, ms, mask), \
	     expected)
static void got_(int line, DWORD ret, DWORD expected)
{
	ok_(__FILE__, line)(ret == expected, "%#x, not %#x\n", ret, expected);
}

/* U-001: the object's index, or their number for a message */
static void either(void)
{
	HANDLE h[2] = { auto_event(FALSE), auto_event(FALSE) };

	msg_waits(2, h, FALSE, 0, QS_ALLINPUT, WAIT_TIMEOUT);
	msg_waits(2, h, FALSE, 10, QS_ALLINPUT, WAIT_TIMEOUT);
	SetEvent(h[1]);
	msg_waits(2, h, FALSE, INFINITE, QS_ALLINPUT, WAIT_OBJECT_0 + 1);
	not_signalled(h[1]);
	PostMessageA(NULL, WM_MINE, 0, 0);
	msg_waits(2, h, FALSE, INFINITE, QS_ALLINPUT, WAIT_OBJECT_0 + 2);
	/* the objects come first */
	SetEvent(h[0]);
	msg_waits(2, h, FALSE, INFINITE, QS_ALLINPUT, WAIT_OBJECT_0);
	comes(NULL, WM_MINE, 0);
	msg_waits(0, NULL, FALSE, 0, QS_ALLINPUT, WAIT_TIMEOUT);
	CloseHandle(h[0]);
	CloseHandle(h[1]);
}

/* U-002: only the kinds that are asked for */
static void kinds(void)
{
	PostMessageA(NULL, WM_MINE, 0, 0);
	msg_waits(0, NULL, FALSE, 0, QS_SENDMESSAGE | QS_TIMER | QS_INPUT,
		  WAIT_TIMEOUT);
	msg_waits(0, NULL, FALSE, 0, QS_POSTMESSAGE, WAIT_OBJECT_0);
	msg_waits(0, NULL, FALSE, 0, QS_ALLPOSTMESSAGE, WAIT_OBJECT_0);
	comes(NULL, WM_MINE, 0);
	msg_waits(0, NULL, FALSE, 0, QS_ALLPOSTMESSAGE, WAIT_TIMEOUT);
	PostQuitMessage(1);
	msg_waits(0, NULL, FALSE, 0, QS_POSTMESSAGE, WAIT_OBJECT_0);
	comes(NULL, WM_QUIT, 1);
	SetTimer(NULL, 0, 10, NULL);
	msg_waits(0, NULL, FALSE, INFINITE, QS_TIMER, WAIT_OBJECT_0);
}

/* U-003: what was there when the queue was looked at is not new */
static void new_only(void)
{
	MSG msg;

	PostMessageA(NULL, WM_MINE, 0, 0);
	succeeds(PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE));
	msg_waits(0, NULL, FALSE, 0, QS_ALLINPUT, WAIT_TIMEOUT);
	PostMessageA(NULL, WM_MINE, 1, 0);
	msg_waits(0, NULL, FALSE, 0, QS_ALLINPUT, WAIT_OBJECT_0);
	/* a wait does not look */
	msg_waits(0, NULL, FALSE, 0, QS_ALLINPUT, WAIT_OBJECT_0);
	comes(NULL, WM_MINE, 0);
	msg_waits(0, NULL, FALSE, 0, QS_ALLINPUT, WAIT_TIMEOUT);
	comes(NULL, WM_MINE, 1);
}

struct poster {
	DWORD thread;
	HANDLE event, go;
	HWND hwnd;
};

static DWORD WINAPI post_then_set(void *arg)
{
	struct poster *p = arg;

	WaitForSingleObject(p->go, INFINITE);
	succeeds(PostThreadMessageA(p->thread, WM_MINE, 3, 0));
	if (p->event)
		SetEvent(p->event);
	return 0;
}

static DWORD WINAPI set_then_post(void *arg)
{
	struct poster *p = arg;

	WaitForSingleObject(p->go, INFINITE);
	SetEvent(p->event);
	succeeds(PostThreadMessageA(p->thread, WM_MINE, 3, 0));
	return 0;
}

/* U-001: it wakes a thread that waits */
static void wakes(void)
{
	struct poster p = { GetCurrentThreadId(), NULL, auto_event(FALSE),
			    NULL };
	HANDLE never = auto_event(FALSE), thread;

	nothing_comes();
	for (int i = 0; i < 50; i++) {
		thread = start_thread(post_then_set, &p);
		SetEvent(p.go);
		msg_waits(1, &never, FALSE, INFINITE, QS_POSTMESSAGE,
			  WAIT_OBJECT_0 + 1);
		comes(NULL, WM_MINE, 3);
		thread_ends(thread, 0);
	}
	CloseHandle(p.go);
	CloseHandle(never);
}

/* U-004: for all of the objects and a message; takes none before */
static void for_all(void)
{
	struct poster p = { GetCurrentThreadId(), auto_event(FALSE),
			    auto_event(FALSE), NULL };
	HANDLE thread;

	nothing_comes();
	SetEvent(p.event);
	msg_waits(1, &p.event, TRUE, 20, QS_ALLINPUT, WAIT_TIMEOUT);
	is_signalled(p.event);
	PostMessageA(NULL, WM_MINE, 0, 0);
	msg_waits(1, &p.event, TRUE, 20, QS_ALLINPUT, WAIT_TIMEOUT);
	SetEvent(p.event);
	msg_waits(1, &p.event, TRUE, INFINITE, QS_ALLINPUT, WAIT_OBJECT_0);
	not_signalled(p.event);
	comes(NULL, WM_MINE, 0);
	for (int i = 0; i < 50; i++) {
		thread = start_thread(i % 2 ? post_then_set : set_then_post,
				      &p);
		SetEvent(p.go);
		msg_waits(1, &p.event, TRUE, INFINITE, QS_POSTMESSAGE,
			  WAIT_OBJECT_0);
		comes(NULL, WM_MINE, 3);
		not_signalled(p.event);
		thread_ends(thread, 0);
	}
	CloseHandle(p.event);
	CloseHandle(p.go);
}

/* U-005 */
static void abandoned(void)
{
	HANDLE h[64];

	for (int i = 0; i < 64; i++)
		h[i] = manual_event(i == 62);
	msg_waits(63, h, FALSE, 0, QS_ALLINPUT, WAIT_OBJECT_0 + 62);
	wait_refused(MsgWaitForMultipleObjects(64, h, FALSE, 0, QS_ALLINPUT),
		     ERROR_INVALID_PARAMETER);
	for (int i = 0; i < 64; i++)
		CloseHandle(h[i]);
	wait_refused(MsgWaitForMultipleObjects(1, h, FALSE, 0, QS_ALLINPUT),
		     ERROR_INVALID_HANDLE);
}

static DWORD WINAPI send_one(void *arg)
{
	struct poster *p = arg;

	return (DWORD)SendMessageA(p->hwnd, WM_MINE, 6, 0);
}

/* U-006: what is sent wakes it, and is run when it looks */
static void sent(void)
{
	struct poster p = { 0, NULL, NULL, make_window() };
	HANDLE thread;

	nothing_comes();
	thread = start_thread(send_one, &p);
	msg_waits(0, NULL, FALSE, INFINITE, QS_SENDMESSAGE, WAIT_OBJECT_0);
	ok(!heard_count, "run by the wait\n");
	nothing_comes();
	heard_is(0, WM_MINE, 6);
	thread_ends(thread, 1006);
	DestroyWindow(p.hwnd);
}

START_TEST(MsgWaitForMultipleObjects)
{
	RUN(either);
	RUN(kinds);
	RUN(new_only);
	RUN(wakes);
	RUN(for_all);
	RUN(abandoned);
	RUN(sent);
}
