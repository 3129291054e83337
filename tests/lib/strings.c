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

static char *next(void)
{
	return ring[ring_next++ % RING];
}

const char *wine_dbgstr_guid(const GUID *id)
{
	char *out = next(), *p = out;

	if (!id)
		return "(null)";
	p += sprintf(p, "{%08x-%04x-%04x-", (unsigned int)id->Data1, id->Data2,
		     id->Data3);
	for (int i = 0; i < 8; i++)
		p += sprintf(p, i == 2 ? "-%02x" : "%02x", id->Data4[i]);
	sprintf(p, "}");
	return out;
}

const char *wine_dbgstr_longlong(ULONGLONG n)
{
	char *out = next();

	if (n >> 32)
		sprintf(out, "%x%08x", (unsigned int)(n >> 32), (unsigned int)n);
	else
		sprintf(out, "%x", (unsigned int)n);
	return out;
}

const char *wine_dbgstr_point(const POINT *p)
{
	char *out = next();

	if (!p)
		return "(null)";
	sprintf(out, "(%d,%d)", (int)p->x, (int)p->y);
	return out;
}

const char *wine_dbgstr_size(const SIZE *s)
{
	char *out = next();

	if (!s)
		return "(null)";
	sprintf(out, "(%d,%d)", (int)s->cx, (int)s->cy);
	return out;
}

const char *wine_dbgstr_rect(const RECT *r)
{
	char *out = next();

	if (!r)
		return "(null)";
	sprintf(out, "(%d,%d)-(%d,%d)", (int)r->left, (int)r->top,
		(int)r->right, (int)r->bottom);
	return out;
}
