/* WSAAsyncGetProtoByNumber. */
#include <winsock2.h>
#include <windows.h>
#include <string.h>
#include "wine/test.h"
#include "lib/window.h"
#include "lib/lookup.h"

static char buffer[MAXGETHOSTSTRUCT];

/* W-030 */
static void numbers(void)
{
	HWND window = window_new();
	struct protoent *p = (struct protoent *)buffer;

	winsock_begin();
	found_with(window,
		   WSAAsyncGetProtoByNumber(window, WM_FOUND, 6, buffer,
					    sizeof(buffer)),
		   0);
	ok(!strcmp(p->p_name, "tcp") && p->p_proto == 6, "%s %d\n", p->p_name,
	   p->p_proto);
	found_with(window,
		   WSAAsyncGetProtoByNumber(window, WM_FOUND, 253, buffer,
					    sizeof(buffer)),
		   WSANO_DATA);
	WSACleanup();
}

START_TEST(WSAAsyncGetProtoByNumber)
{
	RUN(numbers);
}
