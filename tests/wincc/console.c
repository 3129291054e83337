/* _kbhit and _getch on a terminal of our own making. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <conio.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "expect.h"

static int on_terminal(const char *name, int ready, int typed)
{
	struct termios before, after;
	char go;
	int tty;

	setsid();
	tty = open(name, O_RDWR);
	expect(tty >= 0 && !tcgetattr(tty, &before));
	expect(!_kbhit());
	expect(write(ready, "r", 1) == 1);
	expect(read(typed, &go, 1) == 1);
	/* The keys are there, without a line's end; each read takes one. */
	expect(_kbhit() && _getch() == 'k');
	expect(_kbhit() && _getch() == 'x');
	expect(!_kbhit());
	expect(!tcgetattr(tty, &after));
	expect(after.c_lflag == before.c_lflag);
	return failures != 0;
}

int main(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), status;
	int ready[2], typed[2];
	char go;

	if (master < 0 || grantpt(master) || unlockpt(master) ||
	    pipe(ready) || pipe(typed)) {
		perror("pty");
		return 1;
	}
	fflush(stdout);
	pid_t child = fork();
	if (!child)
		_exit(on_terminal(ptsname(master), ready[1], typed[0]));
	expect(read(ready[0], &go, 1) == 1);
	/* The keys come while the terminal reads lines: typed ahead. */
	expect(write(master, "kx", 2) == 2);
	expect(write(typed[1], "g", 1) == 1);
	expect(waitpid(child, &status, 0) == child && !status);
	return failures != 0;
}
