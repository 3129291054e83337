/*
 * Waiting for several sockets while a blocking hook runs: another thread polls, and is
 * woken through a descriptor of its own when the hook has cancelled the call. What it
 * works on is both threads', so that neither has to live longer than the other.
 */
#include "ws2_cancel/hooks.h"
#include "ws2_cancel/resolver.h"
#include "ntdll_cancel/private.h"
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct watch {
	_Atomic int refs;
	int stop; /* readable: it is to stop */
	unsigned since;
	HANDLE done;
	_Atomic uint32_t over; /* likewise, for who does not run the hook */
	NTSTATUS status;
	int ready;
	int64_t ns;
	unsigned n; /* with stop's, the last */
	struct socket **sockets;
	struct pollfd p[]; /* and room for one */
};

static void watch_drop(struct watch *w)
{
	if (atomic_fetch_sub(&w->refs, 1) != 1)
		return;
	if (w->done)
		CloseHandle(w->done);
	if (w->stop >= 0)
		close(w->stop);
	free(w->sockets);
	free(w);
}

static struct watch *watch_new(const struct pollfd *p, struct socket *const *sockets,
			       unsigned n, int64_t ns)
{
	struct watch *w = calloc(1, sizeof(*w) + (n + 2) * sizeof(*p));

	if (!w)
		return NULL;
	w->refs = 1;
	w->since = hooks_ended();
	w->ns = ns;
	w->n = n + 1;
	w->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->done = CreateEventW(NULL, TRUE, FALSE, NULL);
	w->sockets = calloc(n + 1, sizeof(*sockets));
	if (w->stop < 0 || !w->done || !w->sockets) {
		watch_drop(w);
		return NULL;
	}
	memcpy(w->p, p, n * sizeof(*p));
	memcpy(w->sockets, sockets, n * sizeof(*sockets));
	w->p[n] = (struct pollfd){ .fd = w->stop, .events = POLLIN };
	return w;
}

static void watch_run(void *arg)
{
	struct watch *w = arg;

	w->status = socket_poll(w->p, w->sockets, w->n, w->ns, &w->ready);
	atomic_store(&w->over, 1);
	word_rouse((uint32_t *)&w->over, 1);
	SetEvent(w->done);
	watch_drop(w);
}

/* False: no thread for it. */
static bool watch_begin_on_worker(struct watch *w)
{
	atomic_fetch_add(&w->refs, 1);
	if (worker_run(watch_run, w))
		return true;
	atomic_fetch_sub(&w->refs, 1);
	return false;
}

/* The sockets are the caller's, so nobody leaves before it is over. */
static void watch_stop(struct watch *w)
{
	const uint64_t one = 1;

	(void)!write(w->stop, &one, sizeof(one));
	while (!atomic_load(&w->over))
		word_await((uint32_t *)&w->over, 0, NULL);
}

static void watch_left(void *arg)
{
	watch_stop(arg);
	watch_drop(arg);
}

/* The hook runs meanwhile. */
static NTSTATUS watch_await(struct watch *w)
{
	const struct hook_call call = { w->done, INFINITE, w->since, watch_left,
					w };
	enum hook_end how = hook_run(&call);

	if (how != HOOK_EVENT)
		watch_stop(w);
	/* Stopped, and nothing else was there. */
	if (!w->status && w->p[w->n - 1].revents && !--w->ready)
		return hook_status(how);
	return w->status;
}

static void copy_seen(struct pollfd *out, const struct pollfd *seen, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		out[i].revents = seen[i].revents;
}

NTSTATUS hooked_poll(const struct pollfd *p, struct socket *const *sockets,
		     unsigned n, int64_t ns, struct pollfd *out, int *ready)
{
	struct watch *w = watch_new(p, sockets, n, ns);
	NTSTATUS status;

	if (!w)
		return STATUS_INSUFFICIENT_RESOURCES;
	/* The hook is for those that wait; the first look may use w's room. */
	status = socket_poll(w->p, w->sockets, n, 0, ready);
	w->p[n] = (struct pollfd){ .fd = w->stop, .events = POLLIN };
	if (!status && !*ready) {
		status = watch_begin_on_worker(w) ? watch_await(w) :
						    STATUS_INSUFFICIENT_RESOURCES;
		*ready = w->ready;
	}
	if (!status)
		copy_seen(out, w->p, n);
	watch_drop(w);
	return status;
}
