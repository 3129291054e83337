/*
 * One hostile message: its first byte says which method and whether it is the request
 * or the reply, the rest is what the other side sent. A client that gets a reply must
 * have its own results, or cleared ones.
 */
#ifndef NDR_INPUT_H
#define NDR_INPUT_H

#include "../ole_cancel/loop.h"
#include "ndr_servers.h"

#define METHODS 40

static struct loop numbers, text, shapes, refs;
static struct server numbers_server, text_server, shapes_server, refs_server;
static INumbers *numbers_proxy;
static IText *text_proxy;
static IShapes *shapes_proxy;
static IRefs *refs_proxy;

static const unsigned char *reply_bytes;
static size_t reply_size;

/* Instead of what was sent. */
static void forge(struct loop *l, RPCOLEMESSAGE *msg, BOOL reply)
{
	(void)l;
	if (!reply)
		return;
	free(msg->Buffer);
	msg->Buffer = malloc(reply_size);
	msg->cbBuffer = (ULONG)reply_size;
	memcpy(msg->Buffer, reply_bytes, reply_size);
}

static void fill(void **methods, void *const *with, int count)
{
	memcpy(methods, with, count * sizeof(*with));
}

static void ndr_begin(void)
{
	static void *const shaped[] = {
		NULL, (void *)see_owned, (void *)see_tails, (void *)see_pointers,
		(void *)see_chain, (void *)see_graph, (void *)see_choices, (void *)see_rows,
		(void *)see_arrays, NULL, (void *)see_complex, (void *)see_counted,
		(void *)see_square,
	};

	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	server_init(&numbers_server, &IID_INumbers);
	numbers_server.methods[3] = (void *)see_add;
	numbers_server.methods[6] = (void *)see_colours;
	numbers_server.methods[7] = (void *)see_within;
	numbers_proxy = loop_begin(&numbers, &IID_INumbers, &numbers_server);
	server_init(&text_server, &IID_IText);
	text_server.methods[10] = (void *)see_copy;
	text_server.methods[11] = (void *)see_text;
	text_server.methods[12] = (void *)see_sized;
	text_server.methods[13] = (void *)see_many;
	text_proxy = loop_begin(&text, &IID_IText, &text_server);
	server_init(&shapes_server, &IID_IShapes);
	fill(shapes_server.methods + 3, shaped, ARRAY_SIZE(shaped));
	shapes_proxy = loop_begin(&shapes, &IID_IShapes, &shapes_server);
	server_init(&refs_server, &IID_IRefs);
	refs_server.methods[3] = (void *)see_words;
	refs_server.methods[4] = (void *)see_swap;
	refs_proxy = loop_begin(&refs, &IID_IRefs, &refs_server);
	numbers.canned = text.canned = shapes.canned = refs.canned = TRUE;
	numbers.alter = text.alter = shapes.alter = refs.alter = forge;
}

static void request(struct loop *loop, struct server *server, ULONG method,
		    const unsigned char *bytes, size_t size)
{
	RPCOLEMESSAGE msg = { .dataRepresentation = 0x10, .iMethod = method };
	void *given = malloc(size);

	if (method < METHODS && !server->methods[method] && method >= 3) {
		free(given);
		return;
	}
	memcpy(given, bytes, size);
	msg.Buffer = given;
	msg.cbBuffer = (ULONG)size;
	if (SUCCEEDED(IRpcStubBuffer_Invoke(loop->stub, &msg, &loop->channel)))
		IRpcChannelBuffer_FreeBuffer(&loop->channel, &msg);
	else if (msg.Buffer != given || msg.cbBuffer != size)
		abort();
	free(given);
}

/* It failed in the interpreter, not in the server that sent this. */
static BOOL is_ours(HRESULT hr)
{
	size_t i;

	for (i = 0; i + 4 <= reply_size; i += 4)
		if (!memcmp(reply_bytes + i, &hr, 4))
			return FALSE;
	return FAILED(hr);
}

/* The call comes first, then the look at what it left. */
#define cleared(call, is_clear) do { \
		if (is_ours(call) && !(is_clear)) \
			abort(); \
	} while (0)

static void owner_reply(void)
{
	LONG one = 1;
	owner a = { 1, &one, NULL }, b, c = { 1, CoTaskMemAlloc(4), NULL };
	HRESULT hr;

	c.row[0] = 7;
	memset(&b, 0x55, sizeof(b));
	hr = IShapes_Owned(shapes_proxy, &a, &b, &c);
	cleared(hr, !b.n && !b.row && !b.name);
	if (is_ours(hr) && (c.n != 1 || c.row[0] != 7))
		abort();
	look_owner(&b);
	look_owner(&c);
	free_owner(&b);
	free_owner(&c);
}

static void tails_reply(void)
{
	struct { LONG n, row[2]; } a = { 2, { 7, 8 } };
	struct { LONG n, used, row[5]; } *b = malloc(sizeof(*b));
	struct { colour c; LONG n; } c = { blue, 0 };
	tail *d = (tail *)0x55;
	HRESULT hr;

	*b = (typeof(*b)) { 5, 2, { 1, 2, 3, 4, 5 } };
	hr = IShapes_Tails(shapes_proxy, (tail *)&a, (part *)b, (owners *)&c, &d);
	cleared(hr, !d);
	if (d)
		look(d->row, d->n * sizeof(LONG));
	CoTaskMemFree(d);
	free(b);
}

