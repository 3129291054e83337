/*
 * select and WSAPoll: which of several sockets have something. Both are calls that
 * CancelSynchronousIo ends.
 */
#define _GNU_SOURCE
#include "ws2_cancel/hooks.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Both headers have them, with other values. */
enum {
	WS_READ_NORMAL = 0x0100,
	WS_READ_BAND = 0x0200,
	WS_WRITE_NORMAL = 0x0010,
	WS_ERROR = 0x0001,
	WS_HANG_UP = 0x0002,
	WS_INVALID = 0x0004,
};

/* Sockets held while they are waited for; the descriptors stay theirs. */
struct held {
	struct socket **sockets;
	struct pollfd *polls;
	unsigned count;
};

static bool held_new(struct held *h, unsigned room)
{
	h->count = 0;
	h->sockets = calloc(room + 1, sizeof(struct socket *));
	h->polls = calloc(room + 1, sizeof(*h->polls));
	return h->sockets && h->polls;
}

static void held_free(struct held *h)
{
	free(h->polls);
	if (!h->sockets)
		return;
	/* A thread that is to end ends here. */
	pthread_cleanup_push(free, h->sockets);
	sockets_let_go(h->sockets, h->count);
	pthread_cleanup_pop(1);
}

static void held_left(void *h)
{
	held_free(h);
}

static struct pollfd *hold(struct held *h, SOCKET s, short events)
{
	struct socket *found = socket_hold(socket_handle(s));
	struct pollfd *p = &h->polls[h->count];

	p->fd = found ? found->fd : -1;
	p->events = events;
	h->sockets[h->count++] = found;
	return found ? p : NULL;
}

/* Until one has something: ready. */
static NTSTATUS wait(struct held *h, int64_t ns, int *ready)
{
	NTSTATUS status;

	if (!ns || !ws2_hooked())
		return socket_poll(h->polls, h->sockets, h->count, ns, ready);
	pthread_cleanup_push(held_left, h);
	status = hooked_poll(h->polls, h->sockets, h->count, ns, h->polls, ready);
	pthread_cleanup_pop(0);
	return status;
}

/*
 * WSAPoll: as poll, with Winsock's values; POLLNVAL for what is no socket. WSAEINVAL
 * for nothing to wait for.  (Microsoft: WSAPoll)
 */
int WINAPI WSAPoll(WSAPOLLFD *fds, ULONG count, int ms)
{
	struct held h;
	NTSTATUS status = STATUS_NO_MEMORY;
	int ready = 0, invalid = 0;

	if (ws2_refused())
		return SOCKET_ERROR;
	if (!fds || !count)
		return ws2_fail(fds ? WSAEINVAL : WSAEFAULT);
	if (count > 65536)
		return ws2_fail(WSAENOBUFS);
	if (held_new(&h, count)) {
		for (ULONG i = 0; i < count; i++) {
			short asked = fds[i].events;

			fds[i].revents = 0;
			if (!hold(&h, fds[i].fd,
				  (asked & WS_READ_NORMAL ? POLLIN : 0) |
				  (asked & WS_READ_BAND ? POLLPRI : 0) |
				  (asked & WS_WRITE_NORMAL ? POLLOUT : 0))) {
				fds[i].revents = WS_INVALID;
				invalid++;
			}
		}
		status = wait(&h, invalid ? 0 : ms < 0 ? -1 : ms * 1000000ll,
			      &ready);
	}
	for (ULONG i = 0; !status && i < count; i++) {
		short seen = h.polls[i].revents;

		fds[i].revents |= (seen & POLLIN ? fds[i].events & WS_READ_NORMAL : 0) |
				  (seen & POLLPRI ? fds[i].events & WS_READ_BAND : 0) |
				  (seen & POLLOUT ? WS_WRITE_NORMAL : 0) |
				  (seen & POLLERR ? WS_ERROR : 0) |
				  (seen & POLLHUP ? WS_HANG_UP : 0);
	}
	held_free(&h);
	if (status)
		return ws2_fail_status(status);
	return ready + invalid;
}

