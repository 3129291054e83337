/*
 * Owns the string functions that Windows has and C has not: comparisons
 * without case, changes of case, and the copies that know their room.
 */
#include "crt.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wctype.h>

int _stricmp(const char *a, const char *b)
{
	return strcasecmp(a, b);
}

int _strnicmp(const char *a, const char *b, size_t n)
{
	return strncasecmp(a, b, n);
}

int _memicmp(const void *left, const void *right, size_t n)
{
	const unsigned char *a = left, *b = right;

	for (; n; n--, a++, b++)
		if (tolower(*a) != tolower(*b))
			return tolower(*a) - tolower(*b);
	return 0;
}

char *_strlwr(char *s)
{
	for (unsigned char *p = (unsigned char *)s; *p; p++)
		*p = tolower(*p);
	return s;
}

char *_strupr(char *s)
{
	for (unsigned char *p = (unsigned char *)s; *p; p++)
		*p = toupper(*p);
	return s;
}

char *_strdup(const char *s)
{
	return strdup(s);
}

int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n; n--, a++, b++) {
		int diff = (int)towlower(*a) - (int)towlower(*b);

		if (diff || !*a)
			return diff;
	}
	return 0;
}

int _wcsicmp(const wchar_t *a, const wchar_t *b)
{
	return _wcsnicmp(a, b, -1);
}

wchar_t *_wcslwr(wchar_t *s)
{
	for (wchar_t *p = s; *p; p++)
		*p = towlower(*p);
	return s;
}

wchar_t *_wcsupr(wchar_t *s)
{
	for (wchar_t *p = s; *p; p++)
		*p = towupper(*p);
	return s;
}

/*
 * Units of either size, n of them and a terminator, behind the used ones.
 * What does not fit leaves an empty string, as Windows documents; cut says
 * that it shall be cut instead.
 */
static errno_t copy(void *to, size_t room, size_t used, const void *s, size_t n,
		    size_t unit, int cut)
{
	errno_t err = 0;

	if (!to || !room)
		return errno = EINVAL;
	if (!s || used >= room) {
		memset(to, 0, unit);
		return errno = EINVAL;
	}
	if (n >= room - used) {
		if (!cut) {
			memset(to, 0, unit);
			return errno = ERANGE;
		}
		n = room - used - 1;
		err = 80;	/* STRUNCATE, which leaves errno alone */
	}
	memcpy((char *)to + used * unit, s, n * unit);
	memset((char *)to + (used + n) * unit, 0, unit);
	return err;
}

errno_t strcpy_s(char *to, size_t room, const char *s)
{
	return copy(to, room, 0, s, s ? strnlen(s, room) : 0, 1, 0);
}

errno_t strcat_s(char *to, size_t room, const char *s)
{
	return copy(to, room, to ? strnlen(to, room) : 0, s,
		    s ? strnlen(s, room) : 0, 1, 0);
}

errno_t strncpy_s(char *to, size_t room, const char *s, size_t n)
{
	size_t most = n == _TRUNCATE || n > room ? room : n;

	return copy(to, room, 0, s, s ? strnlen(s, most) : 0, 1,
		    n == _TRUNCATE);
}

errno_t wcscpy_s(wchar_t *to, size_t room, const wchar_t *s)
{
	return copy(to, room, 0, s, s ? units_of(s, room) : 0, sizeof *s,
		    0);
}

errno_t wcscat_s(wchar_t *to, size_t room, const wchar_t *s)
{
	return copy(to, room, to ? units_of(to, room) : 0, s,
		    s ? units_of(s, room) : 0, sizeof *s, 0);
}

errno_t wcsncpy_s(wchar_t *to, size_t room, const wchar_t *s, size_t n)
{
	size_t most = n == _TRUNCATE || n > room ? room : n;

	return copy(to, room, 0, s, s ? units_of(s, most) : 0, sizeof *s,
		    n == _TRUNCATE);
}
