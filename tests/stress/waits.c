/*
 * Waits under load: several threads signal, wait for any and for all with
 * time-outs that often run out, queue routines to each other and suspend each
 * other. What was released is taken exactly once or is still there; a mutex
 * has one owner; every routine that was queued runs once.
 */
#include <stdarg.h>
#include <windef.h>
#include <winbase.h>
#include "wine/test.h"
#include "lib/sync.h"

#define THREADS 6
#define SEMAPHORES 3
#define ROUNDS 20000
#define RUN_SECONDS 60

struct worker {
	HANDLE thread;
	unsigned int seed;
	LONG released[SEMAPHORES], taken[SEMAPHORES];
	LONG timed_out, apcs_queued, apcs_run, refused;
	DWORD wrong;
};

static HANDLE semaphores[SEMAPHORES], start;
static struct worker workers[THREADS];
static __thread struct worker *self;

static unsigned int pick(unsigned int n)
{
	self->seed = self->seed * 1103515245 + 12345;
	return (self->seed >> 16) % n;
}

static void release(unsigned int i, LONG n)
{
	if (ReleaseSemaphore(semaphores[i], n, NULL))
		self->released[i] += n;
	else
		self->wrong++;
}

static void wait_one(void)
{
	unsigned int i = pick(SEMAPHORES);
	DWORD ret = WaitForSingleObjectEx(semaphores[i], pick(2), pick(2));

	if (ret == WAIT_OBJECT_0)
		self->taken[i]++;
	else if (ret == WAIT_TIMEOUT)
		self->timed_out++;
	else
		self->wrong += ret != WAIT_IO_COMPLETION;
}

static void wait_many(BOOL all)
{
	unsigned int first = pick(SEMAPHORES), i;
	HANDLE h[SEMAPHORES];
	DWORD ret;

	for (i = 0; i < SEMAPHORES; i++)
		h[i] = semaphores[(first + i) % SEMAPHORES];
	ret = WaitForMultipleObjectsEx(SEMAPHORES, h, all, pick(2), pick(2));
	if (ret == WAIT_TIMEOUT)
		self->timed_out++;
	else if (ret == WAIT_IO_COMPLETION)
		return;
	else if (ret >= SEMAPHORES || (all && ret))
		self->wrong++;
	else if (all)
		for (i = 0; i < SEMAPHORES; i++)
			self->taken[i]++;
	else
		self->taken[(first + ret) % SEMAPHORES]++;
}

static void hand_on(void)
{
	unsigned int from = pick(SEMAPHORES), to = pick(SEMAPHORES);
	DWORD ret = SignalObjectAndWait(semaphores[from], semaphores[to],
					pick(2), pick(2));

	self->released[from]++;
	if (ret == WAIT_OBJECT_0)
		self->taken[to]++;
	else if (ret == WAIT_TIMEOUT)
		self->timed_out++;
	else
		self->wrong += ret != WAIT_IO_COMPLETION;
}

static void CALLBACK note_apc(ULONG_PTR arg)
{
	/* one that was queued before the thread began has no self yet */
	if (self)
		self->wrong += &workers[arg] != self;
	workers[arg].apcs_run++;
}

static void queue_apc(void)
{
	unsigned int to = pick(THREADS);

	if (QueueUserAPC(note_apc, workers[to].thread, to))
		InterlockedIncrement(&workers[to].apcs_queued);
	else
		self->refused++;
}

static DWORD WINAPI work(void *arg)
{
	unsigned int i;

	self = arg;
	WaitForSingleObject(start, INFINITE);
	for (i = 0; i < ROUNDS; i++) {
		switch (pick(10)) {
		case 0:
		case 1:
		case 2:
			release(pick(SEMAPHORES), 1 + pick(2));
			break;
		case 3:
			queue_apc();
			break;
		case 4:
		case 5:
			wait_one();
			break;
		case 6:
			hand_on();
			break;
		case 7:
			wait_many(FALSE);
			break;
		default:
			wait_many(TRUE);
		}
	}
	return 0;
}

static LONG drain(HANDLE semaphore)
{
	LONG n = 0;

	while (WaitForSingleObject(semaphore, 0) == WAIT_OBJECT_0)
		n++;
	return n;
}

static void create_all(void)
{
	int i;

	start = manual_event(FALSE);
	for (i = 0; i < SEMAPHORES; i++)
		semaphores[i] = CreateSemaphoreA(NULL, 0, 0x7fffffff, NULL);
	for (i = 0; i < THREADS; i++) {
		workers[i].seed = 1000 + i;
		workers[i].thread = start_thread(work, &workers[i]);
	}
}

static void end_worker(struct worker *worker)
{
	waits(worker->thread, 100000, WAIT_OBJECT_0);
	thread_ends(worker->thread, 0);
}