/*
 * __WSAFDIsSet: FD_ISSET.  (Microsoft: __WSAFDIsSet)
 */
int WINAPI __WSAFDIsSet(SOCKET s, WS_fd_set *set)
{
	for (unsigned i = 0; i < set->fd_count; i++)
		if (set->fd_array[i] == s)
			return 1;
	return 0;
}

static bool hold_set(struct held *h, const WS_fd_set *set, short events)
{
	for (unsigned i = 0; set && i < set->fd_count; i++)
		if (!hold(h, set->fd_array[i], events))
			return false;
	return true;
}

/* What is left of a set; h's from `from` on are its sockets. */
static int keep(const struct held *h, unsigned *from, WS_fd_set *set, short mask)
{
	unsigned n = 0;

	if (!set)
		return 0;
	for (unsigned i = 0; i < set->fd_count; i++)
		if (h->polls[*from + i].revents & mask)
			set->fd_array[n++] = set->fd_array[i];
	*from += set->fd_count;
	set->fd_count = n;
	return (int)n;
}

/* A connection that was refused is an exception, and not writable. */
static void part_failed(struct held *h, unsigned from, unsigned count, bool except)
{
	for (unsigned i = from; i < from + count; i++) {
		bool asked = atomic_load(&h->sockets[i]->marks) & SOCK_ASKED;
		struct sockaddr_storage peer;
		socklen_t n = sizeof(peer);
		bool failed = asked && (h->polls[i].revents & (POLLERR | POLLHUP)) &&
			      getpeername(h->sockets[i]->fd,
					  (struct sockaddr *)&peer, &n);

		if (except)
			h->polls[i].revents = (h->polls[i].revents & POLLPRI) |
					      (failed ? POLLPRI : 0);
		else if (failed)
			h->polls[i].revents = 0;
	}
}

static int count_of(const WS_fd_set *set)
{
	return set ? (int)set->fd_count : 0;
}

/*
 * select: each set keeps the sockets that have something; how many there are, 0 when
 * the time is over. WSAENOTSOCK; WSAEINVAL without any socket.  (Microsoft: select)
 */
int WINAPI ws2_select(int ignored, WS_fd_set *reads, WS_fd_set *writes,
		      WS_fd_set *excepts, const struct WS_timeval *timeout)
{
	unsigned nr = (unsigned)count_of(reads), nw = (unsigned)count_of(writes);
	unsigned ne = (unsigned)count_of(excepts), at = 0;
	int64_t ns = timeout ? timeout->tv_sec * 1000000000ll +
			       timeout->tv_usec * 1000ll : -1;
	struct held h;
	NTSTATUS status = STATUS_NO_MEMORY;
	int ready = 0, left = 0;

	(void)ignored;
	if (ws2_refused())
		return SOCKET_ERROR;
	if (!(nr + nw + ne) || (timeout && ns < 0))
		return ws2_fail(WSAEINVAL);
	if (held_new(&h, nr + nw + ne)) {
		status = STATUS_OBJECT_TYPE_MISMATCH;
		if (hold_set(&h, reads, POLLIN | POLLRDHUP) &&
		    hold_set(&h, writes, POLLOUT) && hold_set(&h, excepts, POLLPRI))
			status = wait(&h, ns, &ready);
	}
	if (!status) {
		part_failed(&h, nr, nw, false);
		part_failed(&h, nr + nw, ne, true);
		left = keep(&h, &at, reads, POLLIN | POLLRDHUP | POLLHUP | POLLERR);
		left += keep(&h, &at, writes, POLLOUT | POLLERR);
		left += keep(&h, &at, excepts, POLLPRI);
	}
	held_free(&h);
	return status ? ws2_fail_status(status) : left;
}
