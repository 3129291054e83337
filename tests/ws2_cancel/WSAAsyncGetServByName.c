/*
 * WSAAsyncGetServByName: what it finds, and the servent.
 */
#include <winsock2.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/window.h"
#include "lib/lookup.h"

static char buffer[MAXGETHOSTSTRUCT];

/* W-024, W-028 */
static void services(void)
{
	HWND window = window_new();
	struct servent *s = (struct servent *)buffer;

	winsock_begin();
	found_with(window,
		   WSAAsyncGetServByName(window, WM_FOUND, "domain", "udp",
					 buffer, sizeof(buffer)),
		   0);
	ok(!strcmp(s->s_name, "domain") && !strcmp(s->s_proto, "udp") &&
		   s->s_port == htons(53),
	   "%s/%s %d\n", s->s_name, s->s_proto, s->s_port);
	found_with(window,
		   WSAAsyncGetServByName(window, WM_FOUND, "domain", NULL,
					 buffer, sizeof(buffer)),
		   0);
	found_with(window,
		   WSAAsyncGetServByName(window, WM_FOUND, "no-such-service",
					 NULL, buffer, sizeof(buffer)),
		   WSANO_DATA);
	WSACleanup();
}

START_TEST(WSAAsyncGetServByName)
{
	RUN(services);
}
