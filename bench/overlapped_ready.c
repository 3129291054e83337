/*
 * An overlapped ReadFile, with an event, of data that are there.
 */
#include <windows.h>

#include "bench.h"

#define CHUNK 64
#define CHUNKS 512

static HANDLE reader, writer;
static OVERLAPPED overlapped;

static int open_files(char *const fifo[2])
{
	reader = CreateFileA(fifo[0], GENERIC_READ, FILE_SHARE_READ |
			     FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
			     FILE_FLAG_OVERLAPPED, NULL);
	writer = CreateFileA(fifo[0], GENERIC_WRITE, FILE_SHARE_READ |
			     FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
	overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	return reader != INVALID_HANDLE_VALUE && overlapped.hEvent &&
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
			if (!ReadFile(reader, chunk, CHUNK, &got,
				      &overlapped) || got != CHUNK)
				return bench_fail("ReadFile was not done at once");
		spent += bench_now() - start;
	}
	return spent / done;
}

const struct bench overlapped_ready = {
	.name = "overlapped_ready", .unit = "ns", .ops = 8 * CHUNKS,
	.limit = 1.3, .open = open_files, .round = reads,
};
