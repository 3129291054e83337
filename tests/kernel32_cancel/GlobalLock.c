/* Global memory, fixed and movable. */
#include <windows.h>
#include "wine/test.h"

#define SIZE 100

/* G-090 */
static void movable(void)
{
	HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE | GMEM_ZEROINIT, SIZE);
	char *data, *again;
	BOOL ret;

	ok(memory != NULL, "error %u\n", GetLastError());
	ok(GlobalSize(memory) >= SIZE && GlobalFlags(memory) == 0,
	   "%u bytes, flags %#x\n", (UINT)GlobalSize(memory),
	   GlobalFlags(memory));
	data = GlobalLock(memory);
	ok(data && !data[0] && !data[SIZE - 1], "%p\n", data);
	ok(!((ULONG_PTR)data & 7), "%p\n", data);
	again = GlobalLock(memory);
	ok(again == data && GlobalFlags(memory) == 2, "%p, flags %#x\n", again,
	   GlobalFlags(memory));
	ok(GlobalHandle(data) == memory, "%p, not %p\n", GlobalHandle(data),
	   memory);
	ret = GlobalUnlock(memory);
	ok(ret && GlobalFlags(memory) == 1, "%d, flags %#x\n", ret,
	   GlobalFlags(memory));
	SetLastError(0xdead);
	ret = GlobalUnlock(memory);
	ok(!ret && GetLastError() == NO_ERROR, "%d, error %u\n", ret,
	   GetLastError());
	SetLastError(0xdead);
	ret = GlobalUnlock(memory);
	ok(!ret && GetLastError() == ERROR_NOT_LOCKED, "%d, error %u\n", ret,
	   GetLastError());
	ok(!GlobalFree(memory), "not freed\n");
}

/* G-091 */
static void keeps_its_handle(void)
{
	HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, 4), got;
	char *data = GlobalLock(memory);

	memcpy(data, "abcd", 4);
	GlobalUnlock(memory);
	for (SIZE_T size = 8; size < 1 << 20; size *= 2) {
		got = GlobalReAlloc(memory, size, GMEM_MOVEABLE |
						  GMEM_ZEROINIT);
		ok(got == memory && GlobalSize(memory) >= size,
		   "%p, not %p, of %u bytes\n", got, memory,
		   (UINT)GlobalSize(memory));
	}
	data = GlobalLock(memory);
	ok(!memcmp(data, "abcd", 5) && !data[(1 << 19) - 1], "lost\n");
	GlobalUnlock(memory);
	got = GlobalReAlloc(memory, 2, GMEM_MOVEABLE);
	data = GlobalLock(memory);
	ok(got == memory && !memcmp(data, "ab", 2), "lost\n");
	GlobalUnlock(memory);
	ok(!GlobalFree(memory), "not freed\n");
}

/* G-092 */
static void discarded(void)
{
	HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, 0), got;
	void *data;

	ok(memory && GlobalSize(memory) == 0, "%p, %u bytes\n", memory,
	   (UINT)GlobalSize(memory));
	ok(GlobalFlags(memory) & GMEM_DISCARDED, "flags %#x\n",
	   GlobalFlags(memory));
	SetLastError(0xdead);
	data = GlobalLock(memory);
	ok(!data && GetLastError() == ERROR_DISCARDED, "%p, error %u\n", data,
	   GetLastError());
	got = GlobalReAlloc(memory, SIZE, GMEM_MOVEABLE);
	ok(got == memory && !(GlobalFlags(memory) & GMEM_DISCARDED), "%p\n",
	   got);
	data = GlobalLock(memory);
	ok(data != NULL, "error %u\n", GetLastError());
	got = GlobalReAlloc(memory, 0, GMEM_MOVEABLE);
	ok(!got, "locked memory was discarded\n");
	GlobalUnlock(memory);
	got = GlobalReAlloc(memory, 0, GMEM_MOVEABLE);
	ok(got == memory && GlobalFlags(memory) & GMEM_DISCARDED,
	   "%p, flags %#x\n", got, GlobalFlags(memory));
	ok(!GlobalFree(memory), "not freed\n");
}

/* G-093 */
static void fixed(void)
{
	HGLOBAL memory = GlobalAlloc(GPTR, SIZE), grown;
	void *data = GlobalLock(memory);
	BOOL ret;

	ok(data == memory, "%p, not %p\n", data, memory);
	ok(GlobalFlags(memory) == 0 && GlobalSize(memory) == SIZE,
	   "flags %#x, %u bytes\n", GlobalFlags(memory),
	   (UINT)GlobalSize(memory));
	ok(GlobalHandle(data) == memory, "%p\n", GlobalHandle(data));
	ret = GlobalUnlock(memory);
	ok(ret, "error %u\n", GetLastError());
	memcpy(memory, "abcd", 4);
	grown = GlobalReAlloc(memory, 100000, GMEM_MOVEABLE);
	ok(grown && !memcmp(grown, "abcd", 4), "%p\n", grown);
	ok(!GlobalFree(grown), "not freed\n");
}

/* G-093 */
static void made_movable(void)
{
	HGLOBAL memory = GlobalAlloc(GMEM_FIXED, 4), got;
	char *data;

	memcpy(memory, "abcd", 4);
	got = GlobalReAlloc(memory, 0, GMEM_MODIFY | GMEM_MOVEABLE);
	ok(got != NULL, "error %u\n", GetLastError());
	data = GlobalLock(got);
	ok(data && !memcmp(data, "abcd", 4), "%p\n", data);
	ok((GlobalFlags(got) & GMEM_LOCKCOUNT) == 1, "flags %#x\n",
	   GlobalFlags(got));
	GlobalUnlock(got);
	ok(!GlobalFree(got), "not freed\n");
}

START_TEST(GlobalLock)
{
	RUN(movable);
	RUN(keeps_its_handle);
	RUN(discarded);
	RUN(fixed);
	RUN(made_movable);
}
