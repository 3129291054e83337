/*
 * Thousands of reads pending on one handle, their OVERLAPPEDs at distances that
 * do no hash any good: each of them is found by its address, whichever are gone
 * already and whatever has taken their places, and those left read in their order.
 */
#include <windows.h>
#include "wine/test.h"
#include <stdlib.h>
#include "pair.h"

#define CROWD  3000
#define ROUNDS 3

static HANDLE rd, wr, done;
static char *arena;
static unsigned char *bytes;
static unsigned distance;
static unsigned seed = 1;

static unsigned draw(unsigned below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static OVERLAPPED *block(unsigned i)
{
	return (OVERLAPPED *)(arena + (size_t)i * distance);
}

static void begin(unsigned i)
{
	memset(block(i), 0, sizeof(OVERLAPPED));
	block(i)->hEvent = done;
	bytes[i] = 0xcc;
	ok(!ReadFile(rd, bytes + i, 1, NULL, block(i)) &&
	   GetLastError() == ERROR_IO_PENDING, "%u at %u: %u\n", i, distance,
	   GetLastError());
}

static void ends(unsigned i, DWORD error)
{
	DWORD got = 7;
	BOOL good = GetOverlappedResult(rd, block(i), &got, FALSE);

	ok(good == !error && (good || GetLastError() == error) &&
	   got == !error, "%u at %u: %d, %u, %u\n", i, distance, good,
	   GetLastError(), got);
}

static void cancel(unsigned i)
{
	ok(CancelIoEx(rd, block(i)), "%u at %u: %u\n", i, distance,
	   GetLastError());
	ends(i, ERROR_OPERATION_ABORTED);
	ok(!CancelIoEx(rd, block(i)) && GetLastError() == ERROR_NOT_FOUND,
	   "%u at %u is still there\n", i, distance);
}

/* K-017 K-021: every third stays, and each of the others was found. */
static void one_round(unsigned round)
{
	static unsigned order[CROWD];
	unsigned i, k, swap, left = 0;
	DWORD put;

	for (i = 0; i < CROWD; i++) {
		begin(i);
		order[i] = i;
	}
	for (i = CROWD - 1; i; i--) {
		k = draw(i + 1);
		swap = order[i];
		order[i] = order[k];
		order[k] = swap;
	}
	for (i = 0; i < CROWD; i++)
		if (order[i] % 3 != round % 3)
			cancel(order[i]);
		else
			left++;
	for (i = 0; i < CROWD; i++) {
		char byte = (char)i;

		if (i % 3 != round % 3)
			continue;
		ResetEvent(done);
		ok(WriteFile(wr, &byte, 1, &put, NULL) && put == 1,
		   "WriteFile: %u\n", GetLastError());
		WaitForSingleObject(done, INFINITE);
		ends(i, 0);
		ok(bytes[i] == (unsigned char)i, "%u read %u\n", i, bytes[i]);
		left--;
	}
	ok(!left, "%u left\n", left);
	ok(!CancelIoEx(rd, NULL) && GetLastError() == ERROR_NOT_FOUND,
	   "somebody is left\n");
}

static void at_distance(unsigned bytes_apart)
{
	unsigned round;

	distance = bytes_apart;
	done = CreateEventA(NULL, TRUE, FALSE, NULL);
	arena = malloc((size_t)CROWD * distance + sizeof(OVERLAPPED));
	bytes = malloc(CROWD);
	ok(done && arena && bytes, "no memory\n");
	ok(overlapped_pair(&rd, &wr), "no pair\n");
	for (round = 0; round < ROUNDS; round++)
		one_round(round);
	CloseHandle(wr);
	CloseHandle(rd);
	CloseHandle(done);
	free(bytes);
	free(arena);
}

static void side_by_side(void)
{
	at_distance(sizeof(OVERLAPPED));
}

static void askew(void)
{
	at_distance(sizeof(OVERLAPPED) + 8);
}

/* As many homes as a chunk has, less one, and all of them. */
static void on_few_homes(void)
{
	at_distance(63 * sizeof(OVERLAPPED));
	at_distance(64 * sizeof(OVERLAPPED));
}

static void pages_apart(void)
{
	at_distance(8192);
}

START_TEST(crowd)
{
	RUN(side_by_side);
	RUN(askew);
	RUN(on_few_homes);
	RUN(pages_apart);
}
