/*
 * Finding a place for an operation, and making more of them; see place.h.
 */
#include "place.h"

/* More are made before the last is taken: the fuller, the farther from home. */
#define FULL(count) ((count) / 16 * 15)

static void free_table(struct op_places *p)
{
	if (p->chunks != &p->first)
		mem_free(p->chunks);
}

COLD static bool add_chunk(struct op_places *p)
{
	uint32_t have = p->count / CHUNK_OPS;
	/* The table doubles, at powers of two. */
	if (!have) {
		p->chunks = &p->first;
	} else if (!(have & (have - 1))) {
		struct op_chunk *table = mem_zeroed(2 * have, sizeof *table);
		if (!table)
			return false;
		for (uint32_t i = 0; i < have; i++)
			table[i] = p->chunks[i];
		free_table(p);
		p->chunks = table;
	}
	struct io_op *ops = mem_aligned(64, CHUNK_OPS * sizeof *ops);
	if (!ops)
		return false;
	for (uint32_t i = 0; i < CHUNK_OPS; i++) {
		ops[i].iosb = NULL;
		ops[i].place = p->count + i;
	}
	p->chunks[have] = (struct op_chunk){ ops, UINT64_MAX };
	p->count += CHUNK_OPS;
	p->inverse = UINT64_MAX / (p->count - 1) + 1;
	p->vacated = have;
	return true;
}

/* Home and what is near it are taken. */
COLD static struct op_chunk *look_around(struct op_places *p)
{
	uint32_t chunks = p->count / CHUNK_OPS, i = p->vacated;
	while (!p->chunks[i].vacant)
		i = i + 1 < chunks ? i + 1 : 0;
	p->vacated = i;
	return &p->chunks[i];
}

INNER struct io_op *place_take(struct op_places *p, const void *iosb,
			       uint32_t used)
{
	if (unlikely(used >= FULL(p->count)) && !add_chunk(p) &&
	    used == p->count)
		return NULL;
	uint32_t n = place_home(p, iosb);
	struct op_chunk *c = &p->chunks[n / CHUNK_OPS];
	if (unlikely(!c->vacant))
		c = look_around(p);
	uint64_t behind = c->vacant & UINT64_MAX << n % CHUNK_OPS;
	unsigned bit = __builtin_ctzll(likely(behind) ? behind : c->vacant);
	c->vacant &= ~(1ull << bit);
	return &c->ops[bit];
}

void places_free(struct op_places *p)
{
	for (uint32_t i = 0; i < p->count / CHUNK_OPS; i++)
		mem_free(p->chunks[i].ops);
	free_table(p);
	*p = (struct op_places){ 0 };
}
