/*
 * WSASetBlockingHook, WSAUnhookBlockingHook, WSAIsBlocking: which function a thread
 * runs while it waits, when and how often, and the default one.
 */
#include <winsock2.h>
#include <windows.h>
#include "wine/test.h"
#include "hooked.h"
#include "lib/asleep.h"
#include "lib/window.h"

static int calls;

static BOOL WINAPI counts(void)
{
	calls++;
	return FALSE;
}

static DWORD WINAPI of_thread(void *before)
{
	*(FARPROC *)before = WSASetBlockingHook((FARPROC)(void *)counts);
	return 0;
}

/* W-040: the one before it is returned; each thread has its own. */
static void previous(void)
{
	FARPROC usual, other = NULL;
	HANDLE thread;
	char c;
	SOCKET a, s;

	todo_wine
	refused(WSASetBlockingHook((FARPROC)(void *)counts), NULL,
		WSANOTINITIALISED);
	todo_wine
	refused(WSAUnhookBlockingHook(), SOCKET_ERROR, WSANOTINITIALISED);
	ok(!WSAIsBlocking(), "in what call?\n");
	tcp_pair(&a, &s);
	usual = WSASetBlockingHook((FARPROC)(void *)counts);
	ok(usual != NULL, "no default hook\n");
	ok(WSASetBlockingHook((FARPROC)(void *)counts) == (FARPROC)(void *)counts,
	   "another one\n");
	todo_wine refused(WSASetBlockingHook(NULL), NULL, WSAEFAULT);
	thread = CreateThread(NULL, 0, of_thread, &other, 0, NULL);
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	/* Wine has one for all of them */
	todo_wine ok(other == usual, "another thread's\n");
	ok(!WSAUnhookBlockingHook(), "error %d\n", WSAGetLastError());
	ok(WSASetBlockingHook(usual) == usual, "not the default one\n");
	/* none of this has run one */
	send(a, "x", 1, 0);
	ok(recv(s, &c, 1, 0) == 1 && !calls, "%d calls\n", calls);
	closesocket(a);
	closesocket(s);
}

/* W-034: Winsock 2 has none of this; Wine's has. */
static void absent(void)
{
	static const char *const names[] = { "WSASetBlockingHook",
					     "WSAUnhookBlockingHook",
					     "WSAIsBlocking",
					     "WSACancelBlockingCall" };
	static const char *const both[] = { "recv", "closesocket", "select",
					    "WSAStartup", "setsockopt",
					    "gethostbyname" };
	HMODULE one = GetModuleHandleA("wsock32");
	HMODULE two = LoadLibraryA("ws2_32.dll");

	ok(one && two && one != two, "modules %p %p\n", one, two);
	for (int i = 0; i < 4; i++) {
		todo_wine
		ok(!GetProcAddress(two, names[i]), "ws2_32 has %s\n", names[i]);
		ok(GetProcAddress(one, names[i]) != NULL, "no %s\n", names[i]);
	}
	for (int i = 0; i < 6; i++)
		ok(GetProcAddress(one, both[i]) && GetProcAddress(two, both[i]),
		   "no %s\n", both[i]);
	ok(!GetProcAddress(one, "WSARecv"), "wsock32 has WSARecv\n");
	FreeLibrary(two);
}

/* W-040: only if it would really wait, and on a blocking socket. */
static void would_block(void)
{
	struct timeval now = { 0, 0 };
	u_long on = 1;
	fd_set set;
	SOCKET a, s;
	char c;

	tcp_pair(&a, &s);
	send(a, "x", 1, 0);
	await_data(s);
	set_hook(counts);
	FD_ZERO(&set);
	FD_SET(s, &set);
	ok(select(0, &set, NULL, NULL, NULL) == 1, "error %d\n",
	   WSAGetLastError());
	ok(recv(s, &c, 1, 0) == 1, "error %d\n", WSAGetLastError());
	ok(gethostbyname("127.0.0.1") != NULL, "error %d\n", WSAGetLastError());
	ok(select(0, &set, NULL, NULL, &now) == 0, "error %d\n",
	   WSAGetLastError());
	ok(!ioctlsocket(s, FIONBIO, &on), "error %d\n", WSAGetLastError());
	refused(recv(s, &c, 1, 0), SOCKET_ERROR, WSAEWOULDBLOCK);
	ok(!closesocket(a) && !closesocket(s), "error %d\n", WSAGetLastError());
	ok(!calls, "%d calls\n", calls);
}

static struct second second;

static BOOL WINAPI five_times(void)
{
	ok(WSAIsBlocking(), "not blocking\n");
	if (++calls < 5)
		return TRUE;
	SetEvent(second.go);
	return FALSE;
}

/* W-040: TRUE, and it is called again at once; FALSE, and it sleeps. */
static void again(void)
{
	SOCKET a, s;
	char c = 0;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	second_begin(&second, a, send_one);
	set_hook(five_times);
	ok(recv(s, &c, 1, 0) == 1 && c == 'x', "error %d\n", WSAGetLastError());
	ok(calls == 5, "%d calls\n", calls);
	ok(!WSAIsBlocking(), "still blocking\n");
	second_end(&second);
	closesocket(a);
	closesocket(s);
}

