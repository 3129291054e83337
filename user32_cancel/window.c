/*
 * The windows' handles and their end. An HWND has its slot in the low word and its
 * generation in the high one, from 1 to 0x7fff: never 0, none of the special values,
 * and the same when cut to 32 bits. Slots are used again in the order in which they
 * became free, and not while fewer than SPARE are.
 */
#include "user32_cancel/user32.h"

#define SLOTS 10240 /* Windows' limit for a process is 10,000 */
#define SPARE 256
#define GENERATIONS 0x7fff

struct slot {
	struct window *window;
	unsigned generation;
	unsigned next_free;
};

/* Slot 0 is nobody's; it ends the list of the free. */
static struct slot slots[SLOTS];
static unsigned used = 1, free_count, free_first, free_last;

struct window *window_find(HWND hwnd)
{
	ULONG_PTR value = (ULONG_PTR)hwnd;
	const struct slot *slot = &slots[(value & 0xffff) % SLOTS];

	return slot->window && slot->window->handle == hwnd ? slot->window :
							      NULL;
}

static unsigned take_slot(void)
{
	unsigned at;

	if (used < SLOTS && free_count < SPARE)
		return used++;
	if (!free_count)
		return 0;
	at = free_first;
	free_first = slots[at].next_free;
	free_count--;
	return at;
}

static void give_slot(unsigned at)
{
	slots[at].window = NULL;
	slots[at].next_free = 0;
	if (free_count++)
		slots[free_last].next_free = at;
	else
		free_first = at;
	free_last = at;
}

BOOL window_enter(struct window *window)
{
	unsigned at = take_slot();

	if (!at)
		return FALSE;
	slots[at].generation = slots[at].generation % GENERATIONS + 1;
	slots[at].window = window;
	window->handle =
		(HWND)((ULONG_PTR)slots[at].generation << 16 | at);
	window->class->windows++;
	window->queue->windows++;
	return TRUE;
}

HWND *windows_top_level(unsigned *count)
{
	HWND *all = user_alloc(SLOTS * sizeof(*all));

	*count = 0;
	if (!all)
		return NULL;
	user_enter();
	for (unsigned i = 1; i < used; i++) {
		const struct window *window = slots[i].window;

		if (window && !(window->style & WS_CHILD) &&
		    window->parent != HWND_MESSAGE)
			all[(*count)++] = window->handle;
	}
	user_leave(NULL);
	return all;
}

unsigned windows_of(const struct queue *q, HWND *out, unsigned room)
{
	unsigned n = 0;

	for (unsigned i = 1; i < used && n < room; i++)
		if (slots[i].window && slots[i].window->queue == q)
			out[n++] = slots[i].window->handle;
	return n;
}

void window_remove(HWND hwnd)
{
	struct after after = {0};
	struct queue *q = queue_own();
	struct window *window;

	user_enter();
	window = window_find(hwnd);
	if (window) {
		window->class->windows--;
		q->windows--;
		give_slot((ULONG_PTR)hwnd & 0xffff);
		after.garbage[0] = window;
		after.garbage[1] = window->text;
	}
	user_leave(&after);
	/* None comes from now on. */
	sent_forget(q, hwnd);
	posted_forget(q, hwnd);
	timers_forget(q, hwnd);
}

/* The next one below it that this thread can end; `child`: of which kind. */
static HWND next_below(HWND parent, BOOL child)
{
	HWND found = NULL;

	user_enter();
	for (unsigned i = 1; i < used && !found; i++) {
		const struct window *window = slots[i].window;

		if (window && window->parent == parent &&
		    !(window->style & WS_CHILD) == !child && !window->dying)
			found = window->handle;
	}
	user_leave(NULL);
	return found;
}

static BOOL mark_dying(HWND hwnd)
{
	struct window *window;
	BOOL first;

	user_enter();
	window = window_find(hwnd);
	first = window && !window->dying;
	if (first)
		window->dying = TRUE;
	user_leave(NULL);
	return first;
}

/* Windows that it owns go first, its children between its own two messages. */
void window_end(HWND hwnd, BOOL was_created)
{
	LRESULT unused;
	HWND below;

	if (!mark_dying(hwnd))
		return;
	while ((below = next_below(hwnd, FALSE)) != NULL)
		window_end(below, TRUE);
	if (was_created)
		window_call(hwnd, WM_DESTROY, 0, 0, TRUE, &unused);
	while ((below = next_below(hwnd, TRUE)) != NULL)
		window_end(below, TRUE);
	window_call(hwnd, WM_NCDESTROY, 0, 0, TRUE, &unused);
	window_remove(hwnd);
}

/*
 * DestroyWindow: WM_DESTROY, WM_NCDESTROY; what was posted and sent to it goes with
 * it, and its timers. ERROR_INVALID_WINDOW_HANDLE; ERROR_ACCESS_DENIED for another
 * thread's.  (Microsoft: DestroyWindow)
 */
BOOL WINAPI DestroyWindow(HWND hwnd)
{
	const struct window *window;
	DWORD error = 0;

	user_enter();
	window = window_find(hwnd);
	if (!window)
		error = ERROR_INVALID_WINDOW_HANDLE;
	else if (window->queue->thread != GetCurrentThreadId())
		error = ERROR_ACCESS_DENIED;
	user_leave(NULL);
	if (error)
		return fail_with(error);
	window_end(hwnd, TRUE);
	return TRUE;
}

/*
 * IsWindow: whether it is one, of whatever thread.  (Microsoft: IsWindow)
 */
BOOL WINAPI IsWindow(HWND hwnd)
{
	BOOL found;

	user_enter();
	found = window_find(hwnd) != NULL;
	user_leave(NULL);
	return found ? TRUE : fail_with(ERROR_INVALID_WINDOW_HANDLE);
}
