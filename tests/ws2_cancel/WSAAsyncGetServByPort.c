/* WSAAsyncGetServByPort. */
#include <winsock2.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/window.h"
#include "lib/lookup.h"

static char buffer[MAXGETHOSTSTRUCT];

/* W-029 */
static void ports(void)
{
	HWND window = window_new();
	struct servent *s = (struct servent *)buffer;

	winsock_begin();
	found_with(window,
		   WSAAsyncGetServByPort(window, WM_FOUND, htons(53), "tcp",
					 buffer, sizeof(buffer)),
		   0);
	ok(!strcmp(s->s_name, "domain") && !strcmp(s->s_proto, "tcp"),
	   "%s/%s\n", s->s_name, s->s_proto);
	found_with(window,
		   WSAAsyncGetServByPort(window, WM_FOUND, htons(53), NULL,
					 buffer, 3),
		   WSAENOBUFS);
	WSACleanup();
}

START_TEST(WSAAsyncGetServByPort)
{
	RUN(ports);
}
