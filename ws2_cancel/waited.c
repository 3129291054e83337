/*
 * Look-ups that the caller waits for: a task as the others, so that the last
 * WSACleanup ends it (W-062).
 */
#include "ws2_cancel/waited.h"
#include "ntdll_cancel/private.h"
#include "ws2_cancel/task.h"
#include <stdlib.h>

enum { PENDING, DONE, INTERRUPTED };

struct waited {
	struct task task;
	uint32_t state;
	struct answer *answer; /* written before DONE */
};

static void waited_free(struct task *t)
{
	struct waited *w = CONTAINING_RECORD(t, struct waited, task);

	answer_free(w->answer);
	free(w);
}

static void found(void *owner, struct answer *a)
{
	struct waited *w = owner;

	if (task_claim(&w->task)) {
		w->answer = a;
		__atomic_store_n(&w->state, DONE, __ATOMIC_RELEASE);
		word_rouse(&w->state, 1);
		task_unref(&w->task);
	} else {
		answer_free(a);
	}
	task_unref(&w->task);
}

void waited_interrupt(struct task *t)
{
	struct waited *w = CONTAINING_RECORD(t, struct waited, task);

	__atomic_store_n(&w->state, INTERRUPTED, __ATOMIC_RELEASE);
	word_rouse(&w->state, 1);
	task_unref(t);
}

/* False: the time is over. */
static bool await(struct waited *w, const LARGE_INTEGER *timeout)
{
	while (__atomic_load_n(&w->state, __ATOMIC_ACQUIRE) == PENDING)
		if (!word_await(&w->state, PENDING, timeout) && timeout)
			return __atomic_load_n(&w->state, __ATOMIC_ACQUIRE) !=
			       PENDING;
	return true;
}

static int outcome(struct waited *w, struct answer **a)
{
	if (__atomic_load_n(&w->state, __ATOMIC_ACQUIRE) == INTERRUPTED)
		return WSAEINTR;
	if (!w->answer)
		return WSA_NOT_ENOUGH_MEMORY;
	if (w->answer->error)
		return w->answer->error;
	*a = w->answer;
	w->answer = NULL;
	return 0;
}

int look_up(const struct lookup_wanted *wanted, const LARGE_INTEGER *timeout,
	    struct answer **a)
{
	struct waited *w = calloc(1, sizeof(*w));
	int error;

	*a = NULL;
	if (!w)
		return WSA_NOT_ENOUGH_MEMORY;
	w->task.kind = TASK_WAITED;
	w->task.destroy = waited_free;
	w->task.refs = 3; /* this function's, the claimer's, found's */
	w->task.lookup = lookup_new(wanted, found, w);
	if (!w->task.lookup || !task_enter(&w->task, NULL)) {
		error = ws2_started() ? WSA_NOT_ENOUGH_MEMORY :
					ws2_refusal();
		task_unref(&w->task);
		task_unref(&w->task);
		task_unref(&w->task);
		return error;
	}
	lookup_start(w->task.lookup);
	error = WSAETIMEDOUT;
	if (!await(w, timeout) && task_claim(&w->task)) {
		lookup_stop(w->task.lookup);
		task_unref(&w->task);
	} else {
		/* It ended, or is just about to be told so. */
		await(w, NULL);
		error = outcome(w, a);
	}
	task_unref(&w->task);
	return error;
}
