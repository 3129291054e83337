/*
 * Options of sockets: Windows' levels, names and structures over Linux'.
 */
#include "ws2_cancel/ws2.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

/* Those that are an int on both sides, or the same structure. */
static const struct row {
	int level, name;
	int linux_level, linux_name;
	bool boolean; /* reads as 0 or 1 */
} rows[] = {
	{ WS_SOL_SOCKET, WS_SO_KEEPALIVE, SOL_SOCKET, SO_KEEPALIVE, true },
	{ WS_SOL_SOCKET, WS_SO_DONTROUTE, SOL_SOCKET, SO_DONTROUTE, true },
	{ WS_SOL_SOCKET, WS_SO_BROADCAST, SOL_SOCKET, SO_BROADCAST, true },
	{ WS_SOL_SOCKET, WS_SO_OOBINLINE, SOL_SOCKET, SO_OOBINLINE, true },
	{ WS_SOL_SOCKET, WS_SO_SNDBUF, SOL_SOCKET, SO_SNDBUF, false },
	{ WS_SOL_SOCKET, WS_SO_RCVBUF, SOL_SOCKET, SO_RCVBUF, false },
	{ WS_SOL_SOCKET, WS_SO_RCVLOWAT, SOL_SOCKET, SO_RCVLOWAT, false },
	{ WS_IPPROTO_TCP, WS_TCP_NODELAY, IPPROTO_TCP, TCP_NODELAY, true },
	{ WS_IPPROTO_TCP, 3, IPPROTO_TCP, TCP_KEEPIDLE, false },
	{ WS_IPPROTO_TCP, 16, IPPROTO_TCP, TCP_KEEPCNT, false },
	{ WS_IPPROTO_TCP, 17, IPPROTO_TCP, TCP_KEEPINTVL, false },
	{ WS_IPPROTO_IP, WS_IP_TOS, IPPROTO_IP, IP_TOS, false },
	{ WS_IPPROTO_IP, WS_IP_TTL, IPPROTO_IP, IP_TTL, false },
	{ WS_IPPROTO_IP, WS_IP_HDRINCL, IPPROTO_IP, IP_HDRINCL, true },
	{ WS_IPPROTO_IP, WS_IP_MULTICAST_IF, IPPROTO_IP, IP_MULTICAST_IF, false },
	{ WS_IPPROTO_IP, WS_IP_MULTICAST_TTL, IPPROTO_IP, IP_MULTICAST_TTL, false },
	{ WS_IPPROTO_IP, WS_IP_MULTICAST_LOOP, IPPROTO_IP, IP_MULTICAST_LOOP, true },
	{ WS_IPPROTO_IP, WS_IP_ADD_MEMBERSHIP, IPPROTO_IP, IP_ADD_MEMBERSHIP, false },
	{ WS_IPPROTO_IP, WS_IP_DROP_MEMBERSHIP, IPPROTO_IP, IP_DROP_MEMBERSHIP, false },
	{ WS_IPPROTO_IP, WS_IP_PKTINFO, IPPROTO_IP, IP_PKTINFO, true },
	{ WS_IPPROTO_IP, WS_IP_HOPLIMIT, IPPROTO_IP, IP_RECVTTL, true },
	{ IPPROTO_IPV6, WS_IPV6_PKTINFO, IPPROTO_IPV6, IPV6_RECVPKTINFO, true },
	{ IPPROTO_IPV6, WS_IPV6_HOPLIMIT, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, true },
	{ IPPROTO_IPV6, WS_IPV6_UNICAST_HOPS, IPPROTO_IPV6, IPV6_UNICAST_HOPS, false },
	{ IPPROTO_IPV6, WS_IPV6_MULTICAST_IF, IPPROTO_IPV6, IPV6_MULTICAST_IF, false },
	{ IPPROTO_IPV6, WS_IPV6_MULTICAST_HOPS, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, false },
	{ IPPROTO_IPV6, WS_IPV6_MULTICAST_LOOP, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, true },
	{ IPPROTO_IPV6, WS_IPV6_ADD_MEMBERSHIP, IPPROTO_IPV6, IPV6_JOIN_GROUP, false },
	{ IPPROTO_IPV6, WS_IPV6_DROP_MEMBERSHIP, IPPROTO_IPV6, IPV6_LEAVE_GROUP, false },
	{ IPPROTO_IPV6, WS_IPV6_V6ONLY, IPPROTO_IPV6, IPV6_V6ONLY, true },
};

