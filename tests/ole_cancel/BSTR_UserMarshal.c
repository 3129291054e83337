/* BSTRs and interface pointers as parameters. */
#include "loop.h"
#include "shapes.h"

static struct loop loop;
static struct server server;

static HRESULT WINAPI words(IRefs *This, BSTR a, BSTR *b, BSTR *c, LONG n, BSTR *d)
{
	(void)This;
	ok(SysStringLen(a) == 5 && !lstrcmpW(a, L"given"), "%u\n", SysStringLen(a));
	ok(!*b, "an [out] begins as %p\n", *b);
	ok(n == 2 && !d[0], "%d, %p\n", (int)n, d[0]);
	todo_wine ok(SysStringByteLen(d[1]) == 3, "%u\n", SysStringByteLen(d[1]));
	*b = SysAllocString(L"made");
	if (*c) {
		SysFreeString(*c);
		*c = NULL;
	} else {
		*c = SysAllocString(L"now");
	}
	return S_OK;
}

/* C-226: NULL stays NULL, an odd length stays odd. */
static void bstrs(void)
{
	BSTR a = SysAllocString(L"given"), b = (BSTR)0x55, c = NULL, d[2];
	HRESULT hr;
	IRefs *p;

	server_init(&server, &IID_IRefs);
	server.methods[3] = (void *)words;
	p = loop_begin(&loop, &IID_IRefs, &server);
	d[0] = NULL;
	d[1] = SysAllocStringByteLen("odd", 3);
	hr = IRefs_Words(p, a, &b, &c, 2, d);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(b && b != (BSTR)0x55 && !lstrcmpW(b, L"made"), "%p\n", b);
	ok(c && !lstrcmpW(c, L"now"), "%p\n", c);
	SysFreeString(b);
	hr = IRefs_Words(p, a, &b, &c, 2, d);
	ok(hr == S_OK && !c, "%#x, %p\n", (unsigned)hr, c);
	SysFreeString(b);
	SysFreeString(a);
	SysFreeString(d[1]);
	loop_end(&loop, p, &server);
}

/* C-226: the form in a buffer, and forms that are none. */
static void in_a_buffer(void)
{
	ULONG buffer[16] = { 0 }, flags = MAKELONG(MSHCTX_INPROC, 0x10), size;
	BSTR text = SysAllocString(L"abc"), back = NULL;
	BYTE *end;

	size = BSTR_UserSize(&flags, 2, &text);
	ok(size == 4 + 12 + 6, "%u\n", (unsigned)size);
	end = BSTR_UserMarshal(&flags, (BYTE *)buffer, &text);
	ok(end == (BYTE *)buffer + 18, "%d\n", (int)(end - (BYTE *)buffer));
	ok(buffer[0] == 3 && buffer[1] == 6 && buffer[2] == 3 && !memcmp(buffer + 3, text, 6),
	   "%u, %u, %u\n", (unsigned)buffer[0], (unsigned)buffer[1], (unsigned)buffer[2]);
	end = BSTR_UserUnmarshal(&flags, (BYTE *)buffer, &back);
	ok(end == (BYTE *)buffer + 18 && back && !lstrcmpW(back, L"abc"), "%p\n", back);
	BSTR_UserFree(&flags, &back);
	ok(!back, "%p\n", back);
	BSTR_UserFree(&flags, &text);
	end = BSTR_UserMarshal(&flags, (BYTE *)buffer, &text);
	ok(end == (BYTE *)buffer + 12 && buffer[1] == 0xffffffff && !buffer[0], "%u\n",
	   (unsigned)buffer[1]);
	end = BSTR_UserUnmarshal(&flags, (BYTE *)buffer, &back);
	ok(end == (BYTE *)buffer + 12 && !back, "%p\n", back);
	if (!winetest_platform_is_wine) {	/* raises an exception */
		buffer[1] = 100;
		end = BSTR_UserUnmarshal(&flags, (BYTE *)buffer, &back);
		ok(!end && !back, "%p\n", back);
	}
}

static struct server other;

static HRESULT WINAPI swap(IRefs *This, IUnknown *a, REFIID iid, IUnknown *b, void **c,
			   INumbers **d, LONG n, INumbers **e)
{
	(void)This;
	ok((void *)a == &other && (void *)b == &other, "%p, %p\n", a, b);
	ok(IsEqualIID(iid, &IID_INumbers), "another identifier\n");
	ok(!*c && (void *)*d == &other, "%p, %p\n", *c, *d);
	ok(n == 2 && !e[0] && (void *)e[1] == &other, "%p, %p\n", e[0], e[1]);
	IUnknown_AddRef(b);
	*c = b;
	INumbers_Release(*d);
	*d = NULL;
	return S_OK;
}

/* C-227: every reference is given back, in one apartment the objects are themselves. */
static void interfaces(void)
{
	INumbers *d = (INumbers *)&other, *e[2] = { NULL, (INumbers *)&other };
	void *c = (void *)0x55;
	HRESULT hr;
	IRefs *p;

	if (winetest_platform_is_wine) {
		skip("Wine looks for INumbers' proxies in its registry\n");
		return;
	}
	CoInitializeEx(NULL, COINIT_MULTITHREADED);
	server_init(&other, &IID_INumbers);
	server_init(&server, &IID_IRefs);
	server.methods[4] = (void *)swap;
	p = loop_begin(&loop, &IID_IRefs, &server);
	INumbers_AddRef(d);
	hr = IRefs_Swap(p, (IUnknown *)&other, &IID_INumbers, (IUnknown *)&other, &c, &d, 2, e);
	ok(hr == S_OK, "%#x\n", (unsigned)hr);
	ok(c == &other, "%p\n", c);
	ok(!d, "%p\n", d);
	if (c == &other)
		IUnknown_Release((IUnknown *)c);
	ok(other.refs == 1, "%d references\n", (int)other.refs);
	/* Not sent: nothing is left of what was marshaled. */
	d = (INumbers *)&other;
	hr = IRefs_Swap(p, (IUnknown *)&other, &IID_INumbers, (IUnknown *)&other, NULL, &d, 2, e);
	ok(hr == HRESULT_FROM_WIN32(RPC_X_NULL_REF_POINTER), "%#x\n", (unsigned)hr);
	ok(other.refs == 1, "%d references\n", (int)other.refs);
	loop_end(&loop, p, &server);
	CoUninitialize();
}

START_TEST(BSTR_UserMarshal)
{
	RUN(bstrs);
	RUN(in_a_buffer);
	RUN(interfaces);
}
