/*
 * The shared memory of a connected named pipe: one ring of entries a direction,
 * one entry a write. docs/pipes.md has who may write what. The functions here
 * make no system call and never wait; each ring has one reader and one writer,
 * whose calls are serialised by their own file's lock.
 *
 * The peer is hostile: what is read from the shared part is copied, then checked;
 * what can't be sets foul, and the connection counts as broken.
 */
#ifndef WINCANCEL_NPIPE_RING_H
#define WINCANCEL_NPIPE_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NP_ENTRIES 4096u
#define NP_DATA (16u << 20) /* bytes a direction; the longest write */
#define NP_PLACE 64u	    /* what an entry takes at least, and multiples */

/* An entry's word, from the top: version, number, state, bytes taken. */
#define NP_TAKEN_BITS 25
#define NP_NUMBER_BITS 17
#define NP_VERSION_SHIFT (NP_TAKEN_BITS + 2 + NP_NUMBER_BITS)
enum np_entry_state { NP_FREE, NP_READY, NP_WITHDRAWN, NP_PASSED };

struct np_entry {
	_Atomic uint64_t word;
	_Atomic uint32_t length, offset;
};

struct np_ring {
	/* The reader's line. */
	_Atomic uint64_t taken __attribute__((aligned(64)));
	_Atomic uint32_t head;
	_Atomic uint32_t reader_waits;
	/* Bytes that the first waiting read asks for: a write that goes straight
	 * to it needs no quota. The writer clears it, for one write. */
	_Atomic uint32_t wanted;
	/* The writer's. */
	_Atomic uint32_t writer_waits __attribute__((aligned(64)));
	struct np_entry entry[NP_ENTRIES] __attribute__((aligned(64)));
};

enum np_end_state { NP_OPEN, NP_CLOSED, NP_CUT /* disconnected */ };

struct np_shared {
	struct {
		_Atomic uint32_t state __attribute__((aligned(64)));
	} end[2]; /* FILE_PIPE_CLIENT_END, FILE_PIPE_SERVER_END */
	struct np_ring ring[2]; /* by the end that writes */
	char data[2][NP_DATA] __attribute__((aligned(4096)));
};

/* The reader's own side of a ring. */
struct np_in {
	struct np_ring *ring;
	const char *data;
	uint32_t head;
	uint64_t taken;
	bool foul;
};

/* The writer's. Bytes: sent and not withdrawn. */
struct np_out {
	struct np_ring *ring;
	char *data;
	uint32_t head_seen, tail;
	uint32_t version;
	uint32_t soft;	/* begin again from 0 beyond this, if that is free */
	uint64_t quota;
	uint64_t sent, taken_seen;
	struct {
		uint32_t offset, length;
	} *place; /* [NP_ENTRIES] */
	bool foul;
};

enum np_got {
	NP_NOTHING,
	NP_ALL,	 /* a message, or what there was */
	NP_PART, /* message mode: more of it is left */
};

/* Takes what is there. In message mode one message or the first part of it. After
 * it, and after np_readable, the writer's flag is to be looked at. */
enum np_got np_take(struct np_in *in, void *buffer, uint32_t length,
		    bool message, uint32_t *moved);
/* Whether np_take would find something. */
bool np_readable(struct np_in *in);

/* What can be read without taking it: bytes in all, messages, and of the first
 * how much is left. Copies up to length of the first message, in byte mode of
 * all. Returns the bytes copied. */
struct np_view {
	uint32_t bytes, messages, first;
};
uint32_t np_look(struct np_in *in, void *buffer, uint32_t length, bool message,
		 struct np_view *view);

static inline uint32_t np_wanted(struct np_out *out)
{
	return atomic_load_explicit(&out->ring->wanted, memory_order_acquire);
}

/* Unread bytes as the writer knows them. */
uint64_t np_unread(struct np_out *out);
/* Writes all of it as one entry: its number is in *number. False: no room. */
bool np_place(struct np_out *out, const void *buffer, uint32_t length,
	      uint32_t *number);
bool np_has_room(struct np_out *out, uint32_t length);
/* Takes back what is unread of an entry. Bytes that the reader has; *passed: it
 * has all of it. */
uint32_t np_withdraw(struct np_out *out, uint32_t number, bool *passed);

/* Who is about to wait, for so many bytes: before its last try. */
void np_in_wait(struct np_in *in, uint32_t wanted);
/* Nobody waits. */
static inline void np_in_rest(struct np_in *in)
{
	if (atomic_load_explicit(&in->ring->wanted, memory_order_relaxed))
		atomic_store_explicit(&in->ring->wanted, 0,
				      memory_order_release);
}
void np_out_wait(struct np_out *out);
/* After something was written, or taken: whether the other is to be rung. */
static inline bool np_clear(_Atomic uint32_t *waits)
{
	/* Behind the full barrier of what was done before. */
	return __builtin_expect(atomic_load_explicit(waits,
						     memory_order_relaxed),
				0) &&
	       atomic_exchange(waits, 0);
}

#endif