static const struct row *find(int level, int name)
{
	for (unsigned i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].level == level && rows[i].name == name)
			return &rows[i];
	return NULL;
}

static uint32_t mark_of(int name)
{
	return name == WS_SO_REUSEADDR ? SOCK_REUSE : SOCK_EXCLUSIVE;
}

static int set_reuse(struct socket *s, int name, int value)
{
	uint32_t other = name == WS_SO_REUSEADDR ? SOCK_EXCLUSIVE : SOCK_REUSE;
	int on = name == WS_SO_REUSEADDR && value;

	if (value && (atomic_load(&s->marks) & other))
		return EINVAL;
	if (value)
		atomic_fetch_or(&s->marks, mark_of(name));
	else
		atomic_fetch_and(&s->marks, ~mark_of(name));
	return setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ?
		       errno : 0;
}

static int set_linger(struct socket *s, const char *value, int length)
{
	struct WS_linger asked;
	struct linger l;

	if (length < (int)sizeof(asked))
		return EFAULT;
	memcpy(&asked, value, sizeof(asked));
	l = (struct linger){ asked.l_onoff, asked.l_linger };
	return setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l)) ? errno : 0;
}

/* -1: none of these. */
static int set_own(struct socket *s, int name, int n, const char *value, int length)
{
	struct linger none = { 0, 0 };

	switch (name) {
	case (int)WS_SO_REUSEADDR:
	case (int)WS_SO_EXCLUSIVEADDRUSE:
		return set_reuse(s, name, n);
	case WS_SO_LINGER:
		return set_linger(s, value, length);
	case (int)WS_SO_DONTLINGER:
		return n && setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &none,
				       sizeof(none)) ? errno : 0;
	case WS_SO_RCVTIMEO:
		atomic_store(&s->receive_ms, (uint32_t)n);
		return length < 4 ? EFAULT : 0;
	case WS_SO_SNDTIMEO:
		atomic_store(&s->send_ms, (uint32_t)n);
		return length < 4 ? EFAULT : 0;
	case WS_SO_UPDATE_ACCEPT_CONTEXT:
		/* Linux has given it the listener's properties already. */
		return length < (int)sizeof(SOCKET) ? EFAULT :
		       atomic_load(&s->marks) & SOCK_CONNECTED ? 0 : ENOTCONN;
	case WS_SO_UPDATE_CONNECT_CONTEXT:
		return atomic_load(&s->marks) & SOCK_CONNECTED ? 0 : ENOTCONN;
	case WS_SO_ERROR:
	case WS_SO_TYPE:
	case WS_SO_ACCEPTCONN:
		return ENOPROTOOPT;
	}
	return -1;
}

static int set(struct socket *s, int level, int name, const char *value, int length)
{
	const struct row *row = find(level, name);
	int n = 0, err = -1;

	/* A BOOL may be a byte. */
	memcpy(&n, value, length < 4 ? length : 4);
	if (level == WS_SOL_SOCKET)
		err = set_own(s, name, n, value, length);
	if (err >= 0)
		return err;
	if (!row)
		return ENOPROTOOPT;
	if (setsockopt(s->fd, row->linux_level, row->linux_name,
		       length < 4 ? (void *)&n : value, length < 4 ? 4 : length))
		return errno;
	return 0;
}

/*
 * setsockopt: WSAENOPROTOOPT for what there is not, WSAEFAULT, WSAEINVAL. Time-outs
 * are in milliseconds and those of blocking calls alone.  (Microsoft: setsockopt)
 */
