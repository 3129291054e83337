/*
 * Receiving and sending, all forms: WSARecv and recv, WSASend and send, with
 * addresses, with control data.
 */
#include "ws2_cancel/extension.h"

struct transfer {
	bool send;
	const WSABUF *buffers;
	DWORD count;
	DWORD flags;
	const struct WS_sockaddr *to;
	int to_length;
	struct WS_sockaddr *from;
	int *from_length;
	WSABUF *control;
	DWORD *message_flags;
	DWORD *done, *flags_out;
};

/* False: there are some that we don't know. */
static bool linux_flags(DWORD flags, uint32_t *out)
{
	*out = (flags & WS_MSG_OOB ? MSG_OOB : 0) |
	       (flags & WS_MSG_PEEK ? MSG_PEEK : 0) |
	       (flags & WS_MSG_DONTROUTE ? MSG_DONTROUTE : 0) |
	       (flags & WS_MSG_WAITALL ? MSG_WAITALL : 0);
	return !(flags & ~(DWORD)(WS_MSG_OOB | WS_MSG_PEEK | WS_MSG_DONTROUTE |
				  WS_MSG_WAITALL | WS_MSG_PARTIAL));
}

static struct sock_more *WINAPI make_more(const struct transfer *t,
				   struct socket_request *r)
{
	struct sock_more *m = sock_more_new(t->count == 1 ? 0 : t->count);

	if (!m)
		return NULL;
	for (DWORD i = 0; i < m->count; i++)
		m->v[i] = (struct iovec){ t->buffers[i].buf, t->buffers[i].len };
	m->address = t->from;
	m->address_length = t->from_length;
	m->flags = t->message_flags;
	if (t->control && t->control->buf && t->control->len) {
		m->control = t->control->buf;
		m->control_length = &t->control->len;
	}
	if (t->to)
		m->to_length = address_in(&m->to, t->to, t->to_length);
	r->more = m;
	return m;
}

static int WINAPI check(const struct transfer *t, struct socket_request *r)
{
	uint64_t length = 0;

	if (ws2_refused())
		return SOCKET_ERROR;
	if (!t->buffers)
		return ws2_fail(WSAEFAULT);
	if (!t->count)
		return ws2_fail(WSAEINVAL);
	if (t->from && !t->from_length)
		return ws2_fail(WSAEFAULT);
	if (!linux_flags(t->flags, &r->flags))
		return ws2_fail(WSAEOPNOTSUPP);
	for (DWORD i = 0; i < t->count; i++)
		length += t->buffers[i].len;
	if (length > UINT32_MAX || t->count > 1024)
		return ws2_fail(WSAENOBUFS);
	r->length = (ULONG)length;
	r->buffer = t->buffers[0].buf;
	return 0;
}

/* What has more to it than one buffer: 0, or it has failed. */
__attribute__((noinline, cold))
static int WINAPI bring_more(const struct transfer *t, struct socket_request *r)
{
	if (!make_more(t, r))
		return ws2_fail(WSAENOBUFS);
	if (!t->to || r->more->to_length)
		return 0;
	sock_more_end(r->more);
	return ws2_fail(WSAEFAULT);
}

static int WINAPI transfer(SOCKET s, const struct transfer *t, WSAOVERLAPPED *overlapped,
		    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	struct socket_request r = { .send = t->send };
	const struct ws2_overlapped how = { overlapped, routine };

	if (check(t, &r))
		return SOCKET_ERROR;
	/* One that wants all may be cancelled with a part: not the short way. */
	if ((t->count != 1 || t->to || t->from || t->control ||
	     (r.flags & MSG_WAITALL)) && bring_more(t, &r))
		return SOCKET_ERROR;
	return ws2_begin(s, &r, &how, t->done, t->flags_out);
}

