/*
 * Readiness: what overlapped files that can be polled wait for, in the epoll
 * descriptor of their group (service.c). Files are registered when an operation
 * on them was first refused, edge-triggered, for the directions in which something
 * is queued; a direction whose edge finds nothing queued is dropped again, so that
 * a file in steady use wakes nobody for nothing.
 * Where that happens again and again (data come while nothing is queued, as when
 * two threads answer each other), the file is registered for one event at a time:
 * the kernel drops it with the event (file_spent), and it is registered anew for
 * what is queued then.
 *
 * A socket with a selection (selection.h) is registered for everything, and stays so;
 * SELECTED in file->armed says that it is.
 *
 * An event of an end, an error or urgent data is noted (file->beyond) before it is
 * counted as an edge: then a socket's receiver is not spared its try (socket.h).
 *
 * The epoll data is the struct file. It may be a recycled one when an event comes
 * late: then its new owner is tried for nothing, which is harmless.
 */
#define _GNU_SOURCE
#include "notify.h"
#include "npipe.h"
#include "process.h"
#include "selection.h"
#include "serial.h"
#include "port.h"
#include "private.h"
#include "timer.h"
#include <assert.h>
#include <sys/epoll.h>

/* An event comes after its registration by way of the kernel. That orders nothing
 * for the language, nor for a sanitizer where the wait is a labelled call. */
static atomic_uint registrations;

static bool epoll_set(unsigned group, int what, int fd, uint32_t events,
		      void *data)
{
	struct epoll_event ev = { .events = events | EPOLLET, .data.ptr = data };
	atomic_fetch_add_explicit(&registrations, 1, memory_order_release);
	return !epoll_ctl(ready_fd(group), what, fd, &ev);
}

static const uint32_t dir_events[2] = {
	[OP_READ] = EPOLLIN | EPOLLPRI | EPOLLRDHUP,
	[OP_WRITE] = EPOLLOUT,
};
#define DIRECTIONS (EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLOUT)

#define SELECTED EPOLLMSG /* no socket has such an event, none is asked for */

#define IDLE_EDGES 2

COLD static bool set_armed(struct file *f, uint32_t armed) HOLDS(f->lock)
{
	int what = atomic_load(&f->armed) ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	if (f->sock && is_selected(f->sock))
		armed |= DIRECTIONS | SELECTED;
	else if (f->idle_edges >= IDLE_EDGES)
		armed |= EPOLLONESHOT;
	if (!epoll_set(f->group, what, f->fd, armed & ~SELECTED, f))
		return false;
	/* EPOLLET stays in the word: it says "registered". */
	atomic_store(&f->armed, armed | EPOLLET);
	return true;
}

/* Before a file is armed for the first time: those of a port together, where its
 * threads wait; else by the thread, which is likely to wait itself. */
static unsigned group_for(struct file *f)
{
	struct port *p = atomic_load(&f->port);
	return (p ? p->group : thread_current ? thread_current->index : 0) %
	       READY_GROUPS;
}

COLD static bool arm_slowly(struct file *f, uint32_t want)
{
	unsigned group = group_for(f);
	bool started = ready_start(group);
	lock_take(&f->lock);
	uint32_t have = atomic_load(&f->armed);
	if (!have)
		f->group = started ? group : 0;
	bool armed = (have & want) == want ||
		     (!f->deny_poll && ready_fd(f->group) >= 0 &&
		      set_armed(f, (have & DIRECTIONS) | want));
	if (!armed)
		f->deny_poll = true;
	lock_drop(&f->lock);
	return armed;
}

/* An idle direction is dropped under the lock (disarm_idle), so who queues makes
 * sure under the lock; registering anew reports what is ready already. */
INNER bool ready_arm_again(struct file *f, enum op_kind dir)
{
	uint32_t have = atomic_load(&f->armed), want = dir_events[dir];
	if (likely((have & want) == want))
		return true;
	return set_armed(f, (have & DIRECTIONS) | want);
}

INNER bool ready_arm(struct file *f, enum op_kind dir)
{
	uint32_t want = dir_events[dir];
	bool armed = likely((atomic_load(&f->armed) & want) == want) ||
		     arm_slowly(f, want);
	if (likely(thread_current != NULL))
		thread_current->ready_group = f->group;
	return armed;
}

bool ready_select(struct file *f)
{
	unsigned group = group_for(f);
	bool started = ready_start(group);
	lock_take(&f->lock);
	uint32_t have = atomic_load(&f->armed);
	bool selected = is_selected(f->sock);
	if (!have)
		f->group = started ? group : 0;
	/* What nobody waits for any more is dropped with its next edge. */
	bool done = selected || have ? ready_fd(f->group) >= 0 &&
					       set_armed(f, have & DIRECTIONS) :
				       true;
	lock_drop(&f->lock);
	return done;
}

