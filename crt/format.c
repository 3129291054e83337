/*
 * Owns the reading of a printf format as Windows means it: strings of either
 * width in formats of either width, and the sizes I64, I32, I and w.  Numbers
 * are handed to libc, one conversion at a time.
 */
#include "crt.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct out {
	bool wide;		/* the format and what is written */
	char *narrow_text;
	wchar_t *wide_text;
	size_t room;
	size_t len;
};

struct spec {
	char flags[8];
	bool left;
	int width;		/* 0: none */
	int precision;		/* -1: none */
	char size[3];		/* as libc spells it; "w" for wide, "h" */
};

static void put(struct out *o, wchar_t c)
{
	if (o->len < o->room) {
		if (o->wide)
			o->wide_text[o->len] = c;
		else
			o->narrow_text[o->len] = c;
	}
	o->len++;
}

static wchar_t unit(bool wide, const void *s, size_t i)
{
	return wide ? ((const wchar_t *)s)[i] : ((const unsigned char *)s)[i];
}

static void put_text(struct out *o, const struct spec *f, const void *s,
		     size_t len)
{
	size_t width = f->width;

	if (f->precision >= 0 && (size_t)f->precision < len)
		len = f->precision;
	if (!f->left)
		for (size_t i = len; i < width; i++)
			put(o, ' ');
	for (size_t i = 0; i < len; i++)
		put(o, unit(o->wide, s, i));
	if (f->left)
		for (size_t i = len; i < width; i++)
			put(o, ' ');
}

/* With a precision, the text need not be terminated beyond it. */
static int put_string(struct out *o, const struct spec *f, const void *s,
		      bool wide)
{
	size_t most = f->precision >= 0 ? (size_t)f->precision : SIZE_MAX / 4;
	size_t n;

	if (!s)
		s = wide ? (const void *)L"(null)" : (const void *)"(null)";
	n = wide ? units_of(s, most) : strnlen(s, most);
	if (wide == o->wide) {
		put_text(o, f, s, n);
		return 0;
	}
	size_t len = wide ? wincrt_narrow(NULL, 0, s, n) :
			    wincrt_widen(NULL, 0, s, n);
	void *text = malloc((len + 1) * sizeof(wchar_t));
	if (!text)
		return -1;
	if (wide)
		wincrt_narrow(text, len, s, n);
	else
		wincrt_widen(text, len, s, n);
	put_text(o, f, text, len);
	free(text);
	return 0;
}

static int put_char(struct out *o, const struct spec *f, int c, bool wide)
{
	struct spec one = *f;
	wchar_t wide_text = c;
	char text = c;
	char utf8[4];

	one.precision = -1;
	if (wide == o->wide) {
		put_text(o, &one, wide ? (void *)&wide_text : (void *)&text, 1);
		return 0;
	}
	if (!wide) {
		wide_text = (unsigned char)c < 0x80 ? c : 0xfffd;
		put_text(o, &one, &wide_text, 1);
		return 0;
	}
	put_text(o, &one, utf8, wincrt_narrow(utf8, sizeof utf8, &wide_text, 1));
	return 0;
}

static int put_number(struct out *o, const struct spec *f, char conv, ...)
{
	char fmt[48], *text = NULL;
	va_list ap;
	int len;

	/* %.0d writes no width where there is none: a zero would be a flag. */
	if (f->precision >= 0)
		snprintf(fmt, sizeof fmt, "%%%s%.0d.%d%s%c", f->flags, f->width,
			 f->precision, f->size, conv);
	else
		snprintf(fmt, sizeof fmt, "%%%s%.0d%s%c", f->flags, f->width,
			 f->size, conv);
	va_start(ap, conv);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		return -1;
	for (int i = 0; i < len; i++)
		put(o, (unsigned char)text[i]);
	free(text);
	return 0;
}

static int put_integer(struct out *o, const struct spec *f, char conv,
		       va_list *ap)
{
	const char *size = f->size;
	struct spec full = *f;
	bool is_signed = conv == 'd' || conv == 'i';
	uintmax_t v;

	if (!*size)
		v = is_signed ? (uintmax_t)va_arg(*ap, int) :
				va_arg(*ap, unsigned);
	else if (!strcmp(size, "hh"))
		v = is_signed ? (uintmax_t)(signed char)va_arg(*ap, int) :
				(unsigned char)va_arg(*ap, unsigned);
	else if (!strcmp(size, "h"))
		v = is_signed ? (uintmax_t)(short)va_arg(*ap, int) :
				(unsigned short)va_arg(*ap, unsigned);
	else
		v = va_arg(*ap, uintmax_t);
	strcpy(full.size, "j");
	return put_number(o, &full, conv, v);
}

