/*
 * Owns the strings that wine_dbgstr_* hand to messages of a test: quoted,
 * ASCII only, kept in a small ring so that one message may use several.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"

#define RING 8
#define SHOWN 64

static __thread char ring[RING][SHOWN * 6 + 8];
static __thread unsigned int ring_next;

static int put_char(char *out, unsigned int c)
{
	if (c == '\n')
		return sprintf(out, "\\n");
	if (c == '"' || c == '\\')
		return sprintf(out, "\\%c", c);
	if (c >= ' ' && c < 127)
		return sprintf(out, "%c", c);
	return sprintf(out, "\\x%04x", c);
}

const char *wine_dbgstr_wn(const WCHAR *s, int n)
{
	char *out = ring[ring_next++ % RING], *p = out;
	int i;

	if (!s)
		return "(null)";
	p += sprintf(p, "L\"");
	for (i = 0; (n < 0 ? s[i] != 0 : i < n) && i < SHOWN; i++)
		p += put_char(p, s[i]);
	sprintf(p, i == SHOWN ? "\"..." : "\"");
	return out;
}

const char *wine_dbgstr_an(const char *s, int n)
{
	char *out = ring[ring_next++ % RING], *p = out;
	int i;

	if (!s)
		return "(null)";
	p += sprintf(p, "\"");
	for (i = 0; (n < 0 ? s[i] != 0 : i < n) && i < SHOWN; i++)
		p += put_char(p, (unsigned char)s[i]);
	sprintf(p, i == SHOWN ? "\"..." : "\"");
	return out;
}
