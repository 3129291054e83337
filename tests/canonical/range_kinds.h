/*
 * Waits for byte ranges and transfers of scattered pages, for the canonical cases.
 */
#ifndef TESTS_CANONICAL_RANGE_KINDS_H
#define TESTS_CANONICAL_RANGE_KINDS_H

#include "kinds.h"
#include "ranges.h"
#include "scatter.h"

static inline BOOL open_range(struct setup *s)
{
	if (!ranges_wait())
		return FALSE;
	s->file = ranges_file(FILE_FLAG_OVERLAPPED);
	s->peer = ranges_file(0);
	locks(s->peer, EXCLUSIVE, 0, 10);
	return TRUE;
}

/* Shared ones, so that all that wait are served at once. */
static inline BOOL start_range(struct setup *s, struct io *io)
{
	return begin_range(s->file, SHARED, 0, 10, io);
}

static inline void serve_range(struct setup *s)
{
	unlocks(s->peer, 0, 10);
}

static inline BOOL open_slow_pages(struct setup *s)
{
	const char *path = slow_file(s->kind->slow);

	if (!path)
		return FALSE;
	s->file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE,
			      NULL, OPEN_EXISTING, UNBUFFERED, NULL);
	ok(s->file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return s->file != INVALID_HANDLE_VALUE;
}

static inline FILE_SEGMENT_ELEMENT *a_page(void)
{
	static unsigned char memory[PAGE] __attribute__((aligned(PAGE)));
	static FILE_SEGMENT_ELEMENT at[2];

	at[0].Alignment = (ULONG_PTR)memory;
	return at;
}

static inline BOOL start_scatter(struct setup *s, struct io *io)
{
	return ReadFileScatter(s->file, a_page(), PAGE, NULL, &io->ov);
}

static inline BOOL start_gather(struct setup *s, struct io *io)
{
	return WriteFileGather(s->file, a_page(), PAGE, NULL, &io->ov);
}

static const struct kind range_lock = {.open = open_range,
				       .serve = serve_range,
				       .start = start_range};
static const struct kind slow_scatter = {.open = open_slow_pages,
					 .serve = serve_slow,
					 .start = start_scatter,
					 .moves = FIXTURE_FUSE_BYTES,
					 .slow = "read-stall"};
static const struct kind slow_gather = {.open = open_slow_pages,
					.serve = serve_slow,
					.start = start_gather,
					.moves = PAGE,
					.slow = "write-stall"};

#endif
