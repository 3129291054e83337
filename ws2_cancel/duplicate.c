/*
 * WSADuplicateSocket, and the other end of it in WSASocket: the ticket goes in members
 * of WSAPROTOCOL_INFO that Windows reserves.
 */
#include "ws2_cancel/extension.h"
#include <stddef.h>
#include <string.h>

static void put(const struct socket_ticket *t, WSAPROTOCOL_INFOW *info)
{
	info->dwProviderReserved = (DWORD)t->cookie;
	info->dwServiceFlags2 = (DWORD)(t->cookie >> 32);
	info->dwServiceFlags3 = t->giver;
	info->dwServiceFlags4 = t->taker;
}

NTSTATUS ws2_take(const WSAPROTOCOL_INFOW *info, DWORD flags, HANDLE *out)
{
	const struct socket_ticket t = {
		.cookie = info->dwProviderReserved |
			  (uint64_t)info->dwServiceFlags2 << 32,
		.giver = info->dwServiceFlags3,
		.taker = info->dwServiceFlags4,
	};

	return socket_take(&t, !!(flags & WSA_FLAG_OVERLAPPED),
			   flags & WSA_FLAG_NO_HANDLE_INHERIT ? 0 : OBJ_INHERIT,
			   out);
}

static void describe(const struct socket *s, WSAPROTOCOL_INFOW *info)
{
	const char *name = s->type == SOCK_STREAM ? "TCP/IP" :
			   s->type == SOCK_DGRAM  ? "UDP/IP" : "RAW/IP";
	bool stream = s->type == SOCK_STREAM;
	int size = s->family == AF_INET	 ? (int)sizeof(struct WS_sockaddr_in) :
		   s->family == AF_INET6 ? (int)sizeof(struct WS_sockaddr_in6) :
					   110;

	memset(info, 0, sizeof(*info));
	info->dwServiceFlags1 = stream ? XP1_IFS_HANDLES | XP1_GUARANTEED_ORDER |
						 XP1_GUARANTEED_DELIVERY |
						 XP1_GRACEFUL_CLOSE :
					 XP1_IFS_HANDLES | XP1_CONNECTIONLESS |
						 XP1_MESSAGE_ORIENTED;
	info->dwProviderFlags = PFL_MATCHES_PROTOCOL_ZERO;
	info->ProtocolChain.ChainLen = BASE_PROTOCOL;
	info->iVersion = 2;
	info->iAddressFamily = s->family == AF_INET6 ? WS_AF_INET6 : s->family;
	info->iMaxSockAddr = info->iMinSockAddr = size;
	info->iSocketType = s->type;
	info->iProtocol = s->protocol;
	info->dwMessageSize = stream ? 0 : 65507;
	for (unsigned i = 0; name[i]; i++)
		info->szProtocol[i] = (WCHAR)name[i];
}

/*
 * WSADuplicateSocket: what lets this process, or another of the same user, make a
 * socket of its own of it, once, by WSASocket. WSAEINVAL for no process, WSAEFAULT
 * for no info, WSAENOBUFS while 256 have been given that nobody took.
 * (Microsoft: WSADuplicateSocketW)
 */
int WINAPI WSADuplicateSocketW(SOCKET s, DWORD process, WSAPROTOCOL_INFOW *info)
{
	struct socket_ticket t;
	WSAPROTOCOL_INFOW own;
	struct socket *held;
	NTSTATUS status;

	if (!info)
		return ws2_refused() ? SOCKET_ERROR : ws2_fail(WSAEFAULT);
	held = ws2_hold(s);
	if (!held)
		return SOCKET_ERROR;
	describe(held, &own);
	socket_let_go(held);
	status = socket_give(socket_handle(s), process, &t);
	if (status)
		return ws2_fail_status(status);
	put(&t, &own);
	*info = own;
	return 0;
}

int WINAPI WSADuplicateSocketA(SOCKET s, DWORD process, WSAPROTOCOL_INFOA *info)
{
	WSAPROTOCOL_INFOW wide;
	int failed = WSADuplicateSocketW(s, process, info ? &wide : NULL);

	if (failed)
		return failed;
	/* the same but for the text, which is the last */
	memset(info, 0, sizeof(*info));
	memcpy(info, &wide, offsetof(WSAPROTOCOL_INFOA, szProtocol));
	for (unsigned i = 0; wide.szProtocol[i]; i++)
		info->szProtocol[i] = (char)wide.szProtocol[i];
	return 0;
}
