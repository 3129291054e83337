/* Structures, arrays, pointers and unions through a stub. */
#include "loop.h"
#include "shapes.h"

static struct loop loop;
static struct server server;

#define BEGIN(slot, method) \
	IShapes *p; \
	HRESULT hr; \
	server_init(&server, &IID_IShapes); \
	server.methods[slot] = (void *)(method); \
	p = loop_begin(&loop, &IID_IShapes, &server)
/* Where Wine 8 loses its way in widl's own format strings. */
#define NOT_ON_WINE \
	if (winetest_platform_is_wine) { \
		skip("Wine cannot do this\n"); \
		return; \
	}
#define END loop_end(&loop, p, &server)

static WCHAR *dup(const WCHAR *s)
{
	WCHAR *copy = CoTaskMemAlloc((lstrlenW(s) + 1) * sizeof(WCHAR));

	return lstrcpyW(copy, s);
}

static LONG *row_of(LONG n, LONG first)
{
	LONG *row = CoTaskMemAlloc(n * sizeof(LONG)), i;

	for (i = 0; i < n; i++)
		row[i] = first + i;
	return row;
}

static HRESULT WINAPI flat(IShapes *This, pair a, pair *b, padded *c, mixed *d, mixed e)
{
	(void)This;
	ok(a.a == 1 && a.b == -2 && b->a == 3 && b->b == -4, "%d, %d\n", a.b, b->b);
	ok(d->b == 5 && d->c == green && d->h == (hyper)6 << 40 && d->p == -7, "%d\n", d->b);
	ok(e.c == blue && e.p == -9, "%d\n", e.c);
	c->d = 0.5;
	c->c = 'x';
	*d = e;
	return S_OK;
}

/* C-215 */
static void flat_structures(void)
{
	pair a = { 1, -2 }, b = { 3, -4 };
	mixed d = { 5, green, (hyper)6 << 40, -7 }, e = { 8, blue, 1, -9 };
	padded c;
	BEGIN(3, flat);

	hr = IShapes_Flat(p, a, &b, &c, &d, e);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(c.d == 0.5 && c.c == 'x', "%f\n", c.d);
	ok(d.b == 8 && d.c == blue && d.h == 1 && d.p == -9, "%d\n", d.b);
	END;
}

static HRESULT WINAPI owned(IShapes *This, owner *a, owner *b, owner *c)
{
	(void)This;
	ok(a->n == 3 && a->row[2] == 12 && !lstrcmpW(a->name, L"a"), "%d\n", (int)a->n);
	ok(!b->n && !b->row && !b->name, "an [out] begins as %d\n", (int)b->n);
	ok(c->n == 1 && c->row[0] == 5 && !c->name, "%d\n", (int)c->n);
	b->n = 2;
	b->row = row_of(2, 30);
	b->name = dup(L"b");
	CoTaskMemFree(c->row);
	c->n = 4;
	c->row = row_of(4, 50);
	c->name = dup(L"now it has one");
	return S_OK;
}

/* C-216: what the caller had in an [in, out] is freed, what it gets is its own. */
static void structures_with_pointers(void)
{
	LONG row[3] = { 10, 11, 12 };
	owner a = { 3, row, (WCHAR *)L"a" }, b, c = { 1, NULL, NULL };
	BEGIN(4, owned);

	c.row = row_of(1, 5);
	memset(&b, 0x55, sizeof(b));
	hr = IShapes_Owned(p, &a, &b, &c);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(b.n == 2 && b.row[1] == 31 && !lstrcmpW(b.name, L"b"), "%d\n", (int)b.n);
	ok(c.n == 4 && c.row[3] == 53 && !lstrcmpW(c.name, L"now it has one"), "%d\n",
	   (int)c.n);
	CoTaskMemFree(b.row);
	CoTaskMemFree(b.name);
	CoTaskMemFree(c.row);
	CoTaskMemFree(c.name);
	END;
}

static HRESULT WINAPI tails(IShapes *This, tail *a, part *b, owners *c, tail **d)
{
	(void)This;
	ok(a->n == 2 && a->row[1] == 8, "%d\n", (int)a->n);
	ok(b->n == 5 && b->used == 2 && b->row[1] == 2, "%d\n", (int)b->used);
	ok(c->c == blue && c->n == 2 && !lstrcmpW(c->row[1].name, L"second"), "%d\n", c->c);
	ok(c->row[0].row[0] == 7 && !c->row[1].row, "%p\n", c->row[1].row);
	b->used = 3;
	b->row[2] = 33;
	*d = CoTaskMemAlloc(sizeof(LONG) * 4);
	(*d)->n = 3;
	(*d)->row[0] = (*d)->row[1] = (*d)->row[2] = 9;
	return S_OK;
}

