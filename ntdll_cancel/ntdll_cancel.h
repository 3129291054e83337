/*
 * ntdll_cancel: the contract. Every file of this folder includes it, and what
 * is said here about states, locks and ownership is what the code is checked
 * against.
 *
 * OBJECTS. What a handle names is a struct object: event, mutant, semaphore,
 * timer, thread, file, port, process … refs counts pointers (all handles together hold
 * one each),
 * handles counts handles. The last handle calls type->closed, the last reference
 * type->destroy. Files, threads and processes are of recycled memory that is never unmapped,
 * so a stale pointer to one may always be locked and looked at; whoever does so
 * checks a generation, a sequence or the closed mark before it believes it.
 *
 * SIGNALS AND WAITS. object->state is the type's signal word. While OBJ_WAITED
 * is clear it changes by compare-and-swap alone, without a lock: that is the
 * fast path. A waiter sets OBJ_WAITED under object->lock; while it is set, state
 * changes only under the lock. So a waiter that holds the locks of all its
 * objects, each marked, sees a state that cannot change: wait-all checks all,
 * then consumes all. A waiter is claimed once, by CAS on waiter->result.
 *
 * OPERATIONS. An overlapped operation is a struct io_op from its file's pool.
 *
 *   WAITING  in file->queue[dir], FIFO; nobody works on it.
 *   TRYING   still first of its queue; the one thread that drains this queue
 *            makes a non-blocking system call for it, without the lock.
 *   RUNNING  in file->running; the engine has it.
 *   PIPED    a named pipe's, in file->queue[dir]: npipe.h.
 *            (A directory's are WAITING, and never TRYING: notify.h.)
 *   RANGED   in file->running; waits for a byte range: range.h.
 *   (done)   op_finish has stored its count and status, unlinked it and copied
 *            what is to be told into a struct notice; the struct io_op is back in
 *            the pool.
 *
 *   cancel:  WAITING → done, here and now, under one lock section, no system call
 *            PIPED   → likewise; what is unread of a write is taken back
 *            RANGED  → likewise while it is queued; else as RUNNING
 *            TRYING  → op->cancelled is set; the drainer, if refused, finishes it
 *            RUNNING → op->cancelled is set, the engine asked once; what it
 *                      reports decides
 *
 * All of it changes under file->lock, so every operation is finished by exactly
 * one thread, and told by that thread after the lock is dropped: APC, event, file
 * signal. The status block is written before the operation is unlinked: whoever
 * does not find it any more may rely on the status. After that neither the block
 * nor the buffer is touched.
 * Between the status and the signal the program may reuse the event: telling of
 * the object counts who is there, a reset waits for them. A thread is not stopped
 * in between (it counts as holding a lock).
 *
 * READINESS. An overlapped file that can be polled is registered with its group's
 * epoll descriptor, edge-triggered, once an operation was refused. file->edges[dir]
 * counts the edges seen; an issuer reads it before its try and queues only if it
 * is unchanged under the lock, so no edge falls between try and queueing.
 * queue->drainer makes the drainer one; who finds it set adds DRAIN_AGAIN (io.h, drain.h).
 *
 * SYNCHRONOUS CALLS run on their caller as one labelled system call (call.h).
 * Those on a synchronous file take file->turn first, inside the call, so that the
 * wait for the turn can be cancelled too. Cancellers find them by walking the
 * threads: nothing is linked, the fast path pays nothing for them.
 *
 * SHARING. A file object is counted in share.c's table from its open, before the
 * open changes anything, until its last handle has gone; a name that is to be
 * deleted is removed by who is counted last, before the descriptor is closed.
 *
 * CLOSING. The last handle: file->closed is set; everything is cancelled; then
 * the closer waits until users is 0 and all finished are told, takes the turn, and only
 * then closes the descriptor. Who uses the descriptor counts itself in users (or
 * holds the turn, or has the file in its in_turn) first and looks at closed after.
 *
 * LOCKS, in the order in which they may be taken; all are held for short
 * sections without system calls that can block, never across a callback, an
 * engine call, a wake-up or a publication:
 *   files_lock (list of open files) → file->lock → engine's lock
 *   selection->lock → object->lock (selection.h)
 *   a listener's file->lock → that of the socket it fills (socket_try.c)
 *   timers_lock (timer.h), keyed_lock → object->lock or thread->apc_lock
 *   object->lock, several only in address order (wait-all)
 *   thread->apc_lock, stand_lock, handles_lock, names_lock, memory_lock, share_lock, ranges_lock: nothing is
 *   taken inside them
 *   ranges->lock: alone, across F_OFD_SETLK, which does not wait (range.h)
 *   a named pipe's shows_lock, spare_lock: alone, across renames and accepts, which
 *     do not block
 */
