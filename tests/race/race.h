/*
 * Steering for tests of races: flags that one thread raises and another waits
 * for. A test point may be passed by any thread, the library's own included, so
 * what runs there must not wait through the library: it watches a flag and
 * yields.
 */
#ifndef TESTS_RACE_H
#define TESTS_RACE_H

#include "blocked.h"
#include "points.h"

static inline void raise_flag(int *flag)
{
	__atomic_store_n(flag, 1, __ATOMIC_SEQ_CST);
}

static inline int raised(const int *flag)
{
	return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

static inline void await_flag(const int *flag)
{
	while (!raised(flag))
		SwitchToThread();
}

/* For what may rightly not come; says whether it came. */
static inline int await_flag_briefly(const int *flag, DWORD ms)
{
	DWORD start = GetTickCount();

	while (!raised(flag) && GetTickCount() - start < ms)
		SwitchToThread();
	return raised(flag);
}

/* True for the first who asks: points are passed by the steering as well. */
static inline int first_time(int *flag)
{
	return !__atomic_exchange_n(flag, 1, __ATOMIC_SEQ_CST);
}

#endif
