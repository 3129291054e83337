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
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ucontext.h>

__thread struct call *call_self;

static int signal_number;
static pid_t process;

void (*call_poked)(void *context);

#define UNWATCHED                                                        \
	__attribute__((no_sanitize("thread", "address", "undefined")))

/* A system call of the handler's own: libc's would write errno. */
UNWATCHED static inline long handler_tgkill(long pid, long tid, long sig)
{
	long r;
	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "0"(SYS_tgkill), "D"(pid), "S"(tid), "d"(sig)
			 : "rcx", "r11", "memory");
	return r;
}

UNWATCHED static void call_handler(int sig, siginfo_t *info, void *context)
{
	struct call *c = call_self;
	/* Another process may send this number too; it is not an ask. */
	if (!c || info->si_pid != process)
		return;
	if (info->si_code == SI_QUEUE)
		call_poked(context);
	if (info->si_code != SI_TKILL)
		return;
	uint64_t word = atomic_load_explicit(&c->word, memory_order_relaxed);
	ucontext_t *uc = context;
	greg_t *pc = &uc->uc_mcontext.gregs[REG_RIP];
	if ((word & CALL_STATE) == CALL_ASKED &&
	    atomic_load_explicit(&c->inside, memory_order_relaxed)) {
		if (*pc >= (greg_t)call_label_begin &&
		    *pc < (greg_t)call_label_end) {
			*pc = (greg_t)call_label_stopped;
		} else if (*pc < (greg_t)call_label_end ||
			   *pc >= (greg_t)call_label_last) {
			uint64_t bit = 1ull << (sig - 1);
			*(uint64_t *)&uc->uc_sigmask |= bit;
			while (handler_tgkill(process, c->tid, sig) == -EAGAIN)
				;
			return;
		}
	}
	atomic_store_explicit(&c->answered, c->answered + 1,
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

static bool install_on(int sig)
{
	struct kernel_sigaction old, act = {
		.handler = call_handler,
		.flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK | 0x04000000,
		.restorer = call_restorer,
	};
	if (syscall(SYS_rt_sigaction, sig, NULL, &old, sizeof act.mask) ||
	    old.handler)
		return false;
	return !syscall(SYS_rt_sigaction, sig, &act, NULL, sizeof act.mask);
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
	atomic_store(&c->tid, (pid_t)syscall(SYS_gettid));
	call_self = c;
	syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &bit, NULL, sizeof bit);
}

bool call_poke(struct call *c)
{
	siginfo_t info = { .si_signo = signal_number, .si_code = SI_QUEUE };
	info.si_pid = process;
	long r;
	while ((r = syscall(SYS_rt_tgsigqueueinfo, process, c->tid,
			    signal_number, &info)) &&
	       errno == EAGAIN)
		sched_yield();
	return !r;
}

__attribute__((ms_abi)) void call_await_answer(struct call *c)
{
	c->asked++;
	/* The asker stands between its CAS and its signal, or the signal is on
	 * its way here: soon either way, unless the asker lost its core. */
	for (unsigned i = 0; atomic_load_explicit(&c->answered,
						  memory_order_relaxed) !=
			     c->asked;
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
	while (syscall(SYS_tgkill, process, tid, signal_number) &&
	       errno == EAGAIN)
		sched_yield(); /* the queue of real-time signals is full */
	return true;
}
