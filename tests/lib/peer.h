/*
 * A second process of a test: this program run anew for the same case, which
 * learns from peer_role() that it is not the first. Between the two lies a
 * socket for steering, so that nobody has to sleep for the other; its end tells
 * of the other's. Each case has a folder of pipe names of its own.
 *
 * Not a fork alone: a forked child of a process that has used the library is
 * refused by it.
 */
#ifndef TESTS_LIB_PEER_H
#define TESTS_LIB_PEER_H

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "asleep.h"
#include "named_pipe.h"

#define PEER_PIPE "\\\\.\\pipe\\peer"
#define PEER_FD 99
#define PEER_WAIT 10000

struct peer {
	pid_t pid;
	int wire;
};

/* Milliseconds, longer where a sanitizer slows everything down. */
static inline int peer_scaled(int ms)
{
	const char *scale = getenv("WINCANCEL_TIME_SCALE");

	return ms * (scale ? atoi(scale) : 1);
}

/* How soon one process must notice the other's end: 100 ms, longer where more
 * threads want to run than there are processors. */
static inline double peer_soon(void)
{
	double crowd = 0, processors = sysconf(_SC_NPROCESSORS_ONLN);
	FILE *f = fopen("/proc/loadavg", "r");

	if (f && fscanf(f, "%lf", &crowd) != 1)
		crowd = 0;
	if (f)
		fclose(f);
	return peer_scaled(100) * (crowd > processors ? crowd / processors : 1);
}

/* What the peer is to do; NULL in the test itself. */
static inline const char *peer_role(void)
{
	return getenv("WINCANCEL_PEER");
}

/* In the peer: the test. */
static inline struct peer peer_parent(void)
{
	return (struct peer){ getppid(), PEER_FD };
}

static inline void peer_names(void)
{
	static const char *dir;

	if (!dir)
		setenv("XDG_RUNTIME_DIR", dir = fixture_dir(), 1);
}

/* Runs in the forked child: nothing but system calls. */
static inline void peer_become(char **argv, int wire)
{
	dup2(wire, PEER_FD);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execv("/proc/self/exe", argv);
	_exit(126);
}

#define peer_start(p, role) peer_start_(__FILE__, __LINE__, p, role)
static inline void peer_start_(const char *src, int line, struct peer *p,
			       const char *role)
{
	int wire[2] = { -1, -1 };
	char **argv;

	winetest_get_mainargs(&argv);
	peer_names();
	ok_(src, line)(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				   wire), "no socket pair\n");
	setenv("WINCANCEL_PEER", role, 1);
	p->pid = fork();
	if (!p->pid)
		peer_become(argv, wire[1]);
	unsetenv("WINCANCEL_PEER");
	ok_(src, line)(p->pid > 0, "no peer\n");
	close(wire[1]);
	p->wire = wire[0];
}

static inline void peer_say(const struct peer *p, char what)
{
	send(p->wire, &what, 1, MSG_NOSIGNAL);
}

/* What the other says; 0 once it has gone, -1 if it says nothing at all. */
static inline int peer_hear(const struct peer *p)
{
	struct pollfd ready = { .fd = p->wire, .events = POLLIN };
	char what;
	int n;

	do {
		n = poll(&ready, 1, peer_scaled(PEER_WAIT));
	} while (n < 0);
	if (!n)
		return -1;
	return recv(p->wire, &what, 1, 0) == 1 ? what : 0;
}

#define peer_says(p, what) peer_says_(__FILE__, __LINE__, p, what)
static inline void peer_says_(const char *src, int line, const struct peer *p,
			      int what)
{
	int heard = peer_hear(p);

	ok_(src, line)(heard == what, "heard %d, not %d\n", heard, what);
}

/* Once this returns nothing of it is left, its sockets neither. */
static inline int peer_reap(struct peer *p)
{
	int status = -1;

	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(p->wire);
	p->pid = 0;
	return status;
}

#define peer_kill(p) peer_kill_(__FILE__, __LINE__, p)
static inline void peer_kill_(const char *src, int line, struct peer *p)
{
	int status;

	kill(p->pid, SIGKILL);
	status = peer_reap(p);
	ok_(src, line)(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
		       "it had ended by itself: %#x\n", status);
}

/* It finds the wire closed, ends, and has nothing to complain of. */
#define peer_end(p) peer_end_(__FILE__, __LINE__, p)
static inline void peer_end_(const char *src, int line, struct peer *p)
{
	int status;

	shutdown(p->wire, SHUT_WR);
	status = peer_reap(p);
	ok_(src, line)(WIFEXITED(status) && !WEXITSTATUS(status),
		       "the peer ended with %#x\n", status);
}

/* Entries in this case's folder of all pipe names; shows them if asked. */
static inline int peer_names_left(BOOL show)
{
	char path[600];
	struct dirent *e;
	DIR *d;
	int n = 0;

	snprintf(path, sizeof(path), "%s/wincancel", getenv("XDG_RUNTIME_DIR"));
	d = opendir(path);
	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.') {
			n++;
			if (show)
				trace("left: %s\n", e->d_name);
		}
	if (d)
		closedir(d);
	return n;
}

#define peer_nothing_left() peer_nothing_left_(__FILE__, __LINE__)
static inline void peer_nothing_left_(const char *src, int line)
{
	int n = peer_names_left(TRUE);

	ok_(src, line)(!n, "%d names are left\n", n);
}

#endif
