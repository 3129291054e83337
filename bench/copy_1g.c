/*
 * CopyFileEx of a file of 1 GiB that is in the cache, with a flag that somebody
 * could set and a routine that is told: what that adds to a plain copy.
 */
#include <windows.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

#define SIZE (1u << 30)
#define CHUNK (1u << 20)

static char source[256], target[256];
static unsigned chunks;

/* The runner removes them with its folder. */
static void place(char out[256], const char *beside, const char *name)
{
	const char *slash = strrchr(beside, '/');

	if (strrchr(beside, '\\') > slash)
		slash = strrchr(beside, '\\');
	snprintf(out, 256, "%.*s%s", (int)(slash + 1 - beside), beside, name);
}

static int make_source(char *const fifo[2])
{
	static char chunk[CHUNK];
	unsigned i;
	DWORD put;
	HANDLE file;

	place(source, fifo[0], "copy_source");
	place(target, fifo[0], "copy_target");
	file = CreateFileA(source, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0,
			   NULL);
	if (file == INVALID_HANDLE_VALUE)
		return -1;
	for (i = 0; i < SIZE / CHUNK; i++) {
		memset(chunk, (int)i, CHUNK);
		if (!WriteFile(file, chunk, CHUNK, &put, NULL) || put != CHUNK)
			return -1;
	}
	/* Nothing of it is to be written while something is measured. */
	FlushFileBuffers(file);
	CloseHandle(file);
	return 0;
}

static DWORD CALLBACK told(LARGE_INTEGER size, LARGE_INTEGER done,
			   LARGE_INTEGER stream_size, LARGE_INTEGER stream_done,
			   DWORD stream, DWORD reason, HANDLE from, HANDLE to,
			   void *context)
{
	(void)size, (void)done, (void)stream_size, (void)stream_done;
	(void)stream, (void)reason, (void)from, (void)to, (void)context;
	chunks++;
	return PROGRESS_CONTINUE;
}

static double copies(unsigned ops)
{
	BOOL cancel = FALSE;
	double start = bench_now(), spent;

	(void)ops;
	if (!CopyFileExA(source, target, told, NULL, &cancel, 0))
		return bench_fail("CopyFileEx");
	spent = bench_now() - start;
	/* Gone before the kernel thinks of writing it. */
	DeleteFileA(target);
	return spent / 1e6;
}

const struct bench copy_1g = {
	.name = "copy_1g", .unit = "ms", .ops = 1, .limit = 1.1, .native = 1,
	.rounds = 9, .open = make_source, .round = copies,
};
