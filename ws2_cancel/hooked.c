/*
 * Blocking calls of a thread that runs a blocking hook: begun as something with an
 * event, waited for by the hook, ended if that has cancelled it (hooks.h).
 */
#include "ws2_cancel/hooks.h"
#include "ws2_cancel/resolver.h"
#include <poll.h>
#include <pthread.h>
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

/* One that is pending, told by an event and by a word. */
struct pending {
	SOCKET s;
	struct socket_request *r;
	unsigned since;
	_Atomic uint32_t done;
};

/*
 * It is over when this returns: ended, or, if that came too late, done. That is not
 * looked up at the event, which nobody sets after the last WSACleanup (W-062).
 */
static NTSTATUS end_request(struct pending *p, enum hook_end how)
{
	IO_STATUS_BLOCK answer;
	NTSTATUS status;

	if (how != HOOK_EVENT)
		NtCancelIoFileEx(socket_handle(p->s), p->r->iosb, &answer);
	while (!atomic_load(&p->done))
		word_await((uint32_t *)&p->done, 0, NULL);
	status = p->r->iosb->Status;
	if (status != STATUS_CANCELLED)
		return status;
	if (how == HOOK_TIME)
		return STATUS_IO_TIMEOUT;
	if (how == HOOK_ASKED)
		return STATUS_CANCELLED;
	/* W-059, W-062: closed under it, or Winsock was, is interrupted as well. */
	return how != HOOK_EVENT || hooks_ended() != p->since || !is_open(p->s) ?
		       hook_status(HOOK_CANCELLED) :
		       status;
}

static void request_drop(struct socket_request *r)
{
	if (r->more) {
		r->more->done = NULL;
		sock_more_end(r->more);
	}
	if (r->event)
		CloseHandle(r->event);
}

static void request_left(void *arg)
{
	struct pending *p = arg;

	end_request(p, HOOK_CANCELLED);
	request_drop(p->r);
}

/* It has been begun, and waits. */
static NTSTATUS await_request(struct pending *p, DWORD ms)
{
	const struct hook_call call = { p->r->event, ms ? ms : INFINITE,
					p->since, request_left, p };

	/* As in ws2_begin. */
	if (!ws2_started())
		sockets_end_one(socket_handle(p->s));
	return end_request(p, hook_run(&call));
}

NTSTATUS hooked_request(SOCKET s, struct socket_request *r)
{
	struct pending p = { .s = s, .r = r, .since = hooks_ended() };
	bool nonblocking, timed = r->verb != SOCK_CONNECT;
	DWORD receive_ms, send_ms;
	NTSTATUS status;

	if (!nature(s, &nonblocking, &receive_ms, &send_ms) || nonblocking)
		return socket_request(socket_handle(s), r);
	if (!r->more)
		r->more = sock_more_new(0);
	r->event = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (!r->event || !r->more) {
		request_drop(r);
		return STATUS_NO_MEMORY;
	}
	r->blocking = false;
	r->stands = true;
	r->more->done = &p.done;
	status = socket_request(socket_handle(s), r);
	if (status == STATUS_PENDING)
		status = await_request(&p, !timed  ? 0 :
					   r->send ? send_ms :
						     receive_ms);
	request_drop(r);
	return status;
}

static void let_go(void *held)
{
	socket_let_go(held);
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
		pthread_cleanup_push(let_go, held);
		status = hooked_poll(&p, &held, 1, ns, &p, &ready);
		pthread_cleanup_pop(0);
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

static void closing_left(void *arg)
{
	closing_drop(arg);
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
	struct hook_call call = { NULL, INFINITE, hooks_ended(), closing_left, c };
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
	call.event = c->done;
	how = hook_run(&call);
	status = how == HOOK_EVENT ? c->status : hook_status(how);
	closing_drop(c);
	return status;
}
