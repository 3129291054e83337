/*
 * GetAddrInfoExW with a time-out, ended by something else just as the time is over:
 * the time-out's callback has begun and does not get on. Nobody waits for it: not who
 * cancels, and not the thread that brings answers, other look-ups' as well. And a
 * program whose own pool is busy gets its time-outs all the same, and the messages that
 * a full queue had refused.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include "wine/test.h"
#include "race.h"
#include "lib/names.h"
#include "lib/window.h"
#include "lib/lookup.h"

static int arrived, go, once;

/* The first callback of a pool, whatever pool that is. */
static void hold(void *arg)
{
	(void)arg;
	if (!first_time(&once))
		return;
	raise_flag(&arrived);
	await_flag(&go);
}

struct asked {
	OVERLAPPED o;
	ADDRINFOEXW *list;
	HANDLE handle;
};

static void ask(struct asked *a, struct timeval *timeout)
{
	ADDRINFOEXW hints = {.ai_family = AF_INET};
	int ret;

	memset(a, 0, sizeof(*a));
	a->o.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	ret = GetAddrInfoExW(L"a.hang.example.", NULL, NS_DNS, NULL, &hints,
			     &a->list, timeout, &a->o, NULL, &a->handle);
	ok(ret == WSA_IO_PENDING, "%d\n", ret);
}

#define told(a, error) told_(__LINE__, a, error)
static void told_(int line, struct asked *a, int error)
{
	ok_(__FILE__, line)(WaitForSingleObject(a->o.hEvent, 5000) == WAIT_OBJECT_0,
			    "it waits\n");
	ok_(__FILE__, line)(GetAddrInfoExOverlappedResult(&a->o) == error,
			    "result %d\n", GetAddrInfoExOverlappedResult(&a->o));
	ok_(__FILE__, line)(!a->list == !!error, "list %p\n", a->list);
}

static void put_away(struct asked *a)
{
	FreeAddrInfoExW(a->list);
	CloseHandle(a->o.hEvent);
}

/* Its time is over, and its callback held. */
static BOOL begin_late(struct asked *a)
{
	struct timeval soon = {0, 1000};

	if (!silent_begin())
		return FALSE;
	point_arm("pool:begun", hold, NULL);
	ask(a, &soon);
	await_flag(&arrived);
	return TRUE;
}

static void answer(void)
{
	static const char address[] =
		"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\x09\x08\x07";

	ok(names_answer(0x8180, 1, address, sizeof(address) - 1), "no question\n");
}

static void answered_meanwhile(void)
{
	struct asked late, other;

	if (!begin_late(&late))
		return;
	answer();
	told(&late, 0);
	ask(&other, NULL);
	answer();
	told(&other, 0);
	ResetEvent(late.o.hEvent);
	raise_flag(&go);
	ok(WaitForSingleObject(late.o.hEvent, 200) == WAIT_TIMEOUT &&
		   GetAddrInfoExOverlappedResult(&late.o) == 0, "told again\n");
	put_away(&late);
	put_away(&other);
	WSACleanup();
}

static DWORD WINAPI cancel(void *arg)
{
	return GetAddrInfoExCancel(&((struct asked *)arg)->handle);
}

/* W-045: at once. */
static void cancelled_meanwhile(void)
{
	struct asked late;
	HANDLE thread;
	DWORD code = 0xdead;

	if (!begin_late(&late))
		return;
	thread = CreateThread(NULL, 0, cancel, &late, 0, NULL);
	ok(WaitForSingleObject(thread, 5000) == WAIT_OBJECT_0, "it waits\n");
	GetExitCodeThread(thread, &code);
	ok(code == NO_ERROR, "result %u\n", code);
	CloseHandle(thread);
	told(&late, WSA_E_CANCELLED);
	ResetEvent(late.o.hEvent);
	raise_flag(&go);
	ok(WaitForSingleObject(late.o.hEvent, 200) == WAIT_TIMEOUT &&
		   GetAddrInfoExOverlappedResult(&late.o) == WSA_E_CANCELLED,
	   "told again\n");
	put_away(&late);
	WSACleanup();
}

static DWORD WINAPI clean_up(void *arg)
{
	(void)arg;
	return WSACleanup();
}

/* W-062 */
static void cleaned_up_meanwhile(void)
{
	struct asked late;
	HANDLE thread;

	if (!begin_late(&late))
		return;
	thread = CreateThread(NULL, 0, clean_up, NULL, 0, NULL);
	ok(WaitForSingleObject(thread, 5000) == WAIT_OBJECT_0, "it waits\n");
	CloseHandle(thread);
	raise_flag(&go);
	ok(WaitForSingleObject(late.o.hEvent, 200) == WAIT_TIMEOUT, "told\n");
	put_away(&late);
}

static void CALLBACK block(TP_CALLBACK_INSTANCE *instance, void *event)
{
	(void)instance;
	raise_flag(&arrived);
	WaitForSingleObject(event, INFINITE);
	raise_flag(&go);
}

/* The pool of those who name none. */
static HANDLE keep_pool_busy(void)
{
	HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

	SetThreadpoolThreadMaximum(NULL, 1);
	works(TrySubmitThreadpoolCallback(block, event, NULL));
	await_flag(&arrived);
	return event;
}

static void let_pool_go(HANDLE event)
{
	SetEvent(event);
	await_flag(&go);
	CloseHandle(event);
}

static void pool_is_busy(void)
{
	struct timeval soon = {0, 1000};
	struct asked a;
	HANDLE event;

	if (!silent_begin())
		return;
	event = keep_pool_busy();
	ask(&a, &soon);
	told(&a, WSAETIMEDOUT);
	let_pool_go(event);
	put_away(&a);
	WSACleanup();
}

/* W-032 */
static void pool_and_queue_are_busy(void)
{
	static char buffer[MAXGETHOSTSTRUCT];
	HWND window = window_new();
	HANDLE event, task;
	MSG msg;
	int n = 0;

	winsock_begin();
	event = keep_pool_busy();
	while (PostMessageA(window, WM_USER, 0, 0))
		n++;
	task = WSAAsyncGetHostByName(window, WM_FOUND, "127.0.0.1", buffer,
				     sizeof(buffer));
	for (; n > 0; n--)
		ok(window_next(window, &msg, 1000) && msg.message == WM_USER,
		   "%d left, message %#x\n", n, msg.message);
	found_with(window, task, 0);
	let_pool_go(event);
	WSACleanup();
}

START_TEST(addrinfo_timeout)
{
	RUN(answered_meanwhile);
	RUN(cancelled_meanwhile);
	RUN(cleaned_up_meanwhile);
	RUN(pool_is_busy);
	RUN(pool_and_queue_are_busy);
}
