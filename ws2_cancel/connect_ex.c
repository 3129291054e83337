/*
 * ConnectEx, DisconnectEx, TransmitFile: the connection's other extension functions.
 */
#define _GNU_SOURCE
#include "ws2_cancel/extension.h"
#include "ntdll_cancel/private.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static BOOL is_bound(SOCKET s)
{
	struct socket *held = ws2_hold(s);
	BOOL bound;

	if (!held)
		return FALSE;
	bound = !!(atomic_load(&held->marks) & SOCK_BOUND);
	socket_let_go(held);
	return bound ? TRUE : ws2_false(WSAEINVAL);
}

/*
 * ConnectEx: connects, and sends what comes along. WSAEINVAL for a socket that was
 * not bound; ERROR_INVALID_PARAMETER without an OVERLAPPED.  (Microsoft: ConnectEx)
 */
BOOL WINAPI ws2_connect_ex(SOCKET s, const struct WS_sockaddr *name, int length,
			   void *data, DWORD data_length, DWORD *sent,
			   OVERLAPPED *overlapped)
{
	struct socket_request r = { .verb = SOCK_CONNECT, .send = true,
				    .buffer = data,
				    .length = data ? data_length : 0 };
	const struct ws2_overlapped how = { overlapped, NULL };
	int error;

	if (ws2_refused())
		return FALSE;
	if (!overlapped)
		return ws2_false(ERROR_INVALID_PARAMETER);
	if (!is_bound(s))
		return FALSE;
	error = ws2_address(&r, name, length);
	if (error)
		return ws2_false(error);
	return !ws2_begin(s, &r, &how, sent, NULL);
}

/*
 * DisconnectEx: nothing is sent or received any more; with TF_REUSE_SOCKET the
 * socket is as if just made. Without an OVERLAPPED it blocks.
 * (Microsoft: DisconnectEx)
 */
BOOL WINAPI ws2_disconnect_ex(SOCKET s, OVERLAPPED *overlapped, DWORD flags,
			      DWORD reserved)
{
	struct socket_request r = { .verb = SOCK_DISCONNECT, .send = true };
	const struct ws2_overlapped how = { overlapped, NULL };

	if (ws2_refused())
		return FALSE;
	if (reserved || (flags & ~(DWORD)TF_REUSE_SOCKET))
		return ws2_false(WSAEINVAL);
	r.more = sock_more_new(0);
	if (!r.more)
		return ws2_false(WSAENOBUFS);
	r.more->reuse = !!(flags & TF_REUSE_SOCKET);
	return !ws2_begin(s, &r, &how, NULL, NULL);
}

/* The file's descriptor, ours, and what of it is to go. Winsock's code. */
static int take_file(struct sock_more *m, HANDLE file, DWORD length,
		     const OVERLAPPED *overlapped)
{
	struct stat st;
	int fd;

	if (file_unix_fd(file, &fd) || fd < 0)
		return WSAENOTSOCK;
	m->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (m->fd < 0 || fstat(m->fd, &st))
		return WSAENOBUFS;
	m->offset = overlapped ? overlapped->Offset |
				 (int64_t)overlapped->OffsetHigh << 32 :
				 lseek(m->fd, 0, SEEK_CUR);
	m->file_length = length ? length :
			 st.st_size > m->offset ? st.st_size - m->offset : 0;
	return m->file_length > INT32_MAX ? WSAEINVAL : 0;
}

/*
 * TransmitFile: a head, a file from the OVERLAPPED's offset, or the file's position,
 * and a tail; `length` of the file, or 0 for all. TF_DISCONNECT and TF_REUSE_SOCKET
 * as DisconnectEx, after that.  (Microsoft: TransmitFile)
 */
BOOL WINAPI TransmitFile(SOCKET s, HANDLE file, DWORD length, DWORD per_send,
			 OVERLAPPED *overlapped, TRANSMIT_FILE_BUFFERS *buffers,
			 DWORD flags)
{
	struct socket_request r = { .verb = SOCK_TRANSMIT, .send = true };
	const struct ws2_overlapped how = { overlapped, NULL };
	struct sock_more *m;
	uint64_t all;
	int error = 0;

	(void)per_send;
	if (ws2_refused())
		return FALSE;
	m = sock_more_new(1);
	if (!m)
		return ws2_false(WSAENOBUFS);
	if (buffers) {
		m->v[0] = (struct iovec){ buffers->Head, buffers->HeadLength };
		m->tail = (struct iovec){ buffers->Tail, buffers->TailLength };
	}
	if (file)
		error = take_file(m, file, length, overlapped);
	all = m->v[0].iov_len + (uint64_t)m->file_length + m->tail.iov_len;
	if (!error && all > INT32_MAX)
		error = WSAEINVAL;
	if (error) {
		sock_more_end(m);
		return ws2_false(error);
	}
	m->ends = flags & (TF_DISCONNECT | TF_REUSE_SOCKET);
	m->reuse = !!(flags & TF_REUSE_SOCKET);
	r.more = m;
	r.length = (ULONG)all;
	return !ws2_begin(s, &r, &how, NULL, NULL);
}
