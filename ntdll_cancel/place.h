/*
 * Where a file keeps its operations: places in chunks of 64, never moved, given
 * back only with the file. An operation is put at its home, a place that follows
 * from its block's address, or as near behind it as there is room. So a cancel,
 * which is told the block, can ask for the operation's memory before it knows it:
 * with a hundred thousand pending all its cost is waiting for memory, one after
 * the other what depends on each other. It is no more than a guess, the index
 * decides: homes change as places are added.
 *
 * Blocks that lie side by side, as in an array, have homes side by side: then
 * neighbours in a queue share a page. The number of homes is odd, so that blocks
 * any power of two apart still have them all for theirs.
 */
#ifndef WINCANCEL_PLACE_H
#define WINCANCEL_PLACE_H

#include "ntdll_cancel.h"

#define CHUNK_OPS 64u

/* At least one chunk. Division by multiplying, exact for 32 bits. */
static inline uint32_t place_home(const struct op_places *p, const void *iosb)
{
	uint32_t at = (uint32_t)((ULONG_PTR)iosb / sizeof(OVERLAPPED));
	return (unsigned __int128)(p->inverse * at) * (p->count - 1) >> 64;
}

static inline struct io_op *place_op(const struct op_places *p, uint32_t n)
{
	return &p->chunks[n / CHUNK_OPS].ops[n % CHUNK_OPS];
}

static inline void place_vacate(struct op_places *p, struct io_op *op)
{
	/* So that a guess can see it. */
	op->iosb = NULL;
	p->vacated = op->place / CHUNK_OPS;
	p->chunks[p->vacated].vacant |= 1ull << op->place % CHUNK_OPS;
}

/* For iosb's operation, of which used there are already; its place is set. NULL:
 * no memory. */
INNER struct io_op *place_take(struct op_places *p, const void *iosb,
			       uint32_t used);
void places_free(struct op_places *p);

#endif
