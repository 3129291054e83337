/*
 * Global memory. Fixed memory is a block of the process's heap, its handle the
 * block's address. Movable memory is a record with the address of a block, which
 * GlobalReAlloc may change; its handle points into the record where no block can
 * begin, and the block knows the record.
 *
 * The lock count is atomic; a block that is resized while another thread uses it
 * is the program's affair, as on Windows.
 */
#include "kernel32_cancel/heap.h"
#include <string.h>

#define HANDLE_BITS 8
#define OWNED 0x6c61626f6c67576eULL

struct movable {
	struct owned *owned;	/* NULL: discarded */
	SIZE_T size;
	UINT flags;
	LONG locks;
};

/* What GlobalLock gives is `data`. */
struct owned {
	struct movable *owner;
	ULONGLONG mark;
	_Alignas(16) char data[];
};

static struct movable *movable_of(HGLOBAL memory)
{
	char *at;

	if (((ULONG_PTR)memory & 15) != HANDLE_BITS)
		return NULL;
	at = (char *)memory - HANDLE_BITS;
	return heap_block(&process_heap, at) ? (struct movable *)at : NULL;
}

static HGLOBAL handle_of(struct movable *movable)
{
	return (char *)movable + HANDLE_BITS;
}

static DWORD heap_flags(UINT flags)
{
	return flags & GMEM_ZEROINIT ? HEAP_ZERO_MEMORY : 0;
}

static BOOL resize(struct movable *movable, UINT flags, SIZE_T size)
{
	SIZE_T whole = size + sizeof(struct owned);
	struct owned *owned = NULL;

	if (size <= LARGEST && movable->owned)
		owned = HeapReAlloc(&process_heap, heap_flags(flags),
				    movable->owned, whole);
	else if (size <= LARGEST)
		owned = HeapAlloc(&process_heap, heap_flags(flags), whole);
	if (!owned)
		return fail_with(ERROR_NOT_ENOUGH_MEMORY);
	owned->owner = movable;
	owned->mark = OWNED;
	movable->owned = owned;
	movable->size = size;
	return TRUE;
}

static void discard(struct movable *movable)
{
	if (movable->owned)
		movable->owned->mark = 0;
	HeapFree(&process_heap, 0, movable->owned);
	movable->owned = NULL;
	movable->size = 0;
}

static HGLOBAL make_movable(UINT flags, SIZE_T size)
{
	struct movable *movable = HeapAlloc(&process_heap, HEAP_ZERO_MEMORY,
					    sizeof(*movable));

	if (!movable)
		return NULL;
	movable->flags = flags & GMEM_DISCARDABLE;
	if (size && !resize(movable, flags, size)) {
		HeapFree(&process_heap, 0, movable);
		return NULL;
	}
	return handle_of(movable);
}

/*
 * GlobalAlloc: `size` bytes, zeroed with GMEM_ZEROINIT. The result is their address,
 * with GMEM_MOVEABLE a handle for GlobalLock (of nothing: discarded memory, which
 * GlobalReAlloc fills). NULL if there is no memory. Freed by GlobalFree.
 * (Microsoft: GlobalAlloc)
 */
HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
	if (flags & GMEM_MOVEABLE)
		return make_movable(flags, size);
	return HeapAlloc(&process_heap, heap_flags(flags), size);
}

/*
 * GlobalFree: NULL when freed (or NULL), locked or not; else the argument and
 * ERROR_INVALID_HANDLE.  (Microsoft: GlobalFree)
 */
HGLOBAL WINAPI GlobalFree(HGLOBAL memory)
{
	struct movable *movable = movable_of(memory);

	if (movable) {
		discard(movable);
		HeapFree(&process_heap, 0, movable);
		return NULL;
	}
	return LocalFree(memory);
}

static HGLOBAL resize_fixed(HGLOBAL memory, SIZE_T size, UINT flags)
{
	DWORD in_place = flags & GMEM_MOVEABLE ? 0 : HEAP_REALLOC_IN_PLACE_ONLY;

	if (!heap_block(&process_heap, memory)) {
		fail_with(ERROR_INVALID_HANDLE);
		return NULL;
	}
	return HeapReAlloc(&process_heap, heap_flags(flags) | in_place, memory,
			   size);
}

/* Its size stays, another handle. */
static HGLOBAL fixed_to_movable(HGLOBAL memory)
{
	struct block *block = heap_block(&process_heap, memory);
	HGLOBAL made;

	if (!block) {
		fail_with(ERROR_INVALID_HANDLE);
		return NULL;
	}
	made = make_movable(GMEM_MOVEABLE, block->size);
	if (made && block->size)
		memcpy(movable_of(made)->owned->data, memory, block->size);
	if (made)
		HeapFree(&process_heap, 0, memory);
	return made;
}

