/* Requests that lie, delegated methods, and who is in a stub. */
#include "loop.h"
#include "shapes.h"
#include "farther.h"

static struct loop loop;
static struct server server;
static LONG ran;

#define BAD_DATA ((HRESULT)0x800706f7)	/* RPC_X_BAD_STUB_DATA */
#define BAD_BOUND ((HRESULT)0x800706c6)	/* RPC_S_INVALID_BOUND */

static HRESULT WINAPI arrays(IShapes *This, LONG n, LONG *a, short *b, LONG room, LONG *used,
			     LONG *c)
{
	(void)This;
	(void)room;
	(void)used;
	(void)c;
	ran++;
	b[n - 1] = (short)a[n - 1];
	return S_OK;
}

static ULONG place, value;
static BOOL of_reply, cut;

static void alter(struct loop *l, RPCOLEMESSAGE *msg, BOOL reply)
{
	(void)l;
	if (reply != of_reply)
		return;
	if (cut)
		msg->cbBuffer = place;
	else
		((ULONG *)msg->Buffer)[place] = value;
}

/* C-228: n, a's conformance, a, room, used, c's conformance, offset, count, c; the reply:
 * b's conformance, b, used, c's three, c, result. */
static void lies(void)
{
	static const struct {
		ULONG place, value;
		BOOL reply;
		HRESULT result;
	} cases[] = {
		{ 0, 3, FALSE, S_OK },
		{ 0, 2, FALSE, BAD_BOUND },		/* the array is longer */
		{ 0, 4, FALSE, BAD_BOUND },		/* shorter */
		{ 0, 0xffffffff, FALSE, BAD_BOUND },
		{ 1, 0xffffffff, FALSE, BAD_DATA },
		{ 1, 0x10000000, FALSE, BAD_DATA },
		{ 1, 2, FALSE, BAD_BOUND },
		{ 6, 3, FALSE, BAD_BOUND },		/* used, not what is sent */
		{ 7, 5, FALSE, BAD_BOUND },		/* room, not the array's */
		{ 8, 1, FALSE, BAD_BOUND },		/* an offset */
		{ 9, 7, FALSE, BAD_BOUND },		/* more than there is room for */
		{ 0, 4, TRUE, BAD_BOUND },		/* beyond the caller's array */
		{ 0, 0xffffffff, TRUE, BAD_BOUND },
		{ 0, 2, TRUE, BAD_BOUND },
		{ 4, 7, TRUE, BAD_BOUND },
		{ 6, 7, TRUE, BAD_BOUND },
	};
	LONG a[3] = { 1, 2, 3 }, used, c[6] = { 0 }, was;
	ULONG i, whole;
	short b[3];
	HRESULT hr;
	IShapes *p;

	if (winetest_platform_is_wine) {
		skip("Wine believes most of it\n");
		return;
	}
	server_init(&server, &IID_IShapes);
	server.methods[11] = (void *)arrays;
	p = loop_begin(&loop, &IID_IShapes, &server);
	loop.alter = alter;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		place = cases[i].place;
		value = cases[i].value;
		of_reply = cases[i].reply;
		used = 2;
		was = ran;
		memset(b, 0x77, sizeof(b));
		hr = IShapes_Arrays(p, 3, a, b, 6, &used, c);
		/* A count that is cut short is missed further on. */
		ok(hr == cases[i].result || (FAILED(hr) && hr == BAD_DATA && FAILED(cases[i].result)),
		   "%u: %#x\n", (unsigned)i, (unsigned)hr);
		ok(ran - was == (cases[i].reply || SUCCEEDED(hr)), "%u: ran %d times\n",
		   (unsigned)i, (int)(ran - was));
		ok(SUCCEEDED(hr) ? b[2] == 3 : !b[0] && !b[2], "%u: %d, %d\n", (unsigned)i,
		   b[0], b[2]);
	}
	/* Shorter by any number of bytes. */
	cut = TRUE;
	of_reply = FALSE;
	place = whole = loop.seen.cbBuffer;
	while (place--) {
		used = 2;
		hr = IShapes_Arrays(p, 3, a, b, 6, &used, c);
		ok(hr == BAD_DATA || hr == BAD_BOUND, "%u bytes: %#x\n", (unsigned)place,
		   (unsigned)hr);
	}
	of_reply = TRUE;
	for (place = 0; place < 36; place++) {
		used = 2;
		hr = IShapes_Arrays(p, 3, a, b, 6, &used, c);
		ok(FAILED(hr), "%u bytes: %#x\n", (unsigned)place, (unsigned)hr);
		ok(!b[0] && !b[2], "%u bytes: %d\n", (unsigned)place, b[2]);
	}
	ok(whole == 48, "%u bytes\n", (unsigned)whole);
	loop_end(&loop, p, &server);
}

static HRESULT WINAPI twice(IFarther *This, LONG a, LONG *b)
{
	(void)This;
	*b = 2 * a;
	return S_OK;
}

static HRESULT WINAPI add(INumbers *This, LONG a, LONG *sum)
{
	(void)This;
	*sum = a + 1;
	return S_OK;
}

/* C-229: what belongs to the base goes through the base's proxy and stub. */
static void delegated(void)
{
	LONG result = 0;
	HRESULT hr;
	IFarther *p;

	if (winetest_platform_is_wine) {
		skip("Wine looks for INumbers' proxies in its registry\n");
		return;
	}
	server_init(&server, &IID_IFarther);
	server.iids[1] = &IID_INumbers;
	server.methods[3] = (void *)add;
	server.methods[10] = (void *)twice;
	p = loop_begin(&loop, &IID_IFarther, &server);
	hr = IFarther_Twice(p, 21, &result);
	ok(hr == S_OK && result == 42, "%#x, %d\n", (unsigned)hr, (int)result);
	hr = IFarther_Add(p, 6, &result);
	ok(hr == S_OK && result == 7, "%#x, %d\n", (unsigned)hr, (int)result);
	ok(IRpcStubBuffer_CountRefs(loop.stub) == 2, "%u references\n",
	   (unsigned)IRpcStubBuffer_CountRefs(loop.stub));
	loop_end(&loop, p, &server);
}

static HRESULT WINAPI leave(INumbers *This, LONG a, LONG *sum)
{
	(void)This;
	(void)a;
	IRpcStubBuffer_Disconnect(loop.stub);
	IRpcProxyBuffer_Disconnect(loop.proxy);
	*sum = server.refs;
	return S_OK;
}

/* C-230: a call that is inside holds the object and the channel. */
static void disconnected_inside(void)
{
	LONG refs = 0;
	HRESULT hr;
	INumbers *p;

	server_init(&server, &IID_INumbers);
	server.methods[3] = (void *)leave;
	if (winetest_platform_is_wine) {
		skip("Wine's stub lets go at once\n");
		return;
	}
	p = loop_begin(&loop, &IID_INumbers, &server);
	hr = INumbers_Add(p, 1, &refs);
	ok(hr == S_OK && refs == 2, "%#x, %d\n", (unsigned)hr, (int)refs);
	ok(server.refs == 1 && loop.refs == 1, "%d, %d\n", (int)server.refs, (int)loop.refs);
	hr = INumbers_Add(p, 1, &refs);
	ok(hr == CO_E_OBJNOTCONNECTED, "%#x\n", (unsigned)hr);
	loop_end(&loop, p, &server);
}

START_TEST(NdrStubCall2)
{
	RUN(lies);
	RUN(delegated);
	RUN(disconnected_inside);
}