static void post_one(struct second *x)
{
	ok(PostThreadMessageA(x->of, WM_USER, 0, 0), "error %u\n",
	   GetLastError());
}

static struct second sender;

static BOOL WINAPI leaves_messages(void)
{
	SetEvent(++calls == 1 ? second.go : sender.go);
	return FALSE;
}

static void send_to_sleeper(struct second *x)
{
	HANDLE thread = OpenThread(THREAD_QUERY_INFORMATION, FALSE, x->of);

	await_asleep(thread);
	CloseHandle(thread);
	send_one(x);
}

/* W-040: a message wakes the hook, once, though it leaves it where it is. */
static void messages(void)
{
	SOCKET a, s;
	MSG msg;
	char c;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	PeekMessageA(&msg, NULL, 0, 0, PM_NOREMOVE); /* makes the queue */
	second_begin(&second, a, post_one);
	second_begin(&sender, a, send_to_sleeper);
	set_hook(leaves_messages);
	ok(recv(s, &c, 1, 0) == 1, "error %d\n", WSAGetLastError());
	ok(calls == 2, "%d calls\n", calls);
	ok(PeekMessageA(&msg, NULL, WM_USER, WM_USER, PM_REMOVE), "none left\n");
	second_end(&second);
	second_end(&sender);
	closesocket(a);
	closesocket(s);
}

static int dispatched;
static BOOL was_blocking;

/* What the window's procedure is told lets the data come that are waited for. */
static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM w, LPARAM l)
{
	if (message == WM_USER || message == WM_TIMER) {
		dispatched++;
		was_blocking = WSAIsBlocking();
		SetEvent(sender.go);
		return 7;
	}
	return DefWindowProcA(window, message, w, l);
}

static HWND window_of_ours(void)
{
	HWND window = window_new();

	SetWindowLongPtrA(window, GWLP_WNDPROC, (LONG_PTR)procedure);
	return window;
}

static void post_to(struct second *x)
{
	ok(PostMessageA(x->window, WM_USER, 0, 0), "error %u\n", GetLastError());
}

static void send_to(struct second *x)
{
	ok(SendMessageA(x->window, WM_USER, 0, 0) == 7, "nobody was there\n");
}

static void dispatch_while_it_waits(void (*tell)(struct second *))
{
	SOCKET a, s;
	HWND window;
	char c;

	if (!hooks_run())
		return;
	tcp_pair(&a, &s);
	window = window_of_ours();
	second_begin(&sender, a, send_one);
	if (tell) {
		second.window = window;
		second_begin(&second, a, tell);
		SetEvent(second.go);
	} else {
		SetTimer(window, 1, 10, NULL);
	}
	ok(recv(s, &c, 1, 0) == 1, "error %d\n", WSAGetLastError());
	ok(dispatched > 0 && was_blocking, "%d dispatched\n", dispatched);
	second_end(&sender);
	if (tell)
		second_end(&second);
	closesocket(a);
	closesocket(s);
	DestroyWindow(window);
}

/* The default one dispatches the thread's messages. */
static void usual_posted(void)
{
	dispatch_while_it_waits(post_to);
}

static void usual_sent(void)
{
	dispatch_while_it_waits(send_to);
}

static void usual_timer(void)
{
	dispatch_while_it_waits(NULL);
}

/* WM_QUIT is for the program's own loop, once. */
static void usual_quit(void)
{
	struct timeval soon = { 0, 50000 };
	fd_set set;
	SOCKET a, s;
	MSG msg;

	tcp_pair(&a, &s);
	PostQuitMessage(5);
	FD_ZERO(&set);
	FD_SET(s, &set);
	ok(select(0, &set, NULL, NULL, &soon) == 0, "error %d\n",
	   WSAGetLastError());
	ok(GetMessageA(&msg, NULL, 0, 0) == 0 && msg.wParam == 5,
	   "message %#x\n", msg.message);
	ok(!PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE), "another %#x\n",
	   msg.message);
	closesocket(a);
	closesocket(s);
}

/* Who has asked for Winsock 2 gets no default hook, but what it sets. */
static void of_second_version(void)
{
	struct timeval soon = { 0, 50000 };
	WSADATA data;
	HWND window;
	fd_set set;
	SOCKET a, s;

	tcp_pair(&a, &s);
	ok(!WSAStartup(MAKEWORD(2, 2), &data), "no Winsock 2\n");
	window = window_of_ours();
	PostMessageA(window, WM_USER, 0, 0);
	FD_ZERO(&set);
	FD_SET(s, &set);
	ok(select(0, &set, NULL, NULL, &soon) == 0, "error %d\n",
	   WSAGetLastError());
	ok(!dispatched, "dispatched\n");
	if (hooks_run()) {
		set_hook(counts);
		FD_SET(s, &set);
		ok(select(0, &set, NULL, NULL, &soon) == 0 && calls > 0,
		   "%d calls, error %d\n", calls, WSAGetLastError());
	}
	closesocket(a);
	closesocket(s);
	DestroyWindow(window);
	WSACleanup();
}

START_TEST(WSASetBlockingHook)
{
	RUN(previous);
	RUN(absent);
	RUN(would_block);
	RUN(again);
	RUN(messages);
	RUN(usual_posted);
	RUN(usual_sent);
	RUN(usual_timer);
	RUN(usual_quit);
	RUN(of_second_version);
}
