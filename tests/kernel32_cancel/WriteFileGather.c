/*
 * WriteFileGather: pages from anywhere, in the order of the array.
 */
#include <windows.h>
#include "wine/test.h"
#include "ranges.h"
#include "scatter.h"

/* Reads the file's page i through a handle of its own and compares it. */
static void file_page_has(DWORD i, unsigned char c)
{
	HANDLE file = CreateFileA(fixture_path("pages"), GENERIC_READ, PAIR_SHARE,
				  NULL, OPEN_EXISTING, 0, NULL);
	OVERLAPPED ov = {.Offset = i * PAGE};
	unsigned char page[PAGE];
	DWORD moved = 0, k = 0;

	works(ReadFile(file, page, PAGE, &moved, &ov));
	while (k < moved && page[k] == c)
		k++;
	ok(moved == PAGE && k == PAGE, "page %u: moved %u, %#x at %u\n", i,
	   moved, k < PAGE ? page[k] : 0, k);
	CloseHandle(file);
}

/* F-075 */
static void whole_pages(void)
{
	HANDLE file = pages_file(PAGE, UNBUFFERED);
	struct pages p;
	struct io io;

	io_init(&io);
	pages_make(&p, 3);
	for (int i = 0; i < 3; i++)
		memset(page_of(&p, i), 'x' + i, PAGE);
	io.ov.Offset = PAGE;
	scattered(WriteFileGather(file, p.at, 3 * PAGE, NULL, &io.ov), file,
		  &io, 0, 3 * PAGE);
	file_page_has(0, 'a');
	for (int i = 0; i < 3; i++)
		file_page_has(1 + i, 'x' + i);
	ok(GetFileSize(file, NULL) == 4 * PAGE, "size %u\n",
	   GetFileSize(file, NULL));
	CloseHandle(file);
	free(p.memory);
	io_fini(&io);
}

/* F-075: the last page as far as the size goes. */
static void part_of_a_page(void)
{
	HANDLE file = pages_file(0, UNBUFFERED);
	struct pages p;
	struct io io;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine writes whole pages only\n");
		return;
	}
	io_init(&io);
	pages_make(&p, 2);
	scattered(WriteFileGather(file, p.at, PAGE + 512, NULL, &io.ov), file,
		  &io, 0, PAGE + 512);
	ok(GetFileSize(file, NULL) == PAGE + 512, "size %u\n",
	   GetFileSize(file, NULL));
	io.ov.Offset = PAGE;
	memset(page_of(&p, 0), 'y', PAGE);
	scattered(WriteFileGather(file, p.at, 1024, NULL, &io.ov), file, &io, 0,
		  1024);
	ok(GetFileSize(file, NULL) == PAGE + 1024, "size %u\n",
	   GetFileSize(file, NULL));
	scattered(WriteFileGather(file, p.at, 0, NULL, &io.ov), file, &io, 0, 0);
	CloseHandle(file);
	free(p.memory);
	io_fini(&io);
}

/* F-068 F-077 */
static void refused(void)
{
	HANDLE file = pages_file(2 * PAGE, UNBUFFERED), plain;
	struct pages p;
	OVERLAPPED ov = {0};

	pages_make(&p, 2);
	plain = pages_file(2 * PAGE, FILE_FLAG_OVERLAPPED);
	fails(WriteFileGather(plain, p.at, PAGE, NULL, &ov),
	      ERROR_INVALID_PARAMETER);
	if (strcmp(winetest_platform, "wine")) {
		locks(plain, EXCLUSIVE, PAGE, 1);
		fails(WriteFileGather(file, p.at, 2 * PAGE, NULL, &ov),
		      ERROR_LOCK_VIOLATION);
	} else {
		skip("Wine's transfers do not look at ranges\n");
	}
	CloseHandle(plain);
	CloseHandle(file);
	file = CreateFileA(fixture_path("pages"), GENERIC_READ, PAIR_SHARE, NULL,
			   OPEN_EXISTING, UNBUFFERED, NULL);
	fails(WriteFileGather(file, p.at, PAGE, NULL, &ov),
	      ERROR_ACCESS_DENIED);
	CloseHandle(file);
	free(p.memory);
}

START_TEST(WriteFileGather)
{
	RUN(whole_pages);
	RUN(part_of_a_page);
	RUN(refused);
}
