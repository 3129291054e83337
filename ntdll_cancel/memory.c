/*
 * NtAllocateVirtualMemory and its family by mmap. A region's pages each have the
 * protection that was asked for them, 0 while they are only reserved.
 *
 * [memory_lock] the list, and every change to a region's memory: two threads that
 * commit and free the same pages see one order. The system calls under it do not wait
 * for anybody.
 */
#define _GNU_SOURCE
#include "memory.h"
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct region {
	struct region *next;
	char *base;
	size_t pages;
	bool view;
	uint8_t protect[]; /* one for a view, else one for each page */
};

static struct lock memory_lock;
static struct region *regions GUARDED_BY(memory_lock);

int memory_prot(ULONG protect)
{
	switch (protect) {
	case PAGE_NOACCESS: return PROT_NONE;
	case PAGE_READONLY: return PROT_READ;
	case PAGE_READWRITE:
	case PAGE_WRITECOPY: return PROT_READ | PROT_WRITE;
	case PAGE_EXECUTE: return PROT_EXEC;
	case PAGE_EXECUTE_READ: return PROT_READ | PROT_EXEC;
	case PAGE_EXECUTE_READWRITE:
	case PAGE_EXECUTE_WRITECOPY: return PROT_READ | PROT_WRITE | PROT_EXEC;
	default: return -1;
	}
}

static ULONG protect_of(int prot)
{
	static const ULONG by_prot[8] = {
		PAGE_NOACCESS, PAGE_READONLY, PAGE_READWRITE, PAGE_READWRITE,
		PAGE_EXECUTE, PAGE_EXECUTE_READ, PAGE_EXECUTE_READWRITE,
		PAGE_EXECUTE_READWRITE,
	};
	return by_prot[prot & 7];
}

void *memory_reserve(void *at, size_t size)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	if (at) {
		void *got = mmap(at, size, PROT_NONE,
				 flags | MAP_FIXED_NOREPLACE, -1, 0);
		if (got != MAP_FAILED && got != at) { /* before Linux 4.17 */
			munmap(got, size);
			return NULL;
		}
		return got == MAP_FAILED ? NULL : got;
	}
	char *wide = mmap(NULL, size + MEMORY_GRAIN, PROT_NONE, flags, -1, 0);
	if (wide == MAP_FAILED)
		return NULL;
	char *base = (char *)(((uintptr_t)wide + MEMORY_GRAIN - 1) &
			      ~(MEMORY_GRAIN - 1));
	if (base != wide)
		munmap(wide, base - wide);
	munmap(base + size, wide + MEMORY_GRAIN - base);
	return base;
}

static struct region *region_around(const void *at) HOLDS(memory_lock)
{
	for (struct region *r = regions; r; r = r->next)
		if ((const char *)at >= r->base &&
		    (const char *)at < r->base + r->pages * MEMORY_PAGE)
			return r;
	return NULL;
}

static void region_drop(struct region *gone) HOLDS(memory_lock)
{
	struct region **at = &regions;
	while (*at != gone)
		at = &(*at)->next;
	*at = gone->next;
	munmap(gone->base, gone->pages * MEMORY_PAGE);
}

/* Whole pages around what is asked for; false if that is nowhere. */
static bool whole_pages(void **base, SIZE_T *size)
{
	uintptr_t from = (uintptr_t)*base & ~(MEMORY_PAGE - 1);
	uintptr_t to;
	if (__builtin_add_overflow((uintptr_t)*base, *size, &to) ||
	    to > MEMORY_END)
		return false;
	to = (to + MEMORY_PAGE - 1) & ~(MEMORY_PAGE - 1);
	*base = (void *)from;
	*size = to - from;
	return true;
}

static bool inside(const struct region *r, const void *base, size_t size)
{
	return (const char *)base - r->base + size <= r->pages * MEMORY_PAGE;
}

static size_t page_of(const struct region *r, const void *at)
{
	return ((const char *)at - r->base) / MEMORY_PAGE;
}

