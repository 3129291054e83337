/*
 * The FIFOs of a crowd, and the raw descriptors that bytes are put into some of
 * them by: to have one for each there are not files enough.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"

static char folder[64], path[96];
static int writers[CROWD_HOT];

/* Hot ones lie evenly among the others. */
static unsigned place_of(unsigned hot)
{
	return hot * (CROWD_MANY / CROWD_HOT);
}

static void name(unsigned n)
{
	snprintf(path, sizeof(path), "%s/%u", folder, n);
}

int bench_crowd_begin(void)
{
	struct rlimit limit;
	unsigned i;

	/* What a program with so many files does for itself; no library may. */
	if (getrlimit(RLIMIT_NOFILE, &limit))
		return -1;
	limit.rlim_cur = limit.rlim_max;
	snprintf(folder, sizeof(folder), "/tmp/wincancel-crowd.XXXXXX");
	if (setrlimit(RLIMIT_NOFILE, &limit) || !mkdtemp(folder))
		return -1;
	for (i = 0; i < CROWD_MANY; i++) {
		name(i);
		if (mkfifo(path, 0600))
			return -1;
	}
	for (i = 0; i < CROWD_HOT; i++) {
		name(place_of(i));
		writers[i] = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
		if (writers[i] < 0)
			return -1;
	}
	return 0;
}

const char *bench_crowd_fifo(unsigned n)
{
	name(n);
	return path;
}

void bench_crowd_end(void)
{
	unsigned i;

	for (i = 0; i < CROWD_MANY; i++) {
		name(i);
		unlink(path);
	}
	rmdir(folder);
}

int bench_crowd_put(unsigned hot)
{
	return write(writers[hot], "x", 1) == 1 ? 0 : -1;
}
