/*
 * Condition variables, with SRW locks and critical sections: no wake-up is lost,
 * the lock is held again afterwards.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

#define ITEMS 20000
#define SLEEPERS 4

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE filled = CONDITION_VARIABLE_INIT;
static CONDITION_VARIABLE emptied = CONDITION_VARIABLE_INIT;
static int in_box, taken;

static DWORD WINAPI consume(void *unused)
{
	(void)unused;
	for (int i = 0; i < ITEMS; i++) {
		AcquireSRWLockExclusive(&lock);
		while (!in_box)
			SleepConditionVariableSRW(&filled, &lock, INFINITE, 0);
		in_box--;
		taken++;
		WakeConditionVariable(&emptied);
		ReleaseSRWLockExclusive(&lock);
	}
	return 0;
}

/* G-010: each wake-up finds who sleeps; two threads hand over one at a time */
static void hand_over(void)
{
	HANDLE thread = start_thread(consume, NULL);

	for (int i = 0; i < ITEMS; i++) {
		AcquireSRWLockExclusive(&lock);
		while (in_box)
			ok(SleepConditionVariableSRW(&emptied, &lock, LONG_WAIT,
						     0),
			   "nobody took it: %u\n", GetLastError());
		in_box++;
		ReleaseSRWLockExclusive(&lock);
		/* without the lock: the sleeper may be anywhere */
		WakeConditionVariable(&filled);
	}
	thread_ends(thread, 0);
	ok(taken == ITEMS, "%d taken\n", taken);
}

struct room {
	CRITICAL_SECTION section;
	SRWLOCK lock;
	CONDITION_VARIABLE open;
	HANDLE all_asleep;
	int asleep, through, doors;
};

static DWORD WINAPI sleep_cs(void *arg)
{
	struct room *r = arg;

	EnterCriticalSection(&r->section);
	if (++r->asleep == SLEEPERS)
		SetEvent(r->all_asleep);
	while (!r->doors)
		ok(SleepConditionVariableCS(&r->open, &r->section, LONG_WAIT),
		   "error %u\n", GetLastError());
	r->doors--;
	r->through++;
	LeaveCriticalSection(&r->section);
	return 0;
}

/* G-011: one is woken, or all */
static void one_and_all(void)
{
	struct room r = { .all_asleep = manual_event(FALSE) };
	HANDLE thread[SLEEPERS];
	DWORD first;

	InitializeCriticalSection(&r.section);
	memset(&r.open, 0xaa, sizeof(r.open));
	InitializeConditionVariable(&r.open);
	for (int i = 0; i < SLEEPERS; i++)
		thread[i] = start_thread(sleep_cs, &r);
	waits(r.all_asleep, LONG_WAIT, WAIT_OBJECT_0);
	EnterCriticalSection(&r.section);
	r.doors = 1;
	LeaveCriticalSection(&r.section);
	WakeConditionVariable(&r.open);
	first = WaitForMultipleObjects(SLEEPERS, thread, FALSE, LONG_WAIT);
	ok(first < SLEEPERS, "nobody went through: %#x\n", first);
	EnterCriticalSection(&r.section);
	ok(r.through == 1, "%d went through\n", r.through);
	r.doors = SLEEPERS - 1;
	LeaveCriticalSection(&r.section);
	WakeAllConditionVariable(&r.open);
	for (int i = 0; i < SLEEPERS; i++)
		thread_ends(thread[i], 0);
	ok(r.through == SLEEPERS, "%d went through\n", r.through);
	DeleteCriticalSection(&r.section);
	CloseHandle(r.all_asleep);
}

static DWORD WINAPI try_both(void *arg)
{
	SRWLOCK *at = arg;
	DWORD got = 0;

	if (TryAcquireSRWLockShared(at)) {
		ReleaseSRWLockShared(at);
		got |= 1;
	}
	if (TryAcquireSRWLockExclusive(at)) {
		ReleaseSRWLockExclusive(at);
		got |= 2;
	}
	return got;
}