#ifndef WINCANCEL_NTDLL_CANCEL_H
#define WINCANCEL_NTDLL_CANCEL_H

#include "call.h"
#include "lock.h"
#include "points.h"
#include "windows_nt.h"
#include <stddef.h>

struct file;
struct thread;
struct timer;
struct io_op;


/* ---- objects: object.c, handle.c, names.c ------------------------------ */

enum object_kind {
	OBJ_EVENT,
	OBJ_MUTANT,
	OBJ_SEMAPHORE,
	OBJ_THREAD,
	OBJ_FILE,
	OBJ_PROCESS,
	OBJ_PROCESS_THREAD, /* the first one of a process that we started */
	OBJ_PORT,
	OBJ_SECTION,
	OBJ_TIMER,
	OBJ_KEYED_EVENT,
	OBJ_KINDS
};

/* How the signal word is read and what a satisfied wait takes from it. */
enum signal_kind {
	SIG_MANUAL, /* bit 0, taken by nobody */
	SIG_AUTO,   /* bit 0, taken by one */
	SIG_COUNT,  /* a count, one of it taken */
	SIG_OWNER,  /* the owner's thread index + 1; free is 0 */
};

#define OBJ_WAITED 0x80000000u
#define OBJ_SIGNALLED 1u
#define MUTANT_ABANDONED 0x40000000u

/* Look-ups that a thread can have open without counting; see retire.c. */
#define THREAD_HAZARDS 4

struct object {
	union {
		struct {
			_Atomic uint32_t refs;
			/* operations done that will yet signal it */
			_Atomic uint32_t telling;
		};
		_Atomic uint64_t debts; /* both, to drop one of each at once */
	};
	_Atomic uint32_t handles;
	_Atomic uint32_t state;
	struct lock lock;
	uint8_t kind;	/* enum object_kind */
	uint8_t signal; /* enum signal_kind */
	struct object *next_retired;
	struct wait_block *waiters; /* circular; NULL: none */
	struct name *name;
};

/* In refs: the last one is gone, once and for all. Who names the object as a hazard
 * may still take references and give them back: none of these is the last again. */
#define OBJECT_RETIRED 0x80000000u

struct object_type {
	const WCHAR *name;
	ULONG all_access;
	GENERIC_MAPPING generic;
	void (*closed)(struct object *);  /* last handle gone; may be NULL */
	void (*destroy)(struct object *); /* last reference gone */
};
extern const struct object_type object_types[OBJ_KINDS];
extern struct object object_process;

void object_init(struct object *o, enum object_kind kind,
		 enum signal_kind signal, uint32_t state);
COLD void object_unref_last(struct object *o); /* retire.c */

/* cell.c: OBJECT_ALIGN bytes; NULL: no memory. */
void *cell_new(void);
void cell_free(void *cell);

/* Every thread passes a full barrier (membarrier); retire.c. Where that is not to
 * be had, fences_needed is set and the fast sides make their own. */
void fence_prepare(void);
void fence_everywhere(void);
extern bool fences_needed __attribute__((visibility("hidden")));

