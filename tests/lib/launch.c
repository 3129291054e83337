/*
 * Prepares what the test executables of one column stand on, runs them one
 * after the other and cleans up: a directory below /tmp, the FUSE mount, a
 * mount namespace of its own where that is allowed, so that not even a killed
 * run leaves a mount behind. Native programs (runner.c) report their cases
 * themselves; for a PE (main_pe.c) the launcher forks, limits and reports.
 *
 *   launch RESULTS.tap STALLFS [--wine WINE] PROGRAM...
 *
 * Tells the programs through the environment: WINCANCEL_FIXTURES, the
 * directory; WINCANCEL_FUSE or WINCANCEL_FUSE_WHY, the mount or why there is
 * none; WINCANCEL_RESULTS, where a line per case goes; WINCANCEL_COLUMN. Reads
 * WINCANCEL_WINESERVER, the program that is Wine's server.
 */
#define _GNU_SOURCE
#include "launch.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONNECTIONS "/sys/fs/fuse/connections"

static char fixtures[] = "/tmp/wincancel-XXXXXX";
static char mount_point[64];
static int own_namespace;
static pid_t stallfs = -1;
static volatile sig_atomic_t running;

static void no_fuse(const char *reason)
{
	setenv("WINCANCEL_FUSE_WHY", reason, 1);
	fprintf(stderr, "launch: no slow files: %s\n", reason);
}

static void start_fuse(const char *program)
{
	struct pollfd pfd;
	char answer[8];
	int fds[2];

	snprintf(mount_point, sizeof(mount_point), "%s/fuse", fixtures);
	mkdir(mount_point, 0700);
	if (access("/dev/fuse", R_OK | W_OK)) {
		no_fuse("/dev/fuse cannot be opened here");
		return;
	}
	if (pipe2(fds, O_CLOEXEC)) {
		no_fuse("no pipe");
		return;
	}
	stallfs = fork();
	if (!stallfs) {
		dup2(fds[1], 1);
		execl(program, program, mount_point, NULL);
		_exit(126);
	}
	close(fds[1]);
	pfd = (struct pollfd){ .fd = fds[0], .events = POLLIN };
	if (poll(&pfd, 1, 10000) != 1 ||
	    read(fds[0], answer, sizeof(answer)) <= 0)
		no_fuse("mounting the FUSE file system failed");
	else
		setenv("WINCANCEL_FUSE", mount_point, 1);
	close(fds[0]);
}

/* Threads stalled in the mount are unkillable until their connection ends. */
static void abort_connection(void)
{
	struct stat st;
	char path[128];
	int fd;

	if (!getenv("WINCANCEL_FUSE") || stat(mount_point, &st))
		return;
	snprintf(path, sizeof(path), CONNECTIONS "/%u/abort",
		 minor(st.st_dev));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 && own_namespace) {
		mount("fusectl", CONNECTIONS, "fusectl", 0, NULL);
		fd = open(path, O_WRONLY | O_CLOEXEC);
	}
	if (fd < 0)
		return;
	if (write(fd, "1", 1) != 1)
		fprintf(stderr, "launch: %s: %s\n", path, strerror(errno));
	close(fd);
}

static void clean(void)
{
	abort_connection();
	pe_server_end();
	if (stallfs > 0) {
		kill(stallfs, SIGTERM);
		waitpid(stallfs, NULL, 0);
	}
	if (own_namespace)
		umount2(mount_point, MNT_DETACH);
	rmdir(mount_point);
	remove_tree(fixtures);
}

static void give_up(int sig)
{
	if (running > 0)
		kill(-running, SIGKILL);
	clean();
	signal(sig, SIG_DFL);
	raise(sig);
}

int run_limited(char *const argv[], int seconds, int quiet)
{
	sigset_t child;
	struct timespec limit = { .tv_sec = seconds };
	int status, fd;
	pid_t pid;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		sigprocmask(SIG_UNBLOCK, &child, NULL);
		fd = open("/dev/null", O_RDWR);
		dup2(fd, 0);
		if (quiet)
			dup2(fd, 2);
		execv(argv[0], argv);
		_exit(126);
	}
	setpgid(pid, pid);
	running = pid;
	while (waitpid(pid, &status, WNOHANG) == 0)
		if (sigtimedwait(&child, NULL, &limit) < 0 &&
		    errno == EAGAIN) {
			kill(-pid, SIGKILL);
			waitpid(pid, &status, 0);
			status = -1;
			break;
		}
	running = 0;
	sigprocmask(SIG_UNBLOCK, &child, NULL);
	return status;
}

/* native: the runner limits each case, this limit is for the runner itself */
static int run_native(const char *program)
{
	char *argv[] = { (char *)program, NULL };
	int status = run_limited(argv, 3600, 0);

	if (WIFEXITED(status) && WEXITSTATUS(status) <= 1)
		return WEXITSTATUS(status);
	fprintf(stderr, "launch: %s ended with status %#x\n", program, status);
	report_case(program, "runner", 0, "");
	return 1;
}

static void name_column(const char *results)
{
	const char *slash = strrchr(results, '/');
	char column[64], *dot;

	snprintf(column, sizeof(column), "%s", slash ? slash + 1 : results);
	dot = strrchr(column, '.');
	if (dot)
		*dot = 0;
	setenv("WINCANCEL_COLUMN", column, 1);
}

int main(int argc, char **argv)
{
	int i = 3, red = 0, terminal = isatty(2);
	const char *wine = NULL;

	if (argc < 3) {
		fprintf(stderr, "usage: %s RESULTS.tap STALLFS [--wine WINE] "
			"PROGRAM...\n", argv[0]);
		return 2;
	}
	if (argc > 4 && !strcmp(argv[3], "--wine")) {
		wine = argv[4];
		i = 5;
	}
	unlink(argv[1]);
	setenv("WINCANCEL_RESULTS", argv[1], 1);
	name_column(argv[1]);
	if (!unshare(CLONE_NEWNS))
		own_namespace = !mount("none", "/", NULL, MS_REC | MS_PRIVATE,
				       NULL);
	if (!mkdtemp(fixtures)) {
		perror(fixtures);
		return 2;
	}
	setenv("WINCANCEL_FIXTURES", fixtures, 1);
	signal(SIGINT, give_up);
	signal(SIGTERM, give_up);
	signal(SIGHUP, give_up);
	start_fuse(argv[2]);
	if (wine)
		pe_server_begin();
	for (; i < argc; i++) {
		if (terminal)
			fprintf(stderr, "\r\033[K[%d left] %s\r", argc - i,
				argv[i]);
		red |= wine ? run_pe(wine, argv[i]) : run_native(argv[i]);
	}
	if (terminal)
		fprintf(stderr, "\r\033[K");
	clean();
	return red;
}
