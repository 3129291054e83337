/*
 * Owns the narrow printf family.  A format that means the same to glibc goes
 * there unread; only one that speaks of wide strings, or in Windows' sizes, is
 * ours.
 */
#include "crt.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_ours(const char *fmt)
{
	while ((fmt = strchr(fmt, '%'))) {
		fmt++;
		fmt += strspn(fmt, "-+ #0123456789.*$'");
		if (*fmt == 'I' || *fmt == 'w' || *fmt == 'S' || *fmt == 'C')
			return true;
		const char *size = fmt;
		fmt += strspn(fmt, "hlLqjzt");
		if (fmt > size && (*fmt == 's' || *fmt == 'c' || *fmt == 'S'))
			return true;
		if (*fmt)
			fmt++;
	}
	return false;
}

int wincrt_vsnprintf(char *out, size_t room, const char *fmt, va_list ap)
{
	if (!is_ours(fmt))
		return vsnprintf(out, room, fmt, ap);
	long len = wincrt_format(out, room, fmt, ap);
	if (room)
		out[len < 0 ? 0 : len < (long)room ? len : (long)room - 1] = 0;
	return len;
}

int wincrt_vsprintf(char *out, const char *fmt, va_list ap)
{
	if (!is_ours(fmt))
		return vsprintf(out, fmt, ap);
	return wincrt_vsnprintf(out, (size_t)1 << 31, fmt, ap);
}

int wincrt_vfprintf(FILE *f, const char *fmt, va_list ap)
{
	char *text;
	long len;

	if (!is_ours(fmt))
		return vfprintf(f, fmt, ap);
	len = wincrt_format(NULL, 0, fmt, ap);
	if (len < 0 || !(text = malloc(len + 1)))
		return -1;
	wincrt_format(text, len, fmt, ap);
	if (fwrite(text, 1, len, f) != (size_t)len)
		len = -1;
	free(text);
	return len;
}

int wincrt_vprintf(const char *fmt, va_list ap)
{
	return wincrt_vfprintf(stdout, fmt, ap);
}

/* Windows' own: no terminator when the text just fits, -1 when it does not. */
int _vsnprintf(char *out, size_t room, const char *fmt, va_list ap)
{
	long len = wincrt_format(out, room, fmt, ap);

	if (len >= 0 && (size_t)len < room)
		out[len] = 0;
	if (!out && !room)
		return len;
	return len > (long)room ? -1 : len;
}

#define FORWARD(call)			\
	do {				\
		va_list ap;		\
		va_start(ap, fmt);	\
		int len = call;		\
		va_end(ap);		\
		return len;		\
	} while (0)

int wincrt_printf(const char *fmt, ...)
{
	FORWARD(wincrt_vfprintf(stdout, fmt, ap));
}

int wincrt_fprintf(FILE *f, const char *fmt, ...)
{
	FORWARD(wincrt_vfprintf(f, fmt, ap));
}

int wincrt_sprintf(char *out, const char *fmt, ...)
{
	FORWARD(wincrt_vsprintf(out, fmt, ap));
}

int wincrt_snprintf(char *out, size_t room, const char *fmt, ...)
{
	FORWARD(wincrt_vsnprintf(out, room, fmt, ap));
}

int _snprintf(char *out, size_t room, const char *fmt, ...)
{
	FORWARD(_vsnprintf(out, room, fmt, ap));
}
