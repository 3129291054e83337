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

COLD void turn_rouse(struct file *f);

static inline void turn_drop(struct file *f)
{
	if (unlikely(atomic_exchange_explicit(&f->turn, 0,
					      memory_order_release) == 2))
		turn_rouse(f);
	locks_unhold();
}

/*
 * Whether the word that was read names a file. kind is written before a new word
 * and after the old one has gone, so it belongs to a word that is still there.
 */
static inline bool names_file(struct handle_slot *slot, uint64_t word,
			      ACCESS_MASK access)
{
	bool file = atomic_load_explicit(&slot->kind, memory_order_acquire) ==
		    OBJ_FILE;
	ACCESS_MASK have = atomic_load_explicit(&slot->access,
						memory_order_acquire);
	uint64_t again = atomic_load_explicit(&slot->word, memory_order_relaxed);
	return file && !(access & ~have) && !((again ^ word) & ~COUNT_MASK);
}

/* NULL: take the ordinary way. */
static inline struct file *turn_take_fast(HANDLE h, struct thread *t,
					  ACCESS_MASK access,
					  IO_STATUS_BLOCK *iosb)
{
	uint64_t word;
	uint32_t free = 0;
	struct handle_slot *slot = handle_look(h, &word);
	if (unlikely(!slot || !names_file(slot, word, access)))
		return NULL;
	struct file *f = file_of(object_in(word));
	if (!f->sync)
		return NULL;
	locks_held++; /* until turn_drop */
	call_begin(&t->call, CALL_OPEN, f, iosb);
	if (likely(atomic_compare_exchange_strong(&f->turn, &free, 1))) {
		POINT("call:enter");
		if (likely(!((atomic_load(&slot->word) ^ word) & ~COUNT_MASK) &&
			   !atomic_load(&f->closed)))
			return f;
		turn_drop(f);
		locks_held++;
	}
	call_end(&t->call);
	locks_unhold();
	return NULL;
}

/* The same for an overlapped file: a use of it (file_unuse), no reference. */
static inline struct file *use_fast(HANDLE h, ACCESS_MASK access)
{
	uint64_t word;
	struct handle_slot *slot = handle_look(h, &word);
	if (unlikely(!slot || !names_file(slot, word, access)))
		return NULL;
	struct file *f = file_of(object_in(word));
	if (f->sync)
		return NULL;
	locks_held++; /* until file_unuse */
	atomic_fetch_add(&f->users, 1);
	if (likely(!((atomic_load(&slot->word) ^ word) & ~COUNT_MASK) &&
		   !atomic_load(&f->closed)))
		return f;
	file_unuse(f);
	return NULL;
}

/* call_labelled for code that must not lose its vector registers: the label's
 * code touches none, which the compiler can't know of a call. */
static inline long turn_read(struct file *f, struct thread *t, void *buffer,
			     size_t length)
{
	long r;
	struct call *c = &t->call;
	long nr = SYS_read, fd = f->fd;
	register size_t n __asm__("r8") = length;
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\t" /* a red zone, if any */
			 "call call_labelled\n\t"
			 "lea 128(%%rsp), %%rsp"
			 : "=a"(r), "+D"(c), "+S"(nr), "+d"(fd), "+c"(buffer),
			   "+r"(n)
			 :
			 : "r9", "r10", "r11", "cc", "memory");
	return r;
}

#endif
