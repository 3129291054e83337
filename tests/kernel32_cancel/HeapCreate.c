/*
 * Heaps that the program makes: blocks of their own, gone with them.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

/* G-070: blocks as in the process's heap */
static void blocks(void)
{
	HANDLE heap = HeapCreate(0, 0, 0);
	unsigned char *block[50];

	ok(heap && heap != GetProcessHeap(), "heap %p: %u\n", heap,
	   GetLastError());
	for (int i = 0; i < 50; i++) {
		block[i] = HeapAlloc(heap, HEAP_ZERO_MEMORY, i * 100 + 1);
		ok(block[i] && !((ULONG_PTR)block[i] & 15), "%p\n", block[i]);
		ok(!block[i][i * 100], "not zero\n");
		memset(block[i], i, i * 100 + 1);
	}
	for (int i = 0; i < 50; i += 2) {
		block[i] = HeapReAlloc(heap, HEAP_ZERO_MEMORY, block[i], 9000);
		ok(block[i] && block[i][i * 100] == i && !block[i][8999],
		   "moved wrongly\n");
		ok(HeapSize(heap, 0, block[i]) == 9000, "size %u\n",
		   (unsigned)HeapSize(heap, 0, block[i]));
	}
	ok(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block[0], 10) ==
		   block[0], "it moved\n");
	ok(HeapSize(heap, 0, block[0]) == 10, "size %u\n",
	   (unsigned)HeapSize(heap, 0, block[0]));
	for (int i = 0; i < 25; i++)
		succeeds(HeapFree(heap, 0, block[i]));
	succeeds(HeapFree(heap, 0, NULL));
	ok(HeapValidate(heap, 0, NULL), "it is damaged\n");
	ok(HeapValidate(heap, 0, block[30]), "no block\n");
	/* the others go with the heap: a sanitizer would tell */
	succeeds(HeapDestroy(heap));
}

/* G-071: a heap that may not grow */
static void limited(void)
{
	HANDLE heap = HeapCreate(0, 0, 65536);
	void *block, *more = NULL;
	int n = 0;

	ok(heap != NULL, "error %u\n", GetLastError());
	ok(!HeapAlloc(heap, 0, 200000), "more than it has\n");
	ok(GetLastError() == ERROR_NOT_ENOUGH_MEMORY, "error %u\n",
	   GetLastError());
	while (n < 100 && (block = HeapAlloc(heap, 0, 2048)) != NULL) {
		more = block;
		n++;
	}
	ok(n > 10 && n < 33, "%d times 2048\n", n);
	succeeds(HeapFree(heap, 0, more));
	ok(HeapAlloc(heap, 0, 2048) != NULL, "what was freed is gone\n");
	succeeds(HeapDestroy(heap));
}

/* G-072 */
static void refusals(void)
{
	HANDLE heap = HeapCreate(0, 0, 0);
	void *here = HeapAlloc(heap, 0, 16);

	ok(HeapValidate(GetProcessHeap(), 0, NULL), "it is damaged\n");
	if (strcmp(winetest_platform, "wine")) { /* Wine looks into it */
		refuses(HeapFree(FOREIGN_HANDLE, 0, NULL), ERROR_INVALID_HANDLE);
		refuses(HeapAlloc(FOREIGN_HANDLE, 0, 1) != NULL,
			ERROR_INVALID_HANDLE);
		refuses(HeapDestroy(GetProcessHeap()), ERROR_INVALID_HANDLE);
		refuses(HeapFree(GetProcessHeap(), 0, here),
			ERROR_INVALID_PARAMETER);
		refuses(HeapDestroy(FOREIGN_HANDLE), ERROR_INVALID_HANDLE);
	}
	ok(!HeapValidate(GetProcessHeap(), 0, here), "another heap's\n");
	ok(!HeapValidate(heap, 0, (char *)here + 16), "no block\n");
	succeeds(HeapFree(heap, 0, here));
	succeeds(HeapDestroy(heap));
}

static DWORD WINAPI churn(void *heap)
{
	void *block[16] = { NULL };

	for (int i = 0; i < 20000; i++) {
		void **at = &block[i * 7 % 16];

		ok(HeapFree(heap, 0, *at), "error %u\n", GetLastError());
		*at = HeapAlloc(heap, 0, i % 100);
		*at = HeapReAlloc(heap, 0, *at, i % 90);
	}
	return 0;
}

/* G-070: several threads in one heap */
static void several_threads(void)
{
	HANDLE heap = HeapCreate(0, 0, 0), thread[3];

	for (int i = 0; i < 3; i++)
		thread[i] = start_thread(churn, heap);
	for (int i = 0; i < 3; i++)
		thread_ends(thread[i], 0);
	ok(HeapValidate(heap, 0, NULL), "it is damaged\n");
	succeeds(HeapDestroy(heap));
}

START_TEST(HeapCreate)
{
	RUN(blocks);
	RUN(limited);
	RUN(refusals);
	RUN(several_threads);
}
