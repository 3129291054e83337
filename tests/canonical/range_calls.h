/*
 * A synchronous handle's wait for a byte range, for the canonical cases.
 */
#ifndef TESTS_CANONICAL_RANGE_CALLS_H
#define TESTS_CANONICAL_RANGE_CALLS_H

#include "calls.h"
#include "ranges.h"

static inline BOOL open_range_wait(struct blocked *b, HANDLE *peer)
{
	if (!ranges_wait())
		return FALSE;
	b->file = ranges_file(0);
	*peer = ranges_file(0);
	locks(*peer, EXCLUSIVE, 0, 10);
	return TRUE;
}

static inline void serve_range_wait(struct blocked *b, HANDLE peer)
{
	(void)b;
	unlocks(peer, 0, 10);
}

static const struct kind range_wait = {.open = open_range_wait,
				       .call = blocked_lock,
				       .serve = serve_range_wait};

#endif
