/*
 * One-time initialisation. The two low bits of the program's word say how far it
 * is; when it is done the others are the context that was left. While one thread
 * initialises, who waits for it adds WAITED and sleeps on the word's low half.
 * The program's function runs with nothing held.
 */
#include "kernel32_cancel/kernel32.h"
#include "ntdll_cancel/private.h"

enum { NEW, RUNNING, DONE, ASYNC, WAITED };

#define STATE 3ull

static ULONG_PTR *word_of(INIT_ONCE *once)
{
	return (ULONG_PTR *)once;
}

static BOOL swap(INIT_ONCE *once, ULONG_PTR *seen, ULONG_PTR value)
{
	return __atomic_compare_exchange_n(word_of(once), seen, value, FALSE,
					   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static BOOL is_done(ULONG_PTR word, BOOL *pending, void **context)
{
	if ((word & STATE) != DONE)
		return FALSE;
	*pending = FALSE;
	if (context)
		*context = (void *)(word & ~STATE);
	return TRUE;
}

static __attribute__((noinline)) void WINAPI await(INIT_ONCE *once,
						   ULONG_PTR word)
{
	if (word & WAITED || swap(once, &word, word | WAITED))
		word_await((uint32_t *)once, RUNNING | WAITED, NULL);
}

/*
 * InitOnceInitialize: INIT_ONCE_STATIC_INIT is the same.
 * (Microsoft: InitOnceInitialize)
 */
void WINAPI InitOnceInitialize(INIT_ONCE *once)
{
	*word_of(once) = NEW;
}

/*
 * InitOnceBeginInitialize: TRUE and *pending FALSE if it is done, with the context
 * that was left; TRUE and *pending TRUE if the caller is to initialise, and then to
 * call InitOnceComplete. Others wait meanwhile; with INIT_ONCE_ASYNC they initialise
 * as well, and the first to complete wins. INIT_ONCE_CHECK_ONLY: never to
 * initialise, ERROR_GEN_FAILURE if it is not done. ERROR_INVALID_PARAMETER for other
 * flags, both, or where others do it the other way.
 * (Microsoft: InitOnceBeginInitialize)
 */
BOOL WINAPI InitOnceBeginInitialize(INIT_ONCE *once, DWORD flags, BOOL *pending,
				    void **context)
{
	BOOL async = !!(flags & INIT_ONCE_ASYNC);
	ULONG_PTR word = __atomic_load_n(word_of(once), __ATOMIC_ACQUIRE);

	if (flags & INIT_ONCE_CHECK_ONLY) {
		if (flags != INIT_ONCE_CHECK_ONLY)
			return fail_with(ERROR_INVALID_PARAMETER);
		return is_done(word, pending, context) ||
		       fail_with(ERROR_GEN_FAILURE);
	}
	if (flags & ~INIT_ONCE_ASYNC)
		return fail_with(ERROR_INVALID_PARAMETER);
	for (;; word = __atomic_load_n(word_of(once), __ATOMIC_ACQUIRE)) {
		if (is_done(word, pending, context))
			return TRUE;
		if ((word & STATE) == NEW) {
			if (!swap(once, &word, async ? ASYNC : RUNNING))
				continue;
			*pending = TRUE;
			return TRUE;
		}
		if (async != ((word & STATE) == ASYNC))
			return fail_with(ERROR_INVALID_PARAMETER);
		if (async) {
			*pending = TRUE;
			return TRUE;
		}
		await(once, word);
	}
}

/*
 * InitOnceComplete: it is done, and leaves `context`, whose two low bits are 0; or,
 * with INIT_ONCE_INIT_FAILED, the next one may try. INIT_ONCE_ASYNC if it was begun
 * so: then ERROR_GEN_FAILURE if another was first.
 * (Microsoft: InitOnceComplete)
 */
BOOL WINAPI InitOnceComplete(INIT_ONCE *once, DWORD flags, void *context)
{
	BOOL async = !!(flags & INIT_ONCE_ASYNC);
	BOOL failed = !!(flags & INIT_ONCE_INIT_FAILED);
	ULONG_PTR word = __atomic_load_n(word_of(once), __ATOMIC_ACQUIRE);
	ULONG_PTR value = failed ? NEW : (ULONG_PTR)context | DONE;

	if (flags & ~(INIT_ONCE_ASYNC | INIT_ONCE_INIT_FAILED) ||
	    (failed && (async || context)) || (ULONG_PTR)context & STATE)
		return fail_with(ERROR_INVALID_PARAMETER);
	do {
		switch (word & STATE) {
		case RUNNING:
			if (async)
				return fail_with(ERROR_INVALID_PARAMETER);
			break;
		case ASYNC:
			if (!async)
				return fail_with(ERROR_INVALID_PARAMETER);
			break;
		default:
			return fail_with(ERROR_GEN_FAILURE);
		}
	} while (!swap(once, &word, value));
	if (word & WAITED)
		word_rouse((uint32_t *)once, (ULONG)-1);
	return TRUE;
}

/*
 * InitOnceExecuteOnce: calls `function` unless it has succeeded before; who comes
 * meanwhile waits. TRUE if it succeeded, now or before, with the context that it
 * left. FALSE if it returned FALSE: then the next caller calls it again.
 * (Microsoft: InitOnceExecuteOnce)
 */
BOOL WINAPI InitOnceExecuteOnce(INIT_ONCE *once, PINIT_ONCE_FN function,
				void *parameter, void **context)
{
	void *left = NULL;
	BOOL pending;

	if (!InitOnceBeginInitialize(once, 0, &pending, context))
		return FALSE;
	if (!pending)
		return TRUE;
	if (!function(once, parameter, &left)) {
		InitOnceComplete(once, INIT_ONCE_INIT_FAILED, NULL);
		return FALSE;
	}
	if (context)
		*context = left;
	return InitOnceComplete(once, 0, left);
}
