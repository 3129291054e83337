/*
 * The hot half of the handle table (handle.c has the contract): look-up by hazard
 * (retire.c) and its end, inline, so that an Nt function's fast path calls nothing. That matters
 * beyond the call: a function of Windows' convention that calls one of ours has to
 * save ten vector registers first. What is rare is COLD: of Windows' convention
 * itself, and out of line.
 */
#ifndef WINCANCEL_HANDLE_H
#define WINCANCEL_HANDLE_H

#include "ntdll_cancel.h"

#define INDEX_BITS 22
#define GENERATION_BITS 7
#define POINTER_BITS 41
#define POINTER_SHIFT 6
#define POINTER_MASK ((1ull << POINTER_BITS) - 1)
#define GENERATION_ONE (1ull << POINTER_BITS)
#define GENERATION_MASK (((1ull << GENERATION_BITS) - 1) << POINTER_BITS)
#define COUNT_ONE (1ull << 48)
#define COUNT_MASK (0xffffull << 48)

#define BLOCK_SLOTS 1024u
#define HANDLE_BLOCKS ((1u << INDEX_BITS) / BLOCK_SLOTS)

struct handle_slot {
	_Atomic uint64_t word;
	_Atomic uint32_t access;
	_Atomic uint8_t attributes; /* HANDLE_FLAG_… */
	_Atomic uint8_t kind;	    /* enum object_kind */
	uint32_t next_free;
};

extern struct handle_slot *_Atomic handle_blocks[HANDLE_BLOCKS]
	__attribute__((visibility("hidden")));

COLD NTSTATUS handle_find_counted(HANDLE h, int kind, ACCESS_MASK access,
				  struct handle_ref *ref);
COLD NTSTATUS handle_refuse(struct handle_ref *ref, NTSTATUS status);
COLD void handle_done_rare(struct handle_ref *ref);

static inline struct object *object_in(uint64_t word)
{
	return (struct object *)((word & POINTER_MASK) << POINTER_SHIFT);
}

/* Of the value of a handle, its two low bits ignored. */
static inline struct handle_slot *handle_slot_of(uint32_t value)
{
	uint32_t index = value >> 2 & ((1u << INDEX_BITS) - 1);
	struct handle_slot *block = atomic_load_explicit(
		&handle_blocks[index / BLOCK_SLOTS], memory_order_acquire);
	return likely(block != NULL) ? &block[index % BLOCK_SLOTS] : NULL;
}

static inline uint64_t handle_generation(uint32_t value)
{
	return (uint64_t)(value >> (INDEX_BITS + 2)) << POINTER_BITS &
	       GENERATION_MASK;
}

/* The slot and its word if the handle is open now; NULL: see the rare cases. */
static inline struct handle_slot *handle_look(HANDLE h, uint64_t *word)
{
	uint32_t value = (uint32_t)(ULONG_PTR)h;
	if (unlikely((ULONG_PTR)h >> 31))
		return NULL; /* none of ours: a pseudo handle, or nonsense */
	struct handle_slot *slot = handle_slot_of(value);
	if (unlikely(!slot))
		return NULL;
	*word = atomic_load_explicit(&slot->word, memory_order_acquire);
	if (unlikely(!(*word & POINTER_MASK) ||
		     (*word & GENERATION_MASK) != handle_generation(value)))
		return NULL;
	return slot;
}

HOT NTSTATUS handle_find(HANDLE h, int kind, ACCESS_MASK access,
			 struct handle_ref *ref)
{
	struct thread *t = thread_current;
	uint64_t word;
	struct handle_slot *slot = handle_look(h, &word);
	if (unlikely(!slot || !t || !t->hazards_free))
		return handle_find_counted(h, kind, access, ref);
	unsigned i = __builtin_ctz(t->hazards_free);
	ref->object = object_in(word);
	ref->slot = slot;
	ref->held = word & ~COUNT_MASK;
	ref->how = i;
	atomic_store_explicit(&t->hazard[i], ref->object, memory_order_relaxed);
	/* For the compiler alone: who frees makes every thread's stores seen. */
	atomic_signal_fence(memory_order_seq_cst);
	if (unlikely((atomic_load_explicit(&slot->word, memory_order_acquire) ^
		      word) &
		     ~COUNT_MASK)) {
		atomic_store_explicit(&t->hazard[i], NULL, memory_order_release);
		return handle_find_counted(h, kind, access, ref);
	}
	t->hazards_free &= ~(1u << i);
	locks_held++; /* until handle_done: not to be ended in between */
	if (unlikely(kind >= 0 && ref->object->kind != kind))
		return handle_refuse(ref, STATUS_OBJECT_TYPE_MISMATCH);
	if (unlikely(access & ~atomic_load_explicit(&slot->access,
						    memory_order_relaxed)))
		return handle_refuse(ref, STATUS_ACCESS_DENIED);
	return STATUS_SUCCESS;
}

HOT void handle_done(struct handle_ref *ref)
{
	struct thread *t = thread_current;
	if (unlikely(ref->how >= THREAD_HAZARDS)) {
		handle_done_rare(ref);
		return;
	}
	atomic_store_explicit(&t->hazard[ref->how], NULL, memory_order_release);
	t->hazards_free |= 1u << ref->how;
	locks_unhold();
}

#endif