static inline void object_ref(struct object *o)
{
	atomic_fetch_add_explicit(&o->refs, 1, memory_order_relaxed);
}

/* For who has neither reference nor hazard, but a list that it is still in. */
static inline bool object_ref_live(struct object *o)
{
	uint32_t refs = atomic_load(&o->refs);
	while (refs && !(refs & OBJECT_RETIRED))
		if (atomic_compare_exchange_weak(&o->refs, &refs, refs + 1))
			return true;
	return false;
}

static inline void object_unref_by(struct object *o, uint32_t n)
{
	uint32_t refs = atomic_load_explicit(&o->refs, memory_order_relaxed);
	while (!atomic_compare_exchange_weak_explicit(
		&o->refs, &refs, refs == n ? OBJECT_RETIRED : refs - n,
		memory_order_acq_rel, memory_order_relaxed))
		;
	if (refs == n)
		object_unref_last(o);
}

static inline void object_unref(struct object *o)
{
	object_unref_by(o, 1);
}

ACCESS_MASK object_access(enum object_kind kind, ACCESS_MASK asked);

/* A reference that a handle look-up took; to be given back with it. */
struct handle_ref {
	struct object *object;
	struct handle_slot *slot; /* NULL: a pseudo handle's */
	uint64_t held; /* the slot's word without its count */
	unsigned how;  /* the number of a hazard, or one of these */
};
enum { HELD_COUNTED = THREAD_HAZARDS, HELD_REFERENCE };

/*
 * handle.h: handle_find(h, kind, access, ref) gives STATUS_INVALID_HANDLE,
 * OBJECT_TYPE_MISMATCH or ACCESS_DENIED; kind -1 is any. It takes the pseudo
 * handle of the current thread. handle_done gives back what it found.
 */
/* Takes over the caller's reference to o when it succeeds. */
NTSTATUS handle_make(struct object *o, ACCESS_MASK access, ULONG attributes,
		     HANDLE *out);
/* The same for a new object, whose only reference goes even if it fails. */
NTSTATUS handle_make_new(struct object *o, ACCESS_MASK asked,
			 const OBJECT_ATTRIBUTES *attr, HANDLE *out);
ACCESS_MASK handle_access(const struct handle_ref *ref);
void handle_forked(void);

/* Named objects of this process. name_enter: STATUS_SUCCESS, or
 * OBJECT_NAME_EXISTS with the older object (referenced) in *o in o's place. */
NTSTATUS name_enter(const OBJECT_ATTRIBUTES *attr, struct object **o);
NTSTATUS name_find(const OBJECT_ATTRIBUTES *attr, enum object_kind kind,
		   struct object **o);
void name_leave(struct object *o);

/* ---- waits: wait.c, signal.c, park.c ------------------------------------ */

/* Where a time-out leads: 0 is at once, FOREVER never. */
#define FOREVER UINT64_MAX
uint64_t clock_now(void);			  /* ns, CLOCK_MONOTONIC */
/* park.c: as poll and its like want it; NULL for FOREVER. */
struct timespec *time_left(uint64_t deadline, struct timespec *space);
INNER uint64_t deadline_of(const LARGE_INTEGER *timeout); /* ns, absolute */

/* STATUS_USER_APC: there are some, and the caller runs them, holding nothing. */
NTSTATUS wait_objects(struct object *const *objects, unsigned n, bool all,
		      bool alertable, uint64_t deadline);
/* Until the operation that has this block, and signals o, has ended. */
NTSTATUS wait_block(struct object *o, const IO_STATUS_BLOCK *block,
		    bool alertable, uint64_t deadline);
/* Takes the signal if it is there; never waits. */
bool object_try_take(struct object *o, struct thread *t);

INNER void object_signal_waited(struct object *o);