static void check_sums(void)
{
	LONG timed_out = 0;
	int i, j;

	for (j = 0; j < SEMAPHORES; j++) {
		LONG released = 0, taken = 0, left = drain(semaphores[j]);

		for (i = 0; i < THREADS; i++) {
			released += workers[i].released[j];
			taken += workers[i].taken[j];
		}
		ok(released == taken + left, "%d released, %d taken, %d left\n",
		   (int)released, (int)taken, (int)left);
		ok(taken > 0, "nothing taken\n");
		CloseHandle(semaphores[j]);
	}
	for (i = 0; i < THREADS; i++) {
		timed_out += workers[i].timed_out;
		ok(!workers[i].wrong, "%u strange answers\n",
		   workers[i].wrong);
		/* what came after its last alertable wait never runs */
		ok(workers[i].apcs_run <= workers[i].apcs_queued,
		   "%d of %d ran\n", (int)workers[i].apcs_run,
		   (int)workers[i].apcs_queued);
	}
	ok(timed_out > 0, "no wait ran out of time\n");
	CloseHandle(start);
}

static void sums(void)
{
	int i;

	create_all();
	SetEvent(start);
	for (i = 0; i < THREADS; i++)
		end_worker(&workers[i]);
	check_sums();
}

/* the same while a thread without part in it stops one after the other */
static void suspended_now_and_then(void)
{
	HANDLE threads[THREADS];
	unsigned int i, n = 0;
	DWORD count;

	if (IS_WATCHED) {
		skip("the sanitizer's locks would be suspended as well\n");
		return;
	}
	create_all();
	for (i = 0; i < THREADS; i++)
		threads[i] = workers[i].thread;
	SetEvent(start);
	while (WaitForMultipleObjects(THREADS, threads, TRUE, 0) ==
	       WAIT_TIMEOUT) {
		HANDLE victim = threads[n++ % THREADS];

		if (SuspendThread(victim) == (DWORD)-1)
			continue;
		count = ResumeThread(victim);
		ok(count == 1, "count was %u\n", count);
	}
	ok(n > THREADS, "only %u suspensions\n", n);
	for (i = 0; i < THREADS; i++)
		end_worker(&workers[i]);
	check_sums();
}

static LONG apcs_sent, apcs_seen, senders;

static void CALLBACK count_apc(ULONG_PTR arg)
{
	(void)arg;
	apcs_seen++;
}

static DWORD WINAPI send_apcs(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS; i++)
		if (QueueUserAPC(count_apc, arg, 0))
			InterlockedIncrement(&apcs_sent);
	InterlockedDecrement(&senders);
	return 0;
}

/* the target sleeps alertably all the while: each runs exactly once */
static void apc_flood(void)
{
	HANDLE me, threads[3];
	int i;

	DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
			GetCurrentProcess(), &me, 0, FALSE,
			DUPLICATE_SAME_ACCESS);
	senders = 3;
	for (i = 0; i < 3; i++)
		threads[i] = start_thread(send_apcs, me);
	while (InterlockedCompareExchange(&senders, 0, 0))
		SleepEx(1, TRUE);
	for (i = 0; i < 3; i++)
		thread_ends(threads[i], 0);
	SleepEx(0, TRUE);
	ok(apcs_sent == 3 * ROUNDS, "%d sent\n", (int)apcs_sent);
	ok(apcs_seen == apcs_sent, "%d of %d ran\n", (int)apcs_seen,
	   (int)apcs_sent);
	CloseHandle(me);
}

static HANDLE mutexes[2];
static LONG inside[2];
static LONG entered;

static DWORD WINAPI lock_and_unlock(void *arg)
{
	int i, which = (int)(LONG_PTR)arg & 1;
	DWORD wrong = 0, ret;

	for (i = 0; i < ROUNDS / 4; i++) {
		HANDLE h[2] = { mutexes[which], mutexes[!which] };

		if (i % 3) {
			ret = WaitForSingleObject(mutexes[which], INFINITE);
			wrong += ret != WAIT_OBJECT_0;
			wrong += InterlockedIncrement(&inside[which]) != 1;
			InterlockedDecrement(&inside[which]);
			wrong += !ReleaseMutex(mutexes[which]);
			continue;
		}
		ret = WaitForMultipleObjects(2, h, TRUE, INFINITE);
		wrong += ret != WAIT_OBJECT_0;
		wrong += InterlockedIncrement(&inside[0]) != 1;
		wrong += InterlockedIncrement(&inside[1]) != 1;
		InterlockedIncrement(&entered);
		InterlockedDecrement(&inside[0]);
		InterlockedDecrement(&inside[1]);
		wrong += !ReleaseMutex(h[1]);
		wrong += !ReleaseMutex(h[0]);
	}
	return wrong;
}

static void one_owner(void)
{
	HANDLE threads[4];
	int i;

	for (i = 0; i < 2; i++)
		mutexes[i] = CreateMutexA(NULL, FALSE, NULL);
	for (i = 0; i < 4; i++)
		threads[i] = start_thread(lock_and_unlock,
					  (void *)(LONG_PTR)i);
	for (i = 0; i < 4; i++) {
		waits(threads[i], 100000, WAIT_OBJECT_0);
		thread_ends(threads[i], 0);
	}
	ok(entered > 0, "never both\n");
	for (i = 0; i < 2; i++)
		CloseHandle(mutexes[i]);
}

START_TEST(waits)
{
	RUN_LIMIT(sums, RUN_SECONDS);
	RUN_LIMIT(suspended_now_and_then, RUN_SECONDS);
	RUN_LIMIT(apc_flood, RUN_SECONDS);
	RUN_LIMIT(one_owner, RUN_SECONDS);
}
