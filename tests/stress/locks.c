/*
 * SRW locks and condition variables under threads that are ended and suspended
 * while they wait: who is left gets what it waits for, in the end.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"

#define ROUNDS 300

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
static volatile LONG over, turns[2], ended;

/* These own the lock for an instant, and are never ended. */
static DWORD WINAPI work(void *arg)
{
	LONG *own = (LONG *)&turns[(ULONG_PTR)arg];

	while (!__atomic_load_n(&over, __ATOMIC_RELAXED)) {
		if (arg) {
			AcquireSRWLockShared(&lock);
			ReleaseSRWLockShared(&lock);
		}
		AcquireSRWLockExclusive(&lock);
		WakeConditionVariable(&changed);
		ReleaseSRWLockExclusive(&lock);
		InterlockedIncrement(own);
	}
	return 0;
}

static HANDLE waiting;

/* These wait, and are ended while they do: they never own what others need. */
static DWORD WINAPI wait_for_it(void *exclusive)
{
	SetEvent(waiting);
	if (exclusive)
		AcquireSRWLockExclusive(&lock);
	else
		AcquireSRWLockShared(&lock);
	return 1; /* the main thread has it: this does not come */
}

static void let_work(void)
{
	LONG before[2] = { turns[0], turns[1] };

	while (__atomic_load_n(&turns[0], __ATOMIC_RELAXED) == before[0] ||
	       __atomic_load_n(&turns[1], __ATOMIC_RELAXED) == before[1])
		SwitchToThread();
}

/* G-004: ended anywhere on its way into the wait and in it */
static void ended_waiters(void)
{
	HANDLE worker[2];

	waiting = auto_event(FALSE);
	for (ULONG_PTR i = 0; i < 2; i++)
		worker[i] = start_thread(work, (void *)i);
	for (ULONG_PTR i = 0; i < ROUNDS; i++) {
		HANDLE victim;

		AcquireSRWLockExclusive(&lock);
		victim = start_thread(wait_for_it, (void *)(i & 1));
		WaitForSingleObject(waiting, INFINITE);
		for (ULONG_PTR n = i % 7; n; n--)
			SwitchToThread();
		if (i % 3 == 0) {
			SuspendThread(victim);
			ResumeThread(victim);
		}
		ok(TerminateThread(victim, 7), "error %u\n", GetLastError());
		thread_ends(victim, 7);
		ReleaseSRWLockExclusive(&lock);
		let_work();
		ended++;
	}
	over = 1;
	for (int i = 0; i < 2; i++)
		thread_ends(worker[i], 0);
	ok(TryAcquireSRWLockExclusive(&lock), "somebody has it still\n");
	ok(ended == ROUNDS, "%d ended\n", (int)ended);
	CloseHandle(waiting);
}

/* G-010: a crowd on one condition, woken one by one: everybody goes on */
static volatile LONG tickets, asleep;

static DWORD WINAPI take_tickets(void *unused)
{
	(void)unused;
	for (int i = 0; i < 2000; i++) {
		AcquireSRWLockExclusive(&lock);
		while (!tickets) {
			asleep++;
			SleepConditionVariableSRW(&changed, &lock, INFINITE, 0);
			asleep--;
		}
		tickets--;
		ReleaseSRWLockExclusive(&lock);
	}
	return 0;
}

static void one_by_one(void)
{
	HANDLE thread[4];

	for (int i = 0; i < 4; i++)
		thread[i] = start_thread(take_tickets, NULL);
	for (int i = 0; i < 8000; i++) {
		AcquireSRWLockExclusive(&lock);
		tickets++;
		ReleaseSRWLockExclusive(&lock);
		/* one wake-up for each, without the lock */
		WakeConditionVariable(&changed);
	}
	for (int i = 0; i < 4; i++)
		thread_ends(thread[i], 0);
	ok(!tickets && !asleep, "%d tickets, %d asleep\n", (int)tickets,
	   (int)asleep);
}

START_TEST(locks)
{
	RUN_LIMIT(ended_waiters, 60);
	RUN(one_by_one);
}