/* With a protection it is committed, too, or there is nothing; 0: not yet. */
static NTSTATUS reserve(void **base, SIZE_T *size, ULONG protect)
{
	char *at = *base;
	if (at) {
		size_t in = (uintptr_t)at & (MEMORY_GRAIN - 1);
		at -= in;
		if (!at || __builtin_add_overflow(*size, in, size) ||
		    !whole_pages((void **)&at, size))
			return STATUS_INVALID_PARAMETER_2;
	} else {
		*size = (*size + MEMORY_PAGE - 1) & ~(MEMORY_PAGE - 1);
		if (!*size || *size > MEMORY_END)
			return STATUS_NO_MEMORY;
	}
	struct region *r = mem_zeroed(1, sizeof *r + *size / MEMORY_PAGE);
	void *got = r ? memory_reserve(at, *size) : NULL;
	if (!got) {
		mem_free(r);
		return at && r ? STATUS_CONFLICTING_ADDRESSES : STATUS_NO_MEMORY;
	}
	if (protect && mprotect(got, *size, memory_prot(protect))) {
		munmap(got, *size);
		mem_free(r);
		return STATUS_NO_MEMORY;
	}
	r->base = *base = got;
	r->pages = *size / MEMORY_PAGE;
	memset(r->protect, protect, r->pages);
	lock_take(&memory_lock);
	r->next = regions;
	regions = r;
	lock_drop(&memory_lock);
	return STATUS_SUCCESS;
}

static NTSTATUS commit(void **base, SIZE_T *size, ULONG protect)
{
	NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;
	if (!whole_pages(base, size))
		return STATUS_INVALID_PARAMETER_2;
	lock_take(&memory_lock);
	struct region *r = region_around(*base);
	if (r && !r->view && inside(r, *base, *size)) {
		status = mprotect(*base, *size, memory_prot(protect)) ?
				 STATUS_NO_MEMORY : STATUS_SUCCESS;
		if (!status)
			memset(&r->protect[page_of(r, *base)], protect,
			       *size / MEMORY_PAGE);
	}
	lock_drop(&memory_lock);
	return status;
}

NTSTATUS WINAPI NtAllocateVirtualMemory(HANDLE process, void **base,
					ULONG_PTR zero_bits, SIZE_T *size,
					ULONG type, ULONG protect)
{
	const ULONG known = MEM_COMMIT | MEM_RESERVE | MEM_TOP_DOWN | MEM_RESET;
	void *at = *base;
	SIZE_T length = *size;
	NTSTATUS status = STATUS_SUCCESS;
	(void)zero_bits;
	if (process != NtCurrentProcess())
		return STATUS_INVALID_HANDLE;
	if (type & MEM_LARGE_PAGES)
		return STATUS_PRIVILEGE_NOT_HELD;
	if (type & ~known || !(type & (MEM_COMMIT | MEM_RESERVE | MEM_RESET)) ||
	    (type & MEM_RESET && type != MEM_RESET))
		return STATUS_INVALID_PARAMETER;
	if (!length)
		return STATUS_INVALID_PARAMETER;
	if (memory_prot(protect) < 0 || protect == PAGE_WRITECOPY ||
	    protect == PAGE_EXECUTE_WRITECOPY)
		return STATUS_INVALID_PAGE_PROTECTION;
	if (type == MEM_RESET) /* a hint, and not taken */
		return STATUS_SUCCESS;
	if (type & MEM_RESERVE || !at)
		status = reserve(&at, &length, type & MEM_COMMIT ? protect : 0);
	else
		status = commit(&at, &length, protect);
	if (status)
		return status;
	*base = at;
	*size = length;
	return STATUS_SUCCESS;
}

