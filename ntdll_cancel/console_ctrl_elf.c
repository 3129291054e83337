/*
 * Ctrl+C and Ctrl+Break, once the program has asked for them: SIGINT and SIGQUIT
 * are then ours. The signal's handler only says so to a thread of ours, which ends
 * the reads of consoles (console.c) and has a new thread run the program's
 * handlers, the youngest first, until one has taken care of it. If none has, the
 * signal does to the process what it would have done.
 */
#define _GNU_SOURCE
#include "private.h"
#include "ntdll_cancel.h"
#include "sys_elf_x86_64.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>

#define HANDLERS_MAX 64

static struct lock ctrl_lock;
static PHANDLER_ROUTINE handlers[HANDLERS_MAX] GUARDED_BY(ctrl_lock);
static unsigned count GUARDED_BY(ctrl_lock);
static _Atomic bool ignored; /* of Ctrl+C alone */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int bell = -1;
static pid_t process;
static bool usable;
static sigset_t callers_mask; /* of who came first; set once */

/* What rings: the low half counts one, the high half the other. */
static const uint64_t rings[] = {
	[CTRL_C_EVENT] = 1,
	[CTRL_BREAK_EVENT] = 1ull << 32,
};

/* A child that never called exec has a bell that is its parent's. A write that fails
 * has rung often enough. */
UNWATCHED static void on_signal(int sig, siginfo_t *info, void *context)
{
	uint64_t ring = rings[sig == SIGINT ? CTRL_C_EVENT : CTRL_BREAK_EVENT];
	(void)info;
	(void)context;
	if (sys3(SYS_getpid, 0, 0, 0) != process)
		signal_decline(sig);
	else
		sys3(SYS_write, bell, (long)&ring, sizeof ring);
}

static void die(DWORD event)
{
	int sig = event == CTRL_C_EVENT ? SIGINT : SIGQUIT;
	sigset_t mask;
	signal(sig, SIG_DFL);
	sigemptyset(&mask);
	sigaddset(&mask, sig);
	pthread_sigmask(SIG_UNBLOCK, &mask, NULL);
	raise(sig);
}

/* On a thread of its own, which the program may end or leave asleep. */
static void WINAPI run_handlers(void *arg)
{
	PHANDLER_ROUTINE all[HANDLERS_MAX];
	DWORD event = (DWORD)(ULONG_PTR)arg;
	/* Who starts it has all signals blocked; the program's threads and
	 * processes that come from here must not. */
	pthread_sigmask(SIG_SETMASK, &callers_mask, NULL);
	lock_take(&ctrl_lock);
	unsigned n = count;
	memcpy(all, handlers, sizeof all);
	lock_drop(&ctrl_lock);
	while (n)
		if (all[--n](event))
			return;
	die(event);
}

static void handle(DWORD event)
{
	HANDLE thread;
	if (event == CTRL_C_EVENT && atomic_load(&ignored))
		return;
	console_break();
	if (NtCreateThreadEx(&thread, THREAD_ALL_ACCESS, NULL,
			     (HANDLE)(LONG_PTR)-1, run_handlers,
			     (void *)(ULONG_PTR)event, 0, 0, 0, 0, NULL))
		die(event);
	else
		NtClose(thread);
}

static void *listen_to_bell(void *arg)
{
	uint64_t rung;
	pthread_setname_np(pthread_self(), "wincancel-ctrl");
	for (;;) {
		if (read(bell, &rung, sizeof rung) < 0)
			continue;
		if ((uint32_t)rung)
			handle(CTRL_C_EVENT);
		if (rung >> 32)
			handle(CTRL_BREAK_EVENT);
	}
	return arg;
}

/* One that is ignored at first stays so: a shell's background job. */
static void take(int sig)
{
	struct sigaction old;
	if (!sigaction(sig, NULL, &old) && old.sa_handler == SIG_IGN) {
		if (sig == SIGINT)
			atomic_store(&ignored, true);
		return;
	}
	signal_take(sig, on_signal);
}

static void start(void)
{
	process = getpid();
	pthread_sigmask(SIG_SETMASK, NULL, &callers_mask);
	bell = eventfd(0, EFD_CLOEXEC);
	usable = bell >= 0 && service_start(listen_to_bell, NULL);
	if (!usable)
		return;
	take(SIGINT);
	take(SIGQUIT);
}

static NTSTATUS add(PHANDLER_ROUTINE handler)
{
	lock_take(&ctrl_lock);
	bool room = count < HANDLERS_MAX;
	if (room)
		handlers[count++] = handler;
	lock_drop(&ctrl_lock);
	return room ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* The youngest of those that are the same. */
static NTSTATUS drop(PHANDLER_ROUTINE handler)
{
	lock_take(&ctrl_lock);
	unsigned i = count;
	while (i && handlers[i - 1] != handler)
		i--;
	if (i) {
		count--;
		memmove(&handlers[i - 1], &handlers[i],
			(count - i + 1) * sizeof *handlers);
	}
	lock_drop(&ctrl_lock);
	return i ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS ctrl_set_handler(PHANDLER_ROUTINE handler, BOOLEAN is_new)
{
	if (!thread_self())
		return STATUS_NOT_SUPPORTED;
	locks_held++; /* the C library's, inside */
	pthread_once(&once, start);
	locks_unhold();
	if (!usable)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (handler)
		return is_new ? add(handler) : drop(handler);
	atomic_store(&ignored, is_new);
	return STATUS_SUCCESS;
}
