/* What a cache miss costs, in ns; 0: no memory. */
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

double memory_miss(void);

#endif
