/*
 * Another process that locks the bytes of this case's file by fcntl alone, as it
 * is told over a socket. A fork that never comes near the library.
 */
#ifndef TESTS_LIB_RIVAL_H
#define TESTS_LIB_RIVAL_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "ranges.h"

struct rival {
	pid_t pid;
	int wire;
};

struct rival_order {
	short type; /* F_RDLCK, F_WRLCK, F_UNLCK */
	int wait;
	long first, length;
};

static inline void rival_run(const char *path, int wire)
{
	struct rival_order o;
	int fd = open(path, O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (recv(wire, &o, sizeof(o), 0) == sizeof(o)) {
		struct flock l = {.l_type = o.type, .l_whence = SEEK_SET,
				  .l_start = o.first, .l_len = o.length};
		int error = 0;

		if (fcntl(fd, o.wait ? F_SETLKW : F_SETLK, &l))
			error = errno;
		send(wire, &error, sizeof(error), MSG_NOSIGNAL);
	}
	_exit(0);
}

static inline void rival_start(struct rival *v)
{
	int wire[2];

	ok(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, wire),
	   "no socket pair\n");
	v->pid = fork();
	if (!v->pid) {
		close(wire[0]);
		rival_run(ranges_path(), wire[1]);
	}
	close(wire[1]);
	v->wire = wire[0];
}

static inline void rival_tell(struct rival *v, short type, int wait, long first,
			      long length)
{
	struct rival_order o = {type, wait, first, length};

	send(v->wire, &o, sizeof(o), MSG_NOSIGNAL);
}

static inline int rival_says(struct rival *v)
{
	int error = -1;

	recv(v->wire, &error, sizeof(error), 0);
	return error;
}

/* 0, or why it does not get it. */
static inline int rival_does(struct rival *v, short type, long first,
			     long length)
{
	rival_tell(v, type, 0, first, length);
	return rival_says(v);
}

#define rival_gets(v, type, first, length) \
	do { \
		int error_ = rival_does(v, type, first, length); \
		ok(!error_, "it does not get it: %d\n", error_); \
	} while (0)
#define rival_refused(v, type, first, length) \
	do { \
		int error_ = rival_does(v, type, first, length); \
		ok(error_ == EAGAIN || error_ == EACCES, "it says %d\n", error_); \
	} while (0)

static inline void rival_end(struct rival *v)
{
	close(v->wire);
	waitpid(v->pid, NULL, 0);
}

#endif