/* Sets a manual or automatic object's signal; wakes who waited. */
HOT void object_signal(struct object *o)
{
	uint32_t state = atomic_load_explicit(&o->state, memory_order_relaxed);
	if (state == OBJ_SIGNALLED)
		return; /* as if before whoever clears it */
	while (likely(!(state & OBJ_WAITED)))
		if (likely(atomic_compare_exchange_weak_explicit(
			    &o->state, &state, OBJ_SIGNALLED,
			    memory_order_release, memory_order_relaxed)))
			return;
	object_signal_waited(o);
}

/* The same as far as that takes no lock. */
HOT bool object_signal_try(struct object *o)
{
	uint32_t state = atomic_load_explicit(&o->state, memory_order_relaxed);
	return state == OBJ_SIGNALLED ||
	       (!(state & OBJ_WAITED) &&
		atomic_compare_exchange_strong_explicit(
			&o->state, &state, OBJ_SIGNALLED, memory_order_release,
			memory_order_relaxed));
}

INNER void object_unsignal(struct object *o);
/* The same where that waits for nobody and takes no lock; else false. */
INNER bool object_unsignal_try(struct object *o);
/* For an event or file that is to be reset: not before those have told it who
 * have already stored their status. Else their signal would come late, into the
 * next operation that uses it. */
COLD void object_await_told(struct object *o);
/* Signals those who wait now, and nobody else. */
void object_pulse(struct object *o);
/* Threads to wake: the one that there mostly is needs no list. */
struct wakes {
	struct thread *first, *more;
};
/* Signals o, and leaves it to the caller to wake whom it lets go, once it holds no
 * lock; until then the caller counts in locks_held. */
struct wakes object_signal_only(struct object *o);
void threads_wake(struct wakes wakes);
/* Lets waiters go as far as state allows. Drops o->lock. */
void object_release_waiters(struct object *o) DROPS(o->lock);

/* ---- threads: thread.c, apc.c, park.c ----------------------------------- */

/* requests: to end, and that it is on its way out by itself; see stop.c */
enum { THREAD_END = 1, THREAD_ENDING = 2 };

/* Without a routine it is the beginning of a packet (port.h). */
struct apc {
	struct apc *next;
	void (WINAPI *routine)(ULONG_PTR, ULONG_PTR, ULONG_PTR);
	ULONG_PTR args[3];
	bool kept;   /* a timer's: not freed when it has run (timer.h) */
	bool queued; /* of one that is kept; under the thread's apc_lock */
};

/* Objects are aligned to OBJECT_ALIGN: a handle's slot drops the low bits. */
#define OBJECT_ALIGN 64

struct thread {
	struct object obj;
	struct call call;
	struct file *_Atomic in_turn; /* taken by bias; see turn.c */
	struct object *_Atomic hazard[THREAD_HAZARDS];
	uint32_t hazards_free; /* a bit for each that is NULL */
	_Atomic uint32_t park; /* see park.c */
	uint32_t index;	       /* place in the registry */
	/* In one list of threads to wake at a time. Nobody references it for that:
	 * it may end and be another's while it is listed, then it wakes that. */
	struct thread *wake_next;
	_Atomic uint32_t wake_queued;
	struct thread *free_next;
	LONG last_error, last_status;

	struct lock apc_lock;
	struct apc *apc_first GUARDED_BY(apc_lock);
	struct apc **apc_last GUARDED_BY(apc_lock);
	bool dead GUARDED_BY(apc_lock); /* takes no more APCs */
	_Atomic uint32_t apcs;

