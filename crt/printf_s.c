/*
 * Owns the printf functions that are Windows' alone: the ones that count, and
 * the ones that end the program rather than cut a text.
 */
#include "crt.h"

#include <stdlib.h>
#include <string.h>

#define FORWARD(call)			\
	do {				\
		va_list ap;		\
		va_start(ap, fmt);	\
		int len = call;		\
		va_end(ap);		\
		return len;		\
	} while (0)

static void too_long(const char *who)
{
	fprintf(stderr, "%s: the text does not fit\n", who);
	abort();
}

int _vscprintf(const char *fmt, va_list ap)
{
	return wincrt_format(NULL, 0, fmt, ap);
}

int _scprintf(const char *fmt, ...)
{
	FORWARD(_vscprintf(fmt, ap));
}

int _vscwprintf(const wchar_t *fmt, va_list ap)
{
	return wincrt_wformat(NULL, 0, fmt, ap);
}

int _scwprintf(const wchar_t *fmt, ...)
{
	FORWARD(_vscwprintf(fmt, ap));
}

int vsprintf_s(char *to, size_t room, const char *fmt, va_list ap)
{
	long len = wincrt_format(to, room, fmt, ap);

	if (len >= (long)room)
		too_long("sprintf_s");
	to[len < 0 ? 0 : len] = 0;
	return len;
}

int sprintf_s(char *to, size_t room, const char *fmt, ...)
{
	FORWARD(vsprintf_s(to, room, fmt, ap));
}

int vswprintf_s(wchar_t *to, size_t room, const wchar_t *fmt, va_list ap)
{
	long len = wincrt_wformat(to, room, fmt, ap);

	if (len >= (long)room)
		too_long("swprintf_s");
	to[len < 0 ? 0 : len] = 0;
	return len;
}

int swprintf_s(wchar_t *to, size_t room, const wchar_t *fmt, ...)
{
	FORWARD(vswprintf_s(to, room, fmt, ap));
}

/* The text is cut after most units; if even that has no room, see above. */
int _snprintf_s(char *to, size_t room, size_t most, const char *fmt, ...)
{
	va_list ap;
	size_t fit = most < room ? most : room - 1;

	va_start(ap, fmt);
	long len = wincrt_format(to, fit, fmt, ap);
	va_end(ap);
	if (len > (long)fit && most != _TRUNCATE && most >= room)
		too_long("_snprintf_s");
	to[len < 0 ? 0 : len < (long)fit ? len : (long)fit] = 0;
	return len > (long)fit ? -1 : len;
}

int _snwprintf_s(wchar_t *to, size_t room, size_t most, const wchar_t *fmt, ...)
{
	va_list ap;
	size_t fit = most < room ? most : room - 1;

	va_start(ap, fmt);
	long len = wincrt_wformat(to, fit, fmt, ap);
	va_end(ap);
	if (len > (long)fit && most != _TRUNCATE && most >= room)
		too_long("_snwprintf_s");
	to[len < 0 ? 0 : len < (long)fit ? len : (long)fit] = 0;
	return len > (long)fit ? -1 : len;
}