/* The part of a conversion before its letter.  Returns where that letter is. */
static size_t read_spec(struct spec *f, const struct out *o, const void *fmt,
			size_t i, va_list *ap)
{
	size_t flags = 0;
	wchar_t c;

	memset(f, 0, sizeof *f);
	f->precision = -1;
	for (; (c = unit(o->wide, fmt, i)) && c < 0x80 && strchr("-+ #0", c); i++) {
		if (c == '-')
			f->left = true;
		if (!strchr(f->flags, c) && flags < sizeof f->flags - 1)
			f->flags[flags++] = c;
	}
	if (c == '*') {
		f->width = va_arg(*ap, int);
		if (f->width < 0) {
			f->width = f->width == INT32_MIN ? 0 : -f->width;
			f->left = true;
			if (!strchr(f->flags, '-'))
				f->flags[flags++] = '-';
		}
		c = unit(o->wide, fmt, ++i);
	}
	for (; c >= '0' && c <= '9'; c = unit(o->wide, fmt, ++i))
		if (__builtin_mul_overflow(f->width, 10, &f->width) ||
		    __builtin_add_overflow(f->width, c - '0', &f->width))
			f->width = INT32_MAX;
	if (c == '.') {
		f->precision = 0;
		c = unit(o->wide, fmt, ++i);
		if (c == '*') {
			f->precision = va_arg(*ap, int);
			c = unit(o->wide, fmt, ++i);
		}
		for (; c >= '0' && c <= '9'; c = unit(o->wide, fmt, ++i))
			if (__builtin_mul_overflow(f->precision, 10,
						   &f->precision) ||
			    __builtin_add_overflow(f->precision, c - '0',
						   &f->precision))
				f->precision = INT32_MAX;
	}
	size_t n = 0;
	if (c == 'I') {
		wchar_t d = unit(o->wide, fmt, i + 1);

		if (d == '6' && unit(o->wide, fmt, i + 2) == '4')
			strcpy(f->size, "ll"), i += 3;
		else if (d == '3' && unit(o->wide, fmt, i + 2) == '2')
			i += 3;
		else
			strcpy(f->size, "z"), i++;
		return i;
	}
	while (c && c < 0x80 && strchr("hlLqjztw", c) && n < 2) {
		f->size[n++] = c;
		c = unit(o->wide, fmt, ++i);
	}
	return i;
}

static int convert(struct out *o, struct spec *f, wchar_t conv, va_list *ap)
{
	bool narrow = f->size[0] == 'h';
	bool wide = !narrow && (f->size[0] == 'l' || f->size[0] == 'w');

	switch (conv) {
	case '%':
		put(o, '%');
		return 0;
	case 'd': case 'i': case 'u': case 'o': case 'x': case 'X':
		return put_integer(o, f, conv, ap);
	case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
	case 'a': case 'A':
		if (f->size[0] == 'L')
			return put_number(o, f, conv, va_arg(*ap, long double));
		f->size[0] = 0;
		return put_number(o, f, conv, va_arg(*ap, double));
	case 'p':
		f->size[0] = 0;
		return put_number(o, f, conv, va_arg(*ap, void *));
	case 's':
		return put_string(o, f, va_arg(*ap, void *),
				  wide || (o->wide && !narrow));
	case 'S':
		return put_string(o, f, va_arg(*ap, void *),
				  wide || (!o->wide && !narrow));
	case 'c':
		return put_char(o, f, va_arg(*ap, int),
				wide || (o->wide && !narrow));
	case 'C':
		return put_char(o, f, va_arg(*ap, int),
				wide || (!o->wide && !narrow));
	default:
		errno = EINVAL;	/* %n among others, as on Windows */
		return -1;
	}
}

static long format(struct out *o, const void *fmt, va_list ap)
{
	va_list args;
	wchar_t c;
	int err = 0;

	va_copy(args, ap);
	for (size_t i = 0; !err && (c = unit(o->wide, fmt, i)); i++) {
		struct spec f;

		if (c != '%') {
			put(o, c);
			continue;
		}
		i = read_spec(&f, o, fmt, i + 1, &args);
		c = unit(o->wide, fmt, i);
		err = convert(o, &f, c, &args);
	}
	va_end(args);
	if (!err && o->len > INT32_MAX) {
		errno = EOVERFLOW;
		err = -1;
	}
	return err ? -1 : (long)o->len;
}

long wincrt_format(char *text, size_t room, const char *fmt, va_list ap)
{
	struct out o = { .narrow_text = text, .room = room };

	return format(&o, fmt, ap);
}

long wincrt_wformat(wchar_t *text, size_t room, const wchar_t *fmt, va_list ap)
{
	struct out o = { .wide = true, .wide_text = text, .room = room };

	return format(&o, fmt, ap);
}