	struct timer *timers; /* with a routine for it; timer.h */
	struct mutant *owned; /* mutants; touched by the thread itself */
	struct port *port;    /* that it belongs to, and whether it counts; port.h */
	bool counted;
	uint8_t packets_kept; /* so many of the port's spare ones; port.h */
	struct packet *packets;
	bool issued;	      /* has begun overlapped operations */
	_Atomic uint8_t drive_score; /* see drive.c */
	uint8_t drive_batch;	     /* likewise; its own */
	uint8_t ready_group;	     /* of what it last began; its own */
	_Atomic uint32_t requests;
	_Atomic uint32_t suspended;
	_Atomic uint32_t hidden; /* cancellers pass over its calls; copy.c */
	struct object *stand; /* stand_lock's: of a call that is none of ours */
	LONG exit_code;
	_Atomic uint32_t stop_answer;
	_Atomic uint32_t poked; /* a signal of stop.c is on its way */
	PRTL_THREAD_START_ROUTINE routine;
	void *argument;
} __attribute__((aligned(OBJECT_ALIGN)));

extern __thread struct thread *thread_current;
struct thread *thread_adopt(void);

static inline struct thread *thread_self(void)
{
	struct thread *t = thread_current;
	return likely(t != NULL) ? t : thread_adopt();
}

/* stand.c: false: t is in no such call. */
COLD bool stand_ask(struct thread *t);
COLD void stand_forget(struct thread *t);

COLD void stop_end(void); /* stop.c */
void stop_prepare(void);

/* At the end of every call that may have blocked: ends here if asked to. */
static inline void thread_heed(void)
{
	struct thread *t = thread_current;
	if (unlikely(t && (atomic_load_explicit(&t->requests,
						memory_order_relaxed) &
			   THREAD_END)))
		stop_end();
}

/* Walks all threads there ever were; index from 0 until NULL. */
struct thread *thread_at(unsigned index);
bool process_forked(void);

/* park.c: a token for each thread. thread_park sleeps until thread_unpark, the
 * deadline or for no reason at all; the caller looks again. */
enum { PARK_EMPTY, PARK_TOKEN, PARK_SLEEPING, PARK_DRIVING };
void thread_park(struct thread *t, uint64_t deadline, bool *timed_out);
void thread_unpark(struct thread *t);

INNER bool apc_post(struct thread *t, struct apc *a); /* false: t is dead, a is yours */
/* One that is kept, with its last two arguments; it is queued once at a time. Wakes
 * nobody. False: it is queued already. */
bool apc_queue_kept(struct thread *t, struct apc *a, ULONG_PTR a2, ULONG_PTR a3);
/* Takes it back; that it may be running now is the caller's affair. */
void apc_withdraw(struct thread *t, struct apc *a);
bool apc_run(struct thread *t);			/* whether any ran */
void apc_drop_all(struct thread *t);
static inline bool apc_waiting(struct thread *t)
{
	return atomic_load_explicit(&t->apcs, memory_order_acquire) != 0;
}

void mutants_abandon(struct thread *t);
/* timer.c: those with a routine for t, which ends. */
void timers_forget(struct thread *t);

/* port.c: t, which belongs to a port, is about to sleep elsewhere; goes on; ends. */
void port_pause(struct thread *t);
void port_resume(struct thread *t);
void port_forget(struct thread *t);
static inline bool port_pause_if(struct thread *t)
{
	bool counted = t->counted;
	if (unlikely(counted))
		port_pause(t);
	return counted;
}

static inline void port_resume_if(struct thread *t, bool paused)
{
	if (unlikely(paused))
		port_resume(t);
}
/* port_file.c: o is a file of a port, and none of its operations has this block any
 * more. Where it has no event it may still read as pending (K-084). */
bool port_has_result(struct object *o, const IO_STATUS_BLOCK *block);

#include "io.h"

/* What t is told of comes many at a time: so will what it begins now. */
static inline bool drive_many(const struct thread *t)
{
	return t->drive_batch >= 4;
}

/* A wait of t has ended otherwise; drive.c. */
static inline void drive_unlearn(struct thread *t)
{
	if (atomic_load_explicit(&t->drive_score, memory_order_relaxed))
		atomic_store_explicit(&t->drive_score, 0, memory_order_relaxed);
}

/* status.c */
NTSTATUS status_from_errno(int err);

#endif
