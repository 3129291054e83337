/*
 * Who waits for readiness when nobody else does: service threads, each on an epoll
 * descriptor of its own. There are several because threads that wait themselves
 * (drive.c) do so on the same descriptors: two that answer each other would find
 * each other's events in one. A group begins with its first file; group 0 has
 * also whatever is no file's own.
 */
#define _GNU_SOURCE
#include "ntdll_cancel.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>

static struct lock start_lock;
static _Atomic int epolls[READY_GROUPS] = { [0 ... READY_GROUPS - 1] = -1 };

int ready_fd(unsigned group)
{
	return atomic_load_explicit(&epolls[group], memory_order_acquire);
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
	int epoll = atomic_load((_Atomic int *)arg);
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

COLD static bool start(unsigned group)
{
	lock_take(&start_lock);
	if (epolls[group] < 0) {
		epolls[group] = epoll_create1(EPOLL_CLOEXEC);
		if (epolls[group] >= 0 &&
		    !service_start(service, &epolls[group])) {
			close(epolls[group]);
			epolls[group] = -1;
		}
	}
	bool started = epolls[group] >= 0;
	lock_drop(&start_lock);
	return started;
}

bool ready_start(unsigned group)
{
	return likely(ready_fd(group) >= 0) || start(group);
}
