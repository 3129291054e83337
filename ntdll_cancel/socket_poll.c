/*
 * Waiting for several sockets as select and WSAPoll do: one labelled poll, which a
 * canceller of the thread's call can stop. The sockets are held meanwhile, and who
 * closes one waits for that: so it kicks all who poll, by a descriptor that is in
 * each poll, until those that have this socket have gone.
 */
#define _GNU_SOURCE
#include "handle.h"
#include "socket.h"
#include <poll.h>
#include <sys/eventfd.h>

static struct lock kick_lock;
static int kick_fd GUARDED_BY(kick_lock); /* 0: none yet */
static unsigned kickers GUARDED_BY(kick_lock);

static int kick_descriptor(void)
{
	lock_take(&kick_lock);
	if (!kick_fd) {
		kick_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (kick_fd < 0)
			kick_fd = 0;
	}
	int fd = kick_fd;
	lock_drop(&kick_lock);
	return fd ? fd : -1;
}

void socket_kick(struct socket *s, bool begin)
{
	uint64_t one = 1;
	lock_take(&kick_lock);
	if (begin)
		s->kicks = atomic_load(&s->polled) != 0;
	if (s->kicks && kick_fd) {
		if (begin && !kickers++)
			(void)!write(kick_fd, &one, sizeof one);
		else if (!begin && !--kickers)
			(void)!read(kick_fd, &one, sizeof one);
	}
	lock_drop(&kick_lock);
}

/* False: one of them is being closed. */
static bool all_open(struct socket *const *sockets, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (sockets[i] && atomic_load(&sockets[i]->file->closed))
			return false;
	return true;
}

static void count(struct socket *const *sockets, unsigned n, int by)
{
	for (unsigned i = 0; i < n; i++)
		if (sockets[i])
			atomic_fetch_add(&sockets[i]->polled, (uint32_t)by);
}

/* As ppoll; -EBADF: one is being closed; -ECANCELED: asked to stop. */
static long poll_once(struct call *c, struct pollfd *p, unsigned n,
		      uint64_t deadline)
{
	struct timespec space;
	p[n].revents = 0;
	long r = call_labelled(c, SYS_ppoll, (long)p, n + 1,
			       (long)time_left(deadline, &space), 0, 8, 0);
	if (call_asked(c))
		return -ECANCELED;
	if (r > 0 && p[n].revents)
		r--;
	else if (!r)
		return 0;
	return r ? r : -EINTR; /* a kick alone: look again */
}

NTSTATUS socket_poll(struct pollfd *p, struct socket *const *sockets, unsigned n,
		     int64_t ns, int *ready)
{
	struct thread *t = thread_self();
	uint64_t deadline = ns < 0 ? FOREVER : clock_now() + ns;
	long r = -EINTR;
	if (!t)
		return STATUS_NOT_SUPPORTED;
	p[n] = (struct pollfd){ .fd = kick_descriptor(), .events = POLLIN };
	bool pause = ns && port_pause_if(t);
	count(sockets, n, 1);
	/* Of no file; cancelling the thread's call finds it. */
	call_begin(&t->call, CALL_OPEN, CALL_SOCKETS, NULL);
	POINT("call:enter");
	uint32_t use = socket_use();
	while (r == -EINTR)
		r = all_open(sockets, n) && socket_use_lasts(use) ?
			    poll_once(&t->call, p, n, deadline) : -EBADF;
	call_end(&t->call);
	count(sockets, n, -1);
	port_resume_if(t, pause);
	if ((r == -EBADF || r == -ECANCELED) && !socket_use_lasts(use))
		return STATUS_WINSOCK(10004); /* WSAEINTR */
	if (r < 0)
		return r == -EBADF ? STATUS_INVALID_HANDLE : socket_status(-r);
	*ready = (int)r;
	return STATUS_SUCCESS;
}
