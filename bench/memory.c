/*
 * What a cache miss costs here and now: lines of 32 MiB, each of which names the
 * next, at random, and is written. What a hundred thousand pending operations cost
 * is little else, and on a shared machine it is a matter of the neighbours.
 */
#include <stdlib.h>

#include "bench.h"
#include "memory.h"

#define LINES (1u << 19)
#define STEPS 1000000

struct line {
	struct line *next;
	unsigned visits;
} __attribute__((aligned(64)));

double memory_miss(void)
{
	struct line *lines = aligned_alloc(64, LINES * sizeof(*lines)), *at;
	unsigned i, j;
	double start;

	if (!lines)
		return 0;
	for (i = 0; i < LINES; i++)
		lines[i].next = lines + i;
	/* Swapping so leaves one ring of all. */
	for (i = LINES - 1; i; i--) {
		j = (unsigned)rand() % i;
		at = lines[i].next;
		lines[i].next = lines[j].next;
		lines[j].next = at;
	}
	at = lines;
	start = bench_now();
	for (i = 0; i < STEPS; i++) {
		at->visits = i;
		at = at->next;
	}
	start = (bench_now() - start) / STEPS;
	/* So that the walk is not left out. */
	if (at->visits > STEPS)
		start = 0;
	free(lines);
	return start;
}
