/*
 * The sockets that c-ares has: made, watched, and what leaves through them. This is
 * where a stopped look-up's packets end (resolver.h, PACKETS).
 */
#define _GNU_SOURCE
#include "ws2_cancel/dns_channel.h"
#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define RECEIVE_ROOM (1 << 20) /* thousands may answer at once */

static struct wire *wire_of(struct channel *c, int fd)
{
	for (unsigned i = 0; i < SERVERS; i++)
		if (c->wires[i].fd == fd)
			return &c->wires[i];
	return NULL;
}

static ares_socket_t wire_open(int family, int type, int protocol, void *arg)
{
	struct channel *c = arg;
	struct wire *w = wire_of(c, -1);
	if (!w) {
		errno = EMFILE;
		return -1;
	}
	int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
	if (fd < 0)
		return -1;
	int room = RECEIVE_ROOM;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	w->fd = fd;
	w->midway = false;
	if (!watch_begin(fd, EPOLLIN | (c->tcp ? EPOLLOUT : 0), &w->watched)) {
		w->fd = -1;
		close(fd);
		errno = EMFILE;
		return -1;
	}
	return fd;
}

static int wire_close(ares_socket_t fd, void *arg)
{
	struct wire *w = wire_of(arg, fd);
	if (w)
		w->fd = -1;
	watch_end(fd);
	return close(fd);
}

static int wire_connect(ares_socket_t fd, const struct sockaddr *to,
			ares_socklen_t length, void *arg)
{
	(void)arg;
	return connect(fd, to, length);
}

static ares_ssize_t wire_receive(ares_socket_t fd, void *buffer, size_t room,
				 int flags, struct sockaddr *from,
				 ares_socklen_t *length, void *arg)
{
	struct channel *c = arg;
	ares_ssize_t n;
	/* c-ares takes an empty datagram for the end of its server. */
	do {
		n = recvfrom(fd, buffer, room, flags, from, length);
	} while ((n == 0 && !c->tcp) || (n < 0 && errno == EINTR));
	return n;
}

enum { STOPPED = -2 };

static ssize_t send_unless_stopped(struct question *q, int fd,
				   const struct iovec *v)
{
	ssize_t n = STOPPED;
	mark_take(q->mark);
	if (!q->mark->stopped)
		n = send(fd, v->iov_base, v->iov_len, MSG_NOSIGNAL);
	mark_drop(q->mark);
	return n;
}

static struct question *question_in(struct channel *c, const struct iovec *v)
{
	size_t at = c->tcp ? 2 : 0; /* TCP: after the length */
	const unsigned char *p = v->iov_base;
	return v->iov_len < at + 2 ? NULL : c->by_id[p[at] << 8 | p[at + 1]];
}

/* A datagram is one message. What has no room now is lost, as on the way. */
static ares_ssize_t send_datagram(struct channel *c, int fd,
				  const struct iovec *v)
{
	struct question *q = question_in(c, v);
	ssize_t n = q ? send_unless_stopped(q, fd, v) : STOPPED;
	if (n == STOPPED) {
		errno = ECONNREFUSED; /* and c-ares gives it up */
		return -1;
	}
	if (n < 0 && (errno == EAGAIN || errno == ENOBUFS))
		return v->iov_len;
	return n;
}

/* In a stream the messages stand one to a piece, and what is left of the last one
 * comes first the next time. A stopped one counts as sent. */
static ares_ssize_t send_stream(struct channel *c, struct wire *w,
				const struct iovec *v, int pieces)
{
	size_t sent = 0;
	for (int i = 0; i < pieces; i++, v++) {
		struct question *q = w->midway ? NULL : question_in(c, v);
		ssize_t n = w->midway ? send(w->fd, v->iov_base, v->iov_len,
					     MSG_NOSIGNAL) :
			    q	      ? send_unless_stopped(q, w->fd, v) :
					STOPPED;
		if (n == STOPPED)
			n = v->iov_len;
		if (n < 0)
			return sent ? (ares_ssize_t)sent : -1;
		sent += n;
		w->midway = (size_t)n < v->iov_len;
		if (w->midway)
			break;
	}
	return sent;
}

static ares_ssize_t wire_send(ares_socket_t fd, const struct iovec *v,
			      int pieces, void *arg)
{
	struct channel *c = arg;
	struct wire *w = wire_of(c, fd);
	return c->tcp && w ? send_stream(c, w, v, pieces) :
			     send_datagram(c, fd, v);
}

const struct ares_socket_functions channel_sockets = {
	wire_open, wire_close, wire_connect, wire_receive, wire_send,
};

static bool readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	return fd >= 0 && poll(&p, 1, 0) == 1;
}

void channel_event(struct watched *watched, uint32_t events)
{
	struct wire *w = (struct wire *)watched;
	struct channel *c = w->channel;
	thread_hold();
	pthread_mutex_lock(&c->lock);
	if (w->fd >= 0 && (events & EPOLLOUT))
		ares_process_fd(c->ares, ARES_SOCKET_BAD, w->fd);
	/* One call reads a part of a stream, and the edge does not come again. */
	if (w->fd >= 0 && (events & ~EPOLLOUT))
		do
			ares_process_fd(c->ares, w->fd, ARES_SOCKET_BAD);
		while (readable(w->fd));
	channel_leave(c);
}
