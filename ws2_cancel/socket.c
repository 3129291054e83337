/*
 * Sockets from their beginning to their end: made, named, connected, accepted,
 * closed.
 */
#include "ws2_cancel/extension.h"
#include "ws2_cancel/hooks.h"
#include "ntdll_cancel/points.h"
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

static int linux_family(int family)
{
	switch (family) {
	case WS_AF_INET:
		return AF_INET;
	case WS_AF_INET6:
		return AF_INET6;
	case WS_AF_UNIX:
		return AF_UNIX;
	}
	return -1;
}

/*
 * WSASocketW: WSAEAFNOSUPPORT, WSAESOCKTNOSUPPORT, WSAEPROTONOSUPPORT for what there
 * is not; WSAEINVAL for an info of WSADuplicateSocket's that is used up, or was for
 * another process. Only with WSA_FLAG_OVERLAPPED can it have overlapped operations (W-068);
 * others block, whatever they are given. (Microsoft: WSASocketW)
 */
SOCKET WINAPI WSASocketW(int family, int type, int protocol,
			 WSAPROTOCOL_INFOW *info, GROUP group, DWORD flags)
{
	HANDLE h;
	NTSTATUS status;

	(void)group;
	if (ws2_refused())
		return INVALID_SOCKET;
	if (info && info->dwProviderReserved) {
		status = ws2_take(info, flags, &h);
		if (!status)
			return (SOCKET)(ULONG_PTR)h;
		ws2_fail_status(status);
		return INVALID_SOCKET;
	}
	if (info) {
		family = family == -1 ? info->iAddressFamily : family;
		type = type == -1 ? info->iSocketType : type;
		protocol = protocol == -1 ? info->iProtocol : protocol;
	}
	/* A type or a protocol alone says what family is meant. */
	if (family == WS_AF_UNSPEC && (type || protocol))
		family = WS_AF_INET;
	if (!type && protocol == WS_IPPROTO_TCP)
		type = WS_SOCK_STREAM;
	if (!type && protocol == WS_IPPROTO_UDP)
		type = WS_SOCK_DGRAM;
	family = linux_family(family);
	if (family < 0) {
		ws2_fail(WSAEAFNOSUPPORT);
		return INVALID_SOCKET;
	}
	if (type < WS_SOCK_STREAM || type > WS_SOCK_RAW) {
		ws2_fail(WSAESOCKTNOSUPPORT);
		return INVALID_SOCKET;
	}
	status = socket_create(family, type, protocol,
			       !!(flags & WSA_FLAG_OVERLAPPED),
			       flags & WSA_FLAG_NO_HANDLE_INHERIT ? 0 :
								    OBJ_INHERIT,
			       &h);
	if (!status)
		return (SOCKET)(ULONG_PTR)h;
	ws2_fail_status(status);
	return INVALID_SOCKET;
}

/*
 * WSASocketA: the same; the text in info is not looked at.
 */
SOCKET WINAPI WSASocketA(int family, int type, int protocol,
			 WSAPROTOCOL_INFOA *info, GROUP group, DWORD flags)
{
	return WSASocketW(family, type, protocol, (WSAPROTOCOL_INFOW *)info,
			  group, flags);
}

/*
 * socket: overlapped.  (Microsoft: socket)
 */
SOCKET WINAPI ws2_socket(int family, int type, int protocol)
{
	return WSASocketW(family, type, protocol, NULL, 0, WSA_FLAG_OVERLAPPED);
}

/*
 * closesocket: what is pending is cancelled and told as such (W-059); calls that
 * block in it fail with WSAEINTR. WSAENOTSOCK.  (Microsoft: closesocket)
 */
int WINAPI closesocket(SOCKET s)
{
	struct socket *held = ws2_hold(s);
	NTSTATUS status;

	if (!held)
		return SOCKET_ERROR;
	socket_let_go(held);
	status = ws2_hooked() ? hooked_close(s) : NtClose(socket_handle(s));
	return status ? ws2_fail_status(status) : 0;
}

/*
 * bind: WSAEINVAL if it has a name already, WSAEADDRINUSE, WSAEADDRNOTAVAIL,
 * WSAEFAULT for no address.  (Microsoft: bind)
 */