/* G-012: the time is over: FALSE, ERROR_TIMEOUT, and the lock is held as before */
static void time_outs(void)
{
	CONDITION_VARIABLE never = CONDITION_VARIABLE_INIT;
	CRITICAL_SECTION section;
	SRWLOCK own = SRWLOCK_INIT;
	double begun = now_ms();

	AcquireSRWLockExclusive(&own);
	refuses(SleepConditionVariableSRW(&never, &own, 0, 0), ERROR_TIMEOUT);
	refuses(SleepConditionVariableSRW(&never, &own, 30, 0), ERROR_TIMEOUT);
	ok(now_ms() - begun >= 29, "only %g ms\n", now_ms() - begun);
	thread_ends(start_thread(try_both, &own), 0);
	ReleaseSRWLockExclusive(&own);
	AcquireSRWLockShared(&own);
	refuses(SleepConditionVariableSRW(&never, &own, 1,
					  CONDITION_VARIABLE_LOCKMODE_SHARED),
		ERROR_TIMEOUT);
	thread_ends(start_thread(try_both, &own), 1);
	ReleaseSRWLockShared(&own);
	thread_ends(start_thread(try_both, &own), 3);

	InitializeCriticalSection(&section);
	EnterCriticalSection(&section);
	refuses(SleepConditionVariableCS(&never, &section, 1), ERROR_TIMEOUT);
	LeaveCriticalSection(&section);
	DeleteCriticalSection(&section);
	/* nobody sleeps: nothing is kept */
	WakeConditionVariable(&never);
	WakeAllConditionVariable(&never);
	AcquireSRWLockExclusive(&own);
	refuses(SleepConditionVariableSRW(&never, &own, 0, 0), ERROR_TIMEOUT);
	ReleaseSRWLockExclusive(&own);
}

static void bad_flags(void)
{
	CONDITION_VARIABLE never = CONDITION_VARIABLE_INIT;
	SRWLOCK own = SRWLOCK_INIT;

	if (!strcmp(winetest_platform, "wine")) {
		skip("Wine takes every flag\n");
		return;
	}
	AcquireSRWLockExclusive(&own);
	refuses(SleepConditionVariableSRW(&never, &own, 0, 2),
		ERROR_INVALID_PARAMETER);
	/* it was not let go */
	thread_ends(start_thread(try_both, &own), 0);
	ReleaseSRWLockExclusive(&own);
}

static DWORD WINAPI sleep_for_ever(void *arg)
{
	struct room *r = arg;

	AcquireSRWLockExclusive(&r->lock);
	SetEvent(r->all_asleep);
	while (!r->doors)
		SleepConditionVariableSRW(&r->open, &r->lock, INFINITE, 0);
	ReleaseSRWLockExclusive(&r->lock);
	return 0;
}

/* G-004: a sleeper that is ended does not keep the lock */
static void ended_sleeper(void)
{
	struct room r = { .all_asleep = manual_event(FALSE) };
	HANDLE thread = start_thread(sleep_for_ever, &r);

	waits(r.all_asleep, LONG_WAIT, WAIT_OBJECT_0);
	/* it has let go in its sleep */
	AcquireSRWLockExclusive(&r.lock);
	succeeds(TerminateThread(thread, 9));
	thread_ends(thread, 9);
	ReleaseSRWLockExclusive(&r.lock);
	thread_ends(start_thread(try_both, &r.lock), 3);
	thread = start_thread(sleep_for_ever, &r);
	AcquireSRWLockExclusive(&r.lock);
	r.doors = 1;
	WakeAllConditionVariable(&r.open);
	ReleaseSRWLockExclusive(&r.lock);
	thread_ends(thread, 0);
	CloseHandle(r.all_asleep);
}

START_TEST(SleepConditionVariable)
{
	RUN(hand_over);
	RUN(one_and_all);
	RUN(time_outs);
	RUN(bad_flags);
	RUN(ended_sleeper);
}
