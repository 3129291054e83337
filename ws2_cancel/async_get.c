/* The six WSAAsyncGetXByY. Nothing but Winsock's start is checked here. W-015, W-016. */
#include "ws2_cancel/async.h"
#include <string.h>

/*
 * WSAAsyncGetHostByName: NULL and "" are this machine.
 */
HANDLE WINAPI WSAAsyncGetHostByName(HWND window, u_int message,
				    const char *name, char *buffer, int room)
{
	struct lookup_wanted w = { .name = name ? name : "",
				   .families = FAMILY_4 };

	if (ws2_refused())
		return NULL;
	return request_look_up(
		request_new(window, message, RECORD_HOST, buffer, room), &w);
}

/*
 * WSAAsyncGetHostByAddr: WSAEAFNOSUPPORT and WSAEFAULT come with the message on
 * Windows; an address that is none can't be kept that long, so they come at once.
 */
HANDLE WINAPI WSAAsyncGetHostByAddr(HWND window, u_int message,
				    const char *address, int length, int type,
				    char *buffer, int room)
{
	struct lookup_wanted w = { .address.length = (uint8_t)length };

	if (ws2_refused())
		return NULL;
	if (!(type == WS_AF_INET && length == 4) &&
	    !(type == WS_AF_INET6 && length == 16)) {
		ws2_fail(type == WS_AF_INET || type == WS_AF_INET6 ?
				 WSAEFAULT :
				 WSAEAFNOSUPPORT);
		return NULL;
	}
	if (!address) {
		ws2_fail(WSAEFAULT);
		return NULL;
	}
	memcpy(w.address.bytes, address, length);
	return request_look_up(
		request_new(window, message, RECORD_HOST, buffer, room), &w);
}

HANDLE WINAPI WSAAsyncGetServByName(HWND window, u_int message,
				    const char *name, const char *proto,
				    char *buffer, int room)
{
	if (ws2_refused())
		return NULL;
	return request_read(request_new(window, message, RECORD_SERVICE,
					buffer, room),
			    name ? name : "", 0, proto);
}

HANDLE WINAPI WSAAsyncGetServByPort(HWND window, u_int message, int port,
				    const char *proto, char *buffer, int room)
{
	if (ws2_refused())
		return NULL;
	return request_read(request_new(window, message, RECORD_SERVICE,
					buffer, room),
			    NULL, (u_short)port, proto);
}

HANDLE WINAPI WSAAsyncGetProtoByName(HWND window, u_int message,
				     const char *name, char *buffer, int room)
{
	if (ws2_refused())
		return NULL;
	return request_read(request_new(window, message, RECORD_PROTOCOL,
					buffer, room),
			    name ? name : "", 0, NULL);
}

HANDLE WINAPI WSAAsyncGetProtoByNumber(HWND window, u_int message, int number,
				       char *buffer, int room)
{
	if (ws2_refused())
		return NULL;
	return request_read(request_new(window, message, RECORD_PROTOCOL,
					buffer, room),
			    NULL, number, NULL);
}
