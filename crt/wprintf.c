/*
 * Owns the wide printf family and the wide output functions.  A FILE stays
 * byte-oriented and gets UTF-8, so printf and wprintf mix as on Windows.
 */
#include "crt.h"

#include <errno.h>
#include <stdlib.h>

static int write_wide(FILE *f, const wchar_t *s, size_t n)
{
	size_t len = wincrt_narrow(NULL, 0, s, n);
	char *text = malloc(len + 1);

	if (!text)
		return -1;
	wincrt_narrow(text, len, s, n);
	size_t done = fwrite(text, 1, len, f);
	free(text);
	return done == len ? 0 : -1;
}

int wincrt_vfwprintf(FILE *f, const wchar_t *fmt, va_list ap)
{
	long len = wincrt_wformat(NULL, 0, fmt, ap);
	wchar_t *text;

	if (len < 0 || !(text = malloc((len + 1) * sizeof *text)))
		return -1;
	wincrt_wformat(text, len, fmt, ap);
	if (write_wide(f, text, len))
		len = -1;
	free(text);
	return len;
}

int wincrt_vwprintf(const wchar_t *fmt, va_list ap)
{
	return wincrt_vfwprintf(stdout, fmt, ap);
}

int wincrt_vswprintf(wchar_t *out, size_t room, const wchar_t *fmt, va_list ap)
{
	long len = wincrt_wformat(out, room, fmt, ap);

	if (room)
		out[len < 0 ? 0 : len < (long)room ? len : (long)room - 1] = 0;
	return len < (long)room ? len : -1;
}

int _vsnwprintf(wchar_t *out, size_t room, const wchar_t *fmt,
		       va_list ap)
{
	long len = wincrt_wformat(out, room, fmt, ap);

	if (len >= 0 && (size_t)len < room)
		out[len] = 0;
	if (!out && !room)
		return len;
	return len > (long)room ? -1 : len;
}

/* The swprintf of old, which trusts its caller with the room. */
int _vswprintf(wchar_t *out, const wchar_t *fmt, va_list ap)
{
	return wincrt_vswprintf(out, (size_t)1 << 31, fmt, ap);
}

#define FORWARD(call)			\
	do {				\
		va_list ap;		\
		va_start(ap, fmt);	\
		int len = call;		\
		va_end(ap);		\
		return len;		\
	} while (0)

int wincrt_wprintf(const wchar_t *fmt, ...)
{
	FORWARD(wincrt_vfwprintf(stdout, fmt, ap));
}

int wincrt_fwprintf(FILE *f, const wchar_t *fmt, ...)
{
	FORWARD(wincrt_vfwprintf(f, fmt, ap));
}

int wincrt_swprintf(wchar_t *out, size_t room, const wchar_t *fmt, ...)
{
	FORWARD(wincrt_vswprintf(out, room, fmt, ap));
}

int _swprintf(wchar_t *out, const wchar_t *fmt, ...)
{
	FORWARD(_vswprintf(out, fmt, ap));
}

int _snwprintf(wchar_t *out, size_t room, const wchar_t *fmt, ...)
{
	FORWARD(_vsnwprintf(out, room, fmt, ap));
}

int wincrt_fputws(const wchar_t *s, FILE *f)
{
	return write_wide(f, s, units_of(s, UNITS_ALL));
}

wint_t wincrt_fputwc(wchar_t c, FILE *f)
{
	return write_wide(f, &c, 1) ? WEOF : c;
}

wint_t wincrt_putwchar(wchar_t c)
{
	return wincrt_fputwc(c, stdout);
}

int _putws(const wchar_t *s)
{
	return wincrt_fputws(s, stdout) || putchar('\n') == EOF ? -1 : 0;
}

/* A line of UTF-8, as much of it as fits: a character is never split. */
wchar_t *wincrt_fgetws(wchar_t *out, int room, FILE *f)
{
	int len = 0;

	while (len + 2 < room) {
		char c[4];
		int first = getc(f), n = 1;

		if (first == EOF)
			break;
		c[0] = first;
		int want = first < 0xc0 ? 1 : first < 0xe0 ? 2 :
			   first < 0xf0 ? 3 : 4;
		for (int next; n < want; c[n++] = next) {
			next = getc(f);
			if ((next & 0xc0) != 0x80 || next == EOF) {
				if (next != EOF)
					ungetc(next, f);
				break;
			}
		}
		len += wincrt_widen(out + len, room - len, c, n);
		if (first == '\n')
			break;
	}
	if (!len)
		return NULL;
	out[len] = 0;
	return out;
}
