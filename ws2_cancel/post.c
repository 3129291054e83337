/*
 * Owns the messages that a full queue has refused: a list, tried again by a timer of
 * the module's own pool. No lock is held while posting.
 */
#include "ws2_cancel/post.h"
#include "ws2_cancel/worker.h"
#include <winuser.h>

#define AGAIN_MS 20

static SRWLOCK lock = SRWLOCK_INIT;
static struct posting *refused, **last = &refused;
static BOOL timing;
static ULONG shutdowns; /* what was refused before one is not kept after it */

static void CALLBACK again(TP_CALLBACK_INSTANCE *instance, void *arg,
			   TP_TIMER *timer);

static BOOL time_again(void)
{
	static TP_TIMER *timer; /* made by whoever set timing */
	FILETIME due = { (DWORD)(-10000 * AGAIN_MS), (DWORD)-1 };

	if (!timer)
		timer = worker_timer(again, NULL);
	if (timer)
		SetThreadpoolTimer(timer, &due, 0, 0);
	return timer != NULL;
}

/* Who has a window has user32; a program without one does not load it for us. */
static __typeof__(&PostMessageW) post_message(void)
{
	static void *found;
	void *now = __atomic_load_n(&found, __ATOMIC_RELAXED);
	HMODULE user32;

	if (!now && (user32 = GetModuleHandleA("user32.dll"))) {
		now = (void *)GetProcAddress(user32, "PostMessageW");
		__atomic_store_n(&found, now, __ATOMIC_RELAXED);
	}
	return (__typeof__(&PostMessageW))now;
}

/* False: there is no room now. */
static BOOL try(struct posting *p)
{
	__typeof__(&PostMessageW) function = post_message();

	p->hopeless = FALSE;
	if (function && function(p->window, p->message, p->wparam, p->lparam))
		return TRUE;
	p->hopeless = !function || GetLastError() != ERROR_NOT_ENOUGH_QUOTA;
	return p->hopeless;
}

static void all_over(struct posting *first)
{
	for (struct posting *next; first; first = next) {
		next = first->next;
		first->over(first);
	}
}

/* A list, of before the shutdown that is number `of`. */
static void keep(struct posting *first, ULONG of)
{
	struct posting *over = NULL, *next;
	BOOL start;

	ws2_enter(&lock);
	for (; first; first = next) {
		next = first->next;
		if (of != shutdowns || first->withdrawn) {
			first->next = over;
			over = first;
			continue;
		}
		first->next = NULL;
		*last = first;
		last = &first->next;
	}
	start = refused && !timing;
	if (start)
		timing = TRUE;
	ws2_leave(&lock);
	all_over(over);
	if (start && !time_again()) {
		ws2_enter(&lock);
		timing = FALSE; /* the next one that is refused tries */
		ws2_leave(&lock);
	}
}

static struct posting *take_all(ULONG *of)
{
	ws2_enter(&lock);
	struct posting *p = refused;
	refused = NULL;
	last = &refused;
	timing = FALSE;
	*of = shutdowns;
	ws2_leave(&lock);
	return p;
}

static void CALLBACK again(TP_CALLBACK_INSTANCE *instance, void *arg,
			   TP_TIMER *timer)
{
	struct posting *kept = NULL, **end = &kept, *next;
	HWND full = NULL;
	ULONG of;

	(void)instance;
	(void)arg;
	(void)timer;
	for (struct posting *p = take_all(&of); p; p = next) {
		next = p->next;
		/* What is full is not asked for each of its messages. */
		if ((!full || p->window != full) && try(p)) {
			p->over(p);
			continue;
		}
		full = p->window;
		*end = p;
		end = &p->next;
	}
	*end = NULL;
	if (kept)
		keep(kept, of);
}

void post(struct posting *p)
{
	DWORD error = GetLastError();
	ULONG of;

	ws2_enter(&lock);
	of = shutdowns;
	ws2_leave(&lock);
	p->next = NULL;
	if (try(p))
		p->over(p);
	else
		keep(p, of);
	SetLastError(error);
}

void post_withdraw(struct posting *p)
{
	struct posting **at;

	ws2_enter(&lock);
	p->withdrawn = TRUE;
	for (at = &refused; *at && *at != p; at = &(*at)->next)
		;
	BOOL found = *at != NULL;
	if (found) {
		*at = p->next;
		if (last == &p->next)
			last = at;
	}
	ws2_leave(&lock);
	if (found)
		p->over(p);
}

void post_end_all(void)
{
	ULONG of;

	ws2_enter(&lock);
	shutdowns++;
	ws2_leave(&lock);
	all_over(take_all(&of));
}
