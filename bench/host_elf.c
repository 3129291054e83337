/*
 * The host on Linux: clock, gates, placement and memory, none of it through
 * the library that is being measured.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <malloc.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "place.h"

static unsigned gates[GATES] __attribute__((aligned(64)));
static int worker_cpu = -1;

static void futex(unsigned *word, int op, unsigned value)
{
	syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

void bench_post(enum bench_gate gate)
{
	__atomic_add_fetch(gates + gate, 1, __ATOMIC_SEQ_CST);
	futex(gates + gate, FUTEX_WAKE, 1);
}

void bench_wait(enum bench_gate gate)
{
	unsigned seen;

	for (;;) {
		seen = __atomic_load_n(gates + gate, __ATOMIC_SEQ_CST);
		if (!seen)
			futex(gates + gate, FUTEX_WAIT, 0);
		else if (__atomic_compare_exchange_n(gates + gate, &seen,
						     seen - 1, 0,
						     __ATOMIC_SEQ_CST,
						     __ATOMIC_SEQ_CST))
			return;
	}
}

double bench_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

unsigned bench_self(void)
{
	return (unsigned)syscall(SYS_gettid);
}

static char thread_state(unsigned thread)
{
	char path[64], text[256], *after;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%u/stat", thread);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length > 0 ? length : 0] = 0;
	after = strrchr(text, ')');
	return after && after[1] ? after[2] : 0;
}

void bench_settle(unsigned thread)
{
	char state;

	do {
		sched_yield();
		state = thread_state(thread);
	} while (state && state != 'S');
}

int place_cpu(unsigned nth)
{
	cpu_set_t set;
	int cpu;

	sched_getaffinity(0, sizeof(set), &set);
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &set) && !nth--)
			return cpu;
	return -1;
}

void place_self(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

void place_workers(int cpu)
{
	worker_cpu = cpu;
}

int place_worker(void)
{
	return worker_cpu;
}

void bench_place_worker(void)
{
	if (worker_cpu >= 0)
		place_self(worker_cpu);
}

int bench_peer(const char *bench, const char *what)
{
	char cpu[16];
	char *argv[] = { "/proc/self/exe", "--peer", (char *)bench,
			 (char *)what, cpu, NULL };
	pid_t pid;

	snprintf(cpu, sizeof(cpu), "%d", worker_cpu);
	return posix_spawn(&pid, argv[0], NULL, NULL, argv, environ);
}

/* Anonymous pages outside the heap that malloc accounts for by itself. */
static double mapped(void)
{
	char line[512], name[16];
	double sum = 0, kilobytes;
	unsigned long from, to;
	int heap = 0, fields;
	FILE *smaps;

	smaps = fopen("/proc/self/smaps", "re");
	if (!smaps)
		return -1;
	while (fgets(line, sizeof(line), smaps)) {
		fields = sscanf(line, "%lx-%lx", &from, &to);
		if (fields == 2)
			heap = strstr(line, "[heap]") != NULL;
		else if (!heap && sscanf(line, "%15[A-Za-z]: %lf kB", name,
					 &kilobytes) == 2 &&
			 !strcmp(name, "Anonymous"))
			sum += kilobytes * 1024;
	}
	fclose(smaps);
	return sum;
}

double bench_memory(void)
{
	struct mallinfo2 info = mallinfo2();

	return (double)info.uordblks + mapped();
}

double bench_fail(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	return -1;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *values, unsigned count)
{
	qsort(values, count, sizeof(*values), ascending);
	return count & 1 ? values[count / 2] :
		(values[count / 2 - 1] + values[count / 2]) / 2;
}
