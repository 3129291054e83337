/*
 * Heap, Local and Global functions: sizes to the byte, zeroes, refusals.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

static BOOL all_zero(const unsigned char *at, size_t n)
{
	while (n--)
		if (*at++)
			return FALSE;
	return TRUE;
}

static void sizes(void)
{
	HANDLE heap = GetProcessHeap();

	ok(heap && heap == GetProcessHeap(), "heap %p\n", heap);
	for (SIZE_T size = 0; size < 70000; size = size * 3 + 1) {
		unsigned char *p = HeapAlloc(heap, HEAP_ZERO_MEMORY, size);

		ok(p != NULL, "no memory\n");
		ok(!((ULONG_PTR)p & 15), "%p is not aligned\n", p);
		ok(HeapSize(heap, 0, p) == size, "size %u, not %u\n",
		   (unsigned)HeapSize(heap, 0, p), (unsigned)size);
		ok(all_zero(p, size), "not zero\n");
		memset(p, 0xaa, size);
		p = HeapReAlloc(heap, HEAP_ZERO_MEMORY, p, size * 2 + 9);
		ok(p && HeapSize(heap, 0, p) == size * 2 + 9, "size %u\n",
		   (unsigned)HeapSize(heap, 0, p));
		ok(!size || p[size - 1] == 0xaa, "content lost\n");
		ok(all_zero(p + size, size + 9), "the new part is not zero\n");
		works(HeapFree(heap, 0, p));
	}
	works(HeapFree(heap, 0, NULL));
}

static void refusals(void)
{
	void *p = HeapAlloc(GetProcessHeap(), 0, 16);

	ok(!HeapAlloc(GetProcessHeap(), 0, (SIZE_T)1 << 60), "too much\n");
	ok(!HeapReAlloc(GetProcessHeap(), 0, p, (SIZE_T)1 << 60),
	   "too much\n");
	ok(HeapSize(GetProcessHeap(), 0, p) == 16, "a refusal changed it\n");
	ok(!HeapReAlloc(GetProcessHeap(), HEAP_REALLOC_IN_PLACE_ONLY, p,
			1 << 24),
	   "it grew in place\n");
	works(HeapFree(GetProcessHeap(), 0, p));
}

static void local_and_global(void)
{
	unsigned char *p = LocalAlloc(LPTR, 100);

	ok(p && all_zero(p, 100), "not zero\n");
	ok(!LocalFree(p), "not freed\n");
	ok(!LocalFree(NULL), "not NULL\n");
	p = GlobalAlloc(GPTR, 100);
	ok(p && all_zero(p, 100), "not zero\n");
	ok(!GlobalFree(p), "not freed\n");
}

START_TEST(HeapAlloc)
{
	RUN(sizes);
	RUN(refusals);
	RUN(local_and_global);
}