/*
 * GlobalReAlloc: another size; what is new is zeroed with GMEM_ZEROINIT. Movable
 * memory keeps its handle, and its address while it is not resized; to nothing, it is
 * discarded, if it is not locked. Fixed memory moves with GMEM_MOVEABLE only, else
 * ERROR_NOT_ENOUGH_MEMORY. GMEM_MODIFY changes flags and no size. NULL, and the
 * memory as it was, if it fails.  (Microsoft: GlobalReAlloc)
 */
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL memory, SIZE_T size, UINT flags)
{
	struct movable *movable = movable_of(memory);

	if (!movable && flags & GMEM_MODIFY)
		return flags & GMEM_MOVEABLE ? fixed_to_movable(memory) : memory;
	if (!movable)
		return resize_fixed(memory, size, flags);
	if (flags & GMEM_MODIFY) {
		movable->flags = flags & GMEM_DISCARDABLE;
		return memory;
	}
	if (size)
		return resize(movable, flags, size) ? memory : NULL;
	if (__atomic_load_n(&movable->locks, __ATOMIC_ACQUIRE)) {
		fail_with(ERROR_INVALID_HANDLE);
		return NULL;
	}
	discard(movable);
	return memory;
}

/*
 * GlobalLock: the address of movable memory, which keeps it until GlobalUnlock, and
 * of fixed memory. NULL and ERROR_DISCARDED, or ERROR_INVALID_HANDLE.
 * (Microsoft: GlobalLock)
 */
void *WINAPI GlobalLock(HGLOBAL memory)
{
	struct movable *movable = movable_of(memory);
	LONG locks;

	if (!movable && heap_block(&process_heap, memory))
		return memory;
	if (!movable || !movable->owned) {
		fail_with(movable ? ERROR_DISCARDED : ERROR_INVALID_HANDLE);
		return NULL;
	}
	locks = __atomic_load_n(&movable->locks, __ATOMIC_RELAXED);
	while (locks < GMEM_LOCKCOUNT &&
	       !__atomic_compare_exchange_n(&movable->locks, &locks, locks + 1,
					    TRUE, __ATOMIC_ACQUIRE,
					    __ATOMIC_RELAXED))
		;
	return movable->owned->data;
}

/*
 * GlobalUnlock: TRUE while it is locked still, and always for fixed memory; FALSE
 * and NO_ERROR when it no longer is, ERROR_NOT_LOCKED when it was not.
 * (Microsoft: GlobalUnlock)
 */
BOOL WINAPI GlobalUnlock(HGLOBAL memory)
{
	struct movable *movable = movable_of(memory);
	LONG locks;

	if (!movable && heap_block(&process_heap, memory))
		return TRUE;
	if (!movable)
		return fail_with(ERROR_INVALID_HANDLE);
	locks = __atomic_load_n(&movable->locks, __ATOMIC_RELAXED);
	while (locks && !__atomic_compare_exchange_n(
				&movable->locks, &locks, locks - 1, TRUE,
				__ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
	if (locks > 1)
		return TRUE;
	return fail_with(locks ? NO_ERROR : ERROR_NOT_LOCKED);
}

/*
 * GlobalSize: the bytes asked for, 0 for discarded memory, and with
 * ERROR_INVALID_HANDLE for what is none.  (Microsoft: GlobalSize)
 */
SIZE_T WINAPI GlobalSize(HGLOBAL memory)
{
	struct movable *movable = movable_of(memory);
	struct block *block = heap_block(&process_heap, memory);

	if (movable)
		return movable->size;
	if (block)
		return block->size;
	fail_with(ERROR_INVALID_HANDLE);
	return 0;
}

/*
 * GlobalHandle: the handle of what GlobalLock gave; NULL and ERROR_INVALID_HANDLE
 * for what it did not.  (Microsoft: GlobalHandle)
 */
HGLOBAL WINAPI GlobalHandle(const void *data)
{
	const struct owned *owned = data;

	if (heap_block(&process_heap, data))
		return (HGLOBAL)data;
	if (data && !((ULONG_PTR)data & 15) && owned[-1].mark == OWNED)
		return handle_of(owned[-1].owner);
	fail_with(ERROR_INVALID_HANDLE);
	return NULL;
}

/*
 * GlobalFlags: the lock count, GMEM_DISCARDABLE, GMEM_DISCARDED; GMEM_INVALID_HANDLE
 * and ERROR_INVALID_HANDLE for what is none.  (Microsoft: GlobalFlags)
 */
UINT WINAPI GlobalFlags(HGLOBAL memory)
{
	struct movable *movable = movable_of(memory);

	if (movable)
		return __atomic_load_n(&movable->locks, __ATOMIC_RELAXED) |
		       movable->flags | (movable->owned ? 0 : GMEM_DISCARDED);
	if (heap_block(&process_heap, memory))
		return 0;
	fail_with(ERROR_INVALID_HANDLE);
	return GMEM_INVALID_HANDLE;
}