int WINAPI ws2_bind(SOCKET s, const struct WS_sockaddr *name, int length)
{
	struct sockaddr_storage to;
	socklen_t n = address_in(&to, name, length);
	struct socket *held = ws2_hold(s);
	const int on = 1;
	int err = 0;

	if (!held)
		return SOCKET_ERROR;
	if (!n)
		err = EFAULT;
	else if (atomic_load(&held->marks) & SOCK_BOUND)
		err = EINVAL;
	/* Windows has no wait for the end of old connections to this port. */
	if (!err && held->type == SOCK_STREAM && held->family != AF_UNIX &&
	    !(atomic_load(&held->marks) & SOCK_EXCLUSIVE))
		setsockopt(held->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (!err && bind(held->fd, (struct sockaddr *)&to, n))
		err = errno;
	if (!err)
		atomic_fetch_or(&held->marks, SOCK_BOUND);
	socket_let_go(held);
	return err ? ws2_fail_errno(err) : 0;
}

/*
 * listen: WSAEINVAL before bind.  (Microsoft: listen)
 */
int WINAPI ws2_listen(SOCKET s, int backlog)
{
	struct socket *held = ws2_hold(s);
	int err = 0;

	if (!held)
		return SOCKET_ERROR;
	if (!(atomic_load(&held->marks) & SOCK_BOUND))
		err = EINVAL;
	else if (atomic_load(&held->marks) & SOCK_CONNECTED)
		err = EISCONN;
	/* SOMAXCONN is all that can be had; below 0 the other way to ask. */
	else if (listen(held->fd, backlog < 0 ? -(long)backlog > SOMAXCONN ?
						 SOMAXCONN : -backlog :
						 backlog))
		err = errno;
	else
		atomic_fetch_or(&held->marks, SOCK_LISTENS);
	socket_let_go(held);
	return err ? ws2_fail_errno(err) : 0;
}

/*
 * accept: the next connection, waited for unless the socket is nonblocking.
 * WSAEFAULT
 * if there is no room for the address.  (Microsoft: accept)
 */
SOCKET WINAPI ws2_accept(SOCKET s, struct WS_sockaddr *name, int *length)
{
	HANDLE h;
	NTSTATUS status;

	if (ws2_refused())
		return INVALID_SOCKET;
	/* Before there is a connection that would be lost by it. */
	if (name && (!length || *length < (int)sizeof(*name))) {
		struct socket *held = ws2_hold(s);

		if (held) {
			socket_let_go(held);
			ws2_fail(WSAEFAULT);
		}
		return INVALID_SOCKET;
	}
	status = ws2_hooked() ? hooked_accept(s, &h, name, length) :
				socket_accept(socket_handle(s), &h, name, length);
	if (!status)
		return (SOCKET)(ULONG_PTR)h;
	ws2_fail_status(status);
	return INVALID_SOCKET;
}

/*
 * connect: waited for unless the socket is nonblocking: then WSAEWOULDBLOCK, and
 * SO_ERROR tells how it went.  (Microsoft: connect)
 */
int WINAPI ws2_connect(SOCKET s, const struct WS_sockaddr *name, int length)
{
	struct socket_request r = { .verb = SOCK_CONNECT, .send = true };
	const struct ws2_overlapped how = { NULL, NULL };
	int error;

	if (ws2_refused())
		return SOCKET_ERROR;
	error = ws2_address(&r, name, length);
	if (error)
		return ws2_fail(error);
	return ws2_begin(s, &r, &how, NULL, NULL);
}

/*
 * WSAConnect: the same; data and qualities of service are not to be had.
 * (Microsoft: WSAConnect)
 */
int WINAPI WSAConnect(SOCKET s, const struct WS_sockaddr *name, int length,
		      WSABUF *caller, WSABUF *callee, QOS *sqos, QOS *gqos)
{
	(void)caller;
	(void)callee;
	(void)sqos;
	(void)gqos;
	return ws2_connect(s, name, length);
}

/*
 * shutdown: SD_RECEIVE, SD_SEND, SD_BOTH. Sending after that: WSAESHUTDOWN. A stream
 * without a connection: WSAENOTCONN, and nothing is done.  (Microsoft: shutdown)
 */
int WINAPI ws2_shutdown(SOCKET s, int how)
{
	static const uint32_t marks[] = { SOCK_NO_RECEIVE, SOCK_NO_SEND,
					  SOCK_NO_RECEIVE | SOCK_NO_SEND };
	struct socket *held = ws2_hold(s);
	bool stream = held && held->type == SOCK_STREAM;
	uint32_t had;
	int err = 0;

	if (!held)
		return SOCKET_ERROR;
	if (how < 0 || how > 2) {
		err = EINVAL;
	} else if (stream && !socket_has_peer(held)) {
		err = ENOTCONN;
	} else {
		/* First: what others send is refused from the call on, and they are
		 * to be told why. */
		had = atomic_fetch_or(&held->marks, marks[how]);
		/* Datagrams need no peer; Linux says that there is none, too. */
		if (shutdown(held->fd, how) && (stream || errno != ENOTCONN)) {
			err = errno;
			atomic_fetch_and(&held->marks, ~(marks[how] & ~had));
		}
		POINT("socket:shut");
	}
	socket_let_go(held);
	return err ? ws2_fail_errno(err) : 0;
}

static int name_of(SOCKET s, struct WS_sockaddr *name, int *length, bool peer)
{
	struct sockaddr_storage found;
	socklen_t n = sizeof(found);
	struct socket *held = ws2_hold(s);
	int err = 0;

	if (!held)
		return SOCKET_ERROR;
	memset(&found, 0, sizeof(found));
	if (!name || !length)
		err = EFAULT;
	else if ((peer ? getpeername : getsockname)(
			 held->fd, (struct sockaddr *)&found, &n))
		err = errno;
	else if (!peer && held->family != AF_UNIX &&
		 !((struct sockaddr_in *)&found)->sin_port &&
		 !(atomic_load(&held->marks) & (SOCK_BOUND | SOCK_ASKED)))
		err = EINVAL; /* it has none yet */
	else if (*length < (int)n)
		err = EFAULT;
	socket_let_go(held);
	if (err)
		return ws2_fail_errno(err);
	address_out(name, length, &found, n);
	return 0;
}

/*
 * getsockname, getpeername: WSAEINVAL for a socket without a name, WSAENOTCONN.
 * (Microsoft: getsockname …)
 */
int WINAPI ws2_getsockname(SOCKET s, struct WS_sockaddr *name, int *length)
{
	return name_of(s, name, length, false);
}

int WINAPI ws2_getpeername(SOCKET s, struct WS_sockaddr *name, int *length)
{
	return name_of(s, name, length, true);
}
