/*
 * WSAAccept, whose condition decides whether a connection is wanted, and the two
 * halves of shutdown that may bring data along.
 */
#include "ws2_cancel/extension.h"
#include <string.h>

static SOCKET none(int error)
{
	ws2_fail(error);
	return INVALID_SOCKET;
}

/* The peer is told at once, as by a refusal. */
static void reject(SOCKET s)
{
	struct WS_linger now = { 1, 0 };

	ws2_setsockopt(s, WS_SOL_SOCKET, WS_SO_LINGER, (const char *)&now,
		       sizeof(now));
	closesocket(s);
}

static int ask(SOCKET s, LPCONDITIONPROC condition, DWORD_PTR data)
{
	struct WS_sockaddr_storage peer, own;
	int peer_length = sizeof(peer), own_length = sizeof(own);
	WSABUF caller = { 0, (char *)&peer }, callee = { 0, (char *)&own };
	WSABUF no_caller = { 0, NULL }, no_callee = { 0, NULL };
	GROUP group = 0;

	if (!ws2_getpeername(s, (struct WS_sockaddr *)&peer, &peer_length))
		caller.len = (ULONG)peer_length;
	if (!ws2_getsockname(s, (struct WS_sockaddr *)&own, &own_length))
		callee.len = (ULONG)own_length;
	return condition(&caller, &no_caller, NULL, NULL, &callee, &no_callee,
			 &group, data);
}

/*
 * WSAAccept: as accept, and the condition is asked on this thread. CF_REJECT:
 * WSAECONNREFUSED, and the peer's connection is reset; CF_DEFER: WSATRY_AGAIN, and the
 * next who accepts here gets it; WSAEINVAL for any other answer.
 * (Microsoft: WSAAccept)
 */
SOCKET WINAPI WSAAccept(SOCKET s, struct WS_sockaddr *name, int *length,
			LPCONDITIONPROC condition, DWORD_PTR data)
{
	SOCKET found = ws2_accept(s, name, length);

	if (found == INVALID_SOCKET || !condition)
		return found;
	switch (ask(found, condition, data)) {
	case CF_ACCEPT:
		return found;
	case CF_REJECT:
		reject(found);
		return none(WSAECONNREFUSED);
	case CF_DEFER:
		socket_defer(socket_handle(s), socket_handle(found));
		return none(WSATRY_AGAIN);
	}
	reject(found);
	return none(WSAEINVAL);
}

/*
 * WSASendDisconnect, WSARecvDisconnect: as shutdown. WSAENOPROTOOPT for data, which no
 * protocol here takes along.  (Microsoft: WSASendDisconnect, WSARecvDisconnect)
 */
static int disconnect(SOCKET s, const WSABUF *data, int how)
{
	struct socket *held = ws2_hold(s);

	if (!held)
		return SOCKET_ERROR;
	socket_let_go(held);
	if (data && data->len)
		return ws2_fail(WSAENOPROTOOPT);
	return ws2_shutdown(s, how);
}

int WINAPI WSASendDisconnect(SOCKET s, WSABUF *data)
{
	return disconnect(s, data, SD_SEND);
}

int WINAPI WSARecvDisconnect(SOCKET s, WSABUF *data)
{
	return disconnect(s, data, SD_RECEIVE);
}
