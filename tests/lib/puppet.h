/*
 * A peer that does as it is told, one letter at a time, and answers each with a
 * point when it has been done. It can be told to die where it passes a test
 * point; then no answer comes.
 */
#ifndef TESTS_LIB_PUPPET_H
#define TESTS_LIB_PUPPET_H

#include "peer.h"

/* Commands. Upper case is overlapped, where there is a choice. */
enum {
	PUPPET_SERVE = 's',
	PUPPET_SERVE_OVERLAPPED = 'S',
	PUPPET_OPEN = 'o',
	PUPPET_OPEN_OVERLAPPED = 'O',
	PUPPET_CONNECT = 'c',
	PUPPET_WRITE = 'w', /* "last" */
	PUPPET_READ = 'r',
	PUPPET_FLUSH = 'f',
	PUPPET_TRANSACT = 't',
	PUPPET_DISCONNECT = 'd',
	PUPPET_CLOSE = 'x',
	PUPPET_LEAVE = 'q', /* the process ends, its handle open */
};

/* The digits: the point at which it dies. */
static const char *const puppet_points[] = {
	"call:enter", "pipe:connected", "pipe:arrived", "pipe:shown",
	"pipe:greeted", "pipe:bell", "pipe:leaving", "call:leave",
	"pipe:entered", "close:cancelled",
};
enum {
	AT_ENTER,
	AT_CONNECTED,
	AT_ARRIVED,
	AT_SHOWN,
	AT_GREETED,
	AT_BELL,
	AT_LEAVING,
	AT_LEAVE,
	AT_ENTERED,
	AT_CLOSE,
};

void point_arm(const char *name, void (*fn)(void *arg), void *arg);

static inline void puppet_die(void *arg)
{
	(void)arg;
	kill(getpid(), SIGKILL);
}

static inline HANDLE puppet_serve(DWORD flags)
{
	return CreateNamedPipeA(PEER_PIPE, DUPLEX | flags, MESSAGES, 4, QUOTA,
				QUOTA, 0, NULL);
}

static inline HANDLE puppet_open(DWORD flags)
{
	HANDLE h = pipe_open(PEER_PIPE, BOTH_WAYS, flags);

	if (h != INVALID_HANDLE_VALUE)
		pipe_read_mode(h, PIPE_READMODE_MESSAGE);
	return h;
}

/* What is begun here is waited for: errors are the other's affair. */
static inline void puppet_transfer(HANDLE h, int what)
{
	OVERLAPPED ov = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
	char buf[64];
	DWORD moved;
	BOOL ret = FALSE;

	SetLastError(0);
	if (what == PUPPET_WRITE)
		ret = WriteFile(h, "last", 4, &moved, &ov);
	else if (what == PUPPET_READ)
		ret = ReadFile(h, buf, sizeof(buf), &moved, &ov);
	else if (what == PUPPET_TRANSACT)
		ret = TransactNamedPipe(h, "last", 4, buf, sizeof(buf), &moved,
					&ov);
	else if (what == PUPPET_CONNECT)
		ret = ConnectNamedPipe(h, &ov);
	if (!ret && GetLastError() == ERROR_IO_PENDING)
		GetOverlappedResult(h, &ov, &moved, TRUE);
	CloseHandle(ov.hEvent);
}

static inline HANDLE puppet_do(HANDLE h, int what)
{
	if (what >= '0' && what <= '9')
		point_arm(puppet_points[what - '0'], puppet_die, NULL);
	else if (what == PUPPET_SERVE || what == PUPPET_SERVE_OVERLAPPED)
		h = puppet_serve(what == PUPPET_SERVE ? 0 :
							FILE_FLAG_OVERLAPPED);
	else if (what == PUPPET_OPEN || what == PUPPET_OPEN_OVERLAPPED)
		h = puppet_open(what == PUPPET_OPEN ? 0 : FILE_FLAG_OVERLAPPED);
	else if (what == PUPPET_FLUSH)
		FlushFileBuffers(h);
	else if (what == PUPPET_DISCONNECT)
		ok(DisconnectNamedPipe(h), "error %u\n", GetLastError());
	else if (what == PUPPET_CLOSE)
		ok(CloseHandle(h), "error %u\n", GetLastError());
	else if (what == PUPPET_LEAVE)
		exit(0);
	else
		puppet_transfer(h, what);
	return h;
}

/* True in the peer, after it has done all that it was told. The first thing that
 * a case does: the folder of names is looked for once. */
static inline BOOL puppet_played(void)
{
	struct peer wire = peer_parent();
	HANDLE h = NULL;
	int what;

	if (!peer_role()) {
		peer_names();
		return FALSE;
	}
	ok(TRUE, "it checks something\n");
	while ((what = peer_hear(&wire)) > 0) {
		h = puppet_do(h, what);
		ok(h != INVALID_HANDLE_VALUE, "%c: error %u\n", what,
		   GetLastError());
		peer_say(&wire, '.');
	}
	return TRUE;
}

#define puppet_start(p) peer_start(p, "puppet")

/* Told, and done before this returns. */
#define puppet_does(p, what) puppet_does_(__FILE__, __LINE__, p, what)
static inline void puppet_does_(const char *src, int line, struct peer *p,
				int what)
{
	peer_say(p, what);
	peer_says_(src, line, p, '.');
}

/* It dies of what it does; true if it does. */
#define puppet_dies(p) puppet_dies_(__FILE__, __LINE__, p)
static inline void puppet_dies_(const char *src, int line, struct peer *p)
{
	int heard = peer_hear(p), status = peer_reap(p);

	ok_(src, line)(!heard && WIFSIGNALED(status) &&
			       WTERMSIG(status) == SIGKILL,
		       "it did not die: %d, %#x\n", heard, status);
}

#endif
