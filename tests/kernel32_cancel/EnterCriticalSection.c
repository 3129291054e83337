/*
 * Critical sections: one thread at a time, as often as it likes.
 */
#include <windows.h>
#include "wine/test.h"
#include "pair.h"

#define THREADS 4
#define ROUNDS 20000

static CRITICAL_SECTION section;
static int inside, counter;

static DWORD WINAPI count(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		EnterCriticalSection(&section);
		if (i % 5 == 0) {
			EnterCriticalSection(&section);
			LeaveCriticalSection(&section);
		}
		ok(inside++ == 0, "not alone\n");
		counter++;
		inside--;
		LeaveCriticalSection(&section);
	}
	return 0;
}

static void one_at_a_time(void)
{
	HANDLE thread[THREADS];

	works(InitializeCriticalSectionAndSpinCount(&section, 50));
	for (int i = 0; i < THREADS; i++)
		thread[i] = CreateThread(NULL, 0, count, NULL, 0, NULL);
	WaitForMultipleObjects(THREADS, thread, TRUE, INFINITE);
	for (int i = 0; i < THREADS; i++)
		CloseHandle(thread[i]);
	ok(counter == THREADS * ROUNDS, "%d rounds\n", counter);
	DeleteCriticalSection(&section);
}

static DWORD WINAPI try_it(void *unused)
{
	BOOL got = TryEnterCriticalSection(&section);

	(void)unused;
	if (got)
		LeaveCriticalSection(&section);
	return got;
}

static BOOL others_get_it(void)
{
	HANDLE thread = CreateThread(NULL, 0, try_it, NULL, 0, NULL);
	DWORD got = 77;

	WaitForSingleObject(thread, INFINITE);
	GetExitCodeThread(thread, &got);
	CloseHandle(thread);
	return got;
}

static void recursion(void)
{
	InitializeCriticalSection(&section);
	ok(others_get_it(), "it is not free\n");
	EnterCriticalSection(&section);
	ok(TryEnterCriticalSection(&section), "not by its owner\n");
	ok(!others_get_it(), "not owned\n");
	LeaveCriticalSection(&section);
	ok(!others_get_it(), "left too early\n");
	LeaveCriticalSection(&section);
	ok(others_get_it(), "not left\n");
	DeleteCriticalSection(&section);
	works(InitializeCriticalSectionEx(&section, 0, 0));
	ok(others_get_it(), "it is not free\n");
	DeleteCriticalSection(&section);
}

START_TEST(EnterCriticalSection)
{
	RUN(one_at_a_time);
	RUN(recursion);
}
