/*
 * Blocking hooks: a thread that waits in a blocking call runs a function of its own,
 * or the default one, which dispatches its messages, again and again. A hook that
 * gives TRUE is called again at once; after FALSE the thread sleeps until the call can
 * go on or a message has come. (Microsoft: WSASetBlockingHook; Windows Sockets 1.1,
 * Blocking hook)
 *
 * A hook that was set runs whatever version of Winsock the process has asked for; the
 * default one only where nobody has asked for more than 1.1: a program for Winsock 2
 * that happens to be linked with this library blocks as it always did.
 */
#include "wsock32_cancel/wsock32.h"
#include <assert.h>
#include <winuser.h>

/* This thread's. */
static __thread struct {
	FARPROC hook; /* NULL: the default one */
	bool running; /* in a blocking call */
	bool cancelled;
	bool quit; /* the default one has taken a WM_QUIT, which is put back */
	int exit_code;
} self;

static BOOL WINAPI default_hook(void)
{
	MSG message;

	if (!PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
		return FALSE;
	if (message.message == WM_QUIT) {
		self.quit = true;
		self.exit_code = (int)message.wParam;
		return TRUE;
	}
	TranslateMessage(&message);
	DispatchMessageW(&message);
	return TRUE;
}

static FARPROC hook_now(void)
{
	return self.hook ? self.hook : (FARPROC)(void *)default_hook;
}

/* One round: until it gives FALSE, or there is nothing left to run it for. */
static void run_hook(const HANDLE ends[2])
{
	BOOL(WINAPI *hook)(void) = (void *)hook_now();
	DWORD error = GetLastError();

	while (hook() && !self.cancelled &&
	       WaitForMultipleObjects(2, ends, FALSE, 0) ==
		       WAIT_TIMEOUT)
		;
	SetLastError(error);
}

static DWORD left_of(DWORD ms, ULONGLONG until)
{
	ULONGLONG now;

	if (ms == INFINITE)
		return INFINITE;
	now = GetTickCount64();
	return now < until ? (DWORD)(until - now) : 0;
}

/* Not the hook's own doing: until the call has ended, or is to. */
static enum hook_end run_until(const HANDLE ends[2], DWORD ms)
{
	ULONGLONG until = GetTickCount64() + ms;
	DWORD woken;

	do {
		/* What comes from here on is worth another round; what a hook leaves
		 * in the queue is not. */
		GetQueueStatus(QS_ALLINPUT);
		run_hook(ends);
		if (self.cancelled)
			return HOOK_CANCELLED;
		woken = MsgWaitForMultipleObjectsEx(2, ends, left_of(ms, until),
						    QS_ALLINPUT, 0);
	} while (woken == WAIT_OBJECT_0 + 2);
	if (woken == WAIT_TIMEOUT)
		return HOOK_TIME;
	return woken == WAIT_OBJECT_0 + 1 ? HOOK_ASKED : HOOK_EVENT;
}

static enum hook_end run(HANDLE event, HANDLE asked, DWORD ms)
{
	const HANDLE ends[2] = { event, asked };
	enum hook_end end;

	assert(!self.running);
	self.running = true;
	self.cancelled = false;
	end = run_until(ends, ms);
	self.running = false;
	if (self.quit)
		PostQuitMessage(self.exit_code);
	self.quit = false;
	return end;
}

static bool wanted(bool first)
{
	return first || self.hook;
}

static bool running(void)
{
	return self.running;
}

static void __attribute__((constructor)) begin(void)
{
	static const struct ws2_hooks hooks = { wanted, running, run };

	ws2_hooks_set(&hooks);
}

/*
 * WSASetBlockingHook: this thread's hook from here on; which it was, the default one
 * at first. NULL: WSANOTINITIALISED, WSAEINPROGRESS, WSAEFAULT for no function.
 * (Microsoft: WSASetBlockingHook)
 */
FARPROC WINAPI WSASetBlockingHook(FARPROC hook)
{
	FARPROC before = hook_now();

	if (ws2_call_refused())
		return NULL;
	if (!hook) {
		WSASetLastError(WSAEFAULT);
		return NULL;
	}
	self.hook = hook == (FARPROC)(void *)default_hook ? NULL : hook;
	return before;
}

/*
 * WSAUnhookBlockingHook: the default one again.
 * (Microsoft: WSAUnhookBlockingHook)
 */
int WINAPI WSAUnhookBlockingHook(void)
{
	if (ws2_call_refused())
		return SOCKET_ERROR;
	self.hook = NULL;
	return 0;
}

/*
 * WSAIsBlocking: the calling thread is in a blocking call, and this is its hook, or
 * what that has called.  (Microsoft: WSAIsBlocking)
 */
BOOL WINAPI WSAIsBlocking(void)
{
	return self.running;
}

/*
 * WSACancelBlockingCall: the call that the thread is in ends with WSAEINTR, unless it
 * has done something by then: it says what. WSAEINVAL: there is none.
 * (Microsoft: WSACancelBlockingCall)
 */
int WINAPI WSACancelBlockingCall(void)
{
	int error = ws2_all_refused();

	if (!error && !self.running)
		error = WSAEINVAL;
	if (error) {
		WSASetLastError(error);
		return SOCKET_ERROR;
	}
	self.cancelled = true;
	return 0;
}
