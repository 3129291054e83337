/*
 * Readiness: one epoll descriptor for all overlapped files that can be polled,
 * and the service thread that waits on it when nobody else does. Files are
 * registered when an operation on them was first refused, edge-triggered, for the
 * directions in which something is queued; a direction whose edge finds nothing
 * queued is dropped again, so that a file in steady use wakes nobody for nothing.
 *
 * The epoll data is the struct file. It may be a recycled one when an event comes
 * late: then its new owner is tried for nothing, which is harmless.
 */
#define _GNU_SOURCE
#include "notify.h"
#include "npipe.h"
#include "process.h"
#include "serial.h"
#include "timer.h"
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>

static int epoll = -1;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* An event comes after its registration by way of the kernel. That orders nothing
 * for the language, nor for a sanitizer where the wait is a labelled call. */
static atomic_uint registrations;

static bool epoll_set(int what, int fd, uint32_t events, void *data)
{
	struct epoll_event ev = { .events = events | EPOLLET, .data.ptr = data };
	atomic_fetch_add_explicit(&registrations, 1, memory_order_release);
	return !epoll_ctl(epoll, what, fd, &ev);
}

static const uint32_t dir_events[2] = {
	[OP_READ] = EPOLLIN | EPOLLRDHUP,
	[OP_WRITE] = EPOLLOUT,
};

int ready_fd(void)
{
	return epoll;
}

bool service_start(void *(*main)(void *), void *arg)
{
	pthread_attr_t attr;
	pthread_t id;
	sigset_t all, old;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, 256 * 1024);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	bool started = !pthread_create(&id, &attr, main, arg);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	return started;
}

static void *service(void *arg)
{
	struct epoll_event events[32];
	pthread_setname_np(pthread_self(), "wincancel-ready");
	for (;;) {
		int n = epoll_wait(epoll, events, 32, -1);
		if (n > 0)
			ready_handle(events, n);
		/* Who makes files ready one after the other on this processor is
		 * interrupted by the first alone, the rest are found together. */
		sched_yield();
	}
	return arg;
}

static void start(void)
{
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll >= 0 && !service_start(service, NULL)) {
		close(epoll);
		epoll = -1;
	}
}

COLD static bool set_armed(struct file *f, uint32_t armed) HOLDS(f->lock)
{
	int what = atomic_load(&f->armed) ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	if (!epoll_set(what, f->fd, armed, f))
		return false;
	/* EPOLLET stays in the word: it says "registered". */
	atomic_store(&f->armed, armed | EPOLLET);
	return true;
}

COLD static bool arm_slowly(struct file *f, uint32_t want)
{
	pthread_once(&once, start);
	lock_take(&f->lock);
	uint32_t have = atomic_load(&f->armed);
	bool armed = (have & want) == want ||
		     (!f->deny_poll && epoll >= 0 &&
		      set_armed(f, (have & ~EPOLLET) | want));
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
	return set_armed(f, (have & ~EPOLLET) | want);
}

INNER bool ready_arm(struct file *f, enum op_kind dir)
{
	uint32_t want = dir_events[dir];
	if (likely((atomic_load(&f->armed) & want) == want))
		return true;
	return arm_slowly(f, want);
}

void ready_forget(struct file *f)
{
	/* Before close: a duplicate in a child would keep it registered. */
	if (atomic_load(&f->armed))
		epoll_ctl(epoll, EPOLL_CTL_DEL, f->fd, NULL);
	atomic_store(&f->armed, 0);
}

/* Nobody waits in this direction: no more events until somebody does. */
static void disarm_idle(struct file *f, enum op_kind dir)
{
	if (!file_use(f))
		return;
	lock_take(&f->lock);
	uint32_t have = atomic_load(&f->armed);
	if (!f->queue[dir].list.first && !f->queue[dir].draining &&
	    (have & dir_events[dir]))
		set_armed(f, have & ~EPOLLET & ~dir_events[dir]);
	lock_drop(&f->lock);
	file_unuse(f);
}

/* Owners are aligned: the low bits say what of them this is. */
bool ready_watch(int fd, uint32_t events, void *owner, enum ready_what what)
{
	void *data = (char *)owner + what;
	pthread_once(&once, start);
	return epoll >= 0 &&
	       (epoll_set(EPOLL_CTL_ADD, fd, events, data) ||
		(errno == EEXIST && epoll_set(EPOLL_CTL_MOD, fd, events, data)));
}

void ready_unwatch(int fd)
{
	epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
}

static void file_ready(struct file *f, uint32_t events)
{
	uint32_t over = events & (EPOLLHUP | EPOLLERR);
	for (int dir = OP_READ; dir <= OP_WRITE; dir++) {
		if (!(events & dir_events[dir]) && !over)
			continue;
		bool none = op_queue_empty(f, dir);
		drain(f, dir, true);
		if (none)
			disarm_idle(f, dir);
	}
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
		case READY_WHATS:
			break;
		}
	}
}
