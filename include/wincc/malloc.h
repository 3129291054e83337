/* Owns <malloc.h> behind the shield: glibc's, and Windows' additions. */
#include_next <malloc.h>

#ifndef WINCC_MALLOC_H
#define WINCC_MALLOC_H

#include <stdlib.h>

#define _alloca __builtin_alloca

static inline void *_aligned_malloc(size_t size, size_t alignment)
{
	void *p;

	if (alignment < sizeof(void *))
		alignment = sizeof(void *);
	return posix_memalign(&p, alignment, size) ? NULL : p;
}

static inline void _aligned_free(void *p)
{
	free(p);
}

static inline size_t _msize(void *p)
{
	return malloc_usable_size(p);
}

#endif
