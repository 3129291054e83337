/*
 * What the threads of the storm share: lanes (FIFOs whose handles are exchanged
 * under their users), the books (what was begun, how it ended, which bytes went
 * in and came out) and the overlapped operation with its checks.
 *
 * A lane's handle may be closed only when nobody is just about to use its value:
 * users count themselves in by generation, the closer waits for the old one's to
 * leave. What they have begun stays pending and is ended by the close.
 */
#ifndef TESTS_STORM_H
#define TESTS_STORM_H

#include "blocked.h"
#include "dice.h"

#define LANES 8
#define FULL(lane) ((lane) >= LANES / 2) /* kept full; the others empty */
#define SLOTS 4
#define BIG 20000
#define MAGIC 0x5a5a5a5a

enum dir { TAKE,
	   GIVE };
enum outcome { DONE,
	       CANCELLED,
	       PARTIAL,
	       CLOSED,
	       OUTCOMES };

struct end {
	HANDLE handle[2]; /* of even and odd generations */
	LONG users[2];
	LONG generation;
};

struct lane {
	const char *path;
	HANDLE keep;
	struct end end[2];
};

struct books {
	LONG64 ended[OUTCOMES];
	LONG64 begun;
	LONG64 bytes[2], sum[2]; /* TAKE: read, GIVE: written */
};

struct slot {
	OVERLAPPED ov;
	HANDLE event;
	unsigned char *buf;
	DWORD size;
	enum dir dir;
	int lane;
	LONG generation;
	BOOL busy, routine;
	int completions;
	DWORD error, moved;
};

struct crew {
	unsigned seed;
	enum dir dir;
	struct slot slot[SLOTS];
};

static struct lane lanes[LANES];
static struct books books;

static LONG64 all_ended(void)
{
	LONG64 n = 0;

	for (int i = 0; i < OUTCOMES; i++)
		n += read64(&books.ended[i]);
	return n;
}

/* Who runs when is the scheduler's; the rarer outcomes are helped along. */
static BOOL rare(enum outcome o)
{
	return read64(&books.ended[o]) * 100 < all_ended() * 4;
}
static LONG stopping;

static inline HANDLE lane_open(int lane, enum dir dir, DWORD flags)
{
	HANDLE h = CreateFileA(lanes[lane].path,
			       dir == TAKE ? GENERIC_READ : GENERIC_WRITE,
			       PAIR_SHARE, NULL, OPEN_EXISTING, flags, NULL);

	if (h == INVALID_HANDLE_VALUE)
		ok(0, "open: error %u\n", GetLastError());
	return h;
}

static inline HANDLE end_enter(struct end *e, LONG *generation)
{
	for (;;) {
		LONG g = load(&e->generation);

		InterlockedIncrement(&e->users[g & 1]);
		if (load(&e->generation) == g) {
			*generation = g;
			return e->handle[g & 1];
		}
		InterlockedDecrement(&e->users[g & 1]);
	}
}

static inline void end_leave(struct end *e, LONG generation)
{
	InterlockedDecrement(&e->users[generation & 1]);
}

/* One thread only exchanges handles. */
static inline void end_exchange(int lane, enum dir dir)
{
	struct end *e = &lanes[lane].end[dir];
	LONG g = load(&e->generation);

	e->handle[(g + 1) & 1] = lane_open(lane, dir, FILE_FLAG_OVERLAPPED);
	__atomic_store_n(&e->generation, g + 1, __ATOMIC_SEQ_CST);
	while (load(&e->users[g & 1]))
		SwitchToThread();
	CloseHandle(e->handle[g & 1]);
}

static inline void book_bytes(enum dir dir, const unsigned char *buf, DWORD n)
{
	LONG64 sum = 0;

	for (DWORD i = 0; i < n; i++)
		sum += buf[i];
	add64(&books.bytes[dir], n);
	add64(&books.sum[dir], sum);
}

