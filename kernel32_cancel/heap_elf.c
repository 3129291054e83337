/*
 * Memory by its Windows names, on libc's heap. A block is preceded by its
 * size, which HeapSize gives back to the byte, and by a mark, which tells a
 * block of ours from any other pointer. There is one heap, the process's.
 */
#include "kernel32_cancel/kernel32.h"
#include <stdlib.h>
#include <string.h>

#define MARK 0x70616568636e6977ULL

/* Nothing larger fits into the address space. */
#define LARGEST ((size_t)0x7ffffffe0000)

struct block {
	size_t size;
	ULONGLONG mark;
	_Alignas(16) char data[];
};

static char process_heap;

static struct block *block_of(const void *memory)
{
	struct block *block;

	if (!memory || (ULONG_PTR)memory & 15)
		return NULL;
	block = (struct block *)((char *)(ULONG_PTR)memory -
				 offsetof(struct block, data));
	return block->mark == MARK ? block : NULL;
}

static void *allocate(size_t size, BOOL zero)
{
	struct block *block = NULL;

	if (size <= LARGEST)
		block = zero ? calloc(1, size + sizeof(*block))
			     : malloc(size + sizeof(*block));
	if (!block)
		return NULL;
	block->size = size;
	block->mark = MARK;
	return block->data;
}

static BOOL release(void *memory)
{
	struct block *block = block_of(memory);

	if (!block)
		return FALSE;
	block->mark = 0;
	free(block);
	return TRUE;
}

/*
 * GetProcessHeap: the one heap.  (Microsoft: GetProcessHeap)
 */
HANDLE WINAPI GetProcessHeap(void)
{
	return &process_heap;
}

static BOOL is_heap(HANDLE heap)
{
	return heap == &process_heap || fail_with(ERROR_INVALID_HANDLE);
}

/*
 * HeapAlloc: `size` bytes aligned to 16, zeroed with HEAP_ZERO_MEMORY; NULL
 * when there is no memory. Freed by HeapFree.  (Microsoft: HeapAlloc)
 */
void *WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size)
{
	void *memory = NULL;

	if (!is_heap(heap))
		return NULL;
	memory = allocate(size, !!(flags & HEAP_ZERO_MEMORY));
	if (!memory)
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
	return memory;
}

/*
 * HeapFree: TRUE for NULL too; ERROR_INVALID_PARAMETER for what is no block.
 * (Microsoft: HeapFree)
 */
BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, void *memory)
{
	(void)flags;
	if (!is_heap(heap))
		return FALSE;
	return !memory || release(memory) || fail_with(ERROR_INVALID_PARAMETER);
}

/*
 * HeapReAlloc: another size, moved if it must be and not
 * HEAP_REALLOC_IN_PLACE_ONLY; what is new is zeroed with HEAP_ZERO_MEMORY. On
 * failure NULL, and the block is as it was.  (Microsoft: HeapReAlloc)
 */
void *WINAPI HeapReAlloc(HANDLE heap, DWORD flags, void *memory, SIZE_T size)
{
	struct block *block = block_of(memory);

	if (!is_heap(heap))
		return NULL;
	if (!block) {
		fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}

	size_t before = block->size;
	BOOL in_place = !!(flags & HEAP_REALLOC_IN_PLACE_ONLY);

	if (in_place && size <= before) {
		block->size = size;
		return memory;
	}

	struct block *grown = NULL;

	if (!in_place && size <= LARGEST)
		grown = realloc(block, size + sizeof(*block));
	if (!grown) {
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	grown->size = size;
	if (flags & HEAP_ZERO_MEMORY && size > before)
		memset(grown->data + before, 0, size - before);
	return grown->data;
}

/*
 * HeapSize: the size asked for, (SIZE_T)-1 if it is no block.
 * (Microsoft: HeapSize)
 */
SIZE_T WINAPI HeapSize(HANDLE heap, DWORD flags, const void *memory)
{
	struct block *block = block_of(memory);

	(void)flags;
	if (!is_heap(heap))
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
	void *memory = allocate(size, !!(flags & LMEM_ZEROINIT));

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
	if (!memory || release(memory))
		return NULL;
	fail_with(ERROR_INVALID_HANDLE);
	return memory;
}

/*
 * GlobalAlloc: LocalAlloc by its other name; GMEM_ZEROINIT is the same bit.
 * (Microsoft: GlobalAlloc)
 */
HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
	return LocalAlloc(flags, size);
}

/*
 * GlobalFree: LocalFree by its other name.  (Microsoft: GlobalFree)
 */
HGLOBAL WINAPI GlobalFree(HGLOBAL memory)
{
	return LocalFree(memory);
}
