/*
 * What the threads of a storm throw and count with: random numbers of their own,
 * counters that all share, and turns given up.
 */
#ifndef TESTS_STRESS_DICE_H
#define TESTS_STRESS_DICE_H

#include <windows.h>

static inline LONG64 read64(LONG64 *at)
{
	return __atomic_load_n(at, __ATOMIC_RELAXED);
}

static inline void add64(LONG64 *at, LONG64 n)
{
	__atomic_fetch_add(at, n, __ATOMIC_RELAXED);
}

static inline LONG load(LONG *at)
{
	return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static inline unsigned rnd(unsigned *seed, unsigned below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed % below;
}

static inline void yield_times(unsigned n)
{
	while (n--)
		SwitchToThread();
}

#endif
