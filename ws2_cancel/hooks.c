/* Owns the way to the blocking hooks, which another library may have brought. */
#include "ws2_cancel/hooks.h"
#include "ntdll_cancel/points.h"
#include <pthread.h>
#include <stdlib.h>

const struct ws2_hooks *_Atomic ws2_hooks;

void ws2_hooks_set(const struct ws2_hooks *hooks)
{
	atomic_store_explicit(&ws2_hooks, hooks, memory_order_release);
}

bool WINAPI ws2_in_hook(void)
{
	const struct ws2_hooks *hooks =
		atomic_load_explicit(&ws2_hooks, memory_order_acquire);

	return hooks && hooks->running();
}

bool ws2_call_refused(void)
{
	return ws2_refused();
}

int ws2_all_refused(void)
{
	return ws2_started() ? 0 : ws2_refusal();
}

/* A call that runs a hook, in the list. */
struct hooked {
	struct hooked *next, **link;
	struct hooked *woken_next; /* whoever set over goes along these */
	_Atomic int refs;
	HANDLE asked; /* by another thread to end */
	bool over;    /* by the last WSACleanup; set once */
};

static SRWLOCK lock = SRWLOCK_INIT;
static struct hooked *all;
static _Atomic unsigned ended; /* written under it */

static void hooked_drop(struct hooked *h)
{
	if (atomic_fetch_sub(&h->refs, 1) != 1)
		return;
	CloseHandle(h->asked);
	free(h);
}

static struct hooked *hooked_enter(unsigned since)
{
	struct hooked *h = calloc(1, sizeof(*h));
	bool over;

	if (!h || !(h->asked = CreateEventW(NULL, TRUE, FALSE, NULL))) {
		free(h);
		return NULL;
	}
	h->refs = 1;
	ws2_enter(&lock);
	h->next = all;
	h->link = &all;
	if (all)
		all->link = &h->next;
	all = h;
	/* Whoever has ended Winsock before has not seen this one. */
	over = h->over = !ws2_started() || atomic_load(&ended) != since;
	ws2_leave(&lock);
	if (over)
		SetEvent(h->asked);
	return h;
}

/* Whether it is over. */
static bool hooked_leave(struct hooked *h)
{
	bool over;

	ws2_enter(&lock);
	*h->link = h->next;
	if (h->next)
		h->next->link = h->link;
	over = h->over;
	ws2_leave(&lock);
	hooked_drop(h);
	return over;
}

/* What was begun has been ended: nobody may tell of it, so they are told here. */
void hooks_end(void)
{
	struct hooked *woken = NULL, *next;

	ws2_enter(&lock);
	atomic_fetch_add(&ended, 1);
	for (struct hooked *h = all; h; h = h->next) {
		if (h->over)
			continue;
		h->over = true;
		atomic_fetch_add(&h->refs, 1);
		h->woken_next = woken;
		woken = h;
	}
	ws2_leave(&lock);
	for (; woken; woken = next) {
		next = woken->woken_next;
		SetEvent(woken->asked);
		hooked_drop(woken);
	}
}

unsigned hooks_ended(void)
{
	return atomic_load(&ended);
}

struct run {
	struct hooked *h;
	const struct hook_call *call;
};

/* The thread is ended: its stack is there down to hook_run. */
static void run_left(void *arg)
{
	struct run *run = arg;

	stand_end();
	hooked_leave(run->h);
	run->call->left(run->call->arg);
}

enum hook_end hook_run(const struct hook_call *call)
{
	const struct ws2_hooks *hooks =
		atomic_load_explicit(&ws2_hooks, memory_order_acquire);
	struct run run = { .call = call };
	enum hook_end end;
	bool over;

	POINT("hook:run");
	run.h = hooked_enter(call->since);
	if (!run.h)
		return HOOK_CANCELLED;
	pthread_cleanup_push(run_left, &run);
	stand_begin(run.h->asked);
	end = hooks->run(call->event, run.h->asked, call->ms);
	stand_end();
	pthread_cleanup_pop(0);
	/* sockets_end asks as well, before hooks_end. */
	over = hooked_leave(run.h) || !ws2_started();
	return over && end == HOOK_ASKED ? HOOK_OVER : end;
}
