/*
 * The task allocator: memory that one side of a call allocates and the other frees.
 */
#include "ole.h"

void *WINAPI CoTaskMemAlloc(SIZE_T size)
{
	return HeapAlloc(GetProcessHeap(), 0, size);
}

/* NULL: a new block; no size: the block is freed. */
void *WINAPI CoTaskMemRealloc(void *block, SIZE_T size)
{
	if (!block)
		return CoTaskMemAlloc(size);
	if (!size) {
		CoTaskMemFree(block);
		return NULL;
	}
	return HeapReAlloc(GetProcessHeap(), 0, block, size);
}

void WINAPI CoTaskMemFree(void *block)
{
	HeapFree(GetProcessHeap(), 0, block);
}
