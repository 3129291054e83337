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

	return !function ||
	       function(p->window, p->message, p->wparam, p->lparam) ||
	       GetLastError() != ERROR_NOT_ENOUGH_QUOTA;
}

static void keep(struct posting *first, struct posting **end, ULONG of)
{
	BOOL start, late;

	ws2_enter(&lock);
	late = of != shutdowns;
	if (!late) {
		*last = first;
		last = end;
		*end = NULL;
	}
	start = !late && !timing;
	if (start)
		timing = TRUE;
	ws2_leave(&lock);
	for (struct posting *next; late && first; first = next) {
		next = first->next;
		first->over(first);
	}
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
	if (kept)
		keep(kept, end, of);
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
		keep(p, &p->next, of);
	SetLastError(error);
}

void post_end_all(void)
{
	ULONG of;
	struct posting *next;

	ws2_enter(&lock);
	shutdowns++;
	ws2_leave(&lock);
	for (struct posting *p = take_all(&of); p; p = next) {
		next = p->next;
		p->over(p);
	}
}
