/*
 * The environment block of CreateProcess: strings with their NULs, one after the
 * other, an empty one at the end, in bytes or in UTF-16. Those that begin with `=`
 * are Windows' current directories of drives, which Linux has none of.
 */
#include "kernel32_cancel/command_line.h"
#include <stdlib.h>
#include <string.h>

/* Units of the block, without the NUL of its own end. */
static size_t units_a(const char *block)
{
	size_t n = 0;

	while (block[n])
		n += strlen(block + n) + 1;
	return n;
}

static size_t units_w(const WCHAR *block)
{
	size_t n = 0;

	while (block[n])
		n += (size_t)lstrlenW(block + n) + 1;
	return n;
}

static size_t strings_in(const char *text, size_t bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += !text[i];
	return n;
}

/* Pointers first, then the text that they point into. */
static char **point_into(const char *text, size_t bytes)
{
	size_t strings = strings_in(text, bytes), used = 0;
	char **list = malloc((strings + 1) * sizeof(*list) + bytes);

	if (!list)
		return NULL;

	char *copy = (char *)(list + strings + 1);

	if (bytes)
		memcpy(copy, text, bytes);
	for (size_t i = 0; i < strings; i++, copy += strlen(copy) + 1)
		if (*copy != '=')
			list[used++] = copy;
	list[used] = NULL;
	return list;
}

static char **from_utf16(const WCHAR *block)
{
	BOOL bad = FALSE;
	size_t units = units_w(block);
	size_t bytes = utf16_to_utf8(block, units, NULL, 0, &bad);
	char *text = malloc(bytes + 1);

	if (!text)
		return NULL;
	utf16_to_utf8(block, units, text, bytes, &bad);

	char **list = point_into(text, bytes);

	free(text);
	return list;
}

char **environment_of(const void *block, BOOL wide)
{
	if (!block)
		return environment_copy();
	if (wide)
		return from_utf16(block);
	return point_into(block, units_a(block));
}
