/*
 * The lstr functions. Copies and lengths take NULL for an answer. Comparison
 * ignores the locale: letters first without their case, then small before
 * capital, as Windows does for what is in ASCII.
 */
#include "kernel32_cancel/kernel32.h"

static int fold(int c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static int sign(int difference)
{
	return (difference > 0) - (difference < 0);
}

static int compare_a(const char *a, const char *b, BOOL ignore_case)
{
	int by_case = 0;

	if (!a || !b)
		return sign(!!a - !!b);
	for (; *a || *b; a++, b++) {
		int one = (unsigned char)*a, two = (unsigned char)*b;

		if (fold(one) != fold(two))
			return sign(fold(one) - fold(two));
		if (!by_case)
			by_case = sign(two - one);
	}
	return ignore_case ? 0 : by_case;
}

static int compare_w(const WCHAR *a, const WCHAR *b, BOOL ignore_case)
{
	int by_case = 0;

	if (!a || !b)
		return sign(!!a - !!b);
	for (; *a || *b; a++, b++) {
		if (fold(*a) != fold(*b))
			return sign(fold(*a) - fold(*b));
		if (!by_case)
			by_case = sign(*b - *a);
	}
	return ignore_case ? 0 : by_case;
}

/*
 * lstrcmp, lstrcmpi: -1, 0 or 1; NULL comes before every string.
 * (Microsoft: lstrcmp, lstrcmpi)
 */
int WINAPI lstrcmpA(const char *a, const char *b)
{
	return compare_a(a, b, FALSE);
}

int WINAPI lstrcmpW(const WCHAR *a, const WCHAR *b)
{
	return compare_w(a, b, FALSE);
}

int WINAPI lstrcmpiA(const char *a, const char *b)
{
	return compare_a(a, b, TRUE);
}

int WINAPI lstrcmpiW(const WCHAR *a, const WCHAR *b)
{
	return compare_w(a, b, TRUE);
}

/*
 * lstrlen: units without the NUL, 0 for NULL.  (Microsoft: lstrlen)
 */
int WINAPI lstrlenA(const char *text)
{
	int n = 0;

	while (text && text[n])
		n++;
	return n;
}

int WINAPI lstrlenW(const WCHAR *text)
{
	int n = 0;

	while (text && text[n])
		n++;
	return n;
}

/*
 * lstrcpyn: at most room - 1 units and a NUL; returns `out`, NULL for NULL.
 * (Microsoft: lstrcpyn)
 */
char *WINAPI lstrcpynA(char *out, const char *text, int room)
{
	char *at = out;

	if (!out || !text)
		return NULL;
	if (room <= 0)
		return out;
	while (--room && *text)
		*at++ = *text++;
	*at = 0;
	return out;
}

WCHAR *WINAPI lstrcpynW(WCHAR *out, const WCHAR *text, int room)
{
	WCHAR *at = out;

	if (!out || !text)
		return NULL;
	if (room <= 0)
		return out;
	while (--room && *text)
		*at++ = *text++;
	*at = 0;
	return out;
}

/*
 * lstrcpy, lstrcat: `out` has room enough, says the caller; NULL for NULL.
 * (Microsoft: lstrcpy, lstrcat)
 */
char *WINAPI lstrcpyA(char *out, const char *text)
{
	char *at = out;

	if (!out || !text)
		return NULL;
	while ((*at++ = *text++))
		;
	return out;
}

WCHAR *WINAPI lstrcpyW(WCHAR *out, const WCHAR *text)
{
	WCHAR *at = out;

	if (!out || !text)
		return NULL;
	while ((*at++ = *text++))
		;
	return out;
}

char *WINAPI lstrcatA(char *out, const char *text)
{
	return out && lstrcpyA(out + lstrlenA(out), text) ? out : NULL;
}

WCHAR *WINAPI lstrcatW(WCHAR *out, const WCHAR *text)
{
	return out && lstrcpyW(out + lstrlenW(out), text) ? out : NULL;
}
