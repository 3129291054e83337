/*
 * MsgWaitForMultipleObjectsEx: its flags.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "window.h"

#define waits_ex(n, handles, ms, mask, flags, expected) \
	got_(__LINE__, MsgWaitForMultipleObjectsEx(n, handles, ms, mask, \
						   flags), expected)
static void got_(int line, DWORD ret, DWORD expected)
{
	ok_(__FILE__, line)(ret == expected, "%#x, not %#x\n", ret, expected);
}

/* U-003: MWMO_INPUTAVAILABLE takes what is there, new or not */
static void available(void)
{
	MSG msg;

	PostMessageA(NULL, WM_MINE, 0, 0);
	succeeds(PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE));
	waits_ex(0, NULL, 0, QS_ALLINPUT, 0, WAIT_TIMEOUT);
	waits_ex(0, NULL, 0, QS_ALLINPUT, MWMO_INPUTAVAILABLE, WAIT_OBJECT_0);
	waits_ex(0, NULL, 0, QS_ALLINPUT, MWMO_INPUTAVAILABLE, WAIT_OBJECT_0);
	waits_ex(0, NULL, 0, QS_TIMER, MWMO_INPUTAVAILABLE, WAIT_TIMEOUT);
	comes(NULL, WM_MINE, 0);
	waits_ex(0, NULL, 0, QS_ALLINPUT, MWMO_INPUTAVAILABLE, WAIT_TIMEOUT);
}

static LONG calls;

static void CALLBACK count_call(ULONG_PTR arg)
{
	(void)arg;
	calls++;
}

/* K-113 */
static void alertable(void)
{
	HANDLE event = auto_event(FALSE);

	nothing_comes();
	QueueUserAPC(count_call, GetCurrentThread(), 0);
	waits_ex(1, &event, 10, QS_ALLINPUT, 0, WAIT_TIMEOUT);
	ok(!calls, "%d calls\n", calls);
	waits_ex(1, &event, INFINITE, QS_ALLINPUT, MWMO_ALERTABLE,
		 WAIT_IO_COMPLETION);
	ok(calls == 1, "%d calls\n", calls);
	QueueUserAPC(count_call, GetCurrentThread(), 0);
	waits_ex(0, NULL, INFINITE, QS_ALLINPUT, MWMO_ALERTABLE,
		 WAIT_IO_COMPLETION);
	ok(calls == 2, "%d calls\n", calls);
	waits_ex(0, NULL, 0, QS_ALLINPUT, MWMO_ALERTABLE, WAIT_TIMEOUT);
	CloseHandle(event);
}

/* U-004 */
static void for_all(void)
{
	HANDLE h[2] = { auto_event(TRUE), auto_event(FALSE) };

	nothing_comes();
	PostMessageA(NULL, WM_MINE, 0, 0);
	waits_ex(2, h, 10, QS_ALLINPUT, MWMO_WAITALL, WAIT_TIMEOUT);
	SetEvent(h[1]);
	waits_ex(2, h, 10, QS_TIMER, MWMO_WAITALL, WAIT_TIMEOUT);
	waits_ex(2, h, INFINITE, QS_ALLINPUT, MWMO_WAITALL, WAIT_OBJECT_0);
	not_signalled(h[0]);
	not_signalled(h[1]);
	comes(NULL, WM_MINE, 0);
	/* a timer that rings during the wait */
	SetEvent(h[0]);
	SetEvent(h[1]);
	SetTimer(NULL, 0, 30, NULL);
	waits_ex(2, h, INFINITE, QS_TIMER, MWMO_WAITALL, WAIT_OBJECT_0);
	not_signalled(h[0]);
	CloseHandle(h[0]);
	CloseHandle(h[1]);
}

/* U-005 */
static void refusals(void)
{
	HANDLE h[64];

	for (int i = 0; i < 64; i++)
		h[i] = GetCurrentThread();
	wait_refused(MsgWaitForMultipleObjectsEx(64, h, 0, QS_ALLINPUT, 0),
		     ERROR_INVALID_PARAMETER);
}

START_TEST(MsgWaitForMultipleObjectsEx)
{
	RUN(available);
	RUN(alertable);
	RUN(for_all);
	RUN(refusals);
}
