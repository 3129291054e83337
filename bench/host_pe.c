/*
 * The host on Wine (or Windows): the same services as the native host, and a
 * main that prints the median cost of one bench, or nothing if it cannot run.
 *
 *   bench.exe NAME FIFO0 FIFO1 SECONDS
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define MOST 1001

static HANDLE gates[GATES];

void bench_post(enum bench_gate gate)
{
	ReleaseSemaphore(gates[gate], 1, NULL);
}

void bench_wait(enum bench_gate gate)
{
	WaitForSingleObject(gates[gate], INFINITE);
}

double bench_now(void)
{
	LARGE_INTEGER count, frequency;

	QueryPerformanceCounter(&count);
	QueryPerformanceFrequency(&frequency);
	return (double)count.QuadPart * 1e9 / (double)frequency.QuadPart;
}

unsigned bench_self(void)
{
	return GetCurrentThreadId();
}

/* Win32 cannot say whether a thread is asleep; a millisecond is enough. */
void bench_settle(unsigned thread)
{
	(void)thread;
	Sleep(1);
}

void bench_place_worker(void)
{
}

double bench_memory(void)
{
	return bench_fail("no measure of memory here");
}

double bench_fail(const char *what)
{
	fprintf(stderr, "bench: %s, error %lu\n", what, GetLastError());
	return -1;
}

/* Benches of two processes are native ones. */
int bench_peer(const char *bench, const char *what)
{
	(void)what;
	bench_fail(bench);
	return -1;
}

/* The runner is one of Linux' programs, and starts as any other from here. */
int bench_load(unsigned short number, unsigned connections, unsigned bytes)
{
	STARTUPINFOA how = { .cb = sizeof(how) };
	PROCESS_INFORMATION made;
	char path[MAX_PATH], line[MAX_PATH];

	if (!GetEnvironmentVariableA("BENCH_RUNNER", path, sizeof(path)))
		return -1;
	snprintf(line, sizeof(line), "bench --load %u %u %u -1", number,
		 connections, bytes);
	return CreateProcessA(path, line, NULL, NULL, FALSE, 0, NULL, NULL,
			      &how, &made) ? 0 : -1;
}

/* Windows has no FIFOs: what needs them is not run here. */
int bench_crowd_begin(void)
{
	return -1;
}

const char *bench_crowd_fifo(unsigned n)
{
	(void)n;
	return NULL;
}

void bench_crowd_end(void)
{
}

int bench_crowd_put(unsigned hot)
{
	(void)hot;
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

static int measure(const struct bench *bench, char **fifo, double seconds)
{
	static double cost[MOST];
	double start = bench_now();
	unsigned rounds = 0;

	if (bench->native || bench->open(fifo))
		return 1;
	do {
		cost[rounds] = bench->round(bench->ops);
		if (cost[rounds] < 0)
			return 1;
		rounds++;
	} while (rounds < MOST && bench_now() - start < seconds * 1e9);
	printf("%.1f\n", bench_median(cost, rounds));
	return 0;
}

int main(int argc, char **argv)
{
	unsigned i;

	if (argc < 5)
		return 2;
	for (i = 0; i < GATES; i++)
		gates[i] = CreateSemaphoreA(NULL, 0, MAXLONG, NULL);
	for (i = 0; benches[i]; i++)
		if (!strcmp(benches[i]->name, argv[1])) {
			int status = measure(benches[i], argv + 2,
					     atof(argv[4]));

			fflush(stdout);
			ExitProcess(status);
		}
	return 2;
}

int bench_silent_server(void)
{
	return -1;
}
