/* Owns the 16-bit wcs* and wmem* functions. */
#include "crt.h"

#include <stdlib.h>
#include <string.h>

size_t wincrt_wcslen(const wchar_t *s)
{
	return units_of(s, UNITS_ALL);
}

size_t wincrt_wcsnlen(const wchar_t *s, size_t max)
{
	return units_of(s, max);
}

wchar_t *wincrt_wcscpy(wchar_t *to, const wchar_t *s)
{
	return memcpy(to, s, (units_of(s, UNITS_ALL) + 1) * sizeof *s);
}

wchar_t *wincrt_wcsncpy(wchar_t *to, const wchar_t *s, size_t n)
{
	size_t len = units_of(s, n);

	memcpy(to, s, len * sizeof *s);
	memset(to + len, 0, (n - len) * sizeof *s);
	return to;
}

wchar_t *wincrt_wcscat(wchar_t *to, const wchar_t *s)
{
	wincrt_wcscpy(to + units_of(to, UNITS_ALL), s);
	return to;
}

wchar_t *wincrt_wcsncat(wchar_t *to, const wchar_t *s, size_t n)
{
	wchar_t *end = to + units_of(to, UNITS_ALL);
	size_t len = units_of(s, n);

	memcpy(end, s, len * sizeof *s);
	end[len] = 0;
	return to;
}

int wincrt_wcscmp(const wchar_t *a, const wchar_t *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (*a > *b) - (*a < *b);
}

int wincrt_wcsncmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n && *a && *a == *b; n--)
		a++, b++;
	return n ? (*a > *b) - (*a < *b) : 0;
}

wchar_t *wincrt_wcschr(const wchar_t *s, wchar_t c)
{
	for (;; s++) {
		if (*s == c)
			return (wchar_t *)s;
		if (!*s)
			return NULL;
	}
}

wchar_t *wincrt_wcsrchr(const wchar_t *s, wchar_t c)
{
	const wchar_t *found = NULL;

	for (;; s++) {
		if (*s == c)
			found = s;
		if (!*s)
			return (wchar_t *)found;
	}
}

size_t wincrt_wcscspn(const wchar_t *s, const wchar_t *stop)
{
	size_t n = 0;

	while (s[n] && !wincrt_wcschr(stop, s[n]))
		n++;
	return n;
}

size_t wincrt_wcsspn(const wchar_t *s, const wchar_t *set)
{
	size_t n = 0;

	while (s[n] && wincrt_wcschr(set, s[n]))
		n++;
	return n;
}

wchar_t *wincrt_wcspbrk(const wchar_t *s, const wchar_t *set)
{
	s += wincrt_wcscspn(s, set);
	return *s ? (wchar_t *)s : NULL;
}

wchar_t *wincrt_wcsstr(const wchar_t *s, const wchar_t *what)
{
	size_t n = units_of(what, UNITS_ALL);

	for (;; s++) {
		if (!wincrt_wcsncmp(s, what, n))
			return (wchar_t *)s;
		if (!*s)
			return NULL;
	}
}

wchar_t *wincrt_wcstok(wchar_t *s, const wchar_t *set, wchar_t **next)
{
	if (!s)
		s = *next;
	if (!s)
		return NULL;
	s += wincrt_wcsspn(s, set);
	if (!*s) {
		*next = NULL;
		return NULL;
	}
	wchar_t *end = s + wincrt_wcscspn(s, set);
	*next = *end ? end + 1 : NULL;
	*end = 0;
	return s;
}

wchar_t *wincrt_wcsdup(const wchar_t *s)
{
	size_t size = (units_of(s, UNITS_ALL) + 1) * sizeof *s;
	wchar_t *p = malloc(size);

	return p ? memcpy(p, s, size) : NULL;
}

wchar_t *wincrt_wmemcpy(wchar_t *to, const wchar_t *s, size_t n)
{
	return memcpy(to, s, n * sizeof *s);
}

wchar_t *wincrt_wmemmove(wchar_t *to, const wchar_t *s, size_t n)
{
	return memmove(to, s, n * sizeof *s);
}

wchar_t *wincrt_wmemset(wchar_t *to, wchar_t c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = c;
	return to;
}

int wincrt_wmemcmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b)
			return *a > *b ? 1 : -1;
	return 0;
}

wchar_t *wincrt_wmemchr(const wchar_t *s, wchar_t c, size_t n)
{
	for (; n; n--, s++)
		if (*s == c)
			return (wchar_t *)s;
	return NULL;
}
