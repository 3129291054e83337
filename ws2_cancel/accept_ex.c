/*
 * AcceptEx: a connection put into a socket that was made before.
 */
#include "ws2_cancel/extension.h"
#include <string.h>

/*
 * AcceptEx: an operation of the listener, which is where it is cancelled; the
 * socket that was to be connected can be used for another one then, and closing it
 * ends the operation (W-055, W-057). With room for data it is complete when the
 * first have come. ERROR_INVALID_PARAMETER without an OVERLAPPED, WSAEFAULT without
 * room for the peer's address (W-056), WSAEINVAL for a socket in use.
 * (Microsoft: AcceptEx)
 */
BOOL WINAPI AcceptEx(SOCKET listener, SOCKET s, void *out, DWORD data_length,
		     DWORD local_length, DWORD remote_length, DWORD *done,
		     OVERLAPPED *overlapped)
{
	struct socket_request r = { .verb = SOCK_ACCEPT, .buffer = out };
	const struct ws2_overlapped how = { overlapped, NULL };
	struct socket *held;

	if (ws2_refused())
		return FALSE;
	if (!overlapped)
		return ws2_false(ERROR_INVALID_PARAMETER);
	if (!remote_length || !out)
		return ws2_false(WSAEFAULT);
	held = ws2_hold(listener);
	if (!held)
		return FALSE;
	bool listens = atomic_load(&held->marks) & SOCK_LISTENS;
	socket_let_go(held);
	if (!listens)
		return ws2_false(WSAEINVAL);
	r.more = sock_more_new(0);
	if (!r.more)
		return ws2_false(WSAENOBUFS);
	r.more->sock = socket_keep(socket_handle(s));
	if (!r.more->sock) {
		sock_more_end(r.more);
		return ws2_false(WSAENOTSOCK);
	}
	r.more->receive_length = data_length;
	r.more->local_length = local_length;
	r.more->remote_length = remote_length;
	return !ws2_begin(listener, &r, &how, done, NULL);
}

static void find(char *at, DWORD room, struct WS_sockaddr **name, INT *length)
{
	INT n = 0;

	if (room > sizeof(n))
		memcpy(&n, at, sizeof(n));
	*name = (struct WS_sockaddr *)(at + sizeof(n));
	*length = n;
}

/*
 * GetAcceptExSockaddrs: where in the buffer of a complete AcceptEx the addresses
 * are. The lengths are those given there.  (Microsoft: GetAcceptExSockaddrs)
 */
void WINAPI GetAcceptExSockaddrs(void *out, DWORD data_length, DWORD local_length,
				 DWORD remote_length, struct WS_sockaddr **local,
				 INT *local_size, struct WS_sockaddr **remote,
				 INT *remote_size)
{
	char *at = (char *)out + data_length;

	find(at, local_length, local, local_size);
	find(at + local_length, remote_length, remote, remote_size);
}
