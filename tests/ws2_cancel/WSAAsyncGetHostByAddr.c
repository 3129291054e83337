/* WSAAsyncGetHostByAddr: an address' name. */
#include <winsock2.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/names.h"
#include "lib/window.h"
#include "lib/lookup.h"

static const char www[4] = { 10, 9, 8, 7 }, nobody[4] = { 10, 9, 9, 9 };
static char buffer[MAXGETHOSTSTRUCT];

static void loopback(void)
{
	static const char address[4] = { 127, 0, 0, 1 };
	HWND window = window_new();
	struct hostent *h = (struct hostent *)buffer;

	winsock_begin();
	found_with(window,
		   WSAAsyncGetHostByAddr(window, WM_FOUND, address, 4, AF_INET,
					 buffer, sizeof(buffer)),
		   0);
	ok(h->h_addrtype == AF_INET && h->h_length == 4 &&
		   !memcmp(h->h_addr_list[0], address, 4),
	   "another address\n");
	WSACleanup();
}

/* W-027 */
static void by_server(void)
{
	HWND window = window_new();
	struct hostent *h = (struct hostent *)buffer;

	if (!names_real()) {
		skip("no name server\n");
		return;
	}
	winsock_begin();
	found_with(window,
		   WSAAsyncGetHostByAddr(window, WM_FOUND, www, 4, AF_INET,
					 buffer, sizeof(buffer)),
		   0);
	ok(!strcmp(h->h_name, "www.test.example"), "name %s\n", h->h_name);
	WSACleanup();
}

/* W-011 */
static void cancelled(void)
{
	HWND window = window_new();
	HANDLE task;
	MSG msg;

	if (!silent_begin())
		return;
	task = WSAAsyncGetHostByAddr(window, WM_FOUND, nobody, 4, AF_INET,
				     buffer, sizeof(buffer));
	ok(!WSACancelAsyncRequest(task), "refused: %d\n", WSAGetLastError());
	ok(!window_next(window, &msg, 1000), "a message\n");
	WSACleanup();
}

START_TEST(WSAAsyncGetHostByAddr)
{
	RUN(loopback);
	RUN(by_server);
	RUN(cancelled);
}
