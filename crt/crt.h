/*
 * Owns what the files of crt/ share: the names of the C functions that wincc
 * binds a program to instead of glibc's, because wchar_t has 16 bits there
 * (include/wincc/rename.h holds the other half of this list).  Everything is
 * hidden: each program or library that wincc makes carries its own copy and
 * exports none of it.  These files are compiled without the shield and see
 * glibc's own functions under their own names.
 */
#ifndef CRT_H
#define CRT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <wchar.h>

/* What a program may call under the name it has on Windows. */
#include <wincc/crt_string.h>
#include <wincc/crt_stdio.h>
#include <wincc/crt_stdlib.h>

/* Within crt/, for wcslen and wcsnlen may be the program's own. */
static inline size_t units_of(const wchar_t *s, size_t most)
{
	size_t n = 0;

	while (n < most && s[n])
		n++;
	return n;
}

#define UNITS_ALL ((size_t)-1)

/*
 * UTF-8 from and to 16 bits.  out may be NULL to count; the result is the
 * count of units the whole text needs, whatever room there was.  What is no
 * text becomes U+FFFD.
 */
size_t wincrt_widen(wchar_t *out, size_t room, const char *s, size_t n);
size_t wincrt_narrow(char *out, size_t room, const wchar_t *s, size_t n);
wchar_t *wincrt_widen_dup(const char *s);
char *wincrt_narrow_dup(const wchar_t *s);

/*
 * The formatter of both printf families.  Units beyond room are counted, not
 * stored, and nothing is terminated.  -1: the format cannot be done.
 */
long wincrt_format(char *out, size_t room, const char *fmt, va_list ap);
long wincrt_wformat(wchar_t *out, size_t room, const wchar_t *fmt, va_list ap);

/* wcs.c: what a program knows as wcscmp; the C library has one for wider characters. */
int wincrt_wcscmp(const wchar_t *a, const wchar_t *b);

#endif
