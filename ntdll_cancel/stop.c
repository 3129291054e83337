/*
 * Suspending and ending a thread from outside. Both are delivered by the signal
 * of call.h, and both wait until the thread holds no lock of ours:
 *
 *   the handler finds a lock held:  stop_wanted is set, lock_drop comes to
 *                                   stop_here when the last one is dropped
 *   otherwise, suspend:             it sleeps in the handler
 *   otherwise, end:                 in a call or a park of ours, that is stopped
 *                                   and the Nt function ends the thread as it
 *                                   returns; in the program's code the context is
 *                                   sent to thread_end_here; anywhere else in this
 *                                   library the answer is "busy", asked again
 */
#define _GNU_SOURCE
#include "handle.h"
#include "private.h"
#include "process.h"
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/ucontext.h>

enum { ANSWER_NONE, ANSWER_BUSY, ANSWER_TAKEN };

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[] __attribute__((visibility("hidden")));

/* The dynamic linker holds locks while it binds a symbol for the first time. */
static uintptr_t linker_begin, linker_end;

/* Before the first thread can be ended: pthread_exit loads the unwinder, which
 * must not happen inside a signal's context. */
void stop_prepare(void)
{
	dlopen("libgcc_s.so.1", RTLD_NOW | RTLD_GLOBAL);
	linker_begin = getauxval(AT_BASE);
	if (!linker_begin)
		return;
	const ElfW(Ehdr) *head = (const void *)linker_begin;
	const ElfW(Phdr) *part = (const void *)(linker_begin + head->e_phoff);
	for (unsigned i = 0; i < head->e_phnum; i++) {
		uintptr_t end = linker_begin + part[i].p_vaddr +
				part[i].p_memsz;
		if (part[i].p_type == PT_LOAD && end > linker_end)
			linker_end = end;
	}
}

static bool inside(uintptr_t pc)
{
	return (pc >= (uintptr_t)__ehdr_start && pc < (uintptr_t)etext) ||
	       (pc >= linker_begin && pc < linker_end);
}

static void thread_end_here(void)
{
	atomic_fetch_or(&thread_current->requests, THREAD_ENDING);
	pthread_exit(NULL);
}

static void sleep_suspended(struct thread *t)
{
	uint32_t count;
	int kept = errno;
	while ((count = atomic_load(&t->suspended)) &&
	       !(atomic_load(&t->requests) & THREAD_END)) {
		POINT("suspend:sleep");
		futex_sleep(&t->suspended, count, NULL);
	}
	errno = kept;
}

COLD void stop_here(void)
{
	struct thread *t = thread_current;
	stop_wanted = false;
	if (!t)
		return;
	sleep_suspended(t);
}

/* At the end of an Nt call, holding nothing. One that is ending takes back what a
 * module above had begun: it goes on. */
COLD void stop_end(void)
{
	if (!(atomic_load(&thread_current->requests) & THREAD_ENDING))
		thread_end_here();
}

static uint32_t answer_end(struct thread *t, ucontext_t *uc)
{
	greg_t *r = uc->uc_mcontext.gregs;
	if (atomic_load(&t->requests) & THREAD_ENDING)
		return ANSWER_TAKEN;
	uint64_t word = atomic_load(&t->call.word);
	if ((word & CALL_STATE) != CALL_IDLE) {
		/* As a canceller would, but from within. */
		if ((word & CALL_STATE) != CALL_ASKED &&
		    atomic_compare_exchange_strong(&t->call.word, &word,
						   word | CALL_ASKED))
			atomic_store(&t->call.answered,
				     call_sequence(word));
		call_redirect(uc);
		return ANSWER_TAKEN;
	}
	if (atomic_load(&t->park) >= PARK_SLEEPING)
		return ANSWER_TAKEN;
	if (locks_held || inside(r[REG_RIP]))
		return ANSWER_BUSY;
	/* Past the red zone, as a function that was called by nobody. */
	r[REG_RSP] = ((r[REG_RSP] - 128) & ~15ll) - 8;
	*(uint64_t *)r[REG_RSP] = 0;
	r[REG_RIP] = (greg_t)thread_end_here;
	return ANSWER_TAKEN;
}

