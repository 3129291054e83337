/*
 * The writer's side of a ring: where the bytes of an entry go, quota, withdrawal.
 *
 * Places are taken from the data area in order, each in one piece. As long as the
 * reader keeps up they start again from 0, where the memory is warm in the cache;
 * else from 0 beyond a soft end, and only if need be on to the area's real end.
 */
#include "npipe_ring.h"
#include "npipe_word.h"
#include <string.h>

static uint32_t room_for(uint32_t length)
{
	return length ? (length + NP_PLACE - 1) & -NP_PLACE : NP_PLACE;
}

/* What the reader has published, if it can be. */
static void look_at_reader(struct np_out *out)
{
	uint64_t taken = atomic_load_explicit(&out->ring->taken,
					      memory_order_acquire);
	uint32_t head = atomic_load_explicit(&out->ring->head,
					     memory_order_acquire);
	if (head - out->head_seen > out->tail - out->head_seen ||
	    taken < out->taken_seen || taken > out->sent) {
		out->foul = true;
		return;
	}
	out->head_seen = head;
	out->taken_seen = taken;
}

uint64_t np_unread(struct np_out *out)
{
	look_at_reader(out);
	return out->sent - out->taken_seen;
}

/* Where an entry of so much room may lie; UINT32_MAX: nowhere now. */
static uint32_t find_place(const struct np_out *out, uint32_t room)
{
	if (out->head_seen == out->tail)
		return 0;
	uint32_t oldest = out->place[out->head_seen % NP_ENTRIES].offset;
	uint32_t youngest = (out->tail - 1) % NP_ENTRIES;
	uint32_t end = out->place[youngest].offset +
		       room_for(out->place[youngest].length);
	if (end <= oldest)
		return room <= oldest - end ? end : UINT32_MAX;
	bool fits = end + room <= NP_DATA;
	if (room <= oldest && (!fits || end + room > out->soft))
		return 0;
	return fits ? end : UINT32_MAX;
}

bool np_has_room(struct np_out *out, uint32_t length)
{
	look_at_reader(out);
	return !out->foul && length <= NP_DATA &&
	       out->tail - out->head_seen < NP_ENTRIES &&
	       find_place(out, room_for(length)) != UINT32_MAX;
}

bool np_place(struct np_out *out, const void *buffer, uint32_t length,
	      uint32_t *number)
{
	if (!np_has_room(out, length))
		return false;
	uint32_t offset = find_place(out, room_for(length));
	uint32_t i = out->tail % NP_ENTRIES;
	struct np_entry *e = &out->ring->entry[i];
	memcpy(out->data + offset, buffer, length);
	out->place[i].offset = offset;
	out->place[i].length = length;
	atomic_store_explicit(&e->length, length, memory_order_relaxed);
	atomic_store_explicit(&e->offset, offset, memory_order_relaxed);
	*number = out->tail++;
	out->sent += length;
	/* A full barrier before the reader's flag is looked at. */
	atomic_exchange(&e->word, word_new(*number, out->version++));
	return true;
}

/* An entry's word as far as it can be; else as if all were unread. */
static uint64_t word_of(struct np_out *out, uint32_t number)
{
	uint32_t i = number % NP_ENTRIES;
	uint64_t word = atomic_load_explicit(&out->ring->entry[i].word,
					     memory_order_acquire);
	if (word_number(word) != word_number_of(number) ||
	    word_taken(word) > out->place[i].length) {
		out->foul = true;
		word = word_new(number, 0);
	}
	return word;
}

/* The youngest places are free again at once, if the reader has not gone past; not
 * those of which something was taken: it may be copying yet. */
static void take_back(struct np_out *out)
{
	look_at_reader(out);
	while (out->tail != out->head_seen && !out->foul) {
		struct np_entry *e =
			&out->ring->entry[(out->tail - 1) % NP_ENTRIES];
		uint64_t word = atomic_load(&e->word);
		if (word_state(word) != NP_WITHDRAWN || word_taken(word) ||
		    !atomic_compare_exchange_strong(&e->word, &word,
						    word_with(word, NP_FREE)))
			return;
		out->tail--;
	}
}

uint32_t np_withdraw(struct np_out *out, uint32_t number, bool *passed)
{
	uint32_t i = number % NP_ENTRIES;
	_Atomic uint64_t *at = &out->ring->entry[i].word;
	uint32_t length = out->place[i].length;
	uint64_t word;
	do {
		word = word_of(out, number);
		*passed = word_state(word) == NP_PASSED;
		if (*passed)
			return length;
	} while (!out->foul &&
		 !atomic_compare_exchange_strong(at, &word,
						 word_with(word,
							   NP_WITHDRAWN)));
	out->sent -= length - word_taken(word);
	take_back(out);
	return word_taken(word);
}

void np_out_wait(struct np_out *out)
{
	atomic_exchange(&out->ring->writer_waits, 1);
}
