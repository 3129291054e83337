/*
 * A blocking ReadFile of data that are there: what the library adds to read(2).
 */
#include <windows.h>

#include "bench.h"

#define CHUNK 64
#define CHUNKS 512

static HANDLE reader, writer;

static int open_files(char *const fifo[2])
{
	reader = CreateFileA(fifo[0], GENERIC_READ, FILE_SHARE_READ |
			     FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
	writer = CreateFileA(fifo[0], GENERIC_WRITE, FILE_SHARE_READ |
			     FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
	return reader != INVALID_HANDLE_VALUE &&
		writer != INVALID_HANDLE_VALUE ? 0 : -1;
}

static double reads(unsigned ops)
{
	static char fill[CHUNK * CHUNKS];
	double spent = 0, start;
	char chunk[CHUNK];
	unsigned i, done;
	DWORD got;

	for (done = 0; done < ops; done += CHUNKS) {
		if (!WriteFile(writer, fill, sizeof(fill), &got, NULL) ||
		    got != sizeof(fill))
			return bench_fail("WriteFile");
		start = bench_now();
		for (i = 0; i < CHUNKS; i++)
			if (!ReadFile(reader, chunk, CHUNK, &got, NULL) ||
			    got != CHUNK)
				return bench_fail("ReadFile");
		spent += bench_now() - start;
	}
	return spent / done;
}

const struct bench read_ready = {
	.name = "read_ready", .unit = "ns", .ops = 8 * CHUNKS, .limit = 1.15,
	.open = open_files, .round = reads,
};
