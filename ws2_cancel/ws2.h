/*
 * What the files of ws2_cancel share. With USE_WS_PREFIX Wine's headers and Linux'
 * go together: Winsock's names begin with WS_ here, Linux' are as ever. A function
 * whose name is glibc's as well is called ws2_NAME (spec/ws2_cancel.spec).
 */
#ifndef WINCANCEL_WS2_H
#define WINCANCEL_WS2_H

#include "ntdll_cancel/windows_nt.h"
#define USE_WS_PREFIX
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <stdbool.h>
#include "ntdll_cancel/private.h"
#include "ntdll_cancel/sockets.h"

/* startup.c: how many WSAStartup there were that WSACleanup has not undone; none in
 * the child of a fork, where locks may be held by threads that are not there. */
extern _Atomic unsigned ws2_uses __attribute__((visibility("hidden")));
extern bool ws2_forked __attribute__((visibility("hidden"))); /* fork_elf.c sets it */

static inline bool ws2_started(void)
{
	return atomic_load_explicit(&ws2_uses, memory_order_relaxed) != 0;
}

/* last_error.c: the thread's last error, and what a call returns that has failed. */
int WINAPI ws2_fail(int error);

/* The same for one that returns a BOOL. */
static inline BOOL ws2_false(int error)
{
	ws2_fail(error);
	return FALSE;
}

/* A lock of this module: its owner is not ended or suspended before it lets go. */
static inline void ws2_enter(SRWLOCK *lock)
{
	thread_hold();
	AcquireSRWLockExclusive(lock);
}

static inline void ws2_leave(SRWLOCK *lock)
{
	ReleaseSRWLockExclusive(lock);
	thread_let_go();
}

/* status.c: Winsock's code for a status, and for errno; the same as a failure. */
int WINAPI ws2_error(NTSTATUS status);
int WINAPI ws2_fail_status(NTSTATUS status);
int ws2_fail_errno(int err);

static inline HANDLE socket_handle(SOCKET s)
{
	return (HANDLE)(ULONG_PTR)s;
}

/* Why everything is refused: there is no Winsock yet or any more, or it is not for
 * this process. */
static inline int ws2_refusal(void)
{
	return ws2_forked ? WSAEOPNOTSUPP : WSANOTINITIALISED;
}

/* hooks.c: Winsock 1.1's blocking hooks (hooks.h); NULL: nobody has any. */
struct ws2_hooks;
extern const struct ws2_hooks *_Atomic ws2_hooks
	__attribute__((visibility("hidden")));
/* The calling thread is in a blocking call, which runs its hook. */
bool WINAPI ws2_in_hook(void);
/* startup.c: nobody has asked for more than Winsock 1. */
bool ws2_is_first(void);

/* In front of everything else in a function that can fail: WSANOTINITIALISED, or
 * WSAEINPROGRESS. */
static inline bool ws2_refused(void)
{
	bool plain = !atomic_load_explicit(&ws2_hooks, memory_order_relaxed);

	if (__builtin_expect(ws2_started() && plain, 1))
		return false;
	if (ws2_started() && !ws2_in_hook())
		return false;
	ws2_fail(ws2_started() ? WSAEINPROGRESS : ws2_refusal());
	return true;
}

/* The socket, held; NULL: the last error says why. */
static inline struct socket *ws2_hold(SOCKET s)
{
	struct socket *held;
	if (ws2_refused())
		return NULL;
	if (!(held = socket_hold(socket_handle(s))))
		ws2_fail(WSAENOTSOCK);
	return held;
}

/* What r brings along, for an address to go to. 0, or Winsock's code. */
static inline int ws2_address(struct socket_request *r,
			      const struct WS_sockaddr *name, int length)
{
	r->more = sock_more_new(0);
	if (!r->more)
		return WSAENOBUFS;
	r->more->to_length = address_in(&r->more->to, name, length);
	if (r->more->to_length)
		return 0;
	sock_more_end(r->more);
	return WSAEFAULT;
}

/* start.c: what is asked for with an OVERLAPPED, a routine, both or neither. */
struct ws2_overlapped {
	WSAOVERLAPPED *overlapped; /* NULL: blocking */
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
};
/* Fills in how r is to be told of, begins it, and gives what Winsock's functions
 * give: 0 or SOCKET_ERROR. done, and flags after a success, may be NULL. */
int WINAPI ws2_begin(SOCKET s, struct socket_request *r,
	      const struct ws2_overlapped *how, DWORD *done, DWORD *flags);

/* lookups_end.c: what the last WSACleanup does to look-ups. */
void lookups_end(void);

#endif
