/*
 * An entry's word taken apart and put together (npipe_ring.h).
 *
 * The number is the entry's place in the order, so that a word left over from the
 * lap before is not taken for a new one. The version changes whenever the place is
 * written: a reader that has looked at an entry which was then taken back and
 * written anew fails its compare-and-swap.
 */
#ifndef WINCANCEL_NPIPE_WORD_H
#define WINCANCEL_NPIPE_WORD_H

#include "npipe_ring.h"

#define NP_STATE_SHIFT NP_TAKEN_BITS
#define NP_NUMBER_SHIFT (NP_TAKEN_BITS + 2)
#define NP_TAKEN_MASK ((1ull << NP_TAKEN_BITS) - 1)
#define NP_NUMBER_MASK ((1u << NP_NUMBER_BITS) - 1)

_Static_assert(NP_DATA <= NP_TAKEN_MASK, "a length does not fit its bits");

static inline uint32_t word_taken(uint64_t word)
{
	return word & NP_TAKEN_MASK;
}

static inline enum np_entry_state word_state(uint64_t word)
{
	return word >> NP_STATE_SHIFT & 3;
}

static inline uint32_t word_number(uint64_t word)
{
	return word >> NP_NUMBER_SHIFT & NP_NUMBER_MASK;
}

static inline uint32_t word_number_of(uint32_t number)
{
	return number & NP_NUMBER_MASK;
}

static inline uint64_t word_with(uint64_t word, enum np_entry_state state)
{
	return (word & ~(3ull << NP_STATE_SHIFT)) |
	       (uint64_t)state << NP_STATE_SHIFT;
}

static inline uint64_t word_passed(uint64_t word, uint32_t taken)
{
	return (word_with(word, NP_PASSED) & ~NP_TAKEN_MASK) | taken;
}

static inline uint64_t word_new(uint32_t number, uint32_t version)
{
	return (uint64_t)version << NP_VERSION_SHIFT |
	       (uint64_t)word_number_of(number) << NP_NUMBER_SHIFT |
	       (uint64_t)NP_READY << NP_STATE_SHIFT;
}

#endif
