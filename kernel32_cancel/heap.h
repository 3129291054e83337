/*
 * Heaps, shared between what allocates (heap_elf.c) and what makes and destroys
 * heaps (heap_create_elf.c). A block is preceded by its size and a mark, which is the
 * heap's own: a block of another heap is none of this one. Blocks of a heap that was
 * made have before that a place in its list, so that HeapDestroy finds them.
 */
#ifndef WINCANCEL_HEAP_H
#define WINCANCEL_HEAP_H

#include "kernel32_cancel/kernel32.h"
#include <pthread.h>

#define MARK 0x70616568636e6977ULL

/* Nothing larger fits into the address space. */
#define LARGEST ((size_t)0x7ffffffe0000)

struct links {
	struct links *next, **link;
};

struct block {
	size_t size;
	ULONGLONG mark;
	_Alignas(16) char data[];
};

struct heap {
	struct heap *next;
	size_t most; /* bytes in all; 0: no limit */
	pthread_mutex_t lock; /* for what follows */
	struct links *first;
	size_t used;
};

extern struct heap process_heap __attribute__((visibility("hidden")));

/* NULL and ERROR_INVALID_HANDLE if it is no heap. */
struct heap *heap_of(HANDLE handle);
/* NULL if memory is no block of this heap. */
struct block *heap_block(const struct heap *heap, const void *memory);

/* For heaps that were made: in and out of the list, with what the block takes.
 * False: that is more than the heap may have. heap_shrink is for any heap. */
BOOL heap_enter(struct heap *heap, struct block *block, size_t size);
void heap_leave(struct heap *heap, struct block *block);
void heap_shrink(struct heap *heap, struct block *block, size_t size);

static inline ULONGLONG heap_mark(const struct heap *heap)
{
	return heap == &process_heap ? MARK : MARK ^ (ULONG_PTR)heap;
}

/* Where the allocation begins that the block is in. */
static inline void *heap_begin(const struct heap *heap, struct block *block)
{
	return (char *)block -
	       (heap == &process_heap ? 0 : sizeof(struct links));
}

static inline struct links *heap_links(struct block *block)
{
	return (struct links *)block - 1;
}

#endif
