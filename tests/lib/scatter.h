/*
 * Pages lying anywhere, for scattered transfers.
 */
#ifndef TESTS_LIB_SCATTER_H
#define TESTS_LIB_SCATTER_H

#include <stdlib.h>
#include "pair.h"

#define PAGE 4096u
#define UNBUFFERED (FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING)

struct pages {
	unsigned char *memory;
	FILE_SEGMENT_ELEMENT at[8];
};

/* n pages, in an order other than memory's; the n-th element is NULL. */
static inline void pages_make(struct pages *p, unsigned n)
{
	unsigned char *first;

	memset(p, 0, sizeof(*p));
	p->memory = malloc((n + 1) * PAGE);
	memset(p->memory, 0xcc, (n + 1) * PAGE);
	first = p->memory + PAGE - ((ULONG_PTR)p->memory & (PAGE - 1));
	for (unsigned i = 0; i < n; i++)
		p->at[i].Alignment = (ULONG_PTR)(first + (n - 1 - i) * PAGE);
}

static inline unsigned char *page_of(const struct pages *p, unsigned i)
{
	return (unsigned char *)(ULONG_PTR)p->at[i].Alignment;
}

/* A file of that many bytes, page i of which is full of 'a' + i. */
static inline HANDLE pages_file(DWORD bytes, DWORD flags)
{
	const char *path = fixture_path("pages");
	HANDLE file = CreateFileA(path, GENERIC_WRITE, PAIR_SHARE, NULL,
				  CREATE_ALWAYS, 0, NULL);
	DWORD moved, at = 0;
	char page[PAGE];

	while (at < bytes) {
		DWORD size = bytes - at < PAGE ? bytes - at : PAGE;

		memset(page, 'a' + at / PAGE, PAGE);
		works(WriteFile(file, page, size, &moved, NULL));
		at += size;
	}
	CloseHandle(file);
	file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, PAIR_SHARE, NULL,
			   OPEN_EXISTING, flags, NULL);
	ok(file != INVALID_HANDLE_VALUE, "error %u\n", GetLastError());
	return file;
}

/* The first bytes of page i are c, what follows is as it was. */
#define page_has(p, i, c, bytes) page_has_(__FILE__, __LINE__, p, i, c, bytes)
static inline void page_has_(const char *src, int line, const struct pages *p,
			     unsigned i, unsigned char c, DWORD bytes)
{
	const unsigned char *page = page_of(p, i);

	for (DWORD k = 0; k < PAGE; k++)
		if (page[k] != (k < bytes ? c : 0xcc)) {
			ok_(src, line)(0, "page %u byte %u is %#x\n", i, k,
				       page[k]);
			return;
		}
}

/* Done at once or later; then its end. */
#define scattered(ret, file, io, error, count) \
	do { \
		BOOL ret_ = (ret); \
		ok(ret_ || GetLastError() == ERROR_IO_PENDING || \
			   (error && GetLastError() == (error)), \
		   "error %u\n", GetLastError()); \
		if (ret_ || GetLastError() == ERROR_IO_PENDING) \
			io_ends(file, io, error, count); \
	} while (0)

#endif
