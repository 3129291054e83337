/* Owns numbers out of wide strings, and numbers into strings of either width. */
#include "crt.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <wctype.h>

/*
 * The start of a wide string as ASCII, for libc to read; blanks of any script
 * are skipped here.  What is no ASCII ends the number, as in the original.
 */
static char *ascii_of(const wchar_t *s, const wchar_t **start)
{
	size_t n = 0;

	while (iswspace(*s))
		s++;
	*start = s;
	while (s[n] && s[n] < 0x80 && !iswspace(s[n]))
		n++;
	char *text = malloc(n + 1);
	if (text) {
		for (size_t i = 0; i < n; i++)
			text[i] = s[i];
		text[n] = 0;
	}
	return text;
}

#define FROM_WIDE(type, read)						\
	const wchar_t *start;						\
	char *text = ascii_of(s, &start), *stop;			\
	type v = 0;							\
	if (end)							\
		*end = (wchar_t *)s;					\
	if (!text)							\
		return 0;						\
	v = read;							\
	if (end && stop != text)					\
		*end = (wchar_t *)start + (stop - text);		\
	free(text);							\
	return v

long wincrt_wcstol(const wchar_t *s, wchar_t **end, int base)
{
	FROM_WIDE(long, strtol(text, &stop, base));
}

unsigned long wincrt_wcstoul(const wchar_t *s, wchar_t **end, int base)
{
	FROM_WIDE(unsigned long, strtoul(text, &stop, base));
}

long long wincrt_wcstoll(const wchar_t *s, wchar_t **end, int base)
{
	FROM_WIDE(long long, strtoll(text, &stop, base));
}

unsigned long long wincrt_wcstoull(const wchar_t *s, wchar_t **end, int base)
{
	FROM_WIDE(unsigned long long, strtoull(text, &stop, base));
}

double wincrt_wcstod(const wchar_t *s, wchar_t **end)
{
	FROM_WIDE(double, strtod(text, &stop));
}

/* Windows' atoi stops at the ends of its type. */
int _wtoi(const wchar_t *s)
{
	long v = wincrt_wcstol(s, NULL, 10);

	return v > INT_MAX ? INT_MAX : v < INT_MIN ? INT_MIN : (int)v;
}

long _wtol(const wchar_t *s)
{
	return wincrt_wcstol(s, NULL, 10);
}

long _wtoi64(const wchar_t *s)
{
	return wincrt_wcstol(s, NULL, 10);
}

double _wtof(const wchar_t *s)
{
	return wincrt_wcstod(s, NULL);
}

/* The digits of v, last first; returns how many. */
static int digits(char *to, unsigned long v, int radix)
{
	int n = 0;

	do
		to[n++] = "0123456789abcdefghijklmnopqrstuvwxyz"[v % radix];
	while (v /= radix);
	return n;
}

static void number(char *narrow, wchar_t *wide, unsigned long v, bool minus,
		   int radix)
{
	char last_first[66];
	int n = 0, len = 0;

	if (radix < 2 || radix > 36)
		errno = EINVAL;
	else
		n = digits(last_first, minus ? -v : v, radix);
	if (n && minus)
		last_first[n++] = '-';
	while (n--) {
		if (narrow)
			narrow[len] = last_first[n];
		else
			wide[len] = last_first[n];
		len++;
	}
	if (narrow)
		narrow[len] = 0;
	else
		wide[len] = 0;
}

/* Only radix 10 has a sign; in any other an int shows its own 32 bits. */
char *_itoa(int v, char *to, int radix)
{
	bool minus = radix == 10 && v < 0;

	number(to, NULL, minus ? (unsigned long)v : (unsigned)v, minus, radix);
	return to;
}

char *_i64toa(long v, char *to, int radix)
{
	number(to, NULL, v, radix == 10 && v < 0, radix);
	return to;
}

char *_ultoa(unsigned long v, char *to, int radix)
{
	number(to, NULL, v, false, radix);
	return to;
}

char *_ui64toa(unsigned long v, char *to, int radix)
{
	return _ultoa(v, to, radix);
}

wchar_t *_itow(int v, wchar_t *to, int radix)
{
	bool minus = radix == 10 && v < 0;

	number(NULL, to, minus ? (unsigned long)v : (unsigned)v, minus, radix);
	return to;
}

wchar_t *_i64tow(long v, wchar_t *to, int radix)
{
	number(NULL, to, v, radix == 10 && v < 0, radix);
	return to;
}

wchar_t *_ultow(unsigned long v, wchar_t *to, int radix)
{
	number(NULL, to, v, false, radix);
	return to;
}

wchar_t *_ui64tow(unsigned long v, wchar_t *to, int radix)
{
	return _ultow(v, to, radix);
}
