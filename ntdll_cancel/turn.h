/*
 * The fast paths of reads: no reference, one turn or use, one system call.
 *
 * The memory of files is recycled as files alone, so a stale slot's file may be
 * looked at and even given a turn. The handle is believed only if, with the turn
 * taken, its slot still has the same word and the file is not closed; the closer
 * takes the turn itself before it closes, so from then on the turn is reference
 * enough. The call is open before closed is looked at: the closer either finds
 * the call, or the call finds closed (turn.c).
 */
#ifndef WINCANCEL_TURN_H
#define WINCANCEL_TURN_H

#include "handle.h"

COLD void turn_rouse(void *word, int how_many);

static inline void turn_drop_biased(struct file *f, struct thread *t)
{
	atomic_store_explicit(&t->in_turn, NULL, memory_order_release);
	atomic_signal_fence(memory_order_seq_cst);
	if (unlikely(atomic_load_explicit(&f->turn_waiters,
					  memory_order_relaxed)))
		turn_rouse(&t->in_turn, INT32_MAX);
}

/* By the file's bias. False: the bias is being ended. */
static inline bool turn_mark(struct file *f, struct thread *t)
{
	atomic_store_explicit(&t->in_turn, f, memory_order_relaxed);
	/* For the compiler alone: who ends the bias makes this seen. */
	atomic_signal_fence(memory_order_seq_cst);
	if (likely(atomic_load_explicit(&f->bias, memory_order_acquire) ==
		   (uintptr_t)t))
		return true;
	turn_drop_biased(f, t);
	return false;
}

/* The turn itself: false if there is more to it (turn.c has how it is taken). */
static inline bool turn_take(struct file *f, struct thread *t)
{
	uint32_t free = 0;
	uintptr_t bias = atomic_load_explicit(&f->bias, memory_order_relaxed);
	if (unlikely(bias == BIAS_OVER))
		return atomic_compare_exchange_strong(&f->turn, &free, 1);
	if (unlikely(!bias) &&
	    atomic_compare_exchange_strong(&f->bias, &bias, (uintptr_t)t))
		bias = (uintptr_t)t;
	return likely(bias == (uintptr_t)t) && turn_mark(f, t);
}

/*
 * No locked instruction: straight after a system call one waits for the kernel's
 * stores. Who waits for the turn counts itself, makes that seen by a membarrier,
 * and only then looks: so either it finds the turn free, or this finds it.
 */
static inline void turn_drop(struct file *f, struct thread *t)
{
	if (likely(atomic_load_explicit(&t->in_turn, memory_order_relaxed) ==
		   f)) {
		turn_drop_biased(f, t);
	} else {
		if (unlikely(fences_needed))
			atomic_exchange(&f->turn, 0);
		else
			atomic_store_explicit(&f->turn, 0,
					      memory_order_release);
		atomic_signal_fence(memory_order_seq_cst);
		if (unlikely(atomic_load_explicit(&f->turn_waiters,
						  memory_order_relaxed)))
			turn_rouse(&f->turn, 1);
	}
	locks_unhold();
}

/*
 * NULL: take the ordinary way; but if stopped, somebody has asked this call to
 * stop meanwhile and was told that it was found: then there is no other way.
 */
static inline struct file *turn_take_fast(HANDLE h, struct thread *t,
					  ACCESS_MASK access,
					  IO_STATUS_BLOCK *iosb, bool *stopped)
{
	uint64_t word;
	struct handle_slot *slot = handle_look(h, &word);
	if (unlikely(!slot || slot->kind != OBJ_FILE ||
		     (access & ~atomic_load_explicit(&slot->access,
						     memory_order_relaxed))))
		return NULL;
	struct file *f = file_of(object_in(word));
	if (!f->sync || f->kind >= FILE_DIR || ranges_concern(f))
		return NULL;
	locks_held++; /* until turn_drop */
	call_begin(&t->call, CALL_OPEN, f, iosb);
	POINT("turn:fast");
	if (likely(turn_take(f, t))) {
		POINT("call:enter");
		if (likely(!((atomic_load(&slot->word) ^ word) & ~COUNT_MASK) &&
			   !atomic_load(&f->closed)))
			return f;
		turn_drop(f, t);
		locks_held++;
	}
	*stopped = call_end(&t->call);
	locks_unhold();
	return NULL;
}

/*
 * The same for an overlapped file: a use of it, to be ended by use_drop, no
 * reference. The file's bias, who comes most, marks its use in in_turn as well;
 * any other counts itself, and takes nothing from the bias, which ends when the
 * file is closed.
 */
static inline bool use_biased(struct file *f, struct thread *t)
{
	uintptr_t bias = atomic_load_explicit(&f->bias, memory_order_relaxed);
	if (unlikely(!bias) &&
	    atomic_compare_exchange_strong(&f->bias, &bias, (uintptr_t)t))
		bias = (uintptr_t)t;
	return likely(bias == (uintptr_t)t) && turn_mark(f, t);
}

static inline void use_unmark(struct file *f, struct thread *t)
{
	turn_drop_biased(f, t);
	locks_unhold();
}

static inline void use_drop(struct file *f, struct thread *t)
{
	if (likely(atomic_load_explicit(&t->in_turn, memory_order_relaxed) ==
		   f)) {
		use_unmark(f, t);
	} else {
		file_unuse(f);
	}
}

/*
 * A use of f by who has no handle of it, without a locked instruction; to be ended by
 * use_unmark. False: file_use, as t, which may be NULL, is not the file's bias or has
 * marked something already.
 */
static inline bool use_mark(struct file *f, struct thread *t)
{
	if (!t ||
	    atomic_load_explicit(&t->in_turn, memory_order_relaxed) ||
	    atomic_load_explicit(&f->bias, memory_order_relaxed) !=
		    (uintptr_t)t)
		return false;
	locks_held++; /* until use_unmark */
	if (likely(turn_mark(f, t))) {
		if (likely(!atomic_load(&f->closed)))
			return true;
		turn_drop_biased(f, t);
	}
	locks_unhold();
	return false;
}

static inline struct file *use_fast(HANDLE h, struct thread *t,
				    ACCESS_MASK access)
{
	uint64_t word;
	struct handle_slot *slot = handle_look(h, &word);
	if (unlikely(!slot || slot->kind != OBJ_FILE ||
		     (access & ~atomic_load_explicit(&slot->access,
						     memory_order_relaxed))))
		return NULL;
	struct file *f = file_of(object_in(word));
	if (f->sync)
		return NULL;
	locks_held++; /* until use_drop */
	if (unlikely(!use_biased(f, t)))
		atomic_fetch_add(&f->users, 1);
	POINT("use:fast");
	if (likely(!((atomic_load(&slot->word) ^ word) & ~COUNT_MASK) &&
		   !atomic_load(&f->closed)))
		return f;
	use_drop(f, t);
	return NULL;
}

#endif
