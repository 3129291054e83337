/* Owns the way to the blocking hooks, which another library may have brought. */
#include "ws2_cancel/hooks.h"
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

bool ws2_is_started(void)
{
	return ws2_started();
}

/* A call that runs a hook, in the list; whoever ends a thread in it leaves that. */
struct hooked {
	struct hooked *next, **link;
	struct hooked *woken_next; /* whoever set over goes along these */
	_Atomic int refs;
	HANDLE asked; /* by another thread to end */
	bool over;    /* by the last WSACleanup; set once */
};

static SRWLOCK lock = SRWLOCK_INIT;
static struct hooked *all;

static void hooked_drop(struct hooked *h)
{
	if (atomic_fetch_sub(&h->refs, 1) != 1)
		return;
	CloseHandle(h->asked);
	free(h);
}

static struct hooked *hooked_enter(void)
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
	over = h->over = !ws2_started();
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

enum hook_end hook_run(HANDLE event, DWORD ms)
{
	const struct ws2_hooks *hooks =
		atomic_load_explicit(&ws2_hooks, memory_order_acquire);
	struct hooked *h = hooked_enter();
	enum hook_end end;
	bool over;

	if (!h)
		return HOOK_CANCELLED;
	stand_begin(h->asked);
	end = hooks->run(event, h->asked, ms);
	stand_end();
	/* sockets_end asks as well, before hooks_end. */
	over = hooked_leave(h) || !ws2_started();
	return over && end == HOOK_ASKED ? HOOK_OVER : end;
}
