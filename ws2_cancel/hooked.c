/*
 * Blocking calls of a thread that runs a blocking hook: begun as something with an
 * event, waited for by the hook, ended if that has cancelled it (hooks.h).
 */
#include "ws2_cancel/hooks.h"
#include "ws2_cancel/resolver.h"
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define INTERRUPTED STATUS_WINSOCK(WSAEINTR)

/* What the socket is now; false: there is none. */
static bool nature(SOCKET s, bool *nonblocking, DWORD *receive_ms, DWORD *send_ms)
{
	struct socket *held = socket_hold(socket_handle(s));

	if (!held)
		return false;
	*nonblocking = atomic_load(&held->nonblocking);
	*receive_ms = atomic_load(&held->receive_ms);
	*send_ms = atomic_load(&held->send_ms);
	socket_let_go(held);
	return true;
}

static bool is_open(SOCKET s)
{
	bool nonblocking;
	DWORD ms;

	return nature(s, &nonblocking, &ms, &ms);
}

/* It is over when this returns: ended, or, if that came too late, done. */
static NTSTATUS end_request(SOCKET s, const struct socket_request *r, HANDLE event,
			    enum hook_end how)
{
	IO_STATUS_BLOCK answer;
	NTSTATUS status;

	if (how != HOOK_EVENT)
		NtCancelIoFileEx(socket_handle(s), r->iosb, &answer);
	WaitForSingleObject(event, INFINITE);
	status = r->iosb->Status;
	if (status != STATUS_CANCELLED)
		return status;
	if (how == HOOK_TIME)
		return STATUS_IO_TIMEOUT;
	/* W-059: closed under it is interrupted as well. */
	return how == HOOK_CANCELLED || !is_open(s) ? INTERRUPTED : status;
}

NTSTATUS hooked_request(SOCKET s, struct socket_request *r)
{
	bool nonblocking, timed = r->verb != SOCK_CONNECT;
	DWORD receive_ms, send_ms, ms;
	NTSTATUS status;

	if (!nature(s, &nonblocking, &receive_ms, &send_ms) || nonblocking)
		return socket_request(socket_handle(s), r);
	ms = !timed ? 0 : r->send ? send_ms : receive_ms;
	r->event = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (!r->event)
		return socket_request(socket_handle(s), r);
	r->blocking = false;
	r->stands = true;
	status = socket_request(socket_handle(s), r);
	if (status == STATUS_PENDING)
		status = end_request(s, r, r->event,
				     hook_run(r->event, ms ? ms : INFINITE));
	CloseHandle(r->event);
	return status;
}

/* A poll on another thread; all of it is the waiting thread's. */
struct watch {
	struct pollfd *p; /* what is asked for; one to stop it by; room for one */
	struct socket **sockets;
	unsigned n;
	int64_t ns;
	NTSTATUS status;
	int ready;
	HANDLE done;
};

static void watch_run(void *arg)
{
	struct watch *w = arg;

	w->status = socket_poll(w->p, w->sockets, w->n, w->ns, &w->ready);
	SetEvent(w->done);
}

static NTSTATUS watch_until(struct watch *w, int stop)
{
	const uint64_t one = 1;
	enum hook_end how;

	if (!worker_run(watch_run, w))
		return STATUS_INSUFFICIENT_RESOURCES;
	how = hook_run(w->done, INFINITE);
	if (how != HOOK_EVENT)
		(void)!write(stop, &one, sizeof(one));
	WaitForSingleObject(w->done, INFINITE);
	if (!w->status && w->p[w->n - 1].revents && !--w->ready)
		return INTERRUPTED;
	return w->status;
}

static NTSTATUS watch(struct watch *w, const struct pollfd *p,
		      struct socket *const *sockets, struct pollfd *out, int *ready)
{
	const unsigned n = w->n;
	int stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

