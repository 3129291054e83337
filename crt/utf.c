/*
 * Owns the conversion between UTF-8, which is what Linux gives and takes, and
 * a program's 16-bit strings.
 */
#include "crt.h"

#include <stdint.h>
#include <stdlib.h>

#define REPLACEMENT 0xfffd

/* One character of UTF-8; what is malformed costs one byte, or as many as
 * were well-formed so far. */
static uint32_t decode_utf8(const unsigned char **s, const unsigned char *end)
{
	unsigned char c = *(*s)++;
	uint32_t least, value;
	int more;

	if (c < 0x80)
		return c;
	if (c >= 0xc2 && c < 0xe0)
		more = 1, least = 0x80, value = c & 0x1f;
	else if (c >= 0xe0 && c < 0xf0)
		more = 2, least = 0x800, value = c & 0x0f;
	else if (c >= 0xf0 && c < 0xf5)
		more = 3, least = 0x10000, value = c & 0x07;
	else
		return REPLACEMENT;
	for (; more; more--) {
		if (*s == end || (**s & 0xc0) != 0x80)
			return REPLACEMENT;
		value = value << 6 | (*(*s)++ & 0x3f);
	}
	if (value < least || value > 0x10ffff ||
	    (value >= 0xd800 && value < 0xe000))
		return REPLACEMENT;
	return value;
}

size_t wincrt_widen(wchar_t *out, size_t room, const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text, *end = s + n;
	size_t len = 0;

	while (s < end) {
		uint32_t c = decode_utf8(&s, end);

		if (c >= 0x10000) {
			if (out && len + 1 < room) {
				out[len] = 0xd7c0 + (c >> 10);
				out[len + 1] = 0xdc00 | (c & 0x3ff);
			}
			len += 2;
		} else {
			if (out && len < room)
				out[len] = c;
			len++;
		}
	}
	return len;
}

size_t wincrt_narrow(char *out, size_t room, const wchar_t *s, size_t n)
{
	const wchar_t *end = s + n;
	size_t len = 0;

	while (s < end) {
		uint32_t c = *s++;
		int more;

		if (c >= 0xd800 && c < 0xdc00 && s < end &&
		    *s >= 0xdc00 && *s < 0xe000)
			c = 0x10000 + ((c & 0x3ff) << 10) + (*s++ & 0x3ff);
		else if (c >= 0xd800 && c < 0xe000)
			c = REPLACEMENT;
		more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
		if (out && len + more < room) {
			static const unsigned char lead[] = {
				0, 0xc0, 0xe0, 0xf0
			};
			char *p = out + len;

			*p++ = lead[more] | c >> 6 * more;
			for (int i = more - 1; i >= 0; i--)
				*p++ = 0x80 | (c >> 6 * i & 0x3f);
		}
		len += more + 1;
	}
	return len;
}

wchar_t *wincrt_widen_dup(const char *s)
{
	size_t n = __builtin_strlen(s) + 1, len = wincrt_widen(NULL, 0, s, n);
	wchar_t *p = malloc(len * sizeof *p);

	if (p)
		wincrt_widen(p, len, s, n);
	return p;
}

char *wincrt_narrow_dup(const wchar_t *s)
{
	size_t n = units_of(s, UNITS_ALL) + 1, len = wincrt_narrow(NULL, 0, s, n);
	char *p = malloc(len);

	if (p)
		wincrt_narrow(p, len, s, n);
	return p;
}
