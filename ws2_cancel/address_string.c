/*
 * Whole socket addresses as text: WSAAddressToString, WSAStringToAddress.
 */
#include "ws2_cancel/address_text.h"
#include <stdio.h>
#include <string.h>

static unsigned swap(unsigned port)
{
	return (port & 0xff) << 8 | port >> 8;
}

/* 0, or Winsock's code. */
static int write(const struct WS_sockaddr *address, DWORD length,
		 char room[ADDRESS_ROOM])
{
	char bare[ADDRESS_ROOM], scope[16] = "", port[16] = "";
	struct WS_sockaddr_in four;
	struct WS_sockaddr_in6 six;

	if (!address || length < sizeof(address->sa_family))
		return WSAEFAULT;
	switch (address->sa_family) {
	case WS_AF_INET:
		if (length < sizeof(four))
			return WSAEFAULT;
		memcpy(&four, address, sizeof(four));
		four_write((const uint8_t *)&four.sin_addr, room);
		if (four.sin_port)
			sprintf(port, ":%u", swap(four.sin_port));
		strcat(room, port);
		return 0;
	case WS_AF_INET6:
		if (length < sizeof(six))
			return WSAEFAULT;
		memcpy(&six, address, sizeof(six));
		six_write((const uint8_t *)&six.sin6_addr, bare);
		if (six.sin6_scope_id)
			sprintf(scope, "%%%u", (unsigned)six.sin6_scope_id);
		if (six.sin6_port)
			sprintf(port, "]:%u", swap(six.sin6_port));
		sprintf(room, "%s%.64s%s%s", six.sin6_port ? "[" : "", bare,
			scope, port);
		return 0;
	}
	return WSAEINVAL;
}

/* The same, and whether it fits: how long it is is told then, too. */
static int to_string(const struct WS_sockaddr *address, DWORD length,
		     const void *out, DWORD *size, char room[ADDRESS_ROOM])
{
	DWORD n;
	int error;

	if (ws2_refused())
		return WSAGetLastError();
	if (!out || !size)
		return WSAEFAULT;
	error = write(address, length, room);
	if (error)
		return error;
	n = (DWORD)strlen(room) + 1;
	if (*size < n)
		error = WSAEFAULT;
	*size = n;
	return error;
}

/*
 * WSAAddressToString: with the port if it is not 0, IPv6 in brackets then; a scope as
 * a number. WSAEFAULT if it does not fit, and the length that is needed; WSAEINVAL for
 * another family.  (Microsoft: WSAAddressToStringW)
 */
INT WINAPI WSAAddressToStringA(struct WS_sockaddr *address, DWORD length,
			       WSAPROTOCOL_INFOA *info, char *out, DWORD *size)
{
	char room[ADDRESS_ROOM];
	int error = to_string(address, length, out, size, room);

	(void)info;
	if (error)
		return ws2_fail(error);
	memcpy(out, room, *size);
	return 0;
}

INT WINAPI WSAAddressToStringW(struct WS_sockaddr *address, DWORD length,
			       WSAPROTOCOL_INFOW *info, WCHAR *out, DWORD *size)
{
	char room[ADDRESS_ROOM];
	int error = to_string(address, length, out, size, room);

	(void)info;
	if (error)
		return ws2_fail(error);
	for (DWORD i = 0; i < *size; i++)
		out[i] = (WCHAR)room[i];
	return 0;
}

/* Decimal; what follows. NULL: it is none, or more than most. */
static const char *number(const char *text, uint64_t most, uint64_t *n)
{
	const char *begin = text;

	for (*n = 0; *text >= '0' && *text <= '9'; text++) {
		*n = *n * 10 + (unsigned)(*text - '0');
		if (*n > most)
			return NULL;
	}
	return text == begin ? NULL : text;
}

/* ":80", or nothing; to the end. */
static bool port_read(const char *text, WS_u_short *port)
{
	uint64_t n = 0;

	if (*text == ':') {
		text = number(text + 1, 65535, &n);
		if (!text || !n)
			return false;
	}
	*port = (WS_u_short)swap((unsigned)n);
	return !*text;
}

static bool read_four(const char *text, struct WS_sockaddr_in *four)
{
	four->sin_family = WS_AF_INET;
	text = four_read(text, false, (uint8_t *)&four->sin_addr);
	return text && port_read(text, &four->sin_port);
}

/* address, address%scope, [address%scope], [address%scope]:port */
static bool read_six(const char *text, struct WS_sockaddr_in6 *six)
{
	char bare[ADDRESS_ROOM];
	bool bracket = *text == '[';
	size_t n;
	uint64_t scope = 0;

	text += bracket;
	n = strcspn(text, "%]");
	memcpy(bare, text, n);
	bare[n] = 0;
	text += n;
	six->sin6_family = WS_AF_INET6;
	if (!six_read(bare, (uint8_t *)&six->sin6_addr))
		return false;
	if (*text == '%') {
		text = number(text + 1, UINT32_MAX, &scope);
		if (!text)
			return false;
	}
	six->sin6_scope_id = (ULONG)scope;
	if (!bracket)
		return !*text;
	return *text == ']' && port_read(text + 1, &six->sin6_port);
}

static int from_string(const char *text, INT family, void *out, INT *size)
{
	struct WS_sockaddr_in four = { 0 };
	struct WS_sockaddr_in6 six = { 0 };
	const void *found = family == WS_AF_INET ? (void *)&four : (void *)&six;
	INT n = family == WS_AF_INET ? (INT)sizeof(four) : (INT)sizeof(six);
	bool good;

	if (family != WS_AF_INET && family != WS_AF_INET6)
		return WSAEINVAL;
	if (*size < n) {
		*size = n;
		return WSAEFAULT;
	}
	good = text && (family == WS_AF_INET ? read_four(text, &four) :
					       read_six(text, &six));
	if (!good)
		return WSAEINVAL;
	*size = n;
	memcpy(out, found, n);
	return 0;
}

static int string_error(const void *text, const void *out, const INT *size)
{
	if (ws2_refused())
		return WSAGetLastError();
	if (!out || !size)
		return WSAEFAULT;
	return text ? 0 : WSAEINVAL;
}

/*
 * WSAStringToAddress: an address of the family with or without its port; IPv4 as
 * inet_addr takes it. WSAEFAULT if there is too little room, and the length that is
 * needed; WSAEINVAL for what is no address.  (Microsoft: WSAStringToAddressW)
 */
INT WINAPI WSAStringToAddressA(char *text, INT family, WSAPROTOCOL_INFOA *info,
			       struct WS_sockaddr *out, INT *size)
{
	int error = string_error(text, out, size);

	(void)info;
	if (!error)
		error = from_string(strlen(text) < ADDRESS_ROOM ? text : NULL,
				    family, out, size);
	return error ? ws2_fail(error) : 0;
}

INT WINAPI WSAStringToAddressW(WCHAR *text, INT family, WSAPROTOCOL_INFOW *info,
			       struct WS_sockaddr *out, INT *size)
{
	int error = string_error(text, out, size);
	char room[ADDRESS_ROOM];

	(void)info;
	if (!error)
		error = from_string(text_narrow(text, room) ? room : NULL, family,
				    out, size);
	return error ? ws2_fail(error) : 0;
}
