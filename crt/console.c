/*
 * Owns _getch, _getche, _kbhit and _putch: one key, at once and unechoed, from
 * the controlling terminal, or from standard input if there is none.
 */
#include "crt.h"

#include <wincc/conio.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <termios.h>
#include <unistd.h>

struct console {
	int fd;
	bool is_tty;
	struct termios was;
};

static void console_open(struct console *c)
{
	c->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (c->fd < 0)
		c->fd = STDIN_FILENO;
	c->is_tty = !tcgetattr(c->fd, &c->was);
	if (!c->is_tty)
		return;
	struct termios raw = c->was;
	raw.c_lflag &= ~(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	/* TCSANOW keeps what was typed ahead. */
	tcsetattr(c->fd, TCSANOW, &raw);
}

static void console_close(struct console *c)
{
	if (c->is_tty)
		tcsetattr(c->fd, TCSANOW, &c->was);
	if (c->fd != STDIN_FILENO)
		close(c->fd);
}

int _kbhit(void)
{
	struct console c;

	console_open(&c);
	struct pollfd p = { .fd = c.fd, .events = POLLIN };
	int hit = poll(&p, 1, 0) == 1 && (p.revents & POLLIN);
	console_close(&c);
	return hit;
}

int _getch(void)
{
	struct console c;
	unsigned char key;
	ssize_t n;

	fflush(stdout);
	console_open(&c);
	do
		n = read(c.fd, &key, 1);
	while (n < 0 && errno == EINTR);
	console_close(&c);
	if (n != 1)
		return EOF;
	return key == '\n' && c.is_tty ? '\r' : key;
}

int _putch(int c)
{
	int done = putchar(c);

	fflush(stdout);
	return done;
}

int _getche(void)
{
	int c = _getch();

	if (c != EOF)
		_putch(c);
	return c;
}
