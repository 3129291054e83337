/*
 * Slim reader/writer locks: one word of the program, zero when free. Its low half
 * counts the readers, or says that a writer has it, and who waits; the high half
 * is what writers sleep on, counted up for each that is woken.
 *
 * Who comes while somebody waits queues up as well, so no writer starves. The
 * last one out takes the waiting bits away and wakes one writer, or, when there is
 * none, all readers; who is woken competes like a newcomer. A waiter that was
 * ended by TerminateThread leaves at most a bit behind, which wakes nobody once.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

#define READER 1u
#define WRITER 0x3fffffffu /* as many readers as there can't be */
#define HOLDERS WRITER
#define READERS_WAIT 0x40000000u
#define WRITERS_WAIT 0x80000000u

struct srw {
	uint32_t state;
	uint32_t writers_woken;
};

static struct srw *words(SRWLOCK *lock)
{
	return (struct srw *)lock;
}

static uint32_t look(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static BOOL swap(uint32_t *word, uint32_t *seen, uint32_t value, int order)
{
	return __atomic_compare_exchange_n(word, seen, value, FALSE, order,
					   __ATOMIC_RELAXED);
}

/* Room for one more reader, and nobody waits who came before. */
static BOOL open_to_readers(uint32_t state)
{
	return state < WRITER - 1;
}

static __attribute__((noinline)) void WINAPI wait_shared(struct srw *lock)
{
	uint32_t state = look(&lock->state);

	for (;;) {
		if (open_to_readers(state)) {
			if (swap(&lock->state, &state, state + READER,
				 __ATOMIC_ACQUIRE))
				return;
			continue;
		}
		if (!(state & READERS_WAIT) &&
		    !swap(&lock->state, &state, state | READERS_WAIT,
			  __ATOMIC_RELAXED))
			continue;
		word_await(&lock->state, state | READERS_WAIT, NULL);
		state = look(&lock->state);
	}
}

static __attribute__((noinline)) void WINAPI wait_exclusive(struct srw *lock)
{
	uint32_t state = look(&lock->state), others = 0;

	for (;;) {
		if (!(state & HOLDERS)) {
			if (swap(&lock->state, &state, state | WRITER | others,
				 __ATOMIC_ACQUIRE))
				return;
			continue;
		}
		if (!(state & WRITERS_WAIT) &&
		    !swap(&lock->state, &state, state | WRITERS_WAIT,
			  __ATOMIC_RELAXED))
			continue;
		/* Having slept, one cannot tell whether others still do. */
		others = WRITERS_WAIT;

		uint32_t turn = __atomic_load_n(&lock->writers_woken,
						__ATOMIC_ACQUIRE);

		state = look(&lock->state);
		if (!(state & HOLDERS) || !(state & WRITERS_WAIT))
			continue;
		word_await(&lock->writers_woken, turn, NULL);
		state = look(&lock->state);
	}
}

static BOOL rouse_writer(struct srw *lock)
{
	__atomic_fetch_add(&lock->writers_woken, 1, __ATOMIC_RELEASE);
	return word_rouse(&lock->writers_woken, 1) != 0;
}

/* The lock has just become free. Whoever changes `state` meanwhile holds it and
 * comes here in turn. */
static __attribute__((noinline)) void WINAPI rouse(struct srw *lock,
						   uint32_t state)
{
	if (state == WRITERS_WAIT) {
		if (swap(&lock->state, &state, 0, __ATOMIC_RELAXED)) {
			rouse_writer(lock);
			return;
		}
	}
	if (state == (READERS_WAIT | WRITERS_WAIT)) {
		if (!swap(&lock->state, &state, READERS_WAIT, __ATOMIC_RELAXED))
			return;
		if (rouse_writer(lock))
			return;
		/* No writer slept: one on its way looks again by itself. */
		state = READERS_WAIT;
	}
	if (state == READERS_WAIT &&
	    swap(&lock->state, &state, 0, __ATOMIC_RELAXED))
		word_rouse(&lock->state, (ULONG)-1);
}

/*
 * InitializeSRWLock: makes it free; SRWLOCK_INIT is the same.
 * (Microsoft: InitializeSRWLock)
 */
void WINAPI InitializeSRWLock(SRWLOCK *lock)
{
	*lock = (SRWLOCK)SRWLOCK_INIT;
}

/*
 * TryAcquireSRWLockShared: FALSE instead of waiting.
 * (Microsoft: TryAcquireSRWLockShared)
 */
BOOLEAN WINAPI TryAcquireSRWLockShared(SRWLOCK *lock)
{
	uint32_t state = look(&words(lock)->state);

	while (open_to_readers(state))
		if (swap(&words(lock)->state, &state, state + READER,
			 __ATOMIC_ACQUIRE))
			return TRUE;
	return FALSE;
}

/*
 * AcquireSRWLockShared: with other readers. Not again by a thread that has the
 * lock: a writer that waits in between would wait for ever.
 * (Microsoft: AcquireSRWLockShared)
 */
void WINAPI AcquireSRWLockShared(SRWLOCK *lock)
{
	if (!TryAcquireSRWLockShared(lock))
		wait_shared(words(lock));
}

/*
 * ReleaseSRWLockShared: undoes one shared acquisition.
 * (Microsoft: ReleaseSRWLockShared)
 */
void WINAPI ReleaseSRWLockShared(SRWLOCK *lock)
{
	uint32_t state = __atomic_sub_fetch(&words(lock)->state, READER,
					    __ATOMIC_RELEASE);

	if (__builtin_expect(state && !(state & HOLDERS), 0))
		rouse(words(lock), state);
}

/*
 * TryAcquireSRWLockExclusive: FALSE instead of waiting.
 * (Microsoft: TryAcquireSRWLockExclusive)
 */
BOOLEAN WINAPI TryAcquireSRWLockExclusive(SRWLOCK *lock)
{
	uint32_t state = look(&words(lock)->state);

	while (!(state & HOLDERS))
		if (swap(&words(lock)->state, &state, state | WRITER,
			 __ATOMIC_ACQUIRE))
			return TRUE;
	return FALSE;
}

/*
 * AcquireSRWLockExclusive: alone, and not again by the thread that has it.
 * (Microsoft: AcquireSRWLockExclusive)
 */
void WINAPI AcquireSRWLockExclusive(SRWLOCK *lock)
{
	uint32_t free = 0;

	if (!swap(&words(lock)->state, &free, WRITER, __ATOMIC_ACQUIRE))
		wait_exclusive(words(lock));
}

/*
 * ReleaseSRWLockExclusive: whoever the releasing thread is.
 * (Microsoft: ReleaseSRWLockExclusive)
 */
void WINAPI ReleaseSRWLockExclusive(SRWLOCK *lock)
{
	uint32_t state = __atomic_sub_fetch(&words(lock)->state, WRITER,
					    __ATOMIC_RELEASE);

	if (__builtin_expect(state != 0, 0))
		rouse(words(lock), state);
}