/* One buffer and nothing else, as nearly all are. */
static inline bool is_plain(const WSABUF *buffers, DWORD count, DWORD flags)
{
	return __builtin_expect(buffers && count == 1 && !flags, 1);
}

static inline int plain(SOCKET s, bool send, const WSABUF *one,
			WSAOVERLAPPED *overlapped,
			LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, DWORD *done,
			DWORD *flags_out)
{
	struct socket_request r = { .send = send, .buffer = one->buf,
				    .length = one->len };
	const struct ws2_overlapped how = { overlapped, routine };

	return ws2_refused() ? SOCKET_ERROR :
			       ws2_begin(s, &r, &how, done, flags_out);
}

/*
 * WSARecv: what comes next, into the buffers, which stay in use until it is
 * complete; the array of them is done with on return. With an OVERLAPPED:
 * WSA_IO_PENDING says that it waits; 0 that it is complete, and told as well by
 * event, port or routine; anything else that nothing was begun. Without one it
 * blocks. 0 bytes: the end of a stream. WSAEMSGSIZE: a datagram that was longer.
 * (Microsoft: WSARecv)
 */
int WINAPI WSARecv(SOCKET s, WSABUF *buffers, DWORD count, DWORD *done,
		   DWORD *flags, WSAOVERLAPPED *overlapped,
		   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	if (!flags)
		return ws2_refused() ? SOCKET_ERROR : ws2_fail(WSAEFAULT);
	if (is_plain(buffers, count, *flags))
		return plain(s, false, buffers, overlapped, routine, done,
			     flags);

	const struct transfer t = { .buffers = buffers, .count = count,
				    .flags = *flags, .done = done,
				    .flags_out = flags };

	return transfer(s, &t, overlapped, routine);
}

/*
 * WSARecvFrom: the same, and who sent it; the address is written when it is
 * complete.  (Microsoft: WSARecvFrom)
 */
int WINAPI WSARecvFrom(SOCKET s, WSABUF *buffers, DWORD count, DWORD *done,
		       DWORD *flags, struct WS_sockaddr *from, INT *from_length,
		       WSAOVERLAPPED *overlapped,
		       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	if (!flags)
		return ws2_refused() ? SOCKET_ERROR : ws2_fail(WSAEFAULT);

	const struct transfer t = { .buffers = buffers, .count = count,
				    .flags = *flags, .done = done,
				    .flags_out = flags, .from = from,
				    .from_length = from_length };

	return transfer(s, &t, overlapped, routine);
}

/*
 * WSASend: as WSARecv. What one call sends on a stream stays together; complete, all
 * of it has been taken.  (Microsoft: WSASend)
 */
int WINAPI WSASend(SOCKET s, WSABUF *buffers, DWORD count, DWORD *done,
		   DWORD flags, WSAOVERLAPPED *overlapped,
		   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	if (is_plain(buffers, count, flags))
		return plain(s, true, buffers, overlapped, routine, done, NULL);

	const struct transfer t = { .send = true, .buffers = buffers,
				    .count = count, .flags = flags,
				    .done = done };

	return transfer(s, &t, overlapped, routine);
}

/*
 * WSASendTo: the same, to an address, which is done with on return.
 * (Microsoft: WSASendTo)
 */
int WINAPI WSASendTo(SOCKET s, WSABUF *buffers, DWORD count, DWORD *done,
		     DWORD flags, const struct WS_sockaddr *to, int to_length,
		     WSAOVERLAPPED *overlapped,
		     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	const struct transfer t = { .send = true, .buffers = buffers,
				    .count = count, .flags = flags,
				    .done = done, .to = to,
				    .to_length = to_length };

	return transfer(s, &t, overlapped, routine);
}

/*
 * WSARecvMsg, WSASendMsg: with control data; the message, too, stays in use until
 * the operation is complete.  (Microsoft: LPFN_WSARECVMSG, WSASendMsg)
 */
