/*
 * Who may use a file's descriptor.
 *
 * Synchronous file: one at a time (K-173). The turn is a futex word (turn.h has
 * how it is dropped) that is waited for inside the caller's own cancellable call,
 * so a cancel ends that wait too.
 * Overlapped file: any number, counted in users.
 *
 * Either way: first in, then a look at closed; the closer sets closed first, then
 * waits for everybody. Both sides are full barriers, so one sees the other.
 */
#include "turn.h"

COLD void turn_rouse(struct file *f)
{
	futex_rouse(&f->turn, 1);
}

static void turn_await(struct file *f)
{
	atomic_fetch_add(&f->turn_waiters, 1);
	fence_everywhere();
}

static bool turn_try(struct file *f)
{
	uint32_t free = 0;
	return atomic_compare_exchange_strong(&f->turn, &free, 1);
}

/* False: asked to stop while waiting. */
static bool turn_take_slow(struct file *f, struct call *c)
{
	bool taken, asked = false;
	turn_await(f);
	while (!(taken = turn_try(f)) && !asked) {
		call_labelled(c, SYS_futex, (long)&f->turn, FUTEX_WAIT_PRIVATE, 1,
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
		if (unlikely(!turn_try(f)) && !turn_take_slow(f, &t->call)) {
			call_end(&t->call);
			locks_unhold();
			return atomic_load(&f->closed) ? STATUS_INVALID_HANDLE :
							 STATUS_CANCELLED;
		}
		if (likely(!atomic_load(&f->closed)))
			return STATUS_SUCCESS;
		turn_drop(f);
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
		turn_drop(f);
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

void file_await_quiet(struct file *f, _Atomic uint32_t *count)
{
	atomic_fetch_add(&f->awaited, 1);
	for (;;) {
		uint32_t seen = atomic_load(&f->quiet);
		if (!atomic_load(count))
			break;
		futex_sleep(&f->quiet, seen, NULL);
	}
	atomic_fetch_sub(&f->awaited, 1);
}

void turn_take_last(struct file *f)
{
	turn_await(f);
	while (!turn_try(f))
		futex_sleep(&f->turn, 1, NULL);
	atomic_fetch_sub(&f->turn_waiters, 1);
}
