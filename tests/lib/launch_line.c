/*
 * A serial line for a PE's case: two ptys in raw mode, and a process that carries
 * bytes between their masters. The case finds its end in WINCANCEL_PORT and the
 * far one in WINCANCEL_PORT_FAR. Part of the launcher.
 */
#define _GNU_SOURCE
#include "launch.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static pid_t carrier = -1;
static int masters[2] = { -1, -1 };

/* The slave stays open: a master without one reads as broken. */
static int open_end(const char *variable, int *master)
{
	struct termios raw;
	char name[64];
	int slave;

	*master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*master < 0 || grantpt(*master) || unlockpt(*master) ||
	    ptsname_r(*master, name, sizeof(name)))
		return -1;
	slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave >= 0 && !tcgetattr(slave, &raw)) {
		cfmakeraw(&raw);
		tcsetattr(slave, TCSANOW, &raw);
	}
	setenv(variable, name, 1);
	return slave;
}

static void carry(void)
{
	struct pollfd p[2] = { { .fd = masters[0], .events = POLLIN },
			       { .fd = masters[1], .events = POLLIN } };
	char data[4096];
	int i;

	for (;;) {
		poll(p, 2, -1);
		for (i = 0; i < 2; i++) {
			ssize_t n = 0;

			if (p[i].revents & POLLIN)
				n = read(masters[i], data, sizeof(data));
			if (n > 0 && write(masters[!i], data, n) != n)
				_exit(1);
		}
	}
}

void line_begin(void)
{
	int near = open_end("WINCANCEL_PORT", &masters[0]);
	int far = open_end("WINCANCEL_PORT_FAR", &masters[1]);

	if (near < 0 || far < 0) {
		unsetenv("WINCANCEL_PORT");
	} else {
		carrier = fork();
		if (!carrier) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			carry();
		}
	}
	close(near);
	close(far);
}

void line_end(void)
{
	int i;

	if (carrier > 0) {
		kill(carrier, SIGKILL);
		waitpid(carrier, NULL, 0);
	}
	carrier = -1;
	for (i = 0; i < 2; i++)
		close(masters[i]);
}
