/*
 * Winsock 1.1's blocking hooks, as this module sees them. What they are, which thread
 * has one and how it is run is wsock32_cancel's; without that library `ws2_hooks` is
 * NULL, and looking at it is all that anybody pays.
 *
 * A blocking call of a thread that runs a hook is none of ntdll's blocking calls: it
 * is begun as what is told by an event (an overlapped operation, a look-up, a poll or
 * a close on a thread of the module's own), and if it waits, the thread runs its hook
 * until that event, or until it has cancelled the call. Then the operation is ended
 * and its outcome awaited: what has moved is told, so nothing is lost (W-035, W-040).
 * Meanwhile everything else that the thread calls is refused: WSAEINPROGRESS (W-039).
 *
 * A thread that is ended in its hook, by itself or by another, takes the call back
 * before its stack goes (hook_call's left, by pthread_cleanup_push, which pthread_exit
 * sees to): what it had begun works on that stack, and holds sockets.
 */
#ifndef WINCANCEL_WS2_HOOKS_H
#define WINCANCEL_WS2_HOOKS_H

#include "ws2_cancel/ws2.h"

enum hook_end {
	HOOK_EVENT,	/* it is set, and stays so */
	HOOK_CANCELLED, /* WSACancelBlockingCall */
	HOOK_ASKED,	/* CancelSynchronousIo */
	HOOK_OVER,	/* the last WSACleanup */
	HOOK_TIME,
};

struct ws2_hooks {
	/* Whether this thread's calls run one; first: nobody has asked for more than
	 * Winsock 1. */
	bool (*wanted)(bool first);
	/* The calling thread is in run. */
	bool (*running)(void);
	/* The hook, again and again, until one of the two events is set: HOOK_EVENT,
	 * HOOK_ASKED. ms: INFINITE, or when to give up. */
	enum hook_end (*run)(HANDLE event, HANDLE asked, DWORD ms);
};

/* For wsock32_cancel: from here on; whether a call would be refused, and has the last
 * error; why all of them are, hooks or not: 0 if they are not. */
void ws2_hooks_set(const struct ws2_hooks *hooks);
bool ws2_call_refused(void);
int ws2_all_refused(void);

static inline bool ws2_hooks_there(void)
{
	return __builtin_expect(atomic_load_explicit(&ws2_hooks,
						     memory_order_relaxed) !=
				NULL, 0);
}

/* This thread's calls run a hook. */
static inline bool ws2_hooked(void)
{
	const struct ws2_hooks *hooks =
		atomic_load_explicit(&ws2_hooks, memory_order_acquire);

	return __builtin_expect(hooks != NULL, 0) && hooks->wanted(ws2_is_first());
}

struct hook_call {
	HANDLE event; /* until that */
	DWORD ms;     /* or so long */
	unsigned since; /* hooks_ended, before it was begun */
	/* Runs in place of returning if the thread is ended in it. */
	void (*left)(void *arg);
	void *arg;
};

/* hooks.c: of a thread that is hooked; what the last WSACleanup does to those, and how
 * often that was. */
enum hook_end hook_run(const struct hook_call *call);
void hooks_end(void);
unsigned hooks_ended(void);

/* What a call ends with that the hook, or another thread, has cancelled. */
static inline NTSTATUS hook_status(enum hook_end how)
{
	return how == HOOK_ASKED ? STATUS_CANCELLED : STATUS_WINSOCK(WSAEINTR);
}

/* hooked.c, hooked_poll.c: as socket_request of a blocking one, socket_accept, NtClose
 * and socket_poll. */
NTSTATUS hooked_request(SOCKET s, struct socket_request *r);
NTSTATUS hooked_accept(SOCKET s, HANDLE *out, void *address, INT *length);
NTSTATUS hooked_close(SOCKET s);
/* p and out may be the same. */
NTSTATUS hooked_poll(const struct pollfd *p, struct socket *const *sockets,
		     unsigned n, int64_t ns, struct pollfd *out, int *ready);

#endif
