/*
 * GetConsoleMode, SetConsoleMode: the mode and the terminal, both ways.
 */
#include <windows.h>
#include "wine/test.h"
#include "serial.h"

#define TTY_INPUT \
	(ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT)
#define LINE (ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT)

static HANDLE console(DWORD access)
{
	const char *path = fixture_pty();
	HANDLE h;

	if (!path) {
		skip("%s\n", fixture_why());
		return INVALID_HANDLE_VALUE;
	}
	h = CreateFileA(path, access, PAIR_SHARE, NULL, OPEN_EXISTING, 0, NULL);
	ok(h != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return h;
}

/* S-040 S-041 */
static void input(void)
{
	HANDLE h = console(GENERIC_READ | GENERIC_WRITE);
	DWORD mode = UNTOUCHED, got, moved;
	char buf[8] = "";

	if (h == INVALID_HANDLE_VALUE)
		return;
	/* the fixture's terminal is raw */
	works(GetConsoleMode(h, &mode));
	ok(!(mode & TTY_INPUT), "mode %#x\n", mode);
	works(SetConsoleMode(h, (mode & ~TTY_INPUT) | LINE | ENABLE_ECHO_INPUT));
	works(GetConsoleMode(h, &got));
	ok(got == (mode | LINE | ENABLE_ECHO_INPUT), "mode %#x\n", got);
	/* a line is read when it is whole, and was echoed */
	port_feed("a\n", 2);
	works(ReadFile(h, buf, 8, &moved, NULL));
	ok(moved == 2 && buf[0] == 'a', "read %u\n", moved);
	ok(fixture_pty_read(buf, 1) && buf[0] == 'a', "echo %#x\n", buf[0]);
	/* each character by itself */
	works(SetConsoleMode(h, 0));
	works(GetConsoleMode(h, &got));
	ok(!got, "mode %#x\n", got);
	port_feed("b", 1);
	works(ReadFile(h, buf, 8, &moved, NULL));
	ok(moved == 1 && buf[0] == 'b', "read %u\n", moved);
	/* S-041: what does nothing here is kept */
	works(SetConsoleMode(h, ENABLE_WINDOW_INPUT | ENABLE_MOUSE_INPUT));
	works(GetConsoleMode(h, &got));
	ok(got == (ENABLE_WINDOW_INPUT | ENABLE_MOUSE_INPUT), "mode %#x\n", got);
	CloseHandle(h);
}

/* S-041 */
static void refused(void)
{
	HANDLE h = console(GENERIC_READ | GENERIC_WRITE);
	DWORD mode, got;

	if (h == INVALID_HANDLE_VALUE)
		return;
	works(GetConsoleMode(h, &mode));
	fails(SetConsoleMode(h, ENABLE_ECHO_INPUT), ERROR_INVALID_PARAMETER);
	fails(SetConsoleMode(h, mode | 0x8000), ERROR_INVALID_PARAMETER);
	works(GetConsoleMode(h, &got));
	ok(got == mode, "mode %#x\n", got);
	CloseHandle(h);
}

static void output(void)
{
	HANDLE h = console(GENERIC_WRITE);
	DWORD mode, got;

	if (h == INVALID_HANDLE_VALUE)
		return;
	works(SetConsoleMode(h, ENABLE_PROCESSED_OUTPUT |
					ENABLE_WRAP_AT_EOL_OUTPUT));
	works(GetConsoleMode(h, &mode));
	ok((mode & ~DISABLE_NEWLINE_AUTO_RETURN) ==
		   (ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT),
	   "mode %#x\n", mode);
	works(SetConsoleMode(h, DISABLE_NEWLINE_AUTO_RETURN |
					ENABLE_PROCESSED_OUTPUT));
	works(GetConsoleMode(h, &got));
	ok(got == (DISABLE_NEWLINE_AUTO_RETURN | ENABLE_PROCESSED_OUTPUT),
	   "mode %#x\n", got);
	fails(SetConsoleMode(h, 0x8000), ERROR_INVALID_PARAMETER);
	CloseHandle(h);
}

/* S-042 */
static void no_console(void)
{
	HANDLE rd, wr, file, event = CreateEventA(NULL, TRUE, FALSE, NULL);
	DWORD mode = UNTOUCHED;

	ok(overlapped_pair(&rd, &wr), "no pair\n");
	fails(GetConsoleMode(rd, &mode), ERROR_INVALID_HANDLE);
	fails(SetConsoleMode(rd, 0), ERROR_INVALID_HANDLE);
	fails(GetConsoleMode(event, &mode), ERROR_INVALID_HANDLE);
	file = CreateFileA(fixture_path("file"), GENERIC_READ | GENERIC_WRITE,
			   0, NULL, CREATE_NEW, 0, NULL);
	fails(GetConsoleMode(file, &mode), ERROR_INVALID_HANDLE);
	ok(mode == UNTOUCHED, "mode %#x\n", mode);
	CloseHandle(file);
	fails(GetConsoleMode(file, &mode), ERROR_INVALID_HANDLE);
	CloseHandle(event);
	CloseHandle(rd);
	CloseHandle(wr);
}

/* S-042: what was opened as a port is none. */
static void a_port(void)
{
	HANDLE h = port_open(0);
	DWORD mode;

	if (h == INVALID_HANDLE_VALUE)
		return;
	fails(GetConsoleMode(h, &mode), ERROR_INVALID_HANDLE);
	fails(SetConsoleMode(h, 0), ERROR_INVALID_HANDLE);
	CloseHandle(h);
}

START_TEST(GetConsoleMode)
{
	RUN(input);
	RUN(refused);
	RUN(output);
	RUN(no_console);
	RUN(a_port);
}
