/*
 * WSAAsyncGetHostByName: the message, the hostent, and which names there are.
 */
#include <winsock2.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/names.h"
#include "lib/window.h"
#include "lib/lookup.h"

static char buffer[MAXGETHOSTSTRUCT] __attribute__((aligned(8)));

static HANDLE ask(HWND window, const char *name, int room)
{
	HANDLE task = WSAAsyncGetHostByName(window, WM_FOUND, name, buffer,
					    room);

	ok(task != NULL, "%s refused: %d\n", name, WSAGetLastError());
	return task;
}

static BOOL inside(const void *p)
{
	return (const char *)p >= buffer &&
	       (const char *)p < buffer + sizeof(buffer);
}

static void check_host(const struct hostent *h, DWORD address)
{
	ok(h->h_addrtype == AF_INET && h->h_length == 4, "type %d, length %d\n",
	   h->h_addrtype, h->h_length);
	ok(inside(h->h_name) && inside(h->h_aliases) &&
		   inside(h->h_addr_list) && inside(h->h_addr_list[0]),
	   "it points out of the buffer\n");
	/* as programs do it: aligned as the buffer is */
	ok(*(DWORD *)h->h_addr_list[0] == address, "address %08x\n",
	   (unsigned)*(DWORD *)h->h_addr_list[0]);
}

/* W-015 */
static void before_startup(void)
{
	/* Wine does not ask whether Winsock has been started. */
	WSASetLastError(0);
	todo_wine
	ok(!WSAAsyncGetHostByName(NULL, WM_FOUND, "localhost", buffer,
				  sizeof(buffer)),
	   "begun\n");
	todo_wine
	ok(WSAGetLastError() == WSANOTINITIALISED, "error %d\n",
	   WSAGetLastError());
}

/* W-017, W-018, W-021, W-022, W-023 */
static void numbers(void)
{
	HWND window = window_new();

	winsock_begin();
	found_with(window, ask(window, "127.0.0.1", sizeof(buffer)), 0);
	check_host((struct hostent *)buffer, 0x0100007f);
	WSACleanup();
}

/* W-026 */
static void own_name(void)
{
	HWND window = window_new();
	char name[256];

	winsock_begin();
	ok(!gethostname(name, sizeof(name)), "gethostname: %d\n",
	   WSAGetLastError());
	found_with(window, ask(window, name, sizeof(buffer)), 0);
	found_with(window, ask(window, "localhost", sizeof(buffer)), 0);
	check_host((struct hostent *)buffer, 0x0100007f);
	WSACleanup();
}

/* W-019 */
static void by_server(void)
{
	HWND window = window_new();

	if (!names_real()) {
		skip("no name server\n");
		return;
	}
	winsock_begin();
	found_with(window, ask(window, "www.test.example", sizeof(buffer)), 0);
	check_host((struct hostent *)buffer, 0x0708090a);
	ok(!strcmp(((struct hostent *)buffer)->h_name, "www.test.example"),
	   "name %s\n", ((struct hostent *)buffer)->h_name);
	/* by the search list */
	found_with(window, ask(window, "other", sizeof(buffer)), 0);
	check_host((struct hostent *)buffer, 0x0808090a);
	found_with(window, ask(window, "none.test.example", sizeof(buffer)),
		   WSAHOST_NOT_FOUND);
	/* truncated, so it is fetched by TCP */
	found_with(window, ask(window, "many.test.example", sizeof(buffer)), 0);
	int n = 0;
	while (((struct hostent *)buffer)->h_addr_list[n])
		n++;
	ok(n == 40, "%d addresses\n", n);
	WSACleanup();
}

/* W-020: the size it needs, and with that it works */
static void too_small(void)
{
	HWND window = window_new();
	MSG msg;
	int needed;

	winsock_begin();
	memset(buffer, 0x5a, sizeof(buffer));
	ask(window, "127.0.0.1", 10);
	ok(window_next(window, &msg, 10000), "no message\n");
	ok(WSAGETASYNCERROR(msg.lParam) == WSAENOBUFS, "error %d\n",
	   WSAGETASYNCERROR(msg.lParam));
	needed = WSAGETASYNCBUFLEN(msg.lParam);
	ok(needed > (int)sizeof(struct hostent), "%d needed\n", needed);
	ok(buffer[0] == 0x5a, "it was written\n");
	found_with(window, ask(window, "127.0.0.1", needed - 1), WSAENOBUFS);
	ok(buffer[0] == 0x5a, "it was written\n");
	found_with(window, ask(window, "127.0.0.1", needed), 0);
	ok(buffer[needed] == 0x5a, "more was written\n");
	WSACleanup();
}

