/*
 * Look-ups that the caller waits for: a task as the others, so that the last
 * WSACleanup ends it (W-062).
 */
#include "ws2_cancel/waited.h"
#include "ws2_cancel/hooks.h"
#include "ntdll_cancel/private.h"
#include "ws2_cancel/task.h"
#include <stdlib.h>

enum { PENDING, DONE, INTERRUPTED };

struct waited {
	struct task task;
	uint32_t state;
	HANDLE told; /* for who runs a hook meanwhile; else NULL */
	unsigned since;
	struct answer *answer; /* written before DONE */
};

/* Its event is for who claims it, so whoever has done that may close it. */
static void waited_hush(struct waited *w)
{
	if (w->told)
		CloseHandle(w->told);
	w->told = NULL;
}

static void waited_free(struct task *t)
{
	struct waited *w = CONTAINING_RECORD(t, struct waited, task);

	answer_free(w->answer);
	waited_hush(w);
	free(w);
}

static void tell(struct waited *w, uint32_t state)
{
	__atomic_store_n(&w->state, state, __ATOMIC_RELEASE);
	word_rouse(&w->state, 1);
	if (w->told)
		SetEvent(w->told);
}

static void found(void *owner, struct answer *a)
{
	struct waited *w = owner;

	if (task_claim(&w->task)) {
		w->answer = a;
		tell(w, DONE);
		task_unref(&w->task);
	} else {
		answer_free(a);
	}
	task_unref(&w->task);
}

void waited_interrupt(struct task *t)
{
	struct waited *w = CONTAINING_RECORD(t, struct waited, task);

	tell(w, INTERRUPTED);
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

/* False: it has ended, or is just about to be told so. */
static bool take_back(struct waited *w)
{
	if (!task_claim(&w->task))
		return false;
	lookup_stop(w->task.lookup);
	waited_hush(w); /* it may stay in the resolver for a while */
	task_unref(&w->task);
	return true;
}

static void waited_left(void *arg)
{
	struct waited *w = arg;

	if (!take_back(w))
		await(w, NULL);
	task_unref(&w->task);
}

/* The hook runs meanwhile. How long: NtWait's, or NULL. */
static bool await_hooked(struct waited *w, const LARGE_INTEGER *timeout, int *error)
{
	LONGLONG left = timeout ? -timeout->QuadPart / 10000 : 0;
	const struct hook_call call = { w->told,
					timeout ? (DWORD)left + 1 : INFINITE,
					w->since, waited_left, w };
	enum hook_end how;

	if (__atomic_load_n(&w->state, __ATOMIC_ACQUIRE) != PENDING)
		return true;
	how = hook_run(&call);
	if (how != HOOK_TIME)
		*error = ws2_error(hook_status(how));
	return how == HOOK_EVENT;
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
	bool over;

	*a = NULL;
	if (!w)
		return WSA_NOT_ENOUGH_MEMORY;
	w->task.kind = TASK_WAITED;
	w->task.destroy = waited_free;
	w->since = hooks_ended();
	if (ws2_hooked())
		w->told = CreateEventW(NULL, TRUE, FALSE, NULL);
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
	over = w->told ? await_hooked(w, timeout, &error) : await(w, timeout);
	if (over || !take_back(w)) {
		await(w, NULL);
		error = outcome(w, a);
	}
	task_unref(&w->task);
	return error;
}
