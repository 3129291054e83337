/*
 * The one lock of this module, and what is done after it: see user32.h. Memory comes
 * from libc, whose locks a thread must not be ended in either.
 */
#include "user32_cancel/user32.h"
#include "ntdll_cancel/leaks.h"
#include "ntdll_cancel/private.h"
#include <stdlib.h>

static SRWLOCK user_lock = SRWLOCK_INIT;

BOOL fail_with(DWORD code)
{
	SetLastError(code);
	return FALSE;
}

void user_enter(void)
{
	thread_hold();
	AcquireSRWLockExclusive(&user_lock);
}

void user_leave(struct after *after)
{
	ReleaseSRWLockExclusive(&user_lock);
	if (after) {
		if (after->rouse) {
			SetEvent(after->rouse->event);
			signal_drop(after->rouse);
		}
		free(after->garbage[0]);
		free(after->garbage[1]);
		*after = (struct after){0};
	}
	thread_let_go();
}

void *user_alloc(size_t size)
{
	thread_hold();

	void *memory = calloc(1, size);

	thread_let_go();
	if (!memory)
		fail_with(ERROR_NOT_ENOUGH_MEMORY);
	return memory;
}

void user_free(void *memory)
{
	thread_hold();
	free(memory);
	thread_let_go();
}

/* A queue stays until its thread ends, the first thread's with the process; to the
 * leak sanitizer a handle is no pointer. */
struct signal *signal_new(void)
{
	struct signal *signal = user_alloc(sizeof(*signal));

	if (!signal)
		return NULL;
	signal->refs = 1;
	__lsan_disable();
	signal->event = CreateEventW(NULL, TRUE, FALSE, NULL);
	__lsan_enable();
	if (signal->event)
		return signal;
	user_free(signal);
	return NULL;
}

void signal_drop(struct signal *signal)
{
	if (__atomic_sub_fetch(&signal->refs, 1, __ATOMIC_ACQ_REL))
		return;
	CloseHandle(signal->event);
	user_free(signal);
}

ULONGLONG user_now(void)
{
	LARGE_INTEGER now;

	/* its ticks are of 100 ns */
	QueryPerformanceCounter(&now);
	return (ULONGLONG)now.QuadPart;
}