/* C-217 */
static void conformant_structures(void)
{
	struct { LONG n, row[2]; } a = { 2, { 7, 8 } };
	struct { LONG n, used, row[5]; } b = { 5, 2, { 1, 2, 3, 4, 5 } };
	struct { colour c; LONG n; owner row[2]; } c = { .c = blue, .n = 2 };
	LONG seven = 7;
	tail *d = NULL;
	BEGIN(5, tails);

	c.row[0].n = 1;
	c.row[0].row = &seven;
	c.row[0].name = (WCHAR *)L"first";
	c.row[1].n = 0;
	c.row[1].row = NULL;
	c.row[1].name = (WCHAR *)L"second";
	hr = IShapes_Tails(p, (tail *)&a, (part *)&b, (owners *)&c, &d);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(b.used == 3 && b.row[2] == 33 && b.row[0] == 1, "%d, %d\n", (int)b.used,
	   (int)b.row[2]);
	ok(d && d->n == 3 && d->row[2] == 9, "%p\n", d);
	CoTaskMemFree(d);
	END;
}

static HRESULT WINAPI pointers(IShapes *This, LONG *a, LONG *b, LONG *c, LONG *d, LONG **e)
{
	(void)This;
	*e = NULL;
	if (a) {
		*e = CoTaskMemAlloc(sizeof(LONG));
		**e = *a + (c ? *c : 0) + *d;
	}
	if (b)
		*b = 99;
	return S_OK;
}

/* C-218 */
static void all_pointers(void)
{
	LONG a = 1, b = 2, c = 4, d = 8, *e = (LONG *)0x55;
	BEGIN(6, pointers);

	hr = IShapes_Pointers(p, &a, &b, &c, &d, &e);
	ok(hr == S_OK && e && *e == 13 && b == 99, "%#x, %p, %d\n", (unsigned)hr, e, (int)b);
	CoTaskMemFree(e);
	hr = IShapes_Pointers(p, NULL, NULL, NULL, &d, &e);
	ok(hr == S_OK && !e, "%#x, %p\n", (unsigned)hr, e);
	END;
}

static HRESULT WINAPI chain(IShapes *This, node *first, node **second, LONG *sum)
{
	node *n;

	(void)This;
	*sum = 0;
	for (n = first; n; n = n->next)
		*sum += n->value;
	for (n = *second; n; n = n->next)
		n->value = -n->value;
	n = CoTaskMemAlloc(sizeof(*n));
	n->value = 1000;
	n->next = *second;
	*second = n;
	return S_OK;
}

#define LONG_CHAIN 100000

/* C-219: a list of any length takes no stack. */
static void chains(void)
{
	node *first = calloc(LONG_CHAIN, sizeof(*first)), *second = NULL, *n, *next;
	LONG sum = 0, i;
	BEGIN(7, chain);

	for (i = 0; i < 3; i++) {
		n = CoTaskMemAlloc(sizeof(*n));
		n->value = i;
		n->next = second;
		second = n;
	}
	for (i = 0; i < (winetest_platform_is_wine ? 100 : LONG_CHAIN); i++) {
		first[i].value = 1;
		first[i].next = i ? &first[i - 1] : NULL;
	}
	hr = IShapes_Chain(p, &first[i - 1], &second, &sum);
	ok(hr == S_OK && sum == i, "%#x, %d\n", (unsigned)hr, (int)sum);
	ok(second && second->value == 1000, "%p\n", second);
	ok(second->next && second->next->value == -2, "%d\n", (int)second->next->value);
	for (n = second, i = 0; n; n = next, i++) {
		next = n->next;
		CoTaskMemFree(n);
	}
	ok(i == 4, "%d\n", (int)i);
	free(first);
	END;
}

static HRESULT WINAPI graph(IShapes *This, knot *a, knot **b)
{
	(void)This;
	ok(a->left && a->left == a->right && a->left->left == a->left, "%p, %p\n", a->left,
	   a->right);
	ok((*b)->left == (*b)->right->left, "%p, %p\n", (*b)->left, (*b)->right->left);
	(*b)->left->value = 70;
	(*b)->right->right = (*b)->right;
	return S_OK;
}

