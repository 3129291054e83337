/*
 * How two ends meet: the server makes the memory and sends it down the accepted
 * socket, the client checks and maps it. Afterwards the socket is the bell, and
 * its hang-up the other's end.
 *
 * On the wire: one struct greeting, the memory file with it if it says so. Then
 * single bytes without meaning.
 */
#define _GNU_SOURCE
#include "npipe.h"
#include "rights.h"
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#define MAGIC 0x70637731u /* and the layout's version */
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

struct greeting {
	uint32_t magic;
	uint32_t welcome; /* 0: busy */
	uint32_t quota[2];
	uint64_t size;
};

static struct np_link *link_new(int socket, int me, int memory,
				const uint32_t quota[2])
{
	struct np_link *link = mem_zeroed(1, sizeof *link);
	void *place = mem_zeroed(NP_ENTRIES, sizeof *link->out.place);
	void *shared = MAP_FAILED;
	if (link && place)
		shared = mmap(NULL, sizeof *link->shared,
			      PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	if (shared == MAP_FAILED) {
		mem_free(place);
		mem_free(link);
		close(socket);
		return NULL;
	}
	struct np_shared *s = shared;
	struct ucred peer = { 0 };
	socklen_t length = sizeof peer;
	getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length);
	link->refs = 1;
	link->socket = socket;
	link->me = me;
	link->peer = peer.pid;
	link->shared = s;
	link->in.ring = &s->ring[!me];
	link->in.data = s->data[!me];
	link->out.ring = &s->ring[me];
	link->out.data = s->data[me];
	link->out.place = place;
	link->out.quota = quota[me];
	link->out.soft = quota[me] < NP_DATA / 4 ? 2 * quota[me] + 65536 :
						   NP_DATA;
	return link;
}

void np_link_unref(struct np_link *link)
{
	if (atomic_fetch_sub(&link->refs, 1) != 1)
		return;
	close(link->socket);
	munmap(link->shared, sizeof *link->shared);
	mem_free(link->out.place);
	mem_free(link);
}

struct np_link *np_link_make(int socket, const struct np_kind *kind, int *memory)
{
	int fd = memfd_create("wincancel-pipe", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct np_link *link = NULL;
	if (fd >= 0 && !ftruncate(fd, sizeof *link->shared) &&
	    !fcntl(fd, F_ADD_SEALS, SEALS))
		link = link_new(socket, FILE_PIPE_SERVER_END, fd, kind->quota);
	else
		close(socket);
	if (!link && fd >= 0)
		close(fd);
	*memory = fd;
	return link;
}

static bool send_greeting(int socket, const struct greeting *g, int fd)
{
	union rights room;
	struct iovec data = { (void *)g, sizeof *g };
	struct msghdr m = { .msg_iov = &data, .msg_iovlen = 1 };
	if (fd >= 0)
		rights_put(&m, &room, fd);
	/* A fresh socket has room for this. */
	return sendmsg(socket, &m, MSG_NOSIGNAL | MSG_DONTWAIT) == sizeof *g;
}

void np_greet(struct np_link *link, const struct np_kind *kind, int memory)
{
	struct greeting g = {
		.magic = MAGIC, .welcome = 1, .size = sizeof *link->shared,
		.quota = { kind->quota[0], kind->quota[1] },
	};
	if (!send_greeting(link->socket, &g, memory))
		shutdown(link->socket, SHUT_RDWR);
	close(memory);
}

void np_refuse(int socket)
{
	struct greeting g = { .magic = MAGIC };
	send_greeting(socket, &g, -1);
	close(socket);
}

static bool memory_good(int fd)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	return seals >= 0 && (seals & SEALS) == SEALS &&
	       !(seals & ~(SEALS)) && !fstat(fd, &st) &&
	       st.st_size == sizeof(struct np_shared);
}

