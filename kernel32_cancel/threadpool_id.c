/*
 * Numbers for what is named from outside the pool: by the key of a packet, which
 * may come late, or by a HANDLE, which may be anything. A number is a place and a
 * generation, so one that has had its time names nothing. Its low half is 0: it
 * is no handle, and CloseHandle says so.
 */
#include "kernel32_cancel/threadpool.h"

#define PLACE_BITS 20
#define GENERATIONS 0xfffu

struct slot {
	void *named;
	enum id_kind kind;
	ULONG generation;
	ULONG next_free; /* plus 1 */
};

static struct slot *slots;
static ULONG used, room, first_free, last_free;

static BOOL grow(void)
{
	ULONG more = room ? room * 2 : 64;
	struct slot *bigger;

	if (more > 1u << PLACE_BITS)
		return FALSE;
	bigger = zeroed(more * sizeof(*bigger));
	if (!bigger)
		return FALSE;
	for (ULONG i = 0; i < used; i++)
		bigger[i] = slots[i];
	if (slots)
		HeapFree(GetProcessHeap(), 0, slots);
	slots = bigger;
	room = more;
	return TRUE;
}

ULONG_PTR id_new(void *named, enum id_kind kind)
{
	struct slot *slot;
	ULONG place;

	if (first_free) {
		place = first_free - 1;
		slot = &slots[place];
		first_free = slot->next_free;
		if (!first_free)
			last_free = 0;
	} else if (used < room || grow()) {
		place = used++;
		slot = &slots[place];
	} else {
		return 0;
	}
	/* 0 and all ones are values that mean something else. */
	slot->generation = slot->generation % (GENERATIONS - 1) + 1;
	slot->named = named;
	slot->kind = kind;
	return ((ULONG_PTR)slot->generation << PLACE_BITS | place) << 32;
}

static struct slot *slot_of(ULONG_PTR id)
{
	ULONG place = id >> 32 & ((1u << PLACE_BITS) - 1);
	struct slot *slot = place < used ? &slots[place] : NULL;

	if (!slot || (ULONG)id || slot->generation != id >> 32 >> PLACE_BITS)
		return NULL;
	return slot;
}

void *id_find(ULONG_PTR id, enum id_kind kind)
{
	struct slot *slot = slot_of(id);

	return slot && slot->kind == kind ? slot->named : NULL;
}

/* The longest free is the first to be used again. */
void id_free(ULONG_PTR id)
{
	struct slot *slot = slot_of(id);
	ULONG place;

	if (!slot || slot->kind == ID_NONE)
		return;
	place = slot - slots;
	slot->kind = ID_NONE;
	slot->named = NULL;
	slot->next_free = 0;
	if (last_free)
		slots[last_free - 1].next_free = place + 1;
	else
		first_free = place + 1;
	last_free = place + 1;
}
