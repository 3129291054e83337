/* The task allocator. */
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

/* C-200 */
static void blocks(void)
{
	char *p, *q;

	p = CoTaskMemAlloc(0);
	q = CoTaskMemAlloc(0);
	ok(p && q && p != q, "%p and %p\n", p, q);
	CoTaskMemFree(q);
	p = CoTaskMemRealloc(p, 4);
	ok(p != NULL, "not grown\n");
	memcpy(p, "abcd", 4);
	p = CoTaskMemRealloc(p, 70000);
	ok(p && !memcmp(p, "abcd", 4), "lost what was in it\n");
	p = CoTaskMemRealloc(p, 0);
	ok(!p, "%p\n", p);
	p = CoTaskMemRealloc(NULL, 16);
	ok(p != NULL, "no block\n");
	CoTaskMemFree(p);
	CoTaskMemFree(NULL);
}

START_TEST(CoTaskMemAlloc)
{
	RUN(blocks);
}
