/*
 * Runs one measurement in a process of its own, with a time limit.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "place.h"

/* Where we may: fewer rounds are spoilt by whoever else is there. */
#define PRIORITY (-15)

static void become(char *const argv[], int cpu, int quiet, int output)
{
	int nowhere;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	place_self(cpu);
	if (!quiet)
		setpriority(PRIO_PROCESS, 0, PRIORITY);
	dup2(output, STDOUT_FILENO);
	if (quiet) {
		nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
		dup2(nowhere, STDIN_FILENO);
		dup2(nowhere, STDERR_FILENO);
	}
	execvp(argv[0], argv);
	_exit(127);
}

static int finish(pid_t child, unsigned seconds)
{
	int process = (int)syscall(SYS_pidfd_open, child, 0), status;
	struct pollfd ended = { .fd = process, .events = POLLIN };

	if (poll(&ended, 1, (int)seconds * 1000) <= 0)
		kill(child, SIGKILL);
	close(process);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int child_run(char *const argv[], int cpu, int quiet, unsigned seconds,
	      char *line, unsigned size)
{
	int output[2], status;
	ssize_t length;
	pid_t child;

	line[0] = 0;
	if (pipe2(output, O_CLOEXEC))
		return -1;
	child = fork();
	if (child == 0)
		become(argv, cpu, quiet, output[1]);
	close(output[1]);
	status = child < 0 ? -1 : finish(child, seconds);
	/* A process left behind by the child may hold the other end open. */
	fcntl(output[0], F_SETFL, O_NONBLOCK);
	length = read(output[0], line, size - 1);
	line[length > 0 ? length : 0] = 0;
	close(output[0]);
	return status;
}
