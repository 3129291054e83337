/*
 * The signal of call.h: its number, its handler, and the two ends of asking.
 *
 * The handler is installed by the raw system call: a sanitizer that wraps
 * sigaction would defer it, and then there is no context to redirect. It calls
 * no function and writes no errno. SA_RESTART spares the program's own system
 * calls; ours are redirected when they are put back onto the instruction.
 */
#define _GNU_SOURCE
#include "call.h"
#include "lock.h"
#include "points.h"
#include "sys_elf_x86_64.h"
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ucontext.h>

__thread struct call *call_self;

static int signal_number;
static pid_t process;

void (*call_poked)(void *context);

/* A signal of ours says what it is for: a sequence of call, or nothing of that. */
#define VALUE_ASK (1ull << 32)

static const struct {
	const char *begin, *end, *stopped, *last;
} labels[] = {
	{ call_label_begin, call_label_end, call_label_stopped,
	  call_label_last },
	{ call_single_begin, call_single_end, call_single_stopped,
	  call_single_last },
};

enum place { PLACE_BEFORE, PLACE_AFTER, PLACE_ELSEWHERE };

/* Where the context stands; before its system call, it is sent to "stopped". */
UNWATCHED static enum place redirect(greg_t *pc)
{
	for (unsigned i = 0; i < 2; i++) {
		if (*pc < (greg_t)labels[i].begin ||
		    *pc >= (greg_t)labels[i].last)
			continue;
		if (*pc >= (greg_t)labels[i].end)
			return PLACE_AFTER;
		*pc = (greg_t)labels[i].stopped;
		return PLACE_BEFORE;
	}
	return PLACE_ELSEWHERE;
}

UNWATCHED void call_redirect(void *context)
{
	greg_t *pc = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
	redirect(pc);
	if (*pc >= (greg_t)call_single_check && *pc < (greg_t)call_single_over)
		*pc = (greg_t)call_single_check;
}

UNWATCHED static void call_handler(int sig, siginfo_t *info, void *context)
{
	struct call *c = call_self;
	/* Another process may send this number too; it is not an ask. */
	if (!c || info->si_pid != process)
		return;
	uint64_t value = (uint64_t)info->si_value.sival_ptr;
	if (info->si_code != SI_QUEUE)
		return;
	if (!(value & VALUE_ASK)) {
		call_poked(context);
		return;
	}
	uint64_t word = atomic_load_explicit(&c->word, memory_order_relaxed);
	bool asked = (word & CALL_STATE) == CALL_ASKED;
	/* The ask of a call that was over already (call_single). */
	if (call_sequence(word) != (uint32_t)value)
		return;
	ucontext_t *uc = context;
	if (asked && atomic_load_explicit(&c->inside, memory_order_relaxed) &&
	    redirect(&uc->uc_mcontext.gregs[REG_RIP]) == PLACE_ELSEWHERE) {
		uint64_t bit = 1ull << (sig - 1);
		*(uint64_t *)&uc->uc_sigmask |= bit;
		while (sys6(SYS_rt_tgsigqueueinfo, process, c->tid, sig,
			    (long)info, 0, 0) == -EAGAIN)
			;
		return;
	}
	if (asked)
		call_redirect(context);
	atomic_store_explicit(&c->answered, (uint32_t)value,
			      memory_order_relaxed);
}

/* What the kernel takes, which is not what libc calls a sigaction. */
struct kernel_sigaction {
	void (*handler)(int, siginfo_t *, void *);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

__asm__(".pushsection .text\n"
	".type call_restorer, @function\n"
	"	nop\n" /* unwinders look at the byte before a return address */
	"call_restorer:\n"
	"	mov $15, %eax\n" /* rt_sigreturn */
	"	syscall\n"
	".size call_restorer, . - call_restorer\n"
	".popsection\n");
extern void call_restorer(void) __attribute__((visibility("hidden")));

bool signal_take(int sig, void (*handler)(int, siginfo_t *, void *))
{
	struct kernel_sigaction act = {
		.handler = handler,
		.flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK | 0x04000000,
		.restorer = call_restorer,
	};
	return !syscall(SYS_rt_sigaction, sig, &act, NULL, sizeof act.mask);
}

UNWATCHED void signal_decline(int sig)
{
	struct kernel_sigaction act = { .handler = NULL };
	sys6(SYS_rt_sigaction, sig, (long)&act, 0, sizeof act.mask, 0, 0);
	sys3(SYS_tgkill, sys3(SYS_getpid, 0, 0, 0), sys3(SYS_gettid, 0, 0, 0),
	     sig);
}

static bool install_on(int sig)
{
	struct kernel_sigaction old;
	if (syscall(SYS_rt_sigaction, sig, NULL, &old, sizeof old.mask) ||
	    old.handler)
		return false;
	return signal_take(sig, call_handler);
}

bool call_install(void)
{
	process = getpid();
	/* From the top: programs and libraries take theirs from the bottom. */
	for (int sig = SIGRTMAX - 1; sig > SIGRTMIN; sig--)
		if (install_on(sig)) {
			signal_number = sig;
			return true;
		}
	return false;
}

void call_adopt(struct call *c)
{
	uint64_t bit = 1ull << (signal_number - 1);
	call_self = c;
	syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &bit, NULL, sizeof bit);
	/* Who reads it may send the signal, and that must find all this done. */
	atomic_store(&c->tid, (pid_t)syscall(SYS_gettid));
}

/* False: there is no such thread any more. */
static bool send(pid_t tid, uint64_t value)
{
	siginfo_t info = { .si_signo = signal_number, .si_code = SI_QUEUE };
	info.si_pid = process;
	info.si_value.sival_ptr = (void *)value;
	long r;
	/* The queue of real-time signals may be full. */
	while ((r = syscall(SYS_rt_tgsigqueueinfo, process, tid, signal_number,
			    &info)) &&
	       errno == EAGAIN)
		sched_yield();
	return !r;
}

bool call_poke(struct call *c)
{
	return send(c->tid, 0);
}

__attribute__((ms_abi)) void call_await_answer(struct call *c,
					       uint32_t sequence)
{
	/* The asker stands between its CAS and its signal, or the signal is on
	 * its way here: soon either way, unless the asker lost its core. */
	for (unsigned i = 0; atomic_load_explicit(&c->answered,
						  memory_order_relaxed) !=
			     sequence;
	     i++)
		if (i < 100)
			__builtin_ia32_pause();
		else
			sched_yield();
}

bool call_ask(struct call *c, uint64_t word)
{
	pid_t tid = atomic_load(&c->tid);
	uint64_t seen = word;
	/* One signal for each call: the caller waits for exactly one. */
	if ((word & CALL_STATE) == CALL_ASKED)
		return atomic_load(&c->word) == word;
	/* Until the handler has answered the thread can't leave this call, so
	 * the tid read before the CAS is the right one after it. */
	if (!atomic_compare_exchange_strong(&c->word, &seen, word | CALL_ASKED))
		return seen == (word | CALL_ASKED);
	POINT("cancel:asked");
	send(tid, VALUE_ASK | call_sequence(word));
	return true;
}
