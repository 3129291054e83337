/* What is no global memory. */
#include <windows.h>
#include "wine/test.h"

#define NO_MEMORY(call, none) do { \
	SetLastError(0xdead); \
	ok((call) == (none), #call " took it\n"); \
	ok(GetLastError() == ERROR_INVALID_HANDLE, #call ": error %u\n", \
	   GetLastError()); } while (0)

/* G-094 */
static void no_memory(void)
{
	char data[64] __attribute__((aligned(16))) = "";
	HGLOBAL volatile place = data + 32;
	HGLOBAL memory = place;

	/* Wine takes any such address for fixed memory's. */
	if (!winetest_platform_is_wine) {
		NO_MEMORY(GlobalLock(memory), NULL);
		NO_MEMORY(GlobalFlags(memory), GMEM_INVALID_HANDLE);
		NO_MEMORY(GlobalLock(NULL), NULL);
	}
	NO_MEMORY(GlobalSize(memory), 0);
	NO_MEMORY(GlobalReAlloc(memory, 10, GMEM_MOVEABLE), NULL);
	NO_MEMORY(GlobalHandle(memory), NULL);
	NO_MEMORY(GlobalFree(memory), memory);
	ok(!GlobalFree(NULL), "NULL\n");
}

START_TEST(GlobalLock_invalid)
{
	RUN(no_memory);
}
