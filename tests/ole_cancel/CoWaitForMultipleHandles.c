/* Waiting as the apartment does. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include <ole_cancel.h>
#include "wine/test.h"

static HANDLE events[64];
static int made;
static DWORD index_;
static HRESULT hr;

static HRESULT wait(DWORD flags, DWORD ms, ULONG count)
{
	index_ = 0xdead;
	hr = CoWaitForMultipleHandles(flags, ms, count, events, &index_);
	return hr;
}

static void make(int count)
{
	for (made = 0; made < count; made++)
		events[made] = CreateEventA(NULL, FALSE, FALSE, NULL);
}

static void leave(void)
{
	while (made)
		CloseHandle(events[--made]);
	CoUninitialize();
}

static void any(DWORD init)
{
	CoInitializeEx(NULL, init);
	make(3);
	ok(wait(0, 0, 3) == RPC_S_CALLPENDING, "%#x\n", hr);
	ok(wait(0, 20, 3) == RPC_S_CALLPENDING, "%#x\n", hr);
	SetEvent(events[1]);
	ok(wait(0, INFINITE, 3) == S_OK && index_ == 1, "%#x, %u\n", hr,
	   index_);
	ok(wait(0, 0, 3) == RPC_S_CALLPENDING, "not consumed: %#x\n", hr);
	leave();
}

/* C-279 */
static void any_in_mta(void)
{
	any(COINIT_MULTITHREADED);
}

/* C-279 */
static void any_in_sta(void)
{
	any(COINIT_APARTMENTTHREADED);
}

/* C-279 */
static void all(void)
{
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	make(2);
	SetEvent(events[0]);
	ok(wait(COWAIT_WAITALL, 20, 2) == RPC_S_CALLPENDING, "%#x\n", hr);
	ok(WaitForSingleObject(events[0], 0) == WAIT_OBJECT_0, "consumed\n");
	SetEvent(events[0]);
	SetEvent(events[1]);
	ok(wait(COWAIT_WAITALL, INFINITE, 2) == S_OK, "%#x\n", hr);
	CoUninitialize();
	/* In an STA for a message, too. */
	CoInitialize(NULL);
	SetEvent(events[0]);
	SetEvent(events[1]);
	if (!winetest_platform_is_wine)
		ok(wait(COWAIT_WAITALL, 20, 2) == RPC_S_CALLPENDING, "%#x\n",
		   hr);
	PostThreadMessageA(GetCurrentThreadId(), WM_USER, 0, 0);
	ok(wait(COWAIT_WAITALL, 10000, 2) == S_OK, "%#x\n", hr);
	leave();
}

static void arguments_in(DWORD init)
{
	CoInitializeEx(NULL, init);
	make(1);
	hr = CoWaitForMultipleHandles(0, 0, 1, events, NULL);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	hr = CoWaitForMultipleHandles(0, 0, 1, NULL, &index_);
	ok(hr == E_INVALIDARG, "%#x\n", hr);
	ok(wait(0, 0, 0) == RPC_E_NO_SYNC, "%#x\n", hr);
	CloseHandle(events[0]);
	made = 0;
	ok(wait(0, 0, 1) == HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE), "%#x\n",
	   hr);
	if (!winetest_platform_is_wine)
		ok(wait(0x100, 0, 1) == E_INVALIDARG, "%#x\n", hr);
	leave();
}

/* C-248 */
static void arguments(void)
{
	arguments_in(COINIT_MULTITHREADED);
	arguments_in(COINIT_APARTMENTTHREADED);
}

static LONG ran, sent;

static void CALLBACK apc(ULONG_PTR arg)
{
	(void)arg;
	ran++;
}

static void alertable_in(DWORD init)
{
	CoInitializeEx(NULL, init);
	make(1);
	ran = 0;
	QueueUserAPC(apc, GetCurrentThread(), 0);
	ok(wait(0, 0, 1) == RPC_S_CALLPENDING && !ran, "%#x\n", hr);
	ok(wait(COWAIT_ALERTABLE, 10000, 1) == S_OK &&
	   index_ == WAIT_IO_COMPLETION && ran == 1, "%#x, %u, %d\n", hr,
	   index_, ran);
	leave();
}

/* C-248 */
static void alertable(void)
{
	alertable_in(COINIT_MULTITHREADED);
	alertable_in(COINIT_APARTMENTTHREADED);
}

static LRESULT WINAPI procedure(HWND window, UINT message, WPARAM w, LPARAM l)
{
	if (message == WM_USER)
		sent++;
	if (message == WM_USER + 1)
		SetEvent(events[0]);
	return DefWindowProcA(window, message, w, l);
}

static HWND window;

static void open_window(void)
{
	WNDCLASSA class = { .lpfnWndProc = procedure,
			    .lpszClassName = "waits" };

	RegisterClassA(&class);
	window = CreateWindowExA(0, "waits", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
				 NULL, NULL, NULL);
	ok(window != NULL, "error %u\n", GetLastError());
	make(1);
}

static DWORD WINAPI send_two(void *arg)
{
	SendMessageA(window, WM_USER, 0, 0);
	SendMessageA(window, WM_USER + 1, 0, 0);
	return !arg;
}

/* C-047 C-249: what is sent runs in an STA's wait. */
static void sent_messages(void)
{
	HANDLE thread;

	CoInitialize(NULL);
	open_window();
	thread = CreateThread(NULL, 0, send_two, NULL, 0, NULL);
	ok(wait(0, 20000, 1) == S_OK && sent == 1, "%#x, %d\n", hr, sent);
	ok(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0,
	   "not answered\n");
	CloseHandle(thread);
	DestroyWindow(window);
	leave();
}

/* C-249: what is posted runs if it is asked for. */
static void posted_messages(void)
{
	MSG msg;

	CoInitialize(NULL);
	open_window();
	PostMessageA(window, WM_USER, 0, 0);
	PostMessageA(window, WM_USER + 1, 0, 0);
	ok(wait(0, 20, 1) == RPC_S_CALLPENDING && !sent, "%#x, %d\n", hr,
	   sent);
	ok(PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE) &&
	   msg.message == WM_USER, "lost\n");
	if (!winetest_platform_is_wine)
		ok(wait(COWAIT_DISPATCH_WINDOW_MESSAGES, 20000, 1) == S_OK &&
		   sent == 1, "%#x, %d\n", hr, sent);
	DestroyWindow(window);
	leave();
}

/* C-249: the thread's own loop is to see that. */
static void quit_message(void)
{
	MSG msg;

	CoInitialize(NULL);
	open_window();
	PostQuitMessage(42);
	ok(wait(COWAIT_DISPATCH_WINDOW_MESSAGES & -!winetest_platform_is_wine,
		20, 1) == RPC_S_CALLPENDING, "%#x\n", hr);
	ok(!GetMessageA(&msg, NULL, 0, 0) && msg.wParam == 42, "%#x, %u\n",
	   msg.message, (UINT)msg.wParam);
	DestroyWindow(window);
	leave();
}

START_TEST(CoWaitForMultipleHandles)
{
	RUN(any_in_mta);
	RUN(any_in_sta);
	RUN(all);
	RUN(arguments);
	RUN(alertable);
	RUN(sent_messages);
	RUN(posted_messages);
	RUN(quit_message);
}
