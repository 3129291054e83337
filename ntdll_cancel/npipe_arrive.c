/*
 * Arrival: a client has connected to an instance's socket. One thread at a time
 * accepts for an instance (np->arriving); who comes meanwhile leaves a note for it
 * (np->arrived). Every connection gets an answer at once, the memory or "busy".
 */
#define _GNU_SOURCE
#include "npipe.h"
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static bool is_ours(int socket)
{
	struct ucred peer;
	socklen_t length = sizeof peer;
	return !getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) &&
	       peer.uid == geteuid();
}

/* The connects that wait, not what is issued behind them: as many as there is room
 * for. */
static bool end_connects(struct file *f, struct np_batch *b) HOLDS(f->lock)
{
	struct io_op *op;
	while ((op = f->queue[OP_READ].list.first) && op->ticket == NP_CONNECT) {
		if (b->n == NP_BATCH)
			return false;
		op_finish(f, op, STATUS_SUCCESS, 0, &b->done[b->n++]);
	}
	return true;
}

/* False: it does not listen any more. */
static bool become_connected(struct file *f, struct np_link *link)
{
	struct npipe *np = f->np;
	struct np_batch b = { .n = 0 };
	bool mine = false, all;
	do {
		lock_take(&f->lock);
		npipe_locked(np);
		if (!mine && np->state == FILE_PIPE_LISTENING_STATE) {
			npipe_attach(np, link);
			mine = true;
		}
		all = !mine || end_connects(f, &b);
		lock_drop(&f->lock);
		np_batch_tell(&b);
	} while (!all);
	return mine;
}

static void arrived(struct file *f, int socket)
{
	struct npipe *np = f->np;
	int memory;
	if (!is_ours(socket)) {
		close(socket);
		return;
	}
	if (np->state != FILE_PIPE_LISTENING_STATE) {
		np_refuse(socket);
		return;
	}
	struct np_link *link = np_link_make(socket, &np->kind, &memory);
	if (!link)
		return;
	POINT("pipe:arrived");
	/* The arriver's own reference: it may be disconnected any time. */
	np_link_ref(link);
	if (become_connected(f, link)) {
		np_instance_show(np);
		/* Unwatched it would never be woken: then it is over. */
		if (!npipe_watch(f, link)) {
			atomic_store(&link->gone, true);
			shutdown(link->socket, SHUT_RDWR);
		}
		POINT("pipe:shown");
		np_greet(link, &np->kind, memory);
		POINT("pipe:greeted");
		/* Reads that were begun behind the connects have been tried by
		 * nobody. */
		npipe_drain(f);
		npipe_changed(np);
	} else {
		close(memory);
		np_link_unref(link);
	}
	np_link_unref(link);
}

/* A connection that waits in the backlog for a descriptor would hold its client:
 * one is kept for telling such that there is none. */
static struct lock spare_lock;
static int spare GUARDED_BY(spare_lock) = -1;

void npipe_keep_spare(void)
{
	lock_take(&spare_lock);
	if (spare < 0)
		spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	lock_drop(&spare_lock);
}

static bool turn_away(int listener)
{
	lock_take(&spare_lock);
	if (spare >= 0)
		close(spare);
	spare = -1;
	int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (socket >= 0)
		np_refuse(socket);
	lock_drop(&spare_lock);
	npipe_keep_spare();
	return socket >= 0;
}

/* True: there may be more. As many as may come while one looks would keep the
 * looker here for ever. */
static bool accept_some(struct file *f)
{
	int listener = f->np->instance->listener;
	for (unsigned i = 0; i < 2 * NP_BACKLOG; i++) {
		int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		POINT("pipe:accepted");
		if (socket >= 0)
			arrived(f, socket);
		else if (errno != EINTR && errno != ECONNABORTED &&
			 ((errno != EMFILE && errno != ENFILE) ||
			  !turn_away(listener)))
			return false;
	}
	return true;
}

static void arrive(struct file *f)
{
	struct npipe *np = f->np;
	lock_take(&f->lock);
	np->arrived = true;
	bool busy = np->arriving;
	np->arriving = true;
	lock_drop(&f->lock);
	if (busy)
		return;
	bool more;
	do {
		lock_take(&f->lock);
		np->arrived = false;
		lock_drop(&f->lock);
		more = accept_some(f);
		lock_take(&f->lock);
		np->arriving = busy = np->arrived && !more;
		lock_drop(&f->lock);
	} while (busy);
	/* The rest comes as another event, when others have had their turn. */
	if (more)
		ready_watch(np->instance->listener, EPOLLIN, f,
			    READY_LISTENER);
}

void npipe_arrive(struct file *f)
{
	if (!file_use(f))
		return;
	/* A late event may find the file another's by now. */
	if (f->np && f->np->instance)
		arrive(f);
	file_unuse(f);
}
