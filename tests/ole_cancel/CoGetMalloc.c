/* The task allocator as an object. */
#define COBJMACROS
#include <windows.h>
#include <objbase.h>
#include "wine/test.h"

/* C-276 */
static void task_allocator(void)
{
	IMalloc *allocator, *same;
	void *block;
	HRESULT hr = CoGetMalloc(MEMCTX_TASK, &allocator);

	ok(hr == S_OK && allocator, "%#x\n", hr);
	block = IMalloc_Alloc(allocator, 100);
	ok(block && IMalloc_GetSize(allocator, block) == 100, "%p, %u\n", block,
	   (UINT)IMalloc_GetSize(allocator, block));
	ok(IMalloc_DidAlloc(allocator, block) == 1, "not its own\n");
	block = IMalloc_Realloc(allocator, block, 200);
	ok(block && IMalloc_GetSize(allocator, block) == 200, "%p\n", block);
	CoTaskMemFree(block);
	block = CoTaskMemAlloc(10);
	IMalloc_Free(allocator, block);
	IMalloc_Free(allocator, NULL);
	ok(IMalloc_GetSize(allocator, NULL) == (SIZE_T)-1, "NULL's size\n");
	ok(IMalloc_DidAlloc(allocator, NULL) == -1, "NULL\n");
	IMalloc_HeapMinimize(allocator);
	hr = IMalloc_QueryInterface(allocator, &IID_IMalloc, (void **)&same);
	ok(hr == S_OK && same == allocator, "%#x\n", hr);
	IMalloc_Release(same);
	IMalloc_Release(allocator);
	hr = CoGetMalloc(MEMCTX_SHARED, &same);
	ok(hr == E_INVALIDARG && !same, "%#x, %p\n", hr, same);
}

START_TEST(CoGetMalloc)
{
	RUN(task_allocator);
}
