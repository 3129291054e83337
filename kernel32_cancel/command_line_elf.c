/*
 * The command line in one piece, as Windows programs get it, and what else a
 * process is started with. Linux keeps the arguments apart: they are joined so that
 * Windows' rules take them apart again. Made once, kept for good.
 */
#include "kernel32_cancel/kernel32.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char *line;
static WCHAR *wide_line;
static WCHAR wide_nothing[1];

/* The arguments as the kernel has them, each with its NUL. */
static char *arguments(size_t *size)
{
	FILE *file = fopen("/proc/self/cmdline", "re");
	size_t room = 0, n;
	char *text = NULL;

	*size = 0;
	while (file) {
		char *more = realloc(text, room + 4096);

		if (!more)
			break;
		text = more;
		room += 4096;
		n = fread(text + *size, 1, room - *size, file);
		*size += n;
		if (!n)
			break;
	}
	if (file)
		fclose(file);
	return text;
}

/* The first is the program: quotes, and nothing is escaped. */
static char *put_program(char *to, const char *s)
{
	BOOL quoted = !*s || strpbrk(s, " \t");

	if (quoted)
		*to++ = '"';
	for (; *s; s++)
		if (*s != '"')
			*to++ = *s;
	if (quoted)
		*to++ = '"';
	return to;
}

/* The others: quoted if they must be, a quote and the backslashes that end in one
 * escaped. */
static char *put_argument(char *to, const char *s)
{
	BOOL quoted = !*s || strpbrk(s, " \t\n\v\"");
	size_t slashes = 0;

	if (quoted)
		*to++ = '"';
	for (; *s; s++) {
		if (*s == '"')
			for (slashes++; slashes; slashes--)
				*to++ = '\\';
		slashes = *s == '\\' ? slashes + 1 : 0;
		*to++ = *s;
	}
	if (quoted) {
		for (; slashes; slashes--)
			*to++ = '\\';
		*to++ = '"';
	}
	return to;
}

static void make_wide(void)
{
	BOOL bad = FALSE;
	size_t bytes = strlen(line) + 1;
	size_t units = utf8_to_utf16(line, bytes, NULL, 0, &bad);

	wide_line = malloc(units * sizeof(*wide_line));
	if (wide_line)
		utf8_to_utf16(line, bytes, wide_line, units, &bad);
}

static void make_line(void)
{
	size_t size;
	char *text = arguments(&size), *to;

	/* An argument of n bytes with its NUL takes 2n + 2 at most. */
	line = text ? malloc(4 * size + 4) : NULL;
	if (line) {
		to = put_program(line, size ? text : "");
		for (size_t at = size ? strlen(text) + 1 : 0; at < size;
		     at += strlen(text + at) + 1) {
			*to++ = ' ';
			to = put_argument(to, text + at);
		}
		*to = 0;
		make_wide();
	}
	free(text);
}

/*
 * GetCommandLineA: the program and its arguments, in UTF-8. The library's: not to
 * be freed.  (Microsoft: GetCommandLineA)
 */
char *WINAPI GetCommandLineA(void)
{
	pthread_once(&once, make_line);
	return line ? line : (char *)wide_nothing;
}

/*
 * GetCommandLineW: the same in UTF-16.
 */
WCHAR *WINAPI GetCommandLineW(void)
{
	pthread_once(&once, make_line);
	return wide_line ? wide_line : wide_nothing;
}

/*
 * GetStartupInfoW: how the process was started; of all that Linux knows the standard
 * handles, so the flags say nothing else.  (Microsoft: GetStartupInfoW)
 */
void WINAPI GetStartupInfoW(STARTUPINFOW *info)
{
	*info = (STARTUPINFOW){
		.cb = sizeof(*info),
		.lpDesktop = wide_nothing,
		.lpTitle = wide_nothing,
		.hStdInput = GetStdHandle(STD_INPUT_HANDLE),
		.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE),
		.hStdError = GetStdHandle(STD_ERROR_HANDLE),
	};
}

/*
 * GetStartupInfoA: the same.
 */
void WINAPI GetStartupInfoA(STARTUPINFOA *info)
{
	GetStartupInfoW((STARTUPINFOW *)info);
}
