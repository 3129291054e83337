/*
 * What a socket has to tell, as the kernel says now. A failed connection's error is
 * taken from the descriptor, that it can be told, and kept for SO_ERROR; a broken
 * stream's is not: that is for recv and send to find.
 */
#define _GNU_SOURCE
#include "selection.h"
#include "sys_elf_x86_64.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>

static short poll_now(int fd)
{
	struct pollfd p = { .fd = fd,
			    .events = POLLIN | POLLOUT | POLLPRI | POLLRDHUP };
	struct timespec now = { 0, 0 };
	return sys6(SYS_ppoll, (long)&p, 1, (long)&now, 0, 8, 0) > 0 ? p.revents :
								       0;
}

/* A call that did not wait has asked for a connection: how did it go? */
static void resolve(struct socket *s, struct selection *e, short seen)
	HOLDS(e->lock)
{
	struct sockaddr_storage peer = { .ss_family = AF_UNSPEC };
	socklen_t n = sizeof peer;
	int err = 0;
	socklen_t size = sizeof err;
	bool asked = atomic_load(&s->marks) & SOCK_LEFT;
	if (!asked || !(seen & (POLLOUT | POLLERR | POLLHUP)))
		return;
	if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &err, &size))
		return;
	if (!err && !getpeername(s->fd, (struct sockaddr *)&peer, &n)) {
		atomic_fetch_or(&s->marks, SOCK_BOUND | SOCK_CONNECTED);
		atomic_fetch_and(&s->marks, ~(uint32_t)SOCK_LEFT);
		return;
	}
	/* The program may have asked for the error before. */
	if (!err && !(seen & POLLHUP))
		return;
	atomic_fetch_and(&s->marks, ~(uint32_t)(SOCK_LEFT | SOCK_ASKED));
	e->refused = socket_status(err ? err : ECONNREFUSED);
	if (err)
		atomic_store(&s->failure, e->refused);
	/* As if it had not been asked, so that it can be asked again. */
	peer.ss_family = AF_UNSPEC;
	(void)!connect(s->fd, (struct sockaddr *)&peer, sizeof peer);
}

/* Having shut down one's own side looks like the peer's end, but to TCP. */
static bool peer_has_ended(const struct socket *s, uint32_t marks, short seen)
{
	struct tcp_info info;
	socklen_t n = sizeof info;
	if (!(seen & (POLLRDHUP | POLLHUP)))
		return false;
	if (!(marks & (SOCK_NO_RECEIVE | SOCK_DISCONNECTED)))
		return true;
	if (s->family == AF_UNIX ||
	    getsockopt(s->fd, IPPROTO_TCP, TCP_INFO, &info, &n))
		return seen & POLLHUP;
	return info.tcpi_state == TCP_CLOSE || info.tcpi_state == TCP_TIME_WAIT ||
	       info.tcpi_state == TCP_CLOSE_WAIT ||
	       info.tcpi_state == TCP_LAST_ACK || info.tcpi_state == TCP_CLOSING;
}

static bool urgent_apart(const struct socket *s)
{
	int inside = 0;
	socklen_t n = sizeof inside;
	return !getsockopt(s->fd, SOL_SOCKET, SO_OOBINLINE, &inside, &n) &&
	       !inside;
}

static uint32_t look_at_stream(struct socket *s, struct selection *e,
			       uint32_t marks, short seen, NTSTATUS *closed)
	HOLDS(e->lock)
{
	uint32_t found = 0;
	int there = 0;
	bool broken = (seen & POLLERR) || e->broken;
	if (!(marks & SOCK_CONNECTED))
		return 0;
	if (ioctl(s->fd, FIONREAD, &there))
		there = 0;
	if ((seen & POLLIN) && there > 0 && !(marks & SOCK_NO_RECEIVE))
		found |= SOCK_NEWS_READ;
	if ((seen & POLLPRI) && urgent_apart(s))
		found |= SOCK_NEWS_OOB;
	if ((seen & POLLOUT) && !(seen & (POLLERR | POLLHUP)) &&
	    !(marks & (SOCK_NO_SEND | SOCK_DISCONNECTED)))
		found |= SOCK_NEWS_WRITE;
	/* Not before the data that came in front of it have been read. */
	if (!there && (broken || peer_has_ended(s, marks, seen))) {
		found |= SOCK_NEWS_CLOSE;
		*closed = !broken   ? STATUS_SUCCESS :
			  e->broken ? e->broken :
				      STATUS_CONNECTION_RESET;
	}
	return found;
}

COLD uint32_t selection_look(struct socket *s, struct selection *e,
			     NTSTATUS *errors)
{
	/* In the order of Winsock's numbers, which is that of the errors. */
	enum { CONNECTING = 4, CLOSING = 5 };
	short seen = poll_now(s->fd);
	uint32_t found = 0, marks;
	for (unsigned i = 0; i < SOCK_NEWS_KINDS; i++)
		errors[i] = STATUS_SUCCESS;
	resolve(s, e, seen);
	marks = atomic_load(&s->marks);
	if (marks & SOCK_LISTENS)
		return seen & POLLIN ? SOCK_NEWS_ACCEPT : 0;
	if (e->refused) {
		found |= SOCK_NEWS_CONNECT;
		errors[CONNECTING] = e->refused;
	} else if ((marks & (SOCK_CONNECTED | SOCK_ACCEPTED | SOCK_TOLD)) ==
		   SOCK_CONNECTED) {
		found |= SOCK_NEWS_CONNECT;
	}
	if (s->type == SOCK_STREAM)
		return found |
		       look_at_stream(s, e, marks, seen, &errors[CLOSING]);
	/* An error of an earlier datagram is there to be received. */
	if ((seen & (POLLIN | POLLERR)) && !(marks & SOCK_NO_RECEIVE))
		found |= SOCK_NEWS_READ;
	if ((seen & POLLOUT) && !(marks & SOCK_NO_SEND))
		found |= SOCK_NEWS_WRITE;
	return found;
}
