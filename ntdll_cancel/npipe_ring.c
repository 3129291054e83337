/*
 * Reading and looking at a ring; npipe_place.c has the writer's side.
 */
#include "npipe_ring.h"
#include "npipe_word.h"
#include <string.h>

/* What the reader needs of the entry at its head. */
struct seen {
	struct np_entry *entry;
	uint64_t word;
	uint32_t length, offset, taken;
};

static void pass(struct np_in *in)
{
	in->head++;
	atomic_store_explicit(&in->ring->head, in->head, memory_order_release);
}

/* The entry with this number if it can be read: false if it is not there yet. */
static bool see(struct np_in *in, uint32_t number, struct seen *s)
{
	s->entry = &in->ring->entry[number % NP_ENTRIES];
	for (unsigned i = 0; i < NP_ENTRIES; i++) {
		s->word = atomic_load_explicit(&s->entry->word,
					       memory_order_acquire);
		if (word_number(s->word) != word_number_of(number) ||
		    word_state(s->word) == NP_FREE)
			return false;
		s->length = atomic_load_explicit(&s->entry->length,
						 memory_order_acquire);
		s->offset = atomic_load_explicit(&s->entry->offset,
						 memory_order_acquire);
		s->taken = word_taken(s->word);
		if (s->length <= NP_DATA && s->offset <= NP_DATA - s->length &&
		    s->taken <= s->length)
			return true;
		/* Taken back and written anew while we looked? */
		if (atomic_load_explicit(&s->entry->word,
					 memory_order_relaxed) == s->word)
			break;
	}
	in->foul = true;
	return false;
}

/* The first that is neither withdrawn nor passed. */
static bool first(struct np_in *in, struct seen *s)
{
	for (unsigned i = 0; i < NP_ENTRIES && see(in, in->head, s); i++) {
		if (word_state(s->word) == NP_READY)
			return true;
		uint64_t word = s->word;
		if (word_state(word) == NP_PASSED ||
		    atomic_compare_exchange_strong(&s->entry->word, &word,
						   word_passed(word, 0))) {
			pass(in);
			/* Its writer may wait for just this place. */
			atomic_exchange(&in->ring->taken, in->taken);
		}
	}
	return false;
}

bool np_readable(struct np_in *in)
{
	struct seen s;
	return first(in, &s);
}

/* Claims up to room bytes of s; false: it was withdrawn meanwhile. */
static bool claim(struct np_in *in, const struct seen *s, uint32_t room,
		  char *to, uint32_t *n)
{
	uint32_t left = s->length - s->taken;
	bool all = left <= room;
	uint64_t word = s->word;
	*n = all ? left : room;
	if (!atomic_compare_exchange_strong(
		    &s->entry->word, &word,
		    all ? word_passed(word, s->length) : word + *n))
		return false;
	memcpy(to, in->data + s->offset + s->taken, *n);
	in->taken += *n;
	if (all)
		pass(in);
	return true;
}

enum np_got np_take(struct np_in *in, void *buffer, uint32_t length,
		    bool message, uint32_t *moved)
{
	struct seen s;
	bool any = false, part = false;
	*moved = 0;
	for (unsigned i = 0; i < NP_ENTRIES && first(in, &s); i++) {
		uint32_t n;
		if (!claim(in, &s, length - *moved, (char *)buffer + *moved, &n))
			continue;
		any = true;
		*moved += n;
		part = n < s.length - s.taken;
		if (message || part || *moved == length)
			break;
	}
	if (!any)
		return NP_NOTHING;
	/* A full barrier before the writer's flag is looked at. */
	atomic_exchange(&in->ring->taken, in->taken);
	return part && message ? NP_PART : NP_ALL;
}

/* Up to room bytes of s; false: it is not what it was when it was seen. */
static bool copy(struct np_in *in, const struct seen *s, uint32_t room,
		 char *to)
{
	if (room) /* else there may be no buffer */
		memcpy(to, in->data + s->offset + s->taken, room);
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&s->entry->word, memory_order_relaxed) ==
	       s->word;
}

uint32_t np_look(struct np_in *in, void *buffer, uint32_t length, bool message,
		 struct np_view *view)
{
	struct seen s;
	uint32_t copied = 0, number = in->head;
	*view = (struct np_view){ 0 };
	for (unsigned i = 0; i < 2 * NP_ENTRIES && see(in, number, &s); i++) {
		uint32_t left = s.length - s.taken, n = length - copied;
		if (view->messages && message)
			n = 0;
		if (n > left)
			n = left;
		if (word_state(s.word) == NP_READY) {
			if (!copy(in, &s, n, (char *)buffer + copied))
				continue;
			if (!view->messages)
				view->first = left;
			copied += n;
			view->messages++;
			if (__builtin_add_overflow(view->bytes, left,
						   &view->bytes))
				view->bytes = UINT32_MAX;
		}
		number++;
	}
	return copied;
}

void np_in_wait(struct np_in *in, uint32_t wanted)
{
	atomic_store_explicit(&in->ring->wanted, wanted, memory_order_relaxed);
	atomic_exchange(&in->ring->reader_waits, 1);
}
