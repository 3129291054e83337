/*
 * The signal word of an object: read, taken, set and cleared. Nothing here
 * sleeps. The rules of OBJ_WAITED stand in ntdll_cancel.h.
 */
#include "ntdll_cancel.h"
#include "objects.h"
#include "wait.h"
#include <sched.h>

/* Whether t could take from a word in this state. */
static bool could_take(const struct object *o, uint32_t state,
		       const struct thread *t)
{
	state &= ~OBJ_WAITED;
	if (o->signal != SIG_OWNER)
		return state != 0;
	state &= ~MUTANT_ABANDONED;
	return state == 0 || state == t->index + 1;
}

/* What is left when t has taken. */
static uint32_t after_take(const struct object *o, uint32_t state,
			   const struct thread *t)
{
	switch (o->signal) {
	case SIG_AUTO:
		return state & OBJ_WAITED;
	case SIG_COUNT:
		return state - 1;
	case SIG_OWNER:
		return (state & (OBJ_WAITED | MUTANT_ABANDONED)) |
		       (t->index + 1);
	default:
		return state;
	}
}

INNER bool object_could_take(struct object *o, struct thread *t)
{
	return could_take(o, atomic_load_explicit(&o->state,
						  memory_order_acquire),
			  t);
}

/* With o->lock held and OBJ_WAITED set nothing can come between. */
INNER void object_take_locked(struct object *o, struct thread *t)
{
	uint32_t state = atomic_load_explicit(&o->state, memory_order_relaxed);
	if (o->signal != SIG_MANUAL)
		atomic_store_explicit(&o->state, after_take(o, state, t),
				      memory_order_relaxed);
}

bool object_try_take(struct object *o, struct thread *t)
{
	uint32_t state = atomic_load_explicit(&o->state, memory_order_acquire);
	for (;;) {
		if (!could_take(o, state, t))
			return false;
		if (o->signal == SIG_MANUAL)
			return true;
		if (unlikely(state & OBJ_WAITED))
			break;
		if (likely(atomic_compare_exchange_weak_explicit(
			    &o->state, &state, after_take(o, state, t),
			    memory_order_acquire, memory_order_acquire)))
			return true;
	}
	lock_take(&o->lock);
	for (;;) {
		state = atomic_load(&o->state);
		bool can = could_take(o, state, t);
		if (!can || atomic_compare_exchange_strong(
				    &o->state, &state, after_take(o, state, t))) {
			lock_drop(&o->lock);
			return can;
		}
	}
}

INNER bool object_unsignal_try(struct object *o)
{
	uint32_t state = OBJ_SIGNALLED;
	/* A relaxed look spares the bus where there is nothing to clear. */
	return !atomic_load(&o->telling) &&
	       (!(atomic_load_explicit(&o->state, memory_order_relaxed) &
		  OBJ_SIGNALLED) ||
		atomic_compare_exchange_strong(&o->state, &state, 0));
}

COLD static void unsignal_told(struct object *o)
{
	object_await_told(o);
	lock_take(&o->lock);
	object_set_bits(o, OBJ_SIGNALLED, 0);
	lock_drop(&o->lock);
}

INNER void object_unsignal(struct object *o)
{
	if (unlikely(!object_unsignal_try(o)))
		unsignal_told(o);
}

COLD void object_await_told(struct object *o)
{
	for (unsigned i = 0; atomic_load(&o->telling); i++)
		if (i < 100)
			__builtin_ia32_pause();
		else
			sched_yield();
}
