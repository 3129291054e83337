/*
 * Who may use a file's descriptor.
 *
 * Synchronous file: one at a time (K-173). The turn is a futex word that is waited
 * for inside the caller's own cancellable call, so a cancel ends that wait too.
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

/* False: asked to stop while waiting. */
static bool turn_take_slow(struct file *f, struct call *c)
{
	while (atomic_exchange(&f->turn, 2)) {
		long r = call_labelled(c, SYS_futex, (long)&f->turn,
				       FUTEX_WAIT_PRIVATE, 2, 0, 0, 0);
		if (r == -ECANCELED || call_asked(c)) {
			/* Pass on what a wake-up may have meant for others. */
			futex_rouse(&f->turn, 1);
			return false;
		}
	}
	return true;
}

NTSTATUS file_enter(struct file *f, struct thread *t, IO_STATUS_BLOCK *iosb)
{
	call_begin(&t->call, CALL_OPEN, f, iosb);
	POINT("call:enter");
	if (likely(f->sync)) {
		uint32_t free = 0;
		locks_held++; /* until turn_drop */
		if (unlikely(!atomic_compare_exchange_strong(&f->turn, &free,
							     1)) &&
		    !turn_take_slow(f, &t->call)) {
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
	while (atomic_exchange(&f->turn, 2))
		futex_sleep(&f->turn, 2, NULL);
}