/* C-220: full pointers keep their shape, cycles too. */
static void graphs(void)
{
	knot shared = { 1, &shared, NULL }, a = { 0, &shared, &shared };
	knot *b = CoTaskMemAlloc(sizeof(*b)), *left = CoTaskMemAlloc(sizeof(*b));
	knot *right = CoTaskMemAlloc(sizeof(*b));
	NOT_ON_WINE
	BEGIN(8, graph);

	*b = (knot) { 2, left, right };
	*left = (knot) { 3, NULL, NULL };
	*right = (knot) { 4, left, NULL };
	hr = IShapes_Graph(p, &a, &b);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(b->value == 2 && b->left->value == 70, "%d\n", (int)b->left->value);
	ok(b->right->left == b->left && b->right->right == b->right, "%p, %p\n", b->left,
	   b->right);
	CoTaskMemFree(b->left);
	CoTaskMemFree(b->right);
	CoTaskMemFree(b);
	END;
}

static HRESULT WINAPI no_graph(IShapes *This, knot *a, knot **b)
{
	(void)This;
	(void)a;
	(*b)->value++;
	return S_OK;
}

/* C-220: one that is also reached by the pointer above it is freed once. */
static void graph_to_itself(void)
{
	knot a = { 0, NULL, NULL }, *b = CoTaskMemAlloc(sizeof(*b));
	NOT_ON_WINE
	BEGIN(8, no_graph);

	*b = (knot) { 2, NULL, b };
	hr = IShapes_Graph(p, &a, &b);
	ok(hr == S_OK && b->value == 3, "%#x, %d\n", (unsigned)hr, (int)b->value);
	if (b->right != b) {	/* another, which is itself's */
		ok(b->right->right == b->right, "%p\n", b->right->right);
		CoTaskMemFree(b->right);
	}
	CoTaskMemFree(b);
	END;
}

static HRESULT WINAPI choices(IShapes *This, tagged *a, choice *b, LONG kind, loose *c)
{
	(void)This;
	ok(a->kind == 2 && !lstrcmpW(a->one_of.text, L"two"), "%d\n", (int)a->kind);
	ok(b->kind == 2 && b->value.real == 0.25, "%d\n", (int)b->kind);
	ok(kind == 1 && c->number == 11, "%d\n", (int)kind);
	b->kind = 3;
	b->value.text = dup(L"three");
	return S_OK;
}

/* C-221 */
static void unions(void)
{
	tagged a = { .kind = 2 };
	choice b = { .kind = 2 };
	loose c;
	NOT_ON_WINE
	BEGIN(9, choices);

	a.one_of.text = (WCHAR *)L"two";
	b.value.real = 0.25;
	c.number = 11;
	hr = IShapes_Choices(p, &a, &b, 1, &c);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(b.kind == 3 && !lstrcmpW(b.value.text, L"three"), "%d\n", (int)b.kind);
	CoTaskMemFree(b.value.text);
	b.kind = 2;
	a.kind = 77;	/* the default: nothing */
	server.methods[9] = NULL;
	hr = IShapes_Choices(p, &a, &b, 4, &c);
	ok(hr == HRESULT_FROM_WIN32(RPC_S_INVALID_TAG), "%#x\n", (unsigned)hr);
	END;
}

static HRESULT WINAPI rows(IShapes *This, fixed *a, varying *b, named *c, letter *d, LONG e[4],
			   fixed f)
{
	(void)This;
	ok(a->row[2] == 3 && a->bytes[4] == 5, "%d\n", a->bytes[4]);
	ok(b->used == 2 && b->row[1] == 21, "%d\n", (int)b->used);
	ok(!lstrcmpW(c->name, L"name") && c->value == 6, "%d\n", (int)c->value);
	ok(d->n == 8 && !lstrcmpW(d->text, L"abc"), "%d\n", (int)d->n);
	ok(e[0] == 40 && e[3] == 43, "%d\n", (int)e[3]);
	ok(f.bytes[0] == 9, "%d\n", f.bytes[0]);
	b->used = 3;
	b->row[2] = 22;
	return S_OK;
}