/* W-016: nothing is checked at the start */
static void bad_arguments(void)
{
	HWND window = window_new();
	HANDLE task;
	MSG msg;

	winsock_begin();
	task = WSAAsyncGetHostByName(window, WM_FOUND, "127.0.0.1", NULL, 0);
	found_with(window, task, WSAENOBUFS);
	/* Wine writes to it. */
	if (strcmp(winetest_platform, "wine")) {
		task = WSAAsyncGetHostByName(window, WM_FOUND, "127.0.0.1",
					     NULL, 1000);
		found_with(window, task, WSAEFAULT);
	}
	task = WSAAsyncGetHostByName(NULL, WM_FOUND, "127.0.0.1", buffer,
				     sizeof(buffer));
	ok(task != NULL, "refused without a window\n");
	DestroyWindow(window);
	task = WSAAsyncGetHostByName(window, WM_FOUND, "127.0.0.1", buffer,
				     sizeof(buffer));
	ok(task != NULL, "refused with a window that is gone\n");
	window = window_new();
	ok(!window_next(window, &msg, 50), "a message\n");
	WSACleanup();
}

/* W-032: the queue is full, and the message comes when it is not */
static void full_queue(void)
{
	static char numeric[MAXGETHOSTSTRUCT];
	HWND window = window_new();
	HANDLE task, other;
	MSG msg;
	int n = 0;

	if (!names_real()) {
		skip("Wine's queue takes any number\n");
		return;
	}
	winsock_begin();
	while (PostMessageA(window, WM_USER, 0, 0))
		n++;
	ok(GetLastError() == ERROR_NOT_ENOUGH_QUOTA, "error %u\n",
	   GetLastError());
	task = ask(window, "www.test.example", sizeof(buffer));
	other = WSAAsyncGetHostByName(window, WM_FOUND, "127.0.0.1", numeric,
				      sizeof(numeric));
	ok(other != NULL, "refused: %d\n", WSAGetLastError());
	/* Both have ended when this one has, which is for another queue. */
	ok(gethostbyname("www.test.example") != NULL, "no answer\n");
	while (WSACancelAsyncRequest(task) == 0 ||
	       WSAGetLastError() != WSAEALREADY)
		ok(FALSE, "it was still running\n");
	ok(WSACancelAsyncRequest(other) && WSAGetLastError() == WSAEALREADY,
	   "it was still running\n");
	for (; n > 0; n--)
		ok(window_next(window, &msg, 1000) && msg.message == WM_USER,
		   "%d left, message %#x\n", n, msg.message);
	BOOL first = window_next(window, &msg, 10000);
	ok(first && msg.message == WM_FOUND, "the first did not come\n");
	WPARAM one = msg.wParam;
	ok(window_next(window, &msg, 10000) && msg.message == WM_FOUND,
	   "the second did not come\n");
	ok(one != msg.wParam && (one == (WPARAM)task || one == (WPARAM)other),
	   "twice the same\n");
	WSACleanup();
}

/* A server's answers that are wrong harm nothing. */
static void hostile(void)
{
	static char rest[60000];
	static const char loop[] = { 0xc0, 0x0c, 0, 5, 0, 1, 0, 0, 0, 1, 0, 2,
				     0xc0, (char)0x2c };
	static const char self[] = { 0xc0, 0x22, 0, 1, 0, 1 };
	static const char cut[] = { 0xc0, 0x0c, 0, 1, 0, 1, 0, 0 };
	HWND window = window_new();
	static const struct {
		int flags, answers, size;
		const char *rest;
		int error;
	} answers[] = {
		{ 0x8180, 1, sizeof(loop), loop, WSANO_RECOVERY },
		{ 0x8180, 1, sizeof(self), self, WSANO_RECOVERY },
		{ 0x8180, 1, sizeof(cut), cut, WSANO_RECOVERY },
		{ 0x8180, 65535, 0, "", WSANO_RECOVERY },
		{ 0x8180, 65535, sizeof(rest), rest, WSANO_RECOVERY },
		{ 0x8180, 0, 0, "", WSANO_DATA },
		{ 0x8183, 0, 0, "", WSAHOST_NOT_FOUND },
	};

	if (!silent_begin())
		return;
	for (unsigned i = 0; i < ARRAYSIZE(answers); i++) {
		HANDLE task = ask(window, "a.hang.example.", sizeof(buffer));
		MSG msg;
		ok(names_answer(answers[i].flags, answers[i].answers,
				answers[i].rest, answers[i].size),
		   "%u: not answered\n", i);
		ok(window_next(window, &msg, 10000), "%u: no message\n", i);
		ok(msg.wParam == (WPARAM)task, "%u: another's\n", i);
		int error = WSAGETASYNCERROR(msg.lParam);
		ok(error == answers[i].error, "%u: error %d\n", i, error);
	}
	WSACleanup();
}

START_TEST(WSAAsyncGetHostByName)
{
	RUN(before_startup);
	RUN(numbers);
	RUN(own_name);
	RUN(by_server);
	RUN(too_small);
	RUN(bad_arguments);
	RUN(full_queue);
	RUN(hostile);
}