/* The memory's descriptor, or -errno. */
static long receive(struct thread *t, int socket, struct greeting *g)
{
	union rights room;
	struct iovec data = { g, sizeof *g };
	struct msghdr m = { .msg_iov = &data, .msg_iovlen = 1 };
	rights_expect(&m, &room);
	long n = call_repeat(&t->call, SYS_recvmsg, socket, (long)&m,
			     MSG_CMSG_CLOEXEC | MSG_WAITALL, 0);
	if (n < 0)
		return n;
	int fd = rights_take(&m);
	/* The descriptor came, and there was no room for it. */
	if (fd < 0 && (m.msg_flags & MSG_CTRUNC))
		return -EMFILE;
	bool good = n == sizeof *g && g->magic == MAGIC &&
		    !(m.msg_flags & MSG_CTRUNC);
	/* It closed without a word: an instance that went, or one in trouble. */
	long r = n == 0 ? -ECONNREFUSED : -EPROTO;
	if (good && !g->welcome)
		r = -EBUSY;
	else if (good && fd >= 0 && g->size == sizeof(struct np_shared) &&
		 memory_good(fd))
		return fd;
	if (fd >= 0)
		close(fd);
	return r;
}

static int connect_to(int folder, uint32_t number)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	snprintf(at.sun_path, sizeof at.sun_path, "/proc/self/fd/%d/l%u",
		 folder, number);
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s < 0)
		return -errno;
	/* Without waiting: a full backlog is a busy instance. */
	if (!connect(s, (struct sockaddr *)&at, sizeof at)) {
		fcntl(s, F_SETFL, O_RDWR);
		return s;
	}
	int err = errno;
	close(s);
	return -err;
}

static NTSTATUS meeting_failed(long r)
{
	switch (-r) {
	case EAGAIN:
	case EBUSY:
		return STATUS_PIPE_NOT_AVAILABLE;
	case ENOENT:
	case ECONNREFUSED:
	case ECONNRESET:
		return STATUS_OBJECT_NAME_NOT_FOUND;
	case EPROTO:
		return STATUS_ACCESS_DENIED;
	default:
		return status_from_errno(-r);
	}
}

NTSTATUS np_link_meet(struct thread *t, int folder, uint32_t number,
		      struct np_kind *kind, struct np_link **out)
{
	struct greeting g;
	struct ucred peer;
	socklen_t length = sizeof peer;
	int socket = connect_to(folder, number);
	if (socket < 0)
		return meeting_failed(socket);
	POINT("pipe:connected");
	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) ||
	    peer.uid != geteuid()) {
		close(socket);
		return STATUS_ACCESS_DENIED;
	}
	long memory = receive(t, socket, &g);
	if (memory < 0) {
		close(socket);
		return meeting_failed(memory);
	}
	kind->quota[0] = g.quota[0];
	kind->quota[1] = g.quota[1];
	*out = link_new(socket, FILE_PIPE_CLIENT_END, memory, g.quota);
	close(memory);
	return *out ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

void np_bell(struct np_link *link)
{
	/* A full buffer has rung already. */
	send(link->socket, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void np_link_listen(struct np_link *link, bool empty, bool hung_up)
{
	struct pollfd p = { .fd = link->socket, .events = POLLRDHUP };
	char bells[1024];
	/* More than an honest peer can have rung. */
	if (empty)
		recv(link->socket, bells, sizeof bells, MSG_DONTWAIT);
	/* What epoll said may have been of the link before. */
	if (hung_up && poll(&p, 1, 0) > 0)
		atomic_store(&link->gone, true);
}

NTSTATUS np_link_over(struct np_link *link)
{
	uint32_t other = atomic_load(&link->shared->end[!link->me].state);
	if (other == NP_CUT && link->me == FILE_PIPE_CLIENT_END)
		return STATUS_PIPE_DISCONNECTED;
	if (other || link->in.foul || link->out.foul ||
	    atomic_load(&link->gone))
		return STATUS_PIPE_BROKEN;
	return STATUS_SUCCESS;
}
