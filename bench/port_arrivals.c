/*
 * 10,000 FIFOs with a pending read each; bytes arrive on 512 of them at once. One
 * thread takes the packets and begins the next reads: for each byte, its writing
 * included. The floor does the same with epoll and read.
 */
#include "bench.h"
#include "crowd.h"

static unsigned next;

static int open_all(char *const fifo[2])
{
	unsigned i;

	if (crowd_open(fifo))
		return -1;
	for (i = 0; i < CROWD_MANY; i++)
		if (crowd_read(crowd + i))
			return -1;
	return 0;
}

static int take(unsigned count)
{
	OVERLAPPED_ENTRY entries[64];
	ULONG got, i;

	while (count) {
		if (!GetQueuedCompletionStatusEx(crowd_port, entries, 64, &got,
						 INFINITE, FALSE))
			return -1;
		for (i = 0; i < got; i++)
			if (entries[i].dwNumberOfBytesTransferred != 1 ||
			    crowd_read((struct guest *)entries[i].lpOverlapped))
				return -1;
		count -= got;
	}
	return 0;
}

static double arrivals(unsigned ops)
{
	double start = bench_now();
	unsigned i, done;

	for (done = 0; done < ops; done += CROWD_BURST) {
		for (i = 0; i < CROWD_BURST; i++)
			if (bench_crowd_put(next++ % CROWD_HOT))
				return bench_fail("write");
		if (take(CROWD_BURST))
			return bench_fail("a read");
	}
	return (bench_now() - start) / ops;
}

const struct bench port_arrivals = {
	.name = "port_arrivals", .unit = "ns", .ops = 8 * CROWD_BURST,
	.limit = 1.4, .native = 1, .open = open_all, .round = arrivals,
};
