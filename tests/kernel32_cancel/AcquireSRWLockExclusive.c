/*
 * Slim reader/writer locks: readers together, a writer alone, and nobody is
 * left waiting, whatever ends meanwhile.
 */
#include <windows.h>
#include "wine/test.h"
#include "lib/sync.h"
#include "lib/port.h"

#define THREADS 4
#define ROUNDS 20000

static SRWLOCK guard = SRWLOCK_INIT;
static volatile int inside_writers, inside_readers;
static int counter;

static DWORD WINAPI count(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		if (i % 4) {
			AcquireSRWLockShared(&guard);
			__atomic_add_fetch(&inside_readers, 1, __ATOMIC_RELAXED);
			ok(!inside_writers, "a writer beside a reader\n");
			__atomic_sub_fetch(&inside_readers, 1, __ATOMIC_RELAXED);
			ReleaseSRWLockShared(&guard);
			continue;
		}
		if (i % 8 || !TryAcquireSRWLockExclusive(&guard))
			AcquireSRWLockExclusive(&guard);
		inside_writers++;
		ok(inside_writers == 1, "two writers\n");
		ok(!__atomic_load_n(&inside_readers, __ATOMIC_RELAXED),
		   "a reader beside a writer\n");
		counter++;
		inside_writers--;
		ReleaseSRWLockExclusive(&guard);
	}
	return 0;
}

/* G-001: a writer excludes all, everybody gets it in the end */
static void readers_and_writers(void)
{
	HANDLE thread[THREADS];

	for (int i = 0; i < THREADS; i++)
		thread[i] = start_thread(count, NULL);
	for (int i = 0; i < THREADS; i++)
		thread_ends(thread[i], 0);
	ok(counter == THREADS * ROUNDS / 4, "%d writers\n", counter);
}

struct try {
	SRWLOCK *lock;
	BOOL shared, exclusive;
};

static DWORD WINAPI try_both(void *arg)
{
	struct try *t = arg;

	t->shared = TryAcquireSRWLockShared(t->lock);
	if (t->shared)
		ReleaseSRWLockShared(t->lock);
	t->exclusive = TryAcquireSRWLockExclusive(t->lock);
	if (t->exclusive)
		ReleaseSRWLockExclusive(t->lock);
	return 0;
}

#define others_get(lock, shared, exclusive) \
	others_get_(__FILE__, __LINE__, lock, shared, exclusive)
static void others_get_(const char *src, int line, SRWLOCK *lock, BOOL shared,
			BOOL exclusive)
{
	struct try t = { lock, 77, 77 };

	thread_ends_(src, line, start_thread(try_both, &t), 0);
	ok_(src, line)(t.shared == shared, "shared: %d\n", t.shared);
	ok_(src, line)(t.exclusive == exclusive, "exclusive: %d\n",
		       t.exclusive);
}

/* G-002: what another thread may have meanwhile */
static void trying(void)
{
	SRWLOCK lock;

	memset(&lock, 0xaa, sizeof(lock));
	InitializeSRWLock(&lock);
	others_get(&lock, TRUE, TRUE);
	AcquireSRWLockShared(&lock);
	others_get(&lock, TRUE, FALSE);
	AcquireSRWLockShared(&lock);
	ReleaseSRWLockShared(&lock);
	others_get(&lock, TRUE, FALSE);
	ReleaseSRWLockShared(&lock);
	others_get(&lock, TRUE, TRUE);
	AcquireSRWLockExclusive(&lock);
	others_get(&lock, FALSE, FALSE);
	ReleaseSRWLockExclusive(&lock);
	others_get(&lock, TRUE, TRUE);
	ok(TryAcquireSRWLockExclusive(&lock), "it is not free\n");
	ok(!TryAcquireSRWLockExclusive(&lock), "twice by one thread\n");
	ReleaseSRWLockExclusive(&lock);
}

struct queued {
	SRWLOCK *lock;
	HANDLE started, got, leave;
};

static DWORD WINAPI want_exclusive(void *arg)
{
	struct queued *q = arg;

	SetEvent(q->started);
	AcquireSRWLockExclusive(q->lock);
	SetEvent(q->got);
	waits(q->leave, LONG_WAIT, WAIT_OBJECT_0);
	ReleaseSRWLockExclusive(q->lock);
	return 0;
}

static void queue_up(struct queued *q, SRWLOCK *lock)
{
	q->lock = lock;
	q->started = manual_event(FALSE);
	q->got = manual_event(FALSE);
	q->leave = manual_event(FALSE);
}

static void queue_end(struct queued *q)
{
	CloseHandle(q->started);
	CloseHandle(q->got);
	CloseHandle(q->leave);
}

