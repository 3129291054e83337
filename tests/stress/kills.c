/*
 * Threads ended from outside at any moment, most of them inside one of our
 * calls: the others go on, what the dead owned is abandoned, what they had
 * open can be closed, and no lock is left taken. What a killed thread had
 * just opened is lost, as on Windows.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

#define ROUNDS 400
#define VICTIMS 3
#define RUN_SECONDS 60

struct victim {
	HANDLE began, semaphore, mutex, never, timer;
	volatile LONG turns;
};

/* the calls that every program makes all the time */
static DWORD WINAPI busy(void *arg)
{
	struct victim *v = arg;
	HANDLE event;

	SetEvent(v->began);
	for (;;) {
		event = CreateEventA(NULL, FALSE, TRUE, NULL);
		WaitForSingleObject(event, 0);
		SetEvent(event);
		CloseHandle(event);
		ReleaseSemaphore(v->semaphore, 1, NULL);
		WaitForSingleObject(v->semaphore, 0);
		SleepEx(0, TRUE);
		v->turns++;
	}
	return 1;
}

static DWORD WINAPI busy_owning(void *arg)
{
	struct victim *v = arg;

	SetEvent(v->began);
	for (;;) {
		WaitForSingleObject(v->mutex, INFINITE);
		v->turns++;
		ReleaseMutex(v->mutex);
	}
	return 1;
}

static DWORD WINAPI waiting(void *arg)
{
	struct victim *v = arg;
	HANDLE two[2] = { v->never, v->semaphore };

	SetEvent(v->began);
	for (;;) {
		WaitForMultipleObjectsEx(2, two, TRUE, 1, TRUE);
		WaitForMultipleObjectsEx(2, two, FALSE, 1, TRUE);
		v->turns++;
	}
	return 1;
}

static void CALLBACK nothing(ULONG_PTR arg)
{
	(void)arg;
}

static void CALLBACK no_more(void *arg, DWORD low, DWORD high)
{
	(void)arg;
	(void)low;
	(void)high;
}

static DWORD WINAPI setting_timers(void *arg)
{
	struct victim *v = arg;
	LARGE_INTEGER due;

	SetEvent(v->began);
	for (;;) {
		due.QuadPart = -(v->turns % 3) * 1000;
		SetWaitableTimer(v->timer, &due, v->turns % 2, no_more, NULL,
				 FALSE);
		SleepEx(0, TRUE);
		if (v->turns++ % 4 == 0)
			CancelWaitableTimer(v->timer);
	}
	return 1;
}

static void open_victim(struct victim *v)
{
	v->began = auto_event(FALSE);
	v->semaphore = CreateSemaphoreA(NULL, 0, 0x7fffffff, NULL);
	v->mutex = CreateMutexA(NULL, FALSE, NULL);
	v->never = manual_event(FALSE);
	v->timer = CreateWaitableTimerA(NULL, FALSE, NULL);
	v->turns = 0;
}

static void close_victim(struct victim *v)
{
	ok(CloseHandle(v->began), "error %u\n", GetLastError());
	ok(CloseHandle(v->semaphore), "error %u\n", GetLastError());
	ok(CloseHandle(v->mutex), "error %u\n", GetLastError());
	ok(CloseHandle(v->never), "error %u\n", GetLastError());
	ok(CloseHandle(v->timer), "error %u\n", GetLastError());
}

/* a different moment every time, without a clock */
static void let_run(unsigned int round)
{
	volatile unsigned int i;

	for (i = 0; i < round * 37 % 4000; i++)
		;
	if (round % 3 == 0)
		SwitchToThread();
}

/* T-013: those that the dead had set come no more */
static void timer_works(HANDLE timer)
{
	LARGE_INTEGER due = { .QuadPart = -10 };

	WaitForSingleObject(timer, 0);
	not_signalled(timer);
	ok(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE), "error %u\n",
	   GetLastError());
	waits(timer, LONG_WAIT, WAIT_OBJECT_0);
	ok(SetWaitableTimer(timer, &due, 0, no_more, NULL, FALSE),
	   "error %u\n", GetLastError());
}

