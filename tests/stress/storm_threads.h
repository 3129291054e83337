/*
 * The storm's thread of short-lived threads: each begins operations and exits,
 * which cancels them; somebody else finds out how they ended.
 */
#ifndef TESTS_STORM_THREADS_H
#define TESTS_STORM_THREADS_H

#include "storm.h"

static HANDLE leaver_file;

static DWORD WINAPI begin_and_leave(void *arg)
{
	struct crew *c = arg;

	for (int i = 0; i < SLOTS; i++)
		slot_begin(&c->slot[i], leaver_file);
	return 0;
}

static DWORD WINAPI come_and_leave(void *arg)
{
	struct crew *c = arg;

	while (!load(&stopping)) {
		enum dir dir = rnd(&c->seed, 2);
		HANDLE thread;

		leaver_file = lane_open(rnd(&c->seed, LANES), dir,
					FILE_FLAG_OVERLAPPED);
		for (int i = 0; i < SLOTS; i++) {
			c->slot[i].dir = dir;
			c->slot[i].routine = FALSE;
			c->slot[i].size = 1 + rnd(&c->seed, 500);
		}
		thread = CreateThread(NULL, 0, begin_and_leave, c, 0, NULL);
		if (WaitForSingleObject(thread, INFINITE) != WAIT_OBJECT_0)
			ok(0, "wait: error %u\n", GetLastError());
		CloseHandle(thread);
		for (int i = 0; i < SLOTS; i++)
			slot_await(&c->slot[i], rnd(&c->seed, 3), FALSE);
		CloseHandle(leaver_file);
		yield_times(rnd(&c->seed, 60));
	}
	return 0;
}

#endif
