/*
 * Memory for objects of one cache line, which programs have by the hundred
 * thousand: side by side, where the C library's heap would take twice as much for
 * one that is aligned. What has been a cell stays one; spans double up to a huge
 * page's size, and from then on are huge pages if the kernel has them, because
 * what comes to many objects in no order otherwise waits for page tables first.
 */
#define _GNU_SOURCE
#include "ntdll_cancel.h"
#include <sys/mman.h>

#ifdef __SANITIZE_ADDRESS__
/* It can't see into spans. */
void *cell_new(void)
{
	return mem_aligned(OBJECT_ALIGN, OBJECT_ALIGN);
}

void cell_free(void *p)
{
	mem_free(p);
}
#else
#define SPAN_MIN (1ul << 12)
#define SPAN_MAX (1ul << 21)

union cell {
	union cell *next;
	char line[OBJECT_ALIGN];
};

static struct lock cell_lock;
static union cell *unused GUARDED_BY(cell_lock);
static union cell *fresh, *fresh_end GUARDED_BY(cell_lock);
static size_t span GUARDED_BY(cell_lock) = SPAN_MIN;

COLD static bool span_new(void) HOLDS(cell_lock)
{
	/* Aligned to its own size: what is too much at both ends goes back. */
	char *p = mmap(NULL, 2 * span, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return false;
	size_t before = -(uintptr_t)p % span;
	if (before)
		munmap(p, before);
	munmap(p + before + span, span - before);
	p += before;
	if (span == SPAN_MAX)
		madvise(p, span, MADV_HUGEPAGE);
	fresh = (union cell *)p;
	fresh_end = (union cell *)(p + span);
	if (span < SPAN_MAX)
		span *= 2;
	return true;
}

void *cell_new(void)
{
	union cell *c = NULL;
	lock_take(&cell_lock);
	if (unused) {
		c = unused;
		unused = c->next;
	} else if (fresh != fresh_end || span_new()) {
		c = fresh++;
	}
	lock_drop(&cell_lock);
	return c;
}

void cell_free(void *p)
{
	union cell *c = p;
	lock_take(&cell_lock);
	c->next = unused;
	unused = c;
	lock_drop(&cell_lock);
}
#endif