/* A writer waits: then no new reader goes before it. */
static void writer_has_come(SRWLOCK *lock)
{
	while (TryAcquireSRWLockShared(lock)) {
		ReleaseSRWLockShared(lock);
		SwitchToThread();
	}
}

/* G-003: a writer that waits is not passed by readers that come later */
static void no_starving(void)
{
	SRWLOCK lock = SRWLOCK_INIT;
	struct queued q;
	HANDLE thread;

	queue_up(&q, &lock);
	AcquireSRWLockShared(&lock);
	thread = start_thread(want_exclusive, &q);
	writer_has_come(&lock);
	not_signalled(q.got);
	ReleaseSRWLockShared(&lock);
	waits(q.got, LONG_WAIT, WAIT_OBJECT_0);
	SetEvent(q.leave);
	thread_ends(thread, 0);
	others_get(&lock, TRUE, TRUE);
	queue_end(&q);
}

/* G-004: who is ended while it waits takes nothing along */
static void ended_waiter(void)
{
	SRWLOCK lock = SRWLOCK_INIT;
	struct queued q;
	HANDLE thread;

	if (ON_WINE) {
		skip("Wine counts a writer that was ended\n");
		return;
	}
	queue_up(&q, &lock);
	AcquireSRWLockShared(&lock);
	thread = start_thread(want_exclusive, &q);
	writer_has_come(&lock);
	succeeds(TerminateThread(thread, 9));
	thread_ends(thread, 9);
	ReleaseSRWLockShared(&lock);
	others_get(&lock, TRUE, TRUE);
	queue_end(&q);
}

/* G-004: nor does who is suspended hold the others up for longer than that */
static void suspended_waiter(void)
{
	SRWLOCK lock = SRWLOCK_INIT;
	struct queued q;
	HANDLE thread;

	queue_up(&q, &lock);
	AcquireSRWLockShared(&lock);
	thread = start_thread(want_exclusive, &q);
	writer_has_come(&lock);
	ok(SuspendThread(thread) == 0, "error %u\n", GetLastError());
	ReleaseSRWLockShared(&lock);
	ok(ResumeThread(thread) == 1, "error %u\n", GetLastError());
	waits(q.got, LONG_WAIT, WAIT_OBJECT_0);
	SetEvent(q.leave);
	thread_ends(thread, 0);
	queue_end(&q);
}

struct member {
	HANDLE port, taken;
};

static DWORD WINAPI take_one(void *arg)
{
	struct member *m = arg;

	port_gives(m->port, 2, NULL, 0, 0);
	SetEvent(m->taken);
	return 0;
}

struct holder {
	SRWLOCK lock;
	HANDLE taken, held;
	CRITICAL_SECTION section;
	BOOL by_section; /* else by the lock */
};

static void take(struct holder *h)
{
	if (h->by_section)
		EnterCriticalSection(&h->section);
	else
		AcquireSRWLockExclusive(&h->lock);
}

static void leave(struct holder *h)
{
	if (h->by_section)
		LeaveCriticalSection(&h->section);
	else
		ReleaseSRWLockExclusive(&h->lock);
}

static DWORD WINAPI hold_until(void *arg)
{
	struct holder *h = arg;

	take(h);
	SetEvent(h->held);
	waits(h->taken, LONG_WAIT, WAIT_OBJECT_0);
	leave(h);
	return 0;
}

/* G-005: at a port, a thread that waits for a lock does not count as running */
static void at_a_port(BOOL by_section)
{
	struct holder h = { .lock = SRWLOCK_INIT,
			    .taken = manual_event(FALSE),
			    .held = manual_event(FALSE),
			    .by_section = by_section };
	struct member m = { new_port(1), h.taken };
	HANDLE holder, second;

	InitializeCriticalSection(&h.section);
	holder = start_thread(hold_until, &h);
	waits(h.held, LONG_WAIT, WAIT_OBJECT_0);
	works(PostQueuedCompletionStatus(m.port, 0, 1, NULL));
	port_gives(m.port, 1, NULL, 0, 0);
	second = start_thread(take_one, &m);
	works(PostQueuedCompletionStatus(m.port, 0, 2, NULL));
	/* only when the second got its packet does the holder let go */
	take(&h);
	leave(&h);
	thread_ends(second, 0);
	thread_ends(holder, 0);
	CloseHandle(m.port);
	CloseHandle(h.taken);
	CloseHandle(h.held);
	DeleteCriticalSection(&h.section);
}

/* G-005 */
static void counted_by_a_port(void)
{
	at_a_port(FALSE);
	at_a_port(TRUE);
}

START_TEST(AcquireSRWLockExclusive)
{
	RUN(readers_and_writers);
	RUN(trying);
	RUN(no_starving);
	RUN(ended_waiter);
	RUN(suspended_waiter);
	RUN(counted_by_a_port);
}
