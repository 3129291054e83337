/*
 * Memory by its Windows names, on libc's heap; heap.h says how a block looks. The
 * Local and Global functions (global_elf.c) use the process's heap.
 */
#include "kernel32_cancel/heap.h"
#include <stdlib.h>
#include <string.h>

struct block *heap_block(const struct heap *heap, const void *memory)
{
	struct block *block;

	if (!memory || (ULONG_PTR)memory & 15)
		return NULL;
	block = (struct block *)((char *)(ULONG_PTR)memory -
				 offsetof(struct block, data));
	return block->mark == heap_mark(heap) ? block : NULL;
}

static struct block *block_at(struct heap *heap, void *begin)
{
	if (heap == &process_heap)
		return begin;
	return (struct block *)((struct links *)begin + 1);
}

static size_t before(const struct heap *heap)
{
	return sizeof(struct block) +
	       (heap == &process_heap ? 0 : sizeof(struct links));
}

static void *allocate(struct heap *heap, size_t size, BOOL zero)
{
	size_t whole = size + before(heap);
	void *begin = NULL;
	struct block *block;

	if (size <= LARGEST)
		begin = zero ? calloc(1, whole) : malloc(whole);
	if (!begin)
		return NULL;
	block = block_at(heap, begin);
	block->size = size;
	block->mark = heap_mark(heap);
	if (heap == &process_heap || heap_enter(heap, block, size))
		return block->data;
	free(begin);
	return NULL;
}

static BOOL release(struct heap *heap, void *memory)
{
	struct block *block = heap_block(heap, memory);

	if (!block)
		return FALSE;
	block->mark = 0;
	if (heap != &process_heap)
		heap_leave(heap, block);
	free(heap_begin(heap, block));
	return TRUE;
}

/*
 * GetProcessHeap: the one that every process has.  (Microsoft: GetProcessHeap)
 */
HANDLE WINAPI GetProcessHeap(void)
{
	return &process_heap;
}

/*
 * HeapAlloc: `size` bytes aligned to 16, zeroed with HEAP_ZERO_MEMORY; NULL
 * when there is no memory. Freed by HeapFree.  (Microsoft: HeapAlloc)
 */
void *WINAPI HeapAlloc(HANDLE handle, DWORD flags, SIZE_T size)
{
	struct heap *heap = heap_of(handle);
	void *memory = NULL;

	if (!heap)
		return NULL;
	memory = allocate(heap, size, !!(flags & HEAP_ZERO_MEMORY));
	if (!memory)
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
	return memory;
}

/*
 * HeapFree: TRUE for NULL too; ERROR_INVALID_PARAMETER for what is no block of that
 * heap.  (Microsoft: HeapFree)
 */
BOOL WINAPI HeapFree(HANDLE handle, DWORD flags, void *memory)
{
	struct heap *heap = heap_of(handle);

	(void)flags;
	if (!heap)
		return FALSE;
	return !memory || release(heap, memory) ||
	       fail_with(ERROR_INVALID_PARAMETER);
}

/* In a heap that was made a block has its place in the list: it is copied. */
static struct block *resize(struct heap *heap, struct block *block, size_t size)
{
	size_t old = block->size;
	void *data;

	if (size > LARGEST)
		return NULL;
	if (heap == &process_heap) {
		block = realloc(block, size + sizeof(*block));
		if (block)
			block->size = size;
		return block;
	}
	data = allocate(heap, size, FALSE);
	if (!data)
		return NULL;
	memcpy(data, block->data, size < old ? size : old);
	release(heap, block->data);
	return heap_block(heap, data);
}

/*
 * HeapReAlloc: another size, moved if it must be and not
 * HEAP_REALLOC_IN_PLACE_ONLY; what is new is zeroed with HEAP_ZERO_MEMORY. On
 * failure NULL, and the block is as it was.  (Microsoft: HeapReAlloc)
 */
void *WINAPI HeapReAlloc(HANDLE handle, DWORD flags, void *memory, SIZE_T size)
{
	struct heap *heap = heap_of(handle);
	struct block *block = heap ? heap_block(heap, memory) : NULL;
	BOOL in_place = !!(flags & HEAP_REALLOC_IN_PLACE_ONLY);

	if (!heap)
		return NULL;
	if (!block) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}

	size_t old = block->size;

	if (in_place && size <= old) {
		heap_shrink(heap, block, size);
		return memory;
	}
	block = in_place ? NULL : resize(heap, block, size);
	if (!block) {
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	if (flags & HEAP_ZERO_MEMORY && size > old)
		memset(block->data + old, 0, size - old);
	return block->data;
}

/*
 * HeapSize: the size asked for, (SIZE_T)-1 if it is no block.
 * (Microsoft: HeapSize)
 */
SIZE_T WINAPI HeapSize(HANDLE handle, DWORD flags, const void *memory)
{
	struct heap *heap = heap_of(handle);
	struct block *block = heap ? heap_block(heap, memory) : NULL;

	(void)flags;
	if (!heap)
		return (SIZE_T)-1;
	if (!block) {
		fail_with(ERROR_INVALID_PARAMETER);
		return (SIZE_T)-1;
	}
	return block->size;
}

/*
 * LocalAlloc: `size` bytes, zeroed with LMEM_ZEROINIT; nothing moves here, so
 * the result is the address with LMEM_MOVEABLE too. Freed by LocalFree.
 * (Microsoft: LocalAlloc)
 */
HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size)
{
	void *memory = allocate(&process_heap, size,
				!!(flags & LMEM_ZEROINIT));

	if (!memory)
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
	return memory;
}

/*
 * LocalFree: NULL when freed (or NULL), else the argument and
 * ERROR_INVALID_HANDLE.  (Microsoft: LocalFree)
 */
HLOCAL WINAPI LocalFree(HLOCAL memory)
{
	if (!memory || release(&process_heap, memory))
		return NULL;
	fail_with(ERROR_INVALID_HANDLE);
	return memory;
}
