/*
 * Bare addresses as text, without ports: inet_addr and its like. They work before
 * WSAStartup as well.
 */
#include "ws2_cancel/address_text.h"
#include <string.h>

/*
 * inet_addr: network order; INADDR_NONE for what is no address. What follows a blank
 * is not looked at; a blank alone is 0.0.0.0.  (Microsoft: inet_addr)
 */
ULONG WINAPI ws2_inet_addr(const char *text)
{
	uint8_t four[4];
	const char *end;
	ULONG address;

	if (!text)
		return WS_INADDR_NONE;
	if (!strcmp(text, " "))
		return 0;
	end = four_read(text, false, four);
	if (!end || (*end && !strchr(" \t\n\v\f\r", *end)))
		return WS_INADDR_NONE;
	memcpy(&address, four, sizeof(address));
	return address;
}

/*
 * inet_ntoa: the thread's own buffer, until its next call.  (Microsoft: inet_ntoa)
 */
char *WINAPI ws2_inet_ntoa(struct WS_in_addr address)
{
	static __thread char room[ADDRESS_ROOM];

	four_write((const uint8_t *)&address, room);
	return room;
}

/* 1: taken, 0: it is no address, SOCKET_ERROR. */
static int pton(int family, const char *text, void *out)
{
	uint8_t four[4], six[16];

	if (family == WS_AF_INET) {
		const char *end = four_read(text, true, four);
		if (!end || *end)
			return 0;
		memcpy(out, four, sizeof(four));
		return 1;
	}
	if (!six_read(text, six))
		return 0;
	memcpy(out, six, sizeof(six));
	return 1;
}

static int pton_error(int family, const void *text, const void *out)
{
	if (family != WS_AF_INET && family != WS_AF_INET6)
		return WSAEAFNOSUPPORT;
	return text && out ? 0 : WSAEFAULT;
}

/*
 * InetPton: 1; 0 for text that is no address; SOCKET_ERROR with WSAEAFNOSUPPORT,
 * WSAEFAULT. Four decimal parts, or IPv6 without scope.  (Microsoft: InetPtonW)
 */
INT WINAPI ws2_inet_pton(INT family, const char *text, void *out)
{
	int error = pton_error(family, text, out);

	return error ? ws2_fail(error) : pton(family, text, out);
}

INT WINAPI InetPtonW(INT family, const WCHAR *text, void *out)
{
	int error = pton_error(family, text, out);
	char room[ADDRESS_ROOM];

	if (error)
		return ws2_fail(error);
	return text_narrow(text, room) ? pton(family, room, out) : 0;
}

/* How long it is with its end; 0: the last error says why there is none. */
static size_t ntop(int family, const void *address, const void *out, size_t size,
		   char room[ADDRESS_ROOM])
{
	size_t n;

	if (family != WS_AF_INET && family != WS_AF_INET6) {
		ws2_fail(WSAEAFNOSUPPORT);
		return 0;
	}
	if (!address || !out) {
		ws2_fail(ERROR_INVALID_PARAMETER);
		return 0;
	}
	(family == WS_AF_INET ? four_write : six_write)(address, room);
	n = strlen(room) + 1;
	if (n <= size)
		return n;
	ws2_fail(ERROR_INVALID_PARAMETER);
	return 0;
}

/*
 * InetNtop: the buffer, or NULL with WSAEAFNOSUPPORT, ERROR_INVALID_PARAMETER if it
 * does not fit.  (Microsoft: InetNtopW)
 */
const char *WINAPI ws2_inet_ntop(INT family, const void *address, char *out,
				 size_t size)
{
	char room[ADDRESS_ROOM];
	size_t n = ntop(family, address, out, size, room);

	return n ? memcpy(out, room, n) : NULL;
}

const WCHAR *WINAPI InetNtopW(INT family, void *address, WCHAR *out, SIZE_T size)
{
	char room[ADDRESS_ROOM];
	size_t n = ntop(family, address, out, size, room);

	for (size_t i = 0; i < n; i++)
		out[i] = (WCHAR)room[i];
	return n ? out : NULL;
}
