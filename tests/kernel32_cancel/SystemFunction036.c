/* Random bytes. */
#include <windows.h>
#include "wine/test.h"

BOOLEAN WINAPI SystemFunction036(void *buffer, ULONG size);

/* G-095 */
static void random_bytes(void)
{
	static unsigned char one[4096], two[4096];
	int seen[256] = { 0 }, different = 0;

	ok(SystemFunction036(one, sizeof(one)), "error %u\n", GetLastError());
	ok(SystemFunction036(two, sizeof(two) - 1), "error %u\n",
	   GetLastError());
	ok(memcmp(one, two, 64) != 0, "the same again\n");
	ok(!two[sizeof(two) - 1], "written beyond the end\n");
	for (unsigned i = 0; i < sizeof(one); i++)
		different += !seen[one[i]]++;
	ok(different > 200, "%d different bytes\n", different);
	ok(SystemFunction036(one, 0), "nothing\n");
}

START_TEST(SystemFunction036)
{
	RUN(random_bytes);
}
