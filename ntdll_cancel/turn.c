/*
 * Who may use a file's descriptor.
 *
 * Synchronous file: one at a time (K-173). The turn is waited for inside the
 * caller's own cancellable call, so a cancel ends that wait too. It is a futex word
 * taken by CAS; but most such files are used by one thread only, which is spared
 * the CAS: the first comer is the file's bias, and takes the turn by a plain store
 * of the file into its own in_turn.
 *
 *   bias:  0 ── first comer's CAS ──► thread ── any other ──► thread | ENDING
 *          └───────── any other ──────────────► OVER ◄── it is not in the turn
 *
 *   thread   it alone may take: in_turn is stored, then bias looked at again
 *   ENDING   nobody may; who wants the turn has set this, then made a membarrier:
 *            now the thread's in_turn is seen, and if it stores one later it finds
 *            ENDING and takes it back
 *   OVER     by CAS of turn from now on
 *
 * in_turn is written by its thread alone. It stands in the thread, not in the file,
 * because who comes with a stale handle may write it after the file was recycled.
 * Overlapped file: any number, counted in users; but the short uses of the fast
 * paths by the file's bias, the first that made one, stand in its in_turn (use_fast).
 * The others leave the bias alone; it is ended by the closer, in the same way.
 *
 * Either way: first in, then a look at closed; the closer sets closed first, then
 * waits for everybody. The closer's side is a barrier for all threads, so one sees
 * the other.
 */
#include "turn.h"

COLD void turn_rouse(void *word, int how_many)
{
	futex_rouse(word, how_many);
}

/* To be followed by turn_try until that succeeds or is given up. */
static void turn_await(struct file *f)
{
	atomic_fetch_add(&f->turn_waiters, 1);
	if (atomic_load(&f->bias) != BIAS_OVER)
		atomic_fetch_or(&f->bias, BIAS_ENDING);
	fence_everywhere();
}

/* The file's bias as long as it is in its turn. */
static struct thread *biased_holder(struct file *f)
{
	uintptr_t bias = atomic_load(&f->bias);
	struct thread *t = (struct thread *)(bias & ~BIAS_ENDING);
	return t && atomic_load(&t->in_turn) == f ? t : NULL;
}

/* False: *word still has the value *seen, which a dropper changes and rouses. */
static bool turn_try(struct file *f, void **word, uint32_t *seen)
{
	struct thread *t = biased_holder(f);
	uint32_t free = 0;
	if (t) {
		/* Its low half: a pointer is more than a futex looks at. */
		*word = &t->in_turn;
		*seen = (uint32_t)(uintptr_t)f;
		return false;
	}
	atomic_store(&f->bias, BIAS_OVER);
	*word = &f->turn;
	*seen = 1;
	return atomic_compare_exchange_strong(&f->turn, &free, 1);
}

/* False: asked to stop while waiting. */
static bool turn_take_slow(struct file *f, struct call *c)
{
	bool taken, asked = false;
	uint32_t seen;
	void *word;
	turn_await(f);
	while (!(taken = turn_try(f, &word, &seen)) && !asked) {
		call_labelled(c, SYS_futex, (long)word, FUTEX_WAIT_PRIVATE, seen,
			      0, 0, 0);
		asked = call_asked(c);
	}
	atomic_fetch_sub(&f->turn_waiters, 1);
	/* Pass on what a wake-up may have meant for another. */
	if (!taken)
		futex_rouse(&f->turn, 1);
	return taken;
}

NTSTATUS file_enter(struct file *f, struct thread *t, IO_STATUS_BLOCK *iosb)
{
	call_begin(&t->call, CALL_OPEN, f, iosb);
	POINT("call:enter");
	if (likely(f->sync)) {
		locks_held++; /* until turn_drop */
		if (unlikely(!turn_take(f, t)) && !turn_take_slow(f, &t->call)) {
			call_end(&t->call);
			locks_unhold();
			return atomic_load(&f->closed) ? STATUS_INVALID_HANDLE :
							 STATUS_CANCELLED;
		}
		if (likely(!atomic_load(&f->closed)))
			return STATUS_SUCCESS;
		turn_drop(f, t);
	} else if (file_use(f)) {
		return STATUS_SUCCESS;
	}
	call_end(&t->call);
	return STATUS_INVALID_HANDLE;
}

bool file_leave(struct file *f, struct thread *t)
{
	POINT("call:leave");
	bool asked = call_end(&t->call);
	if (likely(f->sync))
		turn_drop(f, t);
	else
		file_unuse(f);
	return asked;
}

INNER bool file_use(struct file *f)
{
	locks_held++; /* until file_unuse */
	atomic_fetch_add(&f->users, 1);
	if (likely(!atomic_load(&f->closed)))
		return true;
	file_unuse(f);
	return false;
}

INNER void file_unuse(struct file *f)
{
	if (atomic_fetch_sub(&f->users, 1) == 1)
		file_quiet(f);
	locks_unhold();
}

COLD static void quiet_rouse(struct file *f)
{
	atomic_fetch_add(&f->quiet, 1);
	futex_rouse(&f->quiet, INT32_MAX);
}

/*
 * The memory of a file is never unmapped, so this may come late: at worst it
 * wakes the next owner's waiter for nothing.
 */
INNER void file_quiet(struct file *f)
{
	if (unlikely(atomic_load(&f->awaited)))
		quiet_rouse(f);
}

static bool is_unused(const struct file *f)
{
	return !atomic_load(&f->users);
}

static void await(struct file *f, bool (*quiet)(const struct file *))
{
	atomic_fetch_add(&f->awaited, 1);
	for (;;) {
		uint32_t seen = atomic_load(&f->quiet);
		if (quiet(f))
			break;
		futex_sleep(&f->quiet, seen, NULL);
	}
	atomic_fetch_sub(&f->awaited, 1);
}

void file_await_unused(struct file *f)
{
	await(f, is_unused);
}

void file_await_told(struct file *f)
{
	await(f, file_told);
}

void turn_take_last(struct file *f)
{
	uint32_t seen;
	void *word;
	turn_await(f);
	while (!turn_try(f, &word, &seen))
		futex_sleep(word, seen, NULL);
	atomic_fetch_sub(&f->turn_waiters, 1);
}