void ready_forget(struct file *f)
{
	/* Before close: a duplicate in a child would keep it registered. */
	if (atomic_load(&f->armed))
		epoll_ctl(ready_fd(f->group), EPOLL_CTL_DEL, f->fd, NULL);
	atomic_store(&f->armed, 0);
}

/* Nobody waits in this direction: no more events until somebody does. */
static void disarm_idle(struct file *f, enum op_kind dir)
{
	if (!file_use(f))
		return;
	lock_take(&f->lock);
	uint32_t have = atomic_load(&f->armed);
	if (!f->queue[dir].list.first && !atomic_load(&f->queue[dir].drainer) &&
	    (have & dir_events[dir]) && !(have & SELECTED)) {
		if (f->idle_edges < IDLE_EDGES)
			f->idle_edges++;
		set_armed(f, have & DIRECTIONS & ~dir_events[dir]);
	}
	lock_drop(&f->lock);
	file_unuse(f);
}

/* Owners are aligned: the low bits say what of them this is. */
bool ready_watch(int fd, uint32_t events, void *owner, enum ready_what what)
{
	void *data = (char *)owner + what;
	return ready_start(0) &&
	       (epoll_set(0, EPOLL_CTL_ADD, fd, events, data) ||
		(errno == EEXIST &&
		 epoll_set(0, EPOLL_CTL_MOD, fd, events, data)));
}

void ready_unwatch(int fd)
{
	epoll_ctl(ready_fd(0), EPOLL_CTL_DEL, fd, NULL);
}

/* What belongs to a module above. */
BOOLEAN watch_begin(int fd, ULONG events, struct watched *w)
{
	assert((uintptr_t)w % READY_WHATS == 0);
	return ready_watch(fd, events, w, READY_OTHER);
}

void watch_end(int fd)
{
	ready_unwatch(fd);
}

/* The event was the file's only one: true, and who queues now arms it again. */
static bool file_spent(struct file *f)
{
	bool spent = false;
	if (!(atomic_load(&f->armed) & EPOLLONESHOT) || !file_use(f))
		return false;
	lock_take(&f->lock);
	if (atomic_load(&f->armed) & EPOLLONESHOT) {
		atomic_store(&f->armed, EPOLLET);
		spent = true;
	}
	lock_drop(&f->lock);
	file_unuse(f);
	return spent;
}

/* For what was queued before that. */
static void arm_left(struct file *f)
{
	uint32_t left = 0;
	if (!file_use(f))
		return;
	lock_take(&f->lock);
	for (int dir = OP_READ; dir <= OP_WRITE; dir++)
		if (f->queue[dir].list.first)
			left |= dir_events[dir];
	if (left) {
		if (f->idle_edges)
			f->idle_edges--;
		set_armed(f, left | (atomic_load(&f->armed) & DIRECTIONS));
	}
	lock_drop(&f->lock);
	file_unuse(f);
}

static void file_ready(struct file *f, uint32_t events)
{
	uint32_t over = events & (EPOLLHUP | EPOLLERR);
	bool spent = file_spent(f);
	/* Before it is counted as an edge. */
	if (unlikely(over || (events & (EPOLLPRI | EPOLLRDHUP))))
		atomic_store(&f->beyond, true);
	for (int dir = OP_READ; dir <= OP_WRITE; dir++) {
		if (!(events & dir_events[dir]) && !over)
			continue;
		bool none = op_queue_empty(f, dir);
		drain(f, dir, true);
		if (none) {
			POINT("ready:idle");
			disarm_idle(f, dir);
		}
	}
	if (spent)
		arm_left(f);
	/* What operations have left. */
	if (unlikely(atomic_load(&f->armed) & SELECTED))
		selection_news(f);
}

void ready_handle(const struct epoll_event *events, int n)
{
	POINT("ready:event");
	(void)atomic_load_explicit(&registrations, memory_order_acquire);
	for (int i = 0; i < n; i++) {
		enum ready_what what = events[i].data.u64 % READY_WHATS;
		void *owner = (char *)events[i].data.ptr - what;
		uint32_t seen = events[i].events;
		switch (what) {
		case READY_FILE:
			file_ready(owner, seen);
			break;
		case READY_LINK:
			npipe_event(owner, seen & (EPOLLHUP | EPOLLERR |
						   EPOLLRDHUP));
			break;
		case READY_LISTENER:
			npipe_arrive(owner);
			break;
		case READY_NOTIFY:
			notify_drain(owner);
			break;
		case READY_TIMER:
			timers_expire(owner);
			break;
		case READY_SERIAL:
			serial_event(owner);
			break;
		case READY_PROCESS:
			process_event(owner);
			break;
		case READY_OTHER:
			((struct watched *)owner)->event(owner, seen);
			break;
		case READY_WHATS:
			break;
		}
	}
}