int WINAPI ws2_setsockopt(SOCKET s, int level, int name, const char *value,
			  int length)
{
	struct socket *held = ws2_hold(s);
	int err;

	if (!held)
		return SOCKET_ERROR;
	err = value && length > 0 ? set(held, level, name, value, length) : EFAULT;
	socket_let_go(held);
	return err ? ws2_fail_errno(err) : 0;
}

static int give(char *value, int *length, const void *from, int size)
{
	if (*length < size)
		return EFAULT;
	memcpy(value, from, size);
	*length = size;
	return 0;
}

static int get_linger(struct socket *s, int name, char *value, int *length)
{
	struct linger l;
	socklen_t n = sizeof(l);
	struct WS_linger out;
	DWORD off;

	if (getsockopt(s->fd, SOL_SOCKET, SO_LINGER, &l, &n))
		return errno;
	off = !l.l_onoff;
	out = (struct WS_linger){ (WS_u_short)l.l_onoff, (WS_u_short)l.l_linger };
	return name == WS_SO_LINGER ? give(value, length, &out, sizeof(out)) :
				      give(value, length, &off, sizeof(off));
}

static int get_own(struct socket *s, int name, char *value, int *length)
{
	uint32_t marks = atomic_load(&s->marks);
	DWORD n;
	int err = 0;
	socklen_t size = sizeof(err);
	NTSTATUS failure;

	switch (name) {
	case (int)WS_SO_REUSEADDR:
	case (int)WS_SO_EXCLUSIVEADDRUSE:
		n = !!(marks & mark_of(name));
		break;
	case WS_SO_LINGER:
	case (int)WS_SO_DONTLINGER:
		return get_linger(s, name, value, length);
	case WS_SO_RCVTIMEO:
		n = atomic_load(&s->receive_ms);
		break;
	case WS_SO_SNDTIMEO:
		n = atomic_load(&s->send_ms);
		break;
	case WS_SO_TYPE:
		n = (DWORD)s->type; /* the same numbers */
		break;
	case WS_SO_ACCEPTCONN:
		n = !!(marks & SOCK_LISTENS);
		break;
	case WS_SO_ERROR:
		if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &err, &size))
			return errno;
		/* FD_CONNECT has taken it from there. */
		failure = atomic_exchange(&s->failure, STATUS_SUCCESS);
		if (err)
			failure = socket_status(err);
		n = failure ? (DWORD)ws2_error(failure) : 0;
		break;
	case WS_SO_MAX_MSG_SIZE:
		n = s->type == SOCK_DGRAM ? 65507 : UINT32_MAX;
		break;
	default:
		return -1;
	}
	return give(value, length, &n, sizeof(n));
}

static int get(struct socket *s, int level, int name, char *value, int *length)
{
	const struct row *row = find(level, name);
	socklen_t size = (socklen_t)*length;
	int err = -1;

	if (level == WS_SOL_SOCKET)
		err = get_own(s, name, value, length);
	if (err >= 0)
		return err;
	if (!row)
		return ENOPROTOOPT;
	if (getsockopt(s->fd, row->linux_level, row->linux_name, value, &size))
		return errno;
	/* Linux answers with twice what was asked for. */
	if (size == sizeof(int) && row->linux_level == SOL_SOCKET &&
	    (row->linux_name == SO_SNDBUF || row->linux_name == SO_RCVBUF))
		*(int *)value /= 2;
	*length = (int)size;
	return 0;
}

/*
 * getsockopt: SO_ERROR is Winsock's code. WSAEFAULT if there is too little room.
 * (Microsoft: getsockopt)
 */
int WINAPI ws2_getsockopt(SOCKET s, int level, int name, char *value, int *length)
{
	struct socket *held = ws2_hold(s);
	int err;

	if (!held)
		return SOCKET_ERROR;
	err = value && length && *length > 0 ?
		      get(held, level, name, value, length) : EFAULT;
	socket_let_go(held);
	return err ? ws2_fail_errno(err) : 0;
}
