/*
 * Singly linked lists without a lock for who pushes. The header is what Windows
 * has: 16 bits of depth and 48 of sequence, then the first entry, its four low bits
 * 0; it changes by one 16-byte compare-and-swap.
 *
 * Taking an entry reads its Next, which must be memory still. Windows lets that
 * read fault and repairs it; here all who take from a list hold one of pop_locks,
 * so that what is first can't be taken, and freed, by another meanwhile. Who pushes
 * can only change the header, and then the compare fails.
 */
#include "ntdll_cancel.h"

#define POP_LOCKS 64

static struct {
	struct lock lock;
} __attribute__((aligned(64))) pop_locks[POP_LOCKS];

static struct lock *pop_lock(const SLIST_HEADER *h)
{
	return &pop_locks[(uintptr_t)h >> 4 & (POP_LOCKS - 1)].lock;
}

static uint64_t *half(SLIST_HEADER *h, unsigned which)
{
	return (uint64_t *)h + which;
}

static SLIST_ENTRY *first_of(uint64_t region)
{
	return (SLIST_ENTRY *)(uintptr_t)(region & ~15ull);
}

/* Both halves need not belong together: the compare finds that out. */
static void look(SLIST_HEADER *h, uint64_t seen[2])
{
	seen[1] = __atomic_load_n(half(h, 1), __ATOMIC_ACQUIRE);
	seen[0] = __atomic_load_n(half(h, 0), __ATOMIC_ACQUIRE);
}

static __attribute__((target("cx16"))) bool
change(SLIST_HEADER *h, const uint64_t seen[2], uint16_t depth,
       const SLIST_ENTRY *first)
{
	uint64_t sequence = (seen[0] >> 16) + 1;
	unsigned __int128 old = (unsigned __int128)seen[1] << 64 | seen[0];
	unsigned __int128 new = sequence << 16 | depth;
	new |= (unsigned __int128)(uintptr_t)first << 64;
	return __sync_bool_compare_and_swap((unsigned __int128 *)h, old, new);
}

void WINAPI RtlInitializeSListHead(SLIST_HEADER *h)
{
	*half(h, 0) = 0;
	*half(h, 1) = 0;
}

/* A chain of `count`, from first to last. What was first before. */
SLIST_ENTRY *WINAPI RtlInterlockedPushListSListEx(SLIST_HEADER *h,
						  SLIST_ENTRY *first,
						  SLIST_ENTRY *last,
						  ULONG count)
{
	uint64_t seen[2];
	if ((uintptr_t)first & 15)
		__builtin_trap(); /* Windows: STATUS_DATATYPE_MISALIGNMENT */
	do {
		look(h, seen);
		last->Next = first_of(seen[1]);
	} while (!change(h, seen, (uint16_t)(seen[0] + count), first));
	return first_of(seen[1]);
}

SLIST_ENTRY *WINAPI RtlInterlockedPushEntrySList(SLIST_HEADER *h,
						 SLIST_ENTRY *entry)
{
	return RtlInterlockedPushListSListEx(h, entry, entry, 1);
}

SLIST_ENTRY *WINAPI RtlInterlockedPopEntrySList(SLIST_HEADER *h)
{
	struct lock *lock = pop_lock(h);
	uint64_t seen[2];
	SLIST_ENTRY *entry;
	lock_take(lock);
	do {
		look(h, seen);
		entry = first_of(seen[1]);
	} while (entry && !change(h, seen, (uint16_t)(seen[0] - 1),
				  entry->Next));
	lock_drop(lock);
	return entry;
}

SLIST_ENTRY *WINAPI RtlInterlockedFlushSList(SLIST_HEADER *h)
{
	struct lock *lock = pop_lock(h);
	uint64_t seen[2];
	SLIST_ENTRY *entry;
	lock_take(lock);
	do {
		look(h, seen);
		entry = first_of(seen[1]);
	} while (entry && !change(h, seen, 0, NULL));
	lock_drop(lock);
	return entry;
}

WORD WINAPI RtlQueryDepthSList(SLIST_HEADER *h)
{
	return (WORD)__atomic_load_n(half(h, 0), __ATOMIC_RELAXED);
}

SLIST_ENTRY *WINAPI RtlFirstEntrySList(const SLIST_HEADER *h)
{
	return first_of(__atomic_load_n(half((SLIST_HEADER *)h, 1),
					__ATOMIC_ACQUIRE));
}
