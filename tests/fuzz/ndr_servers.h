/*
 * Servers whose methods look at every byte that they are given, as far as its counts
 * say, so that a sanitizer sees what a message that lies has got through; and clients
 * that do the same with results.
 */
#ifndef NDR_SERVERS_H
#define NDR_SERVERS_H

#include "shapes.h"
#include "farther.h"

static volatile unsigned seen;

static void look(const void *at, size_t size)
{
	const unsigned char *byte = at;

	while (size--)
		seen += *byte++;
}

static void look_text(const WCHAR *text)
{
	if (text)
		look(text, 2 * (lstrlenW(text) + 1));
}

static void look_owner(const owner *o)
{
	if (o->row)
		look(o->row, o->n * sizeof(LONG));
	look_text(o->name);
}

static void free_owner(owner *o)
{
	CoTaskMemFree(o->row);
	CoTaskMemFree(o->name);
	memset(o, 0, sizeof(*o));
}

static HRESULT WINAPI see_add(INumbers *This, LONG a, LONG *sum)
{
	(void)This;
	*sum = a;
	return S_OK;
}

static HRESULT WINAPI see_colours(INumbers *This, colour a, colour *b, colour *c)
{
	(void)This;
	*c = a;
	*b = red;
	return S_OK;
}

static HRESULT WINAPI see_within(INumbers *This, LONG a)
{
	(void)This;
	if (a < 1 || a > 10)
		abort();
	return S_OK;
}

static HRESULT WINAPI see_copy(IText *This, const WCHAR *a, const char *b, WCHAR **c, WCHAR **d)
{
	(void)This;
	look_text(a);
	look(b, strlen(b) + 1);
	look_text(*d);
	*c = *d;
	*d = NULL;
	return S_OK;
}

static HRESULT WINAPI see_text(IText *This, WCHAR *text)
{
	(void)This;
	look_text(text);
	return S_OK;
}

static HRESULT WINAPI see_sized(IText *This, LONG n, WCHAR *a, WCHAR *b)
{
	(void)This;
	look(a, 2 * (size_t)n);
	look_text(a);
	memset(b, 0, 2 * (size_t)n);
	return S_OK;
}

static HRESULT WINAPI see_many(IText *This, LONG n, WCHAR **names, LONG *length)
{
	(void)This;
	for (*length = 0; *length < n; ++*length)
		look_text(names[*length]);
	return S_OK;
}

static HRESULT WINAPI see_owned(IShapes *This, owner *a, owner *b, owner *c)
{
	(void)This;
	look_owner(a);
	look_owner(c);
	*b = *c;
	memset(c, 0, sizeof(*c));
	return S_OK;
}

static HRESULT WINAPI see_tails(IShapes *This, tail *a, part *b, owners *c, tail **d)
{
	LONG i;

	(void)This;
	look(a->row, a->n * sizeof(LONG));
	look(b->row, b->used * sizeof(LONG));
	memset(b->row, 1, b->n * sizeof(LONG));
	for (i = 0; i < c->n; i++)
		look_owner(&c->row[i]);
	*d = NULL;
	return S_OK;
}

static HRESULT WINAPI see_pointers(IShapes *This, LONG *a, LONG *b, LONG *c, LONG *d, LONG **e)
{
	(void)This;
	look(a, a ? sizeof(*a) : 0);
	look(b, b ? sizeof(*b) : 0);
	look(c, c ? sizeof(*c) : 0);
	look(d, sizeof(*d));
	if (b)
		*b = 1;
	*e = CoTaskMemAlloc(sizeof(LONG));
	**e = 1;
	return S_OK;
}

static HRESULT WINAPI see_chain(IShapes *This, node *first, node **second, LONG *sum)
{
	node *n, *next;

	(void)This;
	*sum = 0;
	for (; first; first = first->next)
		seen += first->value;
	for (n = *second; n; n = next) {
		next = n->next;
		seen += n->value;
		if (n != *second)
			CoTaskMemFree(n);
		else
			n->next = NULL;
	}
	return S_OK;
}

