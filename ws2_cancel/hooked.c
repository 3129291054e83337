/*
 * Blocking calls of a thread that runs a blocking hook: begun as something with an
 * event, waited for by the hook, ended if that has cancelled it (hooks.h).
 */
#include "ws2_cancel/hooks.h"
#include "ws2_cancel/resolver.h"
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>

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

/*
 * It is over when this returns: ended, or, if that came too late, done. That is not
 * looked up at the event, which nobody sets after the last WSACleanup (W-062).
 */
static NTSTATUS end_request(SOCKET s, const struct socket_request *r,
			    enum hook_end how)
{
	uint32_t *done = (uint32_t *)r->more->done;
	IO_STATUS_BLOCK answer;
	NTSTATUS status;

	if (how != HOOK_EVENT)
		NtCancelIoFileEx(socket_handle(s), r->iosb, &answer);
	while (!__atomic_load_n(done, __ATOMIC_ACQUIRE))
		word_await(done, 0, NULL);
	status = r->iosb->Status;
	if (status != STATUS_CANCELLED)
		return status;
	if (how == HOOK_TIME)
		return STATUS_IO_TIMEOUT;
	if (how == HOOK_ASKED)
		return STATUS_CANCELLED;
	/* W-059, W-062: closed under it, or Winsock was, is interrupted as well. */
	return how != HOOK_EVENT || !ws2_started() || !is_open(s) ?
		       hook_status(HOOK_CANCELLED) :
		       status;
}

NTSTATUS hooked_request(SOCKET s, struct socket_request *r)
{
	bool nonblocking, timed = r->verb != SOCK_CONNECT;
	_Atomic uint32_t done = 0;
	DWORD receive_ms, send_ms, ms;
	NTSTATUS status;

	if (!nature(s, &nonblocking, &receive_ms, &send_ms) || nonblocking)
		return socket_request(socket_handle(s), r);
	ms = !timed ? 0 : r->send ? send_ms : receive_ms;
	r->event = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (r->event && !r->more)
		r->more = sock_more_new(0);
	if (!r->event || !r->more) {
		status = socket_request(socket_handle(s), r);
	} else {
		r->blocking = false;
		r->stands = true;
		r->more->done = &done;
		status = socket_request(socket_handle(s), r);
		/* As in ws2_begin. */
		if (status == STATUS_PENDING && !ws2_started())
			sockets_end_one(socket_handle(s));
		if (status == STATUS_PENDING)
			status = end_request(s, r,
					     hook_run(r->event,
						      ms ? ms : INFINITE));
		r->more->done = NULL;
		sock_more_end(r->more);
	}
	if (r->event)
		CloseHandle(r->event);
	return status;
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
	return status == STATUS_INVALID_HANDLE ? hook_status(HOOK_CANCELLED) :
						 status;
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
	enum hook_end how;
	NTSTATUS status;

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
	how = hook_run(c->done, INFINITE);
	status = how == HOOK_EVENT ? c->status : hook_status(how);
	closing_drop(c);
	return status;
}
