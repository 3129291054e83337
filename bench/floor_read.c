/*
 * The floor of read_ready and overlapped_ready: read(2) of data that are there.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

#include "bench.h"

#define CHUNK 64
#define CHUNKS 512

static int reader, writer;

static int open_files(char *const fifo[2])
{
	writer = open(fifo[0], O_RDWR | O_CLOEXEC);
	reader = open(fifo[0], O_RDONLY | O_CLOEXEC);
	return reader < 0 || writer < 0 ? -1 : 0;
}

static double reads(unsigned ops)
{
	static char fill[CHUNK * CHUNKS];
	double spent = 0, start;
	char chunk[CHUNK];
	unsigned i, done;

	for (done = 0; done < ops; done += CHUNKS) {
		if (write(writer, fill, sizeof(fill)) != sizeof(fill))
			return bench_fail("write");
		start = bench_now();
		for (i = 0; i < CHUNKS; i++)
			if (read(reader, chunk, CHUNK) != CHUNK)
				return bench_fail("read");
		spent += bench_now() - start;
	}
	return spent / done;
}

const struct floor floor_read_ready = { "read_ready", open_files, reads };
const struct floor floor_overlapped_ready = {
	"overlapped_ready", open_files, reads
};
