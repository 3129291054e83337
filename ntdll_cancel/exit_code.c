/*
 * What a process ended with. Linux keeps eight bits of an exit code, and a signal
 * instead of one where there was a signal. More is known of
 *
 *   a child that uses this library: it leaves the whole code in the page it was
 *   given (inherit.h);
 *   a process that NtTerminateProcess of ours has ended: the code it was given.
 *
 * A crash has the code that Windows gives to such a crash, another signal 128 and
 * its number, as in a shell.
 */
#define _GNU_SOURCE
#include "inherit.h"
#include "process.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#define UNKNOWN 0xffffffffu

/* linux/pidfd.h of Linux 6.15, which says what became of a process that somebody
 * else has waited for. */
struct pidfd_info_exit {
	uint64_t mask, cgroup;
	uint32_t ids[11];
	int32_t exit_code;
};
#define INFO_EXIT 8u
#define PIDFD_GET_INFO_EXIT _IOWR(0xff, 11, struct pidfd_info_exit)

/* Of a process that has ended and not been waited for: the last number there. */
static bool status_from_proc(pid_t pid, int *status)
{
	char path[32], text[1024], *last;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = 0;
	char *state = strrchr(text, ')');
	if (!state || (state[1] && state[2] != 'Z') || !(last = strrchr(state, ' ')))
		return false;
	*status = atoi(last);
	return true;
}

static bool status_from_pidfd(int pidfd, int *status)
{
	struct pidfd_info_exit info = { .mask = INFO_EXIT };
	if (ioctl(pidfd, PIDFD_GET_INFO_EXIT, &info) || !(info.mask & INFO_EXIT))
		return false;
	*status = info.exit_code;
	return true;
}

/* A child's is taken, so that nothing is left of it. */
static bool wait_status(struct process *p, int *status) HOLDS(p->lock)
{
	siginfo_t info = { .si_pid = 0 };
	if (p->child &&
	    !waitid(P_PIDFD, p->pidfd, &info, WEXITED | WNOHANG | __WALL) &&
	    info.si_pid) {
		*status = info.si_code == CLD_EXITED ? info.si_status << 8 :
						       info.si_status;
		return true;
	}
	return status_from_proc(p->pid, status) ||
	       status_from_pidfd(p->pidfd, status);
}

static uint32_t code_of_signal(int sig)
{
	switch (sig) {
	case SIGSEGV:
	case SIGBUS:
		return STATUS_ACCESS_VIOLATION;
	case SIGILL:
		return STATUS_ILLEGAL_INSTRUCTION;
	case SIGFPE:
		return STATUS_INTEGER_DIVIDE_BY_ZERO;
	case SIGTRAP:
		return STATUS_BREAKPOINT;
	case SIGINT:
		return STATUS_CONTROL_C_EXIT;
	case SIGABRT:
		return 3; /* what abort of Windows' C library ends with */
	default:
		return 128 + sig;
	}
}

uint32_t exit_code_take(struct process *p)
{
	int status;
	if (!wait_status(p, &status))
		return p->ended ? p->end_code : UNKNOWN;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL && p->ended ?
			       p->end_code :
			       code_of_signal(WTERMSIG(status));
	uint32_t code = WEXITSTATUS(status), whole;
	/* It may write there what it likes: only what fits is believed. */
	if (p->report && report_read(p->report, p->pid, &whole) &&
	    (whole & 0xff) == code)
		return whole;
	return code;
}
