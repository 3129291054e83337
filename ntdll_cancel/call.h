/*
 * The labelled system call: a blocking call that another thread can stop
 * without ever losing what the call had done, and without ever hitting a later
 * call. Win32's CancelSynchronousIo stands on it, and so does waking a thread
 * that drives readiness. It owns struct call, the signal and its handler.
 *
 *   word = sequence << 2 | state, written by the calling thread alone but for
 *   the one step that a canceller takes:
 *
 *     IDLE ── call_begin ──► OPEN ── canceller's CAS ──► ASKED + one signal
 *      ▲                      │                            │
 *      └────── call_end ──────┴──── call_end, waits for ◄──┘
 *                                   the handler's answer
 *
 * Why nothing is lost: the handler moves the program counter only if it stands
 * between the label "before the mark was looked at" and the system call
 * instruction itself, and the mark says ASKED. Before the instruction nothing
 * has happened yet; after it the result stands in a register and is kept. A
 * call asleep in the kernel ends with EINTR, or is put back onto the
 * instruction by SA_RESTART, where the handler finds it.
 *
 * Why no cancel is lost: if our signal arrives while a foreign handler runs on
 * top of the call (inside is set, the program counter is elsewhere), the call
 * may yet be restarted when that handler returns. Ours then blocks itself in
 * the foreign handler's context and raises itself again: it is delivered when
 * that context is left, with the program counter where it matters.
 *
 * Why no later call is hit: the CAS names the sequence number, and so does the
 * signal; only the thread whose CAS succeeded sends one. call_end does not leave
 * before the handler has answered with the call's own number.
 *
 * call_single ends a call without a locked instruction: it looks at the word and
 * stores IDLE. Signalled between the two it looks again. A CAS that falls between
 * them on another core is overwritten: the call was over, its canceller has found
 * an operation that completes normally, and the signal comes late. It finds a word
 * of another sequence, or that does not say ASKED, and does nothing; a call of ours
 * that it interrupts is repeated.
 *
 * A canceller may hold a stale struct call: the memory is never unmapped (threads
 * are recycled, not freed) and the sequence number never goes back.
 */
#ifndef WINCANCEL_CALL_H
#define WINCANCEL_CALL_H

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum call_state {
	CALL_IDLE = 0,
	CALL_OPEN = 1,  /* a synchronous operation; may be cancelled */
	CALL_DRIVE = 2, /* waits for readiness; may only be woken */
	CALL_ASKED = 3,
};
#define CALL_STATE 3u
#define CALL_STEP 4u
/* The file of a call that is no operation. ASKED does not tell what was asked, and
 * a thread that was woken has not been found by a canceller (K-055). */
#define CALL_NO_OPERATION ((void *)1)
/* Of one that waits for several sockets. */
#define CALL_SOCKETS ((void *)2)

struct call {
	_Atomic uint64_t word;
	_Atomic uint32_t inside; /* between the labels; offset 8, see the .S */
	_Atomic uint32_t answered; /* sequence of the last ask handled */
	_Atomic pid_t tid;
	/* What is being called, for cancellers that look for it; valid while
	 * word has the sequence with which they were read. */
	void *_Atomic file;
	void *_Atomic block;
	/* Sequence of the last one that Ctrl+C was to end: console.c. */
	_Atomic uint32_t broken;
};

/* What names a call in its signal and in the answer to it. */
static inline uint32_t call_sequence(uint64_t word)
{
	return word >> 2;
}

/* The calling thread's struct call, for the handler. */
extern __thread struct call *call_self;

/* The system call stands between these two; the third is where it is sent. */
long call_labelled(struct call *call, long nr, long a, long b, long c, long d,
		   long e, long f);
extern const char call_label_begin[], call_label_end[], call_label_stopped[],
	call_label_last[];

/*
 * The whole of a call that is one system call: as call_labelled, and then, if it
 * has moved something and was not asked, call_end. From code that must keep its
 * vector registers: the label's code touches none, which the compiler can't know
 * of a call.
 */
