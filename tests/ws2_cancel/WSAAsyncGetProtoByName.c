/* WSAAsyncGetProtoByName. */
#include <winsock2.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/window.h"
#include "lib/lookup.h"

static char buffer[MAXGETHOSTSTRUCT];

/* W-025, W-030 */
static void protocols(void)
{
	HWND window = window_new();
	struct protoent *p = (struct protoent *)buffer;

	winsock_begin();
	found_with(window,
		   WSAAsyncGetProtoByName(window, WM_FOUND, "udp", buffer,
					  sizeof(buffer)),
		   0);
	ok(!strcmp(p->p_name, "udp") && p->p_proto == 17 && p->p_aliases,
	   "%s %d\n", p->p_name, p->p_proto);
	/* an alias */
	found_with(window,
		   WSAAsyncGetProtoByName(window, WM_FOUND, "TCP", buffer,
					  sizeof(buffer)),
		   0);
	ok(p->p_proto == 6, "%s %d\n", p->p_name, p->p_proto);
	WSACleanup();
}

START_TEST(WSAAsyncGetProtoByName)
{
	RUN(protocols);
}
