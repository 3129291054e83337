/*
 * ioctlsocket and WSAIoctl: blocking or not, how much is there, the extension
 * functions.
 */
#include "ws2_cancel/ws2.h"
#include "ws2_cancel/extension.h"
#include <errno.h>
#include <mstcpip.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>

/* In front of Linux' macros of these names. */
#define ASK_NONBLOCKING WS_FIONBIO
#define ASK_AVAILABLE WS_FIONREAD
#define ASK_MARK WS_SIOCATMARK
#define KEEPALIVE_VALUES _WSAIOW(WS_IOC_VENDOR, 4)

static int command(struct socket *s, DWORD code, ULONG *value)
{
	int n = 0;

	switch (code) {
	case ASK_NONBLOCKING:
		/* Who is told of its news does not wait for them. */
		return socket_set_nonblocking(s, *value != 0) ? EINVAL : 0;
	case ASK_AVAILABLE:
		/* A datagram socket's is the first datagram, here as there. */
		if (ioctl(s->fd, FIONREAD, &n))
			return errno;
		*value = (ULONG)n;
		return 0;
	case ASK_MARK:
		if (ioctl(s->fd, SIOCATMARK, &n))
			return errno;
		*value = !!n;
		return 0;
	}
	return EOPNOTSUPP;
}

/*
 * ioctlsocket: FIONBIO, FIONREAD, SIOCATMARK; else WSAEOPNOTSUPP.
 * (Microsoft: ioctlsocket)
 */
int WINAPI ioctlsocket(SOCKET s, LONG code, WS_u_long *value)
{
	struct socket *held = ws2_hold(s);
	int err;

	if (!held)
		return SOCKET_ERROR;
	err = value ? command(held, (DWORD)code, value) : EFAULT;
	socket_let_go(held);
	return err ? ws2_fail_errno(err) : 0;
}

static void *extension(const GUID *id)
{
	static const struct {
		GUID id;
		void *function;
	} rows[] = {
		{ WSAID_ACCEPTEX, (void *)AcceptEx },
		{ WSAID_CONNECTEX, (void *)ws2_connect_ex },
		{ WSAID_DISCONNECTEX, (void *)ws2_disconnect_ex },
		{ WSAID_GETACCEPTEXSOCKADDRS, (void *)GetAcceptExSockaddrs },
		{ WSAID_TRANSMITFILE, (void *)TransmitFile },
		{ WSAID_WSARECVMSG, (void *)ws2_receive_message },
		{ WSAID_WSASENDMSG, (void *)WSASendMsg },
	};

	for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!memcmp(&rows[i].id, id, sizeof(*id)))
			return rows[i].function;
	return NULL;
}

/* In milliseconds there, in seconds here, and at least one. */
static int seconds(ULONG ms)
{
	return ms < 1000 ? 1 : (int)(ms / 1000);
}

static int keepalive(struct socket *s, const void *in, DWORD length)
{
	struct tcp_keepalive k;
	int on, idle, pause;

	if (!in || length < sizeof(k))
		return EFAULT;
	memcpy(&k, in, sizeof(k));
	on = !!k.onoff;
	idle = seconds(k.keepalivetime);
	pause = seconds(k.keepaliveinterval);
	if (setsockopt(s->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)))
		return errno;
	if (on && (setsockopt(s->fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle,
			      sizeof(idle)) ||
		   setsockopt(s->fd, IPPROTO_TCP, TCP_KEEPINTVL, &pause,
			      sizeof(pause))))
		return errno;
	return 0;
}

static int control(struct socket *s, DWORD code, const void *in, DWORD in_length,
		   void *out, DWORD out_length, DWORD *used)
{
	ULONG value = 0;
	void *function;
	int err;

	*used = 0;
	switch (code) {
	case WS_SIO_GET_EXTENSION_FUNCTION_POINTER:
		if (!in || in_length < sizeof(GUID) || !out ||
		    out_length < sizeof(function))
			return EFAULT;
		function = extension(in);
		if (!function)
			return EINVAL;
		memcpy(out, &function, sizeof(function));
		*used = sizeof(function);
		return 0;
	case ASK_NONBLOCKING:
		if (!in || in_length < sizeof(value))
			return EFAULT;
		memcpy(&value, in, sizeof(value));
		return command(s, code, &value);
	case ASK_AVAILABLE:
	case ASK_MARK:
		if (!out || out_length < sizeof(value))
			return EFAULT;
		err = command(s, code, &value);
		memcpy(out, &value, sizeof(value));
		*used = sizeof(value);
		return err;
	case KEEPALIVE_VALUES:
		return keepalive(s, in, in_length);
	case WS_SIO_UDP_CONNRESET:
		/* Linux tells of refused datagrams on connected sockets only. */
		return in && in_length >= sizeof(ULONG) ? 0 : EFAULT;
	}
	return EOPNOTSUPP;
}

/*
 * WSAIoctl: the commands of ioctlsocket, SIO_GET_EXTENSION_FUNCTION_POINTER (WSAEINVAL
 * for one that there is not), SIO_KEEPALIVE_VALS, SIO_UDP_CONNRESET. All are done
 * at once; with an OVERLAPPED that is told by its event alone.
 * (Microsoft: WSAIoctl)
 */
int WINAPI WSAIoctl(SOCKET s, DWORD code, void *in, DWORD in_length, void *out,
		    DWORD out_length, DWORD *used, WSAOVERLAPPED *overlapped,
		    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	struct socket *held = ws2_hold(s);
	DWORD count = 0;
	int err;

	if (!held)
		return SOCKET_ERROR;
	if (routine)
		err = EOPNOTSUPP;
	else if (!used && !overlapped)
		err = EFAULT;
	else
		err = control(held, code, in, in_length, out, out_length, &count);
	socket_let_go(held);
	if (used)
		*used = count;
	if (err)
		return ws2_fail_errno(err);
	if (overlapped) {
		overlapped->InternalHigh = count;
		__atomic_store_n(&overlapped->Internal, 0, __ATOMIC_RELEASE);
		if (overlapped->hEvent)
			SetEvent((HANDLE)((ULONG_PTR)overlapped->hEvent & ~1ull));
	}
	return 0;
}