	w->p = calloc(n + 2, sizeof(*p));
	w->sockets = calloc(n + 1, sizeof(*sockets));
	w->done = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (stop >= 0 && w->p && w->sockets && w->done) {
		for (unsigned i = 0; i < n; i++) {
			w->p[i] = p[i];
			w->sockets[i] = sockets[i];
		}
		w->p[n] = (struct pollfd){ .fd = stop, .events = POLLIN };
		w->n = n + 1;
		status = watch_until(w, stop);
		for (unsigned i = 0; !status && i < n; i++)
			out[i].revents = w->p[i].revents;
		*ready = w->ready;
	}
	if (w->done)
		CloseHandle(w->done);
	if (stop >= 0)
		close(stop);
	free(w->p);
	free(w->sockets);
	return status;
}

NTSTATUS hooked_poll(const struct pollfd *p, struct socket *const *sockets,
		     unsigned n, int64_t ns, struct pollfd *out, int *ready)
{
	struct watch w = { .n = n, .ns = ns };
	struct pollfd *now = calloc(n + 1, sizeof(*now));
	NTSTATUS status;

	if (!now)
		return STATUS_NO_MEMORY;
	for (unsigned i = 0; i < n; i++)
		now[i] = p[i];
	/* The hook is for those that wait. */
	status = socket_poll(now, sockets, n, 0, ready);
	for (unsigned i = 0; !status && i < n; i++)
		out[i].revents = now[i].revents;
	free(now);
	return status || *ready ? status : watch(&w, p, sockets, out, ready);
}

NTSTATUS hooked_accept(SOCKET s, HANDLE *out, void *address, INT *length)
{
	struct socket *held = socket_hold(socket_handle(s));
	struct pollfd p;
	int64_t ns;
	NTSTATUS status;
	int ready = 1;

	if (!held)
		return STATUS_OBJECT_TYPE_MISMATCH;
	p = (struct pollfd){ .fd = held->fd, .events = POLLIN };
	ns = atomic_load(&held->receive_ms);
	ns = ns ? ns * 1000000 : -1;
	for (;;) {
		status = socket_accept_now(socket_handle(s), out, address, length);
		if (status != STATUS_DEVICE_NOT_READY ||
		    atomic_load(&held->nonblocking))
			break;
		/* Another may be quicker than this one. */
		status = hooked_poll(&p, &held, 1, ns, &p, &ready);
		if (!status && !ready)
			status = STATUS_IO_TIMEOUT;
		if (status)
			break;
	}
	socket_let_go(held);
	return status == STATUS_INVALID_HANDLE ? INTERRUPTED : status;
}

/* A close that waits for what was sent; it goes on without the caller. */
struct closing {
	HANDLE socket, done;
	NTSTATUS status;
	_Atomic int refs;
};

static void closing_drop(struct closing *c)
{
	if (atomic_fetch_sub(&c->refs, 1) != 1)
		return;
	CloseHandle(c->done);
	free(c);
}

static void closing_run(void *arg)
{
	struct closing *c = arg;

	c->status = NtClose(c->socket);
	SetEvent(c->done);
	closing_drop(c);
}

/* It was told to wait, and there is something that the other side has not got. */
static bool lingers(SOCKET s)
{
	struct socket *held = socket_hold(socket_handle(s));
	struct linger l = { 0, 0 };
	socklen_t n = sizeof(l);
	int left = 0;
	bool waits;

	if (!held)
		return false;
	waits = held->type == SOCK_STREAM && !atomic_load(&held->nonblocking) &&
		!getsockopt(held->fd, SOL_SOCKET, SO_LINGER, &l, &n) &&
		l.l_onoff && l.l_linger && !ioctl(held->fd, TIOCOUTQ, &left) &&
		left;
	socket_let_go(held);
	return waits;
}

NTSTATUS hooked_close(SOCKET s)
{
	struct closing *c = lingers(s) ? malloc(sizeof(*c)) : NULL;
	NTSTATUS status = INTERRUPTED;

	if (!c)
		return NtClose(socket_handle(s));
	*c = (struct closing){ .socket = socket_handle(s),
			       .done = CreateEventW(NULL, TRUE, FALSE, NULL),
			       .refs = 2 };
	if (!c->done || !worker_run(closing_run, c)) {
		if (c->done)
			CloseHandle(c->done);
		free(c);
		return NtClose(socket_handle(s));
	}
	if (hook_run(c->done, INFINITE) == HOOK_EVENT)
		status = c->status;
	closing_drop(c);
	return status;
}
