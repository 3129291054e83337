/*
 * VirtualAlloc where Linux has no memory to give.
 */
#include <windows.h>
#include <sys/resource.h>
#include "wine/test.h"
#include "lib/sync.h"

#define MB (1ul << 20)

/* Of /proc/self/status, in bytes. */
static unsigned long status_of(const char *name)
{
	FILE *f = fopen("/proc/self/status", "r");
	unsigned long kb = 0;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)))
			kb = strtoul(line + strlen(name), NULL, 10);
	if (f)
		fclose(f);
	return kb * 1024;
}

/* G-076: what cannot be committed is not reserved either */
static void all_or_nothing(void)
{
	struct rlimit limit;
	unsigned long before;

	getrlimit(RLIMIT_DATA, &limit);
	limit.rlim_cur = status_of("VmData:") + 100 * MB;
	ok(!setrlimit(RLIMIT_DATA, &limit), "setrlimit\n");
	before = status_of("VmSize:");
	for (int i = 0; i < 3; i++)
		refuses(VirtualAlloc(NULL, 1024 * MB, MEM_RESERVE | MEM_COMMIT,
				     PAGE_READWRITE) != NULL,
			ERROR_NOT_ENOUGH_MEMORY);
	ok(status_of("VmSize:") - before < 512 * MB, "from %lu to %lu\n",
	   before, status_of("VmSize:"));
}

START_TEST(VirtualAlloc_elf)
{
	RUN(all_or_nothing);
}