static NTSTATUS decommit(struct region *r, void **base, SIZE_T *size)
	HOLDS(memory_lock)
{
	if (!*size && *base == r->base)
		*size = r->pages * MEMORY_PAGE;
	else if (!*size)
		return STATUS_FREE_VM_NOT_AT_BASE;
	if (!whole_pages(base, size) || !inside(r, *base, *size))
		return STATUS_UNABLE_TO_FREE_VM;
	if (mmap(*base, *size, PROT_NONE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
		 0) == MAP_FAILED)
		return STATUS_NO_MEMORY;
	memset(&r->protect[page_of(r, *base)], 0, *size / MEMORY_PAGE);
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtFreeVirtualMemory(HANDLE process, void **base, SIZE_T *size,
				    ULONG type)
{
	NTSTATUS status = STATUS_SUCCESS;
	struct region *gone = NULL;
	if (process != NtCurrentProcess())
		return STATUS_INVALID_HANDLE;
	if (type != MEM_DECOMMIT && type != MEM_RELEASE)
		return STATUS_INVALID_PARAMETER;
	lock_take(&memory_lock);
	struct region *r = region_around(*base);
	if (!r || r->view) {
		status = STATUS_MEMORY_NOT_ALLOCATED;
	} else if (type == MEM_DECOMMIT) {
		status = decommit(r, base, size);
	} else if (*base != r->base) {
		status = STATUS_FREE_VM_NOT_AT_BASE;
	} else if (*size && *size != r->pages * MEMORY_PAGE) {
		status = STATUS_UNABLE_TO_FREE_VM;
	} else {
		*size = r->pages * MEMORY_PAGE;
		region_drop(gone = r);
	}
	lock_drop(&memory_lock);
	mem_free(gone);
	return status;
}

/* What the kernel says of memory that is not in the table. */
static ULONG foreign_protect(const void *at)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	unsigned long long from, to;
	ULONG found = 0;
	char line[512], rights[5];
	while (maps && !found && fgets(line, sizeof line, maps))
		if (sscanf(line, "%llx-%llx %4s", &from, &to, rights) == 3 &&
		    (uintptr_t)at >= from && (uintptr_t)at < to)
			found = protect_of((rights[0] == 'r' ? PROT_READ : 0) |
					   (rights[1] == 'w' ? PROT_WRITE : 0) |
					   (rights[2] == 'x' ? PROT_EXEC : 0));
	if (maps)
		fclose(maps);
	return found;
}

static NTSTATUS protect_pages(struct region *r, void *base, size_t size,
			      ULONG protect, ULONG *old) HOLDS(memory_lock)
{
	size_t first = r->view ? 0 : page_of(r, base);
	size_t n = r->view ? 1 : size / MEMORY_PAGE;
	if (!inside(r, base, size))
		return STATUS_CONFLICTING_ADDRESSES;
	if (memchr(&r->protect[first], 0, n))
		return STATUS_NOT_COMMITTED;
	*old = r->protect[first];
	if (mprotect(base, size, memory_prot(protect)))
		return r->view ? STATUS_SECTION_PROTECTION : STATUS_NO_MEMORY;
	memset(&r->protect[first], protect, n);
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtProtectVirtualMemory(HANDLE process, void **base, SIZE_T *size,
				       ULONG protect, ULONG *old)
{
	void *at = *base;
	SIZE_T length = *size;
	NTSTATUS status;
	ULONG was;
	if (process != NtCurrentProcess())
		return STATUS_INVALID_HANDLE;
	if (!old)
		return STATUS_ACCESS_VIOLATION;
	if (memory_prot(protect) < 0)
		return STATUS_INVALID_PAGE_PROTECTION;
	if (!length || !whole_pages(&at, &length))
		return STATUS_INVALID_PARAMETER;
	lock_take(&memory_lock);
	struct region *r = region_around(at);
	if (r) {
		status = protect_pages(r, at, length, protect, &was);
	} else {
		was = foreign_protect(at);
		status = was && !mprotect(at, length, memory_prot(protect)) ?
				 STATUS_SUCCESS : STATUS_CONFLICTING_ADDRESSES;
	}
	lock_drop(&memory_lock);
	if (status)
		return status;
	*base = at;
	*size = length;
	*old = was;
	return STATUS_SUCCESS;
}

bool memory_enter_view(void *base, size_t size, ULONG protect)
{
	struct region *r = mem_zeroed(1, sizeof *r + 1);
	if (!r)
		return false;
	r->base = base;
	r->pages = (size + MEMORY_PAGE - 1) / MEMORY_PAGE;
	r->view = true;
	r->protect[0] = (uint8_t)protect;
	lock_take(&memory_lock);
	r->next = regions;
	regions = r;
	lock_drop(&memory_lock);
	return true;
}

/* Any address in the view will do, as on Windows. */
NTSTATUS memory_leave_view(void *base)
{
	lock_take(&memory_lock);
	struct region *r = region_around(base);
	if (r && r->view)
		region_drop(r);
	else
		r = NULL;
	lock_drop(&memory_lock);
	mem_free(r);
	return r ? STATUS_SUCCESS : STATUS_NOT_MAPPED_VIEW;
}
