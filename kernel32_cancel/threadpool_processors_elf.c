/*
 * How many processors this process may use: the base of a pool's threads.
 */
#define _GNU_SOURCE
#include "kernel32_cancel/threadpool.h"
#include <sched.h>

ULONG processor_count(void)
{
	static ULONG known;
	ULONG count = __atomic_load_n(&known, __ATOMIC_RELAXED);
	cpu_set_t set;

	if (count)
		return count;
	count = sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
	__atomic_store_n(&known, count, __ATOMIC_RELAXED);
	return count;
}
