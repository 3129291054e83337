/* Owns the table of tasks that run (task.h). */
#include "ws2_cancel/task.h"
#include "ws2_cancel/mark.h"
#include <stdlib.h>

#define LAST_SERIAL 0x7fffffffu

struct place {
	ULONG serial; /* 0: free */
	ULONG kind;
	struct task *task;
	union mark *mark; /* of its look-up; NULL: none */
};

static SRWLOCK lock = SRWLOCK_INIT; /* all of these */
static struct place *table;
static ULONG places, taken; /* places: a power of two, or 0 */
static ULONG serial;	    /* the last one given */
static BOOL around;	    /* all have been given once */

static struct place *place_of(ULONG number)
{
	return &table[number & (places - 1)];
}

/* At most three quarters are ever taken. Numbers that differ here differ in a larger one. */
static BOOL grow(void)
{
	struct place *old = table;
	ULONG count = places, more = count ? 2 * count : 64;
	struct place *new = calloc(more, sizeof(*new));

	if (!new)
		return FALSE;
	table = new;
	places = more;
	for (ULONG i = 0; i < count; i++)
		if (old[i].serial)
			*place_of(old[i].serial) = old[i];
	free(old);
	return TRUE;
}

HANDLE task_handle(const struct task *t)
{
	return (HANDLE)(ULONG_PTR)(2 * t->serial + (t->kind != TASK_ASYNC));
}

bool task_enter(struct task *t, HANDLE *handle)
{
	BOOL entered = FALSE;

	ws2_enter(&lock);
	if (ws2_started() && (taken < places / 4 * 3 || grow())) {
		do {
			if (serial++ == LAST_SERIAL) {
				serial = 1;
				around = TRUE;
			}
		} while (place_of(serial)->serial);
		t->serial = serial;
		*place_of(serial) = (struct place){
			serial, t->kind, t,
			t->lookup ? lookup_mark(t->lookup) : NULL,
		};
		taken++;
		if (handle)
			*handle = task_handle(t);
		entered = TRUE;
	}
	ws2_leave(&lock);
	return entered;
}

static void vacate(struct place *p)
{
	p->serial = 0;
	taken--;
}

bool task_claim(struct task *t)
{
	BOOL claimed = FALSE;

	ws2_enter(&lock);
	struct place *p = t->serial ? place_of(t->serial) : NULL;
	if (p && p->serial == t->serial && p->task == t) {
		vacate(p);
		claimed = TRUE;
	}
	ws2_leave(&lock);
	return claimed;
}

enum task_found task_claim_handle(HANDLE handle, enum task_kind kind,
				  struct task **t)
{
	ULONG_PTR value = (ULONG_PTR)handle;
	ULONG number = (ULONG)(value / 2);
	enum task_found found = TASK_UNKNOWN;

	if (!number || value / 2 > LAST_SERIAL ||
	    (value & 1) != (kind != TASK_ASYNC))
		return TASK_UNKNOWN;
	ws2_enter(&lock);
	struct place *p = places ? place_of(number) : NULL;
	if (p && p->serial == number && p->kind == kind) {
		*t = p->task;
		if (p->mark)
			mark_stop(p->mark);
		vacate(p);
		found = TASK_CLAIMED;
	} else if (around || number <= serial) {
		found = TASK_ENDED;
	}
	ws2_leave(&lock);
	return found;
}

struct task *task_claim_all(void)
{
	struct task *all = NULL;

	ws2_enter(&lock);
	for (ULONG i = 0; i < places && taken; i++) {
		if (!table[i].serial)
			continue;
		if (table[i].mark)
			mark_stop(table[i].mark);
		if (table[i].kind == TASK_ASYNC)
			task_ref(table[i].task);
		table[i].task->next = all;
		all = table[i].task;
		vacate(&table[i]);
	}
	ws2_leave(&lock);
	return all;
}

void task_ref(struct task *t)
{
	InterlockedIncrement(&t->refs);
}

void task_unref(struct task *t)
{
	if (InterlockedDecrement(&t->refs))
		return;
	if (t->lookup)
		lookup_release(t->lookup);
	t->destroy(t);
}