/* How an operation ended that may have been ended by a cancel or a close. */
static inline void book(enum dir dir, const unsigned char *buf, DWORD size,
			DWORD error, DWORD moved, BOOL closed)
{
	enum outcome how = DONE;

	if (error) {
		if (error != ERROR_OPERATION_ABORTED || moved)
			ok(0, "error %u moved %u\n", error, moved);
		how = closed ? CLOSED : CANCELLED;
	} else {
		if (!moved || moved > size)
			ok(0, "moved %u of %u\n", moved, size);
		if (dir == GIVE && moved < size)
			how = PARTIAL;
		book_bytes(dir, buf, moved);
	}
	add64(&books.ended[how], 1);
}

static void WINAPI slot_routine(DWORD error, DWORD moved, OVERLAPPED *ov)
{
	struct slot *s = CONTAINING_RECORD(ov, struct slot, ov);

	s->completions++;
	s->error = error;
	s->moved = moved;
}

/* An operation is over: nothing may touch its block until the next begins. */
static inline void slot_check_idle(struct slot *s)
{
	if (s->ov.Internal != MAGIC || s->ov.InternalHigh != MAGIC)
		ok(0, "a block was written after its end: %#x\n",
		   (unsigned)s->ov.Internal);
	if (s->completions > 1)
		ok(0, "%d completions\n", s->completions);
}

static inline void slot_end(struct slot *s, BOOL closed)
{
	s->busy = FALSE;
	book(s->dir, s->buf, s->size, s->error, s->moved, closed);
	s->ov.Internal = s->ov.InternalHigh = MAGIC;
}

/* Begins what the slot says on this handle. */
static inline void slot_begin(struct slot *s, HANDLE h)
{
	BOOL ret;
	DWORD err;

	slot_check_idle(s);
	memset(&s->ov, 0, sizeof(s->ov));
	s->completions = 0;
	s->busy = TRUE;
	add64(&books.begun, 1);
	if (s->routine) {
		ret = s->dir == TAKE ? ReadFileEx(h, s->buf, s->size, &s->ov,
						  slot_routine)
				     : WriteFileEx(h, s->buf, s->size, &s->ov,
						   slot_routine);
		if (!ret)
			ok(0, "error %u\n", GetLastError());
		return;
	}
	s->ov.hEvent = s->event;
	ret = s->dir == TAKE ? ReadFile(h, s->buf, s->size, NULL, &s->ov) : WriteFile(h, s->buf, s->size, NULL, &s->ov);
	err = GetLastError();
	if (!ret && err != ERROR_IO_PENDING) {
		ok(0, "error %u\n", err);
		s->error = err;
		s->moved = 0;
		s->ov.Internal = err;
	}
}

/* Waits for it in one of several ways and enters it into the books. */
static inline void slot_await(struct slot *s, unsigned way, BOOL closed)
{
	HANDLE gone = (HANDLE)0xdeadbeec; /* the event is what counts */
	BOOL ret = TRUE;

	if (s->routine) {
		while (!s->completions)
			SleepEx(INFINITE, TRUE);
	} else {
		if (way == 1)
			WaitForSingleObject(s->event, INFINITE);
		else if (way == 2)
			while (!GetOverlappedResultEx(gone, &s->ov, &s->moved, 3,
						      FALSE) &&
			       GetLastError() == WAIT_TIMEOUT)
				;
		ret = GetOverlappedResult(gone, &s->ov, &s->moved, TRUE);
		s->error = ret ? 0 : GetLastError();
	}
	if (!HasOverlappedIoCompleted(&s->ov))
		ok(0, "told of its end, and pending\n");
	slot_end(s, closed);
}

static inline void slot_init(struct slot *s)
{
	memset(s, 0, sizeof(*s));
	s->event = CreateEventA(NULL, TRUE, FALSE, NULL);
	s->buf = malloc(BIG);
	for (int i = 0; i < BIG; i++)
		s->buf[i] = i * 31 + (i >> 8);
	s->ov.Internal = s->ov.InternalHigh = MAGIC;
}

static inline void slot_fini(struct slot *s)
{
	slot_check_idle(s);
	CloseHandle(s->event);
	free(s->buf);
}

#endif