static void kill_many(LPTHREAD_START_ROUTINE fn)
{
	HANDLE threads[VICTIMS];
	struct victim v;
	unsigned int round, i;
	DWORD ret;

	for (round = 0; round < ROUNDS / VICTIMS; round++) {
		open_victim(&v);
		for (i = 0; i < VICTIMS; i++)
			threads[i] = start_thread(fn, &v);
		waits(v.began, LONG_WAIT, WAIT_OBJECT_0);
		for (i = 0; i < VICTIMS; i++) {
			let_run(round + i);
			QueueUserAPC(nothing, threads[i], 0);
			ok(TerminateThread(threads[i], 70 + i), "error %u\n",
			   GetLastError());
		}
		for (i = 0; i < VICTIMS; i++)
			thread_ends(threads[i], 70 + i);
		/* everything they used works for the next one */
		ok(ReleaseSemaphore(v.semaphore, 1, NULL), "error %u\n",
		   GetLastError());
		waits(v.semaphore, LONG_WAIT, WAIT_OBJECT_0);
		ret = WaitForSingleObject(v.mutex, LONG_WAIT);
		ok(ret == WAIT_OBJECT_0 || ret == WAIT_ABANDONED, "%#x\n",
		   ret);
		ok(ReleaseMutex(v.mutex), "error %u\n", GetLastError());
		timer_works(v.timer);
		close_victim(&v);
	}
}

static void in_any_call(void)
{
	kill_many(busy);
}

static void owning(void)
{
	kill_many(busy_owning);
}

static void in_waits(void)
{
	kill_many(waiting);
}

static void with_timers(void)
{
	kill_many(setting_timers);
}

struct reader {
	HANDLE pipe, began;
};

static DWORD WINAPI reading(void *arg)
{
	struct reader *r = arg;
	DWORD got;
	char c;

	SetEvent(r->began);
	for (;;)
		ReadFile(r->pipe, &c, 1, &got, NULL);
	return 1;
}

/* one is in the read, the others wait for their turn: none may eat a byte */
static void in_reads(void)
{
	HANDLE threads[VICTIMS], wr;
	struct reader r;
	unsigned int round, i;
	DWORD count;
	char buf[16];

	r.began = auto_event(FALSE);
	for (round = 0; round < ROUNDS / 4; round++) {
		ok(CreatePipe(&r.pipe, &wr, NULL, 0), "error %u\n",
		   GetLastError());
		for (i = 0; i < VICTIMS; i++) {
			threads[i] = start_thread(reading, &r);
			waits(r.began, LONG_WAIT, WAIT_OBJECT_0);
		}
		let_run(round);
		for (i = 0; i < VICTIMS; i++)
			ok(TerminateThread(threads[i], 80 + i), "error %u\n",
			   GetLastError());
		for (i = 0; i < VICTIMS; i++)
			thread_ends(threads[i], 80 + i);
		count = 0;
		ok(WriteFile(wr, "whole", 5, &count, NULL) && count == 5,
		   "wrote %u, error %u\n", count, GetLastError());
		count = 0;
		ok(ReadFile(r.pipe, buf, sizeof(buf), &count, NULL) &&
		   count == 5 && !memcmp(buf, "whole", 5), "read %u\n",
		   count);
		ok(CloseHandle(wr), "error %u\n", GetLastError());
		ok(CloseHandle(r.pipe), "error %u\n", GetLastError());
	}
	CloseHandle(r.began);
}

START_TEST(kills)
{
	RUN_LIMIT(in_reads, RUN_SECONDS);
	RUN_LIMIT(in_any_call, RUN_SECONDS);
	RUN_LIMIT(owning, RUN_SECONDS);
	RUN_LIMIT(in_waits, RUN_SECONDS);
	RUN_LIMIT(with_timers, RUN_SECONDS);
}
