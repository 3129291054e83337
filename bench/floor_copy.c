/*
 * The floor of copy_1g: cp, which reads and writes.
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

static char source[256], target[256];

static int find_files(char *const fifo[2])
{
	int length = (int)(strrchr(fifo[0], '/') + 1 - fifo[0]);

	snprintf(source, sizeof(source), "%.*scopy_source", length, fifo[0]);
	snprintf(target, sizeof(target), "%.*scopy_floor", length, fifo[0]);
	return 0;
}

static double copies(unsigned ops)
{
	char *argv[] = { "cp", "--reflink=never", source, target, NULL };
	double start = bench_now(), spent;
	pid_t pid;
	int status;

	(void)ops;
	if (posix_spawnp(&pid, "cp", NULL, NULL, argv, environ) ||
	    waitpid(pid, &status, 0) != pid || status)
		return bench_fail("cp");
	spent = bench_now() - start;
	unlink(target);
	return spent / 1e6;
}

const struct floor floor_copy_1g = { "copy_1g", find_files, copies };
