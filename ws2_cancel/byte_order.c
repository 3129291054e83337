/*
 * Numbers as the network has them. The plain ones work without WSAStartup.
 */
#include "ws2_cancel/ws2.h"

/*
 * htonl, htons, ntohl, ntohs: bytes swapped.  (Microsoft: htonl …)
 */
WS_u_long WINAPI ws2_htonl(WS_u_long n)
{
	return __builtin_bswap32(n);
}

WS_u_short WINAPI ws2_htons(WS_u_short n)
{
	return __builtin_bswap16(n);
}

WS_u_long WINAPI ws2_ntohl(WS_u_long n)
{
	return __builtin_bswap32(n);
}

WS_u_short WINAPI ws2_ntohs(WS_u_short n)
{
	return __builtin_bswap16(n);
}

static int refuse(SOCKET s, const void *out)
{
	if (ws2_refused())
		return SOCKET_ERROR;
	if (s == INVALID_SOCKET)
		return ws2_fail(WSAENOTSOCK);
	return out ? 0 : ws2_fail(WSAEFAULT);
}

/*
 * WSAHtonl and its like: the same for a socket's network.  (Microsoft: WSAHtonl …)
 */
int WINAPI WSAHtonl(SOCKET s, ULONG n, ULONG *out)
{
	if (refuse(s, out))
		return SOCKET_ERROR;
	*out = __builtin_bswap32(n);
	return 0;
}

int WINAPI WSAHtons(SOCKET s, WS_u_short n, WS_u_short *out)
{
	if (refuse(s, out))
		return SOCKET_ERROR;
	*out = __builtin_bswap16(n);
	return 0;
}

int WINAPI WSANtohl(SOCKET s, ULONG n, ULONG *out)
{
	return WSAHtonl(s, n, out);
}

int WINAPI WSANtohs(SOCKET s, WS_u_short n, WS_u_short *out)
{
	return WSAHtons(s, n, out);
}