/* C-222 */
static void fixed_and_varying(void)
{
	fixed a = { { 1, 2, 3 }, { 1, 2, 3, 4, 5 } }, f = { { 0 }, { 9 } };
	varying b = { 2, { 20, 21 } };
	named c = { L"name", 6 };
	struct { LONG n; WCHAR text[8]; } d = { 8, L"abc" };
	LONG e[4] = { 40, 41, 42, 43 };
	NOT_ON_WINE
	BEGIN(10, rows);

	hr = IShapes_Rows(p, &a, &b, &c, (letter *)&d, e, f);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(b.used == 3 && b.row[2] == 22, "%d\n", (int)b.used);
	END;
}

static HRESULT WINAPI arrays(IShapes *This, LONG n, LONG *a, short *b, LONG room, LONG *used,
			     LONG *c)
{
	LONG i;

	(void)This;
	for (i = 0; i < n; i++) {
		ok(!b[i], "an [out] begins as %d\n", b[i]);
		b[i] = -a[i];
	}
	ok(room == 6 && *used == 2 && c[1] == 2, "%d of %d\n", (int)*used, (int)room);
	for (i = 0; i < room; i++)
		c[i] = i * i;
	*used = 4;
	return S_OK;
}

static HRESULT WINAPI made(IShapes *This, LONG *n, LONG **row)
{
	(void)This;
	*n = 5;
	*row = row_of(5, 100);
	return S_OK;
}

static HRESULT WINAPI square(IShapes *This, LONG a[2][3], LONG n, LONG b[][4])
{
	(void)This;
	return a[1][2] == 6 && n == 2 && b[1][3] == 8 ? S_OK : E_FAIL;
}

/* C-223 */
static void conformant_arrays(void)
{
	LONG a[3] = { 1, 2, 3 }, used = 2, c[6] = { 1, 2, 3, 4, 5, 6 }, n = 0, *row = NULL;
	LONG s[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }, t[2][4] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } };
	short b[3] = { 9, 9, 9 };
	BEGIN(11, arrays);

	server.methods[12] = (void *)made;
	server.methods[15] = (void *)square;
	hr = IShapes_Arrays(p, 3, a, b, 6, &used, c);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(b[0] == -1 && b[2] == -3, "%d\n", b[2]);
	ok(used == 4 && c[3] == 9 && c[4] == 5, "%d, %d\n", (int)used, (int)c[4]);
	hr = IShapes_Made(p, &n, &row);
	ok(hr == S_OK && n == 5 && row && row[4] == 104, "%#x, %d\n", (unsigned)hr, (int)n);
	CoTaskMemFree(row);
	hr = IShapes_Square(p, s, 2, t);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	END;
}

static HRESULT WINAPI complex_ones(IShapes *This, LONG n, owner *a, colour *b, owner *c)
{
	LONG i;

	(void)This;
	for (i = 0; i < n; i++) {
		ok(a[i].row[i] == i && b[i] == (i ? red : blue), "%d\n", b[i]);
		CoTaskMemFree(c[i].name);
		c[i].name = i ? NULL : dup(L"zero");
	}
	return S_OK;
}

/* C-224 */
static void arrays_of_structures(void)
{
	LONG row[2] = { 0, 1 }, i;
	owner a[2] = { { 2, row, NULL }, { 2, row, NULL } }, c[2];
	colour b[2] = { blue, red };
	BEGIN(13, complex_ones);

	for (i = 0; i < 2; i++)
		c[i] = (owner) { 0, NULL, dup(L"old") };
	hr = IShapes_Complex(p, 2, a, b, c);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(c[0].name && !lstrcmpW(c[0].name, L"zero") && !c[1].name, "%p\n", c[1].name);
	CoTaskMemFree(c[0].name);
	END;
}

static HRESULT WINAPI counted_ones(IShapes *This, counted *a, LONG n, LONG *b)
{
	(void)This;
	ok(a->n == 4 && a->odd[8] == 8 && a->half[1] == 1 && a->more[4] == 4, "%d\n", (int)a->n);
	return b[n * 3] == 6 ? S_OK : E_FAIL;
}

/* C-225 */
static void expressions(void)
{
	LONG row[10] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	counted a = { 4, row, row, row };
	BEGIN(14, counted_ones);

	hr = IShapes_Counted(p, &a, 2, row);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	END;
}

START_TEST(CStdStubBuffer_Invoke)
{
	RUN(flat_structures);
	RUN(structures_with_pointers);
	RUN(conformant_structures);
	RUN(all_pointers);
	RUN(chains);
	RUN(graphs);
	RUN(graph_to_itself);
	RUN(unions);
	RUN(fixed_and_varying);
	RUN(conformant_arrays);
	RUN(arrays_of_structures);
	RUN(expressions);
}