static void graph_reply(void)
{
	knot a = { 0, NULL, NULL }, *b = CoTaskMemAlloc(sizeof(*b)), *found[64];
	unsigned count = 0, i;

	*b = (knot) { 2, NULL, b };
	IShapes_Graph(shapes_proxy, &a, &b);
	look_knots(b, found, &count);
	for (i = 0; count < 64 && i < count; i++)
		CoTaskMemFree(found[i]);
}

static void choices_reply(void)
{
	tagged a = { .kind = 77 };
	choice b = { .kind = 2 };
	loose c = { .number = 1 };

	IShapes_Choices(shapes_proxy, &a, &b, 1, &c);
	look_loose(b.kind, &b.value);
	if (b.kind == 3)
		CoTaskMemFree(b.value.text);
}

static void arrays_reply(void)
{
	LONG *a = calloc(3, 4), used = 2, *c = calloc(6, 4), n, *row = (LONG *)0x55;
	short *b = calloc(3, 2);
	HRESULT hr;

	hr = IShapes_Arrays(shapes_proxy, 3, a, b, 6, &used, c);
	cleared(hr, !b[0] && !b[2]);
	hr = IShapes_Made(shapes_proxy, &n, &row);
	cleared(hr, !n && !row);
	if (row)
		look(row, n * sizeof(LONG));
	CoTaskMemFree(row);
	free(a);
	free(b);
	free(c);
}

static void complex_reply(void)
{
	owner *a = calloc(2, sizeof(*a)), *c = calloc(2, sizeof(*c));
	colour b[2] = { red, blue };

	c[0].name = CoTaskMemAlloc(4);
	c[0].name[0] = 'x';
	c[0].name[1] = 0;
	IShapes_Complex(shapes_proxy, 2, a, b, c);
	look_owner(&c[0]);
	look_owner(&c[1]);
	free_owner(&c[0]);
	free_owner(&c[1]);
	free(a);
	free(c);
}

static void chain_reply(void)
{
	node a = { 1, NULL }, *b = NULL, *next;
	LONG sum;

	IShapes_Chain(shapes_proxy, &a, &b, &sum);
	for (; b; b = next) {
		next = b->next;
		seen += b->value;
		CoTaskMemFree(b);
	}
}

static void pointers_reply(void)
{
	LONG b = 2, d = 3, *e = (LONG *)0x55;

	cleared(IShapes_Pointers(shapes_proxy, NULL, &b, NULL, &d, &e), !e);
	seen += e ? *e : 0;
	CoTaskMemFree(e);
	cleared(IShapes_Pointers(shapes_proxy, NULL, NULL, NULL, &d, &e), !e);
	CoTaskMemFree(e);
}

static void rows_reply(void)
{
	struct { LONG n; WCHAR text[2]; } d = { 2, L"a" };
	fixed a = { { 0 }, { 0 } };
	varying *b = calloc(1, sizeof(*b));
	named c = { L"", 0 };
	LONG e[4] = { 0 };

	IShapes_Rows(shapes_proxy, &a, b, &c, (letter *)&d, e, a);
	free(b);
}

static void text_reply(void)
{
	WCHAR *c = (WCHAR *)0x55, *d = NULL, *place = calloc(4, 2), *sized = calloc(8, 2);

	cleared(IText_Copy(text_proxy, L"", "", &c, &d), !c);
	look_text(c);
	look_text(d);
	CoTaskMemFree(c);
	CoTaskMemFree(d);
	lstrcpyW(place, L"abc");
	IText_InPlace(text_proxy, place);
	look(place, 8);
	lstrcpyW(sized, L"ab");
	IText_Sized(text_proxy, 3, sized, sized + 4);
	free(place);
	free(sized);
}

static void numbers_reply(void)
{
	colour b = red, c;
	LONG sum;

	cleared(INumbers_Add(numbers_proxy, 1, &sum), !sum);
	cleared(INumbers_Colours(numbers_proxy, blue, &b, &c), !c);
}

static void words_reply(void)
{
	BSTR b = (BSTR)0x55, c = SysAllocString(L"c");

	cleared(IRefs_Words(refs_proxy, NULL, &b, &c, 0, &b), !b);
	look(b, SysStringByteLen(b));
	look(c, SysStringByteLen(c));
	SysFreeString(b);
	SysFreeString(c);
}

static void swap_reply(void)
{
	INumbers *d = NULL, *e = NULL;
	void *c = (void *)0x55;

	cleared(IRefs_Swap(refs_proxy, NULL, &IID_INumbers, NULL, &c, &d, 1, &e), !c);
	if (c)
		IUnknown_Release((IUnknown *)c);
	if (d)
		INumbers_Release(d);
}

static void ndr_input(const unsigned char *bytes, size_t size)
{
	static void (*const replies[])(void) = {
		owner_reply, tails_reply, graph_reply, choices_reply, arrays_reply,
		complex_reply, chain_reply, pointers_reply, rows_reply, text_reply,
		numbers_reply, words_reply, swap_reply,
	};
	unsigned kind;

	if (!size)
		return;
	kind = *bytes++ & 63;
	reply_bytes = bytes;
	reply_size = --size;
	if (kind < 8)
		request(&numbers, &numbers_server, 2 + kind, bytes, size);
	else if (kind < 12)
		request(&text, &text_server, 2 + kind, bytes, size);
	else if (kind < 28)
		request(&shapes, &shapes_server, kind - 9, bytes, size);
	else if (kind < 31)
		request(&refs, &refs_server, kind - 25, bytes, size);
	else if (kind - 32 < ARRAY_SIZE(replies))
		replies[kind - 32]();
	if (numbers.buffers || text.buffers || shapes.buffers || refs.buffers)
		abort();
}

#endif
