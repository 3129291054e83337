/*
 * Giving a socket to another process: a listener that hands its descriptor to the one
 * it is for (socket_gift.h), driven by the readiness loop.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "npipe.h"
#include "private.h"
#include "rights.h"
#include "socket_gift.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/stat.h>

#define GIFTS 256u /* that nobody has taken yet */

/* Events may come late: these are never freed, and looked at under the lock. */
static struct gift {
	struct watched watched;
	int listener; /* 0: none, free */
	int fd;
	uint32_t taker;
	struct parcel parcel;
} gifts[GIFTS];
static struct lock gifts_lock;

int gift_folder(void)
{
	struct stat st;
	int root = np_root();
	if (root < 0)
		return root;
	if (mkdirat(root, ".sockets", 0700) && errno != EEXIST)
		return -errno;
	int fd = openat(root, ".sockets", O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && st.st_uid == geteuid() && !(st.st_mode & 077))
		return fd;
	close(fd);
	return -EACCES;
}

void gift_name(char name[32], uint32_t giver, uint64_t cookie)
{
	snprintf(name, 32, "%u-%016llx", giver, (unsigned long long)cookie);
}

void gift_address(struct sockaddr_un *at, int folder, uint32_t giver,
		  uint64_t cookie)
{
	char name[32];
	gift_name(name, giver, cookie);
	*at = (struct sockaddr_un){ .sun_family = AF_UNIX };
	snprintf(at->sun_path, sizeof at->sun_path, "/proc/self/fd/%d/%s",
		 folder, name);
}

static void remove_name(uint64_t cookie)
{
	char name[32];
	int folder = gift_folder();
	if (folder < 0)
		return;
	gift_name(name, getpid(), cookie);
	unlinkat(folder, name, 0);
	close(folder);
}

static void end_gift(struct gift *g) HOLDS(gifts_lock)
{
	watch_end(g->listener);
	close(g->listener);
	close(g->fd);
	g->listener = 0;
	remove_name(g->parcel.cookie);
}

static bool is_for(const struct gift *g, int peer)
{
	struct ucred who;
	socklen_t n = sizeof who;
	return !getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &n) &&
	       who.uid == geteuid() && (uint32_t)who.pid == g->taker;
}

static bool send_parcel(const struct gift *g, int peer)
{
	union rights room;
	struct iovec data = { (void *)&g->parcel, sizeof g->parcel };
	struct msghdr m = { .msg_iov = &data, .msg_iovlen = 1 };
	rights_put(&m, &room, g->fd);
	/* A fresh socket has room for this. */
	return sendmsg(peer, &m, MSG_NOSIGNAL | MSG_DONTWAIT) ==
	       sizeof g->parcel;
}

/* Somebody has come; those it is not for are sent away without a word. */
static void arrived(struct watched *w, uint32_t events)
{
	struct gift *g = (struct gift *)w;
	bool taken = false;
	int peer;
	(void)events;
	lock_take(&gifts_lock);
	while (g->listener && !taken &&
	       (peer = accept4(g->listener, NULL, NULL,
			       SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
		taken = is_for(g, peer) && send_parcel(g, peer);
		close(peer);
	}
	if (taken)
		end_gift(g);
	lock_drop(&gifts_lock);
}

/* What is for processes that have ended is nobody's any more. */
static struct gift *free_gift(void) HOLDS(gifts_lock)
{
	struct gift *found = NULL;
	for (unsigned i = 0; i < GIFTS; i++) {
		struct gift *g = &gifts[i];
		if (g->listener && kill(g->taker, 0) && errno == ESRCH)
			end_gift(g);
		if (!g->listener && !found)
			found = g;
	}
	return found;
}

/* Names that killed processes have left. */
static void sweep(int folder)
{
	int fd = openat(folder, ".", O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	while (d && (e = readdir(d))) {
		pid_t giver = atoi(e->d_name);
		if (giver > 0 && kill(giver, 0) && errno == ESRCH)
			unlinkat(folder, e->d_name, 0);
	}
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
}

static int listen_for(uint64_t cookie)
{
	struct sockaddr_un at;
	int folder = gift_folder();
	if (folder < 0)
		return folder;
	sweep(folder);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	gift_address(&at, folder, getpid(), cookie);
	int r = fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) ||
				listen(fd, 8) ?
			-errno : fd;
	if (r < 0 && fd >= 0)
		close(fd);
	close(folder);
	return r;
}

static NTSTATUS give(const struct socket *s, uint32_t taker, uint64_t cookie)
	HOLDS(gifts_lock)
{
	struct gift *g = free_gift();
	if (!g)
		return STATUS_INSUFFICIENT_RESOURCES;
	int fd = fcntl(s->fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return STATUS_TOO_MANY_OPENED_FILES;
	int listener = listen_for(cookie);
	if (listener < 0) {
		close(fd);
		return status_from_errno(-listener);
	}
	g->watched.event = arrived;
	g->fd = fd;
	g->taker = taker;
	g->listener = listener;
	g->parcel = (struct parcel){
		.magic = GIFT_MAGIC, .size = sizeof g->parcel, .cookie = cookie,
		.family = s->family, .type = s->type, .protocol = s->protocol,
		.marks = atomic_load(&s->marks),
		.nonblocking = atomic_load(&s->nonblocking),
		.receive_ms = atomic_load(&s->receive_ms),
		.send_ms = atomic_load(&s->send_ms),
	};
	if (watch_begin(listener, EPOLLIN | EPOLLET, &g->watched))
		return STATUS_SUCCESS;
	end_gift(g);
	return STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS socket_give(HANDLE h, uint32_t taker, struct socket_ticket *t)
{
	NTSTATUS status = STATUS_INVALID_PARAMETER;
	*t = (struct socket_ticket){ .giver = getpid(), .taker = taker };
	struct socket *s = socket_hold(h);
	if (!s)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (taker && taker <= INT32_MAX && (!kill(taker, 0) || errno != ESRCH)) {
		/* Both halves are told, and 0 tells nothing. */
		while (!(uint32_t)t->cookie)
			if (getrandom(&t->cookie, sizeof t->cookie, 0) !=
			    sizeof t->cookie)
				t->cookie = 0;
		lock_take(&gifts_lock);
		status = give(s, taker, t->cookie);
		lock_drop(&gifts_lock);
	}
	socket_let_go(s);
	return status;
}
