/*
 * What the two processes of the storm on named pipes share: the lanes (a pipe
 * each, data one way), the messages with number, length and checkable bytes, and
 * the book, memory of both processes, in which the writer enters what it was told
 * of each message and the reader what it has seen of it.
 */
#ifndef TESTS_PIPES_H
#define TESTS_PIPES_H

#include <fcntl.h>
#include <sys/mman.h>
#include "peer.h"

#define LANES 8
#define MOST (1u << 22) /* numbers of a lane */
#define LONGEST 20000
#define FRESH 0x9e3779b97f4a7c15ull

struct lane {
	BOOL message, to_client;
	BOOL overlapped[2]; /* the server's end, the client's */
	BOOL ahead;	    /* the reader has two reads out */
};

static const struct lane lanes[LANES] = {
	{ TRUE, TRUE, { TRUE, TRUE }, TRUE },
	{ TRUE, FALSE, { TRUE, TRUE }, FALSE },
	{ TRUE, TRUE, { FALSE, TRUE }, FALSE },
	{ TRUE, FALSE, { TRUE, FALSE }, FALSE },
	{ FALSE, TRUE, { TRUE, TRUE }, FALSE },
	{ FALSE, FALSE, { TRUE, FALSE }, FALSE },
	{ FALSE, TRUE, { FALSE, TRUE }, FALSE },
	{ TRUE, FALSE, { FALSE, FALSE }, FALSE },
};

/* What became of a message. */
enum fate { NEVER, WHOLE, WITHDRAWN, TORN };

struct book {
	LONG over; /* writers stop */
	LONG64 whole;
	LONG64 aborted_reads, aborted_flushes, zeros[2], bytes;
	struct {
		unsigned char said[MOST]; /* by the writer */
		unsigned char seen[MOST]; /* by the reader */
	} lane[LANES];
};

static struct book *book;

static inline void book_open(BOOL create)
{
	int fd = open(fixture_path("book"), O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0),
		      0600);

	ok(fd >= 0 && (!create || !ftruncate(fd, sizeof(*book))), "no book\n");
	book = mmap(NULL, sizeof(*book), PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    0);
	ok(book != MAP_FAILED, "no book\n");
	close(fd);
}

static inline void count64(LONG64 *at, LONG64 n)
{
	__atomic_fetch_add(at, n, __ATOMIC_RELAXED);
}

static inline LONG read32(LONG *at)
{
	return __atomic_load_n(at, __ATOMIC_RELAXED);
}

static inline unsigned rnd(unsigned *seed, unsigned below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

struct message {
	unsigned long long fresh;
	unsigned number, length; /* all of it */
	unsigned lane, sum;
	unsigned char body[LONGEST];
};
#define HEAD offsetof(struct message, body)

static inline unsigned char body_byte(const struct message *m, unsigned i)
{
	return (m->number * 2654435761u >> 16) + i * 7 + (i >> 8) + m->lane;
}

static inline unsigned head_sum(const struct message *m)
{
	return (m->number ^ m->length * 31 ^ m->lane << 20) * 2246822519u;
}

static inline void message_make(struct message *m, unsigned lane,
				unsigned number, unsigned length)
{
	m->fresh = FRESH;
	m->number = number;
	m->length = length;
	m->lane = lane;
	m->sum = head_sum(m);
	for (unsigned i = 0; i < length - HEAD; i++)
		m->body[i] = body_byte(m, i);
}

static inline BOOL is_fresh(const void *data, DWORD n)
{
	unsigned long long word = 0;

	memcpy(&word, data, n < 8 ? n : 8);
	return word == FRESH;
}

/* The first n bytes of a message are what they must be. */
static inline BOOL message_good(const struct message *m, unsigned lane, DWORD n)
{
	if (n < HEAD || m->fresh != FRESH || m->lane != lane ||
	    m->sum != head_sum(m) || m->number >= MOST || m->length < HEAD ||
	    m->length > sizeof(*m) || n > m->length)
		return FALSE;
	for (unsigned i = 0; i < n - HEAD; i++)
		if (m->body[i] != body_byte(m, i))
			return FALSE;
	return TRUE;
}

/* ---- the reader's side of the book ---------------------------------------- */

/* What has come so far, and the last number that came. */
struct arrivals {
	unsigned lane;
	LONG64 last; /* -1: none yet */
	DWORD got;
	struct message m;
};

static inline void arrived(struct arrivals *a, enum fate fate)
{
	if (!message_good(&a->m, a->lane, a->got)) {
		ok(0, "lane %u: %u bytes of no message, after %d\n", a->lane,
		   a->got, (int)a->last);
		/* all that follows would be wrong as well */
		abort();
	}
	if ((LONG64)a->m.number <= a->last)
		ok(0, "lane %u: %u after %d\n", a->lane, a->m.number,
		   (int)a->last);
	a->last = a->m.number;
	if (book->lane[a->lane].seen[a->m.number])
		ok(0, "lane %u: %u twice\n", a->lane, a->m.number);
	book->lane[a->lane].seen[a->m.number] = fate;
	a->got = 0;
}

/* Bytes of a pipe of bytes: as many messages as are complete. */
static inline void arrive_bytes(struct arrivals *a, const char *data, DWORD n)
{
	while (n) {
		DWORD want = a->got < HEAD ? HEAD : a->m.length, part;

		if (want > sizeof(a->m))
			arrived(a, WHOLE); /* which complains */
		part = n < want - a->got ? n : want - a->got;
		memcpy((char *)&a->m + a->got, data, part);
		a->got += part;
		data += part;
		n -= part;
		if (a->got >= HEAD && a->got == a->m.length)
			arrived(a, WHOLE);
	}
}

/* A piece of a pipe of messages; more: it is not the last of its message. If a
 * new one begins the rest of the one before was withdrawn. */
static inline void arrive_piece(struct arrivals *a, const char *data, DWORD n,
				BOOL more)
{
	if (a->got && (!n || is_fresh(data, n)))
		arrived(a, TORN);
	if (!n) {
		count64(&book->zeros[1], 1);
		return;
	}
	if (a->got + n > sizeof(a->m)) {
		ok(0, "lane %u: too long\n", a->lane);
		abort();
	}
	memcpy((char *)&a->m + a->got, data, n);
	a->got += n;
	if (!more && (a->got < HEAD || a->m.length != a->got))
		ok(0, "lane %u: %u bytes of %u\n", a->lane, a->got,
		   a->m.length);
	if (!more)
		arrived(a, WHOLE);
}

/* ---- at the end ------------------------------------------------------------ */

static inline void book_check(LONG64 fates[4])
{
	unsigned complaints = 0;

	for (unsigned l = 0; l < LANES; l++)
		for (unsigned i = 0; i < MOST; i++) {
			unsigned said = book->lane[l].said[i];
			unsigned seen = book->lane[l].seen[i];

			fates[said]++;
			/* Nothing of what was withdrawn has been seen. */
			if (said == WITHDRAWN)
				said = NEVER;
			if (said != seen && complaints++ < 20)
				ok(0, "lane %u: %u was told %u, seen %u\n", l,
				   i, book->lane[l].said[i], seen);
		}
	ok(!complaints, "%u messages differ\n", complaints);
	ok(book->zeros[0] == book->zeros[1], "%lld empty ones in, %lld out\n",
	   (long long)book->zeros[0], (long long)book->zeros[1]);
}

#endif
