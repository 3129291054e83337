/*
 * What a hostile end of a named pipe does once it has the shared memory: it
 * writes where it likes, rings when it likes, and goes when it likes. It uses
 * nothing of the library.
 */
#ifndef TESTS_PIPE_HOSTILE_H
#define TESTS_PIPE_HOSTILE_H

#include "pipe_wire.h"

struct hostile {
	int socket, memory;
	struct np_shared *s;
	unsigned seed, me, number;
};

static inline unsigned rnd(unsigned *seed, unsigned below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

static inline unsigned long long odd_number(struct hostile *h)
{
	static const unsigned long long odd[] = {
		0, 1, 2, 3, 4095, 4096, 4097, NP_DATA - 1, NP_DATA,
		NP_DATA + 1, 0x7fffffff, 0x80000000, 0xffffffff,
		0x100000000, 0x7fffffffffffffff, 0xffffffffffffffff,
	};
	unsigned i = rnd(&h->seed, 2 * ARRAYSIZE(odd));

	return i < ARRAYSIZE(odd) ? odd[i] :
				    rnd(&h->seed, 0x7fffffff) * 4294967291ull;
}

/* Anywhere among the counters and entries, or in the first of the data. */
static inline void scribble(struct hostile *h)
{
	size_t room = offsetof(struct np_shared, data) + 65536;
	unsigned char *at = (unsigned char *)h->s + rnd(&h->seed, room);

	__atomic_store_n(at, rnd(&h->seed, 256), __ATOMIC_RELAXED);
}

/* One field of those that the other end looks at. */
static inline void aim(struct hostile *h)
{
	struct np_ring *r = &h->s->ring[rnd(&h->seed, 2)];
	unsigned head = atomic_load(&r->head);
	struct np_entry *e = &r->entry[(head + rnd(&h->seed, 3)) % NP_ENTRIES];
	unsigned long long odd = odd_number(h);

	switch (rnd(&h->seed, 9)) {
	case 0:
		atomic_store(&r->head, rnd(&h->seed, 2) ? odd : head + 1);
		break;
	case 1:
		atomic_store(&r->taken,
			     rnd(&h->seed, 2) ? odd :
						atomic_load(&r->taken) + 1);
		break;
	case 2:
		atomic_store(&r->reader_waits, odd);
		break;
	case 3:
		atomic_store(&r->writer_waits, odd);
		break;
	case 4:
		atomic_store(&r->wanted, odd);
		break;
	case 5:
		atomic_fetch_xor(&e->word, 1ull << rnd(&h->seed, 64));
		break;
	case 6:
		atomic_store(&e->length, odd);
		break;
	case 7:
		atomic_store(&e->offset, odd);
		break;
	default:
		/* not too often: it ends the connection */
		if (rnd(&h->seed, 64) == 0)
			atomic_store(&h->s->end[h->me].state, odd);
	}
}

/* An entry that is nearly one: what is behind the first checks is reached. */
static inline void forge(struct hostile *h)
{
	struct np_ring *r = &h->s->ring[h->me];
	struct np_entry *e = &r->entry[h->number % NP_ENTRIES];
	unsigned long long word;

	atomic_store(&e->length, rnd(&h->seed, 8) ? rnd(&h->seed, 300) :
						    NP_DATA);
	atomic_store(&e->offset, rnd(&h->seed, 8) ? rnd(&h->seed, 4096) : 0);
	word = (unsigned long long)rnd(&h->seed, 1 << 20) << NP_VERSION_SHIFT |
	       (unsigned long long)(h->number &
				    ((1u << NP_NUMBER_BITS) - 1))
		       << (NP_TAKEN_BITS + 2) |
	       (unsigned long long)NP_READY << NP_TAKEN_BITS;
	if (rnd(&h->seed, 16) == 0)
		word |= rnd(&h->seed, 100);
	atomic_store(&e->word, word);
	h->number++;
}

/* Whatever is READY or withdrawn becomes the other, again and again. */
static inline void flicker(struct hostile *h)
{
	struct np_ring *r = &h->s->ring[rnd(&h->seed, 2)];
	unsigned at = atomic_load(&r->head);

	for (unsigned i = 0; i < 200; i++)
		atomic_fetch_xor(&r->entry[(at + i % 2) % NP_ENTRIES].word,
				 1ull << (NP_TAKEN_BITS + i % 3));
}

static inline void ring_bell(struct hostile *h)
{
	send(h->socket, "ring a bell", 1 + rnd(&h->seed, 10),
	     MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* It is sealed: that it can't be cut short is the library's whole hope. */
static inline void cut_short(struct hostile *h)
{
	if (!ftruncate(h->memory, 0) || errno != EPERM)
		abort();
	/* a hole reads as nothing */
	syscall(SYS_fallocate, h->memory, 3, 0L,
		(long)offsetof(struct np_shared, data) & -4096L);
}

enum hostility { SCRIBBLES, AIMS, FORGES, FLICKERS, RINGS, CUTS, HALF, MIXED,
		 HOSTILITIES };

static inline void do_harm(struct hostile *h, enum hostility how)
{
	if (how == MIXED)
		how = rnd(&h->seed, RINGS + 1);
	switch (how) {
	case SCRIBBLES:
		scribble(h);
		break;
	case AIMS:
		aim(h);
		break;
	case FORGES:
		forge(h);
		if (rnd(&h->seed, 4) == 0)
			ring_bell(h);
		break;
	case FLICKERS:
		forge(h);
		flicker(h);
		break;
	case RINGS:
		ring_bell(h);
		break;
	case CUTS:
		cut_short(h);
		aim(h);
		break;
	default:
		shutdown(h->socket, rnd(&h->seed, 2) ? SHUT_WR : SHUT_RD);
	}
}

static inline BOOL other_has_gone(struct hostile *h)
{
	char bells[1000];
	int n = recv(h->socket, bells, sizeof(bells), MSG_DONTWAIT);

	return !n || (n < 0 && errno != EAGAIN);
}

/* Until the other end has had enough, or for so many steps. */
static inline void be_hostile(struct hostile *h, unsigned steps)
{
	enum hostility how = rnd(&h->seed, HOSTILITIES);

	h->number = 0;
	for (unsigned i = 0; i < steps; i++) {
		do_harm(h, how);
		if (i % 64 == 0) {
			if (other_has_gone(h))
				break;
			/* where there is one processor for both */
			sched_yield();
		}
	}
}

#endif
