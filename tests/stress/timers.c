/*
 * Timers under load: several threads set, cancel, close and wait for timers, their
 * own and each other's, and threads with timers end. A routine runs once for a
 * setting or, if that was ended before, not at all; never for an older one. A
 * signal of an automatic timer is taken once.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/timer.h"

#define THREADS 4
#define OWN 8
#define ROUNDS 3000
#define RUN_SECONDS 60

/* a thread's timer and its present setting; others may cancel it */
struct slot {
	HANDLE timer;
	DWORD setting, calls;
};

struct worker {
	HANDLE thread;
	unsigned int seed;
	struct slot slot[OWN];
	DWORD wrong, ran, withdrawn;
};

static struct worker workers[THREADS];
static HANDLE start, shared[THREADS];
static __thread struct worker *self;

static unsigned int pick(unsigned int n)
{
	self->seed = self->seed * 1103515245 + 12345;
	return (self->seed >> 16) % n;
}

/* up to a millisecond, sometimes none */
static LARGE_INTEGER *soon(LARGE_INTEGER *due)
{
	due->QuadPart = pick(4) ? -(LONGLONG)pick(10000) : 0;
	return due;
}

static void *setting_of(int i)
{
	return (void *)((ULONG_PTR)i << 32 | self->slot[i].setting);
}

static void CALLBACK note_setting(void *arg, DWORD low, DWORD high)
{
	struct slot *s = &self->slot[(ULONG_PTR)arg >> 32];

	(void)low;
	(void)high;
	self->wrong += s->setting != (DWORD)(ULONG_PTR)arg || s->calls;
	s->calls++;
	self->ran++;
}

/* What comes from now on is of no setting. */
static void set_aside(struct slot *s)
{
	self->withdrawn += !s->calls;
	s->setting++;
	s->calls = 1;
}

static void set(int i)
{
	struct slot *s = &self->slot[i];
	LARGE_INTEGER due;

	set_aside(s);
	s->calls = 0;
	self->wrong += !SetWaitableTimer(s->timer, soon(&due), 0, note_setting,
					 setting_of(i), FALSE);
}

static void cancel(int i)
{
	self->wrong += !CancelWaitableTimer(self->slot[i].timer);
	set_aside(&self->slot[i]);
}

static void close_it(int i)
{
	struct slot *s = &self->slot[i];

	CloseHandle(s->timer);
	set_aside(s);
	s->timer = CreateWaitableTimerA(NULL, pick(2), NULL);
	self->wrong += !s->timer;
}

/* nobody else cancels the first one: it comes */
static void await_first(void)
{
	struct slot *s = &self->slot[0];

	set(0);
	while (!s->calls)
		if (SleepEx(LONG_WAIT, TRUE) != WAIT_IO_COMPLETION) {
			self->wrong++;
			return;
		}
}

/* its signal and its routine are one event */
static void await_signal(void)
{
	HANDLE timer = CreateWaitableTimerA(NULL, FALSE, NULL);
	struct call_note note = { 0 };
	LARGE_INTEGER due;

	SetWaitableTimer(timer, soon(&due), 0, note_call, &note, FALSE);
	self->wrong += WaitForSingleObject(timer, LONG_WAIT) != WAIT_OBJECT_0;
	self->wrong += WaitForSingleObject(timer, 0) != WAIT_TIMEOUT;
	SleepEx(0, TRUE);
	self->wrong += note.calls != 1;
	CloseHandle(timer);
}

static DWORD WINAPI set_theirs_and_end(void *arg)
{
	LARGE_INTEGER due = { .QuadPart = -5000 };
	int i;

	(void)arg;
	for (i = 0; i < THREADS; i++)
		SetWaitableTimer(shared[i], &due, 0, note_setting, NULL, FALSE);
	return 0;
}

static void set_by_a_short_life(void)
{
	HANDLE thread = CreateThread(NULL, 0, set_theirs_and_end, NULL, 0, NULL);

	WaitForSingleObject(thread, LONG_WAIT);
	CloseHandle(thread);
}

static void shared_one(void)
{
	HANDLE timer = shared[pick(THREADS)];
	LARGE_INTEGER due;

	switch (pick(4)) {
	case 0:
		SetWaitableTimer(timer, soon(&due), pick(2), NULL, NULL, FALSE);
		break;
	case 1:
		CancelWaitableTimer(timer);
		break;
	case 2:
		WaitForSingleObject(timer, pick(2));
		break;
	default:
		WaitForMultipleObjects(THREADS, shared, pick(2), pick(2));
	}
}

static void one_step(void)
{
	int i = 1 + pick(OWN - 1);

	switch (pick(16)) {
	case 0:
	case 1:
	case 2:
		set(i);
		break;
	case 3:
	case 4:
		cancel(i);
		break;
	case 5:
		close_it(i);
		break;
	case 6:
		await_first();
		break;
	case 7:
		await_signal();
		break;
	case 8:
		if (!pick(8))
			set_by_a_short_life();
		break;
	case 9:
	case 10:
	case 11:
		shared_one();
		break;
	case 12:
		SleepEx(1, TRUE);
		break;
	default:
		SleepEx(0, TRUE);
	}
}

static DWORD WINAPI work(void *arg)
{
	int i;

	self = arg;
	for (i = 0; i < OWN; i++) {
		self->slot[i].timer = CreateWaitableTimerA(NULL, i % 2, NULL);
		self->slot[i].calls = 1;
	}
	WaitForSingleObject(start, INFINITE);
	for (i = 0; i < ROUNDS; i++)
		one_step();
	for (i = 0; i < OWN; i++)
		CloseHandle(self->slot[i].timer);
	SleepEx(0, TRUE);
	return 0;
}

/* K-158 T-010 T-012 */
static void each_once(void)
{
	DWORD ran = 0, withdrawn = 0;
	int i;

	start = manual_event(FALSE);
	for (i = 0; i < THREADS; i++) {
		shared[i] = CreateWaitableTimerA(NULL, i % 2, NULL);
		workers[i].seed = i + 1;
	}
	for (i = 0; i < THREADS; i++)
		workers[i].thread = start_thread(work, &workers[i]);
	SetEvent(start);
	for (i = 0; i < THREADS; i++) {
		waits(workers[i].thread, RUN_SECONDS * 1000, WAIT_OBJECT_0);
		CloseHandle(workers[i].thread);
		ok(!workers[i].wrong, "%u things wrong in thread %d\n",
		   workers[i].wrong, i);
		ran += workers[i].ran;
		withdrawn += workers[i].withdrawn;
	}
	trace("%u ran, %u were withdrawn\n", ran, withdrawn);
	ok(ran && withdrawn, "%u ran, %u were withdrawn\n", ran, withdrawn);
	for (i = 0; i < THREADS; i++)
		CloseHandle(shared[i]);
	CloseHandle(start);
}

START_TEST(timers)
{
	RUN_LIMIT(each_once, RUN_SECONDS);
}