/* Each knot once: they are numbered as they are found. */
static void look_knots(knot *k, knot **found, unsigned *count)
{
	unsigned i;

	if (!k)
		return;
	for (i = 0; i < *count; i++)
		if (found[i] == k)
			return;
	if (*count == 64)
		return;
	found[(*count)++] = k;
	seen += k->value;
	look_knots(k->left, found, count);
	look_knots(k->right, found, count);
}

static HRESULT WINAPI see_graph(IShapes *This, knot *a, knot **b)
{
	knot *found[64];
	unsigned count = 0;

	(void)This;
	look_knots(a, found, &count);
	count = 0;
	look_knots(*b, found, &count);
	return S_OK;
}

static void look_loose(LONG kind, const loose *c)
{
	if (kind == 3)
		look_text(c->text);
	else
		look(c, kind == 1 ? 4 : 8);
}

static HRESULT WINAPI see_choices(IShapes *This, tagged *a, choice *b, LONG kind, loose *c)
{
	(void)This;
	if (a->kind == 2)
		look_text(a->one_of.text);
	look_loose(b->kind, &b->value);
	look_loose(kind, c);
	return S_OK;
}

static HRESULT WINAPI see_rows(IShapes *This, fixed *a, varying *b, named *c, letter *d,
			       LONG e[4], fixed f)
{
	(void)This;
	look(a, sizeof(*a));
	look(b->row, b->used * sizeof(LONG));
	look_text(c->name);
	look(d->text, 2 * (size_t)d->n);
	look(e, 4 * sizeof(LONG));
	look(&f, sizeof(f));
	return S_OK;
}

static HRESULT WINAPI see_arrays(IShapes *This, LONG n, LONG *a, short *b, LONG room, LONG *used,
				 LONG *c)
{
	(void)This;
	look(a, n * sizeof(*a));
	look(c, room * sizeof(*c));
	memset(b, 1, n * sizeof(*b));
	if (*used > room)
		abort();
	return S_OK;
}

static HRESULT WINAPI see_complex(IShapes *This, LONG n, owner *a, colour *b, owner *c)
{
	LONG i;

	(void)This;
	look(b, n * sizeof(*b));
	for (i = 0; i < n; i++) {
		look_owner(&a[i]);
		look_owner(&c[i]);
		free_owner(&c[i]);
	}
	return S_OK;
}

static HRESULT WINAPI see_counted(IShapes *This, counted *a, LONG n, LONG *b)
{
	(void)This;
	if (a->odd)
		look(a->odd, (a->n * 2u + 1) * sizeof(LONG));
	if (a->half)
		look(a->half, a->n / 2 * sizeof(LONG));
	if (a->more)
		look(a->more, (a->n + 1u) * sizeof(LONG));
	look(b, (n * 3u + 1) * sizeof(LONG));
	return S_OK;
}

static HRESULT WINAPI see_square(IShapes *This, LONG a[2][3], LONG n, LONG b[][4])
{
	(void)This;
	look(a, 6 * sizeof(LONG));
	look(b, (size_t)n * 4 * sizeof(LONG));
	return S_OK;
}

static HRESULT WINAPI see_words(IRefs *This, BSTR a, BSTR *b, BSTR *c, LONG n, BSTR *d)
{
	(void)This;
	look(a, SysStringByteLen(a));
	look(*c, SysStringByteLen(*c));
	while (n--)
		look(d[n], SysStringByteLen(d[n]));
	*b = *c;
	*c = NULL;
	return S_OK;
}

static HRESULT WINAPI see_swap(IRefs *This, IUnknown *a, REFIID iid, IUnknown *b, void **c,
			       INumbers **d, LONG n, INumbers **e)
{
	(void)This;
	(void)a;
	(void)b;
	(void)d;
	look(iid, sizeof(*iid));
	look(e, n * sizeof(*e));
	*c = NULL;
	return S_OK;
}

#endif
