/*
 * The task allocator as an object; task_memory.c has it as functions.
 */
#include "ole.h"

static HRESULT STDMETHODCALLTYPE query(IMalloc *allocator, REFIID iid,
				       void **object)
{
	if (!object)
		return E_INVALIDARG;
	*object = NULL;
	if (!IsEqualIID(iid, &IID_IUnknown) && !IsEqualIID(iid, &IID_IMalloc))
		return E_NOINTERFACE;
	*object = allocator;
	return S_OK;
}

/* There is one, always. */
static ULONG STDMETHODCALLTYPE count(IMalloc *allocator)
{
	(void)allocator;
	return 1;
}

static void *STDMETHODCALLTYPE alloc(IMalloc *allocator, SIZE_T size)
{
	(void)allocator;
	return CoTaskMemAlloc(size);
}

static void *STDMETHODCALLTYPE re_alloc(IMalloc *allocator, void *block,
					SIZE_T size)
{
	(void)allocator;
	return CoTaskMemRealloc(block, size);
}

static void STDMETHODCALLTYPE free_it(IMalloc *allocator, void *block)
{
	(void)allocator;
	CoTaskMemFree(block);
}

static SIZE_T STDMETHODCALLTYPE size_of(IMalloc *allocator, void *block)
{
	(void)allocator;
	return block ? HeapSize(GetProcessHeap(), 0, block) : (SIZE_T)-1;
}

static int STDMETHODCALLTYPE did_alloc(IMalloc *allocator, void *block)
{
	(void)allocator;
	return block ? HeapValidate(GetProcessHeap(), 0, block) : -1;
}

static void STDMETHODCALLTYPE minimize(IMalloc *allocator)
{
	(void)allocator;
}

static const IMallocVtbl vtbl = {
	query, count, count, alloc, re_alloc, free_it, size_of, did_alloc,
	minimize,
};

static IMalloc task_malloc = { (IMallocVtbl *)&vtbl };

/*
 * CoGetMalloc: the task allocator, for context 1 (MEMCTX_TASK), else E_INVALIDARG.
 * (Microsoft: CoGetMalloc)
 */
HRESULT WINAPI CoGetMalloc(DWORD context, IMalloc **allocator)
{
	if (!allocator)
		return E_INVALIDARG;
	*allocator = NULL;
	if (context != MEMCTX_TASK)
		return E_INVALIDARG;
	*allocator = &task_malloc;
	return S_OK;
}