struct call_result {
	long r;
	bool open; /* call_end is yet to come: asked, or nothing has moved */
};
extern const char call_single_begin[], call_single_end[], call_single_stopped[],
	call_single_check[], call_single_over[], call_single_last[];

static inline struct call_result call_single3(struct call *c, long nr, long a,
					      const void *b, size_t d)
{
	long r;
	register size_t n __asm__("r8") = d;
	__asm__ volatile("lea -128(%%rsp), %%rsp\n\t" /* a red zone, if any */
			 "call call_single\n\t"
			 "lea 128(%%rsp), %%rsp"
			 : "=a"(r), "+D"(c), "+S"(nr), "+d"(a), "+c"(b), "+r"(n)
			 :
			 : "r9", "r10", "r11", "cc", "memory");
	return (struct call_result){ r, a };
}

/* For stop.c, which asks from within: the context as a handler's. */
void call_redirect(void *context);

/* Installs the handler; once in a process. False: no signal number is free. */
bool call_install(void);
/* Unblocks the signal and names this thread's struct call. */
void call_adopt(struct call *c);
/* Sends the signal for stop.c, whose function runs in the handler. */
bool call_poke(struct call *c);
extern void (*call_poked)(void *context);

static inline void call_begin(struct call *c, enum call_state as, void *file,
			      void *block)
{
	uint64_t word = atomic_load_explicit(&c->word, memory_order_relaxed);
	atomic_store_explicit(&c->file, file, memory_order_relaxed);
	atomic_store_explicit(&c->block, block, memory_order_relaxed);
	/* Release, so that who sees this word sees those two. */
	atomic_store_explicit(&c->word, (word | CALL_STATE) + 1 + as,
			      memory_order_release);
}

__attribute__((noinline, cold, ms_abi)) void call_await_answer(struct call *c,
								    uint32_t sequence);

/* Returns whether somebody asked. After this no signal of this call comes. */
static inline bool call_end(struct call *c)
{
	uint64_t word = atomic_load_explicit(&c->word, memory_order_relaxed);
	/* One exchange: a canceller's CAS comes wholly before or fails. */
	word = atomic_exchange_explicit(&c->word, word & ~(uint64_t)CALL_STATE,
					memory_order_acq_rel);
	bool asked = (word & CALL_STATE) == CALL_ASKED;
	if (__builtin_expect(asked, 0))
		call_await_answer(c, call_sequence(word));
	return asked;
}

static inline bool call_asked(struct call *c)
{
	return (atomic_load_explicit(&c->word, memory_order_relaxed) &
		CALL_STATE) == CALL_ASKED;
}

/*
 * Repeats a system call that a foreign signal interrupted; never one that was
 * asked to stop: that one gives -ECANCELED. For calls that may be repeated as
 * they are; timed ones do it themselves.
 */
static inline long call_repeat(struct call *c, long nr, long a, long b, long d,
			       long e)
{
	for (;;) {
		long r = call_labelled(c, nr, a, b, d, e, 0, 0);
		if (__builtin_expect(r != -EINTR, 1))
			return r;
		if (call_asked(c))
			return -ECANCELED;
	}
}

/* Whether Ctrl+C has ended the call that was ended last. */
static inline bool call_broken(struct call *c)
{
	return atomic_load(&c->broken) ==
	       call_sequence(atomic_load_explicit(&c->word,
						  memory_order_relaxed));
}

/*
 * What runs in a handler of ours. It may interrupt a thread that a sanitizer's
 * run-time does not know yet, or any more, and everything the run-time does, so it
 * is not instrumented and calls no function that is, nor one of libc's, which the
 * run-time may have wrapped: system calls are sys_elf_x86_64.h's.
 */
#define UNWATCHED                                                        \
	__attribute__((no_sanitize("thread", "address", "undefined")))

/* Takes a signal for good, by the raw system call; SA_RESTART. handler is UNWATCHED. */
bool signal_take(int sig, void (*handler)(int, siginfo_t *, void *));
/* In the handler: the signal does what it did before it was taken, once that returns. */
void signal_decline(int sig);

/* Asks the call with exactly this word to stop: false if it has ended since. */
bool call_ask(struct call *c, uint64_t word);

#endif
