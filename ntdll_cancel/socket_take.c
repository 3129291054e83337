/*
 * Taking a socket that another process, or this one, gives (socket_gift.h).
 */
#define _GNU_SOURCE
#include "handle.h"
#include "rights.h"
#include "socket_gift.h"
#include <string.h>
#include <sys/time.h>

/* Connected, and to the giver. */
static int meet(const struct socket_ticket *t)
{
	struct sockaddr_un at;
	struct ucred who;
	socklen_t n = sizeof who;
	/* A giver that is stopped keeps nobody for ever. */
	const struct timeval patience = { 10, 0 };
	int folder = gift_folder();
	if (folder < 0)
		return -1;
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	gift_address(&at, folder, t->giver, t->cookie);
	bool met = s >= 0 &&
		   !setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience,
			       sizeof patience) &&
		   !setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &patience,
			       sizeof patience) &&
		   !connect(s, (struct sockaddr *)&at, sizeof at) &&
		   !getsockopt(s, SOL_SOCKET, SO_PEERCRED, &who, &n) &&
		   who.uid == geteuid() && (uint32_t)who.pid == t->giver;
	close(folder);
	if (!met && s >= 0)
		close(s);
	return met ? s : -1;
}

static int option(int fd, int name)
{
	int value = -1;
	socklen_t n = sizeof value;
	return getsockopt(fd, SOL_SOCKET, name, &value, &n) ? -1 : value;
}

static bool good(const struct parcel *p, int fd, uint64_t cookie)
{
	return p->magic == GIFT_MAGIC && p->size == sizeof *p &&
	       p->cookie == cookie && fd >= 0 &&
	       option(fd, SO_DOMAIN) == p->family &&
	       option(fd, SO_TYPE) == p->type;
}

static int receive(int from, uint64_t cookie, struct parcel *p)
{
	union rights room;
	struct iovec data = { p, sizeof *p };
	struct msghdr m = { .msg_iov = &data, .msg_iovlen = 1 };
	ssize_t n;
	rights_expect(&m, &room);
	do
		n = recvmsg(from, &m, MSG_CMSG_CLOEXEC | MSG_WAITALL);
	while (n < 0 && errno == EINTR);
	int fd = n < 0 ? -1 : rights_take(&m);
	if (n == sizeof *p && !(m.msg_flags & MSG_CTRUNC) && good(p, fd, cookie))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

NTSTATUS socket_take(const struct socket_ticket *t, bool overlapped,
		     ULONG attributes, HANDLE *out)
{
	struct parcel p = { 0 };
	*out = NULL;
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	int from = meet(t);
	int fd = from < 0 ? -1 : receive(from, t->cookie, &p);
	if (from >= 0)
		close(from);
	if (fd < 0)
		return STATUS_INVALID_PARAMETER;
	struct socket like = { .family = p.family, .type = p.type,
			       .protocol = p.protocol,
			       .overlapped = overlapped };
	atomic_store(&like.marks, p.marks);
	atomic_store(&like.nonblocking, p.nonblocking != 0);
	atomic_store(&like.receive_ms, p.receive_ms);
	atomic_store(&like.send_ms, p.send_ms);
	return socket_from_fd(fd, &like, attributes, out);
}