INT WINAPI ws2_receive_message(SOCKET s, WSAMSG *message, DWORD *done,
			       WSAOVERLAPPED *overlapped,
			       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	if (!message)
		return ws2_refused() ? SOCKET_ERROR : ws2_fail(WSAEFAULT);

	const struct transfer t = {
		.buffers = message->lpBuffers, .count = message->dwBufferCount,
		.flags = message->dwFlags, .done = done,
		.from = (struct WS_sockaddr *)message->name,
		.from_length = &message->namelen, .control = &message->Control,
		.message_flags = &message->dwFlags,
	};

	return transfer(s, &t, overlapped, routine);
}

INT WINAPI WSASendMsg(SOCKET s, WSAMSG *message, DWORD flags, DWORD *done,
		      WSAOVERLAPPED *overlapped,
		      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	if (!message)
		return ws2_refused() ? SOCKET_ERROR : ws2_fail(WSAEFAULT);

	const struct transfer t = {
		.send = true, .buffers = message->lpBuffers,
		.count = message->dwBufferCount, .flags = flags, .done = done,
		.to = (struct WS_sockaddr *)message->name,
		.to_length = message->namelen, .control = &message->Control,
	};

	return transfer(s, &t, overlapped, routine);
}

/*
 * recv, recvfrom, send, sendto: one buffer, blocking, or as the socket is; how many
 * bytes, or SOCKET_ERROR.  (Microsoft: recv …)
 */
int WINAPI ws2_recvfrom(SOCKET s, char *buffer, int length, int flags,
			struct WS_sockaddr *from, int *from_length)
{
	WSABUF one = { (ULONG)length, buffer };
	DWORD done = 0;
	const struct transfer t = { .buffers = &one, .count = 1,
				    .flags = (DWORD)flags, .done = &done,
				    .from = from, .from_length = from_length };

	if (length < 0)
		return ws2_refused() ? SOCKET_ERROR : ws2_fail(WSAEFAULT);
	return transfer(s, &t, NULL, NULL) ? SOCKET_ERROR : (int)done;
}

int WINAPI ws2_recv(SOCKET s, char *buffer, int length, int flags)
{
	return ws2_recvfrom(s, buffer, length, flags, NULL, NULL);
}

/*
 * WSARecvEx: recv whose flags come back: MSG_PARTIAL and how much there is in the
 * buffer, where recv has WSAEMSGSIZE; else 0.  (Microsoft: WSARecvEx)
 */
int WINAPI WSARecvEx(SOCKET s, char *buffer, INT length, INT *flags)
{
	WSABUF one = { (ULONG)length, buffer };
	DWORD done = 0, out = 0, error = GetLastError();

	if (ws2_refused())
		return SOCKET_ERROR;
	if (!flags || length < 0)
		return ws2_fail(WSAEFAULT);

	const struct transfer t = { .buffers = &one, .count = 1,
				    .flags = (DWORD)*flags, .done = &done,
				    .flags_out = &out };

	if (transfer(s, &t, NULL, NULL) && !out)
		return SOCKET_ERROR;
	SetLastError(error);
	*flags = (INT)out;
	return (int)done;
}

int WINAPI ws2_sendto(SOCKET s, const char *buffer, int length, int flags,
		      const struct WS_sockaddr *to, int to_length)
{
	WSABUF one = { (ULONG)length, (char *)buffer };
	DWORD done = 0;
	const struct transfer t = { .send = true, .buffers = &one, .count = 1,
				    .flags = (DWORD)flags, .done = &done,
				    .to = to, .to_length = to_length };

	if (length < 0)
		return ws2_refused() ? SOCKET_ERROR : ws2_fail(WSAEFAULT);
	return transfer(s, &t, NULL, NULL) ? SOCKET_ERROR : (int)done;
}

int WINAPI ws2_send(SOCKET s, const char *buffer, int length, int flags)
{
	return ws2_sendto(s, buffer, length, flags, NULL, 0);
}