static void poked(void *context)
{
	struct thread *t = thread_current;
	if (!t)
		return;
	/* Before the look at what is wanted: a wish that comes later pokes again. */
	atomic_store(&t->poked, 0);
	if (atomic_load(&t->requests) & THREAD_END)
		atomic_store(&t->stop_answer, answer_end(t, context));
	else if (locks_held)
		stop_wanted = true;
	else
		sleep_suspended(t);
}

/* A thread that has not started, or has ended, is found by its own look. */
static bool poke(struct thread *t)
{
	call_poked = poked;
	/* One at a time: signals that queue up faster than they are handled would
	 * leave the thread no time of its own. */
	if (atomic_exchange(&t->poked, 1) || call_poke(&t->call))
		return true;
	atomic_store(&t->poked, 0);
	return false;
}

static void end_other(struct thread *t)
{
	atomic_fetch_or(&t->requests, THREAD_END);
	thread_unpark(t); /* it may be on its way into the futex */
	for (;;) {
		atomic_store(&t->stop_answer, ANSWER_NONE);
		if (!poke(t))
			return;
		uint32_t answer;
		while ((answer = atomic_load(&t->stop_answer)) == ANSWER_NONE &&
		       !(atomic_load(&t->obj.state) & OBJ_SIGNALLED)) {
			/* It may have looked before it was asked, and sleep. */
			if (atomic_load(&t->suspended))
				futex_rouse(&t->suspended, INT32_MAX);
			sched_yield();
		}
		if (answer != ANSWER_BUSY)
			return;
		sched_yield();
	}
}

NTSTATUS WINAPI NtTerminateThread(HANDLE h, LONG code)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_THREAD, THREAD_TERMINATE, &ref);
	if (status)
		return status;
	struct thread *t = (struct thread *)ref.object;
	if (t == thread_current) {
		handle_done(&ref);
		RtlExitUserThread(code);
	}
	if (!(atomic_load(&t->obj.state) & OBJ_SIGNALLED)) {
		t->exit_code = code;
		end_other(t);
	}
	handle_done(&ref);
	return STATUS_SUCCESS;
}

NTSTATUS WINAPI NtSuspendThread(HANDLE h, ULONG *previous)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_THREAD, THREAD_SUSPEND_RESUME,
				      &ref);
	if (status == STATUS_OBJECT_TYPE_MISMATCH)
		return process_thread_suspend(h, previous);
	if (status)
		return status;
	struct thread *t = (struct thread *)ref.object;
	if (atomic_load(&t->obj.state) & OBJ_SIGNALLED) {
		handle_done(&ref);
		return STATUS_ACCESS_DENIED;
	}
	uint32_t count = atomic_load(&t->suspended);
	do {
		if (count >= MAXIMUM_SUSPEND_COUNT)
			status = STATUS_SUSPEND_COUNT_EXCEEDED;
	} while (!status && !atomic_compare_exchange_weak(&t->suspended, &count,
							  count + 1));
	if (previous)
		*previous = count;
	if (!status && !count)
		poke(t);
	handle_done(&ref);
	return status;
}

NTSTATUS WINAPI NtResumeThread(HANDLE h, ULONG *previous)
{
	struct handle_ref ref;
	NTSTATUS status = handle_find(h, OBJ_THREAD, THREAD_SUSPEND_RESUME,
				      &ref);
	if (status == STATUS_OBJECT_TYPE_MISMATCH)
		return process_thread_resume(h, previous);
	if (status)
		return status;
	struct thread *t = (struct thread *)ref.object;
	uint32_t count = atomic_load(&t->suspended);
	while (count && !atomic_compare_exchange_weak(&t->suspended, &count,
						      count - 1))
		;
	if (previous)
		*previous = count;
	if (count == 1)
		futex_rouse(&t->suspended, INT32_MAX);
	handle_done(&ref);
	return STATUS_SUCCESS;
}
