/*
 * Heaps that the program makes: a list of blocks each, freed at once by
 * HeapDestroy.
 *
 * [heaps_lock] the list of heaps. [heap->lock] its blocks. A thread is not stopped
 * while it has one of them.
 */
#include "kernel32_cancel/heap.h"
#include "ntdll_cancel/private.h"
#include <stdlib.h>

struct heap process_heap = { .lock = PTHREAD_MUTEX_INITIALIZER };

static pthread_mutex_t heaps_lock = PTHREAD_MUTEX_INITIALIZER;
static struct heap *heaps;

static void lock(pthread_mutex_t *mutex)
{
	thread_hold();
	pthread_mutex_lock(mutex);
}

static void unlock(pthread_mutex_t *mutex)
{
	pthread_mutex_unlock(mutex);
	thread_let_go();
}

struct heap *heap_of(HANDLE handle)
{
	struct heap *heap;

	if (handle == (HANDLE)&process_heap)
		return &process_heap;
	lock(&heaps_lock);
	for (heap = heaps; heap && heap != (struct heap *)handle;)
		heap = heap->next;
	unlock(&heaps_lock);
	if (!heap)
		fail_with(ERROR_INVALID_HANDLE);
	return heap;
}

BOOL heap_enter(struct heap *heap, struct block *block, size_t size)
{
	struct links *links = heap_links(block);
	BOOL fits;

	lock(&heap->lock);
	fits = !heap->most || size <= heap->most - heap->used;
	if (fits) {
		heap->used += size;
		links->next = heap->first;
		links->link = &heap->first;
		if (links->next)
			links->next->link = &links->next;
		heap->first = links;
	}
	unlock(&heap->lock);
	return fits;
}

void heap_leave(struct heap *heap, struct block *block)
{
	struct links *links = heap_links(block);

	lock(&heap->lock);
	heap->used -= block->size;
	*links->link = links->next;
	if (links->next)
		links->next->link = links->link;
	unlock(&heap->lock);
}

void heap_shrink(struct heap *heap, struct block *block, size_t size)
{
	lock(&heap->lock);
	heap->used -= heap == &process_heap ? 0 : block->size - size;
	block->size = size;
	unlock(&heap->lock);
}

/*
 * HeapCreate: a heap of its own, of `most` bytes at most if that is not 0; NULL and
 * ERROR_NOT_ENOUGH_MEMORY. Freed by HeapDestroy.  (Microsoft: HeapCreate)
 */
HANDLE WINAPI HeapCreate(DWORD flags, SIZE_T initial, SIZE_T most)
{
	struct heap *heap;

	(void)flags;
	(void)initial;
	thread_hold();
	heap = calloc(1, sizeof(*heap));
	thread_let_go();
	if (!heap) {
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	heap->most = most;
	pthread_mutex_init(&heap->lock, NULL);
	lock(&heaps_lock);
	heap->next = heaps;
	heaps = heap;
	unlock(&heaps_lock);
	return heap;
}

/*
 * HeapDestroy: frees the heap and every block in it; ERROR_INVALID_HANDLE for what is
 * none, and for the process's.  (Microsoft: HeapDestroy)
 */
BOOL WINAPI HeapDestroy(HANDLE handle)
{
	struct heap **at, *heap;
	struct links *links;

	lock(&heaps_lock);
	for (at = &heaps; *at && *at != (struct heap *)handle;)
		at = &(*at)->next;
	heap = *at;
	if (heap)
		*at = heap->next;
	unlock(&heaps_lock);
	if (!heap)
		return fail_with(ERROR_INVALID_HANDLE);
	thread_hold();
	while ((links = heap->first) != NULL) {
		heap->first = links->next;
		((struct block *)(links + 1))->mark = 0;
		free(links);
	}
	pthread_mutex_destroy(&heap->lock);
	free(heap);
	thread_let_go();
	return TRUE;
}

/*
 * HeapValidate: whether the block, or with NULL every block of the heap, is as it was
 * made. What Linux' own heap keeps beside them is not looked at.
 * (Microsoft: HeapValidate)
 */
BOOL WINAPI HeapValidate(HANDLE handle, DWORD flags, const void *memory)
{
	struct heap *heap = heap_of(handle);
	BOOL whole = TRUE;

	(void)flags;
	if (!heap)
		return FALSE;
	if (memory)
		return heap_block(heap, memory) != NULL;
	if (heap == &process_heap)
		return TRUE;
	lock(&heap->lock);
	for (struct links *at = heap->first; at && whole; at = at->next)
		whole = ((struct block *)(at + 1))->mark == heap_mark(heap);
	unlock(&heap->lock);
	return whole;
}
